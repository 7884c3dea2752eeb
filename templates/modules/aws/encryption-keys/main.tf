data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition

  purposes = {
    data         = "Lake, lakehouse tables, queries, streams and vector stores"
    ml           = "Studio volumes, training, endpoints, feature store and model artefacts"
    logs         = "Log groups and flow logs"
    audit        = "Audit trail, configuration history and evidence"
    alerts       = "Alert topics and their queues"
    confidential = "Data that only an attested enclave may decrypt"
  }

  # The state key is made by bootstrap, before there is a state to keep.
  key_purposes = {
    for purpose, description in local.purposes : purpose => description
    if purpose != "confidential" || length(var.enclave_image_hashes) > 0
  }

  key_arns = merge({ for purpose, key in aws_kms_key.this : purpose => key.arn }, { signing = aws_kms_key.signing.arn })
  key_ids  = merge({ for purpose, key in aws_kms_key.this : purpose => key.key_id }, { signing = aws_kms_key.signing.key_id })
}

resource "aws_kms_key" "this" {
  for_each = local.key_purposes

  description             = "${var.name_prefix}: ${each.value}"
  policy                  = local.key_policies[each.key]
  enable_key_rotation     = true
  rotation_period_in_days = var.rotation_days
  deletion_window_in_days = var.deletion_window_days
  multi_region            = var.multi_region
  is_enabled              = true
  tags                    = merge(var.tags, { KeyPurpose = each.key })

  lifecycle {
    precondition {
      condition     = length(local.key_policies[each.key]) <= 32768
      error_message = "The policy of the ${each.key} key is longer than the 32768 characters KMS accepts: shorten extra_statements."
    }
  }
}

# Asymmetric: KMS does not rotate it. A new signing key is a new key, and the old public key stays published as long as its signatures count.
resource "aws_kms_key" "signing" {
  description              = "${var.name_prefix}: signatures of models, images and evidence"
  key_usage                = "SIGN_VERIFY"
  customer_master_key_spec = var.signing_key_spec
  policy                   = local.signing_policy
  deletion_window_in_days  = var.deletion_window_days
  multi_region             = var.multi_region
  is_enabled               = true
  tags                     = merge(var.tags, { KeyPurpose = "signing" })
}

resource "aws_kms_alias" "this" {
  for_each = setunion(keys(local.key_purposes), ["signing"])

  name          = "alias/${var.name_prefix}-${each.key}"
  target_key_id = local.key_ids[each.key]
}
