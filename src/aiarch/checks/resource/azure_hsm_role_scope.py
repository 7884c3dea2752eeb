"""A role inside a managed HSM is for one key."""

from __future__ import annotations

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

from aiarch.checks.expression import first


class AzureHsmRoleScope(BaseResourceCheck):
    """The data plane of a managed HSM knows no resource groups: `/` and `/keys` are every key of every platform in it."""

    def __init__(self) -> None:
        super().__init__(
            name="Role inside a managed HSM is for one key, not for all of them",
            id="CKV_AIARCH_107",
            categories=[CheckCategories.IAM],
            supported_resources=[
                "azurerm_key_vault_managed_hardware_security_module_role_assignment"
            ],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Say whether the scope names a key; the name itself may come from anywhere."""
        scope = str(first(conf, "scope") or "")
        if scope.startswith("/keys/") and scope != "/keys/":
            return CheckResult.PASSED
        return CheckResult.FAILED if scope in {"", "/", "/keys", "/keys/"} else CheckResult.UNKNOWN


check = AzureHsmRoleScope()
