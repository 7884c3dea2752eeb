"""Terraform type constraints as a frozen tree: parse, print, check a value, compare two types.

Our manifests also say `integer` (a whole number) and `boolean`; both print as Terraform's words.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from aiarch.errors import InputError, did_you_mean

MAX_DEPTH = 30


@dataclasses.dataclass(frozen=True, slots=True)
class Primitive:
    """`string`, `number`, `integer`, `bool` or `any`."""

    kind: str


@dataclasses.dataclass(frozen=True, slots=True)
class Collection:
    """`list(T)`, `set(T)` or `map(T)`."""

    kind: str
    element: Type


@dataclasses.dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of an object; `default` is HCL text, "" when there is none."""

    type: Type
    optional: bool = False
    default: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class ObjectType:
    """`object({...})`."""

    attributes: Mapping[str, Attribute]


@dataclasses.dataclass(frozen=True, slots=True)
class TupleType:
    """`tuple([...])`."""

    items: tuple[Type, ...]


Type = Primitive | Collection | ObjectType | TupleType

ANY = Primitive("any")

_PRIMITIVES = {
    "string": "string",
    "number": "number",
    "integer": "integer",
    "bool": "bool",
    "boolean": "bool",
    "any": "any",
}
_COLLECTIONS = ("list", "set", "map")
_CONSTRUCTORS = (*_COLLECTIONS, "object", "tuple", "optional")
_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r]+|\#[^\n]*|//[^\n]*|/\*.*?\*/)
  | (?P<string>"(?:\\.|[^"\\])*")
  | (?P<word>[A-Za-z_][\w-]*)
  | (?P<mark>[(){}\[\],=:\n])
  | (?P<other>[^\s(){}\[\],=:"]+)
    """,
    re.VERBOSE | re.DOTALL,
)


def parse_type(text: str) -> Type:
    """Return the tree of a type constraint.

    Raises:
        InputError: the text is not a type; the message names the place in it.
    """
    parser = _Parser(text)
    found = parser.type(0)
    parser.skip_lines()
    if parser.ahead:
        parser.fail(f"unexpected {parser.ahead!r}")
    return found


class _Parser:
    """Recursive descent over the tokens of one type constraint."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens: list[tuple[str, str, int, int]] = []
        at = 0
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                self._index = len(self._tokens)
                self.fail(f"cannot read {text[at : at + 12]!r}")
            kind = str(match.lastgroup)
            if kind != "space":
                self._tokens.append((kind, match.group(), match.start(), match.end()))
            at = match.end()
        self._index = 0

    @property
    def ahead(self) -> str:
        """The token ahead, "" at the end."""
        return self._tokens[self._index][1] if self._index < len(self._tokens) else ""

    def fail(self, problem: str, hint: str = "") -> NoReturn:
        shown = " ".join(self._text.split())
        raise InputError(
            f"not a Terraform type: {shown[:60]!r}: {problem}",
            code="TYP001",
            hint=hint
            or "string, number, bool, any, list(T), set(T), map(T), object({…}), tuple([…])",
        )

    def skip_lines(self) -> None:
        while self.ahead == "\n":
            self._index += 1

    def _expect(self, mark: str) -> None:
        self.skip_lines()
        if self.ahead != mark:
            self.fail(f"expected {mark!r}, found {self.ahead or 'the end'!r}")
        self._index += 1

    def _word(self) -> str:
        self.skip_lines()
        token = self.ahead
        if not re.fullmatch(r'"?[A-Za-z_][\w-]*"?', token):
            self.fail(f"expected a word, found {token or 'the end'!r}")
        self._index += 1
        return token.strip('"')

    def type(self, depth: int) -> Type:
        if depth > MAX_DEPTH:
            self.fail(f"nested deeper than {MAX_DEPTH} levels")
        word = self._word()
        if word in _PRIMITIVES:
            return Primitive(_PRIMITIVES[word])
        if word in _COLLECTIONS:
            if self.ahead != "(":
                return Collection(word, ANY)  # legacy `list` means `list(any)`
            self._expect("(")
            element = self.type(depth + 1)
            self._expect(")")
            return Collection(word, element)
        if word == "object":
            self._expect("(")
            found = ObjectType(self._attributes(depth))
            self._expect(")")
            return found
        if word != "tuple":
            self.fail(f"unknown word {word!r}", did_you_mean(word, {*_PRIMITIVES, *_CONSTRUCTORS}))
        self._expect("(")
        items = self._items(depth)
        self._expect(")")
        return TupleType(items)

    def _attributes(self, depth: int) -> dict[str, Attribute]:
        self._expect("{")
        found: dict[str, Attribute] = {}
        self.skip_lines()
        while self.ahead != "}":
            name = self._word()
            if name in found:
                self.fail(f"attribute {name!r} stands twice")
            if self.ahead not in {"=", ":"}:
                self.fail(f"expected '=' after {name!r}")
            self._index += 1
            found[name] = self._attribute(depth)
            if self.ahead not in {",", "\n", "}"}:
                self.fail(f"expected ',' or a new line after {name!r}")
            while self.ahead in {",", "\n"}:
                self._index += 1
        self._index += 1
        return found

    def _attribute(self, depth: int) -> Attribute:
        self.skip_lines()
        if self.ahead != "optional":
            return Attribute(self.type(depth + 1))
        self._index += 1
        self._expect("(")
        inner = self.type(depth + 1)
        self.skip_lines()
        default = ""
        if self.ahead == ",":
            self._index += 1
            default = self._expression()
        self._expect(")")
        return Attribute(inner, optional=True, default=default)

    def _expression(self) -> str:
        """Take balanced tokens up to the closing bracket of `optional`; return their text."""
        first, depth = self._index, 0
        while self.ahead and (depth or self.ahead != ")"):
            depth += {"(": 1, "{": 1, "[": 1, ")": -1, "}": -1, "]": -1}.get(self.ahead, 0)
            self._index += 1
        if self._index == first:
            self.fail("optional(…, ) has no default")
        text = self._text[self._tokens[first][2] : self._tokens[self._index - 1][3]]
        return " ".join(text.split())

    def _items(self, depth: int) -> tuple[Type, ...]:
        self._expect("[")
        found: list[Type] = []
        self.skip_lines()
        while self.ahead != "]":
            found.append(self.type(depth + 1))
            self.skip_lines()
            if self.ahead == ",":
                self._index += 1
                self.skip_lines()
            elif self.ahead != "]":
                self.fail("expected ',' or ']'")
        self._index += 1
        return tuple(found)


def hcl(kind: Type) -> str:
    """Return the type in Terraform's words, on one line."""
    match kind:
        case Primitive("integer"):
            return "number"
        case Primitive(kind=word):
            return word
        case Collection(word, element):
            return f"{word}({hcl(element)})"
        case TupleType(items):
            return f"tuple([{', '.join(hcl(i) for i in items)}])"
        case ObjectType(attributes):
            return (
                f"object({{{', '.join(f'{n} = {_attribute(a)}' for n, a in attributes.items())}}})"
            )


def _attribute(attribute: Attribute) -> str:
    inner = hcl(attribute.type)
    if not attribute.optional:
        return inner
    return f"optional({inner}, {attribute.default})" if attribute.default else f"optional({inner})"


def check_value(kind: Type, value: Any) -> list[str]:  # noqa: ANN401 - any YAML value
    """Return one sentence per misfit, each with the path inside the value; null fits every type."""
    return [] if value is None else _check(kind, value, "")


def _check(kind: Type, value: Any, path: str) -> list[str]:  # noqa: ANN401
    match kind:
        case Primitive("any"):
            return []
        case Primitive(word):
            return [] if _fits(word, value) else [_fault(path, _WORDS[word], value)]
        case Collection("map", element):
            if not isinstance(value, dict):
                return [_fault(path, "a mapping", value)]
            return [f for k, v in value.items() for f in _check(element, v, _join(path, str(k)))]
        case Collection(word, element):
            if not isinstance(value, list | tuple):
                return [_fault(path, "a list", value)]
            faults = [f for i, v in enumerate(value) for f in _check(element, v, f"{path}[{i}]")]
            if word == "set":
                faults += [
                    f"{path}[{i}]: {v!r} stands twice".lstrip(": ")
                    for i, v in enumerate(value)
                    if v in value[:i]
                ]
            return faults
        case TupleType(items):
            if not isinstance(value, list | tuple) or len(value) != len(items):
                return [_fault(path, f"a list of {len(items)}", value)]
            pairs = zip(items, value, strict=True)
            return [f for i, (t, v) in enumerate(pairs) for f in _check(t, v, f"{path}[{i}]")]
        case ObjectType(attributes):
            if not isinstance(value, dict):
                return [_fault(path, "a mapping", value)]
            return _check_object(attributes, value, path)


def _check_object(
    attributes: Mapping[str, Attribute], value: Mapping[str, Any], path: str
) -> list[str]:
    faults = []
    for name in value:
        # Terraform drops attributes it does not know without a word.
        if name not in attributes:
            near = did_you_mean(str(name), set(attributes))
            faults.append(
                f"{_join(path, str(name))}: unknown attribute{'; ' + near if near else ''}"
            )
    for name, attribute in attributes.items():
        if name not in value:
            if not attribute.optional:
                faults.append(f"{_join(path, name)}: missing")
        elif value[name] is not None:
            faults.extend(_check(attribute.type, value[name], _join(path, name)))
    return faults


_WORDS = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "bool": "true or false",
}


def _fits(word: str, value: object) -> bool:
    match word:
        case "string":
            return isinstance(value, str)
        case "bool":
            return isinstance(value, bool)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case _:
            return isinstance(value, int | float) and not isinstance(value, bool)


def _fault(path: str, expected: str, value: object) -> str:
    names = {
        dict: "a mapping",
        list: "a list",
        tuple: "a list",
        type(None): "null",
        bool: "a truth value",
    }
    shown = names.get(type(value)) or repr(value)[:40]
    return f"{path + ': ' if path else ''}expected {expected}, found {shown}"


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def is_assignable(source: Type, target: Type) -> bool:
    """Say whether a value of `source` is meant for `target`: Terraform's lossy text conversions do not count."""
    match source, target:
        case (Primitive("any"), _) | (_, Primitive("any")):
            return True
        case Primitive(a), Primitive(b):
            return a == b or {a, b} == {"integer", "number"}
        case Collection(a, x), Collection(b, y):
            return (a == "map") == (b == "map") and is_assignable(x, y)
        case TupleType(xs), TupleType(ys):
            return len(xs) == len(ys) and all(map(is_assignable, xs, ys))
        case TupleType(xs), Collection(kind, y) if kind != "map":
            return all(is_assignable(x, y) for x in xs)
        case ObjectType(xs), Collection("map", y):
            return all(is_assignable(x.type, y) for x in xs.values())
        case ObjectType(xs), ObjectType(ys):
            return all(
                is_assignable(xs[n].type, y.type) if n in xs else y.optional for n, y in ys.items()
            )
        case _:
            return False
