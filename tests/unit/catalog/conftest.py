from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aiarch.catalog.catalog import Catalog
from aiarch.catalog.packs import Pack

MakeCatalog = Callable[[dict[str, str]], Catalog]


@pytest.fixture
def make_catalog(tmp_path: Path) -> MakeCatalog:
    """Write files below a pack of its own and return the catalogue of that pack alone."""

    def make(files: dict[str, str]) -> Catalog:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return Catalog((Pack("builtin", tmp_path),))

    return make
