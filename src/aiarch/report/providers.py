"""Which providers a project needs: from its root modules and from what the modules they call require themselves."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator

from aiarch.catalog.declarations import Block, scan
from aiarch.model.composition import Composition, ModuleFolder
from aiarch.render.hcl import literal, quoted


@dataclasses.dataclass(frozen=True, slots=True)
class Provider:
    """One provider with what everything asks of its version.

    Attributes:
        source: as configured: `hashicorp/helm`.
        constraint: all constraints together, each once.
        platforms: stacks that use it, sorted.
        roots: folders of the root modules that use it, in order of apply.
        modules: keys of the modules that use it, sorted.
    """

    source: str
    constraint: str
    platforms: tuple[str, ...]
    roots: tuple[str, ...]
    modules: tuple[str, ...]

    @property
    def address(self) -> str:
        """Full address; sources without a host are of Terraform's public registry."""
        return (
            self.source if self.source.count("/") == 2 else f"registry.terraform.io/{self.source}"
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Providers:
    """Providers sorted by source, and what is asked of Terraform itself."""

    providers: tuple[Provider, ...]
    required_version: str


@dataclasses.dataclass(frozen=True, slots=True)
class _Pins:
    """What the files of one module require."""

    versions: tuple[str, ...]
    providers: tuple[tuple[str, str], ...]
    """(source, constraint)."""


def providers(composition: Composition) -> Providers:
    """Return the providers of all root modules, and of the modules they call."""
    folders = {m.key: _pins(m) for m in composition.modules}
    found: defaultdict[str, _Use] = defaultdict(_Use)
    versions: list[str] = []
    for root in (r for s in composition.stacks for r in s.roots):
        versions.append(root.required_version)
        for pin in root.providers.values():
            found[pin.source].add(pin.version, root.platform, root.folder)
    for key, pins in folders.items():
        versions += pins.versions
        for source, constraint in pins.providers:
            found[source].constraints.append(constraint)
            found[source].modules.add(key)
    return Providers(
        tuple(found[source].provider(source) for source in sorted(found)), _together(versions)
    )


@dataclasses.dataclass(slots=True)
class _Use:
    constraints: list[str] = dataclasses.field(default_factory=list)
    platforms: set[str] = dataclasses.field(default_factory=set)
    roots: list[str] = dataclasses.field(default_factory=list)
    modules: set[str] = dataclasses.field(default_factory=set)

    def add(self, constraint: str, platform: str, root: str) -> None:
        self.constraints.append(constraint)
        self.platforms.add(platform)
        self.roots.append(root)

    def provider(self, source: str) -> Provider:
        return Provider(
            source,
            _together(self.constraints),
            tuple(sorted(self.platforms)),
            tuple(self.roots),
            tuple(sorted(self.modules)),
        )


def _pins(module: ModuleFolder) -> _Pins:
    versions: list[str] = []
    found: list[tuple[str, str]] = []
    for path in sorted(module.folder.glob("*.tf")):
        for block in scan(path.read_text(encoding="utf-8")):
            if block.name != "terraform":
                continue
            versions.append(_plain(block.attribute("required_version")))
            for required in block.parts():
                if required.name == "required_providers":
                    found += [_required(part) for part in required.parts()]
    return _Pins(tuple(versions), tuple(found))


def _required(part: Block) -> tuple[str, str]:
    """Return source and constraint of `name = { source = …, version = … }`, or of the old form `name = "…"`."""
    if not part.text.startswith("{"):
        return f"hashicorp/{part.name}", _plain(part.text)
    given = {p.name: _plain(p.text) for p in scan(part.text[1:-1])}
    return given.get("source", f"hashicorp/{part.name}"), given.get("version", "")


def _plain(text: str | None) -> str:
    return (text or "").strip().strip('"')


def _together(constraints: Iterable[str]) -> str:
    """Return all constraints as one, each part once."""
    parts = (part.strip() for text in constraints for part in text.split(","))
    return ", ".join(dict.fromkeys(part for part in parts if part))


def lines(found: Providers) -> Iterator[str]:
    """Yield a configuration that requires exactly these providers, one per line, for `terraform providers mirror`."""
    yield "terraform {"
    if found.required_version:
        yield f"  required_version = {literal(found.required_version)}"
    yield "  required_providers {"
    used: set[str] = set()
    for provider in found.providers:
        namespace, name = provider.source.split("/")[-2:]
        # Local names must differ; nobody refers to them here.
        label = f"{namespace}-{name}" if name in used else name
        used.add(label)
        version = f", version = {quoted(provider.constraint)}" if provider.constraint else ""
        yield f"    {label} = {{ source = {quoted(provider.source)}{version} }}"
    yield "  }"
    yield "}"
