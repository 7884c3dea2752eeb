"""Values of settings per environment, checked against the manifest."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from aiarch.catalog.settings import misfits
from aiarch.catalog.types import hcl, parse_type
from aiarch.compose.select import Places, Selected, nowhere
from aiarch.errors import Diagnostic, did_you_mean
from aiarch.model.capability import Setting


@dataclasses.dataclass(frozen=True, slots=True)
class SettingValue:
    """One setting of one capability over the environments of a stack."""

    by_environment: Mapping[str, Any]
    varies: bool
    """Declared per environment, so it becomes a root variable even when the values happen to agree."""


def resolve_setting(item: Selected, name: str, environments: tuple[str, ...]) -> SettingValue:
    """Return the value of a setting in every environment: blueprint before manifest, environment before all."""
    setting = item.module.manifest.settings[name]
    chosen = item.selection
    values: dict[str, Any] = {}
    for environment in environments:
        here = chosen.by_environment.get(environment, {})
        if name in here:
            values[environment] = here[name]
        elif name in chosen.settings:
            values[environment] = chosen.settings[name]
        else:
            values[environment] = setting.by_environment.get(environment, setting.default)
    differs = any(name in values for values in chosen.by_environment.values())
    pinned = name in chosen.settings and not differs
    return SettingValue(values, differs or (bool(setting.by_environment) and not pinned))


def check_settings(
    item: Selected, environments: tuple[str, ...], at: Places = nowhere
) -> list[Diagnostic]:
    """Return one diagnostic per unknown, missing or misfitting setting of a capability."""
    faults = [*_unknown(item, environments, at)]
    for name, setting in item.module.manifest.settings.items():
        faults.extend(_values(item, name, setting, environments, at))
    return faults


def _unknown(item: Selected, environments: tuple[str, ...], at: Places) -> Iterator[Diagnostic]:
    known = set(item.module.manifest.settings)
    base = ("capabilities", item.capability)
    for environment in item.selection.by_environment:
        if environment not in environments:
            near = did_you_mean(environment, set(environments))
            yield Diagnostic(
                "CMP010",
                f"{item.capability}: settings for environment {environment!r}, which the blueprint does not have",
                at(*base, "by_environment", environment),
                near or f"environments: {', '.join(environments)}",
            )
    for path, given in _given(item):
        for name in given:
            if name not in known:
                near = did_you_mean(name, known)
                yield Diagnostic(
                    "CMP011",
                    f"{item.capability} has no setting {name!r}",
                    at(*base, *path, name),
                    near or f"settings: {', '.join(sorted(known)) or 'none'}",
                )


def _given(item: Selected) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    yield ("settings",), item.selection.settings
    for environment, values in item.selection.by_environment.items():
        yield ("by_environment", environment), values


def _values(
    item: Selected, name: str, setting: Setting, environments: tuple[str, ...], at: Places
) -> Iterator[Diagnostic]:
    """Check one setting; a fault that every environment shares is said once."""
    said: set[str] = set()
    for environment, value in resolve_setting(item, name, environments).by_environment.items():
        place = at(*_origin(item, name, environment))
        if value is None and setting.required and "required" not in said:
            said.add("required")
            yield Diagnostic(
                "CMP012",
                f"{item.capability}: setting {name!r} is required ({setting.help})",
                place,
                f"set it below stacks[].capabilities.{item.capability}.settings",
            )
        for fault in misfits(setting, value):
            if fault not in said:
                said.add(fault)
                yield Diagnostic(
                    "CMP013", f"{item.capability}.{name}: {fault}", place, setting.help
                )


def _origin(item: Selected, name: str, environment: str) -> tuple[str, ...]:
    """Return the keys below the stack where the value of a setting comes from."""
    base = ("capabilities", item.capability) if item.asked else ("platform",)
    if name in item.selection.by_environment.get(environment, {}):
        return (*base, "by_environment", environment, name)
    return (*base, "settings", name) if name in item.selection.settings else base


def terraform_type(text: str) -> str:
    """Return a setting's type in Terraform's words, on one line."""
    return hcl(parse_type(text))
