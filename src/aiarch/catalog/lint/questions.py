"""Questions: L04 reachable, read and asked in order; L08 bins, resolutions and defaults."""

from __future__ import annotations

from aiarch.catalog.catalog import Catalog
from aiarch.catalog.lint.conditions import all_conditions
from aiarch.catalog.lint.facts import GATE, Facts, question_values
from aiarch.catalog.lint.report import Report
from aiarch.catalog.lint.world import World
from aiarch.errors import did_you_mean
from aiarch.model.condition import All, AnyOf, Leaf, Not, facts_of, leaves
from aiarch.model.decision import Hit
from aiarch.model.question import Question, QuestionType


def lint_order(facts: Facts, report: Report) -> None:
    """Report circles, and conditions of a question that read what is asked later."""
    if facts.cycle:
        first = next((n for n in facts.cycle if n in facts.questions), facts.cycle[0])
        kind = "question" if first in facts.questions else "decision"
        key = "when" if first in facts.questions else "inputs"
        circle = " → ".join((*facts.cycle, facts.cycle[0]))
        report.error(
            "L04",
            kind,
            first,
            (key,),
            f"facts depend on each other in a circle: {circle}",
            "cut one of them",
        )
        return
    place = {name: index for index, name in enumerate(facts.questions)}
    numbers: dict[int, str] = {}
    for question in facts.questions.values():
        other = numbers.setdefault(question.number, question.id)
        if other != question.id:
            report.error(
                "L04", "question", question.id, ("number",),
                f"{question.id} has number {question.number}, as {other} has",
                "numbers are the order of asking and unique over all packs",
            )  # fmt: skip
        reads = {("when",): question.when} | {
            ("choices", i, "disabled_when"): c.disabled_when for i, c in enumerate(question.choices)
        }
        for path, condition in reads.items():
            if condition is None:
                continue
            needed = facts.ancestors(*facts_of(condition))
            late = sorted(n for n in needed if place.get(n, -1) >= place[question.id])
            if late:
                report.error(
                    "L04", "question", question.id, path,
                    f"{question.id} reads {', '.join(late)}, which is not asked before it",
                    "conditions of a question read earlier facts only",
                )  # fmt: skip


def lint_use(catalog: Catalog, facts: Facts, report: Report) -> None:
    """Report questions nobody reads, questions and choices nobody can reach, and `NA` matched by accident."""
    read = {c.flavour_from for c in catalog.capabilities.values()}
    for place in all_conditions(catalog, facts):
        read |= facts_of(place.condition) - {place.name}
    if facts.scoring:
        read |= facts.sources(facts.scoring.output)
    for question in facts.questions.values():
        if question.id not in read and question.path is None:
            report.error(
                "L04", "question", question.id, (),
                f"nothing reads {question.id}: no table, score, control, flavour or blueprint path",
                "remove the question, or let a rule read it",
            )  # fmt: skip
        _reach(question, facts, report)
    for decision in facts.decisions.values():
        if decision.hit is Hit.UNIQUE:
            continue  # there every `NA` cell is enumerated: no row, or two, is L01 or L02
        for index, row in enumerate(decision.rules):
            _accidental_na(decision.id, index, row.when, facts, report)


def _reach(question: Question, facts: Facts, report: Report) -> None:
    when = question.when
    if when is not None:
        world = World(facts, [when])
        if world.fits and not world.can(when):
            report.error(
                "L04", "question", question.id, ("when",),
                f"{question.id} is never asked ({when.sentence()})",
                "correct `when`, or remove the question",
            )  # fmt: skip
            return
    for index, choice in enumerate(question.choices):
        barred = choice.disabled_when
        if barred is None:
            continue
        free = All(all=(Not(not_=barred), *((when,) if when else ())))
        world = World(facts, [free])
        if world.fits and not world.can(free):
            report.error(
                "L04", "question", question.id, ("choices", index, "disabled_when"),
                f"{question.id}: {choice.value!r} can never be picked ({barred.sentence()})",
                "correct `disabled_when`, or remove the choice",
            )  # fmt: skip


def _accidental_na(
    table: str, index: int, condition: Leaf | All | AnyOf | Not, facts: Facts, report: Report
) -> None:
    """Warn where `ne`, `nin` or `not` takes in `NA` although the rule never says so."""
    said = {leaf.fact for leaf in leaves(condition) if leaf.op == "is_na"}
    negative = {f for f in _negated(condition, flip=False) if facts.may_be_na(f)} - said
    for name in sorted(negative & set(facts.questions)):
        absent = Leaf(fact=name, is_na=True)
        here = All(all=(condition, absent))
        given = () if table in facts.ancestors(GATE) else facts.given_for(*facts_of(here))
        world = World(facts, [here], given)
        if world.fits and world.can(here):
            report.warning(
                "L04", "decision", table, ("rules", index, "when"),
                f"{table}: the rule also holds where {name} does not apply, by negation only",
                "say it: add {fact: …, is_na: true} as an alternative, or is_na: false",
            )  # fmt: skip


def _negated(condition: Leaf | All | AnyOf | Not, *, flip: bool) -> set[str]:
    match condition:
        case Leaf():
            return {condition.fact} if (condition.op in {"ne", "nin"}) != flip else set()
        case All(all=parts) | AnyOf(any=parts):
            return set().union(*(_negated(p, flip=flip) for p in parts))
        case Not(not_=part):
            return _negated(part, flip=not flip)


def lint_answers(facts: Facts, report: Report) -> None:
    """Report bins with holes, `unsure` without a resolution, and defaults nobody could answer (L08)."""
    for question in facts.questions.values():
        _bins(question, report)
        known = question.values
        for index, choice in enumerate(question.choices):
            if choice.value in known[:index]:
                report.error(
                    "L08", "question", question.id, ("choices", index, "value"),
                    f"{question.id}: choice {choice.value!r} stands twice",
                )  # fmt: skip
            resolved = choice.resolves_to
            if choice.value == "unsure" and resolved is None:
                report.error(
                    "L08", "question", question.id, ("choices", index),
                    f"{question.id}: `unsure` does not say what it resolves to",
                    "add `resolves_to` with the conservative choice",
                )  # fmt: skip
            final = {c.value for c in question.choices if c.resolves_to is None}
            if resolved is not None and resolved not in final:
                report.error(
                    "L08", "question", question.id, ("choices", index, "resolves_to"),
                    f"{question.id}: {choice.value!r} resolves to {resolved!r}, which is not a choice of its own",
                    did_you_mean(resolved, final) or f"choices: {', '.join(sorted(final))}",
                )  # fmt: skip
        _default(question, report)


def _bins(question: Question, report: Report) -> None:
    bins = question.bins
    for index, part in enumerate(bins):
        at = ("bins", index)
        if part.high is not None and part.high <= part.low:
            report.error(
                "L08", "question", question.id, at, f"{question.id}: bin {part.label} is empty"
            )
        if part.label in {b.label for b in bins[:index]}:
            report.error(
                "L08", "question", question.id, at, f"{question.id}: bin {part.label} stands twice"
            )
        if index and bins[index - 1].high != part.low:
            before = bins[index - 1]
            end = "is open" if before.high is None else f"ends at {before.high}"
            report.error(
                "L08", "question", question.id, at,
                f"{question.id}: bin {part.label} starts at {part.low}, but {before.label} {end}",
                "bins follow each other without holes or overlaps",
            )  # fmt: skip
    if bins and bins[-1].high is not None:
        report.error(
            "L08", "question", question.id, ("bins", len(bins) - 1),
            f"{question.id}: no bin takes {bins[-1].high} and more",
            "leave out `high` of the last bin",
        )  # fmt: skip


def _default(question: Question, report: Report) -> None:
    default = question.default
    if default is None:
        return
    fits: bool
    match question.type:
        case QuestionType.BOOL:
            fits = isinstance(default, bool)
        case QuestionType.INT:
            fits = isinstance(default, int) and question.bin_of(default) is not None
        case QuestionType.MULTI:
            fits = isinstance(default, tuple) and set(default) <= set(question.values)
        case QuestionType.TEXT:
            fits = isinstance(default, str)
        case QuestionType.CHOICE | QuestionType.REGION:
            fits = default in question.values
    if not fits:
        values = question_values(question)
        report.error(
            "L08", "question", question.id, ("default",),
            f"{question.id}: the default {default!r} is not an answer",
            f"answers: {', '.join(map(str, values))}" if values else "",
        )  # fmt: skip
