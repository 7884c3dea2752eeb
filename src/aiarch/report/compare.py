"""The same answers on several platforms, side by side.

Every column is a whole design: the answers decided as if the platform had been chosen, composed, and counted. An excluded platform
is designed too, and says so; a platform on which nothing can be composed says why. Nothing adds up to a percentage.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aiarch.blueprint.derive import derive
from aiarch.catalog.catalog import Catalog
from aiarch.catalog.declarations import scan
from aiarch.compose.compose import compose
from aiarch.decide.engine import Outcome, decide
from aiarch.decide.knowledge import CORE
from aiarch.errors import AiarchError, Severity
from aiarch.model.blueprint import Blueprint
from aiarch.model.composition import Composition, ModuleFolder
from aiarch.render.markdown import cell, md
from aiarch.render.matrix import ControlRow, control_rows
from aiarch.validate.finding import Report, Status
from aiarch.validate.suppression import comments_in

STATES = ("met", "partial", "gap", "by people", "inherited")
"""Of a control in one design, in the order of printing."""
NOT_SAID = "–"


@dataclasses.dataclass(frozen=True, slots=True)
class Checks:
    """What the checkers said about a temporary render."""

    findings: Mapping[str, int]
    """Severity → findings that count."""
    ran: tuple[str, ...]
    not_looked: Mapping[str, str]
    """Checker that was skipped or failed → reason."""


@dataclasses.dataclass(frozen=True, slots=True)
class Design:
    """A platform's design, composed."""

    blueprint: Blueprint
    composition: Composition
    controls: Mapping[str, tuple[str, ...]]
    """State → `LOG-01 aws`: control and stack."""
    modules: tuple[str, ...]
    resource_blocks: int
    """`resource` blocks as written in the module folders reached; `for_each` and `count` are not multiplied."""
    suppressions: int
    """Skip comments in those folders."""


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """One platform.

    Attributes:
        state: `chosen`, `eligible`, `excluded` or `not competing`.
        place: 1-based place among the eligible ones, 0 outside; equal scores share one.
        exclusions: (id, reason) of what excludes it.
        obstacle: why there is no design; "" when there is one.
        checks: None when nothing was checked.
    """

    platform: str
    title: str
    state: str
    score: int
    maximum: int
    place: int
    exclusions: tuple[tuple[str, str], ...]
    legs: tuple[str, ...]
    built: tuple[str, ...]
    gaps: tuple[str, ...]
    obstacle: str
    design: Design | None
    checks: Checks | None = None

    @property
    def hypothetical(self) -> bool:
        """Say whether nobody may build this: an exclusion or the deployment model forbids it."""
        return self.state in {"excluded", "not competing"}


@dataclasses.dataclass(frozen=True, slots=True)
class Comparison:
    """Columns with what was really decided."""

    project: str
    outcome: Outcome
    columns: tuple[Column, ...]


def order(outcome: Outcome) -> tuple[str, ...]:
    """Return every platform: the ranking first, then the others by score."""
    others = sorted(
        (s for name, s in outcome.scores.items() if name not in outcome.ranking),
        key=lambda s: (-s.total, s.candidate.id),
    )
    return (*outcome.ranking, *(s.candidate.id for s in others))


def column(platform: str, outcome: Outcome, catalog: Catalog) -> Column:
    """Return one platform's column: decided as if it had been chosen, composed, and counted."""
    score = outcome.scores[platform]
    if platform == outcome.platform:
        state = "chosen"
    elif score.eligible:
        state = "eligible"
    else:
        state = "excluded" if score.barriers else "not competing"
    blueprint, composition, obstacle = _designed(platform, outcome, catalog)
    descriptor = catalog.platforms.get(platform)
    stacks = blueprint.stacks if blueprint else ()
    return Column(
        platform=platform,
        title=descriptor.title if descriptor else platform,
        state=state,
        score=score.total,
        maximum=score.maximum,
        place=_place(platform, outcome),
        exclusions=tuple((b.id, b.because) for b in score.barriers),
        legs=tuple(s.platform for s in stacks if s.role == "leg"),
        built=tuple(f"{name} ({s.platform})" for s in stacks for name in sorted(s.capabilities)),
        gaps=tuple(f"{gap.capability} ({s.platform})" for s in stacks for gap in s.gaps),
        obstacle=obstacle,
        design=_counted(blueprint, composition, catalog) if blueprint and composition else None,
    )


def _place(platform: str, outcome: Outcome) -> int:
    if platform not in outcome.ranking:
        return 0
    mine = outcome.scores[platform].total
    return 1 + sum(outcome.scores[other].total > mine for other in outcome.ranking)


def _designed(
    platform: str, outcome: Outcome, catalog: Catalog
) -> tuple[Blueprint | None, Composition | None, str]:
    """Return blueprint and composition as far as they come, and why they do not come further."""
    blueprint: Blueprint | None = None
    try:
        supposed = decide(outcome.knowledge, outcome.assessment, as_if=platform)
        # The records bar an excluded platform from being built; here it is only looked at.
        blueprint = derive(supposed, catalog).model_copy(update={"platforms": {}})
        if not catalog.modules_on(platform):
            return blueprint, None, f"no module for {platform} exists yet"
        return blueprint, compose(blueprint, catalog), ""
    except AiarchError as error:
        first, more = error.diagnostics[0], len(error.diagnostics) - 1
        return blueprint, None, f"{first.message}{f' (and {more} more)' if more else ''}"


def _counted(blueprint: Blueprint, composition: Composition, catalog: Catalog) -> Design:
    controls: dict[str, list[str]] = {state: [] for state in STATES}
    for row in control_rows(composition, blueprint, catalog):
        controls[control_state(row)].append(f"{row.control} {row.platform}")
    blocks, skips = zip(*map(_folder_counts, composition.modules), strict=True)
    return Design(
        blueprint,
        composition,
        {state: tuple(rows) for state, rows in controls.items()},
        tuple(m.key for m in composition.modules),
        sum(blocks),
        sum(skips),
    )


def control_state(row: ControlRow) -> str:
    """Return a row of the control matrix as one of `STATES`; rendered with something open is partial."""
    if row.gap:
        return "gap"
    if row.state == "rendered":
        return "partial" if row.open else "met"
    return "inherited" if row.state == "inherited" else "by people"


def _folder_counts(module: ModuleFolder) -> tuple[int, int]:
    """Return how many `resource` blocks and skip comments the `.tf` files of a module hold."""
    texts = [p.read_text(encoding="utf-8") for p in sorted(module.folder.glob("*.tf"))]
    blocks = sum(block.name == "resource" for text in texts for block in scan(text))
    return blocks, sum(1 for text in texts for _ in comments_in("", text))


def checks_of(report: Report) -> Checks:
    """Return the part of a validation report that a column shows."""
    return Checks(
        {str(s): report.count(s) for s in reversed(Severity)},
        tuple(c.checker for c in report.checkers if c.status in {Status.RAN, Status.CACHED}),
        {
            c.checker: f"{c.status}: {c.reason}"
            for c in report.checkers
            if c.status in {Status.SKIPPED, Status.FAILED}
        },
    )


def rows_of(comparison: Comparison) -> tuple[tuple[str, ...], ...]:
    """Return one row per criterion: its name, then one cell per platform."""
    columns = comparison.columns
    rows: list[tuple[str, ...]] = [
        ("state", *map(_state, columns)),
        ("score", *(f"{c.score} of {c.maximum}" for c in columns)),
        ("place", *(str(c.place) if c.place else NOT_SAID for c in columns)),
        ("excluded by", *(", ".join(x for x, _ in c.exclusions) or "nothing" for c in columns)),
        ("stacks", *(" + ".join((c.platform, *c.legs)) for c in columns)),
    ]
    for state in STATES:
        label = {"met": "controls met", "by people": "controls by people"}.get(
            state, f"controls {state}"
        )
        rows.append((label, *(_of(c, lambda d, s=state: len(d.controls[s])) for c in columns)))
    rows += [
        ("capabilities built", *(str(len(c.built)) for c in columns)),
        ("capabilities gap", *(str(len(c.gaps)) for c in columns)),
        ("modules", *(_of(c, lambda d: len(d.modules)) for c in columns)),
        ("resource blocks", *(_of(c, lambda d: d.resource_blocks) for c in columns)),
        ("suppressions", *(_of(c, lambda d: d.suppressions) for c in columns)),
        ("findings", *map(_findings, columns)),
    ]
    return tuple(rows)


def _state(one: Column) -> str:
    return f"{one.state}, hypothetical" if one.hypothetical else one.state


def _of(one: Column, count: Any) -> str:  # noqa: ANN401 - a function of the design
    return str(count(one.design)) if one.design else NOT_SAID


def _findings(one: Column) -> str:
    if one.checks is None:
        return NOT_SAID if one.design is None else "not checked"
    return ", ".join(f"{n} {severity}" for severity, n in one.checks.findings.items())


def notes_of(comparison: Comparison) -> tuple[str, ...]:
    """Return what the table cannot hold: reasons of exclusions, obstacles, gaps of controls, checkers that did not look."""
    notes: list[str] = []
    for one in comparison.columns:
        if one.state == "not competing":
            core = comparison.outcome.facts.get(CORE)
            notes.append(f"{one.platform}: does not compete: {CORE} is {core}")
        notes += [f"{one.platform}: {x}: {because}" for x, because in one.exclusions]
        if one.obstacle:
            notes.append(f"{one.platform}: no design: {one.obstacle}")
        for state in ("gap", "partial"):
            names = one.design.controls[state] if one.design else ()
            if names:
                shown = names if one.legs else [name.partition(" ")[0] for name in names]
                notes.append(f"{one.platform}: controls {state}: {', '.join(shown)}")
        for checker, why in one.checks.not_looked.items() if one.checks else ():
            notes.append(f"{one.platform}: {checker} {why}")
    return tuple(notes)


def verdict(comparison: Comparison) -> str:
    """Return what was really decided, in one sentence."""
    outcome = comparison.outcome
    if not outcome.platform:
        return f"No platform is chosen: {outcome.confidence}."
    legs = f" + {', '.join(outcome.legs)}" if outcome.legs else ""
    margin = f", {outcome.margin} points ahead" if outcome.margin is not None else ""
    return f"Chosen: {outcome.platform}{legs}, confidence {outcome.confidence}{margin}."


LEGEND = (
    "met: rendered, nothing open; partial: rendered, but it needs a module that is not here; gap: nothing implements it; by people: carried by "
    "roles and documents. Controls count once per stack. Resource blocks are counted as written, without for_each and count."
)


def to_markdown(comparison: Comparison) -> str:
    """Return the comparison as a Markdown page."""
    head = ("", *(c.platform for c in comparison.columns))
    lines = [
        f"# Platforms compared for {md(comparison.project)}",
        "",
        md(verdict(comparison)),
        "",
        _line(head),
        _line(["---"] * len(head), raw=True),
        *(_line(row) for row in rows_of(comparison)),
        "",
        *(f"- {md(note)}" for note in notes_of(comparison)),
        *([""] if notes_of(comparison) else []),
        md(LEGEND),
    ]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str], *, raw: bool = False) -> str:
    shown: Iterable[str] = cells if raw else (cell(c) if c else " " for c in cells)
    return f"| {' | '.join(shown)} |"


def to_json(comparison: Comparison) -> dict[str, Any]:
    """Return the comparison as JSON data."""
    outcome = comparison.outcome
    return {
        "project": comparison.project,
        "decided": {
            "platform": outcome.platform,
            "legs": list(outcome.legs),
            "confidence": str(outcome.confidence),
            "margin": outcome.margin,
            "ranking": list(outcome.ranking),
        },
        "platforms": [_column_data(c) for c in comparison.columns],
    }


def _column_data(one: Column) -> dict[str, Any]:
    design, checks = one.design, one.checks
    return {
        "platform": one.platform,
        "title": one.title,
        "state": one.state,
        "hypothetical": one.hypothetical,
        "score": one.score,
        "maximum": one.maximum,
        "place": one.place or None,
        "exclusions": [{"id": x, "because": because} for x, because in one.exclusions],
        "stacks": [one.platform, *one.legs],
        "obstacle": one.obstacle,
        "controls": {s: list(names) for s, names in design.controls.items()} if design else None,
        "capabilities": {"built": list(one.built), "gap": list(one.gaps)},
        "modules": list(design.modules) if design else None,
        "resource_blocks": design.resource_blocks if design else None,
        "suppressions": design.suppressions if design else None,
        "findings": dict(checks.findings) if checks else None,
        "checkers": {"ran": list(checks.ran), "not_looked": dict(checks.not_looked)}
        if checks
        else None,
    }
