"""Every condition of the knowledge, wherever it stands: does it read facts that exist, and compare them with values they can have?"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from aiarch.catalog.catalog import Catalog
from aiarch.catalog.lint.facts import AnyCondition, Facts
from aiarch.catalog.lint.report import Report
from aiarch.errors import did_you_mean
from aiarch.model.condition import All, AnyOf, Leaf, Not, Scalar

Path_ = tuple[str | int, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """A condition with where it stands."""

    kind: str
    name: str
    path: Path_
    condition: AnyCondition


def all_conditions(catalog: Catalog, facts: Facts) -> Iterator[Place]:
    """Yield every condition of questions, tables, scoring, controls, frameworks and links."""
    for question in facts.questions.values():
        if question.when:
            yield Place("question", question.id, ("when",), question.when)
        for index, choice in enumerate(question.choices):
            if choice.disabled_when:
                path: Path_ = ("choices", index, "disabled_when")
                yield Place("question", question.id, path, choice.disabled_when)
        for index, check in enumerate(question.checks):
            yield Place("question", question.id, ("validate", index, "rule"), check.rule)
    for decision in facts.decisions.values():
        for index, row in enumerate(decision.rules):
            yield Place("decision", decision.id, ("rules", index, "when"), row.when)
    if facts.scoring:
        for index, exclusion in enumerate(facts.scoring.exclusions):
            if exclusion.when:
                yield Place("scoring", "", ("exclusions", index, "when"), exclusion.when)
        for index, criterion in enumerate(facts.scoring.criteria):
            for number, points in enumerate(criterion.rows):
                path = ("criteria", index, "rows", number, "when")
                yield Place("scoring", "", path, points.when)
    for control in catalog.controls.values():
        for key in ("applies_when", "selected_when"):
            condition = getattr(control, key)
            if condition:
                yield Place("control", control.id, (key,), condition)
    for framework in catalog.frameworks.values():
        for index, article in enumerate(framework.articles):
            if article.when:
                yield Place("framework", framework.id, ("articles", index, "when"), article.when)
        for index, outside in enumerate(framework.outside):
            yield Place("framework", framework.id, ("outside", index, "when"), outside.when)
    for kind in catalog.links.values():
        for index, crossing in enumerate(kind.crossings):
            if crossing.when:
                yield Place("link", kind.id, ("crossings", index, "when"), crossing.when)


def lint_conditions(catalog: Catalog, facts: Facts, report: Report) -> None:
    """Check every leaf: L04 for a fact nobody yields, L03 for a comparison that cannot be true (or false)."""
    for place in all_conditions(catalog, facts):
        for path, leaf in _leaves(place.condition, place.path):
            _leaf(leaf, place, path, facts, report)


def _leaves(condition: AnyCondition, path: Path_) -> Iterator[tuple[Path_, Leaf]]:
    match condition:
        case Leaf():
            yield path, condition
        case All(all=parts):
            for index, part in enumerate(parts):
                yield from _leaves(part, (*path, "all", index))
        case AnyOf(any=parts):
            for index, part in enumerate(parts):
                yield from _leaves(part, (*path, "any", index))
        case Not(not_=part):
            yield from _leaves(part, (*path, "not"))


def _leaf(leaf: Leaf, place: Place, path: Path_, facts: Facts, report: Report) -> None:
    if leaf.fact not in facts.names:
        report.error(
            "L04", place.kind, place.name, (*path, "fact"),
            f"no question or table yields {leaf.fact!r}",
            did_you_mean(leaf.fact, facts.names) or "add the question, or correct the name",
        )  # fmt: skip
        return
    problem = _misfit(leaf, facts)
    if problem:
        report.error(
            "L03",
            place.kind,
            place.name,
            (*path, leaf.op),
            f"{leaf.fact}: {problem[0]}",
            problem[1],
        )


def _misfit(leaf: Leaf, facts: Facts) -> tuple[str, str] | None:
    """Return why a comparison makes no sense, with a hint; None when it does."""
    values, is_set = facts.values(leaf.fact), facts.is_set(leaf.fact)
    op = leaf.op
    if op == "is_na":
        if facts.may_be_na(leaf.fact):
            return None
        return "always applies, so `is_na` tells nothing", "remove the comparison"
    if (op == "has") != is_set:
        want = "`has`" if is_set else "`eq` or `in`"
        return f"`{op}` never fits, it is {'a set' if is_set else 'one value'}", f"use {want}"
    if op in {"gte", "lt"}:
        if all(isinstance(v, int) and not isinstance(v, bool) for v in values):
            return None
        return f"`{op}` needs numbers, the values are {', '.join(map(str, values[:8]))}", "use `in`"
    operand = leaf.operand
    for value in operand if isinstance(operand, tuple) else (operand,):
        if not any(v == value and isinstance(v, bool) == isinstance(value, bool) for v in values):
            return f"is never {_word(value)}", _nearest(value, values)
    return None


def _nearest(value: Scalar, values: tuple[Scalar, ...]) -> str:
    near = did_you_mean(str(value), {str(v) for v in values})
    return near or f"values: {', '.join(_word(v) for v in values[:16])}"


def _word(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)
