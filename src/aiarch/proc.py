"""The only module that starts a process: argument lists, never a shell; text in UTF-8; nothing inherited by accident."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from aiarch.errors import ToolFailedError, ToolMissingError


@dataclasses.dataclass(frozen=True, slots=True)
class Completed:
    """A process that ended: exit code (negative: killed by that signal) and what it wrote."""

    code: int
    stdout: str
    stderr: str


class Running:
    """A started process; `wait` for it exactly once, or use it as a context to kill it on the way out."""

    def __init__(self, process: subprocess.Popen[bytes], name: str) -> None:
        self._process = process
        self._name = name

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def wait(self, seconds: float | None = None) -> Completed:
        """Return when the process has ended.

        Raises:
            ToolFailedError: it did not end within `seconds`; it is killed then.
        """
        try:
            out, err = self._process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise ToolFailedError(
                f"{self._name} did not end within {seconds:g} s",
                code="PRC002",
                hint="try again; when it stays so, run it by hand with the same arguments",
            ) from None
        except BaseException:
            self.kill()
            raise
        return Completed(self._process.returncode, _text(out), _text(err))

    def kill(self) -> None:
        """End the process, if it still runs, and reap it."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()


class Detached:
    """A process in a session of its own, with its output in files: it goes on when we end, and a ^C in our terminal is not its own."""

    def __init__(self, process: subprocess.Popen[bytes], name: str) -> None:
        self._process = process
        self.name = name

    @property
    def pid(self) -> int:
        """Return its process id."""
        return self._process.pid

    def code(self, seconds: float = 0.0) -> int | None:
        """Return its exit code once it has ended (negative: killed by that signal), None while it runs after `seconds`."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def interrupt(self) -> None:
        """Ask it to stop as ^C would."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGINT)

    def kill(self) -> None:
        """End it and all that it started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def find(name: str) -> Path | None:
    """Return the program `name` on PATH, or None."""
    found = shutil.which(name)
    return Path(found) if found else None


def start(
    arguments: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    stdin: str = "",
) -> Running:
    """Start a program with its streams captured.

    Args:
        arguments: program and arguments.
        cwd: working folder, default ours.
        env: the whole environment, default ours.
        stdin: text for its standard input, which is closed after it.

    Raises:
        ToolMissingError: there is no such program, or it may not be executed.
    """
    name = Path(arguments[0]).name
    # A file, not a pipe: the child can read all of it before anybody waits, whatever its size.
    with tempfile.TemporaryFile() as source:
        source.write(stdin.encode())
        source.seek(0)
        try:
            process = subprocess.Popen(
                [str(a) for a in arguments],
                cwd=cwd,
                env=None if env is None else dict(env),
                stdin=source,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        except (FileNotFoundError, PermissionError) as error:
            raise ToolMissingError(
                f"{name} cannot be started: {error.strerror}",
                code="PRC001",
                hint="install it, or put it on PATH; `aiarch doctor` shows what is there",
            ) from None
    return Running(process, name)


def start_detached(
    arguments: Sequence[str | Path],
    *,
    out: Path,
    err: Path,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    keep: Sequence[int] = (),
) -> Detached:
    """Start a program that survives us.

    Args:
        arguments: program and arguments.
        out: file for its standard output, added to.
        err: file for its standard error, added to.
        cwd: working folder, default ours.
        env: the whole environment, default ours.
        keep: file descriptors it inherits; a lock on one of them is held as long as it runs.

    Raises:
        ToolMissingError: there is no such program, or it may not be executed.
        ToolFailedError: the files cannot be written.
    """
    name = Path(arguments[0]).name
    try:
        with out.open("ab") as stdout, err.open("ab") as stderr:
            process = subprocess.Popen(
                [str(a) for a in arguments],
                cwd=cwd,
                env=None if env is None else dict(env),
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                start_new_session=True,
                pass_fds=tuple(keep),
            )
    except OSError as error:
        if error.filename in {str(out), str(err)}:
            raise ToolFailedError(
                f"{error.filename} cannot be written: {error.strerror}",
                code="PRC003",
                hint="make room, or give the folder to the user who runs this",
            ) from None
        raise ToolMissingError(
            f"{name} cannot be started: {error.strerror}",
            code="PRC001",
            hint="install it, or put it on PATH; `aiarch doctor` shows what is there",
        ) from None
    return Detached(process, name)


def run(
    arguments: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    stdin: str = "",
    seconds: float | None = None,
) -> Completed:
    """Start a program and wait for it; arguments and errors as `start` and `Running.wait`."""
    return start(arguments, cwd=cwd, env=env, stdin=stdin).wait(seconds)


def start_module(
    module: str,
    arguments: Sequence[str] = (),
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    stdin: str = "",
) -> Running:
    """Start `python -m module` of this very installation.

    The child never imports from its working folder (`-P`), so a file of the project cannot shadow a library.
    """
    return start(
        [*module_command(module), *arguments], cwd=cwd, env=module_environment(env), stdin=stdin
    )


def module_command(module: str) -> list[str]:
    """Return the command that runs a module of this very installation, in the environment of `module_environment`."""
    return [sys.executable, "-P", "-m", module]


def module_environment(env: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return an environment (default ours) in which the child finds this installation."""
    environment = dict(os.environ if env is None else env)
    source = str(Path(__file__).resolve().parent.parent)
    paths = [source, *filter(None, environment.get("PYTHONPATH", "").split(os.pathsep))]
    return environment | {
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths)),
        "PYTHONUTF8": "1",
    }


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", errors="replace")
