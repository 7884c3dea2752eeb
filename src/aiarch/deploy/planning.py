"""Plan every layer in order, keep the plans, and say what is waiting, what is lost, and what checks think of it."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aiarch.deploy import saved
from aiarch.deploy.changes import ShownPlan, Stateful, address_type, read_plan
from aiarch.deploy.layer import LayerRun, Workbench
from aiarch.deploy.project import LOCK_FILE, Root
from aiarch.deploy.redaction import redacted
from aiarch.errors import ConflictError
from aiarch.model.plan import LayerPlan, LayerStatus, PlanFinding, SavedPlan, covers

Check = Callable[[Mapping[str, Mapping[str, Any]]], Mapping[str, tuple[PlanFinding, ...]]]
"""Given the redacted plan documents by layer name, returns the findings on each."""


@dataclasses.dataclass(frozen=True, slots=True)
class PlanRequest:
    """What to plan.

    Attributes:
        allowed: addresses (patterns) of stateful resources that may be replaced or deleted.
        kept: addresses (patterns) that a destroy leaves in the world and takes out of the state, before it plans.
        check: policy over the plans; None to leave it out.
    """

    roots: tuple[Root, ...]
    allowed: tuple[str, ...] = ()
    destroys: bool = False
    kept: tuple[str, ...] = ()
    check: Check | None = None


def plan(bench: Workbench, request: PlanRequest, stateful: Stateful) -> SavedPlan:
    """Plan the layers in order (destroying: in reverse) and save what came of it.

    A layer that reads outputs which are not in the state of an earlier layer yet is not planned: it waits.

    Raises:
        AiarchError: Terraform failed; plans saved before are gone, since they were not reviewed together.
    """
    folder = bench.folder
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)  # Terraform's own plans hold sensitive values in clear
    saved.forget(folder)
    planner = _Planner(bench, request, stateful)
    ordered = tuple(reversed(request.roots)) if request.destroys else request.roots
    if request.kept:
        planner.keep(ordered)
    layers = [planner.layer(root) for root in ordered]
    findings = request.check(planner.documents) if request.check and planner.documents else {}
    result = SavedPlan(
        project=bench.project.name,
        environment=bench.environment,
        engine=bench.engine.name,
        blueprint_sha256=bench.project.blueprint_sha256,
        checked=request.check is not None or request.destroys,
        destroys=request.destroys,
        allowed=request.allowed,
        layers=tuple(
            layer.model_copy(update={"findings": findings.get(layer.name, ())}) for layer in layers
        ),
    )
    from aiarch.deploy.summary import markdown

    saved.save(folder, result, markdown(result))
    return result


class _Planner:
    def __init__(self, bench: Workbench, request: PlanRequest, stateful: Stateful) -> None:
        self._bench = bench
        self._request = request
        self._stateful = stateful
        self._prior: dict[str, frozenset[str]] = {}
        """Layer name → names of outputs in its state; none before the first apply."""
        self.documents: dict[str, Mapping[str, Any]] = {}
        self.kept: dict[str, tuple[str, ...]] = {}
        """Layer name → addresses that were taken out of its state."""

    def layer(self, root: Root) -> LayerPlan:
        waits = "" if self._request.destroys else self._waits_for(root)
        if waits:
            self._prior[root.name] = frozenset()
            return LayerPlan(
                stack=root.stack, layer=root.layer, status=LayerStatus.WAITS, waits_for=waits
            )
        target = self._bench.folder / f"{root.stack}.{root.layer}.tfplan"
        run = LayerRun(self._bench, root)
        mode = ("-destroy",) if self._request.destroys else ()
        document = run.plan(target, mode=mode)
        shown = read_plan(document, self._stateful)
        self._prior[root.name] = shown.prior_outputs
        self.documents[root.name] = redacted(document)
        saved.write_json(
            self._bench.folder / f"{root.stack}.{root.layer}.json", self.documents[root.name]
        )
        return self._planned(root, shown)

    def keep(self, roots: Sequence[Root]) -> None:
        """Take what a destroy leaves in the world out of the state; a plan could not leave it out, for what it hangs on goes too.

        Raises:
            ConflictError: something else that is stateful would be lost; nothing has been touched then.
        """
        request = self._request
        there = {r.name: LayerRun(self._bench, r).addresses() for r in roots}
        for address in (a for found in there.values() for a in found):
            holds = self._stateful.holds(address_type(address))
            if holds and not any(covers(p, address) for p in (*request.allowed, *request.kept)):
                raise ConflictError(
                    f"{address} would be lost, with {holds}",
                    code="DEP040",
                    hint=f"--allow-destroy '{address}' or --keep '{address}' (repeatable, * for any text)",
                )
        for root in roots:
            kept = tuple(a for a in there[root.name] if any(covers(p, a) for p in request.kept))
            if kept:
                LayerRun(self._bench, root).forget(kept)
            self.kept[root.name] = kept

    def _planned(self, root: Root, shown: ShownPlan) -> LayerPlan:
        target = self._bench.folder / f"{root.stack}.{root.layer}.tfplan"
        changed = shown.changes or shown.outputs_changed or shown.pending
        return LayerPlan(
            stack=root.stack,
            layer=root.layer,
            status=LayerStatus.PLANNED if changed else LayerStatus.UNCHANGED,
            plan_sha256=saved.digest(target),
            tree_sha256=self._bench.project.tree_sha256(root, self._bench.environment),
            lock_sha256=self._keep_lock(root),
            kept=self.kept.get(root.name, ()),
            changes=shown.changes,
            outputs_changed=shown.outputs_changed,
        )

    def _keep_lock(self, root: Root) -> str:
        """Copy the lock file of provider versions beside the plan, for whoever applies in another checkout."""
        source = self._bench.project.root / root.folder / LOCK_FILE
        if not source.is_file():
            return ""
        target = self._bench.folder / f"{root.stack}.{root.layer}.lock.hcl"
        shutil.copyfile(source, target)
        return saved.digest(target)

    def _waits_for(self, root: Root) -> str:
        """Return the earlier layer (and output) a root module reads in vain, "" when all is there."""
        for earlier, outputs in root.reads.items():
            there = self._outputs(root.stack, earlier)
            if not there:
                return earlier
            missing = sorted(outputs - there)
            if missing:
                return f"{earlier} (output {missing[0]})"
        return ""

    def _outputs(self, stack: str, layer: str) -> frozenset[str]:
        name = f"{stack}/{layer}"
        if name not in self._prior:
            self._prior[name] = self._ask(stack, layer)
        return self._prior[name]

    def _ask(self, stack: str, layer: str) -> frozenset[str]:
        """Read the outputs of a layer that is not planned in this run."""
        everything: Sequence[Root] = self._bench.project.roots(self._bench.environment)
        root = next((r for r in everything if (r.stack, r.layer) == (stack, layer)), None)
        if root is None:
            return frozenset()
        return frozenset(LayerRun(self._bench, root).outputs())
