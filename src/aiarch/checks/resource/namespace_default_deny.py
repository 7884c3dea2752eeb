"""Whoever makes a namespace closes it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

_POLICY = re.compile(
    r'^resource "kubernetes_network_policy(?:_v1)?" "\w+" \{$(.*?)^\}$', re.MULTILINE | re.DOTALL
)
_TYPES = re.compile(r"policy_types\s*=\s*\[([^\]]*)\]")
_EVERYBODY = re.compile(r"\bpod_selector\s*\{\s*\}")
_EXCEPTION = re.compile(r'^\s*(?:dynamic\s+")?(?:ingress|egress)\b', re.MULTILINE)


class NamespaceDefaultDeny(BaseResourceCheck):
    """Reads the folder: checkov's graph loses the way from a namespace through locals to its policy."""

    reads_files = True
    """It looks at the files around the resource, which a plan does not have."""

    def __init__(self) -> None:
        super().__init__(
            name="Module that makes a namespace denies all of its traffic by default, in both directions",
            id="CKV_AIARCH_305",
            categories=[CheckCategories.NETWORKING],
            supported_resources=["kubernetes_namespace", "kubernetes_namespace_v1"],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:  # noqa: ARG002 - the folder says it
        """Look for a policy for every pod, of both types, without exceptions, beside the namespace."""
        # Paths are relative to the scanned folder; a scan by the checkov command starts there.
        file = self.entity_path.split(":")[0].lstrip("/")
        folder = (Path(os.environ.get("AIARCH_SCAN_ROOT", ".")) / file).parent
        if not folder.is_dir():
            return CheckResult.UNKNOWN
        bodies = (
            match[1]
            for path in sorted(folder.glob("*.tf"))
            for match in _POLICY.finditer(path.read_text(encoding="utf-8"))
        )
        return CheckResult.PASSED if any(_denies(body) for body in bodies) else CheckResult.FAILED


def _denies(policy: str) -> bool:
    types = _TYPES.search(policy)
    both = types is not None and {"Ingress", "Egress"} <= set(re.findall(r"\w+", types[1]))
    return bool(both and _EVERYBODY.search(policy) and not _EXCEPTION.search(policy))


check = NamespaceDefaultDeny()
