"""A role of our own names what it may do, and cannot make itself more."""

from __future__ import annotations

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

from aiarch.checks.expression import words

ESCALATING = {
    "iam.roles.create",
    "iam.roles.update",
    "iam.serviceAccountKeys.create",
    "iam.serviceAccounts.getAccessToken",
    "iam.serviceAccounts.signBlob",
    "iam.serviceAccounts.signJwt",
    "iam.serviceAccounts.implicitDelegation",
    "resourcemanager.projects.setIamPolicy",
    "resourcemanager.folders.setIamPolicy",
    "resourcemanager.organizations.setIamPolicy",
    "orgpolicy.policy.set",
}
"""Permissions by which a holder gets rights the role does not have."""


class GcpCustomRolePermissions(BaseResourceCheck):
    """A list that checkov cannot resolve to a single permission is unknown, never passed."""

    def __init__(self) -> None:
        super().__init__(
            name="Custom role has no wildcard and no permission by which its holder gets more",
            id="CKV_AIARCH_205",
            categories=[CheckCategories.IAM],
            supported_resources=[
                "google_project_iam_custom_role",
                "google_organization_iam_custom_role",
            ],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Look at every permission in sight."""
        found = {w.strip("()[]") for w in words(conf.get("permissions")) if w.count(".") > 1}
        if not found:
            return CheckResult.UNKNOWN
        wide = any("*" in permission for permission in found)
        return CheckResult.FAILED if wide or found & ESCALATING else CheckResult.PASSED


check = GcpCustomRolePermissions()
