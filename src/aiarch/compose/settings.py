"""Values of settings per environment, checked against the manifest."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from aiarch.catalog.types import check_value, parse_type
from aiarch.compose.select import Selected
from aiarch.errors import Diagnostic, Location, did_you_mean
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
        layers: tuple[Mapping[str, Any], ...] = (
            chosen.by_environment.get(environment, {}),
            chosen.settings,
        )
        found = next((layer[name] for layer in layers if name in layer), ...)
        values[environment] = (
            setting.by_environment.get(environment, setting.default) if found is ... else found
        )
    pinned = name in chosen.settings and not any(
        name in values for values in chosen.by_environment.values()
    )
    varies = not pinned and (
        bool(setting.by_environment) or any(name in v for v in chosen.by_environment.values())
    )
    return SettingValue(values, varies)


def check_settings(
    item: Selected, environments: tuple[str, ...], at: Location | None = None
) -> list[Diagnostic]:
    """Return one diagnostic per unknown, missing or misfitting setting of a capability."""
    manifest = item.module.manifest
    faults = []
    for where, given in (("", item.selection.settings), *item.selection.by_environment.items()):
        if where and where not in environments:
            faults.append(
                Diagnostic(
                    "CMP010",
                    f"{item.capability}: settings for environment {where!r}, which the blueprint does not have",
                    at,
                    f"environments: {', '.join(environments)}",
                )
            )
        for name in given:
            if name not in manifest.settings:
                near = did_you_mean(name, set(manifest.settings))
                faults.append(
                    Diagnostic(
                        "CMP011",
                        f"{item.capability} has no setting {name!r}",
                        at,
                        near or f"settings: {', '.join(sorted(manifest.settings)) or 'none'}",
                    )
                )
    for name, setting in manifest.settings.items():
        for environment, value in resolve_setting(item, name, environments).by_environment.items():
            if value is None and setting.required:
                faults.append(
                    Diagnostic(
                        "CMP012",
                        f"{item.capability}: setting {name!r} is required ({setting.help})",
                        at,
                        f"set it below stacks[].capabilities.{item.capability}.settings",
                    )
                )
                break
            faults.extend(
                Diagnostic(
                    "CMP013",
                    f"{item.capability}.{name} in {environment}: {fault}",
                    at,
                    setting.help,
                )
                for fault in _misfits(setting, value)
            )
    return faults


def _misfits(setting: Setting, value: Any) -> list[str]:  # noqa: ANN401 - a setting holds any YAML value
    if value is None:
        return []
    faults = check_value(parse_type(setting.type), value)
    if faults:
        return faults
    if setting.choices and str(value) not in setting.choices:
        near = did_you_mean(str(value), set(setting.choices))
        return [
            f"{value!r} is not one of {', '.join(setting.choices)}{'; ' + near if near else ''}"
        ]
    if isinstance(value, int | float) and not isinstance(value, bool):
        if setting.minimum is not None and value < setting.minimum:
            return [f"{value} is below {setting.minimum}"]
        if setting.maximum is not None and value > setting.maximum:
            return [f"{value} is above {setting.maximum}"]
    if setting.pattern and isinstance(value, str) and not re.fullmatch(setting.pattern, value):
        return [f"{value!r} does not match {setting.pattern}"]
    return []


TERRAFORM_TYPES = {"integer": "number", "boolean": "bool"}


def terraform_type(text: str) -> str:
    """Return a setting's type in Terraform's words."""
    return re.sub(r"\b(integer|boolean)\b", lambda m: TERRAFORM_TYPES[m.group(0)], text)
