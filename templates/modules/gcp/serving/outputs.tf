# What the release pipeline, clients and the second phase need. None is null: the state drops outputs that are, and readers then fail.
output "dedicated_hosts" {
  description = "Endpoint => host of its own, for exposure dedicated; the shared host does not answer for these."
  value       = { for name, endpoint in google_vertex_ai_endpoint.this : name => endpoint.dedicated_endpoint_dns if var.endpoints[name].exposure == "dedicated" }
}

output "deploy" {
  description = "Endpoint => what Endpoint.deploy must be given; key and account are not inherited."
  value = {
    for name, endpoint in google_vertex_ai_endpoint.this : name => {
      project                  = var.project_id
      location                 = var.region
      endpoint                 = endpoint.id
      exposure                 = var.endpoints[name].exposure
      service_account          = var.account_emails["serving"]
      encryption_spec_key_name = var.ml_key_id
      request_table            = try("${google_bigquery_table.requests[name].dataset_id}.${google_bigquery_table.requests[name].table_id}", null)
      pools                    = { for pool, resource in google_vertex_ai_deployment_resource_pool.this : pool => resource.id }
    }
  }
  depends_on = [google_vertex_ai_endpoint_iam_member.caller]
}

output "endpoint_ids" {
  description = "Endpoint => full resource name."
  value       = { for name, endpoint in google_vertex_ai_endpoint.this : name => endpoint.id }
}

output "endpoint_numbers" {
  description = "Endpoint => number, its name in Vertex AI."
  value       = local.endpoint_names
}

output "index_endpoint_ids" {
  description = "Index => its endpoint, for queries."
  value       = { for name, endpoint in google_vertex_ai_index_endpoint.this : name => endpoint.id }
  depends_on  = [google_vertex_ai_index_endpoint_deployed_index.this]
}

output "index_ids" {
  description = "Index => full resource name, for datapoints."
  value       = { for name, index in google_vertex_ai_index.this : name => index.id }
}

output "model_armor_template" {
  description = "Template a gateway or client names; empty without one."
  value       = join("", google_model_armor_template.this[*].id)
}

output "pool_ids" {
  description = "Pools of shared machines."
  value       = { for name, pool in google_vertex_ai_deployment_resource_pool.this : name => pool.id }
}

output "private_addresses" {
  description = "Endpoint, or index-NAME => address in the network; endpoints once psc_targets names them."
  value       = { for name, address in google_compute_address.psc : name => address.address }
}

output "private_hosts" {
  description = "Endpoint, or index-NAME => name in the network."
  value       = { for name in local.private_names : name => "${name}.${local.dns_domain}" }
  depends_on  = [google_dns_record_set.serving, google_compute_forwarding_rule.psc]
}

output "private_status" {
  description = "Endpoint, or index-NAME => state of the connection; ACCEPTED is the good one, CLOSED means another model was deployed: renew psc_targets."
  value       = { for name, rule in google_compute_forwarding_rule.psc : name => rule.psc_connection_status }
}

output "request_table_ids" {
  description = "Endpoint => table of requests and responses, for model monitoring."
  value       = { for name, table in google_bigquery_table.requests : name => "${table.project}.${table.dataset_id}.${table.table_id}" }
}
