output "availability_zones" {
  description = "Availability zone names, in the order of the subnets."
  value       = local.availability_zones
}

output "egress_mode" {
  description = "How traffic leaves: none, firewall, nat or tgw."
  value       = var.egress_mode
}

output "egress_public_ips" {
  description = "Public addresses traffic leaves from, for partners' allow-lists; empty without NAT gateways."
  value       = [for zone in local.nat_zones : aws_eip.nat[zone].public_ip]
}

output "flow_log_bucket_name" {
  description = "Bucket of the flow logs; null when they are in CloudWatch only."
  value       = module.flow_logs.bucket_name
}

output "log_group_names" {
  description = "Log groups of the network: flow, dns and, in firewall mode, alert and firewall flow."
  value = merge(
    { flow = module.flow_logs.log_group_name, dns = aws_cloudwatch_log_group.dns.name },
    { for type, group in aws_cloudwatch_log_group.firewall : "firewall_${type}" => group.name },
  )
}

output "route_table_ids" {
  description = "Route tables per tier, in the order of availability_zones."
  value       = { for tier in local.tiers : tier => [for zone in local.availability_zones : aws_route_table.this["${tier}-${zone}"].id] }
}

output "s3_gateway_endpoint_id" {
  description = "Gateway endpoint for S3, for aws:SourceVpce conditions of bucket policies."
  value       = module.access.s3_gateway_endpoint_id
}

output "security_group_ids" {
  description = "Security group per role: studio, training, endpoint, data, vpce."
  value       = module.access.security_group_ids
}

output "subnet_ids" {
  description = "Subnets per tier (app, data, endpoint and those of the egress mode), in the order of availability_zones."
  value       = { for tier in local.tiers : tier => [for zone in local.availability_zones : aws_subnet.this["${tier}-${zone}"].id] }

  # Who starts something in a subnet needs its routes and ACL.
  depends_on = [aws_network_acl.this, aws_route_table_association.this]
}

output "vpc_cidr" {
  description = "CIDR of the VPC."
  value       = aws_vpc.this.cidr_block
}

output "vpc_endpoint_ids" {
  description = "Endpoint id per short name (sagemaker-api, sagemaker-studio, s3, …), for aws:SourceVpce conditions."
  value       = module.access.vpc_endpoint_ids
}

output "vpc_id" {
  description = "Id of the VPC."
  value       = aws_vpc.this.id
}
