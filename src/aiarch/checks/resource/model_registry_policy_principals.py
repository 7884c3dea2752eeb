"""Who may read a model from another account is named."""

from __future__ import annotations

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

from aiarch.checks.policy_document import principals, statements


class ModelRegistryPolicyPrincipals(BaseResourceCheck):
    """Looks into policy JSON; a document checkov could not resolve is `unknown`, never passed."""

    def __init__(self) -> None:
        super().__init__(
            name="Model package group policy names its principals",
            id="CKV_AIARCH_4",
            categories=[CheckCategories.IAM],
            supported_resources=["aws_sagemaker_model_package_group_policy"],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Say whether an Allow statement is open to every principal."""
        found = statements(conf.get("resource_policy", [None])[0])
        if found is None:
            return CheckResult.UNKNOWN
        open_ = any(s.get("Effect") == "Allow" and "*" in principals(s) for s in found)
        return CheckResult.FAILED if open_ else CheckResult.PASSED


check = ModelRegistryPolicyPrincipals()
