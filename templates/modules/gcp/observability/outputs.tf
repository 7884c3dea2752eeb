output "alert_names" {
  description = "Alert => policy, the further ones included."
  value = merge(
    { for name, policy in google_monitoring_alert_policy.metric : name => policy.name },
    { for name, policy in google_monitoring_alert_policy.log : name => policy.name },
    { for policy in google_monitoring_alert_policy.burn : "slo-burn" => policy.name },
  )
}

output "alerts_topic_id" {
  description = "Topic that receives every alert and budget notice."
  value       = google_pubsub_topic.alerts.id
}

output "budget_id" {
  description = "Budget; null without a billing account."
  value       = one(google_billing_budget.this[*].id)
}

output "dashboard_ids" {
  description = "Dashboard => id."
  value       = { for name, dashboard in google_monitoring_dashboard.this : name => dashboard.id }
}

output "notification_channel_ids" {
  description = "Channels, for the alerts of other modules."
  value       = local.channel_ids
}
