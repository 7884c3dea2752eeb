"""What the policy and coverage checkers must know that checkov does not say (`blueprints/policy.yaml`)."""

from __future__ import annotations

from pydantic import Field

from aiarch.model.frozen import Frozen


class SeverityRule(Frozen):
    """Checks that weigh less than an error, and why. checkov without an account knows no severities."""

    severity: str = Field(pattern="^(info|warning|error)$")
    reason: str = Field(min_length=10)
    checks: tuple[str, ...] = Field(min_length=1)


class Acknowledged(Frozen):
    """Resource types no check looks at, and why that is right (a trailing `*` matches a prefix)."""

    reason: str = Field(min_length=10)
    types: tuple[str, ...] = Field(min_length=1)


class CloudTarget(Frozen):
    """How densely the resources of a cloud must be checked."""

    platform: str
    prefixes: tuple[str, ...] = Field(min_length=1)
    minimum: float = Field(gt=0)
    """Real checks per resource, on average."""


class PolicyFile(Frozen):
    """`blueprints/policy.yaml`; a pack's entries are added, its severities win."""

    severities: tuple[SeverityRule, ...] = ()
    acknowledged: tuple[Acknowledged, ...] = ()
    own_checks_for: tuple[str, ...] = ()
    """Types checkov is blind on: every resource of them must be seen by a check of our own."""
    targets: tuple[CloudTarget, ...] = ()
