output "net_id" {
  description = "Id of the network."
  value       = terraform_data.net.id
}
