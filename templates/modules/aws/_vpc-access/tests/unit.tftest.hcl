mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111122223333" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
}

variables {
  name_prefix         = "acme-dev"
  region              = "eu-central-1"
  vpc_id              = "vpc-0a1b2c3d4e5f60718"
  app_cidrs           = { eu-central-1a = "10.65.0.0/19", eu-central-1b = "10.65.32.0/19" }
  endpoint_subnet_ids = { eu-central-1a = "subnet-0000000000000000a", eu-central-1b = "subnet-0000000000000000b" }
  route_table_ids     = { app-eu-central-1a = "rtb-0000000000000000a", app-eu-central-1b = "rtb-0000000000000000b" }
}

run "minimal_profile_is_what_a_vpc_only_domain_needs" {
  variables {
    endpoint_profile = "minimal"
  }

  assert {
    condition = toset(keys(aws_vpc_endpoint.interface)) == toset([
      "ec2", "ecr-api", "ecr-dkr", "elasticfilesystem", "kms", "logs", "monitoring", "sagemaker-api", "sagemaker-runtime", "sagemaker-studio", "sts",
    ])
    error_message = "Studio, jobs, images, keys and logs must work, nothing else."
  }

  assert {
    condition     = aws_vpc_endpoint.interface["sagemaker-studio"].service_name == "aws.sagemaker.eu-central-1.studio" && aws_vpc_endpoint.interface["sagemaker-api"].service_name == "com.amazonaws.eu-central-1.sagemaker.api"
    error_message = "Studio is aws.sagemaker.…, the API is com.amazonaws.…."
  }

  assert {
    condition     = alltrue([for endpoint in aws_vpc_endpoint.interface : endpoint.private_dns_enabled && length(endpoint.subnet_ids) == 2 && endpoint.security_group_ids == toset([output.security_group_ids.vpce])])
    error_message = "Every endpoint answers under the service's own name, in every zone, behind its own group."
  }

  assert {
    condition     = toset(keys(aws_vpc_endpoint.gateway)) == toset(["dynamodb", "s3"]) && aws_vpc_endpoint.gateway["s3"].route_table_ids == toset(["rtb-0000000000000000a", "rtb-0000000000000000b"])
    error_message = "The free gateways belong in every route table."
  }
}

run "profiles_contain_each_other_and_respect_the_quota" {
  variables {
    endpoint_profile = "full"
  }

  assert {
    condition     = length(aws_vpc_endpoint.interface) <= 50
    error_message = "The full profile must fit the default quota of 50 interface endpoints per VPC."
  }

  assert {
    condition     = length(setsubtract(["sagemaker-studio", "sagemaker-experiments", "sagemaker-notebook", "sagemaker-featurestore-runtime", "bedrock-runtime", "glue"], keys(aws_vpc_endpoint.interface))) == 0
    error_message = "Full contains standard, standard contains minimal."
  }

  assert {
    condition     = !contains(keys(aws_vpc_endpoint.interface), "execute-api") && !contains(keys(aws_vpc_endpoint.interface), "guardduty-data")
    error_message = "execute-api would take over public API names, and GuardDuty makes its own."
  }

  assert {
    condition     = alltrue([for name in ["sagemaker-studio", "sagemaker-notebook", "sagemaker-experiments"] : aws_vpc_endpoint.interface[name].service_name == "aws.sagemaker.eu-central-1.${trimprefix(name, "sagemaker-")}"])
    error_message = "Studio, notebook and experiments have the other prefix."
  }
}

run "policies_are_ceilings_for_own_principals" {
  assert {
    condition     = jsondecode(aws_vpc_endpoint.interface["kms"].policy).Statement[0].Condition == { StringEquals = { "aws:PrincipalAccount" = ["111122223333"] }, StringEqualsIfExists = { "aws:ResourceAccount" = ["111122223333"] } }
    error_message = "Only own principals may use only own keys."
  }

  assert {
    condition = [
      for s in jsondecode(aws_vpc_endpoint.interface["ecr-dkr"].policy).Statement : s.Sid
      if !can(s.Condition.StringEquals["aws:ResourceAccount"]) && length(setintersection(toset(flatten([s.Action])), toset(["ecr:*", "ecr:PutImage"]))) > 0
    ] == []
    error_message = "Images may be pulled from AWS accounts but pushed home only."
  }

  assert {
    condition     = one([for s in jsondecode(aws_vpc_endpoint.interface["sts"].policy).Statement : s if s.Sid == "AllowFederationIntoOwnRoles"]).Resource == ["arn:aws:iam::111122223333:role/*"]
    error_message = "A web identity is no principal yet: only the role's account can be checked."
  }

  assert {
    condition     = jsondecode(aws_vpc_endpoint.interface["sagemaker-api"].policy).Statement[0].Condition == { StringEquals = { "aws:PrincipalAccount" = ["111122223333"] } }
    error_message = "JumpStart's hub belongs to AWS, so the SageMaker API is not held to own resources."
  }
}

run "s3_policy_keeps_aws_buckets_readable_and_own_buckets_own" {
  variables {
    readable_buckets    = ["provider-market-data"]
    trusted_account_ids = ["444455556666"]
  }

  assert {
    condition     = contains(one([for s in jsondecode(aws_vpc_endpoint.gateway["s3"].policy).Statement : s if s.Sid == "AllowReadOfAwsBuckets"]).Resource, "arn:aws:s3:::prod-eu-central-1-starport-layer-bucket/*")
    error_message = "Without the ECR layer bucket every image pull times out."
  }

  assert {
    condition = alltrue([
      for s in jsondecode(aws_vpc_endpoint.gateway["s3"].policy).Statement :
      !can(s.Condition) && length(setsubtract(toset(flatten([s.Action])), toset(["s3:GetObject", "s3:GetBucketLocation", "s3:ListBucket"]))) == 0
      if s.Sid != "AllowOwnPrincipalsOnOwnBuckets"
    ])
    error_message = "Foreign buckets are read-only, and layers are fetched without a principal of ours."
  }

  assert {
    condition     = one([for s in jsondecode(aws_vpc_endpoint.gateway["s3"].policy).Statement : s if s.Sid == "AllowOwnPrincipalsOnOwnBuckets"]).Condition.StringEquals == { "aws:PrincipalAccount" = ["111122223333", "444455556666"], "aws:ResourceAccount" = ["111122223333", "444455556666"] }
    error_message = "Writing is held to own and trusted accounts."
  }

  assert {
    condition     = contains(one([for s in jsondecode(aws_vpc_endpoint.gateway["s3"].policy).Statement : s if s.Sid == "AllowListOfAwsBuckets"]).Resource, "arn:aws:s3:::provider-market-data")
    error_message = "A data provider's bucket must be readable once listed."
  }
}

run "groups_have_both_halves_of_every_flow_and_nothing_else" {
  assert {
    condition     = keys(aws_vpc_security_group_egress_rule.flow) == keys(aws_vpc_security_group_ingress_rule.flow)
    error_message = "Each flow needs a rule at either end."
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.flow["studio-apps"].from_port == 8192 && aws_vpc_security_group_ingress_rule.flow["studio-apps"].to_port == 65535
    error_message = "Studio apps reach each other on 8192 and up."
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.flow["training-ike"].ip_protocol == "udp" && aws_vpc_security_group_ingress_rule.flow["training-ike"].from_port == 500 && aws_vpc_security_group_ingress_rule.flow["training-esp"].ip_protocol == "50"
    error_message = "Inter-container encryption needs UDP 500 and ESP."
  }

  assert {
    condition     = aws_vpc_security_group_egress_rule.cidr["studio-to-nfs-eu-central-1a"].cidr_ipv4 == "10.65.0.0/19" && aws_vpc_security_group_egress_rule.cidr["studio-to-nfs-eu-central-1a"].from_port == 2049
    error_message = "Studio mounts its home file system from the app subnets."
  }

  assert {
    condition     = !anytrue([for rule in aws_vpc_security_group_egress_rule.cidr : rule.cidr_ipv4 == "0.0.0.0/0"]) && contains(keys(aws_vpc_security_group_egress_rule.gateway), "training-to-s3")
    error_message = "By default nothing leaves but to S3 and DynamoDB through their gateways."
  }

  assert {
    condition     = alltrue([for rule in aws_vpc_security_group_ingress_rule.cidr : rule.from_port == 443 && rule.to_port == 443])
    error_message = "Endpoints take HTTPS only."
  }
}

run "egress_reaches_studio_and_training_only" {
  variables {
    egress_cidrs = { internet = "0.0.0.0/0" }
  }

  assert {
    condition     = toset([for name, rule in aws_vpc_security_group_egress_rule.cidr : name if rule.cidr_ipv4 == "0.0.0.0/0"]) == toset(["studio-to-internet", "training-to-internet"])
    error_message = "Model containers and data stores have no business outside."
  }
}

run "one_zone_costs_a_third" {
  variables {
    endpoint_zones    = "one"
    unsupported_zones = { sagemaker-studio = ["eu-central-1a"] }
  }

  assert {
    condition     = aws_vpc_endpoint.interface["kms"].subnet_ids == toset(["subnet-0000000000000000a"])
    error_message = "The first zone only."
  }

  assert {
    condition     = aws_vpc_endpoint.interface["sagemaker-studio"].subnet_ids == toset(["subnet-0000000000000000b"])
    error_message = "A service that misses the first zone goes to one that has it."
  }
}

run "adopts_what_exists" {
  variables {
    adopted_endpoints       = { kms = "vpce-0000000000000000a", s3 = "vpce-0000000000000000b" }
    adopted_security_groups = { data = "sg-0000000000000000d" }
  }

  override_data {
    target = data.aws_vpc_endpoint.adopted["kms"]
    values = { vpc_id = "vpc-0a1b2c3d4e5f60718", service_name = "com.amazonaws.eu-central-1.kms", vpc_endpoint_type = "Interface", private_dns_enabled = true }
  }

  override_data {
    target = data.aws_vpc_endpoint.adopted["s3"]
    values = { vpc_id = "vpc-0a1b2c3d4e5f60718", service_name = "com.amazonaws.eu-central-1.s3", vpc_endpoint_type = "Gateway", private_dns_enabled = false, prefix_list_id = "pl-6ea54007" }
  }

  assert {
    condition     = output.vpc_endpoint_ids.kms == "vpce-0000000000000000a" && output.s3_gateway_endpoint_id == "vpce-0000000000000000b" && !contains(keys(aws_vpc_endpoint.interface), "kms")
    error_message = "Adopted endpoints are handed on and not made twice."
  }

  assert {
    condition     = aws_vpc_security_group_egress_rule.gateway["studio-to-s3"].prefix_list_id == "pl-6ea54007"
    error_message = "Groups must reach the adopted gateway."
  }

  assert {
    condition     = output.security_group_ids.data == "sg-0000000000000000d" && length([for rule in aws_vpc_security_group_ingress_rule.flow : rule if rule.security_group_id == "sg-0000000000000000d"]) == 0
    error_message = "An adopted group gets no rules."
  }
}

run "nothing_is_made_when_nothing_is_asked" {
  variables {
    endpoint_profile        = "none"
    adopted_security_groups = { studio = "sg-0000000000000000a", training = "sg-0000000000000000b", endpoint = "sg-0000000000000000c", data = "sg-0000000000000000d", vpce = "sg-0000000000000000e" }
  }

  assert {
    condition     = length(aws_vpc_endpoint.interface) + length(aws_vpc_endpoint.gateway) + length(aws_security_group.this) + length(aws_vpc_security_group_egress_rule.flow) + length(aws_vpc_security_group_ingress_rule.cidr) == 0
    error_message = "The owner of the network made everything already."
  }
}

run "extra_endpoints_keep_their_policy" {
  variables {
    extra_endpoints = {
      textract = { service_name = "com.amazonaws.eu-central-1.textract", policy = "{\"Statement\":[]}" }
    }
  }

  assert {
    condition     = aws_vpc_endpoint.interface["textract"].service_name == "com.amazonaws.eu-central-1.textract" && aws_vpc_endpoint.interface["textract"].policy == "{\"Statement\":[]}"
    error_message = "An endpoint outside the catalogue is taken as given."
  }
}

run "rejects_endpoint_of_another_vpc" {
  command         = plan
  expect_failures = [data.aws_vpc_endpoint.adopted]

  variables {
    adopted_endpoints = { kms = "vpce-0000000000000000a" }
  }

  override_data {
    target = data.aws_vpc_endpoint.adopted["kms"]
    values = { vpc_id = "vpc-0ffffffffffffffff", service_name = "com.amazonaws.eu-central-1.kms", vpc_endpoint_type = "Interface", private_dns_enabled = true }
  }
}

run "rejects_endpoint_of_another_service" {
  command         = plan
  expect_failures = [data.aws_vpc_endpoint.adopted]

  variables {
    adopted_endpoints = { kms = "vpce-0000000000000000a" }
  }

  override_data {
    target = data.aws_vpc_endpoint.adopted["kms"]
    values = { vpc_id = "vpc-0a1b2c3d4e5f60718", service_name = "com.amazonaws.eu-central-1.sts", vpc_endpoint_type = "Interface", private_dns_enabled = true }
  }
}

run "rejects_endpoint_without_private_dns" {
  command         = plan
  expect_failures = [data.aws_vpc_endpoint.adopted]

  variables {
    adopted_endpoints = { kms = "vpce-0000000000000000a" }
  }

  override_data {
    target = data.aws_vpc_endpoint.adopted["kms"]
    values = { vpc_id = "vpc-0a1b2c3d4e5f60718", service_name = "com.amazonaws.eu-central-1.kms", vpc_endpoint_type = "Interface", private_dns_enabled = false }
  }
}

run "rejects_more_endpoints_than_the_quota" {
  command         = plan
  expect_failures = [aws_vpc_endpoint.interface]

  variables {
    endpoint_profile = "full"
    extra_endpoints  = { for number in range(5) : "partner-${number}" => { service_name = "com.amazonaws.vpce.eu-central-1.vpce-svc-${number}" } }
  }
}

run "rejects_service_without_a_zone" {
  command         = plan
  expect_failures = [aws_vpc_endpoint.interface]

  variables {
    unsupported_zones = { sagemaker-studio = ["eu-central-1a", "eu-central-1b"] }
  }
}

run "rejects_policy_beyond_the_limit" {
  command         = plan
  expect_failures = [aws_vpc_endpoint.gateway]

  variables {
    readable_buckets = [for number in range(400) : "provider-market-data-${number}"]
  }
}

run "rejects_unknown_names" {
  command         = plan
  expect_failures = [var.adopted_endpoints, var.adopted_security_groups, var.excluded_endpoints, var.requested_endpoints]

  variables {
    adopted_endpoints       = { "com.amazonaws.eu-central-1.kms" = "vpce-0000000000000000a" }
    adopted_security_groups = { notebook = "sg-0000000000000000a" }
    excluded_endpoints      = ["studio"]
    requested_endpoints     = ["textract"]
  }
}

run "rejects_malformed_ids" {
  command         = plan
  expect_failures = [var.adopted_endpoints, var.adopted_security_groups, var.trusted_account_ids]

  variables {
    adopted_endpoints       = { kms = "kms" }
    adopted_security_groups = { data = "data" }
    trusted_account_ids     = ["data-account"]
  }
}

run "rejects_short_service_name" {
  command         = plan
  expect_failures = [var.extra_endpoints]

  variables {
    extra_endpoints = { textract = { service_name = "textract" } }
  }
}

run "rejects_policy_that_is_no_json" {
  command         = plan
  expect_failures = [var.extra_endpoints]

  variables {
    extra_endpoints = { textract = { service_name = "com.amazonaws.eu-central-1.textract", policy = "full access" } }
  }
}

run "rejects_extra_name_of_the_catalogue" {
  command         = plan
  expect_failures = [var.extra_endpoints]

  variables {
    extra_endpoints = { kms = { service_name = "com.amazonaws.eu-central-1.kms-fips" } }
  }
}

run "rejects_everybody_as_client_and_remote_desktop" {
  command         = plan
  expect_failures = [var.client_cidrs, var.data_ports]

  variables {
    client_cidrs = { world = "0.0.0.0/0" }
    data_ports   = { rdp = 3389 }
  }
}

run "rejects_wildcard_bucket" {
  command         = plan
  expect_failures = [var.readable_buckets]

  variables {
    readable_buckets = ["*"]
  }
}

run "rejects_unknown_modes" {
  command         = plan
  expect_failures = [var.endpoint_profile, var.endpoint_zones]

  variables {
    endpoint_profile = "everything"
    endpoint_zones   = "two"
  }
}
