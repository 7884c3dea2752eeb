"""Root modules under an engine."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aiarch.engine.port import Engine, Outcome, Step, run
from aiarch.engine.selection import environment


@dataclasses.dataclass
class Root:
    """A root module under an engine."""

    engine: Engine
    folder: Path

    @property
    def log(self) -> Path:
        return self.folder.parent / "terraform.log"

    @property
    def state(self) -> Any:
        return json.loads((self.folder / "terraform.tfstate").read_text(encoding="utf-8"))

    def write(self, text: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "main.tf").write_text(text, encoding="utf-8")

    def environment(self, mirror: Path | None = None, **more: str) -> dict[str, str]:
        return environment({**os.environ, **more}, ".terraform", self.folder.parent, mirror)

    def __call__(self, *steps: Sequence[str] | Step, **options: Any) -> Outcome:
        made = [s if isinstance(s, Step) else Step(tuple(s)) for s in steps]
        options.setdefault("env", self.environment())
        return run(self.engine, self.folder, made, log=self.log, **options)
