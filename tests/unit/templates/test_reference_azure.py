"""Lines of the Azure reference that no single module can hold: what is seen only where modules meet.

`tests/reference/azure.yaml` says which line each rule holds. What one module promises by itself is a run in its own
`tests/unit.tftest.hcl`; a run sees nothing of the modules it calls, so whether every caller passes its key on is asked here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import yaml
from hclmodules import FOLDERS, MODULES, STACK, address, calls, every, inside, of_kind, resources

from aiarch.catalog.declarations import Block, read_declarations, scan

AZURE = [f for f in FOLDERS if f.parent.name == "azure"]

AZURE_CALLS = {
    "_secure-storage": {"encryption", "diagnostics", "private_endpoints", "private_endpoint_subnet_id", "manage_dns_zone_group", "replication_type", "tags"},
    "_vault": {"diagnostics", "deletion_lock", "tags"},
    "_flow-logs": {"encryption", "log_analytics", "blob_zone_ids", "private_endpoint_subnet_id", "manage_dns_zone_group", "replication_type", "network_watcher", "tags"},
    "_private-endpoint": {"resource_id", "dns_zone_ids", "manage_dns_zone_group", "tags"},
    "_private-dns": {"existing_zone_ids", "link_existing_zones", "manage_zones", "azure_cloud", "fallback_zones", "tags"},
    "_subnet": {"diagnostics", "rules", "tags"},
}  # fmt: skip
"""Private module → what each caller must pass on, because the default would quietly leave it out."""

SERVICES: dict[str, dict[str, str]] = {
    "azurerm_application_insights": {"keyless": "local_authentication_enabled"},
    "azurerm_container_registry": {"key": "encryption", "keyless": "admin_enabled"},
    "azurerm_firewall": {},
    "azurerm_key_vault": {"keyless": "rbac_authorization_enabled"},
    "azurerm_key_vault_managed_hardware_security_module": {},
    "azurerm_log_analytics_workspace": {"keyless": "local_authentication_enabled"},
    "azurerm_machine_learning_workspace": {"key": "encryption", "keyless": "storage_account_access_type"},
    "azurerm_monitor_workspace": {},
    "azurerm_network_security_group": {},
    "azurerm_storage_account": {"key": "customer_managed_key", "keyless": "shared_access_key_enabled"},
    "Microsoft.MachineLearningServices/registries": {},
}  # fmt: skip
"""What holds data, keys or decisions → the argument for a customer key and the one that ends local authentication, where it has one."""

ELSEWHERE = {
    "azurerm_application_insights": {"logs"},  # is in the log workspace
    "azurerm_firewall": {"endpoint"},
    "azurerm_monitor_workspace": {"logs"},  # the service has no log categories
    "azurerm_network_security_group": {"endpoint"},
}

NO_SERVICE = re.compile(
    r"^(azurerm_(confidential_ledger|consumption_budget_\w+|cost_anomaly_alert|disk_encryption_set|federated_identity_credential"
    r"|firewall_policy\w*|key_vault(_managed_hardware_security_module)?_(key|role)\w*|log_analytics_data_export_rule"
    r"|machine_learning_(compute_cluster|datastore_\w+)|management_\w+|monitor_(aad_diagnostic_setting|action_group|activity_log_alert"
    r"|diagnostic_setting|metric_alert|private_link_scope\w*|scheduled_query\w+)|nat_gateway\w*|network_(security_rule|watcher_flow_log)"
    r"|\w*policy_\w+|private_(dns_zone\w*|endpoint)|public_ip|resource_group|role_\w+|route\w*|security_center_\w+|sentinel_\w+"
    r"|storage_container\w*|subnet\w*|user_assigned_identity|virtual_network\w*)|time_(sleep|static)"
    r"|Microsoft\.(KeyVault/vaults/keys|MachineLearningServices/workspaces(/(computes|connections|outboundRules))?))$"
)
"""Parts of a service above, settings and rules. The ledger has neither network nor key arguments. A new type is put here or above."""

PUBLIC = re.compile(
    r"public_(network_)?(access|ip)|internet_|anonymous|nested_items_to_be_public|PublicAccess|PublicIp"
)
CLOSED = {"false", '"Disabled"'}
OPENED_BY = {
    "local.is_reachable": "_secure-storage: only with a list of addresses, subnets or registries",
    "var.public_query": "observability: false, and refused in prod",
    "var.public_ingestion": "observability: identities in the workspace's managed network have no other way",
}


@every(AZURE)
def test_azure_caller_passes_key_logs_endpoint_and_zones_on(folder: Path) -> None:
    missing = {
        f"{call.labels[0]} ({source})": sorted(absent)
        for source, wanted in AZURE_CALLS.items()
        for call in calls(folder, source)
        if (absent := wanted - {p.name for p in call.parts()})
    }
    assert missing == {}


def service_of(resource: Block) -> str:
    """Return the type of a resource; of azapi's the ARM type without its version."""
    if resource.labels[0].startswith("azapi_"):
        return (resource.attribute("type") or "").strip('"').partition("@")[0]
    return resource.labels[0]


@every(AZURE)
def test_azure_resource_is_a_service_or_known_to_be_none(folder: Path) -> None:
    types = {service_of(r) for r in resources(folder)}
    assert {t for t in types if t not in SERVICES and not NO_SERVICE.match(t)} == set()


@every(AZURE)
def test_azure_service_has_logs_an_endpoint_a_key_and_no_local_login(folder: Path) -> None:
    parts = [(b, p) for b in of_kind(folder, "resource", "module") for p in inside(b)]
    logged = [p.text for b, p in parts if p.name == "target_resource_id"]
    reached = [
        p.text
        for b, p in parts
        if p.name in {"private_connection_resource_id", "linked_resource_id"}
        or (p.name == "resource_id" and b.attribute("source") == '"../_private-endpoint"')
    ]
    local = {p.name: p.text for b in of_kind(folder, "locals") for p in b.parts()}
    open_paths = []
    for r in resources(folder):
        service, at = service_of(r), ".".join(r.labels)
        if service not in SERVICES:
            continue
        names = {at} | {f"local.{name}" for name, text in local.items() if at in text}
        given = {p.name for p in inside(r)} | {label for p in inside(r) for label in p.labels}
        paths = {"logs": logged, "endpoint": reached}
        open_paths += [
            f"{at}: {path}"
            for path in paths.keys() - ELSEWHERE.get(service, set())
            if not any(name in text for name in names for text in paths[path])
        ]
        open_paths += [
            f"{at}: {argument}" for argument in SERVICES[service].values() if argument not in given
        ]
    assert open_paths == []


@every(AZURE)
def test_azure_argument_about_the_public_is_closed_or_opened_by_name(folder: Path) -> None:
    found = [
        f"{address(folder, r)}: {p.name} = {p.text}"
        for r in resources(folder)
        for p in inside(r)
        if p.is_attribute and PUBLIC.search(p.name) and "id" not in p.name.split("_") and p.text not in CLOSED | OPENED_BY.keys()
    ]  # fmt: skip
    assert found == []


@every(AZURE)
def test_azure_default_of_a_variable_is_not_public(folder: Path) -> None:
    found = [
        b.labels[0]
        for b in of_kind(folder, "variable")
        if re.search(r"public|unfiltered|trusted_resource|allowed_ip|registries_that", b.labels[0])
        and (b.attribute("default") or "false") not in {"false", "[]", "{}", "null"}
    ]
    assert found == (["public_ingestion"] if folder.name == "observability" else [])


@every(AZURE)
def test_azure_lock_is_on_a_resource_and_never_near_machine_learning(folder: Path) -> None:
    locks = list(resources(folder, "azurerm_management_lock"))
    assert not (locks and folder.name in {"ml-workspace", "ml-assets", "resource-groups"})
    scopes = [r.attribute("scope") or "" for r in locks]
    assert [s for s in scopes if "resource_group" in s or "subscription" in s] == []
    unconditional = [
        ".".join(r.labels) for r in locks if not {"count", "for_each"} & {p.name for p in r.parts()}
    ]
    assert unconditional == []


ORDER = {
    ("security", "azurerm_key_vault_key.this"): "module.key_vault",
    ("security", "azurerm_key_vault_managed_hardware_security_module_key.this"): "module.hsm_endpoint",
    ("security", "azurerm_disk_encryption_set.this"): "time_sleep.roles",
    ("state-backend", "azurerm_federated_identity_credential.second"): "azurerm_federated_identity_credential.first",
    ("state-backend", "azurerm_federated_identity_credential.third"): "azurerm_federated_identity_credential.second",
    ("state-backend", "azurerm_federated_identity_credential.fourth"): "azurerm_federated_identity_credential.third",
    ("state-backend", "azurerm_management_lock.state"): "azurerm_role_assignment.apply_state",
    ("evidence", "azurerm_log_analytics_data_export_rule.this"): "azurerm_storage_container_immutability_policy.this",
    ("evidence", "azurerm_monitor_diagnostic_setting.activity"): "azurerm_storage_container_immutability_policy.this",
    ("evidence", "azurerm_management_lock.store"): "azurerm_role_assignment.writer",
    ("governance", "azurerm_subscription_policy_assignment.this"): "time_sleep.roles",
    ("governance", "azurerm_management_group_policy_assignment.this"): "time_sleep.roles",
    ("ml-assets", "azapi_resource.outbound_rule"): "time_sleep.roles",
    ("ml-assets", "azurerm_machine_learning_workspace.feature_store"): "time_sleep.roles",
    ("ml-workspace", "azapi_resource.outbound_rule"): "time_sleep.roles",
    ("ml-workspace", "azapi_resource_action.provision"): "azapi_resource.outbound_rule",
    ("ml-workspace", "azurerm_machine_learning_workspace.this"): "time_sleep.roles",
    ("network-managed", "azurerm_firewall.this"): "azurerm_firewall_policy_rule_collection_group.egress",
    ("_secure-storage", "azurerm_management_lock.this"): "azurerm_private_endpoint.managed_dns",
    ("_vault", "azurerm_management_lock.this"): "azurerm_private_endpoint.managed_dns",
    ("_subnet", "azurerm_subnet_network_security_group_association.this"): "azurerm_network_security_rule.this",
}  # fmt: skip
"""What must be made after something, and so destroyed before it: mocks plan it in any order, Azure does not."""


@pytest.mark.parametrize(
    ("place", "first"), ORDER.items(), ids=lambda v: ":".join(v) if isinstance(v, tuple) else v
)
def test_azure_resource_waits_for_what_it_needs(place: tuple[str, str], first: str) -> None:
    module, resource = place
    found = [r for r in resources(MODULES / "azure" / module) if ".".join(r.labels) == resource]
    waits = re.split(r"[\s,\[\]]+", (found[0].attribute("depends_on") or "") if found else "")
    assert first in waits


IGNORED = {
    ("_private-endpoint", "azurerm_private_endpoint.policy_dns"): "private_dns_zone_group",
    ("_secure-storage", "azurerm_private_endpoint.policy_dns"): "private_dns_zone_group",
    ("_vault", "azurerm_private_endpoint.policy_dns"): "private_dns_zone_group",
    ("ml-assets", "azurerm_machine_learning_workspace.feature_store"): "encryption",
    ("ml-workspace", "azurerm_machine_learning_workspace.this"): "encryption",
    ("observability", "azurerm_consumption_budget_subscription.this"): "time_period",
}
"""What Azure or a policy changes behind Terraform's back: a plan would take it away, or replace the resource for it."""


@pytest.mark.parametrize(
    ("place", "argument"), IGNORED.items(), ids=lambda v: ":".join(v) if isinstance(v, tuple) else v
)
def test_azure_resource_leaves_alone_what_azure_changes(
    place: tuple[str, str], argument: str
) -> None:
    module, resource = place
    found = [r for r in resources(MODULES / "azure" / module) if ".".join(r.labels) == resource]
    ignored = [p.text.strip("[] ") for r in found for p in inside(r) if p.name == "ignore_changes"]
    assert ignored == [argument]


OLD_SPELLINGS = {
    "azurerm_eventhub": {"namespace_name", "resource_group_name"},
    "azurerm_federated_identity_credential": {"parent_id", "resource_group_name"},
    "azurerm_key_vault": {"enable_rbac_authorization"},
    "azurerm_log_analytics_workspace": {"local_authentication_disabled"},
    "azurerm_application_insights": {"local_authentication_disabled"},
    "azurerm_machine_learning_compute_cluster": {"ssh_public_access"},
    "azurerm_monitor_diagnostic_setting": {"metric"},
    "azurerm_network_watcher_flow_log": {"network_security_group_id"},
    "azurerm_policy_set_definition": {"management_group_id"},
    "azurerm_storage_account": {"enable_https_traffic_only", "queue_properties", "static_website"},
    "azurerm_storage_container": {"storage_account_name"},
}


@every(AZURE)
def test_azure_code_is_spelt_as_azurerm_5_has_it(folder: Path) -> None:
    found = [
        f"{address(folder, r)}: {sorted(old)}"
        for r in resources(folder, *OLD_SPELLINGS)
        if (old := OLD_SPELLINGS[r.labels[0]] & {p.name for p in r.parts()})
    ]
    assert found == []
    legacy = {"azurerm_machine_learning_inference_cluster", "azurerm_machine_learning_synapse_spark", "azurerm_machine_learning_compute_instance", "azurerm_network_watcher", "azurerm_resource_provider_registration"}  # fmt: skip
    assert [address(folder, r) for r in resources(folder, *legacy)] == []


def azure_provider(name: str) -> dict[str, str]:
    """Return the arguments of a provider block of the Azure descriptor, those inside `features` by their path."""
    config = yaml.safe_load((STACK / "azure/platform.yaml").read_text(encoding="utf-8"))[
        "providers"
    ][name]["config"]

    def walk(parts: Iterable[Block], prefix: str) -> Iterator[tuple[str, str]]:
        for part in parts:
            if part.is_attribute:
                yield prefix + part.name, part.text
            else:
                yield from walk(part.parts(), f"{prefix}{part.name}.")

    return dict(walk(scan(config), ""))


def test_azure_provider_uses_no_keys_and_registers_what_it_names() -> None:
    provider = azure_provider("azurerm")
    assert provider["storage_use_azuread"] == "true"
    assert provider["resource_provider_registrations"] == '"none"'
    descriptor = yaml.safe_load((STACK / "azure/platform.yaml").read_text(encoding="utf-8"))
    listed = set(descriptor["variables"]["resource_providers"]["default"])
    in_no_set = {"Microsoft.ConfidentialLedger", "Microsoft.Consumption", "microsoft.insights"}
    with_a_customer_key = {"Microsoft.DocumentDB", "Microsoft.Search"}
    assert in_no_set | with_a_customer_key | {"Microsoft.PolicyInsights"} <= listed


def test_azure_provider_purges_only_what_comes_and_goes() -> None:
    features = {k: v for k, v in azure_provider("azurerm").items() if k.startswith("features.")}
    purges = {
        k.removeprefix("features."): v
        for k, v in features.items()
        if "purge" in k or "permanently" in k
    }
    assert {k for k, v in purges.items() if v == "false"} == {
        k for k in purges if k.startswith("key_vault.")
    }
    assert {v for k, v in purges.items() if not k.startswith("key_vault.")} == {
        "local.is_ephemeral"
    }
    assert (
        purges["machine_learning.purge_soft_deleted_workspace_on_destroy"] == "local.is_ephemeral"
    )
    assert {v for k, v in features.items() if "recover" in k} == {"true"}
    assert (
        features["features.resource_group.prevent_deletion_if_contains_resources"]
        == "!local.is_ephemeral"
    )


@every([f for f in AZURE if (f / "module.yaml").exists()])
def test_azure_manifest_wires_what_the_platform_has_by_itself(folder: Path) -> None:
    inputs = yaml.safe_load((folder / "module.yaml").read_text(encoding="utf-8"))["inputs"]
    wired = {
        "encryption": "encryption.keys.",
        "ml_encryption": "encryption.keys.",
        "log_analytics": "observability.platform.",
        "private_endpoint_subnet_id": "network.private.",
        "service_zone_ids": "network.private.",
        "dns_zone_groups_managed": "network.private.",
        "allowed_locations": "governance.policy.",
        "location": "stack.",
        "tags": "stack.",
    }
    declared = read_declarations(folder).variables.keys() & wired.keys()
    sources = {name: str(inputs.get(name, {}).get("from", "nothing")) for name in declared}
    owner = {
        "governance": {"allowed_locations"},
        "network-existing": {"encryption", "log_analytics"},
    }
    found = {
        n: s
        for n, s in sources.items()
        if not s.startswith(wired[n]) and n not in owner.get(folder.name, set())
    }
    assert found == {}
