"""A composition: root modules as plain data. The composer makes it, render only prints it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any


@dataclasses.dataclass(frozen=True, slots=True)
class Expr:
    """A trusted HCL expression made by the composer or a platform descriptor, never by an answer."""

    text: str


HclValue = Any
"""None, bool, int, float, str, `Expr`, or lists and string-keyed mappings of these."""

UNSET = object()
"""No default."""


@dataclasses.dataclass(frozen=True, slots=True)
class RootVariable:
    """A variable of a root module."""

    name: str
    type: str
    description: str
    default: HclValue = UNSET
    validation: str = ""
    """HCL condition (trusted)."""
    message: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class ModuleCall:
    """One `module` block."""

    label: str
    key: str
    """`<platform>/<name>`: the folder below `modules/`."""
    capability: str
    flavour: str
    summary: str
    arguments: Mapping[str, HclValue]
    controls: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class RootOutput:
    """One output of a root module."""

    name: str
    value: HclValue
    description: str


@dataclasses.dataclass(frozen=True, slots=True)
class LinkFact:
    """One thing a stack tells its peer."""

    name: str
    help: str
    value: HclValue
    known: str
    """Expression that knows it here; "" when people have to say it."""


@dataclasses.dataclass(frozen=True, slots=True)
class LinkEnd:
    """One side of a link between two stacks, carried by one root module."""

    kind: str
    title: str
    peer: str
    """Platform of the other stack."""
    way: str
    """Seen from here: both ways, inbound only, outbound only."""
    payload: str
    what: str
    variable: str
    """Root variable with what the peer said."""
    output: RootOutput
    """What this stack tells the peer."""
    facts: tuple[LinkFact, ...]
    open: tuple[str, ...]
    """Environments in which not both sides have said anything."""


@dataclasses.dataclass(frozen=True, slots=True)
class ProviderPin:
    """One provider of a root module."""

    source: str
    version: str
    config: tuple[str, ...] = ()
    """Lines of the provider block's body (trusted)."""


@dataclasses.dataclass(frozen=True, slots=True)
class Root:
    """One root module: a layer of a stack, or the bootstrap."""

    platform: str
    layer: str
    folder: str
    """Folder in the project: `stacks/aws/foundation` or `bootstrap/aws`."""
    calls: tuple[ModuleCall, ...]
    variables: tuple[RootVariable, ...]
    locals: Mapping[str, Expr]
    remote_states: Mapping[str, Mapping[str, HclValue]]
    """Earlier layers read through `terraform_remote_state`: name → `config`."""
    outputs: tuple[RootOutput, ...]
    required_version: str
    providers: Mapping[str, ProviderPin]
    backend: str
    """Backend type; "local" keeps the state beside the code (bootstrap)."""
    backend_fixed: Mapping[str, HclValue]
    """Arguments written into the backend block."""
    backend_config: Mapping[str, Mapping[str, HclValue]]
    """Environment → partial backend configuration; empty for `local`."""
    tfvars: Mapping[str, Mapping[str, HclValue]]
    """Environment → values of root variables (`*.tfvars`)."""
    links: tuple[LinkEnd, ...] = ()
    """Meeting points with other stacks."""

    @property
    def module_prefix(self) -> str:
        """Relative path from this folder to `modules/`."""
        return "../" * len(self.folder.split("/")) + "modules"


@dataclasses.dataclass(frozen=True, slots=True)
class ModuleFolder:
    """A module to copy byte for byte."""

    key: str
    folder: Path


@dataclasses.dataclass(frozen=True, slots=True)
class StackPlan:
    """One platform of the composition."""

    platform: str
    title: str
    role: str
    roots: tuple[Root, ...]
    """Bootstrap first, then the layers in order of apply."""
    gaps: tuple[tuple[str, str, str], ...] = ()
    """(capability, flavour, reason) decided but not provided by any module."""


@dataclasses.dataclass(frozen=True, slots=True)
class Composition:
    """Everything render needs to print Terraform."""

    project: str
    owner: str
    environments: tuple[str, ...]
    stacks: tuple[StackPlan, ...]
    modules: tuple[ModuleFolder, ...]
    wiring: str = "remote_state"
