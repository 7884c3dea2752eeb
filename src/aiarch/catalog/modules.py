"""Manifests against the modules they describe: every promise of `module.yaml` must be true of the HCL beside it."""

from __future__ import annotations

from collections.abc import Iterator

from aiarch.catalog.catalog import Catalog, Module
from aiarch.catalog.lint.folder import FolderCheck
from aiarch.catalog.lint.inputs import InputCheck
from aiarch.catalog.lint.shelf import Shelf
from aiarch.errors import Diagnostic, Location


def lint_modules(catalog: Catalog) -> tuple[Diagnostic, ...]:
    """Return every way in which a manifest and its module, or two modules, contradict each other, by place."""
    shelf = Shelf(catalog)
    found: list[Diagnostic] = []
    for module in catalog.modules.values():
        for host in catalog.hosts(module.manifest.platform) or (module.manifest.platform,):
            folder = FolderCheck(module, shelf, host)
            folder.identity()
            folder.needs()
            folder.files()
            folder.providers()
            inputs = InputCheck(module, shelf, host)
            inputs.inputs()
            inputs.settings()
            found += [*folder.found, *inputs.found]
    found += _provided_twice(shelf)
    unique = dict.fromkeys(found)
    return tuple(sorted(unique, key=lambda d: (d.at or Location(""), d.code, d.message)))


def _provided_twice(shelf: Shelf) -> Iterator[Diagnostic]:
    for (platform, capability), modules in shelf.providers.items():
        first: dict[str, Module] = {}
        for module in modules:
            flavour = module.manifest.provides.flavour
            other = first.setdefault(flavour, module)
            if other is not module:
                yield Diagnostic(
                    "MOD011",
                    f"{capability} ({flavour}) is provided twice on {platform}: by {other.key} and {module.key}",
                    shelf.catalog.place("module", module.key, "provides"),
                    "give one of them another flavour",
                )
