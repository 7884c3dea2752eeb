"""Nobody gets the cluster, and everybody gets nothing."""

from __future__ import annotations

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

from aiarch.checks.expression import words

EVERYBODY = {"system:anonymous", "system:authenticated", "system:unauthenticated"}
EVERYTHING = {"cluster-admin", "system:masters"}


class RoleBindingSubjects(BaseResourceCheck):
    """Looks at every word of the binding, and of what it iterates over."""

    def __init__(self) -> None:
        super().__init__(
            name="Role binding is not for everybody and does not give cluster-admin",
            id="CKV_AIARCH_306",
            categories=[CheckCategories.IAM],
            supported_resources=[
                "kubernetes_role_binding",
                "kubernetes_role_binding_v1",
                "kubernetes_cluster_role_binding",
                "kubernetes_cluster_role_binding_v1",
            ],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Say whether a forbidden word is among them."""
        found = words([conf.get(key) for key in ("subject", "dynamic", "role_ref", "for_each")])
        return CheckResult.FAILED if found & (EVERYBODY | EVERYTHING) else CheckResult.PASSED


check = RoleBindingSubjects()
