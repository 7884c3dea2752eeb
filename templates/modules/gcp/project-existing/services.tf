# What the platform calls. VPC-SC perimeters, org policies and agents are built from the same names.
locals {
  core_services = [
    "cloudresourcemanager.googleapis.com",
    "iam.googleapis.com",
    "serviceusage.googleapis.com",
  ]

  default_services = [
    "accessapproval.googleapis.com", # governance.policy, when somebody approves
    "aiplatform.googleapis.com",
    "artifactregistry.googleapis.com",
    "bigquery.googleapis.com",
    "bigqueryconnection.googleapis.com",
    "bigquerystorage.googleapis.com",
    "billingbudgets.googleapis.com",
    "binaryauthorization.googleapis.com",
    "cloudasset.googleapis.com",
    "cloudkms.googleapis.com",
    "cloudquotas.googleapis.com",
    "compute.googleapis.com",
    "containeranalysis.googleapis.com",
    "containerscanning.googleapis.com",
    "dataflow.googleapis.com",
    "dataform.googleapis.com", # sources of Colab notebooks
    "datalineage.googleapis.com",
    "dataplex.googleapis.com",
    "dlp.googleapis.com",
    "dns.googleapis.com",
    "essentialcontacts.googleapis.com",
    "iamcredentials.googleapis.com",
    "logging.googleapis.com",
    "modelarmor.googleapis.com",
    "monitoring.googleapis.com",
    "networkconnectivity.googleapis.com",
    "notebooks.googleapis.com",
    "orgpolicy.googleapis.com",
    "policytroubleshooter.googleapis.com",
    "privilegedaccessmanager.googleapis.com",
    "pubsub.googleapis.com",
    "recommender.googleapis.com",
    "run.googleapis.com",
    "secretmanager.googleapis.com",
    "securitycenter.googleapis.com", # governance.policy, when findings are sent
    "servicenetworking.googleapis.com",
    "storage.googleapis.com",
    "sts.googleapis.com",
    "workloadidentity.googleapis.com", # mints the agents
  ]

  platform_services = sort(setsubtract(
    setunion(local.default_services, var.extra_services),
    setunion(var.excluded_services, local.core_services),
  ))
}
