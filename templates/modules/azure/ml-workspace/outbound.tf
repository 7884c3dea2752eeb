# What compute in the managed network may reach. All rules go through azapi, although azurerm has resources for some of them: rules
# are one map on the server, and two written at once lose one. azapi can take a lock, azurerm cannot; and azurerm's private
# endpoint rule knows neither AI Search nor Cosmos DB, Event Hubs, PostgreSQL, AI services, registries or another workspace's.
#
# Endpoints of the default storage (blob, file), vault, registry and workspace are the service's own: never declare them.
locals {
  # Batch endpoints and parallel steps also need queue and table of the default storage.
  storage_rules = {
    for group in ["queue", "table"] : "default-${group}" => { resource_id = module.storage.id, subresource = group, spark = false }
    if local.is_managed_network && var.batch_endpoints
  }

  # One endpoint for each account and service that a datastore reads; not for the default account.
  datastore_targets = {
    for target in distinct(flatten([
      for datastore in var.datastores : [
        for group in local.datastore_groups[datastore.kind] : { account = regex("^(.+/storageAccounts/[^/]+)", datastore.container_id)[0], group = group }
      ]
    ])) : "data-${split("/", target.account)[8]}-${target.group}" => { resource_id = target.account, subresource = target.group, spark = true }
    if local.is_managed_network
  }

  datastore_groups = {
    blob      = ["blob"]
    fileshare = ["file"]
    gen2      = ["blob", "dfs"] # the driver of the lake still lists through blob
  }

  endpoint_rules = merge(
    local.storage_rules,
    local.datastore_targets,
    { for name, rule in var.outbound_private_endpoints : name => rule if local.is_managed_network },
  )

  outbound_bodies = merge(
    {
      for name, rule in local.endpoint_rules : name => {
        type = "PrivateEndpoint", destination = jsonencode({ serviceResourceId = rule.resource_id, subresourceTarget = rule.subresource, sparkEnabled = rule.spark })
      }
    },
    { for name, rule in var.outbound_service_tags : name => {
      type = "ServiceTag", destination = jsonencode({ serviceTag = rule.tag, protocol = rule.protocol, portRanges = rule.ports, action = "Allow" })
    } if local.is_managed_network },
    { for name, host in var.outbound_fqdns : name => { type = "FQDN", destination = jsonencode(host) } if local.is_managed_network },
  )
}

resource "azapi_resource" "outbound_rule" {
  for_each = local.outbound_bodies

  type      = "Microsoft.MachineLearningServices/workspaces/outboundRules@${local.api}"
  name      = each.key
  parent_id = azurerm_machine_learning_workspace.this.id
  locks     = [azurerm_machine_learning_workspace.this.id]

  body = {
    properties = {
      type        = each.value.type
      category    = "UserDefined"
      destination = jsondecode(each.value.destination)
    }
  }

  schema_validation_enabled = true
  response_export_values    = []

  timeouts {
    create = "1h"
    delete = "1h"
  }

  # The workspace's identity approves the endpoint on the target, and must be allowed to before it is asked.
  depends_on = [time_sleep.roles]
}

# Serverless Spark, which model monitoring and the feature store use, is only in the network when provisioned with it. Without this
# the network comes into being with the first compute, half an hour into somebody's first job.
resource "azapi_resource_action" "provision" {
  count = local.is_managed_network && var.provision_spark ? 1 : 0

  type        = "Microsoft.MachineLearningServices/workspaces@${local.api}"
  resource_id = azurerm_machine_learning_workspace.this.id
  action      = "provisionManagedNetwork"
  method      = "POST"
  locks       = [azurerm_machine_learning_workspace.this.id]

  body = {
    includeSpark = true
  }

  response_export_values = []

  timeouts {
    create = "1h30m"
  }

  depends_on = [azapi_resource.outbound_rule]
}
