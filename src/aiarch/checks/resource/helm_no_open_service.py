"""A chart publishes nothing to everybody."""

from __future__ import annotations

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

from aiarch.checks.helm_values import open_services, text_of


class HelmNoOpenService(BaseResourceCheck):
    """Judges what is written; what only a variable brings is judged in the plan (tests/unit/templates/test_planned_releases.py)."""

    def __init__(self) -> None:
        super().__init__(
            name="Values of a chart open no node port, and no load balancer without a list of who may come",
            id="CKV_AIARCH_302",
            categories=[CheckCategories.NETWORKING],
            supported_resources=["helm_release", "kubernetes_manifest", "kubectl_manifest"],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Say whether values ask for a service that is reached from outside."""
        said = (conf.get(key) for key in ("values", "set", "set_list", "manifest", "yaml_body"))
        return CheckResult.FAILED if open_services(text_of(*said)) else CheckResult.PASSED


check = HelmNoOpenService()
