"""What a preflight looks for that differs by platform or changes with the world (`blueprints/preflight/*.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from aiarch.model.frozen import Frozen

SEVERITY = "^(info|warning|error)$"
MODULE = r"^[a-z0-9-]+/[a-z0-9_-]+$"
READING = r"^(get|list|describe)_[a-z0-9_]+$"
"""Operations that only read: a pack may name no others."""


class Networks(Frozen):
    """Arguments of a module that say which networks it makes, adopts or talks to."""

    module: str = Field(pattern=MODULE)
    own: tuple[str, ...] = ()
    """Networks made or used by the stack."""
    corporate: tuple[str, ...] = ()
    """Networks of the organisation that the stack must be able to reach."""
    adopted: bool = False
    """The own networks exist already: environments of one stack may share them, and they are part of the organisation's."""


class Endpoint(Frozen):
    """Where a state backend is reached."""

    url: str
    """With placeholders: `{argument}`, `{argument.key}`, `{env.NAME}`, or `{kubeconfig}`; counts when all have a value."""
    when: Mapping[str, str] = Field(default_factory=dict)
    """Placeholder → value it must have."""


class BackendEndpoints(Frozen):
    """A state backend; the first endpoint that counts is the one."""

    type: str
    endpoints: tuple[Endpoint, ...] = ()
    """Empty for backends without a network (`local`)."""


class NeededVariable(Frozen):
    """An environment variable without which Terraform stops."""

    name: str = Field(pattern=r"^[A-Z][A-Z0-9_]*$")
    backend: str = ""
    """Needed only with this state backend."""
    alternatives: tuple[str, ...] = ()
    """Variables that do as well."""
    unless: tuple[str, ...] = ()
    """Arguments of the backend that make it needless."""
    when_empty: str = ""
    """Needed only while this root variable is empty."""
    why: str = Field(min_length=10)


class Usage(Frozen):
    """One way of using an instance type, and the quota that limits it."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title: str
    service: str
    """Service code in Service Quotas."""
    quota: str = Field(pattern=r"\{type\}")
    """Name of the quota with `{type}`."""


class Capacity(Frozen):
    """An argument of a module that chooses instance types."""

    module: str = Field(pattern=MODULE)
    argument: str
    """A type, or a list of types; a type may end in `.*`, then one of the family is enough."""
    usages: tuple[str, ...] = Field(min_length=1)
    count: int = Field(default=1, ge=1)
    """Instances that run at the same time."""
    members_of: str = ""
    """Argument whose number of members is the count, when it is larger."""
    severity: str = Field(default="warning", pattern=SEVERITY)
    why: str = Field(min_length=10)


class Registration(Frozen):
    """A service an account must have been signed up for."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title: str
    when: str = Field(pattern=r"^[a-z.]+=[a-z0-9-]+$")
    """`<capability>=<flavour>` that needs it."""
    service: str
    operation: str = Field(pattern=READING)
    answer: str
    """Key of the reply that holds the state."""
    accepted: tuple[str, ...] = Field(min_length=1)
    lifecycle: str = ""
    """Lifecycle entry that says why nobody can sign up any more."""
    hint: str


class PreflightFile(Frozen):
    """One file of `blueprints/preflight/`; a later pack's entries replace those with the same module, type, name or id."""

    platform: str = ""
    """Platform of usages, capacity, registrations and variables; empty = every platform."""
    source: str = Field(min_length=10)
    checked_on: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    home_regions: Mapping[str, str] = Field(default_factory=dict)
    """Prefix of a region → the region that answers for its whole partition; the longest prefix counts."""
    networks: tuple[Networks, ...] = ()
    backends: tuple[BackendEndpoints, ...] = ()
    variables: tuple[NeededVariable, ...] = ()
    usages: tuple[Usage, ...] = ()
    capacity: tuple[Capacity, ...] = ()
    registrations: tuple[Registration, ...] = ()
