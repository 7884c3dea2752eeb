"""Wiring: every module call, argument, variable, output and reference resolves. Needs no tool."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from aiarch.errors import Location, Severity, did_you_mean
from aiarch.validate.finding import CheckerReport, Finding
from aiarch.validate.hcl import Declared, Reference, arguments, bound_names, literal, references
from aiarch.validate.roots import root_findings
from aiarch.validate.tree import Folder, ProjectTree

META = frozenset({"source", "version", "count", "for_each", "providers", "depends_on"})
NAME = "wiring"
# First words of references that are no resource types and no module parts.
_BUILT_IN = frozenset({"each", "count", "self", "path", "terraform", "provider", "ephemeral"})
_RESOURCE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*_[a-z0-9_]+")


class Wiring:
    """Follows every name to what it means."""

    name = NAME
    cacheable = True

    def salt(self) -> str:
        """Return nothing: only the files matter."""
        return ""

    def check(self, tree: ProjectTree) -> CheckerReport:
        """Return one finding per name that leads nowhere, and per variable nobody reads."""
        findings = [
            Finding(
                "WIR001",
                NAME,
                Severity.ERROR,
                f"the file cannot be read as HCL, so nothing in it was followed: {fault.message}",
                Location(path, fault.line),
                hint="see the findings of the syntax checker",
            )
            for path, fault in tree.faults.items()
        ]
        calls = count = 0
        for folder in tree.folders.values():
            module = _Module(tree, folder)
            findings += module.findings()
            calls += len(folder.modules)
            count += len(module.references)
        findings += root_findings(tree, NAME)
        return CheckerReport.ran(
            NAME, findings, roots=len(tree.roots), modules=calls, references=count
        )


class _Module:
    """One folder: what it declares against what it names."""

    def __init__(self, tree: ProjectTree, folder: Folder) -> None:
        self._tree = tree
        self._folder = folder
        self._texts = {path: tree.texts[path] for path in folder.files}
        self._complete = not _has_fault(tree, folder.path)

    @cached_property
    def references(self) -> tuple[tuple[str, Reference], ...]:
        """Every reference with its file."""
        return tuple((path, r) for path, text in self._texts.items() for r in references(text))

    def findings(self) -> Iterator[Finding]:
        """Yield what is wrong in this folder."""
        for label, call in self._folder.modules.items():
            yield from self._call(label, call)
        if self._complete:
            for path, reference in self.references:
                yield from self._reference(path, reference)
        yield from self._unused()

    def _call(self, label: str, call: Declared) -> Iterator[Finding]:
        at = Location(call.file, call.line)
        target = self._folder.target(call)
        if target is None:
            if not literal(call, "source"):
                yield _error(
                    "WIR002", f"module {label!r} has no plain source", at, f"module.{label}"
                )
            return  # a registry or Git source: nothing of it is here to compare with
        if _has_fault(self._tree, target):
            return  # what is missing may be in the file that cannot be read
        module = self._tree.folders.get(target)
        if module is None:
            yield _error(
                "WIR002",
                f"module {label!r} leads to {target}, where there is no Terraform",
                at,
                f"module.{label}",
                "render again: aiarch render",
            )
            return
        given = arguments(call) - META
        for name in sorted(given - set(module.variables)):
            yield _error(
                "WIR003",
                f"module {label!r} has no variable {name!r}",
                self._argument(call, name),
                f"module.{label}",
                did_you_mean(name, set(module.variables))
                or f"variables: {_names(module.variables)}",
            )
        required = {n for n, v in module.variables.items() if "default" not in v.body}
        for name in sorted(required - given):
            yield _error(
                "WIR004",
                f"module {label!r} needs a value for {name!r}",
                at,
                f"module.{label}",
                f"declared in {module.variables[name].file}",
            )

    def _reference(self, path: str, reference: Reference) -> Iterator[Finding]:
        first, second, *rest = reference.path
        at = Location(path, reference.line, reference.column)
        match first:
            case "var":
                yield from self._known("WIR005", "variable", second, self._folder.variables, at)
            case "local":
                yield from self._known("WIR006", "local value", second, self._folder.locals, at)
            case "module":
                yield from self._output(second, rest, at, reference.block)
            case "data" if rest:
                yield from self._known(
                    "WIR008", "data source", f"{second}.{rest[0]}", self._folder.data, at
                )
            case _ if self._is_resource(path, first, reference.block):
                yield from self._known(
                    "WIR009", "resource", f"{first}.{second}", self._folder.resources, at
                )
            case _:
                pass

    def _output(self, label: str, rest: list[str], at: Location, block: str) -> Iterator[Finding]:
        call = self._folder.modules.get(label)
        if call is None:
            if block not in {"moved", "removed"}:
                yield from self._known("WIR007", "module", label, self._folder.modules, at)
            return
        target = self._folder.target(call)
        module = self._tree.folders.get(target) if target else None
        if target and _has_fault(self._tree, target):
            return
        if module and rest and rest[0] not in module.outputs and block not in {"moved", "removed"}:
            yield _error(
                "WIR007",
                f"module {label!r} has no output {rest[0]!r}",
                at,
                f"module.{label}",
                did_you_mean(rest[0], set(module.outputs)) or f"outputs: {_names(module.outputs)}",
            )

    def _is_resource(self, path: str, first: str, block: str) -> bool:
        """Return whether the first word of a reference must be a resource type."""
        if first in _BUILT_IN or block in {"moved", "removed", "import"}:
            return False
        if first in bound_names(self._texts[path]) or not _RESOURCE.fullmatch(first):
            return False
        prefix = first.split("_", 1)[0]
        return prefix in self._prefixes

    @cached_property
    def _prefixes(self) -> frozenset[str]:
        """First parts of the resource types this folder can have: of its providers and of what it declares."""
        declared = {name.split("_", 1)[0] for name in (*self._folder.resources, *self._folder.data)}
        sources = {s.rpartition("/")[2] for s in self._folder.providers.values() if s}
        return frozenset(declared | sources | set(self._folder.providers) | {"terraform"})

    def _known(
        self,
        code: str,
        kind: str,
        name: str,
        known: Mapping[str, object] | frozenset[str],
        at: Location,
    ) -> Iterator[Finding]:
        if name not in known:
            hint = did_you_mean(name, set(known))
            yield _error(code, f"no {kind} {name!r} is declared here", at, "", hint)

    def _unused(self) -> Iterator[Finding]:
        used = {(r.path[0], r.path[1]) for _, r in self.references if r.path[0] in {"var", "local"}}
        if not self._complete:
            return
        for name, declared in self._folder.variables.items():
            # A validation of the variable itself reads it; that is no use.
            if ("var", name) not in used or not self._is_read(name, declared):
                yield Finding(
                    "WIR010",
                    NAME,
                    Severity.WARNING,
                    f"variable {name!r} is never read",
                    Location(declared.file, declared.line),
                    f"var.{name}",
                    "remove it, and the values given for it",
                )

    def _is_read(self, name: str, declared: Declared) -> bool:
        last = declared.body.get("__end_line__", declared.line)
        return any(
            r.path[:2] == ("var", name)
            and not (path == declared.file and declared.line <= r.line <= last)
            for path, r in self.references
        )

    def _argument(self, call: Declared, name: str) -> Location:
        """Return the place of an argument in its block, the block when it is not found."""
        lines = self._texts[call.file].splitlines()
        last = call.body.get("__end_line__", len(lines))
        for number in range(call.line, min(last, len(lines)) + 1):
            found = re.match(rf"\s*{re.escape(name)}\s*[={{]", lines[number - 1])
            if found:
                return Location(
                    call.file, number, len(lines[number - 1]) - len(lines[number - 1].lstrip()) + 1
                )
        return Location(call.file, call.line)


def _has_fault(tree: ProjectTree, folder: str) -> bool:
    return any(path.rpartition("/")[0] == folder for path in tree.faults)


def _error(code: str, message: str, at: Location, resource: str = "", hint: str = "") -> Finding:
    return Finding(code, NAME, Severity.ERROR, message, at, resource, hint)


def _names(known: Mapping[str, object]) -> str:
    names = sorted(known)
    return f"{', '.join(names[:8])}{' …' if len(names) > 8 else ''}" if names else "none"
