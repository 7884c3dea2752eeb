"""Who may give roles away on Google Cloud is told which ones."""

from __future__ import annotations

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

from aiarch.checks.expression import first
from aiarch.checks.gcp_iam import GRANTS, roles

GRANTING = {
    "roles/iam.securityAdmin",
    "roles/resourcemanager.folderIamAdmin",
    "roles/resourcemanager.organizationAdmin",
    "roles/resourcemanager.projectIamAdmin",
}
"""Roles with `setIamPolicy` on a project or what lies above: whoever holds one can give themselves every other."""


class GcpIamGrantingRoleBounded(BaseResourceCheck):
    """`modifiedGrantsByRole` is the one attribute of a condition that bounds which roles may be given."""

    def __init__(self) -> None:
        super().__init__(
            name="IAM grant gives the right to set policies only under a condition on the roles that may be given",
            id="CKV_AIARCH_202",
            categories=[CheckCategories.IAM],
            supported_resources=GRANTS,
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Look for the roles, also among the values the resource iterates over."""
        found = roles(conf)
        if found is None:
            return CheckResult.UNKNOWN
        expression = str(first(conf, "condition", "expression") or "")
        if not found & GRANTING or "modifiedGrantsByRole" in expression:
            return CheckResult.PASSED
        unresolved = expression.startswith(("local.", "module.", "var."))
        return CheckResult.UNKNOWN if unresolved else CheckResult.FAILED


check = GcpIamGrantingRoleBounded()
