"""A `terraform` or `tofu` program. `python-terraform` writes the command lines; it cannot stream or interrupt, so `proc` runs them."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from aiarch import proc
from aiarch.engine.port import Launch, Step
from aiarch.errors import ToolFailedError

NAMES = ("terraform", "tofu")
_PRODUCTS = {"Terraform": ("terraform", "BUSL-1.1"), "OpenTofu": ("tofu", "MPL-2.0")}
_VERSION = re.compile(rf"^({'|'.join(_PRODUCTS)}) v(\S+)", re.MULTILINE)


@dataclasses.dataclass(frozen=True, slots=True)
class Binary:
    """One program; every step is a process."""

    path: Path
    kind: str = "binary"

    @property
    def name(self) -> str:
        """Name and version, as the program says it: a file called terraform may well be OpenTofu."""
        product, version = _says(self.path)
        return f"{_PRODUCTS[product][0]} {version}"

    @property
    def stamp(self) -> str:
        """Name of the program with its size and time."""
        stat = self.path.resolve().stat()
        return f"{self.path.name} {stat.st_size}.{int(stat.st_mtime)}"

    @property
    def licence(self) -> str:
        """Licence of what it says it is; builds of Terraform before 1.6, too old for any of our platforms, were MPL-2.0."""
        return _PRODUCTS[_says(self.path)[0]][1]

    def processes(self, steps: Sequence[Step], codes: Path) -> list[Launch]:  # noqa: ARG002 - the port's
        """Return one process per step."""
        return [
            Launch(tuple(_command(self.path, s.arguments)), (s,), out=s.out, err=s.err)
            for s in steps
        ]


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

    before = [a for a in arguments[:1] if a.startswith("-chdir=")]
    command, *rest = arguments[len(before) :]
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
    return [made[0], *before, *made[1:]]


@lru_cache(maxsize=4)
def _says(path: Path) -> tuple[str, str]:
    """Return product and version. `version -json` would leave out the product."""
    # TF_CLI_ARGS would add arguments to this command as well, and Terraform asks its makers whether there is a newer one.
    env = {k: v for k, v in os.environ.items() if not k.startswith("TF_CLI_ARGS")}
    done = proc.run([path, "version"], env=env | {"CHECKPOINT_DISABLE": "1"}, seconds=60)
    found = _VERSION.search(done.stdout)
    if found is None:
        raise ToolFailedError(
            f"{path} does not say its version: {(done.stderr or done.stdout).strip()[:120]}",
            code="ENG021",
            hint="is it terraform or tofu? choose another with --engine",
        )
    return found[1], found[2]
