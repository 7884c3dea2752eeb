"""Blueprint → plan of writes, for `render` and `demo`."""

from __future__ import annotations

import dataclasses
import hashlib
from typing import TYPE_CHECKING, Any

from aiarch.errors import Diagnostic, NoSolutionError, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiarch.cli.session import Session
    from aiarch.model.blueprint import Blueprint
    from aiarch.model.composition import Composition
    from aiarch.render.tree import SyncPlan
    from aiarch.yamlio.parse import Document


@dataclasses.dataclass(frozen=True, slots=True)
class Prepared:
    """Everything `render` decides before it writes."""

    blueprint: Blueprint
    composition: Composition
    plan: SyncPlan
    remarks: tuple[Diagnostic, ...]


def prepare(session: Session, *, force: bool, accept_low_confidence: bool) -> Prepared:
    """Compose the blueprint and compare the result with the folder; writes nothing.

    Raises:
        InputError, NoSolutionError: the blueprint cannot be built.
        ConflictError: managed files were edited by hand.
    """
    from aiarch.blueprint.links import link_remarks
    from aiarch.cli.project import BLUEPRINT, load_blueprint, read_trace
    from aiarch.compose.compose import compose
    from aiarch.model.scoring import Confidence
    from aiarch.render.project import project_files
    from aiarch.render.tree import plan_sync

    blueprint, document = load_blueprint(session)
    if blueprint.confidence is Confidence.LOW and not accept_low_confidence:
        raise NoSolutionError(
            "the platform choice is a close call (confidence low)",
            code="SOL013",
            hint="read `aiarch explain deployment.platform`, then render with --accept-low-confidence",
        )
    trace = read_trace(session)
    _refuse_excluded(blueprint, trace, document)
    composition = compose(blueprint, session.catalog, document)
    files = project_files(composition, blueprint, session.catalog, trace)
    digest = hashlib.sha256(session.path(BLUEPRINT).read_bytes()).hexdigest()
    plan = plan_sync(
        session.root,
        files,
        blueprint_sha256=digest,
        trace_sha256=blueprint.trace_sha256,
        force=force,
    )
    remarks = (*_remarks(composition, session), *link_remarks(blueprint))
    return Prepared(blueprint, composition, plan, remarks)


def _refuse_excluded(
    blueprint: Blueprint, trace: Mapping[str, Any] | None, document: Document
) -> None:
    """Hold the exclusions the trace records, also when a hand edit dropped them from the blueprint.

    Raises:
        NoSolutionError: a main stack is on an excluded platform.
    """
    scores = trace.get("scores", {}) if trace else {}
    for index, stack in enumerate(blueprint.stacks):
        barriers = scores.get(stack.platform, {}).get("excluded_by", [])
        if barriers and stack.role == "primary":
            raise NoSolutionError(
                f"platform {stack.platform} is excluded by {', '.join(b['id'] for b in barriers)}",
                code="CMP030",
                at=document.at(("stacks", index, "platform")),
                hint="a hard exclusion holds for edited blueprints too: change the answers it rests on",
            )


def _remarks(composition: Composition, session: Session) -> list[Diagnostic]:
    """Return gaps and dated facts a reader should know before reviewing the Terraform."""
    remarks = [
        Diagnostic(
            "GAP001",
            f"{stack.platform}: {capability} ({flavour}) is decided but not built: {because}",
            severity=Severity.INFO,
        )
        for stack in composition.stacks
        for capability, flavour, because in stack.gaps
    ]
    used = {
        f"{c.capability}={c.flavour}" for s in composition.stacks for r in s.roots for c in r.calls
    }
    remarks.extend(
        Diagnostic(
            entry.id,
            f"{entry.subject} is {str(entry.state).replace('_', ' ')} since {entry.since}; the blueprint uses it on purpose ({entry.allowed_when})",
            hint=f"{entry.instead} ({entry.source})",
            severity=Severity.WARNING,
        )
        for entry in session.catalog.lifecycle.values()
        if entry.allowed_when in used
    )
    return remarks
