"""No secret in the values of a chart: they lie in the state and in the record of the release, readable for the namespace."""

from __future__ import annotations

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

from aiarch.checks.helm_values import secrets, text_of


class HelmNoInlineSecret(BaseResourceCheck):
    """Judges what is written; what only a variable brings is judged in the plan (tests/unit/templates/test_planned_releases.py)."""

    def __init__(self) -> None:
        super().__init__(
            name="Values of a chart hold no secret",
            id="CKV_AIARCH_303",
            categories=[CheckCategories.SECRETS],
            supported_resources=["helm_release", "kubernetes_manifest", "kubectl_manifest"],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Say whether values, or `set` blocks, hold what looks like a secret."""
        said = (conf.get(key) for key in ("values", "set", "set_list", "manifest", "yaml_body"))
        return CheckResult.FAILED if secrets(text_of(*said)) else CheckResult.PASSED


check = HelmNoInlineSecret()
