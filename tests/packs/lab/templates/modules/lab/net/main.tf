resource "terraform_data" "net" {
  input = { name = "${var.name_prefix}-net", cidr = var.cidr }
}
