# Constraints on Vertex AI resources themselves. They live in the organisation and so need its id; pipeline runs started by a schedule are
# not evaluated (Google Cloud documentation, "Custom constraints for Vertex AI").
locals {
  constraint_prefix = "custom.${replace(title(replace(var.name_prefix, "-", " ")), " ", "")}"

  builtin_constraints = {
    EndpointPrivate = {
      sets      = ["base"], controls = ["ZTA-03"], types = ["aiplatform.googleapis.com/Endpoint"], methods = ["CREATE", "UPDATE"]
      title     = "Endpoints answer inside the network only"
      condition = "resource.privateServiceConnectConfig.enablePrivateServiceConnect == true || size(resource.network) > 0"
    }
    IndexEndpointPrivate = {
      sets      = ["base"], controls = ["ZTA-03"], types = ["aiplatform.googleapis.com/IndexEndpoint"], methods = ["CREATE", "UPDATE"]
      title     = "Vector search answers inside the network only"
      condition = "resource.publicEndpointEnabled == false"
    }
    JobServiceAccount = {
      sets      = ["base"], controls = ["ZTA-02"], types = ["aiplatform.googleapis.com/CustomJob"], methods = ["CREATE"]
      title     = "Training runs as an account of its own"
      condition = "resource.jobSpec.serviceAccount.endsWith('@${var.project_id}.iam.gserviceaccount.com')"
    }
    PipelineServiceAccount = {
      sets      = ["base"], controls = ["ZTA-02"], types = ["aiplatform.googleapis.com/PipelineJob"], methods = ["CREATE"]
      title     = "Pipelines run as an account of their own"
      condition = "resource.serviceAccount.endsWith('@${var.project_id}.iam.gserviceaccount.com')"
    }
    EndpointKey = {
      sets      = ["eu_ai_act", "gdpr", "hipaa", "high_risk", "nist_800_53"], controls = ["CRY-01"], types = ["aiplatform.googleapis.com/Endpoint"], methods = ["CREATE"]
      title     = "Endpoints use a key of ours"
      condition = "resource.encryptionSpec.kmsKeyName.startsWith('projects/${var.key_project_id}/')"
    }
    EndpointRequestLog = {
      sets      = ["eu_ai_act", "high_risk", "sr_26_2"], controls = ["LOG-02"], types = ["aiplatform.googleapis.com/Endpoint"], methods = ["CREATE", "UPDATE"]
      title     = "Endpoints record requests and answers"
      condition = "resource.predictRequestResponseLoggingConfig.enabled == true"
    }
  }

  wanted_constraints = var.org_id == null ? {} : merge(
    { for name, constraint in local.builtin_constraints : name => constraint if length(setintersection(constraint.sets, local.wanted_sets)) > 0 },
    { for name, constraint in var.custom_constraints : name => merge(constraint, { sets = ["extra"] }) },
  )
}

resource "google_org_policy_custom_constraint" "this" {
  for_each = local.wanted_constraints

  parent         = "organizations/${var.org_id}"
  name           = "${local.constraint_prefix}${each.key}"
  display_name   = each.value.title
  description    = "${each.value.title}. Managed by Terraform (${var.name_prefix})."
  action_type    = "ALLOW"
  condition      = each.value.condition
  method_types   = each.value.methods
  resource_types = each.value.types
}

# A constraint can be used some time after it was made.
resource "time_sleep" "constraints" {
  count = length(local.wanted_constraints) > 0 ? 1 : 0

  create_duration = "60s"

  triggers = { constraints = join(",", sort(keys(local.wanted_constraints))) }

  depends_on = [google_org_policy_custom_constraint.this]
}
