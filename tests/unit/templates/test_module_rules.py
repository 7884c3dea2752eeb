"""Rules for the source of every module on every platform: what the references call a toy, nobody may write.

Which line of which reference a rule holds stands in `tests/reference/`.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import yaml
from hclmodules import (
    FOLDERS,
    MODULES,
    STACK,
    address,
    blocks,
    every,
    inside,
    name_of,
    of_kind,
    resources,
    runs,
)

from aiarch.catalog.declarations import mask, read_declarations

OPEN_SHAPES = {
    "kubernetes/_component.values",
    "kubernetes/_raw.manifests",
    "onprem/gpu-fabric.mig_configs",
}
"""Variables whose shape belongs to a chart or a vendor's file, besides those that end in `overrides`."""

RUNS_A_PROGRAM = {"null_resource", "external", "local_file", "local_sensitive_file"}
MAKES_A_SECRET = re.compile(
    r"^(tls_private_key|random_password|aws_iam_access_key|aws_iam_user_login_profile|aws_key_pair|google_service_account_key"
    r"|google_storage_hmac_key|azuread_(application|service_principal)_password|azurerm_storage_account(_blob_container)?_sas"
    r"|kubernetes_secret(_v1)?(_data)?|aws_secretsmanager_secret_version|aws_ssm_parameter|azurerm_key_vault_secret"
    r"|google_secret_manager_secret_version)$"
)
SECRET = re.compile(
    r"\.(primary_|secondary_)?(access_key|shared_key|connection_string|instrumentation_key|admin_password|password|secret|token"
    r"|private_key(_pem)?|sas|kube_config(_raw)?|kube_admin_config(_raw)?)\b(?!_)"
)
SKIP = re.compile(
    r"checkov:skip=CKV2?_[A-Z0-9_]+:.{20,}; owner=[a-z-]+; expires=\d{4}-\d{2}-\d{2}$"
)


REGION_FACTS = {"gcp/guardrails": frozenset({"europe-west2", "europe-west6"})}
"""London and Zurich are called europe and lie outside the European Union: whoever checks a residency has to say so."""


@every(FOLDERS)
def test_variable_names_its_type(folder: Path) -> None:
    found = [
        v.name
        for v in read_declarations(folder).variables.values()
        if re.search(r"\bany\b", v.type)
        and not v.name.endswith("overrides")
        and f"{name_of(folder)}.{v.name}" not in OPEN_SHAPES
    ]
    assert found == []


@every(FOLDERS)
def test_module_refuses_something_and_its_tests_see_every_refusal(folder: Path) -> None:
    judges = {
        f"var.{b.labels[0]}"
        for b in of_kind(folder, "variable")
        if any(p.name == "validation" for p in b.parts())
    } | {f"check.{b.labels[0]}" for b in of_kind(folder, "check")}
    conditions = [p for b in blocks(folder) for p in inside(b) if p.name == "precondition"]
    assert judges or conditions
    expected = {
        name
        for r in runs(folder)
        for name in re.findall(r"[\w.]+", r.attribute("expect_failures") or "")
    }
    assert judges - expected == set()


@every(FOLDERS)
def test_module_tests_look_at_what_it_makes(folder: Path) -> None:
    made = {".".join(b.labels) for b in resources(folder) if b.labels[0] != "terraform_data"}
    asserted = [
        p.attribute("condition") or ""
        for r in runs(folder)
        for p in r.parts()
        if p.name == "assert"
    ]
    assert any(what in condition for condition in asserted for what in made or {"output"})
    echoes = [c for c in asserted if not re.search(r"\b(?!var\b)[a-z_]\w*\.[a-z_]", mask(c))]
    assert echoes == []


@every(FOLDERS)
def test_module_runs_no_program_on_the_machine_that_plans(folder: Path) -> None:
    found = [
        address(folder, b)
        for b in of_kind(folder, "resource", "data")
        if b.labels[0] in RUNS_A_PROGRAM or any(p.name == "provisioner" for p in b.parts())
    ]
    assert found == []


@every(FOLDERS)
def test_module_makes_no_secret_that_the_state_would_hold(folder: Path) -> None:
    found = [
        address(folder, b)
        for b in of_kind(folder, "resource", "data")
        if MAKES_A_SECRET.match(b.labels[0])
    ]
    assert found == []


@every(FOLDERS)
def test_output_is_no_secret(folder: Path) -> None:
    found = [
        address(folder, b)
        for b in of_kind(folder, "output")
        if b.attribute("sensitive") == "true" or SECRET.search(mask(b.attribute("value") or ""))
    ]
    assert found == []


@every(FOLDERS)
def test_module_writes_no_region_and_no_zone_down(folder: Path) -> None:
    found = [
        f"{name_of(folder)}:{part.line} {literal}"
        for block in blocks(folder)
        for part in inside(block)
        if part.is_attribute and part.name not in {"description", "error_message"}
        for literal in re.findall(r'"([a-z][a-z0-9-]+)"', part.text)
        if {literal, literal[:-1]}
        & (region_names() - REGION_FACTS.get(name_of(folder), frozenset()))
    ]
    assert found == []


@cache
def region_names() -> frozenset[str]:
    """Return the regions of all platforms that the descriptors and the residency of Azure Policy know."""
    known: set[str] = set()
    for cloud in ("aws", "azure", "gcp"):
        path = STACK / cloud / "platform.yaml"
        regions = yaml.safe_load(path.read_text(encoding="utf-8"))["regions"]
        known |= {region for listed in regions.values() for region in listed}
    residency = json.loads(
        (MODULES / "azure/governance/residency_locations.json").read_text("utf-8")
    )
    return frozenset(known | {r for listed in residency["locations"].values() for r in listed})


def test_regions_are_known_to_the_rule_above() -> None:
    assert {"eu-central-1", "westeurope", "europe-west3"} <= region_names()


@every(FOLDERS)
def test_module_does_not_ask_the_account_for_all_zones_or_services(folder: Path) -> None:
    everything = {
        "aws_availability_zone",
        "aws_availability_zones",
        "aws_regions",
        "aws_vpc_endpoint_service",
        "google_compute_zones",
        "google_compute_regions",
    }
    found = [address(folder, b) for b in of_kind(folder, "data") if b.labels[0] in everything]
    assert found == []


@every(FOLDERS)
def test_module_attaches_no_full_access(folder: Path) -> None:
    found = [
        f"{name_of(folder)}:{part.line}"
        for block in of_kind(folder, "resource", "locals", "module")
        for part in inside(block)
        if part.is_attribute
        and re.search(r'policy/[^"]*(FullAccess|AdministratorAccess|PowerUserAccess)"', part.text)
    ]
    assert found == []


@every(FOLDERS)
def test_skipped_check_has_reason_owner_and_end(folder: Path) -> None:
    comments = [
        line.strip()
        for path in sorted(folder.glob("*.tf"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if "checkov:skip" in line
    ]
    assert [c for c in comments if not SKIP.search(c)] == []


ONE_PER_ACCOUNT = {
    "aws_accessanalyzer_analyzer",
    "aws_auditmanager_account_registration",
    "aws_cloudtrail",
    "aws_config_configuration_recorder",
    "aws_config_configuration_recorder_status",
    "aws_config_delivery_channel",
    "aws_config_retention_configuration",
    "aws_ebs_encryption_by_default",
    "aws_guardduty_detector",
    "aws_iam_openid_connect_provider",
    "aws_iam_service_linked_role",
    "aws_inspector2_enabler",
    "aws_macie2_account",
    "aws_s3_account_public_access_block",
    "aws_securityhub_account",
    "aws_vpc_block_public_access_options",
    "azurerm_log_analytics_workspace",
    "azurerm_monitor_aad_diagnostic_setting",
    "azurerm_monitor_private_link_scope",
    "azurerm_security_center_automation",
    "azurerm_security_center_contact",
    "azurerm_security_center_setting",
    "azurerm_security_center_subscription_pricing",
    "azurerm_sentinel_log_analytics_workspace_onboarding",
}


@every(FOLDERS)
def test_what_an_account_has_once_can_be_left_to_its_owner(folder: Path) -> None:
    found = [
        address(folder, r)
        for r in resources(folder, *ONE_PER_ACCOUNT)
        if not re.search(r"\b(local|var)\.", r.attribute("count") or r.attribute("for_each") or "")
    ]
    assert found == []
