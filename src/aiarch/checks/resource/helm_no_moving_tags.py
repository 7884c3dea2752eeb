"""Images of a chart are named by what does not move."""

from __future__ import annotations

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

from aiarch.checks.helm_values import moving_tags, text_of


class HelmNoMovingTags(BaseResourceCheck):
    """Judges what is written; what only a variable brings is judged in the plan (tests/unit/templates/test_planned_releases.py)."""

    def __init__(self) -> None:
        super().__init__(
            name="Values of a chart name no image by the tag latest",
            id="CKV_AIARCH_301",
            categories=[CheckCategories.SUPPLY_CHAIN],
            supported_resources=["helm_release", "kubernetes_manifest", "kubectl_manifest"],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Say whether values, or `set` blocks, name an image by `latest`."""
        said = (conf.get(key) for key in ("values", "set", "set_list", "manifest", "yaml_body"))
        return CheckResult.FAILED if moving_tags(text_of(*said)) else CheckResult.PASSED


check = HelmNoMovingTags()
