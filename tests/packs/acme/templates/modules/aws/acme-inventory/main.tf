resource "aws_ssm_parameter" "record" {
  name   = "/inventory/${var.name_prefix}"
  type   = "SecureString"
  key_id = var.kms_key_arn
  value  = jsonencode({ owner = var.owner, tier = var.service_tier, contact = var.contact })
  tags   = var.tags
}
