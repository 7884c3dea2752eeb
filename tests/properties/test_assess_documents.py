"""Whatever the answers: they are valid, they survive the file, and the wizard reaches the end."""

from __future__ import annotations

import json
from functools import cache
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from aiarch.assess.document import dump_assessment, loads_assessment, remarks
from aiarch.assess.questionnaire import (
    check_answer,
    known_facts,
    missing,
    next_question,
    progress,
    random_assessment,
    relevant,
)
from aiarch.catalog.catalog import Catalog
from aiarch.errors import AiarchError, Severity
from aiarch.model.assessment import Answer, Assessment, Override, Source

seeds = st.integers(0, 2**32)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
subsets = st.sets(st.integers(0, 44), max_size=44)


@cache
def catalog() -> Catalog:
    return Catalog.of()


def drawn(seed: int) -> Assessment:
    return random_assessment(catalog(), Random(seed), "dice")


@settings(max_examples=150)
@given(seeds)
def test_random_answers_are_complete_and_valid(seed: int) -> None:
    questions, assessment = catalog().questions, drawn(seed)
    facts = known_facts(questions, assessment.answers)
    assert missing(questions, assessment.answers) == ()
    assert remarks(assessment, questions) == ()
    assert set(facts) == set(questions)
    for name, answer in assessment.answers.items():
        found = check_answer(questions[name], answer.value, facts)
        assert [d for d in found if d.severity is Severity.ERROR] == []


@settings(max_examples=150)
@given(seeds, subsets, words.filter(bool), st.sampled_from(Source))
def test_dump_then_load_gives_the_same_assessment(
    seed: int, dropped: set[int], text: str, source: Source
) -> None:
    full = drawn(seed)
    answers = {
        name: answer if index % 3 else Answer(value=answer.value, source=source, note=text)
        for index, (name, answer) in enumerate(full.answers.items())
        if index not in dropped
    }
    override = Override(decision="risk.tier", value=2, by=text, why=text)
    metadata = full.metadata.model_copy(update={"description": text, "owner": text})
    assessment = Assessment(metadata=metadata, answers=answers, overrides=(override,))
    written = dump_assessment(assessment, catalog())
    assert loads_assessment(written, catalog()) == assessment
    assert dump_assessment(loads_assessment(written, catalog()), catalog()) == written


@settings(max_examples=60)
@given(seeds, subsets)
def test_asking_from_anywhere_reaches_the_end_with_a_monotone_count(
    seed: int, dropped: set[int]
) -> None:
    questions, full = catalog().questions, drawn(seed)
    answers = {n: a for i, (n, a) in enumerate(full.answers.items()) if i not in dropped}
    before = progress(questions, answers)[0]
    while (question := next_question(questions, answers)) is not None:
        assert question.id not in answers
        answers[question.id] = full.answers[question.id]
        done, about = progress(questions, answers)
        assert before < done <= about
        before = done
    assert {q.id for q in relevant(questions, answers)} == set(answers) == set(full.answers)


def refusals(text: str) -> set[str]:
    """Return the files that the faults of `text` blame; "" for a fault without a place."""
    try:
        loads_assessment(text, catalog(), "a.yaml")
    except AiarchError as error:
        return {d.at.path if d.at else "" for d in error.diagnostics}
    return set()


@settings(max_examples=200)
@given(st.text(max_size=300))
def test_any_text_is_loaded_or_refused_with_places(text: str) -> None:
    assert refusals(text) <= {"a.yaml"}


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=200)
@given(
    st.dictionaries(
        st.sampled_from(
            ["needs.ai_fit", "org.regimes", "data.volume_tb", "estate.reuse_onprem", "x.y"]
        ),
        junk,
    )
)
def test_any_answers_are_loaded_or_refused_with_places(answers: dict[str, object]) -> None:
    text = json.dumps({"metadata": {"name": "dice"}, "answers": answers})
    assert refusals(text) <= {"a.yaml"}
