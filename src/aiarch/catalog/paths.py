"""Blueprint paths: who writes them and of which type they are."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from aiarch.catalog.catalog import Catalog
from aiarch.catalog.types import Collection, Primitive, Type
from aiarch.model.decision import Decision, Hit
from aiarch.model.question import Question, QuestionType

_TEXT = Primitive("string")
_WORDS = Collection("list", _TEXT)


@dataclasses.dataclass(frozen=True, slots=True)
class BlueprintPath:
    """One path with its writer.

    Attributes:
        writer: (`question`, `decision` or `scoring`, id); ("blueprint", "") for what every blueprint says by itself.
        may_be_absent: the writer may be `NA`, and then the path has no value.
    """

    writer: tuple[str, str]
    type: Type
    may_be_absent: bool


GIVEN = {
    "blueprint.delivery.repository": BlueprintPath(("blueprint", ""), _TEXT, may_be_absent=False),
    "blueprint.delivery.environments": BlueprintPath(
        ("blueprint", ""), _WORDS, may_be_absent=False
    ),
}
"""Paths the composer reads from the blueprint's own sections, not from `choices`."""


def blueprint_paths(catalog: Catalog) -> Mapping[str, tuple[BlueprintPath, ...]]:
    """Return every path with its writers; more than one is a fault (lint L05)."""
    found: dict[str, tuple[BlueprintPath, ...]] = {}
    for question in catalog.questions.values():
        if question.path:
            one = BlueprintPath(
                ("question", question.id), _question_type(question), question.when is not None
            )
            found[question.path] = (*found.get(question.path, ()), one)
    for decision in catalog.decisions.values():
        if decision.output.path:
            one = BlueprintPath(
                ("decision", decision.id), _decision_type(decision), may_be_absent=False
            )
            found[decision.output.path] = (*found.get(decision.output.path, ()), one)
    if any(pack.blueprint_file("scoring.yaml") for pack in catalog.packs):
        output = catalog.scoring.output
        one = BlueprintPath(("scoring", output), _TEXT, may_be_absent=False)
        found[f"blueprint.{output}"] = (*found.get(f"blueprint.{output}", ()), one)
    return {p: (one,) for p, one in GIVEN.items()} | found


def _question_type(question: Question) -> Type:
    match question.type:
        case QuestionType.BOOL:
            return Primitive("bool")
        case QuestionType.INT:
            return Primitive("integer")
        case QuestionType.MULTI:
            return _WORDS
        case _:
            return _TEXT


def _decision_type(decision: Decision) -> Type:
    if decision.hit is Hit.COLLECT:
        return _WORDS
    values = decision.output.domain
    if decision.hit is Hit.SUM:
        return Primitive("integer")
    if all(isinstance(v, bool) for v in values):
        return Primitive("bool")
    if all(isinstance(v, int) and not isinstance(v, bool) for v in values):
        return Primitive("integer")
    return _TEXT
