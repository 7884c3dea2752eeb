"""The body of an azapi resource says what the type it names must say."""

from __future__ import annotations

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

from aiarch.checks.azapi import RESOURCES, faults, known_types, type_of, values_at
from aiarch.checks.expression import first, is_open


class AzapiBody(BaseResourceCheck):
    """Reads `azapi_types.yaml`; a type or a body checkov could not resolve at all is `unknown`, never passed."""

    def __init__(self) -> None:
        super().__init__(
            name="azapi resource says what its type must say (aiarch.checks: azapi_types.yaml)",
            id="CKV_AIARCH_100",
            categories=[CheckCategories.GENERAL_SECURITY],
            supported_resources=RESOURCES,
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Say whether the body has every required value, none that is forbidden, and the blocks its type asks for."""
        kind, _ = type_of(conf)
        body = first(conf, "body")
        if not kind or is_open(body):
            return CheckResult.UNKNOWN
        if self.entity_type == "azapi_resource_action" and not _writes(conf):
            return CheckResult.UNKNOWN
        rules = known_types().get(kind)
        if rules is None:
            return CheckResult.FAILED
        partial = self.entity_type == "azapi_update_resource"
        wrong = list(faults(body or {}, rules.get("body", {}), partial=partial))
        wrong += [path for path in rules.get("forbidden", ()) if values_at(body, path)]
        if self.entity_type == "azapi_resource":
            wrong += [x for x in ("identity", "tags", "locks") if rules.get(x) and x not in conf]
        self.evaluated_keys = [f"body/[0]/{path.replace('.', '/')}" for path in wrong]
        return CheckResult.FAILED if wrong else CheckResult.PASSED


def _writes(conf: dict[str, list[Any]]) -> bool:
    """Return whether an action makes the resource itself: a verb of its own has a body of its own."""
    return first(conf, "method") in {"PUT", "PATCH"} and not first(conf, "action")


check = AzapiBody()
