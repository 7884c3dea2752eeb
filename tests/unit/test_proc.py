from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from aiarch import proc
from aiarch.errors import ToolFailedError, ToolMissingError


def test_run_program_returns_code_and_streams() -> None:
    script = "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"
    done = proc.run([sys.executable, "-c", script])
    assert (done.code, done.stdout.strip(), done.stderr.strip()) == (3, "out", "err")


def test_run_large_input_reaches_the_program_whole() -> None:
    text = "ü" * 300_000
    script = "import sys; print(len(sys.stdin.buffer.read()))"
    assert proc.run([sys.executable, "-c", script], stdin=text).stdout.strip() == "600000"


def test_run_arguments_are_never_read_by_a_shell(tmp_path: Path) -> None:
    nasty = f"$(touch {tmp_path}/made); `id` ; rm -rf *"
    done = proc.run([sys.executable, "-c", "import sys; print(sys.argv[1])", nasty])
    assert done.stdout.rstrip("\n") == nasty
    assert list(tmp_path.iterdir()) == []


def test_start_missing_program_names_it_and_what_to_do() -> None:
    with pytest.raises(ToolMissingError) as caught:
        proc.start(["no-such-program-anywhere"])
    assert "no-such-program-anywhere" in caught.value.message
    assert "doctor" in caught.value.hint


def test_run_slow_program_is_killed_and_reaped() -> None:
    running = proc.start([sys.executable, "-c", "import time; time.sleep(60)"])
    with pytest.raises(ToolFailedError, match=r"did not end within 0\.2 s"):
        running.wait(0.2)
    running.kill()  # a second time changes nothing
    assert running._process.returncode == -9


def test_start_module_ignores_modules_of_the_working_folder(tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('shadowed')\n", encoding="utf-8")
    done = proc.start_module("json.tool", cwd=tmp_path, stdin='{"a": 1}').wait(30)
    assert done.code == 0, done.stderr
    assert '"a": 1' in done.stdout


def test_start_module_given_environment_is_the_whole_environment() -> None:
    environment = {"PATH": os.environ["PATH"], "ONLY": "this"}
    done = proc.start_module("timeit", ["-n1", "-r1", "import os; assert os.environ['ONLY'] == 'this'; assert 'HOME' not in os.environ"], env=environment).wait(30)  # fmt: skip
    assert done.code == 0, done.stderr


def test_find_program_on_path_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tmp_path / "tool"
    tool.write_text("#!/bin/sh\n", encoding="utf-8")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert proc.find("tool") == tool
    assert proc.find("other") is None
