"""`assessment.yaml`: read with every fault at its place, write so that a person can read it."""

from __future__ import annotations

import dataclasses
import re
import textwrap
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiarch.assess.checking import EXPECTED, answer_faults, describe
from aiarch.assess.questionnaire import HasQuestions, known_facts, relevant
from aiarch.errors import Diagnostic, InputError, Location, Severity, did_you_mean
from aiarch.model.assessment import Answer, Assessment, Source
from aiarch.model.frozen import API_VERSION
from aiarch.model.question import Question, Stage
from aiarch.yamlio.dump import dumps
from aiarch.yamlio.load import bind
from aiarch.yamlio.parse import Document, parse_file, parse_text

if TYPE_CHECKING:
    from aiarch.model.assessment import AnswerValue

Questions = Mapping[str, Question]

HEADER = """\
Answers of the assessment. Edit them, then run `aiarch assess --no-input`.
Short form `id: value`; long form `id: {value: …, source: …, note: …}`."""

STAGES = {
    Stage.NEEDS: "S1 AI needs assessment",
    Stage.DATA: "S2 Data availability",
    Stage.ARCHITECTURE: "S3 Architecture",
    Stage.MLOPS: "S4 MLOps implementation",
    Stage.GOVERNANCE: "S5 Governance frameworks",
    Stage.MONITORING: "S6 Continuous monitoring",
    Stage.CROSS: "Cross-cutting",
}

_LONG_KEYS = ("value", "source", "note")
_PLAIN = re.compile(r"[A-Za-z0-9_]*[A-Za-z_][A-Za-z0-9_]*")


def load_assessment(path: Path, knowledge: HasQuestions, shown: str = "") -> Assessment:
    """Read and check a file of answers; `shown` is its path in diagnostics.

    Raises:
        InputError: with every fault of the file, sorted by place.
    """
    return _bind(parse_file(path, shown or str(path)), knowledge.questions)


def loads_assessment(
    text: str, knowledge: HasQuestions, shown: str = "assessment.yaml"
) -> Assessment:
    """Read and check answers from text, as `load_assessment` does."""
    return _bind(parse_text(text, shown), knowledge.questions)


def _bind(document: Document, questions: Questions) -> Assessment:
    raw = document.data.get("answers") if isinstance(document.data, dict) else None
    frame = document
    faults: list[Diagnostic] = []
    answers: dict[str, Answer] = {}
    if isinstance(raw, dict):
        frame = dataclasses.replace(document, data={**document.data, "answers": {}})
        answers, faults = _answers(raw, document, questions)
    assessment: Assessment | None = None
    try:
        assessment = bind(frame, Assessment)
    except InputError as error:
        faults += error.diagnostics
    if assessment is not None:
        faults += _date(assessment.as_of, document)
    if faults or assessment is None:
        nowhere = Location(document.path)
        faults.sort(key=lambda d: (d.at or nowhere, d.message))
        raise InputError(f"{document.path} cannot be used", diagnostics=tuple(faults))
    return assessment.model_copy(update={"answers": answers})


def _date(text: str, document: Document) -> Iterator[Diagnostic]:
    try:
        if text:
            date.fromisoformat(text)
    except ValueError:
        yield Diagnostic(
            "ASM012", f"as_of: {text} is not a day of the calendar", document.at(("as_of",))
        )


def _answers(
    raw: Mapping[str, Any], document: Document, questions: Questions
) -> tuple[dict[str, Answer], list[Diagnostic]]:
    """Return the answers that have the right form, and the faults of all."""
    faults: list[Diagnostic] = []
    answers: dict[str, Answer] = {}
    for name, entry in raw.items():
        at = document.at(("answers", name))
        if name not in questions:
            hint = (
                did_you_mean(name, set(questions)) or "`aiarch catalog list questions` lists them"
            )
            faults.append(Diagnostic("ASM001", f"unknown question {name!r}", at, hint))
            continue
        wrong = list(_entry_faults(name, entry, document, questions[name]))
        faults += wrong
        if not wrong:
            answers[name] = _answer(entry)
    facts = known_facts(questions, answers)
    for name, answer in answers.items():
        # An answer to a question that does not apply is kept, and counts for nothing: only its form is checked.
        applies = facts.get(name) is not None
        for fault in answer_faults(questions[name], answer.value, facts if applies else {}):
            if fault.diagnostic.severity is Severity.ERROR:
                place = _value_place(name, raw[name], fault.member)
                faults.append(dataclasses.replace(fault.diagnostic, at=document.at(place)))
    return answers, faults


def _value_place(name: str, entry: object, member: int | None) -> tuple[str | int, ...]:
    value = ("answers", name, *(("value",) if isinstance(entry, dict) else ()))
    return value if member is None else (*value, member)


def _entry_faults(
    name: str, entry: object, document: Document, question: Question
) -> Iterator[Diagnostic]:
    """Yield faults of how an answer is written down, before anybody looks at what it says."""
    value, unknown = entry, list[str]()
    if isinstance(entry, dict):
        unknown = [key for key in entry if key not in _LONG_KEYS]
        for key in unknown:
            hint = did_you_mean(key, _LONG_KEYS) or f"known here: {', '.join(_LONG_KEYS)}"
            at = document.at(("answers", name, key))
            yield Diagnostic("ASM009", f"{name}: unknown key {key!r}", at, hint)
        source, sources = entry.get("source", Source.FILE), [str(s) for s in Source]
        if source not in sources:
            yield Diagnostic(
                "ASM010",
                f"{name}: {source!r} is not a source of answers",
                document.at(("answers", name, "source")),
                did_you_mean(str(source), sources) or f"sources: {', '.join(sorted(sources))}",
            )
        note = entry.get("note", "")
        if not isinstance(note, str):
            at = document.at(("answers", name, "note"))
            yield Diagnostic("ASM011", f"{name}: a note is text, found {describe(note)}", at)
        value = entry.get("value")
    place = document.at(_value_place(name, entry, None))
    if value is None:
        if not unknown:  # else a misspelt `value` would be reported twice
            hint = "answer the question, or remove the line"
            yield Diagnostic("ASM011", f"{name}: no value", place, hint)
    elif not _is_answer(value):
        found = "a list of other things than text" if isinstance(value, list) else describe(value)
        expected = EXPECTED[question.type]
        yield Diagnostic("ASM002", f"{name}: expected {expected}, found {found}", place)


def _is_answer(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(member, str) for member in value)
    return isinstance(value, str | int | bool)


def _answer(entry: Any) -> Answer:  # noqa: ANN401 - a checked entry of either form
    if not isinstance(entry, dict):
        return Answer(value=_value(entry))
    source = Source(entry.get("source", Source.FILE))
    return Answer(value=_value(entry["value"]), source=source, note=entry.get("note", ""))


def _value(value: Any) -> AnswerValue:  # noqa: ANN401 - a checked value
    answer: AnswerValue = tuple(value) if isinstance(value, list) else value
    return answer


def remarks(assessment: Assessment, questions: Questions) -> tuple[Diagnostic, ...]:
    """Return a warning for every answer to a question that does not apply to the other answers."""
    facts = known_facts(questions, assessment.answers)
    return tuple(
        Diagnostic(
            "ASM020",
            f"{q.id}: the answer counts for nothing, the question does not apply",
            hint=f"it applies when {q.when.sentence()}",
            severity=Severity.WARNING,
        )
        for q in questions.values()
        if q.when is not None and q.id in assessment.answers and facts.get(q.id, "") is None
    )


def dump_assessment(assessment: Assessment, knowledge: HasQuestions) -> str:
    """Return the file for a reader: stages as headings, questions as comments, open questions named."""
    out = [_comment(HEADER), f"apiVersion: {API_VERSION}\nkind: Assessment\n\n"]
    out.append(dumps({"metadata": assessment.metadata.model_dump(mode="json")}))
    if assessment.as_of:
        out.append("\n# Dated facts are read at this day.\n" + dumps({"as_of": assessment.as_of}))
    lines = "".join(_answer_lines(assessment, knowledge.questions))
    if assessment.answers:
        out.append("\nanswers:\n" + lines.removeprefix("\n"))
    else:
        out.append("\nanswers: {}\n" + lines)
    if assessment.overrides:
        listed = [o.model_dump(mode="json") for o in assessment.overrides]
        out.append("\n# Decisions a person pinned.\n" + dumps({"overrides": listed}))
    return "".join(out)


def _answer_lines(assessment: Assessment, questions: Questions) -> Iterator[str]:
    applying = {q.id for q in relevant(questions, assessment.answers)}
    facts = known_facts(questions, assessment.answers)
    stage: Stage | None = None
    for question in questions.values():
        answer = assessment.answers.get(question.id)
        if answer is None and question.id not in applying:
            continue
        if question.stage is not stage:
            stage = question.stage
            yield f"\n  # {STAGES[stage]}\n"
        yield textwrap.indent(_comment(question.prompt), "  ")
        if answer is None:
            yield f"  # {question.id}:    # open: {_choices(question)}\n"
            continue
        if facts.get(question.id, "") is None:
            yield "  # (does not apply to the other answers, so this one counts for nothing)\n"
        yield textwrap.indent(_entry(question.id, answer), "  ")


def _choices(question: Question) -> str:
    if question.default is not None:
        return f"the default is {_inline(_value(question.default)) or question.default}"
    return " | ".join(question.values) or EXPECTED[question.type]


def _entry(name: str, answer: Answer) -> str:
    """Return one answer, on one line where its words are plain."""
    inline = _inline(answer.value)
    if answer.source is Source.FILE and not answer.note:
        return f"{name}: {inline}\n" if inline else dumps({name: _listed(answer.value)})
    if inline and not answer.note:
        return f"{name}: {{value: {inline}, source: {answer.source}}}\n"
    note = {"note": answer.note} if answer.note else {}
    return dumps({name: {"value": _listed(answer.value), "source": str(answer.source), **note}})


def _listed(value: AnswerValue) -> Any:  # noqa: ANN401 - plain YAML data
    return list(value) if isinstance(value, tuple) else value


def _inline(value: AnswerValue) -> str:
    """Return a value as one plain word or `[a, b]`; "" when it needs quotes."""
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case tuple():
            words = [_inline(member) for member in value]
            return f"[{', '.join(words)}]" if all(words) else ""
        case _:
            quoted = not _PLAIN.fullmatch(value) or dumps([value]) != f"- {value}\n"
            return "" if quoted else value


def _comment(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines() or [""])
    return "".join(
        f"# {''.join(c for c in line if c.isprintable())}".rstrip() + "\n" for line in lines
    )
