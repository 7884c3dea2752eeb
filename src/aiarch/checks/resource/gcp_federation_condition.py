"""A provider of federated identities says whose tokens it takes."""

from __future__ import annotations

import re
from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

from aiarch.checks.expression import first

_CLAIM = re.compile(r"\b(?:assertion|attribute|google)\.\w+")


class GcpFederationCondition(BaseResourceCheck):
    """Without a condition on a claim every token of the issuer becomes an identity of the pool."""

    def __init__(self) -> None:
        super().__init__(
            name="Provider of a workload identity pool has a condition on claims of the token",
            id="CKV_AIARCH_203",
            categories=[CheckCategories.IAM],
            supported_resources=["google_iam_workload_identity_pool_provider"],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Say whether the condition compares a claim; an expression without any in sight is unknown."""
        condition = str(first(conf, "attribute_condition") or "").strip()
        if _CLAIM.search(condition):
            return CheckResult.PASSED
        return (
            CheckResult.UNKNOWN
            if re.search(r"\b(?:var|local)\.", condition)
            else CheckResult.FAILED
        )


check = GcpFederationCondition()
