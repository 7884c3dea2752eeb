"""Applies that are killed, at twenty moments: no state is lost, somebody says how to go on, and going on works."""

from __future__ import annotations

import concurrent.futures
import contextlib
import dataclasses
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from lab import PACK, write_lab

ENGINE = "terraform" if shutil.which("terraform") else "embedded"
SECONDS = 1.2
LONGEST = 120.0

pytestmark = [pytest.mark.terraform, pytest.mark.slow]


@dataclasses.dataclass(frozen=True)
class Moment:
    """When to strike: so long after a line on standard error."""

    command: str
    layer: str
    delay: float


# What each killer does, with which engine, and when; `jobs` of the workloads come up side by side and take SECONDS.
Strike = Callable[[subprocess.Popen[str]], None]


def _signal(number: int) -> Strike:
    return lambda process: process.send_signal(number)


def _everything(process: subprocess.Popen[str]) -> None:
    """Kill aiarch and all that it started, as a machine that goes down would."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    process.kill()
    for child in map(int, children):
        with contextlib.suppress(ProcessLookupError):
            if os.getsid(child) == child:  # a session of its own: ours to kill
                os.killpg(child, signal.SIGKILL)


KILLERS: Mapping[str, tuple[Strike, str, tuple[Moment, ...]]] = {
    "SIGINT": (
        _signal(signal.SIGINT),
        "embedded",
        (
            Moment("plan", "foundation", 0.0),
            Moment("apply", "foundation", 0.15),
            Moment("apply", "platform", 0.3),
            Moment("apply", "workloads", 0.1),
            Moment("apply", "workloads", 0.9),
        ),
    ),
    "SIGTERM": (
        _signal(signal.SIGTERM),
        ENGINE,
        (
            Moment("plan", "foundation", 0.3),
            Moment("apply", "foundation", 0.0),
            Moment("plan", "platform", 0.15),
            Moment("apply", "workloads", 0.4),
            Moment("apply", "workloads", 1.2),
        ),
    ),
    "SIGKILL": (
        _signal(signal.SIGKILL),
        "embedded",
        (
            Moment("plan", "foundation", 0.2),
            Moment("apply", "foundation", 0.3),
            Moment("apply", "platform", 0.0),
            Moment("apply", "workloads", 0.3),
            Moment("apply", "workloads", 1.0),
        ),
    ),
    "SIGKILL of all": (
        _everything,
        ENGINE,
        (
            Moment("plan", "foundation", 0.1),
            Moment("apply", "platform", 0.2),
            Moment("apply", "workloads", 0.2),
            Moment("apply", "workloads", 0.7),
            Moment("apply", "workloads", 1.3),
        ),
    ),
}


@dataclasses.dataclass(frozen=True)
class Ended:
    """How a command ended; `finished`: its work was done and noted before, only the answer was left."""

    code: int
    err: str
    finished: bool = False


class Victim:
    """A project whose commands are killed."""

    def __init__(self, folder: Path, engine: str) -> None:
        self.folder = folder
        self._engine = engine
        self.jobs = ["ingest", "train"]
        self._lineages: dict[str, str] = {}
        self._write()

    def _write(self) -> None:
        write_lab(self.folder, jobs=tuple(self.jobs), seconds=SECONDS)

    def start(self, command: str) -> subprocess.Popen[str]:
        more = ("--no-policy", "--allow-destroy", "*") if command == "plan" else ()
        arguments = (
            "-e",
            "dev",
            "--pack",
            PACK,
            "-C",
            self.folder,
            "--engine",
            self._engine,
            *more,
        )
        return subprocess.Popen(
            [sys.executable, "-m", "aiarch", command, *map(str, arguments)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, command: str) -> Ended:
        """Run a command that nobody kills; wait while a Terraform that was left behind is at work."""
        end = time.monotonic() + LONGEST
        while True:
            with self.start(command) as process:
                _, err = process.communicate(timeout=LONGEST)
            done = Ended(process.returncode, err)
            if "DEP003" not in err:
                return done
            assert done.code == 7, err
            assert "a run that was killed leaves Terraform to finish its layer" in err
            assert time.monotonic() < end
            time.sleep(0.2)

    def struck(self, moment: Moment, strike: Strike) -> Ended:
        """Run a command and strike at a moment."""
        lines: list[str] = []
        with self.start(moment.command) as process:
            assert process.stderr is not None
            for line in process.stderr:
                lines.append(line)
                if line.startswith(f"{moment.command} of lab/{moment.layer}"):
                    time.sleep(moment.delay)
                    strike(process)
                    break
            else:
                raise AssertionError(f"never came to {moment}: {''.join(lines)}")
            lines += process.stderr.read()
            process.wait(LONGEST)
        return Ended(process.returncode, "".join(lines), self.finished(moment))

    def reach(self, moment: Moment) -> None:
        """Bring the project to where the moment lies before it."""
        if moment.layer == "workloads":
            self.jobs.append(f"job-{len(self.jobs)}")
            self._write()
        for _ in range(4):
            if moment == Moment("plan", "foundation", moment.delay):
                return
            self.go("plan")
            if self.status(moment.layer) == "planned":
                return
            if moment.command == "plan" and self.status(moment.layer) != "waits":
                return
            self.go("apply")
        raise AssertionError(f"{moment} cannot be reached")

    def go(self, command: str) -> None:
        done = self.run(command)
        assert done.code == 0, done.err

    def status(self, layer: str) -> str:
        plan = json.loads((self.folder / ".aiarch/plans/dev/plan.json").read_text(encoding="utf-8"))
        return str(next(x["status"] for x in plan["layers"] if x["layer"] == layer))

    def finished(self, moment: Moment) -> bool:
        """Return whether what the moment's command makes last is there; each plan removes both."""
        plans = self.folder / ".aiarch/plans/dev"
        if moment.command == "plan":
            return (plans / "plan.json").exists()
        noted = plans / "applied.json"
        return noted.exists() and f"lab/{moment.layer}" in noted.read_text(encoding="utf-8")

    def is_up(self) -> bool:
        return {self.status(x) for x in ("foundation", "platform", "workloads")} == {"unchanged"}

    def states(self) -> dict[str, Any]:
        """Return every state by layer; each is whole, and the same one as ever."""
        texts = {
            p.stem: p.read_text(encoding="utf-8") for p in self.folder.glob(".state/dev/*.tfstate")
        }
        # Terraform makes an empty file to lock it, before there is a state for the first time.
        found = {k: json.loads(v) for k, v in texts.items() if v or k in self._lineages}
        for layer, state in found.items():
            assert self._lineages.setdefault(layer, state["lineage"]) == state["lineage"]
        return found

    def managed(self, layer: str) -> list[Any]:
        """Return the managed resources of a layer's state."""
        return [r for r in self.states()[layer]["resources"] if r["mode"] == "managed"]


def torment(folder: Path, name: str) -> list[Ended]:
    """Go through all moments of a killer, then go on to the end; return how the struck commands ended."""
    strike, engine, moments = KILLERS[name]
    victim = Victim(folder, engine)
    ends = []
    for moment in moments:
        victim.reach(moment)
        ends.append(victim.struck(moment, strike))
        if name.startswith("SIGKILL"):
            victim.run("plan")  # waits until a Terraform that was left behind has written its state
        victim.states()
    for _ in range(4):
        victim.go("plan")
        if victim.is_up():
            break
        victim.go("apply")
    assert victim.is_up()
    (jobs,) = victim.managed("workloads")
    assert sorted(i["index_key"] for i in jobs["instances"]) == sorted(victim.jobs)
    assert [i for i in jobs["instances"] if "status" in i] == []
    return ends


@pytest.fixture(scope="module")
def torments(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Mapping[str, concurrent.futures.Future[list[Ended]]]]:
    """All killers at work at once: they mostly wait."""
    folder = tmp_path_factory.mktemp("kill")
    with concurrent.futures.ThreadPoolExecutor(len(KILLERS)) as pool:
        yield {
            name: pool.submit(torment, folder / f"project-{number}", name)
            for number, name in enumerate(KILLERS)
        }


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_interrupted_command_says_how_to_go_on_and_going_on_works(
    torments: Mapping[str, concurrent.futures.Future[list[Ended]]], name: str
) -> None:
    interrupted = [e for e in torments[name].result() if not e.finished]
    assert {e.code for e in interrupted} == {130}
    assert len(interrupted) >= 2  # those in the long layer at least
    for end in interrupted:
        assert "interrupted" in end.err
        assert "aiarch plan" in end.err
        assert "Traceback" not in end.err


@pytest.mark.parametrize("name", ["SIGKILL", "SIGKILL of all"])
def test_killed_command_leaves_a_project_that_goes_on(
    torments: Mapping[str, concurrent.futures.Future[list[Ended]]], name: str
) -> None:
    assert {e.code for e in torments[name].result() if not e.finished} == {-9}


def test_reader_that_goes_away_does_not_stop_an_apply(tmp_path: Path) -> None:
    """As in `aiarch apply 2>&1 | head -1`."""
    victim = Victim(tmp_path / "project", "embedded")
    victim.go("plan")
    with victim.start("apply") as process:
        assert process.stderr is not None
        process.stderr.readline()
        process.stderr.close()
        assert process.wait(LONGEST) == 0
    assert [r["name"] for r in victim.managed("foundation")] == ["net"]


def test_second_apply_stops_while_the_first_is_at_work(tmp_path: Path) -> None:
    victim = Victim(tmp_path / "project", "embedded")
    main = victim.folder / "modules/lab/net/main.tf"
    wait = f'provisioner "local-exec" {{\n    command = "touch {tmp_path}/started; until [ -e {tmp_path}/go ]; do sleep 0.05; done"\n  }}\n}}\n'
    main.write_text(main.read_text(encoding="utf-8").rstrip().removesuffix("}") + wait, encoding="utf-8")  # fmt: skip
    victim.go("plan")
    first: list[Ended] = []
    thread = threading.Thread(target=lambda: first.append(victim.run("apply")))
    thread.start()
    try:
        end = time.monotonic() + LONGEST
        while not (tmp_path / "started").exists():
            assert time.monotonic() < end
            time.sleep(0.05)
        with victim.start("apply") as process:
            _, err = process.communicate(timeout=LONGEST)
    finally:
        (tmp_path / "go").touch()
        thread.join(LONGEST)
    assert process.returncode == 7
    lines = err.strip().splitlines()
    assert len(lines) == 2
    assert "is at work on dev" in lines[0]
    assert "wait until it has ended" in lines[1]
    assert first[0].code == 0, first[0].err
