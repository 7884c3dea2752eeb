mock_provider "azurerm" {
  mock_data "azurerm_client_config" {
    defaults = {
      subscription_id = "00000000-0000-0000-0000-000000000001"
      tenant_id       = "00000000-0000-0000-0000-000000000002"
    }
  }
}

variables {
  name_prefix = "acme-dev"
  location    = "westeurope"
  tags        = { Project = "acme" }
}

run "six_groups_by_purpose" {
  assert {
    condition     = [for group in azurerm_resource_group.this : group.name] == ["acme-dev-data", "acme-dev-evidence", "acme-dev-ml", "acme-dev-network", "acme-dev-operations", "acme-dev-security"]
    error_message = "Groups are cut by purpose and named after the prefix."
  }

  assert {
    condition     = azurerm_resource_group.this["ml"].tags == tomap({ Project = "acme", Purpose = "ml" }) && output.resource_group_ids["ml"] == "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-ml"
    error_message = "Tags and ids must be right for policies and budgets."
  }
}

run "adopts_existing_groups" {
  variables {
    existing_resource_groups = { network = "rg-spoke-042" }
  }

  assert {
    condition     = output.network_resource_group_name == "rg-spoke-042" && !contains(keys(azurerm_resource_group.this), "network") && length(azurerm_resource_group.this) == 5
    error_message = "A group that exists is used and not made."
  }
}

run "rejects_unknown_purpose" {
  command         = plan
  expect_failures = [var.existing_resource_groups]

  variables {
    existing_resource_groups = { models = "rg" }
  }
}

run "rejects_workspace_beside_keys" {
  command         = plan
  expect_failures = [var.existing_resource_groups]

  variables {
    existing_resource_groups = { ml = "rg-all", security = "rg-all" }
  }
}

run "rejects_bad_names" {
  command         = plan
  expect_failures = [var.name_prefix, var.location]

  variables {
    name_prefix = "Acme"
    location    = "West Europe"
  }
}
