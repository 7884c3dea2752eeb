from __future__ import annotations

import math
from typing import Any

import pytest

from aiarch.errors import InputError
from aiarch.model.composition import Expr
from aiarch.render.hcl import attributes, literal, one_line


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-12, "-12"),
        (2.5, "2.5"),
        (1e21, "1e+21"),
        ("", '""'),
        ("plain", '"plain"'),
        ('say "hi"', r'"say \"hi\""'),
        ("a\\b", r'"a\\b"'),
        ("a\nb\r\tc", r'"a\nb\r\tc"'),
        ("${var.x}", '"$${var.x}"'),
        ("$${var.x}", '"$$${var.x}"'),
        ("${", r'"\u0024{"'),
        ("${}", r'"\u0024{}"'),
        ("${a${b}}", r'"\u0024{a$${b}}"'),
        ("%{ if true }", '"%%{ if true }"'),
        ("100% $5 {x}", '"100% $5 {x}"'),
        ("ends in $", '"ends in $"'),
        ("<<EOT\nx\nEOT", r'"<<EOT\nx\nEOT"'),
        ("\x00\x1b[31m\x7f\x85", r'"\u0000\u001b[31m\u007f\u0085"'),
        ("left\u202eright\u2066x\ufeff", r'"left\u202eright\u2066x\ufeff"'),
        ("line\u2028end", r'"line\u2028end"'),
        ("Zürich 東京 🚀", '"Zürich 東京 🚀"'),
        ("\U000e0041", r'"\U000e0041"'),
        ("lone \ud800 half", '"lone \ufffd half"'),
        (Expr("var.x"), "var.x"),
        ([], "[]"),
        (("a", 1, Expr("var.x")), '["a", 1, var.x]'),
        ({}, "{}"),
    ],
)
def test_literal_value_has_one_form(value: Any, text: str) -> None:
    assert literal(value) == text


def test_literal_long_list_gets_a_line_per_item() -> None:
    assert literal(["x" * 40, "y" * 40], 1) == f'[\n    "{"x" * 40}",\n    "{"y" * 40}",\n  ]'


def test_literal_list_of_objects_is_indented() -> None:
    assert (
        literal([{"a": 1, "long": [True]}], 1)
        == "[\n    {\n      a    = 1\n      long = [true]\n    },\n  ]"
    )


@pytest.mark.parametrize("key", ["a b", "for", "null", "1st", "", "x.y", 'q"', "${x}"])
def test_literal_object_key_that_is_no_identifier_is_quoted(key: str) -> None:
    assert literal({key: 1}) == f"{{\n  {literal(key)} = 1\n}}"


def test_literal_object_key_beyond_ascii_is_escaped_to_keep_columns() -> None:
    assert literal({"é": 1, "b": 2}) == '{\n  "\\u00e9" = 1\n  b        = 2\n}'


@pytest.mark.parametrize("value", [math.nan, math.inf, {1, 2}, object()])
def test_literal_value_without_form_is_refused(value: Any) -> None:
    with pytest.raises(InputError) as caught:
        literal(value)
    assert caught.value.code == "HCL001"


def test_attributes_value_of_several_lines_ends_the_group() -> None:
    values = {
        "a": 1,
        "bcd": 2,
        "m": {"x": 1},
        "e": 3,
        "n": {},
        "longer": Expr("{\n  k = 1\n}"),
        "z": 4,
    }
    assert attributes(values, 1) == "\n".join(
        (
            "  a   = 1", "  bcd = 2",
            "  m = {", "    x = 1", "  }",
            "  e = 3", "  n = {}",
            "  longer = {", "    k = 1", "  }",
            "  z = 4",
        )
    )  # fmt: skip


@pytest.mark.parametrize("name", ["a b", 'x" {}', "${x}", "1a", "", "a=b\nc"])
def test_attributes_name_that_is_no_identifier_is_refused(name: str) -> None:
    with pytest.raises(InputError) as caught:
        attributes({name: 1}, 0)
    assert caught.value.code == "HCL002"


@pytest.mark.parametrize(
    "text", ["a\nb", "a\r\nb", "a\u2028b", "a\u0085b", "a\x00\x1bb", "a\u202eb"]
)
def test_one_line_text_cannot_leave_or_hide_in_a_comment(text: str) -> None:
    assert one_line(text).replace(" ", "") == "ab"
