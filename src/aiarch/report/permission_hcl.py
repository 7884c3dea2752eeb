"""Deployer policies as Terraform: resources for the bootstrap layer, or for whoever hands out rights."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from aiarch.model.composition import Expr
from aiarch.render.hcl import attributes, literal, quoted
from aiarch.report.permission_aws import ACCOUNT
from aiarch.report.permissions import Policy

HEAD = "# Made by `aiarch permissions`: the least rights of Terraform, from the resources of the project. Attach them to the pipeline's roles."
_DATA = {
    "aws": ('data "aws_caller_identity" "deployer" {}', "data.aws_caller_identity.deployer.account_id"),
    "azure": ('data "azurerm_subscription" "deployer" {}', "data.azurerm_subscription.deployer.subscription_id"),
}  # fmt: skip
_VARIABLES = {
    "management_group": "Management group whose policies the deployer keeps.",
    "project_id": "Project of the platform.",
    "host_project_id": "Project that shares its network.",
    "org_id": "Organization that holds roles above projects.",
}


def lines(found: Iterable[Policy]) -> Iterator[str]:
    """Yield the lines of one `.tf` file."""
    policies = tuple(found)
    yield HEAD
    for cloud in dict.fromkeys(p.cloud for p in policies):
        if cloud in _DATA:
            yield f"\n{_DATA[cloud][0]}"
    for name in _VARIABLES:
        if any(name in _needs(p) for p in policies):
            yield f'\nvariable "{name}" {{'
            yield f"  description = {quoted(_VARIABLES[name])}"
            yield "  type        = string"
            yield "}"
    for policy in policies:
        yield ""
        yield from _PRINTERS[policy.cloud](policy)


def _needs(policy: Policy) -> frozenset[str]:
    """Return the variables a policy's resource reads."""
    if policy.cloud == "azure" and policy.scope == "management_group":
        return frozenset({"management_group"})
    if policy.cloud != "gcp" or "predefinedRoles" in policy.document:
        return frozenset()
    return frozenset({_GCP_PARENT[policy.scope]})


def _label(policy: Policy) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "_", policy.name).strip("_")


def _aws(policy: Policy) -> Iterator[str]:
    document = literal(policy.document, 1).replace(ACCOUNT, f"${{{_DATA['aws'][1]}}}")
    yield f'resource "aws_iam_policy" "{_label(policy)}" {{'
    yield f"  name        = {quoted(policy.name)}"
    yield f"  description = {quoted(f'Terraform {policy.role} of {policy.stack} in {policy.environment}')}"
    yield f"  policy = jsonencode({document})"
    yield "}"


def _azure(policy: Policy) -> Iterator[str]:
    place = str(policy.document["AssignableScopes"][0])
    scope = place.replace(ACCOUNT, f"${{{_DATA['azure'][1]}}}").replace(
        "{management_group}", "${var.management_group}"
    )
    yield f'resource "azurerm_role_definition" "{_label(policy)}" {{'
    yield f"  name              = {quoted(policy.name)}"
    yield f'  scope             = "{scope}"'
    yield f"  description       = {quoted(str(policy.document['Description']))}"
    yield f'  assignable_scopes = ["{scope}"]'
    yield ""
    yield "  permissions {"
    rights = {"actions": policy.document["Actions"], "data_actions": policy.document["DataActions"]}
    yield attributes({k: v for k, v in rights.items() if v}, 2)
    yield "  }"
    yield "}"


_GCP_PARENT = {
    "project": "project_id",
    "host_project": "host_project_id",
    "folder": "org_id",
    "organization": "org_id",
    "billing_account": "org_id",
}


def _gcp(policy: Policy) -> Iterator[str]:
    if "predefinedRoles" in policy.document:
        yield f"# Grant on the {policy.scope.replace('_', ' ')}, where no custom role holds these rights:"
        yield from (f"#   {role}" for role in policy.document["predefinedRoles"])
        return
    parent = _GCP_PARENT[policy.scope]
    at_project = parent.endswith("project_id")
    kind = "google_project_iam_custom_role" if at_project else "google_organization_iam_custom_role"
    values = {
        "project" if at_project else "org_id": Expr(f"var.{parent}"),
        "role_id": _label(policy)[:64],
        "title": policy.document["title"],
        "description": policy.document["description"],
        "permissions": policy.document["includedPermissions"],
    }
    yield f'resource "{kind}" "{_label(policy)}" {{'
    yield attributes(values, 1)
    yield "}"


def _kubernetes(policy: Policy) -> Iterator[str]:
    yield f'resource "kubernetes_cluster_role_v1" "{_label(policy)}" {{'
    yield "  metadata {"
    yield f"    name = {quoted(policy.name)}"
    yield "  }"
    for rule in policy.document["rules"]:
        yield ""
        yield "  rule {"
        values = {
            "api_groups": rule["apiGroups"],
            "resources": rule["resources"],
            "verbs": rule["verbs"],
        }
        yield attributes(values, 2)
        yield "  }"
    yield "}"


_PRINTERS = {"aws": _aws, "azure": _azure, "gcp": _gcp, "kubernetes": _kubernetes}
