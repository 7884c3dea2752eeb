"""The one encoder from Python values to HCL text; strings always become inert literals.

Quoting follows the HCL native syntax: `${` and `%{` are doubled or escaped, everything that could end a literal or hide from a
reviewer is escaped. Layout follows `terraform fmt`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from aiarch.errors import InputError
from aiarch.model.composition import Expr

INLINE_WIDTH = 72
"""A list of scalars up to this width stays on one line."""

# Fixed ranges, not `str.isprintable`: the Unicode tables of two Python versions differ, and the same answers must
# give the same bytes. Controls, soft hyphen, zero-width and bidirectional marks, line separators, byte order mark,
# interlinear marks, noncharacters, tags.
HIDDEN = (
    "\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ufffe\uffff\U000e0000-\U000e007f"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
# `$${` is what people read easily, but python-hcl2 (and so checkov) cannot parse it unless a plain `…}` follows.
_ESCAPED = re.compile(
    rf'(?P<double>\$(?={{[^{{}}"\\{HIDDEN}]+}})|%(?={{))|\$(?={{)|["\\]|[{HIDDEN}]'
)
_NON_ASCII = re.compile(r"[^\x00-\x7f]")
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
_KEYWORDS = {"for", "true", "false", "null"}
"""Words an object key must quote: `{ for = 1 }` opens a for expression."""


def literal(value: Any, indent: int = 0) -> str:  # noqa: ANN401 - any value a template prints
    """Return `value` as an HCL expression; lines after the first are indented by `indent` steps.

    Raises:
        InputError: the value has no HCL form (a set, a date, NaN).
    """
    match value:
        case Expr():
            return _shifted(value.text, indent)
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float() if math.isfinite(value):
            return repr(value)
        case str():
            return quoted(value)
        case Mapping():
            return _object(value, indent)
        case list() | tuple():
            return _list(value, indent)
        case _:
            # Jinja's StrictUndefined raises here, naming the variable.
            shown = str(value)
            raise InputError(
                f"{type(value).__name__} has no HCL form: {shown[:40]!r}",
                code="HCL001",
                hint="templates may print text, numbers, booleans, null, lists and mappings",
            )


def quoted(text: str) -> str:
    """Return a quoted string literal that parses back to `text`; a lone surrogate becomes U+FFFD."""
    return f'"{_ESCAPED.sub(_escape, _SURROGATE.sub(chr(0xFFFD), text))}"'


def attributes(values: Mapping[str, Any], indent: int) -> str:
    """Return `name = value` lines as `terraform fmt` aligns them: a value of several lines ends a group.

    Raises:
        InputError: a name is not an identifier.
    """
    for name in values:
        if not _NAME.match(name):
            raise InputError(
                f"{name[:40]!r} is no HCL attribute name",
                code="HCL002",
                hint="names are letters, digits, `_` and `-`, and start with a letter",
            )
    return _aligned(values.items(), indent)


def one_line(text: str) -> str:
    """Return text that cannot leave a comment line or hide in it."""
    return re.sub(rf"[{HIDDEN}\ud800-\udfff]", " ", text).strip()


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if found["double"]:
        return character * 2
    return _SHORT.get(character) or _code(character)


def _code(character: str) -> str:
    number = ord(character)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _key(name: str) -> str:
    if _NAME.match(name) and name not in _KEYWORDS:
        return name
    # fmt aligns by grapheme clusters; ASCII keys keep the width countable.
    return _NON_ASCII.sub(lambda m: _code(m[0]), quoted(name))


def _object(value: Mapping[str, Any], indent: int) -> str:
    if not value:
        return "{}"
    pairs = ((_key(str(name)), item) for name, item in value.items())
    return f"{{\n{_aligned(pairs, indent + 1)}\n{'  ' * indent}}}"


def _list(value: list[Any] | tuple[Any, ...], indent: int) -> str:
    if not any(isinstance(item, Mapping | list | tuple) for item in value):
        line = f"[{', '.join(literal(item, indent) for item in value)}]"
        if len(line) <= INLINE_WIDTH and "\n" not in line:
            return line
    inner = "  " * (indent + 1)
    lines = "".join(f"{inner}{literal(item, indent + 1)},\n" for item in value)
    return f"[\n{lines}{'  ' * indent}]"


def _aligned(pairs: Iterable[tuple[str, Any]], indent: int) -> str:
    lines: list[str] = []
    group: list[tuple[str, str]] = []

    def flush() -> None:
        width = max((len(name) for name, _ in group), default=0)
        lines.extend(f"{'  ' * indent}{name:<{width}} = {text}" for name, text in group)
        group.clear()

    for name, value in pairs:
        text = literal(value, indent)
        if "\n" in text:
            flush()
            lines.append(f"{'  ' * indent}{name} = {text}")
        else:
            group.append((name, text))
    flush()
    return "\n".join(lines)


def _shifted(text: str, indent: int) -> str:
    # An expression with a heredoc would get its body indented too; packs use jsonencode or quoted strings instead.
    return text.replace("\n", "\n" + "  " * indent) if indent else text
