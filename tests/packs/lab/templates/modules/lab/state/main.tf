resource "terraform_data" "role" {
  input = "${var.name_prefix}-plan"
}
