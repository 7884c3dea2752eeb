"""Decision tables by enumeration: L01 missing cell, L02 overlap, L03 dead rule, L05 outputs, L06 contradictions."""

from __future__ import annotations

from collections.abc import Iterator

from aiarch.catalog.lint.facts import GATE, AnyCondition, Facts
from aiarch.catalog.lint.report import Report
from aiarch.catalog.lint.world import LIMIT, World
from aiarch.errors import did_you_mean
from aiarch.model.condition import All, AnyOf, Leaf, Scalar, facts_of
from aiarch.model.decision import Decision, Hit, Row

Path_ = tuple[str | int, ...]
SHOWN = 3
"""Examples of missing cells per table."""


def lint_tables(facts: Facts, report: Report, limit: int = LIMIT) -> None:
    """Enumerate every decision table; the facts must be free of cycles and of unknown names."""
    for decision in facts.decisions.values():
        _outputs(decision, report)
        if decision.hit is Hit.UNIQUE:
            _unique(decision, facts, report, limit)
        else:
            for index, row in enumerate(decision.rules):
                _alive(decision.id, index, row, _world(facts, decision.id, [row], limit), report)
        _conflicts(decision, facts, report, limit)


def _world(facts: Facts, table: str, rows: list[Row], limit: int) -> World:
    asked = [c for row in rows for c in (row.when, *(a for _, a in alternatives(row.when)))]
    return World(facts, asked, _given(facts, table, asked), limit)


def _given(facts: Facts, table: str, asked: list[AnyCondition]) -> tuple[AnyCondition, ...]:
    if table in facts.ancestors(GATE):
        return ()
    return facts.given_for(*frozenset[str]().union(*(facts_of(c) for c in asked)))


def _unique(decision: Decision, facts: Facts, report: Report, limit: int) -> None:
    world = _world(facts, decision.id, list(decision.rules), limit)
    if not world.fits:
        report.warning(
            "L01", "decision", decision.id, ("inputs",),
            f"{decision.id} has {world.size:,} combinations of inputs, more than {limit:,}; nothing is proved about it",
            "split the table: let a table of its own decide part of the question",
        )  # fmt: skip
        return
    cells = [world.cells(row.when) & world.reachable for row in decision.rules]
    covered = 0
    for index, mine in enumerate(cells):
        both = mine & covered
        if both:
            other = next(i for i in range(index) if cells[i] & mine)
            _overlap(decision, other, index, world, cells[other] & mine, report)
        covered |= mine
    if decision.otherwise is None:
        _missing(decision, world, world.reachable & ~covered, report)
    if decision.otherwise is not None and not world.reachable & ~covered and world.is_exact:
        report.error(
            "L03", "decision", decision.id, ("otherwise",),
            f"{decision.id}: `otherwise` never holds, the rules cover every case",
            "remove it and keep `exhaustive: true`",
        )  # fmt: skip
    for index, row in enumerate(decision.rules):
        _alive(decision.id, index, row, world, report)


def _missing(decision: Decision, world: World, missing: int, report: Report) -> None:
    examples: list[str] = []
    left = missing
    while left and len(examples) < SHOWN:
        example = world.example(left, decision.inputs)
        examples.append(example)
        alike = world.alike(left, decision.inputs)
        left &= ~alike
    if examples:
        more = " and more" if left else ""
        doubt = "" if world.is_exact else " (upstream tables taken as free: it may be unreachable)"
        say = report.error if world.is_exact else report.warning
        say(
            "L01", "decision", decision.id, ("rules",),
            f"{decision.id}: no rule for {'; '.join(examples)}{more}{doubt}",
            "add a rule, or an `otherwise` with its reason",
        )  # fmt: skip


def _overlap(
    decision: Decision, first: int, second: int, world: World, both: int, report: Report
) -> None:
    a, b = decision.rules[first], decision.rules[second]
    say = report.error if world.is_exact else report.warning
    say(
        "L02", "decision", decision.id, ("rules", second, "when"),
        f"{decision.id}: rules {a.id} and {b.id} both hold for {world.example(both, decision.inputs)}",
        "make the rows disjoint; there are no priorities",
    )  # fmt: skip


def _alive(table: str, index: int, row: Row, world: World, report: Report) -> None:
    """Report a rule, or a part of one, that no reachable cell fulfils."""
    if not world.fits:
        return
    at: Path_ = ("rules", index, "when")
    if not world.can(row.when):
        report.error(
            "L03", "decision", table, at,
            f"{table}: rule {row.id} never holds ({row.when.sentence()})",
            "remove it, or correct the condition; what upstream tables decide counts",
        )  # fmt: skip
        return
    for path, alternative in alternatives(row.when):
        if not world.can(alternative):
            part = _at(row.when, path)
            report.error(
                "L03", "decision", table, (*at, *path),
                f"{table}: rule {row.id}: the alternative {part} never holds where the rest does",
                "remove the alternative",
            )  # fmt: skip
            return


def alternatives(condition: AnyCondition) -> Iterator[tuple[Path_, AnyCondition]]:
    """Yield the condition narrowed to each of its alternatives (parts of `any`, values of `in`), with their paths."""
    match condition:
        case Leaf(in_=tuple(values)) if len(values) > 1:
            for index, value in enumerate(values):
                yield ("in", index), Leaf(fact=condition.fact, eq=value)
        case AnyOf(any=parts):
            for index, part in enumerate(parts):
                yield ("any", index), part
                for path, inner in alternatives(part):
                    yield ("any", index, *path), inner
        case All(all=parts):
            for index, part in enumerate(parts):
                for path, inner in alternatives(part):
                    yield (
                        ("all", index, *path),
                        All(all=(*parts[:index], inner, *parts[index + 1 :])),
                    )
        case _:
            return


def _at(condition: AnyCondition, path: Path_) -> str:
    """Return the part of a condition at a path, as words."""
    here: object = condition
    for step in path:
        if isinstance(here, tuple) and isinstance(step, int):
            here = here[step]
        else:
            here = getattr(here, "in_" if step == "in" else str(step))
    return here.sentence() if isinstance(here, Leaf | All | AnyOf) else repr(here)


def _outputs(decision: Decision, report: Report) -> None:
    domain = decision.output.domain
    if decision.hit is Hit.SUM:
        for index, row in enumerate(decision.rules):
            if not isinstance(row.then, int) or isinstance(row.then, bool):
                report.error(
                    "L05", "decision", decision.id, ("rules", index, "then"),
                    f"{decision.id}: rule {row.id} adds {row.then!r}, which is not a whole number",
                )  # fmt: skip
        return
    given: list[tuple[Path_, str, Scalar]] = [
        (("rules", i, "then"), f"rule {r.id}", r.then) for i, r in enumerate(decision.rules)
    ]
    if decision.otherwise:
        given.append((("otherwise", "then"), "`otherwise`", decision.otherwise.then))
    for path, who, value in given:
        if not any(_same(value, v) for v in domain):
            near = did_you_mean(str(value), {str(v) for v in domain})
            report.error(
                "L05", "decision", decision.id, path,
                f"{decision.id}: {who} yields {value!r}, which is not in the output domain",
                near or f"domain: {', '.join(map(str, domain))}",
            )  # fmt: skip
    for index, value in enumerate(domain):
        if not any(_same(value, v) for _, _, v in given):
            report.error(
                "L05", "decision", decision.id, ("output", "domain", index),
                f"{decision.id}: no rule yields {value!r}",
                "remove it from the domain, or add the rule",
            )  # fmt: skip
        if any(_same(value, v) for v in domain[:index]):
            report.error(
                "L05", "decision", decision.id, ("output", "domain", index),
                f"{decision.id}: the domain names {value!r} twice",
            )  # fmt: skip


def _conflicts(decision: Decision, facts: Facts, report: Report, limit: int) -> None:
    for index, (member, other) in enumerate(decision.conflicts):
        path: Path_ = ("conflicts", index)
        first = _member(decision, member)
        second = _fact_value(other, facts) if "=" in other else _member(decision, other)
        if first is None or second is None:
            report.error(
                "L06", "decision", decision.id, path,
                f"{decision.id}: cannot read the conflict {member!r} with {other!r}",
                "name two members, or a member and `fact=value`",
            )  # fmt: skip
            continue
        both = All(all=(first, second))
        world = World(facts, [both], _given(facts, decision.id, [both]), limit)
        if world.fits and (cells := world.cells(both) & world.reachable):
            shown = sorted(facts_of(both))
            report.error(
                "L06", "decision", decision.id, path,
                f"{decision.id}: {member} and {other} meet for {world.example(cells, shown)}",
                "let a rule, a `validate` or a `disabled_when` keep them apart",
            )  # fmt: skip


def _member(decision: Decision, name: str) -> AnyCondition | None:
    rows = tuple(row.when for row in decision.rules if row.then == name)
    return AnyOf(any=rows) if rows else None


def _fact_value(text: str, facts: Facts) -> Leaf | None:
    name, _, word = text.partition("=")
    values = facts.values(name)
    value = next((v for v in values if _text(v) == word), None)
    if value is None:
        return None
    return Leaf(fact=name, has=str(value)) if facts.is_set(name) else Leaf(fact=name, eq=value)


def _text(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _same(a: Scalar, b: Scalar) -> bool:
    return a == b and isinstance(a, bool) == isinstance(b, bool)
