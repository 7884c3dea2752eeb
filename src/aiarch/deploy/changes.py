"""Plans as data: what `terraform show -json` says about a plan, typed."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aiarch.deploy.redaction import redacted_values
from aiarch.model.plan import Action, PlannedChange
from aiarch.validate.knowledge import matching

_ACTIONS: Mapping[tuple[str, ...], Action] = {
    ("create",): Action.CREATE,
    ("update",): Action.UPDATE,
    ("delete",): Action.DELETE,
    ("forget",): Action.FORGET,
    ("delete", "create"): Action.REPLACE,
    ("create", "delete"): Action.REPLACE,
    ("create", "forget"): Action.REPLACE,
}
# https://developer.hashicorp.com/terraform/internals/json-format#plan-representation, action_reason.
_REASONS: Mapping[str, str] = {
    "replace_because_tainted": "it is tainted: an earlier creation did not finish",
    "replace_because_cannot_update": "the provider cannot change it in place",
    "replace_by_request": "somebody asked for it",
    "replace_by_triggers": "replace_triggered_by",
    "delete_because_no_resource_config": "its configuration is gone",
    "delete_because_no_module": "the module is gone",
    "delete_because_wrong_repetition": "count or for_each was added or removed",
    "delete_because_count_index": "count became smaller",
    "delete_because_each_key": "its for_each key is gone",
    "delete_because_no_move_target": "it was moved to an address that is gone",
}
_KEY = re.compile(r"""\["(?:[^"\\]|\\.)*"\]|\[\d+\]""")


@dataclasses.dataclass(frozen=True, slots=True)
class Drift:
    """A resource that is no longer as it was applied.

    Attributes:
        attributes: dotted paths that differ; empty when the resource is gone.
        gone: it was removed outside Terraform.
    """

    address: str
    type: str
    attributes: tuple[str, ...]
    gone: bool


@dataclasses.dataclass(frozen=True, slots=True)
class ShownPlan:
    """What a plan says.

    Attributes:
        prior_outputs: names of the root outputs in the state before; empty before the first apply.
        applied: there are managed resources in the state before.
        outputs_changed: names of root outputs that change.
        pending: Terraform itself says that there is something to apply.
    """

    changes: tuple[PlannedChange, ...]
    drift: tuple[Drift, ...]
    outputs_changed: tuple[str, ...]
    prior_outputs: frozenset[str]
    applied: bool
    pending: bool = False


class Stateful:
    """Knows which resource types hold something that is lost with them."""

    def __init__(self, holds: Mapping[str, str]) -> None:
        """Take type (or prefix with `*`) → what is lost."""
        self._holds = holds
        self._patterns = tuple(holds)

    def holds(self, kind: str) -> str:
        """Return what a resource of a type holds, "" for nothing."""
        # The type itself before any prefix: a pack may say that one of a family holds nothing.
        known = kind if kind in self._holds else matching(self._patterns, kind)
        return self._holds.get(known, "")


def read_plan(data: Mapping[str, Any], stateful: Stateful) -> ShownPlan:
    """Return the changes of a plan document (`format_version` 1.x)."""
    changes = [*_changes(data.get("resource_changes", ()), stateful)]
    before = _at(data, "prior_state", "values") or {}
    return ShownPlan(
        tuple(sorted(changes, key=lambda c: (-list(Action).index(c.action), c.address))),
        tuple(_drift(data.get("resource_drift", ()))),
        tuple(
            sorted(
                name
                for name, change in (data.get("output_changes") or {}).items()
                if tuple(change["actions"]) not in {("no-op",), ("read",)}
            )
        ),
        frozenset(data.get("state_outputs", ())),
        _is_managed(before.get("root_module") or {}),
        bool(data.get("applyable")),
    )


def _is_managed(module: Mapping[str, Any]) -> bool:
    """Return whether a module of a state holds anything but what data sources have read."""
    return any(r.get("mode") == "managed" for r in module.get("resources", ())) or any(
        _is_managed(child) for child in module.get("child_modules", ())
    )


def _changes(found: Sequence[Mapping[str, Any]], stateful: Stateful) -> Iterator[PlannedChange]:
    for item in found:
        change = item["change"]
        because = _because(item)
        action = _ACTIONS.get(tuple(change["actions"]))
        if action is None and because and item.get("mode") == "managed":
            action = Action.UPDATE  # of the state only: moved or imported as it is
        if action is None or item.get("mode") == "data":
            continue
        lost = action in {Action.REPLACE, Action.DELETE}
        yield PlannedChange(
            address=item["address"],
            type=item["type"],
            action=action,
            because=because,
            replaced_by=tuple(sorted(dotted(p) for p in change.get("replace_paths") or ())),
            holds=stateful.holds(item["type"]) if lost else "",
        )


def _because(item: Mapping[str, Any]) -> str:
    reasons = [
        f"it was {item['previous_address']}" if item.get("previous_address") else "",
        "it is taken into the state" if item["change"].get("importing") else "",
        _REASONS.get(item.get("action_reason", ""), ""),
    ]
    return "; ".join(filter(None, reasons))


def _drift(found: Sequence[Mapping[str, Any]]) -> Iterator[Drift]:
    for item in sorted(found, key=lambda i: str(i["address"])):
        change = item["change"]
        gone = change["actions"] == ["delete"]
        paths = () if gone else tuple(differing(change.get("before"), change.get("after")))
        if gone or paths:
            yield Drift(item["address"], item["type"], paths, gone)


def differing(before: Any, after: Any, path: str = "") -> Iterator[str]:  # noqa: ANN401 - any JSON
    """Yield the dotted paths at which two JSON values differ."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in sorted({*before, *after}):
            yield from differing(
                before.get(key), after.get(key), f"{path}.{key}" if path else str(key)
            )
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from differing(old, new, f"{path}[{index}]")
    elif before != after:
        yield path


def address_type(address: str) -> str:
    """Return the resource type in an address: `module.a["x.y"].aws_vpc.this[0]` → `aws_vpc`."""
    return without_keys(address).split(".")[-2]


def without_keys(address: str) -> str:
    """Return an address without instance keys; a key may hold brackets and dots itself."""
    return _KEY.sub("", address)


def dotted(path: Sequence[str | int]) -> str:
    """Return a path of the plan's JSON as people write it: `rule[0].name`."""
    words = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path)
    return words.removeprefix(".")


def state_values(state: Mapping[str, Any]) -> dict[str, Any]:
    """Return address → masked values of every managed resource of a state document (`terraform show -json`, or a plan's `prior_state`)."""
    values = redacted_values(state.get("values") or {})
    return dict(_resources(values.get("root_module") or {}))


def _resources(module: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for r in module.get("resources", ()):
        if r.get("mode") == "managed":
            yield str(r["address"]), r.get("values")
    for child in module.get("child_modules", ()):
        yield from _resources(child)


def _at(data: Any, *path: str) -> Any:  # noqa: ANN401 - any JSON
    for key in path:
        data = data.get(key) if isinstance(data, Mapping) else None
    return data
