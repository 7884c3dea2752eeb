mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111122223333" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_vpc" {
    defaults = { id = "vpc-0a1b2c3d4e5f60718", cidr_block = "10.9.0.0/20", enable_dns_support = true, enable_dns_hostnames = true }
  }

  mock_data "aws_route_table" {
    defaults = { vpc_id = "vpc-0a1b2c3d4e5f60718", routes = [] }
  }

  mock_data "aws_subnet" {
    defaults = { vpc_id = "vpc-0a1b2c3d4e5f60718", availability_zone = "eu-central-1a", cidr_block = "10.9.0.0/22", map_public_ip_on_launch = false, available_ip_address_count = 1000 }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111122223333:role/acme-prod/acme-prod-flow-logs" }
  }

  override_data {
    target = data.aws_subnet.this["subnet-0000000000000000b"]
    values = { vpc_id = "vpc-0a1b2c3d4e5f60718", availability_zone = "eu-central-1b", cidr_block = "10.9.4.0/22", map_public_ip_on_launch = false, available_ip_address_count = 1000 }
  }
}

variables {
  name_prefix     = "acme-prod"
  region          = "eu-central-1"
  environment     = "prod"
  vpc_id          = "vpc-0a1b2c3d4e5f60718"
  subnet_ids      = { app = ["subnet-0000000000000000a", "subnet-0000000000000000b"], data = ["subnet-0000000000000000a"], endpoint = ["subnet-0000000000000000a", "subnet-0000000000000000b"] }
  route_table_ids = { app = ["rtb-0000000000000000a"], data = ["rtb-0000000000000000a"] }
}

run "interface_is_that_of_a_managed_network" {
  assert {
    condition     = output.vpc_id == "vpc-0a1b2c3d4e5f60718" && output.vpc_cidr == "10.9.0.0/20" && output.availability_zones == tolist(["eu-central-1a", "eu-central-1b"])
    error_message = "The VPC must be handed on as it is."
  }

  assert {
    condition     = output.subnet_ids == { app = tolist(["subnet-0000000000000000a", "subnet-0000000000000000b"]), data = tolist(["subnet-0000000000000000a"]), endpoint = tolist(["subnet-0000000000000000a", "subnet-0000000000000000b"]) }
    error_message = "Subnets are those given, per tier."
  }

  assert {
    condition     = keys(output.security_group_ids) == ["data", "endpoint", "studio", "training", "vpce"]
    error_message = "All five groups must be there."
  }

  assert {
    condition     = length(setsubtract(["s3", "sagemaker-api", "sagemaker-runtime", "sagemaker-studio"], keys(output.vpc_endpoint_ids))) == 0 && output.flow_log_group_name == null
    error_message = "What is missing is made, what was not asked for is not."
  }
}

run "hub_endpoints_and_owned_groups_leave_nothing_to_make" {
  variables {
    endpoint_profile        = "none"
    excluded_endpoints      = ["s3", "dynamodb", "sagemaker-api", "sagemaker-runtime", "sagemaker-studio"]
    adopted_security_groups = { studio = "sg-0000000000000000a", training = "sg-0000000000000000b", endpoint = "sg-0000000000000000c", data = "sg-0000000000000000d", vpce = "sg-0000000000000000e" }
  }

  assert {
    condition     = output.vpc_endpoint_ids == {} && output.security_group_ids.studio == "sg-0000000000000000a" && output.s3_gateway_endpoint_id == null
    error_message = "Everything is the owner's."
  }
}

run "flow_log_on_request" {
  variables {
    create_flow_log = true
    logs_key_arn    = "arn:aws:kms:eu-central-1:111122223333:key/cccccccc-2222-3333-4444-555555555555"
  }

  assert {
    condition     = output.flow_log_group_name == "/aws/vpc/acme-prod/flow"
    error_message = "A network without logs gets one."
  }
}

run "rejects_subnet_of_another_vpc" {
  command         = plan
  expect_failures = [data.aws_subnet.this]

  override_data {
    target = data.aws_subnet.this["subnet-0000000000000000b"]
    values = { vpc_id = "vpc-0ffffffffffffffff", availability_zone = "eu-central-1b", cidr_block = "10.9.4.0/22", map_public_ip_on_launch = false, available_ip_address_count = 1000 }
  }
}

run "rejects_public_subnet" {
  command         = plan
  expect_failures = [data.aws_subnet.this]

  override_data {
    target = data.aws_subnet.this["subnet-0000000000000000b"]
    values = { vpc_id = "vpc-0a1b2c3d4e5f60718", availability_zone = "eu-central-1b", cidr_block = "10.9.4.0/22", map_public_ip_on_launch = true, available_ip_address_count = 1000 }
  }
}

run "rejects_app_subnets_in_one_zone" {
  command         = plan
  expect_failures = [output.availability_zones, output.subnet_ids]

  override_data {
    target = data.aws_subnet.this["subnet-0000000000000000b"]
    values = { vpc_id = "vpc-0a1b2c3d4e5f60718", availability_zone = "eu-central-1a", cidr_block = "10.9.4.0/22", map_public_ip_on_launch = false, available_ip_address_count = 1000 }
  }
}

run "warns_about_full_subnets" {
  command         = plan
  expect_failures = [check.app_subnets_have_room]

  override_data {
    target = data.aws_subnet.this["subnet-0000000000000000b"]
    values = { vpc_id = "vpc-0a1b2c3d4e5f60718", availability_zone = "eu-central-1b", cidr_block = "10.9.4.0/22", map_public_ip_on_launch = false, available_ip_address_count = 12 }
  }
}

run "rejects_vpc_without_dns_hostnames" {
  command         = plan
  expect_failures = [data.aws_vpc.this]

  override_data {
    target = data.aws_vpc.this
    values = { id = "vpc-0a1b2c3d4e5f60718", cidr_block = "10.9.0.0/20", enable_dns_support = true, enable_dns_hostnames = false }
  }
}

run "rejects_route_table_of_another_vpc" {
  command         = plan
  expect_failures = [data.aws_route_table.this]

  override_data {
    target = data.aws_route_table.this["rtb-0000000000000000a"]
    values = { vpc_id = "vpc-0ffffffffffffffff", routes = [] }
  }
}

run "rejects_route_to_the_internet" {
  command         = plan
  expect_failures = [data.aws_route_table.this]

  override_data {
    target = data.aws_route_table.this["rtb-0000000000000000a"]
    values = { vpc_id = "vpc-0a1b2c3d4e5f60718", routes = [{ cidr_block = "0.0.0.0/0", gateway_id = "igw-0123456789abcdef0" }] }
  }
}

run "rejects_network_without_studio_endpoint" {
  command         = plan
  expect_failures = [output.vpc_endpoint_ids]

  variables {
    endpoint_profile = "none"
  }
}

run "rejects_missing_tier" {
  command         = plan
  expect_failures = [var.subnet_ids]

  variables {
    subnet_ids = { app = ["subnet-0000000000000000a", "subnet-0000000000000000b"], data = [], endpoint = ["subnet-0000000000000000a"] }
  }
}

run "rejects_single_app_subnet" {
  command         = plan
  expect_failures = [var.subnet_ids]

  variables {
    subnet_ids = { app = ["subnet-0000000000000000a"], data = ["subnet-0000000000000000a"], endpoint = ["subnet-0000000000000000a"] }
  }
}

run "rejects_malformed_ids" {
  command         = plan
  expect_failures = [var.route_table_ids, var.subnet_ids, var.vpc_id]

  variables {
    vpc_id          = "main"
    subnet_ids      = { app = ["a", "b"], data = ["a"], endpoint = ["a"] }
    route_table_ids = { app = ["private"] }
  }
}

run "rejects_no_app_route_table" {
  command         = plan
  expect_failures = [var.route_table_ids]

  variables {
    route_table_ids = { data = ["rtb-0000000000000000a"] }
  }
}

run "rejects_flow_log_without_key" {
  command         = plan
  expect_failures = [var.logs_key_arn]

  variables {
    create_flow_log = true
  }
}

run "rejects_prod_in_one_zone" {
  command         = plan
  expect_failures = [var.endpoint_zones]

  variables {
    endpoint_zones = "one"
  }
}

run "rejects_malformed_egress" {
  command         = plan
  expect_failures = [var.egress_cidrs]

  variables {
    egress_cidrs = ["internet"]
  }
}

run "rejects_unknown_words" {
  command         = plan
  expect_failures = [var.endpoint_profile, var.environment, var.name_prefix, var.region]

  variables {
    endpoint_profile = "everything"
    environment      = "production"
    name_prefix      = "Acme"
    region           = "Frankfurt"
  }
}

run "rejects_unknown_endpoint_zones" {
  command         = plan
  expect_failures = [var.endpoint_zones]

  variables {
    endpoint_zones = "two"
  }
}
