"""Platform scoring by enumeration: criteria total, points sane, nothing excluded still scored (L09)."""

from __future__ import annotations

from collections.abc import Mapping

from aiarch.catalog.lint.facts import CORE, Facts
from aiarch.catalog.lint.report import Report
from aiarch.catalog.lint.world import World
from aiarch.errors import did_you_mean
from aiarch.model.condition import All, Not, facts_of
from aiarch.model.scoring import Criterion, Scoring


def lint_scoring(facts: Facts, report: Report) -> None:
    """Check the scoring file; a catalogue without one passes."""
    scoring = facts.scoring
    if scoring is None:
        return
    _candidates(scoring, report)
    _pools(scoring, facts, report)
    _lookups(scoring, facts, report)
    for index, criterion in enumerate(scoring.criteria):
        _points(index, criterion, scoring, report)
        _total(index, criterion, facts, report)
        _excluded(index, criterion, scoring, facts, report)
    if scoring.medium_margin >= scoring.high_margin:
        report.error(
            "L09", "scoring", "", ("medium_margin",),
            f"the medium margin {scoring.medium_margin} is not below the high one {scoring.high_margin}",
        )  # fmt: skip


def _candidates(scoring: Scoring, report: Report) -> None:
    known = {c.id for c in scoring.candidates}
    named: dict[tuple[str | int, ...], tuple[str, ...]] = {}
    for index, pool in enumerate(scoring.pools):
        named["pools", index, "also"] = pool.also
    for index, exclusion in enumerate(scoring.exclusions):
        named["exclusions", index, "removes"] = exclusion.removes
    for name, table in scoring.tables.items():
        named["tables", name, "serves"] = tuple(table.serves)
    for index, criterion in enumerate(scoring.criteria):
        for number, row in enumerate(criterion.rows):
            named["criteria", index, "rows", number, "points"] = tuple(row.points)
    for path, names in named.items():
        for name in names:
            if name not in known:
                report.error(
                    "L09", "scoring", "", path, f"unknown candidate {name!r}",
                    did_you_mean(name, known) or f"candidates: {', '.join(sorted(known))}",
                )  # fmt: skip


def _pools(scoring: Scoring, facts: Facts, report: Report) -> None:
    core = facts.decisions.get(CORE)
    if core is None:
        return
    pooled = {p.core for p in scoring.pools}
    for name in sorted({str(v) for v in core.output.domain} - pooled - {"infeasible"}):
        report.error(
            "L09",
            "scoring",
            "",
            ("pools",),
            f"no pool for deployment.core={name}",
            "say which kinds compete",
        )
    for index, pool in enumerate(scoring.pools):
        if pool.core not in core.output.domain:
            report.error(
                "L09",
                "scoring",
                "",
                ("pools", index, "core"),
                f"deployment.core is never {pool.core!r}",
            )


def _lookups(scoring: Scoring, facts: Facts, report: Report) -> None:
    for index, exclusion in enumerate(scoring.exclusions):
        lookup = exclusion.unless_listed
        if lookup is None:
            if exclusion.when is None:
                report.error(
                    "L09", "scoring", "", ("exclusions", index),
                    f"{exclusion.id} never removes a candidate",
                    "give `when`, or `unless_listed`",
                )  # fmt: skip
            continue
        path = ("exclusions", index, "unless_listed")
        table = scoring.tables.get(lookup.table)
        if table is None:
            report.error(
                "L09", "scoring", "", (*path, "table"), f"{exclusion.id}: unknown table {lookup.table!r}",
                did_you_mean(lookup.table, set(scoring.tables)) or f"tables: {', '.join(scoring.tables)}",
            )  # fmt: skip
        if lookup.fact not in facts.names:
            report.error(
                "L09", "scoring", "", (*path, "fact"), f"{exclusion.id}: no question or table yields {lookup.fact!r}",
                did_you_mean(lookup.fact, facts.names),
            )  # fmt: skip
            continue
        values = {str(v) for v in facts.values(lookup.fact)}
        for name in sorted({*(table.scope if table else ())} - values):
            report.error(
                "L09",
                "scoring",
                "",
                ("tables", lookup.table, "scope"),
                f"{lookup.fact} is never {name!r}",
            )
        for candidate, served in (table.serves if table else {}).items():
            for name in sorted(set(served) - values):
                at = ("tables", lookup.table, "serves", candidate)
                report.error("L09", "scoring", "", at, f"{lookup.fact} is never {name!r}")


def _points(index: int, criterion: Criterion, scoring: Scoring, report: Report) -> None:
    names = [c.id for c in scoring.candidates]
    for number, row in enumerate(criterion.rows):
        at = ("criteria", index, "rows", number, "points")
        for name, points in row.points.items():
            if not 0 <= points <= criterion.max_points:
                report.error(
                    "L09", "scoring", "", (*at, name),
                    f"{criterion.id}: {points} points are outside 0 to {criterion.max_points}",
                )  # fmt: skip
    vectors = [tuple(row.points.get(n, 0) for n in names) for row in criterion.rows]
    if all(len(set(vector)) == 1 for vector in vectors):
        report.error(
            "L09", "scoring", "", ("criteria", index),
            f"{criterion.id} gives every candidate equal points in every row: it decides nothing",
            "remove it, or let a row tell candidates apart",
        )  # fmt: skip
    read = frozenset[str]().union(*(facts_of(r.when) for r in criterion.rows))
    for name in sorted(read ^ set(criterion.inputs)):
        word = "reads" if name in read else "names but never reads"
        report.error(
            "L09",
            "scoring",
            "",
            ("criteria", index, "inputs"),
            f"{criterion.id} {word} {name}",
            "make `inputs` say what the rows read",
        )


def _total(index: int, criterion: Criterion, facts: Facts, report: Report) -> None:
    asked = [row.when for row in criterion.rows]
    world = World(facts, asked, facts.given_for(*criterion.inputs))
    if not world.fits:
        report.warning(
            "L01",
            "scoring",
            "",
            ("criteria", index),
            f"{criterion.id} has {world.size:,} combinations; nothing is proved about it",
        )
        return
    say = report.error if world.is_exact else report.warning
    covered = 0
    for number, row in enumerate(criterion.rows):
        at = ("criteria", index, "rows", number, "when")
        mine = world.cells(row.when) & world.reachable
        if not mine:
            report.error(
                "L03",
                "scoring",
                "",
                at,
                f"{criterion.id}: the row never holds ({row.when.sentence()})",
                "remove it",
            )
        elif criterion.hit == "unique" and mine & covered:
            example = world.example(mine & covered, criterion.inputs)
            say(
                "L02",
                "scoring",
                "",
                at,
                f"{criterion.id}: this row and an earlier one both hold for {example}",
                "make the rows disjoint",
            )
        covered |= mine
    missing = world.reachable & ~covered
    if criterion.hit == "unique" and missing:
        example = world.example(missing, criterion.inputs)
        say(
            "L01",
            "scoring",
            "",
            ("criteria", index, "rows"),
            f"{criterion.id}: no row for {example}",
            "add the row",
        )
    if criterion.hit == "sum":
        for name, most in _highest(criterion, world).items():
            if most > criterion.max_points:
                report.error(
                    "L09", "scoring", "", ("criteria", index),
                    f"{criterion.id}: rows add up to {most} for {name}, above max_points {criterion.max_points}",
                    "raise max_points, or make rows exclude each other",
                )  # fmt: skip


def _highest(criterion: Criterion, world: World) -> Mapping[str, int]:
    """Return the highest reachable sum per candidate."""
    names = sorted({n for row in criterion.rows for n in row.points})
    out = {}
    for name in names:
        sums = {0: world.reachable}
        for row in criterion.rows:
            holds, points = world.cells(row.when), row.points.get(name, 0)
            grown: dict[int, int] = {}
            for total, cells in sums.items():
                for value, where in ((total, cells & ~holds), (total + points, cells & holds)):
                    if where:
                        grown[value] = grown.get(value, 0) | where
            sums = grown
        out[name] = max(sums)
    return out


def _excluded(
    index: int, criterion: Criterion, scoring: Scoring, facts: Facts, report: Report
) -> None:
    """Report points for a candidate that the very condition of the row excludes."""
    for number, row in enumerate(criterion.rows):
        for exclusion in scoring.exclusions:
            barred = exclusion.when
            if barred is None or not facts_of(barred) <= facts_of(row.when):
                continue
            if exclusion.unless_listed:
                continue
            removed = exclusion.removes or tuple(c.id for c in scoring.candidates)
            scored = [n for n in removed if row.points.get(n)]
            free = All(all=(row.when, Not(not_=barred)))
            if scored and not World(facts, [free]).can(free):
                report.error(
                    "L09", "scoring", "", ("criteria", index, "rows", number, "points"),
                    f"{criterion.id} gives points to {', '.join(scored)} where {exclusion.id} excludes it",
                    "write 0: an excluded candidate must not look good",
                )  # fmt: skip
