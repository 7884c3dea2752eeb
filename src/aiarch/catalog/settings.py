"""Settings of a manifest: their values per environment, and what fits them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from aiarch.catalog.types import check_value, parse_type
from aiarch.errors import did_you_mean
from aiarch.model.capability import ENVIRONMENTS, Setting


def setting_values(setting: Setting) -> Mapping[str, Any]:
    """Return the manifest's own value of a setting in every environment there may be."""
    return {e: setting.by_environment.get(e, setting.default) for e in ENVIRONMENTS}


def misfits(setting: Setting, value: Any) -> list[str]:  # noqa: ANN401 - a setting holds any YAML value
    """Return one sentence per way in which a value breaks the setting's rules; null always fits."""
    if value is None:
        return []
    faults = check_value(parse_type(setting.type), value)
    if faults:
        return faults
    items = value if isinstance(value, list) else [value]
    return [fault for item in items for fault in _breaks(setting, item)]


def _breaks(setting: Setting, value: Any) -> list[str]:  # noqa: ANN401
    """Check one value, or one member of a list: choices, limits and pattern are about members."""
    if setting.choices and value not in setting.choices:
        words = [str(c) for c in setting.choices]
        near = did_you_mean(str(value), set(words))
        return [f"{value!r} is not one of {', '.join(words)}{'; ' + near if near else ''}"]
    if isinstance(value, int | float) and not isinstance(value, bool):
        if setting.minimum is not None and value < setting.minimum:
            return [f"{value} is below {setting.minimum}"]
        if setting.maximum is not None and value > setting.maximum:
            return [f"{value} is above {setting.maximum}"]
    if setting.pattern and isinstance(value, str) and not re.fullmatch(setting.pattern, value):
        return [f"{value!r} does not match {setting.pattern}"]
    return []
