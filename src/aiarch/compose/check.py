"""What a blueprint must fulfil before any module is looked at: stacks, environments, regions, exclusions."""

from __future__ import annotations

from collections.abc import Iterator

from aiarch.catalog.catalog import Catalog, unknown
from aiarch.compose.links import check_links
from aiarch.compose.select import Places
from aiarch.errors import Diagnostic, InputError, NoSolutionError, did_you_mean
from aiarch.model.blueprint import Blueprint, Stack
from aiarch.model.capability import ENVIRONMENTS, Platform
from aiarch.model.control import PLATFORMS
from aiarch.yamlio.parse import Document


def places(document: Document | None, *prefix: str | int) -> Places:
    """Return the look-up of places below `prefix` in the file the blueprint was read from."""
    return lambda *keys: document.at((*prefix, *keys)) if document else None


def check_blueprint(blueprint: Blueprint, catalog: Catalog, document: Document | None) -> None:
    """Refuse a blueprint nothing can be built from, or that a hard exclusion forbids.

    Raises:
        InputError: with every fault.
        NoSolutionError: an excluded platform is used, or a stack has nothing to build.
    """
    at = places(document)
    faults = [*_environments(blueprint, at), *_stacks(blueprint, at)]
    for index, stack in enumerate(blueprint.stacks):
        here = places(document, "stacks", index)
        known = {*catalog.platforms, *PLATFORMS}
        if stack.platform not in known:
            wrong = unknown("platform", stack.platform, known, at=here("platform"), code="CMP031")
            faults += wrong.diagnostics
        elif stack.platform in catalog.platforms:
            descriptor = catalog.platforms[stack.platform]
            faults += _regions(stack, blueprint, descriptor, here, at)
            faults += _state(stack, blueprint, descriptor, at)
    faults += check_links(blueprint, catalog, at)
    if faults:
        raise InputError("the blueprint cannot be built", diagnostics=tuple(faults))
    barred = [
        d
        for index, stack in enumerate(blueprint.stacks)
        for d in _barred(stack, blueprint, catalog, places(document, "stacks", index))
    ]
    if barred:
        raise NoSolutionError("an excluded platform is used", diagnostics=tuple(barred))


def _environments(blueprint: Blueprint, at: Places) -> Iterator[Diagnostic]:
    if not blueprint.environments:
        yield Diagnostic(
            "CMP036",
            "the blueprint has no environment",
            at("environments"),
            f"name at least one of {', '.join(ENVIRONMENTS)}",
        )
    for name in blueprint.environments:
        if name not in ENVIRONMENTS:
            near = did_you_mean(name, set(ENVIRONMENTS))
            yield Diagnostic(
                "CMP036",
                f"unknown environment {name!r}",
                at("environments", name),
                near or f"environments: {', '.join(ENVIRONMENTS)}",
            )


def _stacks(blueprint: Blueprint, at: Places) -> Iterator[Diagnostic]:
    if not blueprint.stacks:
        yield Diagnostic(
            "CMP035", "the blueprint has no stack", at("stacks"), "add a platform with capabilities"
        )
    seen: set[str] = set()
    for index, stack in enumerate(blueprint.stacks):
        if stack.platform in seen:
            yield Diagnostic(
                "CMP037",
                f"platform {stack.platform} has two stacks",
                at("stacks", index, "platform"),
                "put the capabilities of one platform into one stack",
            )
        seen.add(stack.platform)


def _regions(
    stack: Stack, blueprint: Blueprint, platform: Platform, here: Places, at: Places
) -> Iterator[Diagnostic]:
    """Check that every environment has a region, and one inside the residency answer."""
    if not platform.regions:
        return
    residency = str(blueprint.choices.get("governance", {}).get("residency") or "none")
    allowed = platform.regions.get(residency, ()) if residency != "none" else ()
    said: set[str] = set()
    for name, record in blueprint.environments.items():
        region = record.region or stack.region
        place = at("environments", name, "region") if record.region else here("region")
        if not region and not said:
            said.add(region)
            yield Diagnostic(
                "CMP038",
                f"stack {stack.platform} has no region for {name}",
                here("platform"),
                "add `region:` to the stack, or to each environment",
            )
        if region and allowed and region not in allowed and region not in said:
            said.add(region)
            near = did_you_mean(region, set(allowed))
            yield Diagnostic(
                "CMP034",
                f"region {region} does not keep data in {residency!r} (blueprint.governance.residency)",
                place,
                near or f"regions that do: {', '.join(allowed)}",
            )


def _state(
    stack: Stack, blueprint: Blueprint, platform: Platform, at: Places
) -> Iterator[Diagnostic]:
    """Check that the main stack's platform can keep state where the blueprint says; a leg keeps its own."""
    decided = blueprint.delivery.state_backend
    if stack.role == "primary" and decided not in platform.state_backends:
        yield Diagnostic(
            "CMP039",
            f"stack {stack.platform} cannot keep its state in {decided!r}",
            at("delivery", "state_backend"),
            did_you_mean(decided, set(platform.state_backends))
            or f"state backends there: {', '.join(platform.state_backends)}",
        )


def _barred(
    stack: Stack, blueprint: Blueprint, catalog: Catalog, at: Places
) -> Iterator[Diagnostic]:
    record = blueprint.platforms.get(stack.platform)
    excluded = list(record.excluded_by) if record else []
    if stack.role == "leg" and excluded:
        # Some exclusions bar a platform from being chosen, not from being the second stack of a hybrid.
        spared = {e.id for e in catalog.scoring.exclusions if e.spares_legs}
        excluded = [e for e in excluded if e not in spared]
    if excluded:
        yield Diagnostic(
            "CMP030",
            f"platform {stack.platform} is excluded by {', '.join(excluded)}",
            at("platform"),
            "a hard exclusion holds for edited blueprints too: change the answers it rests on",
        )
    elif not stack.capabilities and catalog.modules_on(stack.platform):
        # Without any module for the platform, choosing modules says so, which is the better reason.
        yield Diagnostic(
            "CMP008",
            f"stack {stack.platform} has no capability, so there is nothing to build",
            at("capabilities"),
            "add one of `aiarch catalog list`, or drop the stack",
        )
