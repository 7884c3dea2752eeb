"""Where knowledge lies on disk: the built-in pack and the organisation's own."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from pathlib import Path

from aiarch.errors import InputError, Location

BUILTIN = "builtin"


@dataclasses.dataclass(frozen=True, slots=True)
class Pack:
    """A folder with the trees `blueprints/` and `templates/` (either may be missing)."""

    name: str
    root: Path

    def blueprint_files(self, folder: str) -> Iterator[Path]:
        """Yield `blueprints/<folder>/*.yaml` in name order."""
        yield from sorted((self.root / "blueprints" / folder).glob("*.yaml"))

    def blueprint_file(self, name: str) -> Path | None:
        """Return `blueprints/<name>` if the pack has it."""
        path = self.root / "blueprints" / name
        return path if path.is_file() else None

    def shown(self, path: Path) -> str:
        """Return the path to print: relative to the pack, prefixed with the pack's name unless it is built in."""
        relative = path.relative_to(self.root).as_posix()
        return relative if self.name == BUILTIN else f"{self.name}/{relative}"


def builtin_root() -> Path:
    """Return the folder that holds `blueprints/` and `templates/`: inside the wheel, or the checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "knowledge"
    return inside if inside.is_dir() else package.parent.parent


def find_packs(extra: Iterable[Path] = ()) -> tuple[Pack, ...]:
    """Return the built-in pack followed by `extra` in order.

    Raises:
        InputError: a folder is missing or holds neither `blueprints/` nor `templates/`.
    """
    packs = [Pack(BUILTIN, builtin_root())]
    for folder in extra:
        if not folder.is_dir():
            raise InputError(
                f"pack folder not found: {folder}",
                code="CAT001",
                at=Location(str(folder)),
                hint="give a folder with --pack, or fix `packs` in aiarch.toml",
            )
        if not any((folder / part).is_dir() for part in ("blueprints", "templates")):
            raise InputError(
                f"{folder} is not a pack: it has neither blueprints/ nor templates/",
                code="CAT001",
                at=Location(str(folder)),
                hint="see `docs/packs.md` for the layout",
            )
        root = folder.resolve()
        packs.append(Pack("builtin-pack" if root.name == BUILTIN else root.name, root))
    return tuple(packs)
