"""What a render wants on disk, and what that changes there; plain data."""

from __future__ import annotations

import dataclasses
from enum import StrEnum
from typing import Literal

Kind = Literal["managed", "seeded"]
"""Managed files are written again by every render; seeded ones once, then they are the user's."""


@dataclasses.dataclass(frozen=True, slots=True)
class RenderedFile:
    """One file of a rendered project.

    Attributes:
        path: relative, `/` between parts.
        content: the bytes.
        kind: who owns the file after the first render.
        human: a managed file with a block between `<!-- human -->` and `<!-- /human -->` that people write;
            their text survives every render and may change at will.
    """

    path: str
    content: bytes
    kind: Kind = "managed"
    human: bool = False


class Action(StrEnum):
    """What happens to one path, in the order of reports."""

    ADD = "add"
    UPDATE = "update"
    OVERWRITE = "overwrite"
    """A hand-edited file is replaced because of `--force`."""
    SEED = "seeded"
    PRUNE = "prune"
    RELEASE = "released"
    """Belongs to the render no longer, but people wrote into it: it stays and is theirs."""
    KEEP = "seeded-kept"
    UNCHANGED = "unchanged"


WRITING = frozenset({Action.ADD, Action.UPDATE, Action.OVERWRITE, Action.SEED, Action.PRUNE})


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """One path with its content before and after; None = no file."""

    path: str
    action: Action
    before: bytes | None
    after: bytes | None
    human: bool = False
    """The content has a block that people write (see `RenderedFile`)."""

    @property
    def writes(self) -> bool:
        """Whether applying it touches the disk."""
        return self.action in WRITING


@dataclasses.dataclass(frozen=True, slots=True)
class SyncPlan:
    """Everything a render would do to a folder; the manifest is the last change."""

    changes: tuple[Change, ...]
    base: str
    """Digest of manifest and journal at the time of planning: a plan made before somebody else's render is stale."""

    @property
    def changed(self) -> bool:
        """Whether anything would be written."""
        return any(change.writes for change in self.changes)
