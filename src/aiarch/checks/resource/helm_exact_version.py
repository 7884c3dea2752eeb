"""A chart has one version, written out."""

from __future__ import annotations

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

from aiarch.checks.expression import first, is_open, written
from aiarch.checks.helm_values import SEMVER


class HelmExactVersion(BaseResourceCheck):
    """Without a version, and with `~1.2` or `>=1`, every run may install something else."""

    def __init__(self) -> None:
        super().__init__(
            name="Chart has an exact version",
            id="CKV_AIARCH_300",
            categories=[CheckCategories.SUPPLY_CHAIN],
            supported_resources=["helm_release"],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Say whether the version is a semantic version; of an expression, every version written in it."""
        version = first(conf, "version")
        if isinstance(version, dict):
            version = version.get("version")
        if version is None:
            return CheckResult.FAILED
        text = str(version)
        found = written(text, "version") or ([] if is_open(text) else [text])
        if not found:
            return CheckResult.UNKNOWN
        return CheckResult.PASSED if all(SEMVER.match(v) for v in found) else CheckResult.FAILED


check = HelmExactVersion()
