from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from aiarch.errors import InputError
from aiarch.model.composition import Expr
from aiarch.render.scalar import bare, scalar


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("dev", "dev"),
        ("eu-west-1", "eu-west-1"),
        ("3.12", '"3.12"'),
        ("on", '"on"'),
        ("Yes", '"Yes"'),
        ("", '""'),
        ("dev staging", '"dev staging"'),
        (5, "5"),
        (True, "true"),
        (("dev", "no"), '[dev, "no"]'),
        ({"name": "aiarch"}, "{name: aiarch}"),
        (Expr("${{ trusted }}"), "${{ trusted }}"),
    ],
)
def test_scalar_plain_value_is_printed_as_people_write_it(value: object, printed: str) -> None:
    assert scalar(value) == printed


@pytest.mark.parametrize(
    "text",
    [
        "${{ secrets.KEY }}", "$(secret)", "$[ x ]", "$HOME", "`id`", "a\nb", 'a"b', "a'b", "a\\b", "a;b", "a|b", "a&b",
        "a#b", "{{ x }}", "<script>", "*", "!ref x", "%x", "a\u202eb", "é",
    ],
)  # fmt: skip
def test_scalar_text_that_could_mean_something_is_refused(text: str) -> None:
    for encode in (scalar, bare):
        with pytest.raises(InputError, match="cannot stand in a pipeline") as caught:
            encode(text)
        assert caught.value.code == "DLV001"


@given(st.text(max_size=30))
def test_scalar_whatever_is_printed_reads_back_as_the_same_text(text: str) -> None:
    try:
        printed = scalar(text)
    except InputError:
        return
    assert yaml.safe_load(f"key: {printed}") == {"key": text}
    assert not set(printed) & set("$`\\\n{}#&;|<>'")


@pytest.mark.parametrize("value", [None, 1.5, {"a": object()}, ["${{ x }}"]])
def test_scalar_value_without_a_form_is_refused(value: object) -> None:
    with pytest.raises(InputError):
        scalar(value)
