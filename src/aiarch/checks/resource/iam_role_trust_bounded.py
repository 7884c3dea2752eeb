"""A role that a whole account may assume says which of its principals are meant."""

from __future__ import annotations

import re
from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

from aiarch.checks.policy_document import principals, statements

_ACCOUNT = re.compile(r"\d{12}|arn:aws[a-z-]*:iam::(?:\d{12}|[^:]*):root|\*")


class RoleTrustBounded(BaseResourceCheck):
    """checkov's CKV_AWS_61 refuses an account as principal whatever else is said; this one asks for the condition that names who."""

    def __init__(self) -> None:
        super().__init__(
            name="Role that trusts a whole account, or everybody, does so under a condition",
            id="CKV_AIARCH_5",
            categories=[CheckCategories.IAM],
            supported_resources=["aws_iam_role"],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Say whether every Allow statement with an account or `*` as principal has a condition."""
        found = statements(conf.get("assume_role_policy", [None])[0])
        if found is None:
            return CheckResult.UNKNOWN
        return CheckResult.FAILED if any(_is_open(s) for s in found) else CheckResult.PASSED


def _is_open(statement: dict[str, Any]) -> bool:
    if statement.get("Effect") != "Allow" or statement.get("Condition"):
        return False
    return any(_ACCOUNT.fullmatch(p) for p in principals(statement))


check = RoleTrustBounded()
