"""Objects inside the values of a chart stay inside their pods."""

from __future__ import annotations

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

from aiarch.checks.expression import written
from aiarch.checks.helm_values import text_of

GIVES_AWAY = (
    "allowPrivilegeEscalation",
    "hostIPC",
    "hostNetwork",
    "hostPID",
    "privileged",
)


class ManifestNoHostAccess(BaseResourceCheck):
    """Values of charts are left out: agents on nodes need the host, and the namespace's Pod Security level decides about them.

    checkov's own checks of the objects run beside this one (aiarch.validate.scan_manifests); here a release is judged by what is written.
    """

    def __init__(self) -> None:
        super().__init__(
            name="Objects written into values are not privileged and share nothing with the host",
            id="CKV_AIARCH_308",
            categories=[CheckCategories.KUBERNETES],
            supported_resources=["helm_release", "kubernetes_manifest", "kubectl_manifest"],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Say whether one of the fields is true; values without an object are unknown."""
        text = text_of(*(conf.get(key) for key in ("values", "manifest", "yaml_body")))
        if "apiVersion" not in text:
            return CheckResult.UNKNOWN
        given = (v.lower() for key in GIVES_AWAY for v in written(text, key))
        return CheckResult.FAILED if "true" in given else CheckResult.PASSED


check = ManifestNoHostAccess()
