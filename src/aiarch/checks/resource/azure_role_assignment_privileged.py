"""Who may give roles away on Azure is told which ones."""

from __future__ import annotations

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

from aiarch.checks.expression import candidates, first

UNBOUNDED = ("Owner", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635")
GRANTING = (
    "User Access Administrator",
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    "Role Based Access Control Administrator",
    "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
)


class AzureRoleAssignmentPrivileged(BaseResourceCheck):
    """Owner never; roles that give roles only under a condition on the roles they may give (Azure ABAC)."""

    def __init__(self) -> None:
        super().__init__(
            name="Role assignment is not Owner, and gives the right to assign roles only under a condition",
            id="CKV_AIARCH_102",
            categories=[CheckCategories.IAM],
            supported_resources=["azurerm_role_assignment"],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Look for the roles by name and by id, also among the values the resource iterates over."""
        names, ids = (
            candidates(conf, "role_definition_name"),
            candidates(conf, "role_definition_id"),
        )
        if names is None or ids is None:
            return CheckResult.UNKNOWN
        roles = names | {i.rpartition("/")[2] for i in ids}
        if roles.intersection(UNBOUNDED):
            return CheckResult.FAILED
        condition = str(first(conf, "condition") or "")
        if roles.intersection(GRANTING) and "roleAssignments" not in condition:
            return CheckResult.FAILED
        return CheckResult.PASSED


check = AzureRoleAssignmentPrivileged()
