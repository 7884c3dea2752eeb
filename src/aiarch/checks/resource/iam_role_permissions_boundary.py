"""Every role takes the organisation's permissions boundary, even where it is null today."""

from __future__ import annotations

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck


class RolePermissionsBoundary(BaseResourceCheck):
    """Fails when the argument is not written at all; its value is the organisation's affair."""

    def __init__(self) -> None:
        super().__init__(
            name="IAM role accepts a permissions boundary",
            id="CKV_AIARCH_1",
            categories=[CheckCategories.IAM],
            supported_resources=["aws_iam_role"],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Say whether `permissions_boundary` is an argument of the role."""
        return CheckResult.PASSED if "permissions_boundary" in conf else CheckResult.FAILED


check = RolePermissionsBoundary()
