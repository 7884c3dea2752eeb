"""JSON Schemas of our file formats, for editors and other tools."""

from __future__ import annotations

import ast
import functools
import inspect
import itertools
import textwrap
from typing import TYPE_CHECKING, Any

from aiarch.catalog.catalog import unknown
from aiarch.model.question import QuestionType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aiarch.model.frozen import Frozen
    from aiarch.model.question import Question

DIALECT = "https://json-schema.org/draft/2020-12/schema"
NAMES = (
    "answers",
    "blueprint",
    "questions",
    "decisions",
    "scoring",
    "capabilities",
    "module",
    "platform",
    "control",
    "frameworks",
    "lifecycle",
    "policy",
)


def json_schema(name: str, questions: Mapping[str, Question]) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of one file format.

    Args:
        name: one of `NAMES`.
        questions: for `answers`, so that editors complete ids and choices.

    Raises:
        InputError: no such format.
    """
    model = _models().get(name)
    if model is None:
        raise unknown("schema", name, NAMES, code="CAT030")
    schema: dict[str, Any] = {
        "$schema": DIALECT,
        "$id": f"https://aiarch.dev/schema/v1/{name}.json",
    }
    _describe_fields()
    schema |= model.model_json_schema(by_alias=True, mode="validation")
    if name == "answers":
        schema["properties"]["answers"] = {
            "type": "object",
            "description": "Question id → answer, or {value, source, note}.",
            "additionalProperties": False,
            "properties": {q.id: _answer(q) for q in questions.values()},
        }
    return schema


def _models() -> dict[str, type[Frozen]]:
    from aiarch.model.assessment import Assessment
    from aiarch.model.blueprint import Blueprint
    from aiarch.model.capability import CapabilityFile, Manifest, Platform
    from aiarch.model.control import Control, FrameworkFile, LifecycleFile
    from aiarch.model.decision import DecisionFile
    from aiarch.model.policy import PolicyFile
    from aiarch.model.question import QuestionFile
    from aiarch.model.scoring import Scoring

    models: tuple[type[Frozen], ...] = (
        Assessment, Blueprint, QuestionFile, DecisionFile, Scoring, CapabilityFile, Manifest, Platform, Control, FrameworkFile, LifecycleFile, PolicyFile,
    )  # fmt: skip
    return dict(zip(NAMES, models, strict=True))


@functools.cache
def _describe_fields() -> None:
    """Give every field of our models the text that stands below it in the source, as pydantic would at import.

    Reading the sources of all models costs 50 ms, which only a schema is worth.
    """
    from aiarch.model.frozen import Frozen

    models = list(_below(Frozen))
    for model in models:
        (definition,) = ast.parse(textwrap.dedent(inspect.getsource(model))).body
        body = definition.body if isinstance(definition, ast.ClassDef) else []
        for field, text in itertools.pairwise(body):
            if (
                isinstance(field, ast.AnnAssign)
                and isinstance(field.target, ast.Name)
                and isinstance(text, ast.Expr)
                and isinstance(text.value, ast.Constant)
                and field.target.id in model.model_fields
            ):
                model.model_fields[field.target.id].description = inspect.cleandoc(
                    str(text.value.value)
                )
    for model in models:
        model.model_rebuild(force=True)


def _below(model: type[Frozen]) -> Iterator[type[Frozen]]:
    for child in model.__subclasses__():
        yield child
        yield from _below(child)


def _answer(question: Question) -> dict[str, Any]:
    value = _value(question)
    full = {
        "type": "object",
        "additionalProperties": False,
        "required": ["value"],
        "properties": {
            "value": value,
            "source": {"enum": ["user", "default", "file", "assumed"]},
            "note": {"type": "string"},
        },
    }
    return {
        "title": question.prompt,
        "description": f"{question.why} {question.help}".strip(),
        "anyOf": [value, full],
    }


def _value(question: Question) -> dict[str, Any]:
    match question.type:
        case QuestionType.CHOICE | QuestionType.REGION:
            return {"enum": list(question.values)}
        case QuestionType.MULTI:
            return {"type": "array", "items": {"enum": list(question.values)}, "uniqueItems": True}
        case QuestionType.BOOL:
            return {"type": "boolean"}
        case QuestionType.INT:
            return {"type": "integer", "minimum": min(b.low for b in question.bins)}
        case _:
            return {"type": "string"}
