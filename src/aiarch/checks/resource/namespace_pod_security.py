"""A namespace says how much its pods may do."""

from __future__ import annotations

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

from aiarch.checks.expression import first, is_open

LABEL = "pod-security.kubernetes.io/enforce"


class NamespacePodSecurity(BaseResourceCheck):
    """Without the label the cluster's default holds, which is `privileged`."""

    def __init__(self) -> None:
        super().__init__(
            name="Namespace enforces a Pod Security level other than privileged",
            id="CKV_AIARCH_304",
            categories=[CheckCategories.KUBERNETES],
            supported_resources=["kubernetes_namespace", "kubernetes_namespace_v1"],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Look for the label; labels that checkov could not work out are unknown unless they write it."""
        labels = first(conf, "metadata", "labels")
        if isinstance(labels, dict):
            level = next((v for k, v in labels.items() if k.strip("\"'") == LABEL), None)
            if level is None or level == "privileged":
                return CheckResult.FAILED
            return CheckResult.PASSED
        if isinstance(labels, str) and LABEL in labels:
            return CheckResult.PASSED
        return CheckResult.UNKNOWN if is_open(labels) else CheckResult.FAILED


check = NamespacePodSecurity()
