"""Links of a hybrid: derived from the answers, and what their agreed values mean for the stacks (ADR 0008)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aiarch.catalog.catalog import Catalog
from aiarch.errors import Diagnostic, Severity
from aiarch.model.blueprint import Blueprint, Link, Selection, Stack
from aiarch.model.capability import Value
from aiarch.model.condition import Facts
from aiarch.model.link import LinkKind


def derive_links(stacks: Iterable[Stack], facts: Facts, catalog: Catalog) -> tuple[Link, ...]:
    """Return one link of each kind for every pair of main stack and leg; none when there is no leg."""
    by_role: dict[str, list[str]] = {}
    for stack in stacks:
        by_role.setdefault(stack.role, []).append(stack.platform)
    return tuple(
        _link(kind, primary, leg, facts)
        for primary in by_role.get("primary", ())
        for leg in by_role.get("leg", ())
        for kind in catalog.links.values()
    )


def _link(kind: LinkKind, primary: str, leg: str, facts: Facts) -> Link:
    # The last rule has no condition (lint LNK001), so one always holds.
    crossing = next(
        (c for c in kind.crossings if c.when and c.when.holds(facts)), kind.crossings[-1]
    )
    return Link(
        kind=kind.id,
        primary=primary,
        leg=leg,
        way=crossing.way,
        payload=crossing.payload,
        what=crossing.what,
        because=crossing.id,
    )


def link_remarks(blueprint: Blueprint) -> Iterator[Diagnostic]:
    """Yield one warning per pair of stacks whose links are not agreed in every environment."""
    pairs: dict[tuple[str, str], list[Link]] = {}
    for link in blueprint.links:
        if link.open_in(blueprint.environments):
            pairs.setdefault((link.primary, link.leg), []).append(link)
    for (primary, leg), links in pairs.items():
        said = ", ".join(f"{link.kind} ({link.payload.replace('_', ' ')})" for link in links)
        yield Diagnostic(
            "LNK010",
            f"stacks {primary} and {leg} meet, and both sides have yet to agree on: {said}",
            hint="write each side's values below `links[].agreed` in blueprint.yaml; docs/architecture.md of the render lists them",
            severity=Severity.WARNING,
        )


def with_agreed(blueprint: Blueprint, catalog: Catalog) -> Blueprint:
    """Return the blueprint with agreed values of the other side put into the settings they feed; explicit settings win."""
    if not any(link.agreed for link in blueprint.links):
        return blueprint
    stacks = tuple(_fed(stack, blueprint, catalog) for stack in blueprint.stacks)
    return blueprint.model_copy(update={"stacks": stacks})


def _fed(stack: Stack, blueprint: Blueprint, catalog: Catalog) -> Stack:
    capabilities = dict(stack.capabilities)
    for environment, target, setting, value in _feeds(stack.platform, blueprint, catalog):
        selection = capabilities.get(target)
        if selection is None or not _takes(stack.platform, target, selection, setting, catalog):
            continue
        here = selection.by_environment.get(environment, {})
        if setting not in here and setting not in selection.settings:
            by_environment = dict(selection.by_environment) | {
                environment: {**here, setting: value}
            }
            capabilities[target] = selection.model_copy(update={"by_environment": by_environment})
    return stack.model_copy(update={"capabilities": capabilities})


def _feeds(
    platform: str, blueprint: Blueprint, catalog: Catalog
) -> Iterator[tuple[str, str, str, Value]]:
    """Yield environment, capability, setting and value of what peers told a stack; several peers' lists are joined."""
    found: dict[tuple[str, str, str], Value] = {}
    for link in blueprint.links:
        kind, peer = catalog.links.get(link.kind), link.peer_of(platform)
        if kind is None or not peer:
            continue
        for environment, told in link.agreed.items():
            for name, value in told.get(peer, {}).items():
                for feed in kind.fields[name].feeds if name in kind.fields else ():
                    capability, _, setting = feed.rpartition(".")
                    key = (environment, capability, setting)
                    before = found.get(key)
                    both = isinstance(before, list) and isinstance(value, list)
                    found[key] = [*before, *value] if both else value  # type: ignore[misc]  # both are lists
    for (environment, capability, setting), value in found.items():
        yield environment, capability, setting, value


def _takes(
    platform: str, capability: str, selection: Selection, setting: str, catalog: Catalog
) -> bool:
    """Say whether the module of a selected capability has the setting."""
    return any(
        setting in module.manifest.settings
        for module in catalog.modules_on(platform)
        if (module.manifest.provides.capability, module.manifest.provides.flavour)
        == (capability, selection.flavour)
    )
