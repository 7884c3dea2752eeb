"""`python -m aiarch`."""

from __future__ import annotations

import sys

from aiarch.cli.main import run

if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
