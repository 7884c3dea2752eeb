# The interface endpoints the platform knows. The key is our short name; service names are complete, because Studio, notebooks,
# MLflow and partner apps are aws.sagemaker.<region>.…, not com.amazonaws.…
#
#   profile  minimal (Studio, jobs, images, keys, logs work) ⊂ standard (ML features, data) ⊂ full; "" = only on request
#   actions  IAM prefixes the endpoint policy lets through; [] = no policy, see `unsigned` below
#   own      also hold the resource to trusted accounts. Only where no AWS-owned resource is ever used: hub models, Lambda layers,
#            SSM public parameters and foundation models belong to AWS
locals {
  catalog = {
    sagemaker-api     = { service = "com.amazonaws.${var.region}.sagemaker.api", profile = "minimal", actions = ["sagemaker"], own = false }
    sagemaker-runtime = { service = "com.amazonaws.${var.region}.sagemaker.runtime", profile = "minimal", actions = ["sagemaker"], own = true }
    sagemaker-studio  = { service = "aws.sagemaker.${var.region}.studio", profile = "minimal", actions = [], own = false }
    sts               = { service = "com.amazonaws.${var.region}.sts", profile = "minimal", actions = ["sts"], own = false }
    logs              = { service = "com.amazonaws.${var.region}.logs", profile = "minimal", actions = ["logs"], own = false }
    monitoring        = { service = "com.amazonaws.${var.region}.monitoring", profile = "minimal", actions = ["cloudwatch"], own = false }
    kms               = { service = "com.amazonaws.${var.region}.kms", profile = "minimal", actions = ["kms"], own = true }
    ecr-api           = { service = "com.amazonaws.${var.region}.ecr.api", profile = "minimal", actions = ["ecr"], own = false }
    ecr-dkr           = { service = "com.amazonaws.${var.region}.ecr.dkr", profile = "minimal", actions = ["ecr"], own = false }
    ec2               = { service = "com.amazonaws.${var.region}.ec2", profile = "minimal", actions = ["ec2"], own = false }
    elasticfilesystem = { service = "com.amazonaws.${var.region}.elasticfilesystem", profile = "minimal", actions = ["elasticfilesystem"], own = false }

    application-autoscaling        = { service = "com.amazonaws.${var.region}.application-autoscaling", profile = "standard", actions = ["application-autoscaling"], own = false }
    athena                         = { service = "com.amazonaws.${var.region}.athena", profile = "standard", actions = ["athena"], own = true }
    events                         = { service = "com.amazonaws.${var.region}.events", profile = "standard", actions = ["events"], own = false }
    glue                           = { service = "com.amazonaws.${var.region}.glue", profile = "standard", actions = ["glue"], own = true }
    lakeformation                  = { service = "com.amazonaws.${var.region}.lakeformation", profile = "standard", actions = ["lakeformation"], own = false }
    lambda                         = { service = "com.amazonaws.${var.region}.lambda", profile = "standard", actions = ["lambda"], own = false }
    s3tables                       = { service = "com.amazonaws.${var.region}.s3tables", profile = "standard", actions = ["s3tables"], own = true }
    sagemaker-experiments          = { service = "aws.sagemaker.${var.region}.experiments", profile = "standard", actions = [], own = false }
    sagemaker-featurestore-runtime = { service = "com.amazonaws.${var.region}.sagemaker.featurestore-runtime", profile = "standard", actions = ["sagemaker"], own = true }
    sagemaker-metrics              = { service = "com.amazonaws.${var.region}.sagemaker.metrics", profile = "standard", actions = [], own = false }
    secretsmanager                 = { service = "com.amazonaws.${var.region}.secretsmanager", profile = "standard", actions = ["secretsmanager"], own = true }
    servicecatalog                 = { service = "com.amazonaws.${var.region}.servicecatalog", profile = "standard", actions = ["servicecatalog"], own = false }
    sns                            = { service = "com.amazonaws.${var.region}.sns", profile = "standard", actions = ["sns"], own = true }
    sqs                            = { service = "com.amazonaws.${var.region}.sqs", profile = "standard", actions = ["sqs"], own = true }
    ssm                            = { service = "com.amazonaws.${var.region}.ssm", profile = "standard", actions = ["ssm"], own = false }
    states                         = { service = "com.amazonaws.${var.region}.states", profile = "standard", actions = ["states"], own = true }

    aps-workspaces        = { service = "com.amazonaws.${var.region}.aps-workspaces", profile = "full", actions = ["aps"], own = false }
    autoscaling           = { service = "com.amazonaws.${var.region}.autoscaling", profile = "full", actions = ["autoscaling"], own = false }
    bedrock               = { service = "com.amazonaws.${var.region}.bedrock", profile = "full", actions = ["bedrock"], own = false }
    bedrock-agent-runtime = { service = "com.amazonaws.${var.region}.bedrock-agent-runtime", profile = "full", actions = ["bedrock"], own = false }
    bedrock-runtime       = { service = "com.amazonaws.${var.region}.bedrock-runtime", profile = "full", actions = ["bedrock"], own = false }
    codeartifact-api      = { service = "com.amazonaws.${var.region}.codeartifact.api", profile = "full", actions = ["codeartifact"], own = true }
    codeartifact-repos    = { service = "com.amazonaws.${var.region}.codeartifact.repositories", profile = "full", actions = ["codeartifact"], own = true }
    codeconnections       = { service = "com.amazonaws.${var.region}.codeconnections.api", profile = "full", actions = ["codeconnections", "codestar-connections"], own = false }
    config                = { service = "com.amazonaws.${var.region}.config", profile = "full", actions = ["config"], own = false }
    ec2messages           = { service = "com.amazonaws.${var.region}.ec2messages", profile = "full", actions = ["ec2messages"], own = false }
    eks                   = { service = "com.amazonaws.${var.region}.eks", profile = "full", actions = ["eks"], own = false }
    eks-auth              = { service = "com.amazonaws.${var.region}.eks-auth", profile = "full", actions = ["eks-auth"], own = false }
    elasticloadbalancing  = { service = "com.amazonaws.${var.region}.elasticloadbalancing", profile = "full", actions = ["elasticloadbalancing"], own = false }
    grafana-workspace     = { service = "com.amazonaws.${var.region}.grafana-workspace", profile = "full", actions = [], own = false }
    macie2                = { service = "com.amazonaws.${var.region}.macie2", profile = "full", actions = ["macie2"], own = false }
    rds-data              = { service = "com.amazonaws.${var.region}.rds-data", profile = "full", actions = ["rds-data"], own = true }
    sagemaker-notebook    = { service = "aws.sagemaker.${var.region}.notebook", profile = "full", actions = [], own = false }
    securityhub           = { service = "com.amazonaws.${var.region}.securityhub", profile = "full", actions = ["securityhub"], own = false }
    ssmmessages           = { service = "com.amazonaws.${var.region}.ssmmessages", profile = "full", actions = ["ssmmessages"], own = false }
    xray                  = { service = "com.amazonaws.${var.region}.xray", profile = "full", actions = ["xray"], own = false }

    # On request only. All together would pass the quota of 50 interface endpoints; execute-api with private DNS also takes over
    # every public API Gateway name for the VPC, and GuardDuty makes its own endpoint where runtime monitoring is on.
    codestar-connections  = { service = "com.amazonaws.${var.region}.codestar-connections.api", profile = "", actions = ["codestar-connections"], own = false }
    databrew              = { service = "com.amazonaws.${var.region}.databrew", profile = "", actions = ["databrew"], own = false }
    execute-api           = { service = "com.amazonaws.${var.region}.execute-api", profile = "", actions = [], own = false }
    git-codecommit        = { service = "com.amazonaws.${var.region}.git-codecommit", profile = "", actions = ["codecommit"], own = true }
    grafana               = { service = "com.amazonaws.${var.region}.grafana", profile = "", actions = ["grafana"], own = false }
    guardduty-data        = { service = "com.amazonaws.${var.region}.guardduty-data", profile = "", actions = [], own = false }
    sagemaker-partner-app = { service = "aws.sagemaker.${var.region}.partner-app", profile = "", actions = [], own = false }
  }

  # Browsers and agents that come here carry a presigned URL, a cookie or a token, not a signature: a condition on the principal
  # would lock everybody out. What protects them is the presigned URL, see README "Studio can be opened from here only".
  unsigned = toset([for name, endpoint in local.catalog : name if length(endpoint.actions) == 0])

  profile_names = {
    none     = []
    minimal  = ["minimal"]
    standard = ["minimal", "standard"]
    full     = ["minimal", "standard", "full"]
  }

  wanted = setsubtract(
    setunion(
      [for name, endpoint in local.catalog : name if contains(local.profile_names[var.endpoint_profile], endpoint.profile)],
      var.requested_endpoints,
    ),
    var.excluded_endpoints,
  )

  known_endpoints = {
    for name in setsubtract(local.wanted, keys(var.adopted_endpoints)) : name => {
      service_name        = local.catalog[name].service
      policy              = contains(local.unsigned, name) ? null : local.endpoint_policies[name]
      private_dns_enabled = true
    }
  }

  interface_endpoints = merge(local.known_endpoints, {
    for name, endpoint in var.extra_endpoints : name => {
      service_name        = endpoint.service_name
      policy              = endpoint.policy
      private_dns_enabled = endpoint.private_dns_enabled
    }
  })

  gateway_endpoints = setsubtract(
    var.endpoint_profile == "none" ? [] : ["s3", "dynamodb"],
    setunion(keys(var.adopted_endpoints), var.excluded_endpoints),
  )
}
