"""The wizard, typed into as a person would: a pipe instead of a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from clirun import RETAIL
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from aiarch.assess.document import load_assessment
from aiarch.cli.intake import PARTIAL, Given, collect
from aiarch.cli.session import Session
from aiarch.model.assessment import Answer, Assessment, Metadata, Source

ENTER, DOWN, UP, SPACE, CTRL_C = "\r", "\x1b[B", "\x1b[A", " ", "\x03"


@pytest.fixture
def keys() -> Iterator[PipeInput]:
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        yield pipe


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session("assess", chdir=tmp_path, packs=(), as_json=False, quiet=True, color="never")


def start_with(session: Session, **changes: object) -> Assessment:
    """Write the retail answers without some of them, as an interrupted run would have."""
    from aiarch.assess.document import dump_assessment
    from aiarch.cli.project import knowledge

    known = knowledge(session)
    whole = load_assessment(RETAIL, known, "retail")
    answers = {k: a for k, a in whole.answers.items() if k.replace(".", "__") not in changes}
    part = whole.model_copy(update={"answers": answers})
    path = session.path(PARTIAL)
    path.parent.mkdir(exist_ok=True)
    path.write_text(dump_assessment(part, known), encoding="utf-8")
    return part


def test_wizard_asks_only_what_is_missing_and_records_who_answered(session: Session, keys: PipeInput) -> None:  # fmt: skip
    start_with(session, needs__stage=None)
    keys.send_text(DOWN + ENTER)
    assessment = collect(session, Given(), interactive=True)
    assert assessment.answers["needs.stage"] == Answer(value="pilot", source=Source.USER)
    assert assessment.answers["needs.ai_fit"].source is Source.FILE
    assert not session.path(PARTIAL).exists()


def test_wizard_number_outside_its_form_is_asked_again(session: Session, keys: PipeInput) -> None:
    start_with(session, data__volume_tb=None)
    keys.send_text("many" + ENTER + "\x7f" * 4 + "250" + ENTER)
    assert collect(session, Given(), interactive=True).answers["data.volume_tb"].value == 250


def test_wizard_multiple_choice_takes_several(session: Session, keys: PipeInput) -> None:
    start_with(session, data__velocity=None)
    keys.send_text(SPACE + DOWN + DOWN + SPACE + ENTER)
    found = collect(session, Given(), interactive=True).answers["data.velocity"].value
    assert found == ("batch", "streaming")


def test_wizard_goes_back_one_question(session: Session, keys: PipeInput) -> None:
    start_with(session, needs__stage=None, data__gravity=None)
    keys.send_text(ENTER)  # needs.stage: poc
    keys.send_text(UP + ENTER)  # data.gravity: the last entry is the way back
    keys.send_text(DOWN + DOWN + ENTER)  # needs.stage again: production
    keys.send_text(ENTER)  # data.gravity: aws
    answers = collect(session, Given(), interactive=True).answers
    assert answers["needs.stage"].value == "production"
    assert answers["data.gravity"].value == "aws"


def test_wizard_interrupted_keeps_answers_and_goes_on_later(
    session: Session, keys: PipeInput
) -> None:
    start_with(session, needs__stage=None, data__gravity=None)
    keys.send_text(ENTER + CTRL_C)
    with pytest.raises(KeyboardInterrupt):
        collect(session, Given(), interactive=True)
    kept = yaml.safe_load(session.path(PARTIAL).read_text(encoding="utf-8"))["answers"]
    assert kept["needs.stage"] == {"value": "poc", "source": "user"}
    assert "data.gravity" not in kept
    keys.send_text(ENTER)
    again = Session(
        "assess", chdir=session.root, packs=(), as_json=False, quiet=True, color="never"
    )
    assert collect(again, Given(), interactive=True).answers["needs.stage"].value == "poc"


def test_wizard_stops_asking_when_rules_suffice(session: Session, keys: PipeInput) -> None:
    keys.send_text(DOWN + DOWN + ENTER)
    assessment = collect(session, Given(name="tiny"), interactive=True)
    asked = {k for k, a in assessment.answers.items() if a.source is Source.USER}
    assert asked == {"needs.ai_fit"}
    assert assessment.metadata == Metadata(name="tiny")


def test_wizard_disabled_choice_cannot_be_picked(session: Session) -> None:
    from aiarch.assess.questionnaire import known_facts
    from aiarch.cli.project import knowledge
    from aiarch.cli.wizard import _choices

    known = knowledge(session)
    answers = {
        "needs.ai_fit": Answer(value="clear_fit"),
        "needs.use_case": Answer(value="genai_rag"),
        "estate.connectivity": Answer(value="air_gapped"),
    }
    facts = known_facts(known.questions, answers)
    shown = {c.value: c.disabled for c in _choices(known.questions["wl.vector_store"], facts)}
    assert shown["pinecone"]
    assert not shown["weaviate"]
