"""Governance controls, frameworks and dated facts. Reference: decisions-and-controls A1, A2."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from aiarch.model.condition import Condition
from aiarch.model.frozen import Frozen

PLATFORMS = ("aws", "azure", "gcp", "onprem")
STAGES = ("poc", "pilot", "production")
BUILT = frozenset({"terraform", "policy", "pipeline"})
"""Kinds of implementation that something rendered carries; the others are people, documents or the provider."""


class Mapping_(Frozen):  # noqa: N801 - `Mapping` is the typing name
    """How a control relates to one clause of a framework."""

    fw: str
    ref: str
    relation: str = Field(pattern="^(satisfies|supports|evidences)$")
    confidence: str = Field(pattern="^(verified|asserted)$")


class Gates(Frozen):
    """From which stage on a control is required; a later stage never asks for less."""

    poc: str = Field(pattern="^(optional|required)$")
    pilot: str = Field(pattern="^(optional|required)$")
    production: str = Field(pattern="^(optional|required)$")

    def required_at(self, stage: str) -> bool:
        """Say whether the control must be in place at `stage` (`poc`, `pilot` or `production`)."""
        return {"poc": self.poc, "pilot": self.pilot, "production": self.production}[
            stage
        ] == "required"


class Implementation(Frozen):
    """How one platform implements a control."""

    kind: str = Field(
        pattern="^(terraform|policy|pipeline|document|process|inherited|not_supported)$"
    )
    types: tuple[str, ...] = ()
    """Terraform resource types that carry it."""
    capability: str = ""
    """Capability whose module carries it, when known."""
    text: str = ""
    """What it is when it is not Terraform; the reason for `not_supported`."""
    must: tuple[Mapping[str, Any], ...] = ()
    """What has to hold on the planned resource: `{type, path, eq | gte | present}`."""


class Evidence(Frozen):
    """One piece of evidence and where it comes from."""

    id: str
    type: str = Field(pattern="^(plan|checkov|live|tool|attestation|document)$")
    query: str = ""
    """What is looked for, in words."""
    checks: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """For checkov: platform → check ids."""
    probe: str = ""
    """For tools: the command."""
    permission: str = ""
    """For tools: what the command needs, when it needs anything."""
    probes: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """For live probes: platform → read-only calls."""
    permissions: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """For live probes: platform → the least rights the calls need."""
    freshness: str = Field(
        default="per_render", pattern=r"^(per_render|per_commit|P\d+[DMY]|PT\d+H)$"
    )
    """How long it counts: an ISO 8601 duration, or until the next render or commit."""
    confidence: str = Field(default="verified", pattern="^(verified|asserted)$")
    """Whether names of calls and rights were read from a source or written from memory."""


class Owner(Frozen):
    """Who answers for a control."""

    role: str
    consulted: tuple[str, ...] = ()


class Responsibility(Frozen):
    """Who does which part; empty = nothing."""

    provider: str = ""
    platform_team: str = ""
    customer: str = ""


class Residual(Frozen):
    """Work that stays with people."""

    id: str
    text: str
    cadence: str = "once"
    evidence: str = "attestation"


class Control(Frozen):
    """One governance control (`blueprints/controls/<ID>.yaml`)."""

    id: str = Field(pattern=r"^[A-Z]{3}-[0-9]{2}$")
    title: str
    objective: str
    families: tuple[str, ...]
    applies_when: Condition | None = None
    """A barrier: without it the control is never selected (`personal` data, `realtime` inference); None = no barrier."""
    tier_from: int = Field(default=1, ge=1, le=4)
    """Selected from this risk tier on whatever the regimes are."""
    selected_when: Condition | None = None
    """Facts that select it below `tier_from` and without a regime."""
    gates: Gates
    mappings: tuple[Mapping_, ...]
    implementations: Mapping[str, tuple[Implementation, ...]]
    evidence: tuple[Evidence, ...]
    owner: Owner
    responsibility: Responsibility = Responsibility()
    residual: tuple[Residual, ...] = ()
    limits: str = ""
    references: tuple[str, ...] = ()
    retired: bool = False

    def manual_on(self, platform: str) -> bool:
        """Say whether only people and documents carry it there, so that no scan can ever show it green."""
        return not any(way.kind in BUILT for way in self.implementations.get(platform, ()))


class Article(Frozen):
    """From when a part of a framework applies, and to whom."""

    ref: str
    applies_from: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    refs: tuple[str, ...] = ()
    """Clauses of this part, empty = all that no other part names. `26` covers `26(9)`; the longest match counts."""
    when: Condition | None = None
    """Facts that trigger it; None = always."""
    note: str = ""


class Outside(Frozen):
    """Facts under which a framework reaches a system only by analogy."""

    when: Condition
    note: str


class Framework(Frozen):
    """One framework with its version and dates."""

    id: str
    title: str
    short: str = ""
    """Name in tables; empty = the id."""
    version: str
    status: str = Field(pattern="^(in_force|partly_in_force|proposed|superseded|voluntary)$")
    source: str
    checked_on: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    confidence: str = Field(pattern="^(verified|asserted)$")
    superseded_by: str = ""
    aliases: tuple[str, ...] = ()
    informative: bool = False
    """Shown beside every control whatever the regimes are; never the reason to select one."""
    overlay_of: str = ""
    """Framework this one adds to when somebody opts in."""
    articles: tuple[Article, ...] = ()
    outside: tuple[Outside, ...] = ()
    refs: tuple[str, ...] = ()
    """Clause ids controls may map to; mappings are linted against it."""
    titles: Mapping[str, str] = Field(default_factory=dict)
    """Clause id → our own short label."""
    addressable: tuple[str, ...] = ()
    """HIPAA: implementation specifications that may be met by a documented alternative."""
    note: str = ""

    @property
    def clauses(self) -> frozenset[str]:
        """Every clause id a control may map to."""
        return frozenset(self.refs) | frozenset(self.titles)


class FrameworkFile(Frozen):
    """`blueprints/frameworks.yaml`."""

    frameworks: tuple[Framework, ...]


class LifecycleEntry(Frozen):
    """A dated fact about a service, resource type, argument or regulation."""

    id: str = Field(pattern=r"^LC[0-9]{3}$")
    subject: str
    """Name people know it by."""
    kind: str = Field(pattern="^(service|resource|argument|regulation|runtime)$")
    platform: str = ""
    state: str = Field(
        pattern="^(closed_to_new|retired|removed_in_next_major|deprecated|superseded|announced)$"
    )
    since: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    source: str
    checked_on: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    confidence: str = Field(pattern="^(verified|asserted)$")
    resource_types: tuple[str, ...] = ()
    """Terraform types (a trailing `*` matches a prefix) that must not be generated."""
    values: tuple[str, ...] = ()
    """String values that mark the use (`FLINK-1_8`, `SQL-1_0`); a trailing `*` matches a prefix."""
    arguments: tuple[str, ...] = ()
    """Arguments or blocks that mark the use: `<type>.<path>`, `backend.<type>.<argument>`, or with `=<value>`."""
    framework: str = ""
    allowed_when: str = ""
    """`<capability>=<flavour>` that makes the use deliberate (`governance.policy=audit-manager`)."""
    instead: str
    """What to use now."""
    severity: str = Field(default="error", pattern="^(error|warning|info)$")


class LifecycleFile(Frozen):
    """`blueprints/lifecycle.yaml`."""

    entries: tuple[LifecycleEntry, ...]
