"""YAML text → plain data plus a table of places. Bounded: no aliases, no tags, no deep or huge documents.

Built on PyYAML's event stream, not its composer: one pass without recursion, so neither an anchor bomb nor a
thousand brackets can hurt. Scalars follow the YAML 1.2 core schema, so `no` and `on` stay words (Norway keeps its code).
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from aiarch.errors import Diagnostic, InputError, Location

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 40
MAX_DIGITS = 100
"""Longer numbers stay text: nobody means them, and converting them takes quadratic time."""

_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?((\.[0-9]+|[0-9]+\.[0-9]*)([eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+)\Z")
# A number with leading zeros is an account or a code, and stays text.
_UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_NULL = {"", "~", "null", "Null", "NULL"}
_TRUE = {"true", "True", "TRUE"}
_FALSE = {"false", "False", "FALSE"}

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Path_ = tuple[str | int, ...]


@dataclasses.dataclass(frozen=True)
class Document:
    """Plain data of one file and where each value and key stands."""

    path: str
    data: Any
    text: str = dataclasses.field(repr=False)

    @cached_property
    def places(self) -> dict[Path_, tuple[int, int]]:
        """Value path → (line, column) of the key for mapping entries, of the value otherwise."""
        return _built(self.text, self.path).places

    def at(self, loc: Path_) -> Location:
        """Return the place of `loc`, or of its nearest parent that has one."""
        for end in range(len(loc), -1, -1):
            place = self.places.get(loc[:end])
            if place:
                return Location(self.path, *place)
        return Location(self.path)


def read_text(path: Path, shown: str | None = None) -> str:
    """Read a UTF-8 file of at most `MAX_BYTES`; `shown` is the path printed in diagnostics.

    Raises:
        InputError: the file is missing, unreadable, too large or not UTF-8.
    """
    shown = shown or str(path)
    try:
        with path.open("rb") as handle:
            raw = handle.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise InputError(
            f"no such file: {shown}",
            code="YML001",
            at=Location(shown),
            hint="check the path, or run `aiarch assess` to make one",
        ) from None
    except OSError as error:
        raise InputError(
            f"cannot read the file: {error.strerror}",
            code="YML001",
            at=Location(shown),
            hint="check the path and its permissions",
        ) from None
    if len(raw) > MAX_BYTES:
        raise InputError(
            f"the file is larger than {MAX_BYTES // 1024} KiB",
            code="YML002",
            at=Location(shown),
            hint="split it; no file of ours needs to be that large",
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"not UTF-8 at byte {error.start}",
            code="YML003",
            at=Location(shown),
            hint="save the file as UTF-8",
        ) from None


def parse_file(path: Path, shown: str | None = None) -> Document:
    """Read and parse one file; `shown` is the path printed in diagnostics."""
    return parse_text(read_text(path, shown), shown or str(path))


def parse_text(text: str, path: str) -> Document:
    """Parse one YAML document.

    Raises:
        InputError: syntax error, duplicate key, alias, tag, more than one document, or too deep.
    """
    builder = _built(text, path)
    document = Document(path, builder.root, text)
    vars(document)["places"] = builder.places  # already known, so not built again
    return document


def _built(text: str, path: str) -> _Builder:
    builder = _Builder(path)
    try:
        for event in _events(text):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = Location(path, mark.line + 1, mark.column + 1) if mark else Location(path)
        problem = (error.problem or error.context or "cannot be read").strip()
        if "nesting depth" in problem:
            raise _too_deep(at) from None
        raise InputError(
            f"YAML syntax: {problem}",
            code="YML004",
            at=at,
            hint="check indentation, quotes and brackets at this place",
        ) from None
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        bad = _UNPRINTABLE.search(text)
        reason = f"character {bad.group()!r}" if bad else str(error).splitlines()[0]
        raise InputError(
            f"YAML syntax: {reason} is not allowed",
            code="YML004",
            at=_location(path, text, bad.start()) if bad else Location(path),
            hint="remove control characters; save the file as UTF-8 text",
        ) from None
    if builder.faults:
        raise InputError(f"{path} cannot be read", diagnostics=tuple(builder.faults))
    return builder


def _too_deep(at: Location) -> InputError:
    return InputError(
        f"nested deeper than {MAX_DEPTH} levels",
        code="YML008",
        at=at,
        hint="flatten the document",
    )


def _location(path: str, text: str, index: int) -> Location:
    line = text.count("\n", 0, index)
    return Location(path, line + 1, index - (text.rfind("\n", 0, index) + 1) + 1)


def _events(text: str) -> Iterator[Any]:
    loader = Loader(text)
    try:
        while loader.check_event():
            yield loader.get_event()
    finally:
        loader.dispose()


def scalar(value: str) -> str | int | float | bool | None:
    """Resolve a plain scalar by the YAML 1.2 core schema (decimal numbers only)."""
    if value in _NULL:
        return None
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    if len(value) > MAX_DIGITS:
        return value
    if _INT.match(value):
        return int(value)
    if _FLOAT.match(value):
        number = float(value)
        return number if math.isfinite(number) else value  # JSON knows no infinity
    return value


@dataclasses.dataclass(slots=True)
class _Frame:
    """An open mapping or sequence; `key` is set between a mapping's key and its value."""

    container: Any
    path: Path_
    key: str | None = None


class _Builder:
    """Turn events into data without recursion."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.places: dict[Path_, tuple[int, int]] = {}
        self.faults: list[Diagnostic] = []
        self.root: Any = None
        self._documents = 0
        self._open: list[_Frame] = []

    def take(self, event: Any) -> None:
        """Take the next event of the stream."""
        match event:
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents == 2:
                    self._fault(
                        "YML005",
                        "more than one document in the file",
                        event,
                        "remove the `---` separator",
                    )
            case yaml.AliasEvent():
                # Once is enough: an anchor bomb is one fault, not a thousand.
                if not any(f.code == "YML006" for f in self.faults):
                    self._fault(
                        "YML006",
                        f"alias *{str(event.anchor)[:60]}: anchors and aliases are not read",
                        event,
                        "write the value out",
                    )
                self._add(None, event)
            case yaml.ScalarEvent():
                self._check_tag(event)
                self._add(scalar(event.value) if event.implicit[0] else event.value, event)
            case yaml.SequenceStartEvent():
                self._begin([], event)
            case yaml.MappingStartEvent():
                self._begin({}, event)
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                self._open.pop()
            case _:
                pass

    def _here(self, event: Any) -> Location:
        return Location(self.path, event.start_mark.line + 1, event.start_mark.column + 1)

    def _fault(self, code: str, message: str, event: Any, hint: str) -> None:
        self.faults.append(Diagnostic(code, message, self._here(event), hint))

    def _check_tag(self, event: Any) -> None:
        if event.tag is not None and event.tag != "!":
            self._fault("YML007", f"tag {event.tag[:60]!r} is not read", event, "remove the tag")

    def _begin(self, container: Any, event: Any) -> None:
        self._check_tag(event)
        if len(self._open) >= MAX_DEPTH:
            raise _too_deep(self._here(event))
        if self._open and isinstance(self._open[-1].container, dict) and self._open[-1].key is None:
            raise InputError(
                "a key must be a word", code="YML009", at=self._here(event), hint="quote the key"
            )
        self._open.append(_Frame(container, self._add(container, event)))

    def _add(self, value: Any, event: Any) -> Path_:
        """Put a value, or a mapping's key, where the stream stands; return the value's path."""
        mark = (event.start_mark.line + 1, event.start_mark.column + 1)
        if not self._open:
            if self._documents == 1:
                self.root = value
                self.places[()] = mark
            return ()
        frame = self._open[-1]
        if isinstance(frame.container, list):
            path: Path_ = (*frame.path, len(frame.container))
            frame.container.append(value)
            self.places[path] = mark
            return path
        if frame.key is None:
            self._key(frame, event, mark)
            return frame.path
        path = (*frame.path, frame.key)
        frame.container[frame.key] = value
        frame.key = None
        return path

    def _key(self, frame: _Frame, event: Any, mark: tuple[int, int]) -> None:
        key = str(getattr(event, "value", ""))
        path = (*frame.path, key)
        if key in frame.container:
            line = self.places[path][0]
            self._fault(
                "YML010",
                f"key {key[:60]!r} stands here a second time (first at line {line})",
                event,
                "keep one of them",
            )
        frame.key = key
        self.places[path] = mark
