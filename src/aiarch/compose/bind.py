"""Bind every input of a module to an expression, a literal, or a root variable."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from aiarch.compose.select import Selected
from aiarch.compose.settings import resolve_setting, terraform_type
from aiarch.errors import Diagnostic, Location
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


@dataclasses.dataclass(frozen=True, slots=True)
class Scope:
    """What sources can be resolved against."""

    blueprint: Blueprint
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
    item: Selected, name: str, source: str, scope: Scope, wires: Wires, *, optional: bool
) -> HclValue:
    head, _, rest = source.partition(".")
    if head == "stack":
        return _stack(item, rest, scope, wires)
    if head == "setting":
        return _setting(item, rest, scope, wires)
    if head == "blueprint":
        found, value = blueprint_value(scope.blueprint, source)
        if not found and not optional:
            _fault(
                item,
                wires,
                f"input {name!r}: the blueprint has no {source}",
                "decide it (`aiarch assess`), or write it below `choices`",
            )
        return value
    capability, _, output = source.rpartition(".")
    other = scope.selected.get(capability)
    if other is None:
        if not optional:
            _fault(
                item,
                wires,
                f"input {name!r} reads {source}, but {capability} is not in the stack",
                f"add {capability} to `needs`",
            )
        return None
    return _output(item, name, other, output, scope, wires, optional=optional)


def _stack(item: Selected, name: str, scope: Scope, wires: Wires) -> HclValue:
    if name in scope.platform.locals:
        wires.stack_names.add(name)
        return Expr(f"local.{name}")
    if name in scope.platform.variables:
        wires.stack_names.add(name)
        return Expr(f"var.{name}")
    known = ", ".join(sorted({*scope.platform.locals, *scope.platform.variables}))
    _fault(item, wires, f"unknown source stack.{name}", f"{scope.platform.name} has {known}")
    return None


def _setting(item: Selected, name: str, scope: Scope, wires: Wires) -> HclValue:
    setting = item.module.manifest.settings.get(name)
    if setting is None:
        _fault(
            item,
            wires,
            f"unknown source setting.{name}",
            f"settings: {', '.join(sorted(item.module.manifest.settings))}",
        )
        return None
    value = resolve_setting(item, name, scope.environments)
    if not value.varies:
        return next(iter(value.by_environment.values()), setting.default)
    variable = f"{item.label}_{name}"
    wires.variables[variable] = RootVariable(
        variable, terraform_type(setting.type), setting.help.rstrip(".") + "."
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
    if theirs == mine:
        return Expr(f"module.{other.label}.{output}")
    if LAYER_ORDER.index(theirs) > LAYER_ORDER.index(mine) or Layer.BOOTSTRAP in {mine, theirs}:
        if not optional:
            _fault(
                item,
                wires,
                f"input {name!r} reads {other.capability}, which is not in an earlier layer than {mine}",
                "change the layer of one of the modules",
            )
        return None
    target = f"{other.label}_{output}"
    if scope.wiring == "variables":
        wires.variables[target] = RootVariable(
            target, _declared_type(item, name), f"Output {target} of the {theirs} layer."
        )
        return Expr(f"var.{target}")
    wires.remote.add(theirs)
    return Expr(f"data.terraform_remote_state.{theirs}.outputs.{target}")


def _declared_type(item: Selected, name: str) -> str:
    return item.module.variable_type(name)


def _fault(item: Selected, wires: Wires, message: str, hint: str) -> None:
    wires.faults.append(
        Diagnostic("CMP020", f"{item.module.key}: {message}", Location(item.module.shown), hint)
    )


def blueprint_value(blueprint: Blueprint, source: str) -> tuple[bool, Any]:
    """Return whether `blueprint.<section>.<leaf>` is there, and its value."""
    _, section, leaf = [*source.split(".", 2), "", ""][:3]
    if (section, leaf) == ("delivery", "repository"):
        return True, blueprint.metadata.repository
    if (section, leaf) == ("delivery", "environments"):
        return True, list(blueprint.environments)
    here = blueprint.choices.get(section, {})
    return leaf in here, here.get(leaf)
