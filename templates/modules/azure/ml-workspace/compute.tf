resource "azurerm_machine_learning_compute_cluster" "this" {
  for_each = var.clusters

  name                          = each.key
  description                   = each.value.description
  location                      = var.location # a managed network serves its own region only
  machine_learning_workspace_id = azurerm_machine_learning_workspace.this.id
  vm_size                       = each.value.vm_size
  vm_priority                   = each.value.priority
  local_auth_enabled            = false
  node_public_ip_enabled        = false
  ssh_public_access_enabled     = false
  subnet_resource_id            = local.compute_subnet_id
  tags                          = var.tags

  scale_settings {
    min_node_count                       = each.value.min_nodes
    max_node_count                       = each.value.max_nodes
    scale_down_nodes_after_idle_duration = each.value.idle
  }

  # One system-assigned identity or several of our own, never both: the schema would let it pass, the service does not.
  identity {
    type         = each.value.system_identity ? "SystemAssigned" : "UserAssigned"
    identity_ids = each.value.system_identity ? null : concat([var.compute_identity.id], sort(tolist(each.value.identity_ids)))
  }

  lifecycle {
    precondition {
      condition     = local.is_managed_network || local.compute_subnet_id != null
      error_message = "Without a managed network the cluster needs a subnet."
    }
  }

  depends_on = [azapi_resource.outbound_rule, azapi_resource_action.provision, time_sleep.roles]
}

# azurerm's compute instance knows neither idle shutdown nor schedules, so it can only break the policy that asks for them.
resource "azapi_resource" "instance" {
  for_each = var.instances

  type      = "Microsoft.MachineLearningServices/workspaces/computes@${local.api}"
  name      = each.key
  parent_id = azurerm_machine_learning_workspace.this.id
  location  = var.location
  tags      = merge(var.tags, { User = each.value.user_object_id })

  identity {
    type         = "UserAssigned"
    identity_ids = [var.compute_identity.id]
  }

  body = {
    properties = {
      computeType      = "ComputeInstance"
      computeLocation  = var.location
      disableLocalAuth = true
      description      = "Compute instance of one person"

      properties = merge(
        {
          vmSize                           = each.value.vm_size
          applicationSharingPolicy         = "Personal"
          computeInstanceAuthorizationType = "personal"
          enableNodePublicIp               = false
          idleTimeBeforeShutdown           = each.value.idle_shutdown

          personalComputeInstanceSettings = {
            assignedUser = {
              objectId = each.value.user_object_id
              tenantId = var.tenant_id
            }
          }

          sshSettings = {
            sshPublicAccess = "Disabled"
          }

          # Idle shutdown does not see a kernel that is left running; the clock does.
          schedules = {
            computeStartStop = each.value.stop_cron == "" ? [] : [
              {
                action      = "Stop"
                status      = "Enabled"
                triggerType = "Cron"
                cron = {
                  expression = each.value.stop_cron
                  timeZone   = each.value.time_zone
                }
              },
            ]
          }
        },
        local.compute_subnet_id == null ? {} : { subnet = { id = local.compute_subnet_id } },
      )
    }
  }

  schema_validation_enabled = true
  response_export_values    = []

  timeouts {
    create = "1h"
  }

  lifecycle {
    # Its owner starts and stops it, and the image moves with the months; only a replacement would bring these back.
    ignore_changes = [tags]
  }

  depends_on = [azapi_resource.outbound_rule, azapi_resource_action.provision, time_sleep.roles]
}
