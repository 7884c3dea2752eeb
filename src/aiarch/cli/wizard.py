"""The wizard: only questions that apply, why each matters, a way back, and nothing lost on ^C."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from aiarch.errors import Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiarch.cli.session import Session
    from aiarch.decide.knowledge import Knowledge
    from aiarch.model.assessment import Answer, AnswerValue, Assessment
    from aiarch.model.condition import Facts
    from aiarch.model.question import Question

BACK = "<"
"""What one types to go back where nothing can be picked."""


class _Back(Exception):  # noqa: N818 - a way out of a prompt, not an error
    """The person wants the question before."""


def ask(session: Session, knowledge: Knowledge, assessment: Assessment) -> Assessment:
    """Ask every question that applies and has no answer, in order.

    Raises:
        KeyboardInterrupt: the person left; the answers so far are kept for the next run.
    """
    from aiarch.assess.questionnaire import next_question, with_defaults
    from aiarch.decide.engine import missing_answers
    from aiarch.model.assessment import Answer, Source

    answers: dict[str, Answer] = dict(assessment.answers)
    asked: list[str] = []
    questions = knowledge.questions
    session.note(f"^C keeps what was answered; {BACK} goes back one question")
    try:
        while (question := next_question(questions, answers)) is not None:
            if question.default is None and not missing_answers(knowledge, answers):
                break  # stopped at stage 1: the rest would be pointless
            try:
                value = _ask_one(knowledge, question, answers)
            except _Back:
                if asked:
                    answers.pop(asked.pop(), None)
                continue
            answers[question.id] = Answer(value=value, source=Source.USER)
            asked.append(question.id)
    except (KeyboardInterrupt, EOFError):
        _keep(session, knowledge, assessment.model_copy(update={"answers": answers}))
        raise KeyboardInterrupt from None
    return assessment.model_copy(update={"answers": dict(with_defaults(questions, answers))})


def _keep(session: Session, knowledge: Knowledge, assessment: Assessment) -> None:
    from aiarch.assess.document import dump_assessment
    from aiarch.cli.intake import PARTIAL
    from aiarch.cli.project import write_whole

    write_whole(session.path(PARTIAL), dump_assessment(assessment, knowledge))
    session.note(f"{len(assessment.answers)} answers kept; `aiarch assess` goes on from here")


def _ask_one(knowledge: Knowledge, question: Question, answers: dict[str, Answer]) -> AnswerValue:
    from aiarch.assess.questionnaire import known_facts, progress

    facts = known_facts(knowledge.questions, answers)
    done, about = progress(knowledge.questions, answers)
    title = f"[{done + 1} of ~{about}] {question.prompt}"
    note = " ".join(part for part in (question.help, f"Why: {question.why}") if part)
    return _prompt(question, facts, title, note)


def _prompt(question: Question, facts: Facts, title: str, note: str) -> AnswerValue:
    """Show one prompt until an answer will do."""
    from aiarch.model.question import QuestionType

    makers: dict[QuestionType, Callable[[Question, Facts, str, str], Any]] = {
        QuestionType.CHOICE: _select,
        QuestionType.REGION: _select,
        QuestionType.BOOL: _select,
        QuestionType.MULTI: _checkbox,
        QuestionType.INT: _text,
        QuestionType.TEXT: _text,
    }
    while True:
        picked = makers[question.type](question, facts, title, note).unsafe_ask()
        if picked == BACK or (isinstance(picked, list) and BACK in picked):
            raise _Back
        value = _parsed(question, picked)
        complaint = _complaint(question, value, facts)
        if complaint is True:
            return value
        sys.stderr.write(f"{complaint}\n")


def _parsed(question: Question, value: Any) -> AnswerValue:  # noqa: ANN401 - what the prompt returned
    from aiarch.model.question import QuestionType

    if isinstance(value, list):
        return tuple(str(v) for v in value)
    if question.type is QuestionType.INT:
        return int(value)
    return value if isinstance(value, bool) else str(value)


def _choices(question: Question, facts: Facts) -> list[Any]:
    import questionary

    from aiarch.assess.questionnaire import options

    default = question.default
    chosen = set(default) if isinstance(default, tuple) else {default}
    many = question.type.value == "multi"
    shown = [
        questionary.Choice(
            o.label,
            value=o.value,
            disabled=o.disabled_reason or None,
            checked=many and o.value in chosen,
        )
        for o in options(question, facts)
    ]
    return [*shown, questionary.Choice("← back", value=BACK)]


def _select(question: Question, facts: Facts, title: str, note: str) -> Any:  # noqa: ANN401
    import questionary

    listed = _choices(question, facts)
    default = next((c for c in listed if c.value == question.default and not c.disabled), None)
    return questionary.select(title, choices=listed, default=default, instruction=f"\n  {note}\n")


def _checkbox(question: Question, facts: Facts, title: str, note: str) -> Any:  # noqa: ANN401
    import questionary

    def fits(picked: list[str]) -> bool | str:
        return True if BACK in picked else _complaint(question, tuple(picked), facts)

    return questionary.checkbox(
        title,
        choices=_choices(question, facts),
        validate=fits,
        instruction=f"(space picks, enter goes on)\n  {note}\n",
    )


def _text(question: Question, facts: Facts, title: str, note: str) -> Any:  # noqa: ANN401
    import questionary

    from aiarch.model.question import QuestionType

    number = question.type is QuestionType.INT

    def fits(text: str) -> bool | str:
        if text == BACK:
            return True
        if number and not text.isdecimal():
            return f"a whole number{f' of {question.unit}' if question.unit else ''}, or {BACK} to go back"
        return _complaint(question, int(text) if number else text, facts)

    unit = f" ({question.unit})" if question.unit else ""
    start = "" if question.default is None else str(question.default)
    return questionary.text(
        f"{title}{unit}", default=start, validate=fits, instruction=f"\n  {note}\n"
    )


def _complaint(question: Question, value: AnswerValue, facts: Facts) -> bool | str:
    """Return True when the answer will do, else what is wrong with it."""
    from aiarch.assess.questionnaire import check_answer

    for fault in check_answer(question, value, facts):
        if fault.severity is Severity.ERROR:
            return f"{fault.message}{f'; {fault.hint}' if fault.hint else ''}"
    return True
