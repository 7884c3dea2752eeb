"""No basic role: each of them is thousands of permissions in every service."""

from __future__ import annotations

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

from aiarch.checks.gcp_iam import GRANTS, roles

BASIC = {"roles/owner", "roles/editor", "roles/viewer"}


class GcpIamNoBasicRole(BaseResourceCheck):
    """A role that checkov cannot resolve is unknown, never passed."""

    def __init__(self) -> None:
        super().__init__(
            name="IAM grant gives no basic role (owner, editor, viewer)",
            id="CKV_AIARCH_201",
            categories=[CheckCategories.IAM],
            supported_resources=GRANTS,
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Look for the roles, also among the values the resource iterates over."""
        found = roles(conf)
        if found is None:
            return CheckResult.UNKNOWN
        return CheckResult.FAILED if found & BASIC else CheckResult.PASSED


check = GcpIamNoBasicRole()
