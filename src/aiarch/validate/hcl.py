"""HCL as the checkers need it: declarations of a file (through `hcl2`) and references with their places (our lexer).

`hcl2` keeps neither columns nor expressions as written, so references are read from the text itself.
"""

from __future__ import annotations

import bisect
import dataclasses
import re
from collections.abc import Generator, Iterator, Mapping
from typing import Any

_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n]*|//[^\n]*|/\*.*?\*/)
  | (?P<heredoc><<-?(?P<tag>[A-Za-z_][\w-]*)[ \t]*\r?\n)
  | (?P<quote>")
  | (?P<word>[A-Za-z_][\w-]*)
  | (?P<number>[0-9][\w.]*)
  | (?P<open>[{(\[])
  | (?P<close>[})\]])
  | (?P<dot>\.)
    """,
    re.VERBOSE | re.DOTALL,
)
_STRING = re.compile(r'\\.|\$\$\{|%%\{|(?P<template>[$%]\{~?)|(?P<end>")', re.DOTALL)
_FOR = re.compile(r"\bfor\s+([A-Za-z_][\w-]*)(?:\s*,\s*([A-Za-z_][\w-]*))?\s+in\b")
_ITERATOR = re.compile(r'\bdynamic\s+"([^"]+)"|\biterator\s*=\s*([A-Za-z_][\w-]*)')


@dataclasses.dataclass(frozen=True, slots=True)
class Reference:
    """A dotted name in an expression, indexes left out: `module.net["a"].id` is (module, net, id).

    Attributes:
        block: type of the top-level block it stands in (`resource`, `moved`).
    """

    path: tuple[str, ...]
    line: int
    column: int
    block: str


@dataclasses.dataclass(frozen=True, slots=True)
class Declared:
    """A named block with the line it starts on."""

    file: str
    line: int
    body: Mapping[str, Any]


@dataclasses.dataclass(frozen=True, slots=True)
class ParsedFile:
    """Declarations of one `.tf` file; keys are the block's labels joined by `.`."""

    variables: Mapping[str, Declared]
    outputs: Mapping[str, Declared]
    locals: frozenset[str]
    modules: Mapping[str, Declared]
    resources: Mapping[str, Declared]
    data: Mapping[str, Declared]
    backends: Mapping[str, Declared]
    """Backend blocks by type."""
    providers: Mapping[str, str]
    """Local name of each required provider → its source ("" when it gives none)."""


class SyntaxFault(Exception):  # noqa: N818 - not an error of ours, the caller makes a finding of it
    """The text is not HCL; line and column are 0 when the parser does not say."""

    def __init__(self, message: str, line: int, column: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


def parse(text: str, file: str) -> ParsedFile:
    """Return the declarations of HCL text.

    Raises:
        SyntaxFault: with the line where the parser gave up, 0 when it does not say.
    """
    data = raw(text)
    labelled = {kind: dict(_labelled(data.get(kind, []), file, 1)) for kind in _ONE_LABEL}
    typed = {kind: dict(_labelled(data.get(kind, []), file, 2)) for kind in ("resource", "data")}
    for checked in data.get("check", []):
        for body in checked.values():
            # Data sources of a check block are visible in that block only; nothing else may have the name.
            typed["data"] |= dict(_labelled(body.get("data", []), file, 2))
    names = frozenset(k for block in data.get("locals", []) for k in block if not _is_mark(k))
    return ParsedFile(
        variables=labelled["variable"],
        outputs=labelled["output"],
        locals=names,
        modules=labelled["module"],
        resources=typed["resource"],
        data=typed["data"],
        backends=dict(_backends(data, file)),
        providers=dict(_providers(data)),
    )


_ONE_LABEL = ("variable", "output", "module")


def raw(text: str) -> dict[str, Any]:
    """Return hcl2's dictionary of a file (values in one-element lists); raises as `parse`."""
    import hcl2

    try:
        # Templates such as `%{ if }` over several lines need the final newline.
        parsed: dict[str, Any] = hcl2.loads(  # type: ignore[attr-defined]
            text if text.endswith("\n") else text + "\n"
        )
    except Exception as error:  # noqa: BLE001 - lark raises many unrelated types
        reason = str(error).strip().partition("\n")[0] or type(error).__name__
        raise SyntaxFault(
            reason[:160], _positive(error, "line"), _positive(error, "column")
        ) from None
    return parsed


def arguments(block: Declared) -> frozenset[str]:
    """Return the argument and nested block names of a block."""
    return frozenset(k for k in block.body if not _is_mark(k))


def literal(block: Declared, name: str) -> str:
    """Return a string argument, or "" when it is missing or not a plain string."""
    value = block.body.get(name)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value if isinstance(value, str) and "${" not in value else ""


def references(text: str) -> tuple[Reference, ...]:
    """Return every dotted name in the expressions of HCL text, also inside string templates."""
    return tuple(_Lexer(text).scan())


def bound_names(text: str) -> frozenset[str]:
    """Return names that `for` expressions and dynamic blocks bind anywhere in the text."""
    pairs = (*_FOR.findall(text), *_ITERATOR.findall(text))
    return frozenset(name for pair in pairs for name in pair if name)


class _Lexer:
    """One pass over the text; a stack knows whether a closing brace ends a template."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = [0, *(m.end() for m in re.finditer("\n", text))]
        self._block = ""
        self._depth = 0

    def scan(self) -> Iterator[Reference]:
        yield from self._code(0, in_template=False)

    def _code(self, at: int, *, in_template: bool) -> Generator[Reference, None, int]:
        text, depth, after_dot = self._text, 0, False
        while match := _TOKEN.search(text, at):
            at = match.end()
            match match.lastgroup:
                case "word" if not after_dot:
                    if not in_template and self._depth == 0:
                        self._block = match["word"]
                    path, at = self._chain(match)
                    yield from path
                case "quote":
                    at = yield from self._string(at, '"')
                case "tag" | "heredoc":
                    at = yield from self._heredoc(at, match["tag"])
                case "open":
                    depth += 1
                    self._depth += 1
                case "close":
                    if in_template and match["close"] == "}" and depth == 0:
                        return at
                    depth -= 1
                    self._depth = max(0, self._depth - 1)
                case _:
                    pass
            after_dot = match.lastgroup == "dot"
        return len(text)

    def _chain(self, first: re.Match[str]) -> tuple[list[Reference], int]:
        """Follow `.name` parts from the first word; stop at an index with an expression in it."""
        text, path, at = self._text, [first["word"]], first.end()
        while more := _PART.match(text, at):
            at = more.end()
            if more["name"]:
                path.append(more["name"])
        if len(path) == 1 or re.match(r"\s*\(", text[at : at + 8]):
            return [], at
        line = bisect.bisect_right(self._lines, first.start())
        column = first.start() - self._lines[line - 1] + 1
        return [Reference(tuple(path), line, column, self._block)], at

    def _string(self, at: int, end: str) -> Generator[Reference, None, int]:
        """Yield what a quoted string's templates refer to; returns where the string ends."""
        while found := _STRING.search(self._text, at):
            at = found.end()
            if found["end"] == end:
                return at
            if found["template"]:
                at = yield from self._code(at, in_template=True)
        return len(self._text)

    def _heredoc(self, at: int, tag: str) -> Generator[Reference, None, int]:
        """Yield what a heredoc's templates refer to; returns where it ends."""
        stop = re.compile(rf"^[ \t]*{re.escape(tag)}[ \t]*$", re.MULTILINE).search(self._text, at)
        end = stop.end() if stop else len(self._text)
        body = stop.start() if stop else end
        while (found := _TEMPLATE.search(self._text, at, body)) is not None:
            at = found.end()
            if found["template"]:
                at = yield from self._code(at, in_template=True)
        return end


_PART = re.compile(
    r'\.(?P<name>[A-Za-z_][\w-]*)|\.\*|\.[0-9]+|\[\s*(?:\*|[0-9]+|"[^"$%]*"|each\.key|count\.index)\s*\]'
)
_TEMPLATE = re.compile(r"\$\$\{|%%\{|(?P<template>[$%]\{~?)")


def _labelled(blocks: Any, file: str, labels: int) -> Iterator[tuple[str, Declared]]:  # noqa: ANN401 - hcl2 data
    for block in blocks:
        for label, body in block.items():
            if labels == 2:
                for name, inner in body.items():
                    yield f"{label}.{name}", Declared(file, inner.get("__start_line__", 0), inner)
            else:
                yield label, Declared(file, body.get("__start_line__", 0), body)


def _backends(data: Mapping[str, Any], file: str) -> Iterator[tuple[str, Declared]]:
    for settings in data.get("terraform", []):
        for backend in settings.get("backend", []):
            for kind, body in backend.items():
                yield kind, Declared(file, settings.get("__start_line__", 0), body)


def _providers(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for settings in data.get("terraform", []):
        for required in settings.get("required_providers", []):
            for name, pin in required.items():
                if not _is_mark(name):
                    pin = pin[0] if isinstance(pin, list) and pin else pin
                    yield name, str(pin.get("source", "")) if isinstance(pin, dict) else ""


def _positive(error: Exception, name: str) -> int:
    """Return a position of a lark error; it is -1, "?" or missing when unknown."""
    value = getattr(error, name, 0)
    return value if isinstance(value, int) and value > 0 else 0


def _is_mark(key: str) -> bool:
    return key.startswith("__")
