from __future__ import annotations

import pytest

from aiarch.model.assessment import Answer, Source
from aiarch.yamlio.dump import dump_sections, dumps
from aiarch.yamlio.parse import parse_text


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "~", "null", "true", "False", "no", "on", "1", "-0", "1.5", "1e3", ".5", "007", "2026-01-01", "=", "<<", "*x", "&x", "!x",
        "a: b", "a #b", "# a", "- a", "[a", "{a", "%a", "@a", "`a", "'", '"', "''", "a\nb", "\n", "a\n", "\n a", "a\tb", "\t", "a\r\nb",
        "${x}", "%{ if }", "\u2028", "\u0085", "\ufeff", "\x7f", "\x00", "é", "日本", "😀", "a" * 300, "word " * 60, "a  b", "trail ", "...", "---",
    ],
)  # fmt: skip
def test_dumps_every_string_reads_back_as_itself(text: str) -> None:
    data = {"value": text, text or "empty": [text, {text: text}]}
    assert parse_text(dumps(data), "f").data == data


def test_dumps_of_a_model_keeps_order_and_leaves_out_nothing_set() -> None:
    answer = Answer(value=("b", "a"), source=Source.USER, note="it's: so")
    assert dumps(answer) == "value:\n  - b\n  - a\nsource: user\nnote: 'it''s: so'\n"


def test_dumps_repeated_objects_are_written_out() -> None:
    shared = ["x"]
    assert dumps({"a": shared, "b": shared}) == "a:\n  - x\nb:\n  - x\n"


def test_dump_sections_puts_comments_above_their_keys_and_reads_back() -> None:
    text = dump_sections({"a": 1, "b": {"c": "no"}}, {"b": "two\n\nlines"}, "head")
    assert text == "# head\na: 1\n\n# two\n#\n# lines\nb:\n  c: 'no'\n"
    assert parse_text(text, "f").data == {"a": 1, "b": {"c": "no"}}
