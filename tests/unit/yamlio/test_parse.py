from __future__ import annotations

from pathlib import Path

import pytest

from aiarch.errors import InputError
from aiarch.yamlio.parse import MAX_BYTES, MAX_DEPTH, parse_file, parse_text, read_text, scalar


def faults(text: str) -> list[str]:
    """Return `code line:column message` of every fault; each must fit three lines and help."""
    with pytest.raises(InputError) as caught:
        parse_text(text, "f.yaml")
    found = caught.value.diagnostics
    assert all(len(d.lines()) <= 3 and d.hint and d.at and d.at.path == "f.yaml" for d in found)
    return [f"{d.code} {d.at.line}:{d.at.column} {d.message}" for d in found if d.at]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: [1\nb: 2", "YML004 2:2 YAML syntax: "),
        ("a: 'open", "YML004 "),
        ("\ta: 1", "YML004 1:1 "),
        ("a: b: c", "YML004 1:5 "),
        ("a: 1\n- b", "YML004 2:1 "),
        ("a: 1\nb: 2\na: 3", "YML010 3:1 key 'a' stands here a second time (first at line 1)"),
        ("x:\n  - {a: 1, a: 2}", "YML010 2:12 key 'a' stands here a second time (first at line 2)"),
        ("a: &x 1\nb: *x", "YML006 2:4 alias *x: anchors and aliases are not read"),
        ("a: &x {k: 1}\nb:\n  <<: *x", "YML006 3:7 alias *x"),
        ("a: !!python/object/apply:os.system [x]", "YML007 1:4 tag 'tag:yaml.org,2002:python/object/apply:os.system' is not read"),
        ("a: !!str 5", "YML007 1:4 "),
        ("a: !secret x", "YML007 1:4 tag '!secret' is not read"),
        ("a: 1\n---\nb: 2", "YML005 2:1 more than one document in the file"),
        ("a: 1\n...\n---\nb: 2", "YML005 3:1 "),
        ("? [a, b]\n: 1", "YML009 1:3 a key must be a word"),
        ("a: b\n\x07", "YML004 2:1 YAML syntax: character '\\x07' is not allowed"),
        ("ok: 1\nab\x1b[31m: 1", "YML004 2:3 YAML syntax: character '\\x1b' is not allowed"),
        ("a: \x00", "YML004 1:4 YAML syntax: character '\\x00' is not allowed"),
    ],
)  # fmt: skip
def test_parse_text_fault_is_named_at_its_place(text: str, expected: str) -> None:
    (found,) = faults(text)
    assert found.startswith(expected)


def test_parse_text_reports_all_faults_of_a_file_in_one_pass() -> None:
    found = faults("a: 1\na: 2\nb: !x 3\nc: 4\nc: 5\n")
    assert [f.split(" ")[0:2] for f in found] == [["YML010", "2:1"], ["YML007", "3:4"], ["YML010", "5:1"]]  # fmt: skip


def test_parse_text_anchor_bomb_is_one_fault() -> None:
    lines = ["a: &a [x, x, x]"]
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{name}: &{name} [{', '.join(['*' + before] * 9)}]")
    assert faults("\n".join(lines)) == ["YML006 2:8 alias *a: anchors and aliases are not read"]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_parse_text_deep_nesting_stops_at_the_limit(opening: str) -> None:
    (found,) = faults(opening * 5_000)
    assert found.endswith(f"nested deeper than {MAX_DEPTH} levels")


def test_parse_text_as_deep_as_allowed_is_read() -> None:
    text = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert repr(parse_text(text, "f").data) == text


def test_parse_text_places_are_those_of_keys_and_items() -> None:
    document = parse_text("a:\n  b: [1, 2]\n  c:\n    - {d: e}\n", "f.yaml")
    assert str(document.at(("a", "b"))) == "f.yaml:2:3"
    assert str(document.at(("a", "b", 1))) == "f.yaml:2:10"
    assert str(document.at(("a", "c", 0, "d"))) == "f.yaml:4:8"
    assert str(document.at(("a", "c", 7, "x"))) == "f.yaml:3:3"
    assert str(document.at(("z",))) == "f.yaml:1:1"


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n", "~"])
def test_parse_text_without_content_is_none(text: str) -> None:
    assert parse_text(text, "f").data is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"), ("NO", "NO"), ("on", "on"), ("yes", "yes"), ("y", "y"),
        ("true", True), ("False", False), ("null", None), ("~", None), ("", None),
        ("0", 0), ("-12", -12), ("007", "007"), ("0x1F", "0x1F"), ("0o17", "0o17"), ("1_000", "1_000"), ("12:30", "12:30"),
        ("1.5", 1.5), (".5", 0.5), ("1e3", 1000.0), ("1e999", "1e999"), (".inf", ".inf"), (".nan", ".nan"),
        ("2026-01-01", "2026-01-01"), ("1" * 30, int("1" * 30)), ("1" * 101, "1" * 101), ("=", "="),
    ],
)  # fmt: skip
def test_scalar_follows_the_core_schema(text: str, value: object) -> None:
    found = scalar(text)
    assert found == value
    assert type(found) is type(value)


def test_parse_text_quoted_scalars_stay_text() -> None:
    assert parse_text("a: '1'\nb: \"true\"\nc: |\n  x\n  y\n", "f").data == {
        "a": "1",
        "b": "true",
        "c": "x\ny\n",
    }


def test_parse_text_keys_are_always_text() -> None:
    assert parse_text("1: a\ntrue: b\n~: c\n", "f").data == {"1": "a", "true": "b", "~": "c"}


def code_of(path: Path) -> tuple[str, str]:
    with pytest.raises(InputError) as caught:
        parse_file(path, "shown.yaml")
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.hint
    return diagnostic.code, str(diagnostic.at)


def test_parse_file_too_large_missing_binary_and_folder_are_refused(tmp_path: Path) -> None:
    large, binary = tmp_path / "large.yaml", tmp_path / "binary.yaml"
    large.write_bytes(b"a: " + b"x" * 10 * MAX_BYTES)
    binary.write_bytes(b"a: \xff\xfe")
    assert code_of(large) == ("YML002", "shown.yaml")
    assert code_of(binary) == ("YML003", "shown.yaml")
    assert code_of(tmp_path / "none.yaml") == ("YML001", "shown.yaml")
    assert code_of(tmp_path) == ("YML001", "shown.yaml")


def test_read_text_takes_a_byte_order_mark_and_the_largest_allowed_file(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_text(path) == "a: 1\n"
    path.write_bytes(b"#" * MAX_BYTES)
    assert len(read_text(path)) == MAX_BYTES
