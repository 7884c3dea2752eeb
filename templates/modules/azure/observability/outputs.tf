output "action_group_ids" {
  description = "Action groups by severity: critical, warning."
  value       = { for severity, group in azurerm_monitor_action_group.this : severity => group.id }
}

output "app_insights_id" {
  description = "Application Insights of the workspace and its endpoints."
  value       = azurerm_application_insights.this.id
}

output "diagnostic_defaults" {
  description = "How a module logs: category group for resources, categories of storage services, and of the activity log, which has no groups."
  value = {
    log_analytics_workspace_id = local.log_analytics.id
    category_group             = "allLogs"
    storage_categories         = ["StorageRead", "StorageWrite", "StorageDelete"]
    activity_log_categories    = ["Administrative", "Alert", "Autoscale", "Policy", "Recommendation", "ResourceHealth", "Security", "ServiceHealth"]
  }
}

output "log_analytics" {
  description = "Log workspace in one piece: id, guid and location."
  value       = local.log_analytics
}

output "log_analytics_guid" {
  description = "GUID of the log workspace, which queries and agents use."
  value       = local.log_analytics.guid
}

output "log_analytics_id" {
  description = "Resource id of the log workspace."
  value       = local.log_analytics.id
}

output "monitor_workspace_id" {
  description = "Workspace for Prometheus metrics; null without one."
  value       = one(azurerm_monitor_workspace.this[*].id)
}

output "private_link_scope_name" {
  description = "Private link scope of Azure Monitor; one per DNS domain."
  value       = local.scope_name
}
