"""Reading the Google Cloud modules for the rules of shared/reference/gcp.md; both `test_reference_gcp*.py` share it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from hclmodules import MODULES as ALL
from hclmodules import blocks, inside

from aiarch.catalog.declarations import Block

GCP = ALL / "gcp"
MODULES = sorted(p.name for p in GCP.iterdir() if (p / "versions.tf").is_file())


class Found(NamedTuple):
    """A top-level block and the module it is of."""

    module: str
    block: Block

    @property
    def type(self) -> str:
        """Type of a resource."""
        return self.block.labels[0]

    @property
    def name(self) -> str:
        """Place and address for a message."""
        return f"{self.module}.{'.'.join(self.block.labels)}"


def top(module: str) -> tuple[Block, ...]:
    """Return the top-level blocks of a module."""
    return blocks(GCP / module)


def found(kind: str, pattern: str = ".*") -> Iterator[Found]:
    """Yield the blocks of a kind in all modules whose first label matches."""
    for module in MODULES:
        for block in top(module):
            if block.name == kind and (not block.labels or re.fullmatch(pattern, block.labels[0])):
                yield Found(module, block)


def values(block: Block, name: str) -> list[str]:
    """Return the expressions of an attribute at any depth of a block."""
    return [p.text for p in inside(block) if p.is_attribute and p.name == name]


def named(kind: str, module: str, name: str) -> Block:
    """Return the block with a name: the last label, or for resources the address."""
    return next(
        b for b in top(module) if b.name == kind and name in (b.labels[-1], ".".join(b.labels))
    )


def local(module: str, name: str) -> str:
    """Return the expression of a local of a module."""
    texts = (b.attribute(name) for b in top(module) if b.name == "locals")
    return next(text for text in texts if text is not None)
