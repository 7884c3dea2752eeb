"""What a module folder declares: variables, outputs, providers, calls. Our own scanner, since `hcl2` takes seconds."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

_OPAQUE = re.compile(
    r"""
    (?P<comment>\#[^\n]*|//[^\n]*|/\*.*?(?:\*/|\Z))
  | (?P<heredoc><<-?(?P<tag>[A-Za-z_][\w-]*)[ \t]*\r?\n)
  | (?P<quote>")
    """,
    re.VERBOSE | re.DOTALL,
)
_IN_STRING = re.compile(r'\\.|\$\$\{|%%\{|(?P<template>[$%]\{)|(?P<end>["\n])', re.DOTALL)
_IN_TEMPLATE = re.compile(r'[{}"]')
_HEAD = re.compile(r"[ \t\r\n,]*(?P<name>[A-Za-z_][\w-]*|\"[^\"\n]*\")[ \t]*")
_LABEL = re.compile(r"[ \t]*(?:\"[^\"\n]*\"|[A-Za-z_][\w-]*)[ \t]*")
_BRACKETS = {"(": 1, "{": 1, "[": 1, ")": -1, "}": -1, "]": -1}


@dataclasses.dataclass(frozen=True, slots=True)
class Block:
    """A block or attribute of HCL text with what stands in it.

    Attributes:
        name: type of a block, name of an attribute.
        text: body of a block, expression of an attribute, as written.
        line: 1-based line of `name` in the file.
        first_line: line on which `text` starts.
    """

    name: str
    labels: tuple[str, ...]
    text: str
    line: int
    first_line: int
    is_attribute: bool

    def parts(self) -> tuple[Block, ...]:
        """Return the attributes and blocks of the body."""
        return tuple(scan(self.text, self.first_line))

    def attribute(self, name: str) -> str | None:
        """Return the expression of an attribute of the body as written, None when it is not there."""
        return next((p.text for p in self.parts() if p.is_attribute and p.name == name), None)


@dataclasses.dataclass(frozen=True, slots=True)
class Variable:
    """One `variable` block; `type` is the constraint as written ("any" when it has none)."""

    name: str
    type: str
    has_default: bool
    nullable: bool
    file: str
    line: int


@dataclasses.dataclass(frozen=True, slots=True)
class Declarations:
    """Declarations of all `.tf` files of one folder."""

    variables: Mapping[str, Variable]
    outputs: frozenset[str]
    providers: frozenset[str]
    """Local names in `required_providers`."""
    calls: Mapping[str, str]
    """Label of a `module` block → its source."""
    required_version: str


def read_declarations(folder: Path) -> Declarations:
    """Return what the `.tf` files directly in `folder` declare."""
    variables: dict[str, Variable] = {}
    outputs: set[str] = set()
    providers: set[str] = set()
    calls: dict[str, str] = {}
    version = ""
    for path in sorted(folder.glob("*.tf")):
        for block in scan(path.read_text(encoding="utf-8")):
            label = block.labels[0] if block.labels else ""
            match block.name:
                case "variable":
                    variables[label] = _variable(label, block, path.name)
                case "output":
                    outputs.add(label)
                case "module":
                    calls[label] = (block.attribute("source") or "").strip('"')
                case "terraform":
                    version = (block.attribute("required_version") or version).strip('"')
                    for part in block.parts():
                        if part.name == "required_providers":
                            providers |= {p.name for p in part.parts()}
                case _:
                    pass
    return Declarations(variables, frozenset(outputs), frozenset(providers), calls, version)


def _variable(name: str, block: Block, file: str) -> Variable:
    given = {p.name: p.text for p in block.parts() if p.is_attribute}
    return Variable(
        name,
        given.get("type", "any"),
        "default" in given,
        given.get("nullable", "true") != "false",
        file,
        block.line,
    )


def scan(text: str, first_line: int = 1) -> Iterator[Block]:
    """Yield the attributes and blocks of HCL text in order; text that is neither is skipped line by line."""
    masked, at = mask(text), 0
    while match := _HEAD.match(masked, at):
        start, at = match.start("name"), match.end()
        name = text[start : match.end("name")].strip('"')
        line = first_line + text.count("\n", 0, start)
        if masked[at : at + 1] in {"=", ":"} and masked[at : at + 2] != "==":
            end = _expression_end(masked, at + 1)
            kept = len(masked[:end].rstrip())  # a comment after the expression is blank here
            yield Block(name, (), text[at + 1 : kept].strip(), line, line, is_attribute=True)
            at = end
            continue
        labels = []
        while (label := _LABEL.match(masked, at)) is not None:
            labels.append(text[label.start() : label.end()].strip().strip('"'))
            at = label.end()
        if masked[at : at + 1] != "{":
            at = _line_end(masked, at)
            continue
        end = _closing(masked, at)
        body_line = first_line + text.count("\n", 0, at)
        yield Block(name, tuple(labels), text[at + 1 : end], line, body_line, is_attribute=False)
        at = end + 1


def mask(text: str) -> str:
    """Return text of the same length with comments, strings' insides and heredocs blanked."""
    out, at = [], 0
    while match := _OPAQUE.search(text, at):
        out.append(text[at : match.start()])
        if match["quote"]:
            end = _string_end(text, match.end())
            out.append('"' + " " * (end - match.end() - 1) + '"' if end > match.end() else '"')
        elif match["comment"]:
            end = match.end()
            out.append(re.sub(r"[^\n]", " ", match.group()))
        else:
            stop = re.compile(rf"^[ \t]*{re.escape(match['tag'])}[ \t]*$", re.MULTILINE)
            found = stop.search(text, match.end())
            end = found.end() if found else len(text)
            # Quoted and without newlines: the expression goes on until the tag.
            out.append('"' + " " * (end - match.start() - 2) + '"')
        at = end
    out.append(text[at:])
    return "".join(out)


def _string_end(text: str, at: int) -> int:
    """Return the index after the closing quote; `at` is after the opening one."""
    while match := _IN_STRING.search(text, at):
        at = match.end()
        if match["end"]:
            return at
        if match["template"]:
            at = _template_end(text, at)
    return len(text)


def _template_end(text: str, at: int) -> int:
    depth = 1
    while match := _IN_TEMPLATE.search(text, at):
        at = match.end()
        if match.group() == '"':
            at = _string_end(text, at)
            continue
        depth += 1 if match.group() == "{" else -1
        if not depth:
            return at
    return len(text)


def _expression_end(masked: str, at: int) -> int:
    depth = 0
    for index in range(at, len(masked)):
        sign = masked[index]
        if sign == "\n" and not depth:
            return index
        depth += _BRACKETS.get(sign, 0)
        if depth < 0 or (sign == "," and not depth):
            return index
    return len(masked)


def _closing(masked: str, at: int) -> int:
    """Return the index of the bracket that closes the one at `at`."""
    depth = 0
    for index in range(at, len(masked)):
        depth += _BRACKETS.get(masked[index], 0)
        if not depth:
            return index
    return len(masked)


def _line_end(masked: str, at: int) -> int:
    end = masked.find("\n", at)
    return len(masked) if end < 0 else end
