"""No secret of a service account is made by Terraform: it would lie in the state and never expire."""

from __future__ import annotations

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck


class GcpLongLivedKey(BaseResourceCheck):
    """A certificate that is uploaded (`public_key_data`) is no secret; its private part was never here."""

    def __init__(self) -> None:
        super().__init__(
            name="No key of a service account, HMAC key or API key is made",
            id="CKV_AIARCH_206",
            categories=[CheckCategories.IAM],
            supported_resources=[
                "google_service_account_key",
                "google_storage_hmac_key",
                "google_apikeys_key",
            ],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Say whether the secret part is made here."""
        return CheckResult.PASSED if conf.get("public_key_data") else CheckResult.FAILED


check = GcpLongLivedKey()
