"""What the pages about people and time print: roadmap, team, model risk, ethics review."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from aiarch.catalog.catalog import Catalog
from aiarch.model.blueprint import Blueprint
from aiarch.model.composition import Composition
from aiarch.model.control import Control
from aiarch.model.question import Stage

MATURITY = ("poc", "pilot", "production")

STAGE_TITLES: Mapping[Stage, str] = {
    Stage.NEEDS: "AI needs assessment",
    Stage.DATA: "Data availability",
    Stage.ARCHITECTURE: "Architecture",
    Stage.MLOPS: "MLOps implementation",
    Stage.GOVERNANCE: "Governance frameworks",
    Stage.MONITORING: "Continuous monitoring",
}


@dataclasses.dataclass(frozen=True, slots=True)
class StagePart:
    """One of the six stages with what this project has in it."""

    id: str
    title: str
    built: tuple[str, ...]
    """`capability (platform)` rendered here."""
    open: tuple[str, ...]
    """Decided, but left to people."""


@dataclasses.dataclass(frozen=True, slots=True)
class Gate:
    """The controls that become required on the way to one maturity stage."""

    stage: str
    controls: tuple[Control, ...]
    reached: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Role:
    """One role with what it answers for."""

    name: str
    owns: tuple[Control, ...]
    consulted: tuple[str, ...]


def stage_parts(composition: Composition, catalog: Catalog) -> tuple[StagePart, ...]:
    """Return the six stages in order, also those with nothing in them."""
    built: dict[str, list[str]] = {}
    open_: dict[str, list[str]] = {}
    for stack in composition.stacks:
        for root in stack.roots:
            for call in root.calls:
                _file(built, catalog, call.capability, f"{call.capability} ({stack.platform})")
        for capability, _, _ in stack.gaps:
            _file(open_, catalog, capability, f"{capability} ({stack.platform})")
    return tuple(
        StagePart(str(s), title, tuple(sorted(built.get(s, ()))), tuple(sorted(open_.get(s, ()))))
        for s, title in STAGE_TITLES.items()
    )


def _file(into: dict[str, list[str]], catalog: Catalog, capability: str, text: str) -> None:
    known = catalog.capabilities.get(capability)
    if known:
        into.setdefault(str(known.stage), []).append(text)


def gates(blueprint: Blueprint, catalog: Catalog) -> tuple[Gate, ...]:
    """Return, for each maturity stage, the selected controls that it is the first to require."""
    current = str(blueprint.choices.get("governance", {}).get("stage", "poc"))
    reached = MATURITY.index(current) if current in MATURITY else 0
    seen: set[str] = set()
    out = []
    for place, stage in enumerate(MATURITY):
        new = [
            control
            for control in _selected(blueprint, catalog)
            if getattr(control.gates, stage) == "required" and control.id not in seen
        ]
        seen |= {control.id for control in new}
        out.append(Gate(stage, tuple(new), place <= reached))
    return tuple(out)


def roles(blueprint: Blueprint, catalog: Catalog) -> tuple[Role, ...]:
    """Return every role that owns, or is asked about, a selected control."""
    selected = _selected(blueprint, catalog)
    owners = {c.owner.role for c in selected}
    names = sorted(owners | {who for c in selected for who in c.owner.consulted})
    return tuple(
        Role(
            name,
            tuple(c for c in selected if c.owner.role == name),
            tuple(c.id for c in selected if name in c.owner.consulted),
        )
        for name in names
    )


def skills(blueprint: Blueprint, composition: Composition) -> tuple[tuple[str, bool | None], ...]:
    """Return (skill, whether the team has it) for what the rendered stacks ask of a team; None = not answered."""
    capabilities = {c.capability for s in composition.stacks for r in s.roots for c in r.calls}
    platforms = [s.platform for s in composition.stacks]
    needed = [*("k8s" if p == "onprem" else p for p in platforms), "mlops", "security"]
    if any(name.startswith("kubernetes.") for name in capabilities):
        needed.append("k8s")
    answered = next(
        (leaves["skills"] for leaves in blueprint.choices.values() if "skills" in leaves), None
    )
    have = _words(answered)
    return tuple(
        (skill, None if have is None else skill in have) for skill in dict.fromkeys(needed)
    )


def choice(blueprint: Blueprint, section: str, name: str) -> Any:  # noqa: ANN401 - any plain value
    """Return one decided value, None when the blueprint does not say."""
    return blueprint.choices.get(section, {}).get(name)


def _words(value: object) -> frozenset[str] | None:
    if isinstance(value, str):
        return frozenset({value})
    return frozenset(map(str, value)) if isinstance(value, Iterable) else None


def _selected(blueprint: Blueprint, catalog: Catalog) -> list[Control]:
    return [
        catalog.controls[name] for name in sorted(blueprint.controls) if name in catalog.controls
    ]
