output "availability_zones" {
  description = "Zones of the app subnets."
  value       = local.availability_zones

  precondition {
    condition     = length(local.availability_zones) >= 2
    error_message = "The app subnets are all in ${join(", ", local.availability_zones)}: give subnets in at least two zones."
  }
}

output "flow_log_group_name" {
  description = "Log group of the flow log made here; null when the owner of the network has one."
  value       = one(module.flow_logs[*].log_group_name)
}

output "route_table_ids" {
  description = "Route tables per tier, as given."
  value       = var.route_table_ids
}

output "s3_gateway_endpoint_id" {
  description = "Gateway endpoint for S3, made or adopted; null when it was excluded."
  value       = module.access.s3_gateway_endpoint_id
}

output "security_group_ids" {
  description = "Security group per role: studio, training, endpoint, data, vpce."
  value       = module.access.security_group_ids
}

output "subnet_ids" {
  description = "Subnets per tier: app, data, endpoint, as given."
  value       = { for tier in ["app", "data", "endpoint"] : tier => var.subnet_ids[tier] }

  precondition {
    condition     = alltrue([for ids in values(local.endpoint_subnets_by_zone) : length(ids) == 1])
    error_message = "Two endpoint subnets are in the same zone: an interface endpoint takes one per zone."
  }
}

output "vpc_cidr" {
  description = "First CIDR of the VPC."
  value       = data.aws_vpc.this.cidr_block
}

output "vpc_endpoint_ids" {
  description = "Endpoint id per short name, adopted ones included."
  value       = module.access.vpc_endpoint_ids

  precondition {
    condition     = length(setsubtract(["sagemaker-api", "sagemaker-runtime", "sagemaker-studio", "s3"], setunion(keys(module.access.vpc_endpoint_ids), var.excluded_endpoints))) == 0
    error_message = "A VpcOnly domain needs sagemaker-api, sagemaker-runtime, sagemaker-studio and s3: have them made (endpoint_profile), adopt them, or list them in excluded_endpoints when a hub VPC shares them."
  }
}

output "vpc_id" {
  description = "Id of the VPC."
  value       = data.aws_vpc.this.id
}
