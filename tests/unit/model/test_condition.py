from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from aiarch.decide.compiled import compile_condition
from aiarch.model.condition import ALWAYS, Condition, facts_of, first_failure, leaves

ADAPTER: TypeAdapter[Condition] = TypeAdapter(Condition)


def condition(data: Any) -> Condition:
    import json

    return ADAPTER.validate_json(json.dumps(data), strict=True)


FACTS = {"a.one": "x", "a.flag": True, "a.number": 3, "a.set": frozenset({"p", "q"}), "a.na": None}


@pytest.mark.parametrize(
    ("leaf", "holds"),
    [
        ({"fact": "a.one", "eq": "x"}, True),
        ({"fact": "a.one", "ne": "x"}, False),
        ({"fact": "a.one", "in": ["y", "x"]}, True),
        ({"fact": "a.one", "nin": ["y", "x"]}, False),
        ({"fact": "a.one", "is_na": False}, True),
        ({"fact": "a.one", "has": "x"}, False),
        ({"fact": "a.one", "gte": 1}, False),
        ({"fact": "a.flag", "eq": True}, True),
        ({"fact": "a.flag", "eq": 1}, False),
        ({"fact": "a.number", "gte": 3}, True),
        ({"fact": "a.number", "lt": 3}, False),
        ({"fact": "a.set", "has": "p"}, True),
        ({"fact": "a.set", "has": "r"}, False),
        ({"fact": "a.na", "is_na": True}, True),
        ({"fact": "a.na", "eq": "x"}, False),
        ({"fact": "a.na", "ne": "x"}, True),
        ({"fact": "a.na", "nin": ["x"]}, True),
        ({"fact": "a.na", "in": ["x"]}, False),
        ({"fact": "a.na", "lt": 9}, False),
        ({"fact": "a.na", "has": "x"}, False),
        ({"fact": "a.missing", "is_na": True}, True),
    ],
)
def test_leaf_holds_as_its_operator_says(leaf: dict[str, Any], *, holds: bool) -> None:
    found = condition(leaf)
    assert found.holds(FACTS) is holds
    assert compile_condition(found)(FACTS) is holds


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"fact": "a.one"}, "found none"),
        ({"fact": "a.one", "eq": "x", "ne": "y"}, "found eq, ne"),
        ({"fact": "a.one", "in": []}, "at least 1"),
        ({"fact": "One", "eq": "x"}, "should match pattern"),
        ({"fact": "a.one", "eqq": "x"}, "Extra inputs"),
        ({"any": []}, "at least 1"),
        ({"all": [], "any": [{"fact": "a.one", "eq": "x"}]}, "Extra inputs"),
        ("a.one == 'x'", "valid"),
    ],
)
def test_condition_of_another_shape_is_refused(data: Any, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        condition(data)


def test_condition_sentence_reads_as_words() -> None:
    found = condition(
        {
            "all": [
                {"fact": "a.one", "in": ["x", "y"]},
                {"not": {"fact": "a.set", "has": "p"}},
                {"any": [{"fact": "a.flag", "eq": True}, {"fact": "a.na", "is_na": True}]},
                {"fact": "a.one", "nin": ["v", "w"]},
            ]
        }
    )
    assert found.sentence() == (
        "a.one is x or y and not (a.set includes p) and (a.flag is yes or a.na does not apply) and a.one is neither v nor w"
    )
    assert ALWAYS.sentence() == "always"


def test_first_failure_names_the_part_that_fails() -> None:
    found = condition({"all": [{"fact": "a.one", "eq": "x"}, {"fact": "a.number", "lt": 2}]})
    assert first_failure(found, FACTS) == "a.number is below 2"
    assert first_failure(ALWAYS, FACTS) == ""


def test_leaves_come_in_reading_order() -> None:
    found = condition({"any": [{"not": {"fact": "b.x", "eq": 1}}, {"all": [{"fact": "a.x", "eq": 2}]}]})  # fmt: skip
    assert [leaf.fact for leaf in leaves(found)] == ["b.x", "a.x"]
    assert facts_of(found) == {"a.x", "b.x"}


LEAVES = st.sampled_from(
    [
        {"fact": "a.one", "eq": "x"}, {"fact": "a.one", "nin": ["x", "y"]}, {"fact": "a.flag", "ne": True},
        {"fact": "a.number", "gte": 2}, {"fact": "a.set", "has": "p"}, {"fact": "a.na", "is_na": True},
    ]
)  # fmt: skip
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda p: {"all": p}),
        st.lists(inner, min_size=1, max_size=3).map(lambda p: {"any": p}),
        inner.map(lambda p: {"not": p}),
    ),
    max_leaves=10,
)


@given(TREES, st.fixed_dictionaries({}, optional={"a.one": st.sampled_from(["x", "y", None]), "a.flag": st.booleans(), "a.number": st.integers(0, 4), "a.set": st.frozensets(st.sampled_from(["p", "q"]))}))  # fmt: skip
def test_condition_obeys_de_morgan_and_equals_its_compiled_form(data: Any, facts: Any) -> None:
    found = condition(data)
    assert compile_condition(found)(facts) is found.holds(facts)
    assert condition({"not": {"not": data}}).holds(facts) is found.holds(facts)
    pair = condition({"not": {"all": [data, {"fact": "a.one", "eq": "x"}]}})
    other = condition({"any": [{"not": data}, {"not": {"fact": "a.one", "eq": "x"}}]})
    assert pair.holds(facts) is other.holds(facts)
    assert condition(found.model_dump(mode="json", by_alias=True, exclude_none=True)) == found
