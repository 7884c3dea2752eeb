"""Apply exactly what was planned: layer by layer, stopping at the first failure, never planning again."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Sequence

from aiarch.deploy import saved
from aiarch.deploy.changes import state_values
from aiarch.deploy.events import NOT_SAVED, Progress
from aiarch.deploy.layer import LayerRun, Workbench
from aiarch.deploy.project import LOCK_FILE, Root
from aiarch.errors import AiarchError, ConflictError, Location
from aiarch.model.plan import LayerPlan, LayerStatus, SavedPlan

_GENERAL = frozenset({"DEP016", "DEP020", "ENG020"})
"""Failures after which planning again is the way on; the others say one of their own that must be heard."""
_STATE_LOST = frozenset({NOT_SAVED, "DEP025"})


@dataclasses.dataclass(frozen=True, slots=True)
class Applied:
    """What an apply did.

    Attributes:
        layers: applied now, in order, with the number of resources each changed.
        skipped: layers of the plan that had been applied before.
        waiting: layers to be planned again now that what they wait for is there.
    """

    layers: tuple[tuple[str, int], ...]
    skipped: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()


def apply(bench: Workbench, plan: SavedPlan, roots: Sequence[Root]) -> Applied:
    """Apply a saved plan that the caller has loaded.

    Raises:
        ConflictError: it is stale, or loses data that nobody allowed.
        AiarchError: Terraform failed in a layer; the layers before it are applied.
    """
    by_name = {r.name: r for r in roots}
    done = saved.applied(bench.folder, plan)
    refuse_blocked(plan)
    saved.refuse_stale(bench.project, _without(plan, done), by_name)
    applied: list[tuple[str, int]] = []
    for layer in plan.layers:
        if layer.status is not LayerStatus.PLANNED or layer.name in done:
            continue
        progress = _progress(bench, layer)
        _restore_lock(bench, by_name[layer.name], layer)
        run = LayerRun(bench, by_name[layer.name])
        try:
            state = run.apply(bench.folder / layer.file, progress)
        except AiarchError as error:
            raise _with_state(error, plan, [n for n, _ in applied], layer.name, progress) from error
        saved.note_state(bench.folder, plan, layer, state_values(state))
        done |= {layer.name}
        saved.note_applied(bench.folder, plan, done)
        applied.append((layer.name, len(progress.done)))
    return Applied(
        tuple(applied),
        tuple(x.name for x in plan.layers if x.name in done - {n for n, _ in applied}),
        tuple(x.name for x in plan.layers if x.status is LayerStatus.WAITS),
    )


def _restore_lock(bench: Workbench, root: Root, layer: LayerPlan) -> None:
    """Give a checkout without a lock file of provider versions the one of the plan.

    Raises:
        ConflictError: it has another one.
    """
    here = bench.project.root / root.folder / LOCK_FILE
    if not layer.lock_sha256:
        return
    kept = bench.folder / layer.lock_file
    if not here.is_file() and kept.is_file() and saved.digest(kept) == layer.lock_sha256:
        shutil.copyfile(kept, here)
    if not here.is_file() or saved.digest(here) != layer.lock_sha256:
        raise ConflictError(
            f"{layer.name} was planned with other provider versions than are locked here",
            code="DEP044",
            at=Location(f"{root.folder}/{LOCK_FILE}"),
            hint=f"`aiarch plan -e {bench.environment}` again, and commit the lock file",
        )


def refuse_blocked(plan: SavedPlan) -> None:
    """Stop while a stateful resource would be lost that nobody has allowed.

    Raises:
        ConflictError: naming every one of them.
    """
    if plan.blocked:
        first = plan.blocked[0]
        more = f" and {len(plan.blocked) - 1} more" if len(plan.blocked) > 1 else ""
        raise ConflictError(
            f"{first.address}{more} would be lost, with {first.holds}",
            code="DEP040",
            hint=f"plan again with --allow-destroy '{first.address}' if that is meant (repeatable, * for any text)",
        )


def refuse_destroying(plan: SavedPlan) -> None:
    """Stop before a plan that `destroy` has left is applied without the confirmation it asks for.

    Raises:
        ConflictError: it removes the environment.
    """
    if plan.destroys:
        raise ConflictError(
            f"the saved plan removes {plan.environment}",
            code="DEP046",
            hint=f"aiarch destroy -e {plan.environment} to go on with that; aiarch plan -e {plan.environment} to go back",
        )


def _progress(bench: Workbench, layer: LayerPlan) -> Progress:
    return Progress(lambda text: bench.say(f"apply of {layer.name}: {text}"), len(layer.changes))


def _without(plan: SavedPlan, done: frozenset[str]) -> SavedPlan:
    layers = tuple(x for x in plan.layers if x.name not in done)
    return plan.model_copy(update={"layers": layers})


def _with_state(
    error: AiarchError, plan: SavedPlan, applied: list[str], failed: str, progress: Progress
) -> AiarchError:
    """Return an error of the same kind that also says how far it came and how to go on."""
    first = error.diagnostics[0]
    before = f"applied: {', '.join(applied)}; " if applied else ""
    there = f"{before}{len(progress.done)} of {progress.total} changes of {failed} are made and in its state"
    match first.code:
        case code if code in _STATE_LOST:
            hint = first.hint
        case code if code in _GENERAL:
            again = (
                f"`aiarch plan -e {plan.environment}`, then `aiarch apply -e {plan.environment}`"
            )
            if plan.destroys:
                again = f"`aiarch destroy -e {plan.environment}`"
            hint = f"{there}; {again} does the rest"
        case _:
            hint = f"{first.hint}; {there}"
    return type(error)(first.message, code=first.code, at=first.at, hint=hint)
