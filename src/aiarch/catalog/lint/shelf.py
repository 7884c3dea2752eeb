"""What a module is checked against, and the base of its checks."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import cached_property

from aiarch.catalog.catalog import Catalog, Module
from aiarch.catalog.paths import BlueprintPath, blueprint_paths
from aiarch.errors import Diagnostic, Severity


@dataclasses.dataclass(frozen=True)
class Shelf:
    """What modules are checked against."""

    catalog: Catalog

    @cached_property
    def paths(self) -> Mapping[str, tuple[BlueprintPath, ...]]:
        """Blueprint paths with their writers."""
        return blueprint_paths(self.catalog)

    @cached_property
    def providers(self) -> Mapping[tuple[str, str], tuple[Module, ...]]:
        """(platform, capability) → modules that provide it, by key."""
        found: dict[tuple[str, str], tuple[Module, ...]] = {}
        names = {
            *self.catalog.platforms,
            *(m.manifest.platform for m in self.catalog.modules.values()),
        }
        for platform in sorted(names):
            for module in self.catalog.modules_on(platform):
                key = (platform, module.manifest.provides.capability)
                found[key] = (*found.get(key, ()), module)
        return found


class ModuleCheck:
    """Base of the checks of one module on one platform that may use it: what it reads, and how it says what it found."""

    def __init__(self, module: Module, shelf: Shelf, host: str) -> None:
        self._module = module
        self._manifest = module.manifest
        self._shelf = shelf
        self._catalog = shelf.catalog
        self._declared = module.declared
        self._host = host
        self._platform = shelf.catalog.platforms.get(host)
        self.found: list[Diagnostic] = []

    def say(
        self,
        code: str,
        path: tuple[str | int, ...],
        message: str,
        hint: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Add a diagnostic at a key of the manifest."""
        at = self._catalog.place("module", self._module.key, *path)
        self.found.append(Diagnostic(code, f"{self._module.key}: {message}", at, hint, severity))
