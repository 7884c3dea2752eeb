"""Entry point and the single error boundary: every failure leaves here as text, or JSON, and one exit code."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from aiarch.errors import AiarchError, Diagnostic, ExitCode
from aiarch.version import __version__

MAX_SHOWN = 20
"""Diagnostics printed before the rest is only counted."""


def main() -> None:
    """Run with the process's arguments and exit (console script)."""
    import signal

    code = run(sys.argv[1:])
    # The answer is given: a late ^C must not put another exit code in its place while the interpreter shuts down.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(code)


def run(argv: list[str]) -> int:
    """Run one command and return its exit code; never raises, never prints a traceback without `--debug`."""
    if argv in (["--version"], ["-V"]):
        sys.stdout.write(f"aiarch {__version__}\n")
        return int(ExitCode.OK)
    # pydantic would search every installed distribution for plugins; we use none.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    import typer

    from aiarch.cli.app import build

    try:
        code = build(argv)(args=argv, prog_name="aiarch", standalone_mode=False)
        sys.stdout.flush()
    except AiarchError as error:
        if "--debug" in argv:
            raise
        return _fail(argv, error.diagnostics, error.exit_code)
    except typer.TyperException as error:
        return _fail(argv, (_usage(error),), ExitCode.USAGE)
    except (KeyboardInterrupt, typer.Abort):
        sys.stderr.write("interrupted\n")
        return int(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        # The reader went away: point stdout at nothing so that the interpreter's last flush is quiet.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return int(ExitCode.OK)
    except Exception as error:
        if "--debug" in argv:
            raise
        return _bug(argv, error)
    return code if isinstance(code, int) else int(ExitCode.OK)


def _usage(error: Exception) -> Diagnostic:
    message = str(getattr(error, "format_message", error.__str__)()).strip().rstrip(".")
    message, _, suggestion = message.partition(" (Possible options: ")
    message, _, meant = message.partition(". Did you mean ")
    hint = (
        f"did you mean {suggestion.rstrip(')')}?"
        if suggestion
        else f"did you mean {meant.rstrip('?')}?"
        if meant
        else ""
    )
    return Diagnostic(
        "USE000",
        message or "the command line does not make sense",
        hint=hint or "`aiarch --help` lists the commands",
    )


def _fail(argv: list[str], diagnostics: tuple[Diagnostic, ...], code: ExitCode) -> int:
    if "--json" in argv:
        from aiarch.cli.session import document

        sys.stdout.write(
            document(
                _command(argv), ok=False, result=None, diagnostics=diagnostics, exit_code=int(code)
            )
        )
    for diagnostic in diagnostics[:MAX_SHOWN]:
        sys.stderr.write("\n".join(diagnostic.lines()) + "\n")
    if len(diagnostics) > MAX_SHOWN:
        sys.stderr.write(f"… and {len(diagnostics) - MAX_SHOWN} more; --json prints all\n")
    return int(code)


def _command(argv: list[str]) -> str:
    return next((a for a in argv if not a.startswith("-")), "")


def _bug(argv: list[str], error: Exception) -> int:
    """Write a log ready to paste into an issue; answers may be private, so values of `--set` are left out."""
    import platform
    import tempfile
    import traceback

    shown = [a if "=" not in a else a.split("=", 1)[0] + "=…" for a in argv]
    handle, name = tempfile.mkstemp(prefix="aiarch-bug-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8") as log:
        log.write(
            f"aiarch {__version__}, Python {platform.python_version()}, {platform.platform()}\nargv: {shown}\n\n"
        )
        log.write("".join(traceback.format_exception(error)))
    diagnostic = Diagnostic(
        "BUG000",
        f"this is a bug in aiarch: {type(error).__name__}: {str(error)[:160]}",
        hint=f"please report it with {Path(name)}",
    )
    return _fail(argv, (diagnostic,), ExitCode.BUG)
