"""Write a plan: stage everything, note it in the journal, swap file by file, commit the manifest.

Killed at any moment, each file is whole, either old or new, and manifest plus journal name every content aiarch may
have left behind. So the next render tells its own half-done work from people's edits and completes it.
"""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

from aiarch.errors import ConflictError, Location, ToolFailedError
from aiarch.render.changes import Action, Change, SyncPlan
from aiarch.render.disk import is_clear, locked, look, sync_folder, write_synced
from aiarch.render.manifest import JOURNAL, MANIFEST, STATE, Record, journal_bytes, read_record

LOCK = f"{STATE}/lock"
STAGING = f"{STATE}/staging"


def apply_sync(root: Path, plan: SyncPlan) -> None:
    """Make the folder what the plan says; nothing is touched when nothing changes.

    Raises:
        ConflictError: somebody else is writing, or wrote since the plan was made.
        InputError: a link appeared on the way.
        ToolFailedError: the operating system refused.
    """
    root = root.resolve()
    try:
        if not plan.changed and not _has_leftovers(root):
            return
        is_clear(root, LOCK)
        (root / STATE).mkdir(parents=True, exist_ok=True)
        with locked(root / LOCK):
            _write(root, plan)
    except OSError as error:
        raise _refused(root, error) from None


def _write(root: Path, plan: SyncPlan) -> None:
    record = read_record(root)
    changes = [c for c in plan.changes if c.writes]
    _require_fresh(root, plan, record, changes)
    _drop_staging(root)
    if changes:
        staged = _stage(root, changes, record)
        _swap(root, changes, staged)
    _unlink(root / JOURNAL)
    _drop_staging(root)


def _require_fresh(root: Path, plan: SyncPlan, record: Record, changes: list[Change]) -> None:
    stale = MANIFEST if record.base != plan.base else ""
    stale = stale or next((c.path for c in changes if look(root, c.path) != c.before), "")
    if stale:
        raise ConflictError(
            f"{stale} changed while the render was being prepared",
            code="TRE007",
            at=Location(stale),
            hint="nothing was written; run aiarch render again",
        )


def _stage(root: Path, changes: list[Change], record: Record) -> dict[str, Path]:
    """Write every new content beside the tree, then the journal that owns up to them."""
    folder = root / STAGING
    folder.mkdir()
    staged: dict[str, Path] = {}
    for number, change in enumerate(changes):
        if change.after is None:
            continue
        staged[change.path] = folder / str(number)
        write_synced(staged[change.path], change.after)
        if change.before is not None:
            mode = stat.S_IMODE((root / change.path).stat(follow_symlinks=False).st_mode)
            staged[change.path].chmod(mode)
    journal = folder / "journal"
    write_synced(journal, journal_bytes(record.owned, [c for c in changes if c.path != MANIFEST]))
    journal.replace(root / JOURNAL)
    sync_folder(root / STATE)
    return staged


def _swap(root: Path, changes: list[Change], staged: dict[str, Path]) -> None:
    folders: set[Path] = set()
    for change in changes:
        target = root / change.path
        if change.path == MANIFEST:
            continue
        is_clear(root, change.path)
        if change.action is Action.PRUNE:
            _unlink(target)
            _remove_empty(root, target.parent)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            staged[change.path].replace(target)
            folders |= {f for f in target.parents if f.is_relative_to(root)}
    for folder in sorted(folders):
        sync_folder(folder)
    if MANIFEST in staged:
        staged[MANIFEST].replace(root / MANIFEST)
        sync_folder(root / STATE)


def _remove_empty(root: Path, folder: Path) -> None:
    while folder != root:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent


def _drop_staging(root: Path) -> None:
    if (root / STAGING).is_symlink():
        (root / STAGING).unlink()
    elif (root / STAGING).exists():
        shutil.rmtree(root / STAGING)


def _unlink(path: Path) -> None:
    path.unlink(missing_ok=True)


def _has_leftovers(root: Path) -> bool:
    return any(os.path.lexists(root / name) for name in (JOURNAL, STAGING))


def _refused(root: Path, error: OSError) -> ToolFailedError:
    name = str(error.filename or root)
    shown = name.removeprefix(f"{root}/")
    begun = (root / JOURNAL).is_file()
    return ToolFailedError(
        f"cannot write {shown}: {error.strerror or error}",
        code="TRE010",
        at=Location(shown),
        hint="check the folder's permissions and free space; "
        + ("the next render completes this one" if begun else "nothing was changed"),
    )
