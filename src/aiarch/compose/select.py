"""Which modules a stack needs: the blueprint's capabilities and, transitively, what those need."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping

from aiarch.catalog.catalog import Catalog, Module, unknown
from aiarch.errors import AiarchError, Diagnostic, InputError, Location, NoSolutionError
from aiarch.model.blueprint import Selection, Stack
from aiarch.model.capability import LAYER_ORDER, Capability

Places = Callable[..., Location | None]
"""Keys below a stack of the blueprint → where they stand."""


def nowhere(*_: str | int) -> Location | None:
    """Stand in for places when the blueprint does not come from a file."""
    return None


@dataclasses.dataclass(frozen=True, slots=True)
class Selected:
    """A capability of a stack with the one module that provides it."""

    capability: str
    selection: Selection
    module: Module
    interface: tuple[str, ...]
    """Outputs every module of this capability has on this platform."""
    asked: bool
    """False when only another module needs it."""

    @property
    def label(self) -> str:
        """Label of the module call: the capability with `_` for dots."""
        return label_of(self.capability)


def label_of(capability: str) -> str:
    """Return the Terraform label of a capability: `network.private` → `network_private`."""
    return capability.replace(".", "_")


def select_modules(stack: Stack, catalog: Catalog, at: Places = nowhere) -> Mapping[str, Selected]:
    """Return every capability of the stack, needs included, each with its one module, by id.

    Raises:
        InputError: capabilities or flavours nobody knows; all of them at once.
        NoSolutionError: capabilities no module, or more than one, provides on this platform; all of them at once.
    """
    if not catalog.modules_on(stack.platform):
        have = sorted({m.manifest.platform for m in catalog.modules.values()})
        raise NoSolutionError(
            f"the stack needs platform {stack.platform}, and no module for it exists yet",
            code="CMP001",
            at=at("platform"),
            hint=f"platforms with modules: {', '.join(have)}; add modules with --pack, or wait for the {stack.platform} release",
        )
    selected: dict[str, Selected] = {}
    faults: list[AiarchError] = []
    queue = [(name, "") for name in sorted(stack.capabilities)]
    seen = {name for name, _ in queue}
    while queue:
        name, needed_by = queue.pop(0)
        try:
            item = _provide(name, stack, catalog, at, needed_by)
        except AiarchError as fault:
            faults.append(fault)
            continue
        selected[name] = item
        new = [n for n in item.module.manifest.needs if n not in seen]
        seen.update(new)
        queue.extend((need, item.module.key) for need in new)
    _raise_together(faults)
    return dict(sorted(selected.items()))


def _raise_together(faults: list[AiarchError]) -> None:
    """Raise all faults as one error: what the person wrote wrong comes before what has no module."""
    wrong = [f for f in faults if isinstance(f, InputError)]
    if wrong:
        raise InputError(
            "the blueprint names what nobody knows",
            diagnostics=tuple(d for f in wrong for d in f.diagnostics),
        )
    if faults:
        raise NoSolutionError(
            "the catalogue cannot provide this stack",
            diagnostics=tuple(d for f in faults for d in f.diagnostics),
        )


def _provide(name: str, stack: Stack, catalog: Catalog, at: Places, needed_by: str) -> Selected:
    here = at("capabilities", name) if not needed_by else at("platform")
    capability = catalog.capabilities.get(name)
    if capability is None:
        raise unknown("capability", name, catalog.capabilities, code="CMP002", at=here)
    candidates = providers_of(name, stack.platform, catalog)
    who = f", which {needed_by} needs," if needed_by else ""
    selection = stack.capabilities.get(name)
    if selection is None:
        selection = Selection(
            flavour=default_flavour(name, stack.platform, catalog),
            because=f"needed by {needed_by}",
        )
    flavours = [f.name for f in capability.flavours]
    if selection.flavour not in flavours:
        raise unknown(
            f"flavour of {name}",
            selection.flavour,
            flavours,
            code="CMP004",
            at=at("capabilities", name, "flavour"),
        )
    if not candidates:
        raise NoSolutionError(
            f"{name}{who} has no module on {stack.platform} yet",
            code="CMP003",
            at=here,
            hint=_what_exists(capability, stack.platform, catalog),
        )
    fitting = [m for m in candidates if m.manifest.provides.flavour == selection.flavour]
    if not fitting:
        have = ", ".join(sorted({m.manifest.provides.flavour for m in candidates}))
        raise NoSolutionError(
            f"{name} has no module of flavour {selection.flavour!r} on {stack.platform}",
            code="CMP005",
            at=at("capabilities", name, "flavour"),
            hint=f"flavours with a module there: {have}",
        )
    if len(fitting) > 1:
        names = ", ".join(m.key for m in fitting)
        raise NoSolutionError(
            f"{name} ({selection.flavour}) is provided twice on {stack.platform}",
            code="CMP006",
            at=here,
            hint=f"keep one of {names}, or give them different flavours",
        )
    return Selected(
        name, selection, fitting[0], capability.interface(stack.platform), not needed_by
    )


def providers_of(capability: str, platform: str, catalog: Catalog) -> list[Module]:
    """Return the modules that provide a capability on a platform, any flavour, by key."""
    return [m for m in catalog.modules_on(platform) if m.manifest.provides.capability == capability]


def default_flavour(capability: str, platform: str, catalog: Catalog) -> str:
    """Return the first flavour of the capability that has a module on the platform."""
    have = {m.manifest.provides.flavour for m in providers_of(capability, platform, catalog)}
    flavours = [f.name for f in catalog.capabilities[capability].flavours]
    return next((f for f in flavours if f in have), flavours[0])


def _what_exists(capability: Capability, platform: str, catalog: Catalog) -> str:
    """Return what there is instead, short enough for one line."""
    if capability.platforms and platform not in capability.platforms:
        return f"{capability.id} is for {', '.join(capability.platforms)} only"
    manifests = [m.manifest for m in catalog.modules.values()]
    elsewhere = {m.platform for m in manifests if m.provides.capability == capability.id}
    here = sorted({m.manifest.provides.capability for m in catalog.modules_on(platform)})
    if elsewhere:
        return f"it exists on {', '.join(sorted(elsewhere))}; {platform} has {', '.join(here)}"
    return f"{platform} has {', '.join(here)}; move it to `gaps`, or add a module with --pack"


def check_layers(selected: Iterable[Selected]) -> tuple[Diagnostic, ...]:
    """Return one diagnostic per module whose needs lie in a later layer."""
    by_name = {s.capability: s for s in selected}
    faults = []
    for item in by_name.values():
        mine = item.module.manifest
        for need in mine.needs:
            other = by_name[need].module.manifest
            if LAYER_ORDER.index(other.layer) > LAYER_ORDER.index(mine.layer):
                faults.append(
                    Diagnostic(
                        "CMP007",
                        f"{item.module.key} ({mine.layer}) needs {need}, which comes later ({other.layer})",
                        Location(item.module.shown),
                        "move one of them to another layer",
                    )
                )
    return tuple(faults)
