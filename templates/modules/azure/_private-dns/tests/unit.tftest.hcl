mock_provider "azurerm" {}

variables {
  resource_group_name = "acme-dev-network"
  location            = "westeurope"
  link_prefix         = "acme-dev"
  services            = ["account", "amlworkspace", "blob", "monitor", "prometheus", "vault"]
  virtual_network_ids = {
    ml = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-network/providers/Microsoft.Network/virtualNetworks/acme-dev-ml"
  }
}

run "each_service_has_its_zones" {
  assert {
    condition = { for key, zone in azurerm_private_dns_zone.this : key => zone.name } == {
      ai_services   = "privatelink.services.ai.azure.com"
      aml_api       = "privatelink.api.azureml.ms"
      aml_notebooks = "privatelink.notebooks.azure.net"
      blob          = "privatelink.blob.core.windows.net"
      cognitive     = "privatelink.cognitiveservices.azure.com"
      monitor       = "privatelink.monitor.azure.com"
      monitor_agent = "privatelink.agentsvc.azure-automation.net"
      monitor_ods   = "privatelink.ods.opinsights.azure.com"
      monitor_oms   = "privatelink.oms.opinsights.azure.com"
      openai        = "privatelink.openai.azure.com"
      prometheus    = "privatelink.westeurope.prometheus.monitor.azure.com"
      vault         = "privatelink.vaultcore.azure.net"
    }
    error_message = "Zones must be those of the services, each once; blob is shared with Azure Monitor."
  }

  assert {
    condition     = { for service, ids in output.service_zone_ids : service => length(ids) } == { account = 3, amlworkspace = 2, blob = 1, monitor = 5, prometheus = 1, vault = 1 }
    error_message = "The workspace has two zones in one group, AI services three, Azure Monitor five."
  }

  assert {
    condition     = keys(azurerm_private_dns_zone_virtual_network_link.this) == [for zone in keys(azurerm_private_dns_zone.this) : "${zone}/ml"] && alltrue([for link in azurerm_private_dns_zone_virtual_network_link.this : !link.registration_enabled && link.resolution_policy == "Default"])
    error_message = "Every zone must be linked to every network, without registering machines."
  }
}

run "government_cloud_has_its_own_names" {
  variables {
    azure_cloud = "usgovernment"
    location    = "usgovvirginia"
    services    = ["account", "amlworkspace", "vault"]
  }

  assert {
    condition     = { for key, zone in azurerm_private_dns_zone.this : key => zone.name } == { aml_api = "privatelink.api.ml.azure.us", aml_notebooks = "privatelink.notebooks.usgovcloudapi.net", cognitive = "privatelink.cognitiveservices.azure.us", openai = "privatelink.openai.azure.us", vault = "privatelink.vaultcore.usgovcloudapi.net" }
    error_message = "No name of the public cloud may appear in the government cloud."
  }
}

run "given_zones_are_linked_and_not_made" {
  variables {
    services          = ["blob", "vault"]
    fallback_zones    = ["blob"]
    existing_zone_ids = { blob = "/subscriptions/00000000-0000-0000-0000-000000000009/resourceGroups/hub-dns/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net" }
  }

  assert {
    condition     = keys(azurerm_private_dns_zone.this) == ["vault"] && azurerm_private_dns_zone_virtual_network_link.this["blob/ml"].resource_group_name == "hub-dns" && azurerm_private_dns_zone_virtual_network_link.this["blob/ml"].private_dns_zone_name == "privatelink.blob.core.windows.net"
    error_message = "A zone that exists is linked where it is."
  }

  assert {
    condition     = azurerm_private_dns_zone_virtual_network_link.this["blob/ml"].resolution_policy == "NxDomainRedirect" && output.service_zone_ids.blob == [var.existing_zone_ids.blob]
    error_message = "Partners' accounts still resolve, and the given zone is the one that is used."
  }
}

run "policy_registers_centrally" {
  variables {
    manage_zones        = false
    link_existing_zones = false
  }

  assert {
    condition     = length(azurerm_private_dns_zone.this) + length(azurerm_private_dns_zone_virtual_network_link.this) == 0 && output.service_zone_ids.vault == []
    error_message = "Nothing is made where the landing zone does it."
  }
}

run "rejects_unknown_service_and_bad_zone" {
  command         = plan
  expect_failures = [var.services, var.existing_zone_ids, var.azure_cloud]

  variables {
    services          = ["sagemaker"]
    existing_zone_ids = { blob = "privatelink.blob.core.windows.net" }
    azure_cloud       = "china"
  }
}
