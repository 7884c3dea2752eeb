"""What differs between two blueprints, by dotted path."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from aiarch.model.blueprint import Blueprint


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """One differing leaf; None stands for "not there"."""

    path: str
    old: Any
    new: Any


def diff_blueprints(old: Blueprint, new: Blueprint) -> tuple[Change, ...]:
    """Return the differing leaves in path order; stacks are matched by platform, links by kind and sides, not by position."""
    before, after = dict(_leaves(_keyed(old))), dict(_leaves(_keyed(new)))
    return tuple(
        Change(p, before.get(p), after.get(p))
        for p in sorted({*before, *after})
        if before.get(p, ...) != after.get(p, ...)
    )


def _keyed(blueprint: Blueprint) -> dict[str, Any]:
    data = blueprint.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    data["stacks"] = {
        s["platform"]: {k: v for k, v in s.items() if k != "platform"}
        for s in data.get("stacks", [])
    }
    if "links" in data:
        data["links"] = {f"{k['kind']} {k['primary']}-{k['leg']}": k for k in data["links"]}
    return data


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - any JSON value
    if isinstance(value, Mapping) and value:
        for key, part in value.items():
            yield from _leaves(part, f"{path}.{key}" if path else str(key))
    else:
        yield path, value
