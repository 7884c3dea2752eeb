"""No role lets its holder read the shared keys of an account: they are switched off, and go round every other role."""

from __future__ import annotations

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

from aiarch.checks.expression import candidates

KEY_ROLES = frozenset(
    {
        "Storage Account Contributor",
        "Storage Account Key Operator Service Role",
        "Reader and Data Access",
        "Classic Storage Account Contributor",
        "Classic Storage Account Key Operator Service Role",
        "Cognitive Services Contributor",
        "Search Service Contributor",
        "Redis Cache Contributor",
        "DocumentDB Account Contributor",
        "Azure Event Hubs Contributor",
    }
)
"""Built-in roles with an action `listKeys` of the service."""


class AzureRoleAssignmentNoKeys(BaseResourceCheck):
    """Contributor on one resource group is judged by the switched-off keys themselves (CKV2_AZURE_40)."""

    def __init__(self) -> None:
        super().__init__(
            name="Role assignment gives no role whose use is reading shared keys",
            id="CKV_AIARCH_103",
            categories=[CheckCategories.IAM],
            supported_resources=["azurerm_role_assignment"],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Look for the roles by name, also among the values the resource iterates over."""
        names, ids = (
            candidates(conf, "role_definition_name"),
            candidates(conf, "role_definition_id"),
        )
        if names is None or ids is None:
            return CheckResult.UNKNOWN
        return CheckResult.FAILED if names & KEY_ROLES else CheckResult.PASSED


check = AzureRoleAssignmentNoKeys()
