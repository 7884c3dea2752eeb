"""A module that is told which regimes apply creates something that holds them: packs, assignments or policies."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.module.base_module_check import BaseModuleCheck

CARRIERS = (
    "aws_config_conformance_pack",
    "azurerm_subscription_policy_assignment",
    "azurerm_resource_group_policy_assignment",
    "azurerm_management_group_policy_assignment",
    "google_org_policy_policy",
    "helm_release",
)
"""Resource types that enforce or measure policies, one family per platform."""


class RegimesHavePolicies(BaseModuleCheck):
    """Reads the called module's folder: checkov's graph does not tie a resource to the call it came from."""

    def __init__(self) -> None:
        super().__init__(
            name="Module that receives regimes creates conformance packs, policy assignments or organisation policies",
            id="CKV_AIARCH_3",
            categories=[CheckCategories.GENERAL_SECURITY],
        )

    def scan_module_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Say whether a `governance` module with regimes has one of `CARRIERS`; others are unknown."""
        regimes = conf.get("regimes", [[]])[0]
        named = [r for r in regimes if r != "none"] if isinstance(regimes, list) else [regimes]
        source = str(conf.get("source", [""])[0])
        if not named or named == ["var.regimes"] or "governance" not in source:
            return CheckResult.UNKNOWN
        # Paths are relative to the scanned folder; a scan by the checkov command starts there.
        file = self.entity_path.split(":")[0].lstrip("/")
        folder = (Path(os.environ.get("AIARCH_SCAN_ROOT", ".")) / file).parent / source
        if not folder.is_dir():
            return CheckResult.UNKNOWN
        files = [*folder.glob("*.tf"), *(f for s in _called(folder) for f in s.glob("*.tf"))]
        text = "\n".join(f.read_text(encoding="utf-8") for f in files)
        found = any(re.search(rf'^resource "{kind}"', text, re.MULTILINE) for kind in CARRIERS)
        return CheckResult.PASSED if found else CheckResult.FAILED


def _called(folder: Path) -> list[Path]:
    """Return the folders of the module's own local module calls, one level deep."""
    calls = (
        re.findall(r'^\s*source\s*=\s*"(\.\.?/[^"]+)"', f.read_text(encoding="utf-8"), re.MULTILINE)
        for f in folder.glob("*.tf")
    )
    return [(folder / source).resolve() for found in calls for source in found]


check = RegimesHavePolicies()
