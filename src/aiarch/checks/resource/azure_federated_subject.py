"""A federated credential trusts one subject of one issuer."""

from __future__ import annotations

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

from aiarch.checks.expression import candidates, first, is_open


class AzureFederatedSubject(BaseResourceCheck):
    """Flexible credentials (`claims_matching_expression`) match patterns: whoever may name a branch would hold the identity."""

    def __init__(self) -> None:
        super().__init__(
            name="Federated credential names an exact subject, an https issuer and the audience of token exchange",
            id="CKV_AIARCH_105",
            categories=[CheckCategories.IAM],
            supported_resources=[
                "azurerm_federated_identity_credential",
                "azuread_application_federated_identity_credential",
            ],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Say whether subject, issuer and audience are exact; what hangs on a variable is unknown."""
        subject = candidates(conf, "subject")
        issuer = str(first(conf, "issuer") or "")
        audience = candidates(conf, "audience") or candidates(conf, "audiences") or frozenset()
        if "claims_matching_expression" in conf or subject == frozenset():
            return CheckResult.FAILED
        if not is_open(issuer) and not issuer.startswith("https://"):
            return CheckResult.FAILED
        if audience and not any(a.startswith("api://AzureADTokenExchange") for a in audience):
            return CheckResult.FAILED
        if subject is None:
            return CheckResult.UNKNOWN
        return CheckResult.FAILED if any(_is_pattern(s) for s in subject) else CheckResult.PASSED


def _is_pattern(subject: str) -> bool:
    # `var.x[*]` and `2 * 3` in an expression are no patterns; `repo:org/*` and `…:*` are.
    return subject == "*" or any(mark in subject for mark in ("/*", ":*"))


check = AzureFederatedSubject()
