"""Bodies of azapi resources against `azapi_types.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from aiarch.checks.expression import first, is_open, written

RESOURCES = [
    "azapi_resource",
    "azapi_update_resource",
    "azapi_data_plane_resource",
    "azapi_resource_action",
]
"""Kinds of resources that send a body to a type they name."""


@cache
def known_types() -> Mapping[str, Mapping[str, Any]]:
    """Return what bodies must say, by type in lower case: Azure does not tell cases apart."""
    text = Path(__file__).with_name("azapi_types.yaml").read_text(encoding="utf-8")
    return {kind.lower(): rules for kind, rules in yaml.safe_load(text).items()}


def type_of(conf: Mapping[str, Any]) -> tuple[str, str]:
    """Return the type of a resource in lower case and its API version, "" each where checkov could not resolve it."""
    kind, _, version = str(first(conf, "type") or "").partition("@")
    return ("", "") if is_open(kind) else (kind.lower(), "" if is_open(version) else version)


def values_at(body: Any, path: str) -> list[Any]:  # noqa: ANN401
    """Return the values a path leads to, through every item of the lists on the way."""
    found = [body]
    for name in path.split("."):
        below = (item for value in found for item in _items(value))
        found = [item[name] for item in below if isinstance(item, Mapping) and name in item]
    return found


def faults(body: Any, rules: Mapping[str, Any], *, partial: bool) -> Iterator[str]:  # noqa: ANN401
    """Yield the paths of a body whose value is not what the rules ask for.

    Where checkov left a part of the body as text, what is written there is judged, and what is not written there is left open: it may
    come from a variable, whose validation is the module's.

    Args:
        body: what checkov made of the argument.
        rules: path → wanted value, as `azapi_types.yaml` says under `body`.
        partial: the body is laid over what is there, so only the sections it names are judged.
    """
    for path, wanted in rules.items():
        if partial and not values_at(body, ".".join(path.split(".")[:2])):
            continue
        # In a plan every value stands in a list of its own.
        found = [item for value in values_at(body, path) for item in _items(value)]
        texts = _texts(body, path)
        if not found:
            key = path.rpartition(".")[2]
            found = [value for text in texts for value in written(text, key)]
            if not found and texts:
                continue
        allowed = wanted if isinstance(wanted, list) else [wanted]
        if not found or not all(_is(value, allowed) for value in found):
            yield path


def _texts(body: Any, path: str) -> list[str]:  # noqa: ANN401
    """Return the texts that stand where a mapping on the way to a path should be."""
    names = path.split(".")
    parents = [".".join(names[:n]) for n in range(1, len(names))]
    below = [body, *(value for parent in parents for value in values_at(body, parent))]
    return [item for value in below for item in _items(value) if isinstance(item, str)]


def _items(value: Any) -> list[Any]:  # noqa: ANN401
    return value if isinstance(value, list) else [value]


def _is(value: Any, allowed: list[Any]) -> bool:  # noqa: ANN401
    if value is None:
        return False
    # checkov turns some booleans into text.
    return (
        allowed == ["exists"]
        or is_open(value)
        or any(str(value).lower() == str(a).lower() for a in allowed)
    )
