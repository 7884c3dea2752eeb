output "s3_gateway_endpoint_id" {
  description = "Gateway endpoint for S3, made or adopted; null when excluded."
  value       = lookup(local.vpc_endpoint_ids, "s3", null)
}

output "security_group_ids" {
  description = "Security group per role: studio, training, endpoint, data, vpce."
  value       = local.security_group_ids

  # A group without its rules lets nothing through, so who starts workloads in it waits for them.
  depends_on = [
    aws_vpc_security_group_egress_rule.cidr,
    aws_vpc_security_group_egress_rule.flow,
    aws_vpc_security_group_egress_rule.gateway,
    aws_vpc_security_group_ingress_rule.cidr,
    aws_vpc_security_group_ingress_rule.flow,
  ]
}

output "vpc_endpoint_ids" {
  description = "Endpoint id per short name, gateways and adopted ones included."
  value       = local.vpc_endpoint_ids
}
