"""Lifecycle: nothing that is closed, retired or about to be (`blueprints/lifecycle.yaml`)."""

from __future__ import annotations

import datetime
import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from aiarch.errors import AiarchError, Location, Severity
from aiarch.validate.finding import RANK, CheckerReport, Finding
from aiarch.validate.hcl import Declared
from aiarch.validate.knowledge import matches
from aiarch.validate.tree import ProjectTree

if TYPE_CHECKING:
    from aiarch.model.control import LifecycleEntry

NAME = "lifecycle"
HORIZON_DAYS = 180
DATA_SUFFIXES = (".yaml", ".yml", ".json", ".tpl", ".tftpl")
"""Files beside the Terraform that may carry a value: manifests, chart values, templates."""
LARGEST = 1_000_000
_STATES = {
    "closed_to_new": "closed to new customers",
    "retired": "retired",
    "removed_in_next_major": "removed in the provider's next major version",
    "deprecated": "deprecated",
    "superseded": "superseded",
    "announced": "changing",
}
_QUOTED = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_COMMENT = re.compile(r"^\s*(?:#|//)")
# A YAML or JSON scalar: what stands after `key:`, `- ` or a comma, quotes left out.
_SCALAR = re.compile(r"""(?:^|[\s:,\[{-])["']?([^\s"',\[\]{}]+)["']?""")


class Lifecycle:
    """Compares dated facts with resource types, arguments, values and chosen frameworks."""

    name = NAME
    cacheable = True

    def salt(self) -> str:
        """Return nothing: files, knowledge and date are all there is."""
        return ""

    def check(self, tree: ProjectTree) -> CheckerReport:
        """Return one finding per use of something that has ended or ends within 180 days."""
        soon = str(datetime.date.fromisoformat(tree.as_of) + datetime.timedelta(days=HORIZON_DAYS))
        entries = [e for e in tree.catalog.lifecycle.values() if e.since <= soon]
        findings = [
            finding
            for entry in entries
            if not (entry.allowed_when and tree.has_flavour(entry.allowed_when))
            for finding in _Search(tree, entry).findings()
        ]
        return CheckerReport.ran(NAME, findings, facts_checked=len(entries), as_of=tree.as_of)


class _Search:
    """All uses of one entry's subject."""

    def __init__(self, tree: ProjectTree, entry: LifecycleEntry) -> None:
        self._tree = tree
        self._entry = entry

    def findings(self) -> Iterator[Finding]:
        for folder in self._tree.folders.values():
            for kind, blocks in (("", folder.resources), ("data.", folder.data)):
                for name, block in blocks.items():
                    yield from self._block(name, block, f"{kind}{name}")
            for kind, backend in folder.backends.items():
                yield from self._arguments(f"backend.{kind}", backend, "")
        if self._entry.values:
            yield from self._values()
        yield from self._framework()

    def _block(self, name: str, block: Declared, address: str) -> Iterator[Finding]:
        kind = name.split(".")[0]
        if any(matches(pattern, kind) for pattern in self._entry.resource_types):
            yield self._of(Location(block.file, block.line), address)
        yield from self._arguments(kind, block, address)

    def _arguments(self, kind: str, block: Declared, address: str) -> Iterator[Finding]:
        for argument in self._entry.arguments:
            path, _, wanted = argument.partition("=")
            parts = path.removeprefix(f"{kind}.").split(".")
            if path.startswith(f"{kind}.") and _has(block.body, parts, wanted):
                yield self._of(self._line(block, parts[-1]), address)

    def _values(self) -> Iterator[Finding]:
        for path in self._tree.everything:
            for number, line, column in self._words(path):
                if any(matches(pattern, line) for pattern in self._entry.values):
                    yield self._of(Location(path, number, column), "", f" ({line})")

    def _words(self, path: str) -> Iterator[tuple[int, str, int]]:
        """Yield (line, value, column) of the values a file holds."""
        if path.endswith((".tf", ".tfvars")):
            text, pattern = self._tree.texts.get(path, ""), _QUOTED
        elif path.startswith(("modules/", "stacks/", "bootstrap/")) and path.endswith(
            DATA_SUFFIXES
        ):
            text, pattern = self._data(path), _SCALAR
        else:
            return
        for number, line in enumerate(text.splitlines(), 1):
            if not _COMMENT.match(line):
                for match in pattern.finditer(line):
                    yield number, match[1], match.start(1) + 1

    def _data(self, path: str) -> str:
        file = self._tree.root / path
        # The manifest describes a module to aiarch; what it says is checked where it is used.
        if posixpath.basename(path) == "module.yaml":
            return ""
        try:
            return file.read_text(encoding="utf-8") if file.stat().st_size <= LARGEST else ""
        except (OSError, UnicodeDecodeError):
            return ""

    def _framework(self) -> Iterator[Finding]:
        if not self._entry.framework or self._entry.state not in {"superseded", "retired"}:
            return
        try:
            regimes = self._tree.blueprint.choices.get("governance", {}).get("regimes")
        except AiarchError:
            return  # structure reports a blueprint that does not load
        if isinstance(regimes, list) and self._entry.framework in regimes:
            yield self._of(Location("blueprint.yaml"), "")

    def _line(self, block: Declared, name: str) -> Location:
        lines = self._tree.texts[block.file].splitlines()
        last = block.body.get("__end_line__", block.line)
        for number in range(block.line, min(last, len(lines)) + 1):
            found = re.match(rf'\s*(?:dynamic\s+")?({re.escape(name)})\b', lines[number - 1])
            if found:
                return Location(block.file, number, found.start(1) + 1)
        return Location(block.file, block.line)

    def _of(self, at: Location, address: str, detail: str = "") -> Finding:
        entry = self._entry
        upcoming = entry.since > self._tree.as_of
        severity = Severity(entry.severity)
        if upcoming and RANK[severity] > RANK[Severity.WARNING]:
            severity = Severity.WARNING
        state = _STATES[entry.state]
        when = (
            f"will be {state} from {entry.since}" if upcoming else f"is {state} since {entry.since}"
        )
        told = "" if entry.confidence == "verified" else ", by a second-hand source"
        return Finding(
            entry.id, NAME, severity, f"{entry.subject} {when}{told}{detail}", at, address,
            f"use instead: {entry.instead}",
        )  # fmt: skip


def _has(body: Any, path: list[str], wanted: str) -> bool:  # noqa: ANN401 - hcl2 data
    """Return whether an argument or nested block is there, static or dynamic, with the wanted value if any."""
    if isinstance(body, list):
        return any(_has(item, path, wanted) for item in body)
    if not path:
        return not wanted or str(body).lower() == wanted.lower()
    if not isinstance(body, Mapping):
        return False
    name, rest = path[0], path[1:]
    if name in body:
        value = body[name]
        # `argument = null` means that it is not set.
        if not rest and value in (None, [None]):
            return False
        if _has(value, rest, wanted):
            return True
    return any(
        _has(block[name].get("content", {}), rest, wanted)
        for block in body.get("dynamic", [])
        if isinstance(block, Mapping) and name in block
    )
