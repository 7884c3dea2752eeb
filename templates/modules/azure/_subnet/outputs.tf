output "id" {
  description = "Subnet, once its security group and its route are in place."
  value       = azurerm_subnet.this.id

  depends_on = [
    azurerm_subnet_nat_gateway_association.this,
    azurerm_subnet_network_security_group_association.this,
    azurerm_subnet_route_table_association.this,
  ]
}

output "security_group_id" {
  description = "Network security group of the subnet."
  value       = azurerm_network_security_group.this.id
}
