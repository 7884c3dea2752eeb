"""The effect of a policy of our own is a parameter: audit first, deny later, without another definition."""

from __future__ import annotations

import re
from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

from aiarch.checks.expression import first

_PARAMETER = re.compile(r"effect\W+\[parameters\(\W*\w*effect\w*\W*\)\]", re.IGNORECASE)


class AzurePolicyEffect(BaseResourceCheck):
    """Reads the rule as text: checkov does not work out `jsonencode` of a merged object."""

    def __init__(self) -> None:
        super().__init__(
            name="Policy definition takes its effect from a parameter",
            id="CKV_AIARCH_106",
            categories=[CheckCategories.GENERAL_SECURITY],
            supported_resources=["azurerm_policy_definition"],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Say whether `then.effect` is a parameter; a rule of which checkov kept nothing is unknown."""
        rule = str(first(conf, "policy_rule") or "")
        if "then" not in rule:
            return CheckResult.UNKNOWN
        found = _PARAMETER.search(rule) and "effect" in str(conf.get("parameters", ""))
        return CheckResult.PASSED if found else CheckResult.FAILED


check = AzurePolicyEffect()
