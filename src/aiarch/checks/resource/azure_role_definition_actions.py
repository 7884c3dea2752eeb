"""A role of our own names what it may do."""

from __future__ import annotations

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

from aiarch.checks.expression import words


class AzureRoleDefinitionActions(BaseResourceCheck):
    """`*/read` and `<service>/<type>/read` are fine; everything of a service, and everything below a type, is not."""

    def __init__(self) -> None:
        super().__init__(
            name="Role definition has no wildcard among its actions and is not assignable everywhere",
            id="CKV_AIARCH_104",
            categories=[CheckCategories.IAM],
            supported_resources=["azurerm_role_definition"],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Say whether an action ends in `*`, or the role may be assigned at the root."""
        permissions = [p for p in conf.get("permissions", []) if isinstance(p, dict)]
        if not permissions:
            return CheckResult.UNKNOWN
        granted = (words([p.get("actions"), p.get("data_actions")]) for p in permissions)
        wide = any(a == "*" or a.endswith("/*") for actions in granted for a in actions)
        scopes = words(conf.get("assignable_scopes"))
        return CheckResult.FAILED if wide or "/" in scopes else CheckResult.PASSED


check = AzureRoleDefinitionActions()
