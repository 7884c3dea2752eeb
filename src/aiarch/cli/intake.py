"""Where answers come from: a file, `--set`, an earlier run, or the wizard; and what is still missing."""

from __future__ import annotations

import contextlib
import dataclasses
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from aiarch.errors import InputError, Severity, UsageError

if TYPE_CHECKING:
    from aiarch.cli.session import Session
    from aiarch.decide.knowledge import Knowledge
    from aiarch.model.assessment import Assessment, Override

PARTIAL = ".aiarch/partial.yaml"
"""Answers of an interrupted wizard."""

NAME = re.compile(r"[a-z][a-z0-9-]{1,20}[a-z0-9]")


@dataclasses.dataclass(frozen=True, slots=True)
class Given:
    """What the command line said about answers."""

    answers: Path | None = None
    sets: tuple[str, ...] = ()
    pins: tuple[str, ...] = ()
    by: str = ""
    why: str = ""
    name: str = ""
    owner: str = ""
    repository: str = ""


def collect(session: Session, given: Given, *, interactive: bool) -> Assessment:
    """Return complete answers.

    Raises:
        UsageError: answers are missing and nobody can be asked.
        InputError: a file or a value is wrong.
        KeyboardInterrupt: the wizard was left; what was answered is kept in `.aiarch/partial.yaml`.
    """
    from aiarch.cli.project import knowledge as knowledge_of
    from aiarch.decide.engine import missing_answers

    knowledge = knowledge_of(session)
    assessment = with_sets(knowledge, _start(session, given), given.sets)
    assessment = _with_metadata(assessment, given)
    pins = {p.decision: p for p in (*assessment.overrides, *_pins(given))}
    assessment = assessment.model_copy(update={"overrides": tuple(pins.values())})
    lacking = missing_answers(knowledge, assessment.answers)
    if lacking and not interactive:
        shown = ", ".join(lacking[:8])
        rest = f" and {len(lacking) - 8} more" if len(lacking) > 8 else ""
        raise UsageError(
            f"answers are missing: {shown}{rest}",
            code="USE009",
            hint=f"give them with --answers FILE or --set {lacking[0]}=…, or run `aiarch assess` in a terminal",
        )
    if lacking:
        from aiarch.cli.wizard import ask

        assessment = ask(session, knowledge, assessment)
    with contextlib.suppress(OSError):  # writing the answers will say what is wrong with the folder
        session.path(PARTIAL).unlink(missing_ok=True)
    return assessment


def with_sets(knowledge: Knowledge, assessment: Assessment, sets: Iterable[str]) -> Assessment:
    """Return the answers with some replaced, given as `id=value`.

    Raises:
        UsageError: a text is not `id=value`, or names no question or choice.
        InputError: the new answers do not fit the others.
    """
    from aiarch.assess.questionnaire import check_answer, known_facts, parse_set
    from aiarch.model.assessment import Answer, Source

    changed = dict(parse_set(knowledge.questions, text) for text in sets)
    if not changed:
        return assessment
    new = {name: Answer(value=value, source=Source.USER) for name, value in changed.items()}
    answers = {**assessment.answers, **new}
    facts = known_facts(knowledge.questions, answers)
    found = [
        d
        for name, answer in answers.items()
        if name in knowledge.questions and facts.get(name) is not None
        for d in check_answer(knowledge.questions[name], answer.value, facts)
        if d.severity is Severity.ERROR
    ]
    if found:
        raise InputError("the answers do not fit together", diagnostics=tuple(found))
    return assessment.model_copy(update={"answers": answers})


def project_name(folder: Path) -> str:
    """Return a project name made from a folder's name."""
    name = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-")[:22].strip("-")
    return name if NAME.fullmatch(name) else "ai-platform"


def _start(session: Session, given: Given) -> Assessment:
    from aiarch.cli.project import ASSESSMENT, load_assessment
    from aiarch.model.assessment import Assessment, Metadata

    if given.answers:
        return load_assessment(session, given.answers)
    partial, whole = session.path(PARTIAL), session.path(ASSESSMENT)
    if partial.is_file():
        kept = load_assessment(session, partial)
        session.note(f"going on from {len(kept.answers)} answers of an interrupted run")
        return kept
    if whole.is_file():
        return load_assessment(session, whole)
    return Assessment(metadata=Metadata(name=project_name(session.root)), answers={})


def _with_metadata(assessment: Assessment, given: Given) -> Assessment:
    from pydantic import ValidationError

    from aiarch.model.assessment import Metadata

    wanted = {"name": given.name, "owner": given.owner, "repository": given.repository}
    changed = {k: v for k, v in wanted.items() if v}
    if not changed:
        return assessment
    try:
        metadata = Metadata.model_validate({**assessment.metadata.model_dump(), **changed})
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        option = str(fault["loc"][0])
        hints = {
            "name": "3 to 22 lower-case letters, digits and hyphens, a letter first",
            "repository": "owner/name as in the Git host's address",
        }
        raise UsageError(
            f"--{option} {fault['input']!r} does not fit", code="USE013", hint=hints.get(option, "")
        ) from None
    return assessment.model_copy(update={"metadata": metadata})


def _pins(given: Given) -> Iterable[Override]:
    from aiarch.model.assessment import Override

    for text in given.pins:
        decision, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not value:
            raise UsageError(
                f"--decide {text!r}: expected DECISION=VALUE",
                code="USE014",
                hint="for example --decide deployment.platform=azure",
            )
        yield Override(decision=decision, value=_typed(value), by=given.by, why=given.why)


def _typed(text: str) -> str | int | bool | tuple[str, ...]:
    if text in {"true", "false"}:
        return text == "true"
    if text.isdecimal():
        return int(text)
    return tuple(part.strip() for part in text.split(",")) if "," in text else text
