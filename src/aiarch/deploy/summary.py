"""`plan-summary.md`: what a reviewer of the pull request must see, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from aiarch.model.plan import Action, LayerPlan, LayerStatus, SavedPlan

SHOWN = 25
"""Addresses listed per layer before the rest is counted."""
_SIGNS = {
    Action.CREATE: "+",
    Action.UPDATE: "~",
    Action.REPLACE: "±",
    Action.FORGET: "#",
    Action.DELETE: "-",
}


def row(layer: LayerPlan) -> tuple[str, ...]:
    """Return the table row of a layer: name, state, then one number per action, findings, and risk."""
    risk = sum(bool(c.holds) for c in layer.changes)
    return (
        layer.name,
        state(layer),
        *(str(layer.count(a) or "") for a in Action),
        str(len(layer.findings) or ""),
        str(risk or ""),
    )


COLUMNS = (
    "layer", "state", *(str(a) for a in Action), "findings", "stateful",
)  # fmt: skip


def state(layer: LayerPlan) -> str:
    """Return how a layer stands, in words."""
    match layer.status:
        case LayerStatus.WAITS:
            return f"waits for {layer.waits_for}"
        case LayerStatus.UNCHANGED:
            return "no changes"
        case LayerStatus.PLANNED:
            return "planned"


def markdown(plan: SavedPlan) -> str:
    """Return the summary as Markdown; tables and folded lists, no values of any resource."""
    return "\n".join(_lines(plan)) + "\n"


def _lines(plan: SavedPlan) -> Iterator[str]:
    verb = "Destroy" if plan.destroys else "Plan"
    yield f"### {verb}: {plan.project}, {plan.environment}"
    yield ""
    yield f"| {' | '.join(COLUMNS)} |"
    yield f"|{'---|' * 2}{'---:|' * (len(COLUMNS) - 2)}"
    for layer in plan.layers:
        yield f"| {' | '.join(row(layer))} |"
    yield ""
    if plan.blocked:
        yield f"**Blocked: {len(plan.blocked)} stateful resource(s) would be lost.** Each must be allowed by its address (`--allow-destroy`)."
        yield ""
        yield from (
            f"- `{c.address}` is to be {_past(c.action)}: lost are {c.holds}"
            + (f" ({', '.join(c.replaced_by)})" if c.replaced_by else "")
            for c in plan.blocked
        )
        yield ""
    for layer in plan.layers:
        yield from _findings(layer)
    for layer in plan.layers:
        yield from _changes(layer)
    if not plan.checked:
        yield "**Not checked**: planned with `--no-policy`, so neither checkov nor aiarch's checks have looked."
        yield ""
    waiting = [layer.name for layer in plan.layers if layer.status is LayerStatus.WAITS]
    if waiting:
        yield f"Waiting: {', '.join(waiting)}. Apply this plan, then plan again."
        yield ""
    yield f"Engine {plan.engine}; blueprint `{plan.blueprint_sha256[:12]}`. `aiarch apply -e {plan.environment}` applies exactly this."


def _past(action: Action) -> str:
    return {Action.REPLACE: "replaced", Action.DELETE: "deleted"}.get(action, f"{action}d")


def _findings(layer: LayerPlan) -> Iterator[str]:
    for finding in layer.findings:
        yield f"- **{finding.severity}** `{finding.check}` `{finding.address}`: {finding.message}"
    if layer.findings:
        yield ""


def _changes(layer: LayerPlan) -> Iterator[str]:
    if not layer.changes:
        return
    yield f"<details><summary>{layer.name}: {len(layer.changes)} changes</summary>"
    yield ""
    yield "```diff"
    for change in layer.changes[:SHOWN]:
        why = f"  # {change.because}" if change.because else ""
        yield f"{_SIGNS[change.action]} {change.address}{why}"
    if len(layer.changes) > SHOWN:
        yield f"  and {len(layer.changes) - SHOWN} more: plan.json has all"
    yield "```"
    yield ""
    yield "</details>"
    yield ""
