"""A Vertex AI endpoint is reached privately, or by a name of its own."""

from __future__ import annotations

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

from aiarch.checks.expression import first, words


class VertexEndpointExposure(BaseResourceCheck):
    """The default is the shared public host of the region: no isolation of traffic, no private address, 1.5 MB and 60 s."""

    def __init__(self) -> None:
        super().__init__(
            name="Vertex AI endpoint is private (Private Service Connect or peering) or has a dedicated host",
            id="CKV_AIARCH_204",
            categories=[CheckCategories.NETWORKING],
            supported_resources=["google_vertex_ai_endpoint"],
        )

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Say whether one of the three is there; where each hangs on a variable, nothing is said."""
        dynamic = words(conf.get("dynamic"))
        psc = first(conf, "private_service_connect_config", "enable_private_service_connect")
        ways = [psc, first(conf, "network"), first(conf, "dedicated_endpoint_enabled")]
        if "private_service_connect_config" in dynamic or any(w not in (None, False) for w in ways):
            return CheckResult.PASSED
        return CheckResult.FAILED


check = VertexEndpointExposure()
