"""`python -m aiarch`."""

from __future__ import annotations

from aiarch.cli.main import main

if __name__ == "__main__":
    main()
