"""Kubernetes objects written as HCL: found in the text of modules, and turned into plain data for checkov's kubernetes framework.

An object is whatever has `apiVersion`, `kind` and `metadata` beside each other, wherever it stands: in locals, in arguments of a
module call, in `for` expressions. What only an evaluation could know becomes the word `UNRESOLVED`; locals of the same folder, defaults of
variables, `merge`, `concat` and both branches' first object of a conditional are followed.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import Any

from aiarch.catalog.declarations import mask, scan

UNRESOLVED = "unresolved"
DEPTH = 12
"""How many names are followed one after the other; more is a cycle."""

_KEYS = frozenset({"apiVersion", "kind", "metadata"})
_NAME = re.compile(r"(?P<head>local|var)\.(?P<name>[A-Za-z_][\w-]*)\Z")
_CALL = re.compile(r"(?P<name>[a-z0-9_]+)\((?P<inside>.*)\)\Z", re.DOTALL)
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?\Z")
# A patch of Kustomize names an object of somebody else, and says only what changes.
_PATCH = re.compile(r"\bpatch\s*[=:]\s*(?:yaml|json)encode\(\s*\Z")
_TEMPLATE = re.compile(r"\$\{[^{}]*\}")
_OPEN, _CLOSE = "({[", ")}]"
_WORDS: Mapping[str, Any] = {"true": True, "false": False, "null": None}


@dataclasses.dataclass(frozen=True, slots=True)
class Manifest:
    """One object.

    Attributes:
        file: where it is written.
        line: line of its opening brace; `end` that of its closing one.
        data: the object; `UNRESOLVED` for what is not known here.
    """

    file: str
    line: int
    end: int
    data: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Return `Kind.name` for reports."""
        return f"{self.data['kind']}.{(self.data.get('metadata') or {}).get('name', UNRESOLVED)}"


class Folder:
    """The files of one module folder."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """Read locals and defaults of variables from the texts by file name."""
        self._texts = texts
        self._values: dict[str, str] = {}
        for block in (b for text in texts.values() for b in scan(text)):
            if block.name == "locals":
                self._values |= {f"local.{p.name}": p.text for p in block.parts() if p.is_attribute}
            elif block.name == "variable" and (default := block.attribute("default")) is not None:
                self._values[f"var.{block.labels[0]}"] = default

    def manifests(self) -> Iterator[Manifest]:
        """Yield every object of known kind, in order."""
        for file, text in self._texts.items():
            if "apiVersion" in text:
                yield from self._in(file, text)

    def _in(self, file: str, text: str) -> Iterator[Manifest]:
        masked, at = mask(text), 0
        while (at := masked.find("{", at)) >= 0:
            end = _closing(masked, at)
            names = {p.name for p in scan(text[at + 1 : end]) if p.is_attribute}
            whole = names >= _KEYS and not _PATCH.search(text[:at])
            data = self._value(text[at : end + 1], 0) if whole else None
            # `kind = each.value.kind` says nothing checks could go by; a constraint (`object({kind = string})`) neither.
            if isinstance(data, dict) and re.fullmatch(r"[A-Z]\w+", str(data["kind"])):
                first, last = (text.count("\n", 0, i) + 1 for i in (at, end))
                yield Manifest(file, first, last, data)
                at = end
            at += 1

    def _value(self, text: str, depth: int) -> Any:  # noqa: ANN401 - any YAML value
        text = _without_comments(text).strip()
        if depth > DEPTH or not text:
            return UNRESOLVED
        if text in _WORDS:
            return _WORDS[text]
        if _NUMBER.match(text):
            return float(text) if "." in text else int(text)
        if text.startswith('"') and _is_one(text):
            return _TEMPLATE.sub(UNRESOLVED, text[1:-1])
        if text.startswith("<<"):
            return _TEMPLATE.sub(UNRESOLVED, text.partition("\n")[2].rpartition("\n")[0])
        if text[0] in _OPEN and _is_one(text):
            return self._bracketed(text, depth)
        if (named := _NAME.match(text)) is not None:
            known = self._values.get(named.group())
            return UNRESOLVED if known is None else self._value(known, depth + 1)
        if (call := _CALL.match(text)) is not None and _is_one(text[len(call["name"]) :]):
            return self._call(call["name"], call["inside"], depth)
        return self._conditional(text, depth)

    def _bracketed(self, text: str, depth: int) -> Any:  # noqa: ANN401
        inside = text[1:-1]
        if text[0] == "(":
            return self._value(inside, depth + 1)
        if re.match(r"\s*for\s", inside):
            return UNRESOLVED
        if text[0] == "[":
            return [self._value(item, depth) for item in split(inside, ",") if item.strip()]
        return {p.name: self._value(p.text, depth) for p in scan(inside) if p.is_attribute}

    def _call(self, name: str, inside: str, depth: int) -> Any:  # noqa: ANN401
        given = [self._value(item, depth + 1) for item in split(inside, ",")]
        if name == "merge":
            maps = [g for g in given if isinstance(g, dict)]
            return {k: v for part in maps for k, v in part.items()} if maps else UNRESOLVED
        if name == "concat":
            lists = [g for g in given if isinstance(g, list)]
            return [v for part in lists for v in part] if lists else UNRESOLVED
        if name in {"tolist", "toset", "tomap", "tostring", "try", "coalesce"}:
            return next((g for g in given if g is not None), None)
        return UNRESOLVED

    def _conditional(self, text: str, depth: int) -> Any:  # noqa: ANN401
        condition, *rest = split(text, "?")
        if len(rest) != 1 or not condition:
            return UNRESOLVED
        branches = [self._value(branch, depth + 1) for branch in split(rest[0], ":")]
        return next((b for b in branches if b not in (None, {}, [], UNRESOLVED)), UNRESOLVED)


def split(text: str, sign: str) -> list[str]:
    """Return the parts of an expression between signs that stand outside brackets and strings."""
    masked, depth, start, parts = mask(text), 0, 0, []
    for index, character in enumerate(masked):
        depth += (character in _OPEN) - (character in _CLOSE)
        if character == sign and not depth:
            parts.append(text[start:index])
            start = index + 1
    return [*parts, text[start:]]


def _is_one(text: str) -> bool:
    """Return whether the bracket or quote that opens a text is closed by its last character."""
    masked = mask(text)
    if masked[0] == '"':
        return masked.find('"', 1) == len(masked) - 1
    return masked[0] in _OPEN and _closing(masked, 0) == len(masked) - 1


def _closing(masked: str, at: int) -> int:
    depth = 0
    for index in range(at, len(masked)):
        depth += (masked[index] in _OPEN) - (masked[index] in _CLOSE)
        if not depth:
            return index
    return len(masked) - 1


def _without_comments(text: str) -> str:
    """Blank the comments of an expression; strings keep their signs."""
    if "#" not in text and "/" not in text:
        return text
    inside, kept = False, []
    for written, masked in zip(text, mask(text), strict=True):
        inside ^= masked == '"'
        kept.append(written if inside or masked in {'"', written} else masked)
    return "".join(kept)
