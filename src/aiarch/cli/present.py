"""Rows and words that more than one command prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiarch.decide.engine import Node, Outcome
    from aiarch.model.blueprint import Blueprint

LONG = ("capabilities.selected", "capabilities.leg")
"""Decisions whose members are shown as what will be built, not as one long cell."""


def word(value: object) -> str:
    """Return a value as a person reads it."""
    if value is None:
        return "does not apply"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset | set | list | tuple):
        return ", ".join(sorted(str(v) for v in value)) or "none"
    return str(value)


def decision_rows(outcome: Outcome) -> Iterator[tuple[str, str, str, str]]:
    """Yield decision, value, rules and reason of what a person wants to see first: everything with a blueprint path."""
    decisions = outcome.knowledge.decisions
    for node in outcome.nodes:
        written = node.id == outcome.knowledge.scoring.output or decisions[node.id].output.path
        if written and node.id not in LONG and node.output != frozenset():
            yield (node.id, value_of(node, outcome), ", ".join(node.matched), node.because)


def value_of(node: Node, outcome: Outcome) -> str:
    """Return the value of a node; the platform choice says its state as well."""
    if node.id != outcome.knowledge.scoring.output:
        return word(node.output)
    legs = f" + {', '.join(outcome.legs)}" if outcome.legs else ""
    return f"{node.output or 'none'}{legs} ({outcome.confidence})"


def stack_rows(blueprint: Blueprint) -> Iterator[tuple[str, str, str, str]]:
    """Yield stack, capability, flavour and whether a module builds it, gaps last."""
    for stack in blueprint.stacks:
        for name, selection in stack.capabilities.items():
            yield (stack.platform, name, selection.flavour, "built")
    for stack in blueprint.stacks:
        for gap in stack.gaps:
            yield (stack.platform, gap.capability, gap.flavour, f"gap: {gap.because}")


def link_rows(blueprint: Blueprint) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield kind, sides, payload, sentence and rule of every meeting point."""
    arrows = {"both": "↔", "to_leg": "→", "to_primary": "←"}
    for link in blueprint.links:
        sides = f"{link.primary} {arrows[link.way]} {link.leg}"
        yield (link.kind, sides, link.payload.replace("_", " "), link.what, link.because)


def capability_names(blueprint: Blueprint) -> dict[str, list[str]]:
    """Return the capabilities each stack builds."""
    return {s.platform: sorted(s.capabilities) for s in blueprint.stacks}
