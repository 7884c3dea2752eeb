resource "terraform_data" "job" {
  for_each = toset(var.jobs)

  input = { name = each.key, store = var.store_id }

  provisioner "local-exec" {
    command = "sleep ${var.seconds}"
  }
}
