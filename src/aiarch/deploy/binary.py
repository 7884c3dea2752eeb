"""A `terraform` or `tofu` program. `python-terraform` writes the command lines; it cannot stream or interrupt, so `proc` runs them."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from aiarch import proc
from aiarch.deploy.engine import Launch, Step
from aiarch.errors import ToolFailedError

NAMES = ("terraform", "tofu")
LICENCES = {"terraform": "BUSL-1.1", "tofu": "MPL-2.0"}


@dataclasses.dataclass(frozen=True, slots=True)
class Binary:
    """One program; every step is a process."""

    path: Path
    kind: str = "binary"

    @property
    def name(self) -> str:
        """Name and version, as the program says it."""
        return f"{self.path.name} {_version(self.path)}"

    @property
    def licence(self) -> str:
        """Licence by the name of the program; builds of Terraform before 1.6 were MPL-2.0."""
        return LICENCES.get(self.path.name, "unknown")

    def processes(self, steps: Sequence[Step], codes: Path) -> list[Launch]:  # noqa: ARG002 - the port's
        """Return one process per step."""
        return [Launch(tuple(_command(self.path, s.arguments)), (s,), out=s.out) for s in steps]


def find(name: str = "") -> Path | None:
    """Return the absolute path of the program of this name or path; of the first of `NAMES` on PATH when it is empty."""
    for wanted in [name] if name else NAMES:
        found = proc.find(wanted)
        if found is not None:
            return found.absolute()  # it will run in another folder
    return None


def _command(path: Path, arguments: Sequence[str]) -> list[str]:
    """Return the command line python-terraform makes of a subcommand, its options and its arguments."""
    from python_terraform import IsFlagged, Terraform

    command, *rest = arguments
    options: dict[str, Any] = {}
    positional: list[str] = []
    for argument in rest:
        name, equals, value = argument.removeprefix("-").partition("=")
        if not argument.startswith("-"):
            positional.append(argument)
        elif not equals:
            options[name] = IsFlagged
        else:
            options.setdefault(name, []).append(value)
    # Its constructor reads a state file of its folder; here there is none.
    maker = Terraform(working_dir=os.devnull, terraform_bin_path=str(path))
    made: list[str] = maker.generate_cmd_string(command, *positional, **options)
    return made


@lru_cache(maxsize=4)
def _version(path: Path) -> str:
    # TF_CLI_ARGS would add arguments to this command as well.
    env = {k: v for k, v in os.environ.items() if not k.startswith("TF_CLI_ARGS")}
    done = proc.run([path, "version", "-json"], env=env, seconds=60)
    try:
        return str(json.loads(done.stdout)["terraform_version"])
    except (ValueError, KeyError):
        raise ToolFailedError(
            f"{path} does not say its version: {(done.stderr or done.stdout).strip()[:120]}",
            code="ENG021",
            hint="is it terraform or tofu? choose another with --engine",
        ) from None
