"""Nobody outside is granted anything on Google Cloud."""

from __future__ import annotations

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

from aiarch.checks.gcp_iam import GRANTS, members

PUBLIC = {"allUsers", "allAuthenticatedUsers"}


class GcpIamNoPublicMember(BaseResourceCheck):
    """`principalSet://…/*` is everybody an identity provider knows, on GitHub every repository of the world."""

    def __init__(self) -> None:
        super().__init__(
            name="IAM grant is neither for everybody nor for every identity of a federated pool",
            id="CKV_AIARCH_200",
            categories=[CheckCategories.IAM],
            supported_resources=GRANTS,
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Look for the words, also among the values the resource iterates over."""
        found = members(conf)
        if found is None:
            return CheckResult.UNKNOWN
        whole_pool = any("principalSet" in m and m.endswith("/*") for m in found)
        return CheckResult.FAILED if found & PUBLIC or whole_pool else CheckResult.PASSED


check = GcpIamNoPublicMember()
