"""Reading module folders for the rules about their source; `test_module_rules.py` and `test_reference_azure_aws.py` share it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from aiarch.catalog.declarations import Block, scan

ROOT = Path(__file__).resolve().parents[3]
MODULES = ROOT / "templates" / "modules"
STACK = ROOT / "templates" / "stack"
FOLDERS = sorted({p.parent for p in MODULES.glob("*/*/*.tf")})


def name_of(folder: Path) -> str:
    """Return `<platform>/<module>`."""
    return folder.relative_to(MODULES).as_posix()


def every(folders: list[Path]) -> pytest.MarkDecorator:
    """Run a test once per module folder."""
    return pytest.mark.parametrize("folder", folders, ids=name_of)


@cache
def blocks(folder: Path) -> tuple[Block, ...]:
    """Return the top-level blocks of the `.tf` files of a folder."""
    files = sorted(folder.glob("*.tf"))
    return tuple(b for f in files for b in scan(f.read_text(encoding="utf-8")))


def of_kind(folder: Path, *kinds: str) -> Iterator[Block]:
    """Yield top-level blocks of some kinds: resource, data, variable, output, module, check."""
    return (b for b in blocks(folder) if b.name in kinds)


def resources(folder: Path, *types: str) -> Iterator[Block]:
    """Yield managed resources, of the given types or all."""
    return (b for b in of_kind(folder, "resource") if not types or b.labels[0] in types)


def calls(folder: Path, source: str) -> Iterator[Block]:
    """Yield the calls of a module of the same platform."""
    return (b for b in of_kind(folder, "module") if b.attribute("source") == f'"../{source}"')


def inside(block: Block) -> Iterator[Block]:
    """Yield the attributes and blocks of a block at every depth."""
    for part in block.parts():
        yield part
        if not part.is_attribute:
            yield from inside(part)


def address(folder: Path, block: Block) -> str:
    """Return a resource's place and address for a message."""
    return f"{name_of(folder)}: {'.'.join(block.labels)}"


@cache
def runs(folder: Path) -> tuple[Block, ...]:
    """Return the `run` blocks of a module's test files."""
    files = sorted((folder / "tests").glob("*.tftest.hcl"))
    return tuple(b for f in files for b in scan(f.read_text(encoding="utf-8")) if b.name == "run")
