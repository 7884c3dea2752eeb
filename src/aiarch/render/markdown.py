"""Answers as inert Markdown: no link, HTML, code, table break or diagram syntax survives from a value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from aiarch.render.hcl import HIDDEN

_SPACE = re.compile(rf"[\s{HIDDEN}\ud800-\udfff]+")
_SYNTAX = re.compile(r"[\\`*\[\]<>|~&@$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_BLOCK_START = re.compile(r"(?=[#+\-=:])")
_NUMBERED_START = re.compile(r"([0-9]+)(?=[.)])")
_MERMAID = re.compile(r"[^A-Za-z0-9 ._/,:;()+=-]")


def md(value: Any) -> str:  # noqa: ANN401 - any value a template prints
    """Return a value as one line of Markdown text that reads as written and does nothing."""
    text = _SPACE.sub(" ", words(value)).strip()
    text = _SYNTAX.sub(lambda m: "\\" + m[0], text)
    # Renderers link bare addresses; a backslash inside breaks the pattern and is not shown.
    text = text.replace("://", ":\\//")
    text = re.sub(r"(?i)\b(www)\.", r"\1\\.", text)
    text = _NUMBERED_START.sub(r"\1\\", text, count=1) if text[:1].isdigit() else text
    return "\\" + text if _BLOCK_START.match(text) else text


def words(value: Any) -> str:  # noqa: ANN401 - any plain value
    """Return a plain value in words: yes and no, lists with commas, `—` for nothing."""
    match value:
        case None | "":
            return "—"
        case bool():
            return "yes" if value else "no"
        case Mapping():
            return "; ".join(f"{name}: {words(item)}" for name, item in value.items()) or "none"
        case list() | tuple():
            return ", ".join(words(item) for item in value) or "none"
        case set() | frozenset():
            return ", ".join(sorted(words(item) for item in value)) or "none"
        case _:
            return str(value)


def cell(value: Any) -> str:  # noqa: ANN401 - any value a template prints
    """Return a value for a table cell, never empty."""
    return md(value) or "—"


def code(value: Any) -> str:  # noqa: ANN401 - any value a template prints
    """Return a value as a code span; what a span cannot hold is replaced."""
    text = _SPACE.sub(" ", words(value)).strip().replace("`", "'").replace("|", "¦")
    return f"`{text}`"


def mermaid_text(text: str) -> str:
    """Return text for a quoted Mermaid label; everything with a meaning becomes a character code."""
    plain = _SPACE.sub(" ", text).strip()
    return _MERMAID.sub(lambda m: f"#{ord(m[0])};", plain)
