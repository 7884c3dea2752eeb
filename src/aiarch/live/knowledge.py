"""`blueprints/preflight/*.yaml` of all packs as the checks use it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from aiarch.catalog.catalog import Catalog
    from aiarch.model.preflight import (
        BackendEndpoints,
        Capacity,
        NeededVariable,
        Networks,
        PreflightFile,
        Registration,
        Usage,
    )

FOLDER = "preflight"
T = TypeVar("T")


@dataclasses.dataclass(frozen=True)
class PreflightKnowledge:
    """All files together; a later entry replaces an earlier one of the same key."""

    files: tuple[PreflightFile, ...]

    @classmethod
    def of(cls, catalog: Catalog) -> PreflightKnowledge:
        """Read the files of every pack, in the order of packs.

        Raises:
            InputError: with every fault of a file.
        """
        from aiarch.model.preflight import PreflightFile
        from aiarch.yamlio.load import bind
        from aiarch.yamlio.parse import parse_file

        paths = ((pack, p) for pack in catalog.packs for p in pack.blueprint_files(FOLDER))
        return cls(tuple(bind(parse_file(p, pack.shown(p)), PreflightFile) for pack, p in paths))

    @property
    def networks(self) -> Mapping[str, Networks]:
        """Network arguments by module."""
        return {n.module: n for f in self.files for n in f.networks}

    @property
    def backends(self) -> Mapping[str, BackendEndpoints]:
        """State backends by type."""
        return {b.type: b for f in self.files for b in f.backends}

    def variables(self, platform: str) -> tuple[NeededVariable, ...]:
        """Return the environment variables a platform may need."""
        return self._of(platform, lambda f: f.variables, lambda v: v.name)

    def usages(self, platform: str) -> Mapping[str, Usage]:
        """Return the usages of a platform by id."""
        return {u.id: u for u in self._of(platform, lambda f: f.usages, lambda u: u.id)}

    def capacity(self, platform: str) -> tuple[Capacity, ...]:
        """Return the arguments that choose instance types on a platform."""
        return self._of(platform, lambda f: f.capacity, lambda c: (c.module, c.argument))

    def registrations(self, platform: str) -> tuple[Registration, ...]:
        """Return the services a platform's account must be signed up for."""
        return self._of(platform, lambda f: f.registrations, lambda r: r.id)

    def home_region(self, platform: str, region: str) -> str:
        """Return the region that answers for the whole partition of `region`; itself when nobody says."""
        known = {k: v for f in self._for(platform) for k, v in f.home_regions.items()}
        prefixes = [p for p in known if region.startswith(p)]
        return known[max(prefixes, key=len)] if prefixes else region

    def _for(self, platform: str) -> Iterator[PreflightFile]:
        yield from (f for f in self.files if f.platform in {"", platform})

    def _of(
        self,
        platform: str,
        part: Callable[[PreflightFile], tuple[T, ...]],
        key: Callable[[T], object],
    ) -> tuple[T, ...]:
        return tuple({key(item): item for f in self._for(platform) for item in part(f)}.values())
