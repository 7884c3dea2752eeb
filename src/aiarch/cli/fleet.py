"""Many projects at once: each is a process of its own, so that one that fails or is slow disturbs no other."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from aiarch import proc
from aiarch.errors import ExitCode


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """What the command said about one project."""

    project: str
    exit_code: int
    result: Any
    message: str
    """First error, "" when there was none."""


def run_each(
    arguments: Sequence[str], projects: Sequence[Path], jobs: int, say: Callable[[str], None]
) -> list[Told]:
    """Run `aiarch ARGUMENTS -C PROJECT --json` for every project, so many at a time; in the order of the projects.

    A ^C reaches every process (they share our terminal), and each stops its Terraform in its own time.
    """

    def one(project: Path) -> Told:
        done = proc.start_module("aiarch", [*arguments, "-C", str(project), "--json"]).wait()
        told = _told(project, done)
        say(f"{told.project}: {told.message or 'done'}")
        return told

    with ThreadPoolExecutor(max_workers=max(jobs, 1)) as pool:
        return list(pool.map(one, projects))


def worst(told: Sequence[Told]) -> ExitCode:
    """Return the exit code of all: the failure that weighs most, else findings, else pending changes."""
    codes = {t.exit_code for t in told}
    order = (
        ExitCode.INTERRUPTED, ExitCode.BUG, ExitCode.TOOL_FAILED, ExitCode.TOOL_MISSING, ExitCode.CONFLICT, ExitCode.INPUT,
        ExitCode.USAGE, ExitCode.NO_SOLUTION, ExitCode.FINDINGS, ExitCode.CHANGES,
    )  # fmt: skip
    return next((c for c in order if int(c) in codes), ExitCode.OK)


def _told(project: Path, done: proc.Completed) -> Told:
    try:
        document = json.loads(done.stdout)
    except ValueError:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        return Told(str(project), done.code if done.code > 0 else 70, None, last[:200])
    errors = [d for d in document["diagnostics"] if d["severity"] == "error"]
    message = f"{errors[0]['code']} {errors[0]['message']}" if errors else ""
    return Told(str(project), int(document["exit_code"]), document["result"], message)
