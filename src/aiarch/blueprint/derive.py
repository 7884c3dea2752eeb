"""Decisions → blueprint: which capabilities, in which flavour, on which stack."""

from __future__ import annotations

from collections.abc import Mapping

from aiarch.blueprint.links import derive_links
from aiarch.catalog.catalog import Catalog
from aiarch.decide.controls import select_controls
from aiarch.decide.engine import Outcome
from aiarch.errors import NoSolutionError
from aiarch.model.blueprint import (
    Blueprint,
    Delivery,
    EnvironmentRecord,
    Gap,
    PlatformRecord,
    Selection,
    Stack,
)
from aiarch.model.capability import ENVIRONMENTS, Manifest
from aiarch.model.scoring import Confidence

UNDECIDED = {Confidence.TIE, Confidence.INFEASIBLE, Confidence.STOPPED}


def derive(outcome: Outcome, catalog: Catalog, trace_sha256: str = "") -> Blueprint:
    """Return the blueprint of a decided outcome.

    Decided capabilities that no module provides on the platform become `gaps`: said plainly, never dropped.

    Raises:
        NoSolutionError: the outcome is a tie, infeasible or stopped.
    """
    require_decided(outcome)
    platforms = [(outcome.platform, "primary"), *((leg, "leg") for leg in outcome.legs)]
    stacks = tuple(_stack(platform, role, outcome, catalog) for platform, role in platforms)
    choices = {
        s: dict(leaves)
        for s, leaves in outcome.choices.items()
        if s not in {"capabilities", "gate"}
    }
    named = choices.get("delivery", {}).get("environments") or ["dev"]
    stage = str(choices.get("delivery", {}).get("max_stage", "poc"))
    controls = select_controls(catalog.controls, catalog.frameworks, outcome.facts, stage)
    return Blueprint(
        metadata=outcome.assessment.metadata,
        trace_sha256=trace_sha256,
        confidence=outcome.confidence,
        choices=choices,
        platforms={
            name: PlatformRecord(score=score.total, excluded_by=tuple(score.excluded_by))
            for name, score in outcome.scores.items()
        },
        stacks=stacks,
        links=derive_links(stacks, outcome.facts, catalog),
        environments={e: EnvironmentRecord() for e in ENVIRONMENTS if e in named},
        delivery=Delivery(
            ci=str(choices.get("delivery", {}).get("ci", "github")),
            state_backend=str(choices.get("delivery", {}).get("state_backend", "s3")),
        ),
        controls=tuple(c.control.id for c in controls),
        overrides=outcome.assessment.overrides,
    )


def require_decided(outcome: Outcome) -> None:
    """Refuse outcomes nobody may build from.

    Raises:
        NoSolutionError: with what would change it.
    """
    match outcome.confidence:
        case Confidence.TIE:
            level = ", ".join(outcome.ranking)
            raise NoSolutionError(
                f"the platforms tie, a person must decide: {level}",
                code="SOL010",
                hint="`aiarch explain deployment.platform` names the answers that break the tie; or record an override with --decide deployment.platform=…",
            )
        case Confidence.INFEASIBLE:
            raise NoSolutionError(
                "no platform can meet these answers together",
                code="SOL011",
                hint="`aiarch explain deployment.platform` lists the smallest changes that open a way",
            )
        case Confidence.STOPPED:
            raise NoSolutionError(
                "the assessment stops at stage 1: no AI platform is to be built",
                code="SOL012",
                hint="`aiarch explain gate.verdict` says why",
            )
        case _:
            return


def _stack(platform: str, role: str, outcome: Outcome, catalog: Catalog) -> Stack:
    wanted = outcome.choices.get("capabilities", {}).get("leg" if role == "leg" else "selected", [])
    have: dict[str, dict[str, Manifest]] = {}
    for module in catalog.modules_on(platform):
        provides = module.manifest.provides
        have.setdefault(provides.capability, {})[provides.flavour] = module.manifest
    selected: dict[str, Selection] = {}
    missing: dict[str, str] = {}
    for name in sorted(str(w) for w in wanted):
        capability = catalog.capabilities.get(name)
        if capability is None or (capability.platforms and platform not in capability.platforms):
            continue
        source, flavour = _flavour(name, outcome, catalog, set(have.get(name, ())))
        if flavour in have.get(name, ()):
            selected[name] = Selection(flavour=flavour, because=_because(name, source, outcome))
        else:
            missing[name] = flavour
    covered = _covered(selected, have, catalog)
    gaps = [
        Gap(
            capability=name,
            flavour=flavour,
            because="the platform's modules offer " + ", ".join(sorted(have[name]))
            if name in have
            else f"no module on {platform} provides it yet",
        )
        for name, flavour in missing.items()
        if name not in covered
    ]
    residency = str(outcome.choices.get("governance", {}).get("residency") or "none")
    descriptor = catalog.platforms.get(platform)
    regions: Mapping[str, tuple[str, ...]] = descriptor.regions if descriptor else {}
    region = (regions.get(residency) or regions.get("none") or ("",))[0]
    return Stack(
        platform=platform, role=role, region=region, capabilities=selected, gaps=tuple(gaps)
    )


def _covered(
    selected: Mapping[str, Selection], have: Mapping[str, Mapping[str, Manifest]], catalog: Catalog
) -> frozenset[str]:
    """Return what the modules of a stack carry besides what they provide, modules they need included."""
    covered: set[str] = set()
    todo, seen = list(selected), set(selected)
    while todo:
        name = todo.pop()
        manifests = have.get(name, {})
        flavours = [f.name for f in catalog.capabilities[name].flavours if f.name in manifests]
        chosen = selected[name].flavour if name in selected else next(iter(flavours), "")
        if chosen in manifests:
            covered |= set(manifests[chosen].covers)
            todo += [n for n in manifests[chosen].needs if n not in seen]
            seen |= set(manifests[chosen].needs)
    return frozenset(covered)


def _flavour(name: str, outcome: Outcome, catalog: Catalog, have: set[str]) -> tuple[str, str]:
    """Return the fact that names the flavour ("" = the catalogue's first) and the flavour."""
    capability = catalog.capabilities[name]
    flavours = [f.name for f in capability.flavours]
    value = outcome.facts.get(capability.flavour_from) if capability.flavour_from else None
    if isinstance(value, str) and value.replace("_", "-") in flavours:
        return capability.flavour_from, value.replace("_", "-")
    return "", next((f for f in flavours if f in have), flavours[0])


def _because(name: str, source: str, outcome: Outcome) -> str:
    rules = [rule for node in outcome.nodes for rule in node.because_of(name)]
    return ", ".join([*rules, *([f"flavour from {source}"] if source else [])])
