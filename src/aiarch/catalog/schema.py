"""JSON Schemas of our file formats, for editors and other tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiarch.catalog.catalog import unknown
from aiarch.model.documentation import describe_fields
from aiarch.model.question import QuestionType

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    "links",
    "policy",
    "preflight",
    "stateful",
    "promotion",
    "attestations",
    "permissions",
    "delivery",
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
    from pydantic import TypeAdapter

    describe_fields()
    schema |= TypeAdapter(model).json_schema(by_alias=True, mode="validation")
    if name == "answers":
        schema["properties"]["answers"] = {
            "type": "object",
            "description": "Question id → answer, or {value, source, note}.",
            "additionalProperties": False,
            "properties": {q.id: _answer(q) for q in questions.values()},
        }
    return schema


def _models() -> dict[str, Any]:
    """Return the model of each format; that of `permissions` is one of several, by cloud."""
    from aiarch.model.assessment import Assessment
    from aiarch.model.blueprint import Blueprint
    from aiarch.model.capability import CapabilityFile, Manifest, Platform
    from aiarch.model.control import Control, FrameworkFile, LifecycleFile
    from aiarch.model.decision import DecisionFile
    from aiarch.model.delivery import PipelineSystem
    from aiarch.model.link import LinkFile
    from aiarch.model.permission import PermissionFile
    from aiarch.model.policy import PolicyFile
    from aiarch.model.preflight import PreflightFile
    from aiarch.model.promotion import AttestationFile, PromotionFile
    from aiarch.model.question import QuestionFile
    from aiarch.model.scoring import Scoring
    from aiarch.model.stateful import StatefulFile

    models: tuple[Any, ...] = (
        Assessment, Blueprint, QuestionFile, DecisionFile, Scoring, CapabilityFile, Manifest, Platform, Control, FrameworkFile, LifecycleFile, LinkFile,
        PolicyFile, PreflightFile, StatefulFile, PromotionFile, AttestationFile, PermissionFile, PipelineSystem,
    )  # fmt: skip
    return dict(zip(NAMES, models, strict=True))


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
