output "store_id" {
  description = "Id of the store."
  value       = terraform_data.store.id
}
