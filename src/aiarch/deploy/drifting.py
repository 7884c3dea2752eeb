"""Drift: what has changed in the world since the last apply, layer by layer, without changing anything."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from aiarch.deploy import saved
from aiarch.deploy.changes import (
    Drift,
    Stateful,
    address_type,
    differing,
    read_plan,
    state_values,
)
from aiarch.deploy.layer import LayerRun, Workbench
from aiarch.deploy.project import Root


@dataclasses.dataclass(frozen=True, slots=True)
class LayerDrift:
    """One layer.

    Attributes:
        applied: it has a state at all.
        drift: resources that are no longer as they were applied.
        outputs: root outputs that would change with them.
        since: the last apply from this folder: time (UTC) and the plan's sha256; "" when there was none.
    """

    name: str
    applied: bool
    drift: tuple[Drift, ...] = ()
    outputs: tuple[str, ...] = ()
    since: str = ""


def drift(bench: Workbench, roots: Sequence[Root], stateful: Stateful) -> tuple[LayerDrift, ...]:
    """Refresh every layer's picture of the world and compare; a layer whose upstream has no state is not applied either.

    Two things count: what Terraform sees in the world that its state does not say, and what the state says that was not so right after
    the last apply from this folder (somebody edited it, or applied from elsewhere).

    Raises:
        AiarchError: Terraform failed.
    """
    bench.folder.mkdir(parents=True, exist_ok=True)
    found: dict[str, LayerDrift] = {}
    for root in roots:
        upstream = [found.get(f"{root.stack}/{earlier}") for earlier in root.reads]
        if any(u is not None and not u.applied for u in upstream):
            found[root.name] = LayerDrift(root.name, applied=False)
            continue
        target = bench.folder / f"{root.stack}.{root.layer}.refresh"
        try:
            document = LayerRun(bench, root).plan(target, mode=("-refresh-only",), name="drift")
        finally:
            target.unlink(missing_ok=True)
        shown = read_plan(document, stateful)
        applied = shown.applied or bool(shown.prior_outputs)
        before = saved.last_state(bench.folder, root.stack, root.layer)
        edited = _edited(before, document) if before else ()
        known = {d.address for d in shown.drift}
        found[root.name] = LayerDrift(
            root.name,
            applied or bool(edited),
            (*shown.drift, *(d for d in edited if d.address not in known)),
            shown.outputs_changed if applied else (),
            f"{before.applied_at} (plan {before.plan[:12]})" if before else "",
        )
    return tuple(found.values())


def _edited(before: saved.Snapshot, document: Mapping[str, Any]) -> tuple[Drift, ...]:
    """Return what the state says now that it did not say after the last apply."""
    now = state_values(document.get("prior_state") or {})
    return tuple(
        Drift(
            address,
            address_type(address),
            tuple(differing(before.values.get(address), now.get(address))),
            address not in now,
        )
        for address in sorted({*before.values, *now})
        if before.values.get(address) != now.get(address)
    )
