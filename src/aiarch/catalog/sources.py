"""Dotted sources of module inputs: `stack.x`, `setting.x`, `blueprint.section.leaf`, `<capability>.<output>`."""

from __future__ import annotations

import dataclasses

WORDS = ("stack", "setting", "blueprint")


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """A source taken apart.

    Attributes:
        kind: `stack`, `setting`, `blueprint` or `capability`.
        capability: id of the capability that is read, "" for the other kinds.
        leaf: name in the stack, of the setting, below the blueprint, or of the output.
    """

    text: str
    kind: str
    capability: str
    leaf: str


def parse_source(text: str) -> Source:
    """Return the parts of a source; the manifest model has checked its shape."""
    head, _, rest = text.partition(".")
    if head in WORDS:
        return Source(text, head, "", rest)
    capability, _, output = text.rpartition(".")
    return Source(text, "capability", capability, output)
