"""Error tree, exit codes and diagnostics. Imports nothing of ours; constructors have no side effects."""

from __future__ import annotations

import dataclasses
from enum import IntEnum, StrEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """What the process returns. One meaning per number (DESIGN 9); the README table is tested against it."""

    OK = 0
    USAGE = 2
    INPUT = 3
    NO_SOLUTION = 4
    TOOL_MISSING = 5
    TOOL_FAILED = 6
    CONFLICT = 7
    FINDINGS = 10
    CHANGES = 11
    BUG = 70
    INTERRUPTED = 130


class Severity(StrEnum):
    """How bad a diagnostic or finding is, weakest first."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file: 1-based line and column, 0 when unknown."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Return `path`, `path:line` or `path:line:col`."""
        parts = [self.path]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)


@dataclasses.dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault or remark with its place and a way out.

    Attributes:
        code: stable id, area + three digits (`YML001`) or a lint id (`L01`).
        message: one sentence, no trailing full stop.
        at: where, or None when the fault has no file.
        hint: what to do next, or "".
    """

    code: str
    message: str
    at: Location | None = None
    hint: str = ""
    severity: Severity = Severity.ERROR

    def lines(self) -> list[str]:
        """Render as at most two lines: `place: severity[code]: message` and `  help: hint`."""
        place = f"{self.at}: " if self.at else ""
        out = [f"{place}{self.severity}[{self.code}]: {self.message}"]
        if self.hint:
            out.append(f"  help: {self.hint}")
        return out


class AiarchError(Exception):
    """Base of every expected failure; carries what the single boundary in `cli.main` prints.

    Args:
        message: what happened, one sentence.
        code: stable diagnostic id.
        at: where, when a file is to blame.
        hint: how to go on.
        diagnostics: every fault found in one pass; when given they are printed instead of `message`.
    """

    exit_code: ClassVar[ExitCode] = ExitCode.BUG
    default_code: ClassVar[str] = "AIA000"

    def __init__(
        self,
        message: str,
        *,
        code: str = "",
        at: Location | None = None,
        hint: str = "",
        diagnostics: tuple[Diagnostic, ...] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.at = at
        self.code = code or self.default_code
        self.diagnostics = diagnostics or (Diagnostic(self.code, message, at, hint),)


class UsageError(AiarchError):
    """The command line does not make sense, or an answer is missing and nobody can be asked."""

    exit_code = ExitCode.USAGE
    default_code = "USE001"


class InputError(AiarchError):
    """A file the user wrote is wrong: fix the file."""

    exit_code = ExitCode.INPUT
    default_code = "INP001"


class NoSolutionError(AiarchError):
    """The answers have no, or no single, solution: change an answer."""

    exit_code = ExitCode.NO_SOLUTION
    default_code = "SOL001"


class ToolMissingError(AiarchError):
    """A tool is not installed: install it or choose another."""

    exit_code = ExitCode.TOOL_MISSING
    default_code = "TOO001"


class ToolFailedError(AiarchError):
    """A tool or the operating system refused: read its message."""

    exit_code = ExitCode.TOOL_FAILED
    default_code = "TOO002"


class ConflictError(AiarchError):
    """Somebody else's work is in the way (edited managed file, stale plan, lock): decide who wins."""

    exit_code = ExitCode.CONFLICT
    default_code = "CON001"


class InterruptedRunError(AiarchError):
    """Somebody pressed ^C; what ran was told so and has ended."""

    exit_code = ExitCode.INTERRUPTED
    default_code = "INT001"


def did_you_mean(word: str, known: list[str] | tuple[str, ...] | set[str] | frozenset[str]) -> str:
    """Return `did you mean 'x'?` for the nearest known word, or "" (difflib, cutoff 0.7)."""
    import difflib

    near = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.7)
    return f"did you mean {near[0]!r}?" if near else ""
