resource "terraform_data" "store" {
  input            = { name = "${var.name_prefix}-store", net = var.net_id }
  triggers_replace = var.format
}
