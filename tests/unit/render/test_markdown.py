from __future__ import annotations

from typing import Any

import pytest

from aiarch.render.markdown import cell, code, md, mermaid_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain words, us-east-1 (x).", "plain words, us-east-1 (x)."),
        ("snake_case_name", "snake_case_name"),
        ("_loud_ *bold*", "\\_loud\\_ \\*bold\\*"),
        ("[x](http://h.example)", "\\[x\\](http:\\//h.example)"),
        ("see www.h.example", "see www\\.h.example"),
        ("a@b.example", "a\\@b.example"),
        ("<script>&amp;", "\\<script\\>\\&amp;"),
        ("a | b", "a \\| b"),
        ("```sh\nrm\n```", "\\`\\`\\`sh rm \\`\\`\\`"),
        ("# head", "\\# head"),
        ("- item", "\\- item"),
        ("12. item", "12\\. item"),
        ("===", "\\==="),
        ("~~x~~", "\\~\\~x\\~\\~"),
        ("a\\|b", "a\\\\\\|b"),
        ("x\u202ey\x00z", "x y z"),
        (True, "yes"),
        (None, "—"),
        (["b", "a"], "b, a"),
        ({"b", "a"}, "a, b"),
        ({"k": [1, False]}, "k: 1, no"),
    ],
)
def test_md_value_becomes_inert_text(value: Any, text: str) -> None:
    assert md(value) == text


@pytest.mark.parametrize("value", ["", "  \n ", None])
def test_cell_is_never_empty(value: Any) -> None:
    assert cell(value) == "—"


def test_code_value_cannot_leave_its_span_or_cell() -> None:
    assert code("a`b|c\nd") == "`a'b¦c d`"


@pytest.mark.parametrize(
    "text", ['x"] --> evil["y', "a\nend\nb", "<img src=x>", "```\n", "a;click b"]
)
def test_mermaid_text_has_no_syntax_left(text: str) -> None:
    assert not set(mermaid_text(text)) & set('"[]<>`{}|\n')
