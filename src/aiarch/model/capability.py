"""Capabilities, module manifests and platform descriptors: what can be composed."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import Field, model_validator

from aiarch.model.frozen import Frozen
from aiarch.model.question import ID_PATTERN, Stage

Value = str | int | float | bool | None | list[Any] | dict[str, Any]
"""A plain YAML value: setting, literal or default."""

ENVIRONMENTS = ("sandbox", "dev", "staging", "prod")


class Layer(StrEnum):
    """A root module with its own state, in order of apply."""

    BOOTSTRAP = "bootstrap"
    FOUNDATION = "foundation"
    PLATFORM = "platform"
    WORKLOADS = "workloads"


LAYER_ORDER = tuple(Layer)


class Flavour(Frozen):
    """One of several ways to have a capability."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    summary: str


class Capability(Frozen):
    """What is needed, cloud-neutral."""

    id: str = Field(pattern=ID_PATTERN)
    title: str
    stage: Stage
    purpose: str
    flavours: tuple[Flavour, ...] = Field(min_length=1)
    flavour_from: str = ""
    """Decision or question whose value names the flavour (`_` written as `-`); "" = the first flavour."""
    platforms: tuple[str, ...] = ()
    """Platforms for which the capability makes sense; empty = all."""
    outputs: tuple[str, ...] = ()
    """Interface outputs on every platform."""
    platform_outputs: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """Interface outputs that are particular to a platform (ids and ARNs differ)."""

    def interface(self, platform: str) -> tuple[str, ...]:
        """Outputs every module that provides this capability on `platform` must have."""
        return (*self.outputs, *self.platform_outputs.get(platform, ()))


class CapabilityFile(Frozen):
    """`blueprints/capabilities.yaml`."""

    capabilities: tuple[Capability, ...]


class Provides(Frozen):
    """What a module provides."""

    capability: str
    flavour: str


class Binding(Frozen):
    """Where an input's value comes from: a dotted source or a literal."""

    from_: str | None = Field(
        default=None, alias="from", pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$"
    )
    value: Value = None
    optional: bool = False
    """Bind only when the source is there; otherwise the variable keeps its default."""

    @model_validator(mode="after")
    def _one_source(self) -> Binding:
        if (self.from_ is None) == ("value" not in self.model_fields_set):
            raise ValueError("an input takes either `from` or `value`")
        return self


class Setting(Frozen):
    """One knob of a capability in the blueprint."""

    type: str
    """string, integer, number, boolean, or a Terraform type such as `list(string)`."""
    help: str
    default: Value = None
    required: bool = False
    """No default: the blueprint must say it."""
    by_environment: Mapping[str, Value] = Field(default_factory=dict)
    choices: tuple[str | int, ...] = ()
    minimum: int | float | None = None
    maximum: int | float | None = None
    pattern: str = ""


class Manifest(Frozen):
    """`module.yaml`: what a module provides, needs and implements."""

    name: str
    platform: str
    layer: Layer
    provides: Provides
    summary: str
    needs: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    """Sibling folders this module calls by relative path; rendered with it."""
    providers: tuple[str, ...]
    inputs: Mapping[str, Binding]
    settings: Mapping[str, Setting] = Field(default_factory=dict)
    implements: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    """Further capabilities it carries without their interface: deciding one of them leaves no gap."""


class StackVariable(Frozen):
    """A root variable of a platform; declared in a root module when something there reads it."""

    type: str
    description: str
    value: str = ""
    """Text with placeholders `{project} {environment} {region} {account} {suffix} {owner} {repository}`."""
    from_: str | None = Field(default=None, alias="from", pattern=r"^blueprint(\.[a-z0-9_]+){2,}$")
    """Blueprint path whose value is used instead of `value`."""
    default: Value = None
    """Used when neither `value` nor `from` is given; null makes the variable nullable."""
    validation: str = ""
    """HCL condition (trusted text of the pack)."""
    message: str = ""


class Provider(Frozen):
    """A provider of the root modules."""

    source: str
    version: str
    config: str = ""
    """HCL body of the provider block (trusted text of the pack); may read `var.*` and `local.*` of the platform."""


class Backend(Frozen):
    """Where the layers' state lives."""

    type: str
    fixed: Mapping[str, str | bool | int] = Field(default_factory=dict)
    """Arguments that are the same everywhere, written into backend.tf."""
    by_environment: Mapping[str, str | Mapping[str, str]] = Field(default_factory=dict)
    """Arguments of `environments/<env>.backend.hcl`, texts or maps of texts; placeholders as in `StackVariable.value`, plus `{layer}`."""
    remote_state: Mapping[str, str] = Field(default_factory=dict)
    """`config` of `terraform_remote_state`: argument → HCL expression (trusted); `{layer}` is the layer read."""


class Platform(Frozen):
    """`templates/stack/<platform>/platform.yaml`: how a root module of this platform looks."""

    name: str
    title: str
    vendor_names: tuple[str, ...] = ()
    """Present and former product names, for search and reports."""
    required_version: str
    providers: Mapping[str, Provider]
    families: tuple[str, ...] = ()
    """Module families beside the platform's own whose modules its stacks may use (`kubernetes`)."""
    backend: Backend
    """Where state lies unless `backends` has an entry for the blueprint's `delivery.state_backend`."""
    backends: Mapping[str, Backend] = Field(default_factory=dict)
    """State backend as decided (`pg`, `http_gitlab`) → how it is configured on this platform."""
    variables: Mapping[str, StackVariable]
    """Root variables; `stack.<name>` binds them."""
    locals: Mapping[str, str] = Field(default_factory=dict)
    """Trusted HCL expressions of the pack; `stack.<name>` binds them too."""
    regions: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """Residency value → regions that keep data there, the default first; `none` = anywhere."""

    @property
    def state_backends(self) -> tuple[str, ...]:
        """Values of `delivery.state_backend` this platform can be given, its own first."""
        return tuple(dict.fromkeys((self.backend.type, *self.backends)))

    def backend_for(self, decided: str) -> Backend:
        """Return how state is kept for a decided state backend; the platform's own when it has no such entry."""
        return self.backends.get(decided, self.backend)
