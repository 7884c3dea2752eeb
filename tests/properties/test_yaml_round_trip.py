"""Whatever a person answers: load → dump → load is identity, and no text breaks out of its value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from aiarch.blueprint.document import dump_blueprint
from aiarch.errors import Diagnostic, InputError
from aiarch.model.assessment import Answer, Assessment, Metadata, Override, Source
from aiarch.model.blueprint import (
    Blueprint,
    EnvironmentRecord,
    Gap,
    PlatformRecord,
    Selection,
    Stack,
)
from aiarch.yamlio.dump import dumps
from aiarch.yamlio.load import loads
from aiarch.yamlio.parse import parse_text

NASTY = st.sampled_from(
    ["${a}", "%{ if x }", '"', "'", "\\", "\n", "a\r\n", "<<EOT\n", "# x", ": ", "- ", "*a", "&a", "!!str", "no", "1e3", "~", "\u2028", "\ufeff", "\x1b[0m"]
)  # fmt: skip
TEXT = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.lists(NASTY, max_size=6).map("".join),
)
VALUE = st.recursive(
    st.one_of(
        TEXT,
        st.integers(),
        st.booleans(),
        st.none(),
        st.floats(allow_nan=False, allow_infinity=False),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=8,
)
IDS = st.from_regex(r"[a-z][a-z0-9_]{0,6}\.[a-z0-9_]{1,8}", fullmatch=True)
NAME = st.from_regex(r"[a-z][a-z0-9-]{1,20}[a-z0-9]", fullmatch=True)
METADATA = st.builds(Metadata, name=NAME, owner=TEXT, description=TEXT)


@given(st.dictionaries(TEXT, VALUE, max_size=5))
def test_dumps_then_parse_is_identity_for_plain_data(data: dict[str, Any]) -> None:
    found = parse_text(dumps(data), "f").data
    assert found == data or (not data and found == {})
    assert repr(found) == repr(data)


ANSWERS = st.builds(
    Answer,
    value=st.one_of(TEXT, st.integers(), st.booleans(), st.lists(TEXT, max_size=3).map(tuple)),
    source=st.sampled_from(Source),
    note=TEXT,
)
OVERRIDES = st.builds(
    Override,
    decision=IDS,
    value=st.one_of(TEXT, st.integers(), st.booleans()),
    by=TEXT.filter(bool),
    why=TEXT.filter(bool),
)


@given(
    st.builds(
        Assessment,
        metadata=METADATA,
        answers=st.dictionaries(IDS, ANSWERS, max_size=4),
        overrides=st.lists(OVERRIDES, max_size=2).map(tuple),
    )
)
def test_assessment_survives_dump_and_load(assessment: Assessment) -> None:
    text = dumps(assessment)
    again = loads(text, Assessment)
    assert again == assessment
    assert dumps(again) == text


SETTINGS = st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), VALUE, max_size=3)
STACKS = st.builds(
    Stack,
    platform=st.sampled_from(["aws", "azure"]),
    region=TEXT,
    capabilities=st.dictionaries(
        IDS, st.builds(Selection, flavour=TEXT, settings=SETTINGS, because=TEXT), max_size=3
    ),
    gaps=st.lists(st.builds(Gap, capability=IDS, flavour=TEXT, because=TEXT), max_size=2).map(
        tuple
    ),
)


@given(
    st.builds(
        Blueprint,
        metadata=METADATA,
        choices=st.dictionaries(st.sampled_from(["governance", "data"]), SETTINGS, max_size=2),
        platforms=st.dictionaries(NAME, st.builds(PlatformRecord, score=st.integers(0, 140)), max_size=2),
        stacks=st.lists(STACKS, max_size=2).map(tuple),
        environments=st.dictionaries(
            st.sampled_from(["dev", "prod"]), st.builds(EnvironmentRecord, region=TEXT), max_size=2
        ),
    )
)  # fmt: skip
def test_blueprint_survives_dump_and_load_with_its_comments(blueprint: Blueprint) -> None:
    text = dump_blueprint(blueprint)
    again = loads(text, Blueprint)
    assert again == blueprint
    assert dump_blueprint(again) == text


def _faults(text: str, read: Callable[[str], object]) -> tuple[Diagnostic, ...]:
    try:
        read(text)
    except InputError as error:
        return error.diagnostics
    return ()


@given(st.text(max_size=200))
def test_parse_of_any_text_is_data_or_an_input_error(text: str) -> None:
    found = _faults(text, lambda t: parse_text(t, "f"))
    assert all(d.at is not None and d.hint and len(d.lines()) <= 3 for d in found)


@given(st.lists(st.sampled_from(list("{}[]:,-?&*!|>'\"#%@`~ \n\tab01")), max_size=60).map("".join))
def test_loads_of_any_punctuation_is_an_input_error(text: str) -> None:
    found = _faults(text, lambda t: loads(t, Assessment))
    assert found
    assert all(len(d.lines()) <= 3 for d in found)
