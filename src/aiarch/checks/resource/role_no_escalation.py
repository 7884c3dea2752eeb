"""A role cannot make itself more."""

from __future__ import annotations

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

from aiarch.checks.expression import words

ESCALATING = {"bind", "escalate", "impersonate"}


class RoleNoEscalation(BaseResourceCheck):
    """The three verbs that go round what a role may do (Kubernetes RBAC good practices)."""

    def __init__(self) -> None:
        super().__init__(
            name="Role neither binds nor escalates roles, and impersonates nobody",
            id="CKV_AIARCH_307",
            categories=[CheckCategories.IAM],
            supported_resources=[
                "kubernetes_role",
                "kubernetes_role_v1",
                "kubernetes_cluster_role",
                "kubernetes_cluster_role_v1",
            ],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Say whether one of the verbs is among the words of the role, and of what it iterates over."""
        found = words([conf.get(key) for key in ("rule", "dynamic", "for_each")])
        return CheckResult.FAILED if found & ESCALATING else CheckResult.PASSED


check = RoleNoEscalation()
