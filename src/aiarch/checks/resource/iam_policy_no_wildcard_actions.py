"""No statement that allows everything of a service, in any way a policy can be written."""

from __future__ import annotations

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

from aiarch.checks.policy_document import listed, statements


class PolicyNoWildcardActions(BaseResourceCheck):
    """Looks into policy JSON; a document checkov could not resolve is `unknown`, never passed."""

    def __init__(self) -> None:
        super().__init__(
            name="IAM policy allows no service-wide wildcard action",
            id="CKV_AIARCH_2",
            categories=[CheckCategories.IAM],
            supported_resources=["aws_iam_policy", "aws_iam_role_policy"],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Say whether an Allow statement has `*` or `<service>:*` among its actions, or uses NotAction."""
        found = statements(conf.get("policy", [None])[0])
        if found is None:
            return CheckResult.UNKNOWN
        return CheckResult.FAILED if any(_is_wide(s) for s in found) else CheckResult.PASSED


def _is_wide(statement: dict[str, Any]) -> bool:
    if statement.get("Effect") != "Allow":
        return False
    actions = [a for a in listed(statement.get("Action")) if isinstance(a, str)]
    return "NotAction" in statement or any(a == "*" or a.endswith(":*") for a in actions)


check = PolicyNoWildcardActions()
