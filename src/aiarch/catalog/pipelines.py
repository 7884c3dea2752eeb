"""CI systems of all packs: `templates/delivery/<ci>/` and `templates/delivery/platforms/`."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from aiarch.catalog.packs import Pack
from aiarch.errors import InputError
from aiarch.model.delivery import Pin, PinFile, PipelineSystem, SignIn
from aiarch.model.frozen import Frozen
from aiarch.yamlio.load import bind
from aiarch.yamlio.store import ParsedStore

FOLDER = Path("templates", "delivery")
Named = TypeVar("Named", PipelineSystem, SignIn)
M = TypeVar("M", bound=Frozen)


@dataclasses.dataclass(frozen=True, slots=True)
class Pipelines:
    """What the packs know about delivery; a later pack's file replaces one of the same name, its pins add up."""

    packs: tuple[Pack, ...]
    store: ParsedStore

    @property
    def names(self) -> tuple[str, ...]:
        """CI systems by name."""
        found = (p for pack in self.packs for p in (pack.root / FOLDER).glob("*/delivery.yaml"))
        return tuple(sorted({path.parent.name for path in found}))

    def system(self, name: str) -> PipelineSystem | None:
        """Return one CI system; None when no pack has it.

        Raises:
            InputError: the file is faulty, or says another name.
        """
        return self._named(f"{name}/delivery.yaml", PipelineSystem, name)

    def sign_in(self, platform: str) -> SignIn | None:
        """Return what a platform's sign-in must know; None when no pack says."""
        return self._named(f"platforms/{platform}.yaml", SignIn, platform)

    def pins(self, system: str) -> Mapping[str, Pin]:
        """Return the pinned actions of one CI system by name."""
        return {
            pin.action: pin
            for pack, path in self._files(f"{system}/pins.yaml")
            for pin in self._read(pack, path, PinFile).pins
        }

    def _named(self, relative: str, model: type[Named], name: str) -> Named | None:
        found = list(self._files(relative))
        if not found:
            return None
        pack, path = found[-1]
        item = self._read(pack, path, model)
        if item.name != name:
            raise InputError(
                f"{pack.shown(path)} says {item.name!r}, its place says {name!r}",
                code="CAT010",
                hint="the name is the one of folder or file",
            )
        return item

    def _files(self, relative: str) -> Iterable[tuple[Pack, Path]]:
        for pack in self.packs:
            path = pack.root / FOLDER / relative
            if path.is_file():
                yield pack, path

    def _read(self, pack: Pack, path: Path, model: type[M]) -> M:
        return bind(self.store.parse(path, pack.shown(path)), model)
