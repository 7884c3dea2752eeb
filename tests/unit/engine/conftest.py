"""A root module under every engine that is here."""

from __future__ import annotations

from pathlib import Path

import pytest
from lab import ENGINES
from roots import Root

from aiarch.engine.selection import choose


@pytest.fixture(params=ENGINES)
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Root:
    made = Root(choose(request.param), tmp_path / "root")
    made.write("")
    return made
