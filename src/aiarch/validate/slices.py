"""The part of a Terraform configuration that some outputs depend on, without providers: what an engine can evaluate anywhere.

Starting from outputs, names are followed through locals, variables and module calls, and only those are kept. Resources are
never followed: an output that needs one cannot be known before an apply.
"""

from __future__ import annotations

import dataclasses
import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from aiarch.catalog.declarations import Block, scan
from aiarch.validate.hcl import bound_names, references

T = TypeVar("T")
_ATTRIBUTE = re.compile(r"\.([A-Za-z_][\w-]*)")
_REPETITION = ("count", "for_each")
_META = frozenset({*_REPETITION, "source", "version", "providers", "depends_on"})


class SliceError(Exception):
    """An output depends on what no evaluation without providers can know."""

    def __init__(self, folder: str, needed: str) -> None:
        super().__init__(f"{folder} needs {needed}")
        self.folder = folder
        self.needed = needed


@dataclasses.dataclass(frozen=True, slots=True)
class Input:
    """A variable: its type and default as written, None when it has none."""

    type: str = ""
    default: str | None = None
    nullable: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Call:
    """A module call: folder of the module ("" for one from elsewhere) and its arguments as written."""

    folder: str
    arguments: Mapping[str, str]


@dataclasses.dataclass(frozen=True, slots=True)
class Parts:
    """What a module declares, expressions as written."""

    inputs: Mapping[str, Input]
    locals: Mapping[str, str]
    calls: Mapping[str, Call]
    outputs: Mapping[str, str]
    resources: frozenset[str] = frozenset()
    """Addresses of managed resources: `helm_release.this`."""


def read_parts(folder: str, texts: Iterable[str]) -> Parts:
    """Return the parts of the module in `folder` (relative to the project) from the texts of its files."""
    inputs: dict[str, Input] = {}
    named: dict[str, str] = {}
    calls: dict[str, Call] = {}
    outputs: dict[str, str] = {}
    resources: set[str] = set()
    for block in (b for text in texts for b in scan(text)):
        label = block.labels[0] if block.labels else ""
        match block.name:
            case "variable":
                inputs[label] = Input(
                    block.attribute("type") or "",
                    block.attribute("default"),
                    block.attribute("nullable"),
                )
            case "locals":
                named |= {p.name: p.text for p in block.parts() if p.is_attribute}
            case "module":
                calls[label] = _call(folder, block)
            case "output":
                outputs[label] = block.attribute("value") or "null"
            case "resource":
                resources.add(".".join(block.labels[:2]))
            case _:
                pass
    return Parts(inputs, named, calls, outputs, frozenset(resources))


def _call(folder: str, block: Block) -> Call:
    given = {p.name: p.text for p in block.parts() if p.is_attribute}
    source = given.get("source", "").strip('"')
    target = posixpath.normpath(f"{folder}/{source}") if source.startswith(".") else ""
    return Call(target, {k: v for k, v in given.items() if k in _REPETITION or k not in _META})


class Slice:
    """Grows with each wanted output; `files` prints what is in it."""

    def __init__(self, parts: Callable[[str], Parts]) -> None:
        """Start empty; `parts` returns what the module in a folder declares."""
        self._parts = parts
        self._kept: defaultdict[str, dict[tuple[str, str], None]] = defaultdict(dict)
        self._callers: defaultdict[str, dict[tuple[str, str], None]] = defaultdict(dict)
        self._whole: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._words: defaultdict[str, set[str]] = defaultdict(set)
        self._own_files: set[str] = set()

    @property
    def folders(self) -> tuple[str, ...]:
        """Folders of the modules in the slice."""
        return tuple(self._kept)

    @property
    def with_files(self) -> frozenset[str]:
        """Folders whose expressions name files beside them (`path.module`)."""
        return frozenset(self._own_files)

    def inputs(self, folder: str) -> tuple[str, ...]:
        """Return the variables of a module that matter."""
        return self._names(folder, "var")

    def want(self, folder: str, output: str) -> None:
        """Add an output and all that it depends on.

        Raises:
            SliceError: it depends on a resource, a data source, or a name nobody declares.
        """
        self._add(folder, "output", output)

    def files(self) -> Iterator[tuple[str, str]]:
        """Yield (path, text) of one file per module."""
        for folder in self._kept:
            yield f"{folder}/slice.tf", "\n".join(self._print(folder)) + "\n"

    def _add(self, folder: str, kind: str, name: str) -> None:
        if (kind, name) in self._kept[folder]:
            return
        self._kept[folder][kind, name] = None
        parts = self._parts(folder)
        match kind:
            case "output":
                self._follow(folder, _get(parts.outputs, name, folder, f"output {name}"))
            case "local":
                self._follow(folder, _get(parts.locals, name, folder, f"local.{name}"))
            case "var":
                _get(parts.inputs, name, folder, f"var.{name}")
                for caller, label in tuple(self._callers[folder]):
                    self._argument(caller, label, name)
            case _:
                self._add_call(folder, name)

    def _add_call(self, folder: str, label: str) -> None:
        call = _get(self._parts(folder).calls, label, folder, f"module.{label}")
        if not call.folder:
            raise SliceError(folder, f"module.{label}, which comes from elsewhere")
        self._callers[call.folder][folder, label] = None
        for name in (*_REPETITION, *self._names(call.folder, "var")):
            self._argument(folder, label, name)

    def _argument(self, folder: str, label: str, name: str) -> None:
        expression = self._parts(folder).calls[label].arguments.get(name)
        if expression is not None:
            self._follow(folder, expression)

    def _follow(self, folder: str, expression: str) -> None:
        parts = self._parts(folder)
        self._words[folder] |= set(_ATTRIBUTE.findall(expression))
        bound = bound_names(expression)
        for reference in references(expression):
            head, name, *rest = reference.path
            if head in bound:
                continue
            if head in {"var", "local"}:
                self._add(folder, head, name)
            elif head == "module":
                self._add(folder, "module", name)
                if rest:
                    self._add(parts.calls[name].folder, "output", rest[0])
                else:
                    self._whole[folder][name] = None
            elif head == "path":
                self._own_files.add(folder)
            elif head == "data" or f"{head}.{name}" in parts.resources:
                raise SliceError(folder, ".".join(reference.path))
        # `[for c in [module.a, module.b] : c.mirror]`: of a module named as a whole, outputs whose names appear.
        for label in tuple(self._whole[folder]):
            child = parts.calls[label].folder
            for output in sorted(self._words[folder] & set(self._parts(child).outputs)):
                self._add(child, "output", output)

    def _names(self, folder: str, kind: str) -> tuple[str, ...]:
        return tuple(sorted(name for k, name in self._kept[folder] if k == kind))

    def _print(self, folder: str) -> Iterator[str]:
        parts, inputs = self._parts(folder), self._names(folder, "var")
        for name in inputs:
            given = dataclasses.asdict(parts.inputs[name])
            yield f'variable "{name}" {{'
            yield from (f"  {key} = {text}" for key, text in given.items() if text)
            yield "}"
        yield "locals {"
        yield from (f"  {name} = {parts.locals[name]}" for name in self._names(folder, "local"))
        yield "}"
        for label in self._names(folder, "module"):
            call = parts.calls[label]
            wanted = {*_REPETITION, *self._names(call.folder, "var")}
            yield f'module "{label}" {{'
            yield f'  source = "{relative(call.folder, folder)}"'
            yield from (f"  {k} = {v}" for k, v in call.arguments.items() if k in wanted)
            yield "}"
        for name in self._names(folder, "output"):
            yield f'output "{name}" {{\n  value = {parts.outputs[name]}\n}}'


def relative(folder: str, start: str) -> str:
    """Return a module source that leads from one folder to another."""
    path = posixpath.relpath(folder, start)
    return path if path.startswith(".") else f"./{path}"


def _get(known: Mapping[str, T], name: str, folder: str, shown: str) -> T:
    if name not in known:
        raise SliceError(folder, f"{shown}, which nobody declares")
    return known[name]
