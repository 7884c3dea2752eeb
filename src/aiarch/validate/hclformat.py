"""`terraform fmt` over the whole tree, once: what is not canonical, and what is no HCL at all."""

from __future__ import annotations

import dataclasses
import json
import posixpath
import re
from collections.abc import Iterator

from aiarch.engine.batch import Job, Pending, Runner
from aiarch.errors import AiarchError, Location, Severity, ToolFailedError, ToolMissingError
from aiarch.validate.finding import CheckerReport, Finding
from aiarch.validate.tree import ProjectTree

# Without `-check`, which keeps the list to itself as soon as one file is no HCL.
FMT = ("fmt", "-list=true", "-write=false", "-no-color", "-recursive")
_FAULT = re.compile(
    r"^Error: (?P<summary>[^\n]+)\n\n  on (?P<file>[^\n]+?) line (?P<line>\d+)[^\n]*:\n(?P<rest>.*?)(?=^Error: |\Z)",
    re.MULTILINE | re.DOTALL,
)
_SOURCE_LINE = re.compile(r"^ +\d+:|^ *$")
_NAMED_ERROR = re.compile(r"^Error: (?P<summary>[^\n]+)", re.MULTILINE)


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """A syntax error as Terraform says it."""

    file: str
    line: int
    message: str


@dataclasses.dataclass(frozen=True, slots=True)
class Formatted:
    """What one run of `terraform fmt` said."""

    changed: tuple[str, ...]
    faults: tuple[Fault, ...]


class Formatter:
    """One run over one tree, shared by the two checkers; `start` early, `close` always."""

    def __init__(self) -> None:
        self._pending: Pending | None = None
        self._outcome: Formatted | AiarchError | None = None

    def start(self, engine: Runner, tree: ProjectTree) -> None:
        """Start the run unless there is one."""
        if self._pending is None:
            self._pending = engine.start([Job(tree.root, FMT)])

    def result(self, tree: ProjectTree) -> Formatted:
        """Wait for the run; the same answer, or error, every time.

        Raises:
            ToolMissingError: no engine.
            ToolFailedError: the engine broke.
        """
        if self._outcome is None:
            try:
                self._outcome = self._wait(tree)
            except AiarchError as error:
                self._outcome = error
        if isinstance(self._outcome, AiarchError):
            raise self._outcome
        return self._outcome

    def close(self) -> None:
        """End the run if it is still under way."""
        if self._pending is not None:
            self._pending.close()

    def _wait(self, tree: ProjectTree) -> Formatted:
        self.start(tree.engine, tree)
        assert self._pending is not None  # noqa: S101 - start has just set it
        done = self._pending.wait()[0]
        faults = tuple(faults_of(done.stderr))
        named = len(_NAMED_ERROR.findall(done.stderr))
        if done.code not in {0, 2} or (done.code == 2 and not faults) or named > len(faults):
            last = (done.stderr.strip().splitlines() or ["it said nothing"])[0]
            raise ToolFailedError(
                f"terraform fmt failed (exit {done.code}): {last[:200]}",
                code="FMT010",
                hint="run `terraform fmt -check -recursive` in the project and see its messages",
            )
        known = set(tree.everything)
        changed = sorted(p for p in (posixpath.normpath(x) for x in done.stdout.split("\n") if x))
        return Formatted(tuple(p for p in changed if p in known), faults)


def faults_of(text: str) -> Iterator[Fault]:
    """Yield the syntax errors in Terraform's diagnostics."""
    for match in _FAULT.finditer(text):
        lines = match["rest"].splitlines()
        detail = " ".join(x.strip() for x in lines if not _SOURCE_LINE.match(x)).strip()
        message = f"{match['summary']}: {detail}" if detail else match["summary"]
        yield Fault(posixpath.normpath(match["file"]), int(match["line"]), message.rstrip("."))


class Format:
    """Reports files that `terraform fmt` would rewrite."""

    name = "format"
    cacheable = True

    def __init__(self, formatter: Formatter) -> None:
        self._formatter = formatter

    def salt(self) -> str:
        """Return the engine's version."""
        return engine_name()

    def check(self, tree: ProjectTree) -> CheckerReport:
        """Return one finding per file that is not in canonical form."""
        try:
            formatted = self._formatter.result(tree)
        except ToolMissingError as error:
            return CheckerReport.skipped(self.name, error.message)
        hint = "terraform fmt -recursive"
        findings = [
            Finding(
                "FMT001", self.name, Severity.WARNING,
                "the file is not in the canonical form of terraform fmt", Location(path), hint=hint,
            )
            for path in formatted.changed
        ]  # fmt: skip
        return CheckerReport.ran(self.name, findings, engine=tree.engine.name)


class Syntax:
    """Reports what is no HCL: by Terraform's own parser, or by `hcl2` where there is no engine."""

    name = "syntax"
    cacheable = True

    def __init__(self, formatter: Formatter) -> None:
        self._formatter = formatter

    def salt(self) -> str:
        """Return the engine's version."""
        return engine_name()

    def check(self, tree: ProjectTree) -> CheckerReport:
        """Return one finding per syntax error."""
        files = sum(p.endswith((".tf", ".tfvars")) for p in tree.files)
        try:
            faults = self._formatter.result(tree).faults
        except ToolMissingError:
            findings = [
                self._of(path, fault.line, fault.column, fault.message)
                for path, fault in tree.faults.items()
            ]
            return CheckerReport.ran(self.name, findings, files=files, parser="hcl2")
        columns = self._columns(tree, faults)
        findings = [
            self._of(f.file, f.line, columns.get((f.file, f.line), 0), f.message) for f in faults
        ]
        return CheckerReport.ran(self.name, findings, files=files, parser=tree.engine.name)

    def _columns(self, tree: ProjectTree, faults: tuple[Fault, ...]) -> dict[tuple[str, int], int]:
        """Ask for the faulty folders again as JSON, the only form that has columns."""
        folders = sorted({posixpath.dirname(f.file) for f in faults if f.file.endswith(".tf")})
        jobs = [Job(tree.root / folder, ("validate", "-json", "-no-color")) for folder in folders]
        found: dict[tuple[str, int], int] = {}
        if not jobs:
            return found
        for folder, done in zip(folders, tree.engine.start(jobs).wait(), strict=True):
            try:
                diagnostics = json.loads(done.stdout)["diagnostics"]
                for start, name in (
                    (d["range"]["start"], d["range"]["filename"])
                    for d in diagnostics
                    if d.get("range")
                ):
                    path = posixpath.normpath(posixpath.join(folder, name))
                    found.setdefault((path, int(start["line"])), int(start["column"]))
            except (ValueError, KeyError, TypeError):
                continue  # a place without its column is still a place
        return found

    def _of(self, path: str, line: int, column: int, message: str) -> Finding:
        return Finding(
            "SYN001",
            self.name,
            Severity.ERROR,
            message,
            Location(path, line, column if line else 0),
            hint="repair the file, or render again: aiarch render",
        )


def engine_name() -> str:
    """Return what stands for the version of the engine at hand, "" when there is none."""
    from aiarch.engine.batch import find_runner

    try:
        return find_runner().engine.stamp
    except ToolMissingError:
        return ""
