"""No secret leaves a plan document: searched for in the whole text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiarch.deploy.changes import state_values
from aiarch.deploy.redaction import MASK, masked, redacted

PLANS = ("create", "nothing", "change", "move", "destroy")


@pytest.mark.terraform
@pytest.mark.parametrize("name", PLANS)
def test_redacted_plan_holds_no_secret(
    documents: Mapping[str, Any], secrets: Sequence[str], name: str
) -> None:
    before, after = (json.dumps(d) for d in (documents[name], redacted(documents[name])))
    assert [s for s in secrets if s not in before] == []  # else there were nothing to prove
    assert [s for s in secrets if s in after] == []


@pytest.mark.terraform
@pytest.mark.parametrize("name", PLANS)
def test_redacted_plan_keeps_what_is_no_secret(documents: Mapping[str, Any], name: str) -> None:
    before, after = documents[name], redacted(documents[name])
    assert [(c["address"], c["change"]["actions"]) for c in after["resource_changes"]] == [
        (c["address"], c["change"]["actions"]) for c in before["resource_changes"]
    ]
    assert after["output_changes"]["user"] == before["output_changes"]["user"]
    assert after["output_changes"]["password"]["before"] in {None, MASK}
    assert after["variables"] == {"password": {"value": MASK}}
    modules = [d["configuration"]["root_module"]["module_calls"]["inner"] for d in (before, after)]
    assert modules[0]["module"]["resources"] == modules[1]["module"]["resources"]
    assert redacted(after) == after


@pytest.mark.terraform
def test_redacted_plan_masks_the_marked_part_of_a_value(documents: Mapping[str, Any]) -> None:
    changes = {c["address"]: c["change"] for c in redacted(documents["create"])["resource_changes"]}
    inner = changes["module.inner.terraform_data.this"]["after"]
    assert inner["input"] == ["open", MASK, MASK]
    assert changes["terraform_data.secret"]["after"]["input"] == {
        "password": MASK,
        "user": "somebody",
    }


@pytest.mark.terraform
def test_state_values_hold_no_secret(documents: Mapping[str, Any], secrets: Sequence[str]) -> None:
    text = json.dumps(state_values(documents["state"]))
    assert "somebody" in text
    assert [s for s in secrets if s in text] == []


def test_redacted_drops_parts_it_does_not_know() -> None:
    document = {
        "format_version": "9.0",
        "novel_values": {"key": "hush"},
        "resource_changes": [
            {"address": "a_b.c", "change": {"actions": ["create"], "generated_config": "hush"}}
        ],
    }
    after = redacted(document)
    assert after["format_version"] == "9.0"
    assert "hush" not in json.dumps(after)


def test_redacted_masks_deferred_changes_and_numbers_spelled_out_elsewhere() -> None:
    change = {"actions": ["create"], "after": {"pin": 493_817}, "after_sensitive": {"pin": True}}
    document = {
        "deferred_changes": [{"reason": "x", "resource_change": {"address": "a_b.c", "change": change}}],
        "configuration": {
            "root_module": {
                "resources": [{"expressions": {"pin": {"constant_value": 493_817}, "on": {"constant_value": True}}}]
            }
        },
    }  # fmt: skip
    after = redacted(document)
    assert "493817" not in json.dumps(after)
    (resource,) = after["configuration"]["root_module"]["resources"]
    assert resource["expressions"] == {"pin": {"constant_value": MASK}, "on": {"constant_value": True}}  # fmt: skip


def test_redacted_hides_what_a_provider_repeats_unmarked_but_no_short_words() -> None:
    change = {
        "actions": ["create"],
        "after": {"url": "db://u:long-password@host", "size": "large", "key": "long-password", "tier": "dev"},
        "after_sensitive": {"key": True, "tier": True},
    }  # fmt: skip
    other = {"actions": ["create"], "after": {"of": "dev", "from": ["long-password"]}}
    items = [{"address": "a_b.other", "change": other}, {"address": "a_b.c", "change": change}]
    first, second = redacted({"resource_changes": items})["resource_changes"]
    assert first["change"]["after"] == {"of": "dev", "from": [MASK]}
    assert second["change"]["after"] == {"url": MASK, "size": "large", "key": MASK, "tier": MASK}


# A value, the marks Terraform would write for it, what it must become, and its secrets.
Marked = tuple[Any, Any, Any, frozenset[str]]


def _leaf(number: int, kind: str) -> Marked:
    token = f"<{kind}-{number}>"
    if kind == "secret":
        return token, True, MASK, frozenset({token})
    return token, False, token, frozenset()


def _mapping(parts: dict[str, Marked]) -> Marked:
    """Terraform leaves out keys without marks."""
    marks = {k: m for k, (_, m, _, _) in parts.items() if m not in (False, {}, [])}
    return (
        {k: p[0] for k, p in parts.items()},
        marks,
        {k: p[2] for k, p in parts.items()},
        frozenset().union(*(p[3] for p in parts.values())),
    )


def _sequence(parts: list[Marked]) -> Marked:
    return (
        [p[0] for p in parts],
        [p[1] for p in parts],
        [p[2] for p in parts],
        frozenset().union(*(p[3] for p in parts)),
    )


def _whole(part: Marked) -> Marked:
    return part[0], True, MASK, frozenset(_tokens(part[0]))


def _tokens(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value
    return [t for p in parts for t in _tokens(p)]


LEAVES = st.builds(_leaf, st.integers(0, 10_000), st.sampled_from(["secret", "open"]))
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.dictionaries(st.text("abc", min_size=1, max_size=3), inner, max_size=4).map(_mapping)
        | st.lists(inner, max_size=4).map(_sequence)
        | inner.map(_whole)
    ),
    max_leaves=20,
)


@given(TREES)
def test_masked_hides_marked_leaves_and_keeps_the_others(tree: Marked) -> None:
    value, marks, expected, secret = tree
    found = masked(value, marks)
    assert found == expected
    text = json.dumps(found)
    assert [s for s in secret if s in text] == []


@given(TREES, TREES)
def test_masked_value_of_another_shape_than_its_marks_shows_nothing_marked(
    one: Marked, other: Marked
) -> None:
    """Where the two do not fit, more is hidden, never less."""
    value, marks = one[0], other[1]
    found = masked(value, marks)
    if isinstance(marks, (dict, list)) and type(value) is not type(marks) and other[3]:
        assert found == MASK
    if marks is True:
        assert found == MASK


def test_masked_nothing_stays_nothing() -> None:
    assert masked(None, True) is None
    assert masked({"a": None}, {"a": True}) == {"a": None}


def test_masked_more_marks_than_elements_hides_the_list() -> None:
    assert masked(["a"], [False, True]) == MASK
    assert masked(["a"], [False, False]) == ["a"]
