"""A machine learning workspace computes inside a network."""

from __future__ import annotations

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

from aiarch.checks.expression import first, is_open

MODES = {"AllowOnlyApprovedOutbound", "AllowInternetOutbound"}


class MlWorkspaceIsolated(BaseResourceCheck):
    """A managed network, or serverless compute in a subnet of one's own; the mode `Disabled` alone is neither."""

    def __init__(self) -> None:
        super().__init__(
            name="Machine learning workspace has a managed network, or its serverless compute lies in a subnet",
            id="CKV_AIARCH_101",
            categories=[CheckCategories.NETWORKING],
            supported_resources=["azurerm_machine_learning_workspace"],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Say whether one of the two is there; a mode that hangs on a variable is unknown."""
        mode = first(conf, "managed_network", "isolation_mode")
        subnet = first(conf, "serverless_compute", "subnet_id")
        if mode in MODES or subnet:
            return CheckResult.PASSED
        return CheckResult.UNKNOWN if is_open(mode) else CheckResult.FAILED


check = MlWorkspaceIsolated()
