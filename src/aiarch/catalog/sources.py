"""Dotted sources of module inputs: `stack.x`, `setting.x`, `blueprint.section.leaf`, `<capability>.<output>`."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping

_OUTPUT = re.compile(r"<([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)\.([a-z0-9_]+)>")

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


def outputs_in(text: str) -> tuple[tuple[str, str], ...]:
    """Return (capability, output) of every `<capability.output>` in HCL of a pack."""
    return tuple(_OUTPUT.findall(text))


def with_outputs(text: str, expressions: Mapping[tuple[str, str], str]) -> str:
    """Return HCL of a pack with every `<capability.output>` replaced by its expression."""
    return _OUTPUT.sub(lambda m: expressions[m[1], m[2]], text)
