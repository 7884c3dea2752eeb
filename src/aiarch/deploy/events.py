"""Terraform's machine-readable output (`-json`) as it comes: progress, and diagnostics that become errors of ours.

Source: https://developer.hashicorp.com/terraform/internals/machine-readable-ui
"""

from __future__ import annotations

import dataclasses
import json
import posixpath
import re
from collections.abc import Callable
from typing import Any

from aiarch.deploy.engine import Outcome, last_words
from aiarch.errors import AiarchError, ConflictError, Location, ToolFailedError, ToolMissingError


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """An error diagnostic."""

    summary: str
    detail: str = ""
    address: str = ""
    file: str = ""
    line: int = 0
    column: int = 0


class Progress:
    """Counts what an apply has done; `on_change` is called after every step with a line for people."""

    def __init__(self, on_change: Callable[[str], None] = lambda _: None, total: int = 0) -> None:
        self._on_change = on_change
        self.total = total
        self.done: list[str] = []
        self.failed: list[str] = []
        self.running: dict[str, str] = {}
        self.problems: list[Problem] = []

    def line(self, text: str) -> None:
        """Take one line of output; whatever is no event of Terraform's is passed over."""
        try:
            event = json.loads(text)
        except ValueError:
            return
        if isinstance(event, dict):
            self._take(event)

    def _take(self, event: dict[str, Any]) -> None:
        hook = event.get("hook") or {}
        address = str((hook.get("resource") or {}).get("addr", ""))
        match event.get("type"):
            case "apply_start":
                self.running[address] = str(hook.get("action", "apply"))
            case "apply_complete":
                self.running.pop(address, None)
                self.done.append(address)
            case "apply_errored":
                self.running.pop(address, None)
                self.failed.append(address)
            case "diagnostic":
                self._diagnostic(event.get("diagnostic") or {})
                return
            case "apply_progress" | "refresh_complete":
                pass
            case _:
                return
        self._on_change(self._say())

    def _say(self) -> str:
        now = next(iter(self.running.items()), None)
        more = f" and {len(self.running) - 1} more" if len(self.running) > 1 else ""
        what = f": {now[1]} {now[0]}{more}" if now else ""
        return f"{len(self.done)}{f' of {self.total}' if self.total else ''} done{what}"

    def _diagnostic(self, found: dict[str, Any]) -> None:
        if found.get("severity") != "error":
            return
        place = found.get("range") or {}
        start = place.get("start") or {}
        problem = Problem(
            str(found.get("summary", "")),
            " ".join(str(found.get("detail", "")).split()),
            str(found.get("address", "")),
            str(place.get("filename", "")),
            int(start.get("line", 0)),
            int(start.get("column", 0)),
        )
        if problem not in self.problems:
            self.problems.append(problem)


# (pattern over summary and detail, error, code, hint). First match wins.
_KNOWN: tuple[tuple[str, type[AiarchError], str, str], ...] = (
    (
        r"Saved plan is stale|plan file can no longer be applied",
        ConflictError,
        "DEP010",
        "somebody applied in between; `aiarch plan` again, and review what it says now",
    ),
    (
        r"different version of (?:Terraform|OpenTofu)|plan file was created by|Unsupported plan file format",
        ConflictError,
        "DEP011",
        "apply with the engine that planned (`--engine`), or plan again with this one",
    ),
    (
        r"acquiring the state lock|state (?:blob )?is already locked|Failed to lock",
        ConflictError,
        "DEP012",
        "another run holds the state; wait for it, and only when nobody runs, `terraform force-unlock ID`",
    ),
    (
        r"[Ff]ailed to (?:query|install|instantiate) (?:available )?provider|Required plugins are not installed|Failed to load plugin schemas|provider registry\.\S+ (?:was not|is not)|Inconsistent dependency lock file",
        ToolMissingError,
        "DEP013",
        "give a mirror with --provider-mirror, or a line to the registry; `aiarch providers` lists what is needed",
    ),
    (
        r"no space left on device",
        ToolFailedError,
        "DEP014",
        "make room and plan again; what had been applied is in the state",
    ),
    (
        r"[Bb]ackend|[Ss]tate (?:file|snapshot|data)|[Ee]rror (?:loading|refreshing|saving) (?:the )?state|Failed to (?:read|save|persist|upload) state",
        ToolFailedError,
        "DEP015",
        "see environments/<env>.backend.hcl; `aiarch bootstrap` makes the place where states live",
    ),
)


def failure(progress: Progress, outcome: Outcome, folder: str, doing: str) -> AiarchError:
    """Return the error for steps that were not accepted: what Terraform said first, where, and a way on."""
    problem = next(
        (p for p in progress.problems if p.summary != "execution halted"),
        problem_of(outcome.errors),
    )
    said = f"{problem.summary}: {problem.detail}" if problem.detail else problem.summary
    at = (
        Location(posixpath.normpath(f"{folder}/{problem.file}"), problem.line, problem.column)
        if problem.file
        else Location(folder)
    )
    subject = f" ({problem.address})" if problem.address else ""
    for pattern, kind, code, hint in _KNOWN:
        if re.search(pattern, said) or re.search(pattern, outcome.errors):
            return kind(f"{doing}: {shortened(said)}{subject}", code=code, at=at, hint=hint)
    return ToolFailedError(
        f"{doing}: {shortened(said)}{subject}",
        code="DEP016",
        at=at,
        hint="the log beside the plan has all that Terraform said (.aiarch/plans/)",
    )


def problem_of(errors: str) -> Problem:
    """Return the first error of Terraform's text for people."""
    lines = [line.strip(" │╷╵\t") for line in errors.splitlines()]
    for index, line in enumerate(lines):
        if line.startswith("Error: "):
            rest = [x for x in lines[index + 1 :] if x and not re.match(r"on \S+ line \d+|\d+:", x)]
            place = re.search(r"on (\S+) line (\d+)", errors)
            return Problem(
                line.removeprefix("Error: "),
                " ".join(rest[:3]),
                file=place[1] if place else "",
                line=int(place[2]) if place else 0,
            )
    return Problem(last_words(errors))


def shortened(text: str, length: int = 240) -> str:
    """Return a text of one line and bounded length, without the full stop."""
    plain = " ".join(text.split()).rstrip(".")
    return plain if len(plain) <= length else f"{plain[: length - 1]}…"
