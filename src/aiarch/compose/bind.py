"""Bind every input of a module to an expression, a literal, or a root variable."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from aiarch.catalog.catalog import Catalog
from aiarch.catalog.sources import parse_source
from aiarch.compose.select import Selected
from aiarch.compose.settings import resolve_setting, terraform_type
from aiarch.errors import Diagnostic
from aiarch.model.blueprint import Blueprint
from aiarch.model.capability import LAYER_ORDER, Layer, Platform
from aiarch.model.composition import Expr, HclValue, RootVariable


@dataclasses.dataclass(slots=True)
class Wires:
    """What the bindings of one layer ask of its root module; filled while binding."""

    stack_names: set[str] = dataclasses.field(default_factory=set)
    """Platform variables and locals that are read."""
    variables: dict[str, RootVariable] = dataclasses.field(default_factory=dict)
    tfvars: dict[str, dict[str, HclValue]] = dataclasses.field(default_factory=dict)
    """Environment → root variable → value."""
    remote: set[Layer] = dataclasses.field(default_factory=set)
    """Earlier layers whose outputs are read."""
    faults: list[Diagnostic] = dataclasses.field(default_factory=list)

    def declare(self, variable: RootVariable) -> None:
        """Add a root variable; two different ones of one name are a fault."""
        other = self.variables.setdefault(variable.name, variable)
        if other == variable:
            return
        if other.description != variable.description:
            self.faults.append(
                Diagnostic(
                    "CMP023",
                    f"two root variables are called {variable.name!r}: {other.description} {variable.description}",
                    hint="rename the setting, output or platform variable",
                )
            )
        elif other.type != variable.type:
            # Two modules read one output with different constraints; each checks its own.
            self.variables[variable.name] = dataclasses.replace(other, type="any")


@dataclasses.dataclass(frozen=True, slots=True)
class Scope:
    """What sources can be resolved against."""

    blueprint: Blueprint
    catalog: Catalog
    platform: Platform
    selected: Mapping[str, Selected]
    environments: tuple[str, ...]
    wiring: str


def bind_inputs(item: Selected, scope: Scope, wires: Wires) -> dict[str, HclValue]:
    """Return the arguments of one module call; unresolvable sources become faults in `wires`."""
    arguments: dict[str, HclValue] = {}
    for name, binding in item.module.manifest.inputs.items():
        if binding.from_ is None:
            arguments[name] = binding.value
            continue
        value = _source(item, name, binding.from_, scope, wires, optional=binding.optional)
        if value is not None:
            arguments[name] = value
    return arguments


def _source(
    item: Selected, name: str, text: str, scope: Scope, wires: Wires, *, optional: bool
) -> HclValue:
    source = parse_source(text)
    fault = _Fault(item, name, scope, wires)
    match source.kind:
        case "stack":
            return _stack(source.leaf, scope, wires, fault)
        case "setting":
            return _setting(item, source.leaf, scope, wires, fault)
        case "blueprint":
            found, value = blueprint_value(scope.blueprint, text)
            if not found and not optional:
                fault(
                    f"the blueprint has no {text}",
                    "decide it (`aiarch assess`), or write it below `choices`",
                )
            return value
        case _:
            other = scope.selected.get(source.capability)
            if other is not None:
                return _output(item, name, other, source.leaf, scope, wires, optional=optional)
            if not optional:
                fault(
                    f"reads {text}, but {source.capability} is not in the stack",
                    f"add {source.capability} to `needs`",
                )
            return None


@dataclasses.dataclass(frozen=True, slots=True)
class _Fault:
    """Say that an input cannot be bound, at its place in the manifest."""

    item: Selected
    name: str
    scope: Scope
    wires: Wires

    def __call__(self, message: str, hint: str) -> None:
        key = self.item.module.key
        at = self.scope.catalog.place("module", key, "inputs", self.name)
        text = f"{key}: input {self.name!r}: {message}"
        self.wires.faults.append(Diagnostic("CMP020", text, at, hint))


def _stack(name: str, scope: Scope, wires: Wires, fault: _Fault) -> HclValue:
    if name in scope.platform.locals:
        wires.stack_names.add(name)
        return Expr(f"local.{name}")
    if name in scope.platform.variables:
        wires.stack_names.add(name)
        return Expr(f"var.{name}")
    known = ", ".join(sorted({*scope.platform.locals, *scope.platform.variables}))
    fault(f"unknown source stack.{name}", f"{scope.platform.name} has {known}")
    return None


def _setting(item: Selected, name: str, scope: Scope, wires: Wires, fault: _Fault) -> HclValue:
    setting = item.module.manifest.settings.get(name)
    if setting is None:
        known = ", ".join(sorted(item.module.manifest.settings))
        fault(f"unknown source setting.{name}", f"settings: {known}")
        return None
    value = resolve_setting(item, name, scope.environments)
    if not value.varies:
        return next(iter(value.by_environment.values()))
    variable = f"{item.label}_{name}"
    wires.declare(
        RootVariable(variable, terraform_type(setting.type), setting.help.rstrip(".") + ".")
    )
    for environment, one in value.by_environment.items():
        wires.tfvars.setdefault(environment, {})[variable] = one
    return Expr(f"var.{variable}")


def _output(
    item: Selected,
    name: str,
    other: Selected,
    output: str,
    scope: Scope,
    wires: Wires,
    *,
    optional: bool,
) -> HclValue:
    mine, theirs = item.module.manifest.layer, other.module.manifest.layer
    fault = _Fault(item, name, scope, wires)
    if output not in other.interface:
        fault(
            f"{output!r} is not in the interface of {other.capability}",
            f"interface: {', '.join(other.interface) or 'none'}",
        )
        return None
    if theirs == mine:
        return read_output(other, output, mine, "any", scope, wires)
    if LAYER_ORDER.index(theirs) > LAYER_ORDER.index(mine) or Layer.BOOTSTRAP in {mine, theirs}:
        if not optional:
            fault(
                f"reads {other.capability}, which is not in an earlier layer than {mine}",
                "change the layer of one of the modules",
            )
        return None
    return read_output(other, output, mine, item.module.variable_type(name), scope, wires)


def read_output(
    other: Selected, output: str, mine: Layer, kind: str, scope: Scope, wires: Wires
) -> Expr:
    """Return the expression that reads an output of a module of layer `mine` or an earlier one; `kind` is its type."""
    theirs = other.module.manifest.layer
    if theirs == mine:
        return Expr(f"module.{other.label}.{output}")
    target = f"{other.label}_{output}"
    if scope.wiring == "variables":
        wires.declare(RootVariable(target, kind, f"Output {target} of the {theirs} layer."))
        return Expr(f"var.{target}")
    wires.remote.add(theirs)
    return Expr(f"data.terraform_remote_state.{theirs}.outputs.{target}")


def blueprint_value(blueprint: Blueprint, source: str) -> tuple[bool, Any]:
    """Return whether `blueprint.<section>.<leaf>` is there, and its value."""
    _, section, leaf = [*source.split(".", 2), "", ""][:3]
    if (section, leaf) == ("delivery", "repository"):
        return True, blueprint.metadata.repository
    if (section, leaf) == ("delivery", "environments"):
        return True, list(blueprint.environments)
    here = blueprint.choices.get(section, {})
    return leaf in here, here.get(leaf)
