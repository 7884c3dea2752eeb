"""Compare rendered files with a folder; reads only."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from aiarch.errors import AiarchError, ConflictError, Diagnostic, InputError, Location
from aiarch.render.changes import Action, Change, RenderedFile, SyncPlan
from aiarch.render.disk import look
from aiarch.render.hcl import one_line
from aiarch.render.manifest import (
    MANIFEST,
    Owned,
    Record,
    digest,
    human_text,
    manifest_bytes,
    path_fault,
    read_record,
    with_human_text,
)

SHOWN_CONFLICTS = 8
EXCERPT_WIDTH = 60


def plan_sync(
    root: Path,
    files: Iterable[RenderedFile],
    *,
    blueprint_sha256: str,
    trace_sha256: str = "",
    force: bool = False,
) -> SyncPlan:
    """Return what writing `files` would change below `root`; writes nothing.

    Raises:
        InputError: a path leaves the project, leads through a link, or clashes with another.
        ConflictError: managed files were edited by hand, or foreign files are in the way (all in one error).
        ToolFailedError: a file cannot be read.
    """
    ordered = sorted(files, key=lambda f: f.path)
    _check_paths(ordered)
    root = root.resolve()
    record = read_record(root)
    changes: list[Change] = []
    faults: list[AiarchError] = []
    for file in ordered:
        try:
            changes.append(_change(root, file, record.owned.get(file.path), force=force))
        except AiarchError as error:
            faults.append(error)
    wanted = {f.path for f in ordered}
    for path, owned in sorted(record.owned.items()):
        if path not in wanted and owned.kind == "managed":
            try:
                changes.extend(_leaving(root, path, owned))
            except AiarchError as error:
                faults.append(error)
    if faults:
        raise _joined(faults)
    manifest = manifest_bytes(ordered, blueprint=blueprint_sha256, trace=trace_sha256)
    changes.sort(key=lambda c: c.path)
    return SyncPlan((*changes, _manifest_change(record, manifest)), record.base)


def _change(root: Path, file: RenderedFile, owned: Owned | None, *, force: bool) -> Change:
    before = look(root, file.path)
    if file.kind == "seeded":
        # Missing though it was seeded once: somebody deleted it, and may.
        if before is not None or owned is not None:
            return Change(file.path, Action.KEEP, before, before)
        return Change(file.path, Action.SEED, None, file.content)
    after = file.content
    if file.human and before is not None:
        text = human_text(before)
        after = after if text is None else with_human_text(after, text)
    if before is None:
        action = Action.ADD
    elif before == after:
        action = Action.UNCHANGED
    elif owned and digest(before, human=owned.human) in owned.digests:
        action = Action.UPDATE
    elif force:
        action = Action.OVERWRITE
    else:
        raise _conflict(file.path, before, after, known=owned is not None)
    return Change(file.path, action, before, after, file.human)


def _leaving(root: Path, path: str, owned: Owned) -> Iterable[Change]:
    """Yield what becomes of a managed file that is no longer rendered."""
    before = look(root, path)
    if before is None:
        return
    untouched = digest(before, human=owned.human) in owned.digests
    written = owned.human and (human_text(before) or b"").strip()
    if untouched and not written:
        yield Change(path, Action.PRUNE, before, None)
    else:
        yield Change(path, Action.RELEASE, before, before)


def _manifest_change(record: Record, after: bytes) -> Change:
    if record.manifest is None:
        action = Action.ADD
    else:
        action = Action.UNCHANGED if record.manifest == after else Action.UPDATE
    return Change(MANIFEST, action, record.manifest, after)


def _conflict(path: str, before: bytes, after: bytes, *, known: bool) -> ConflictError:
    line, excerpt = _excerpt(before, after)
    if known:
        message = f"edited by hand; {excerpt}"
        hint = (
            "move the edit to blueprint.yaml or to a file of your own and restore this one, "
            "or give it up: aiarch render --force (add --diff to look first)"
        )
        return ConflictError(message, code="TRE001", at=Location(path, line), hint=hint)
    return ConflictError(
        f"is in the way and was not written by aiarch; {excerpt}",
        code="TRE002",
        at=Location(path, line),
        hint="move it away, or let the render replace it: aiarch render --force (add --diff to look first)",
    )


def _excerpt(before: bytes, after: bytes) -> tuple[int, str]:
    """Return the first line that differs, and both versions of it."""
    try:
        old, new = before.decode().split("\n"), after.decode().split("\n")
    except UnicodeDecodeError:
        return 0, "the bytes differ"
    pairs = enumerate(itertools.zip_longest(old, new))
    line, (here, there) = next((n, pair) for n, pair in pairs if pair[0] != pair[1])
    return line + 1, f"here: {_short(here)}, rendered: {_short(there)}"


def _short(line: str | None) -> str:
    if line is None:
        return "nothing"
    text = one_line(line)
    return f"`{text if len(text) <= EXCERPT_WIDTH else text[: EXCERPT_WIDTH - 1] + '…'}`"


def _joined(faults: list[AiarchError]) -> AiarchError:
    """Return one error for all faults; bad input outranks conflicts, because `--force` cannot help it."""
    first = min(faults, key=lambda e: e.exit_code)
    same = [d for e in faults if e.exit_code == first.exit_code for d in e.diagnostics]
    unique = list(dict.fromkeys(same))
    shown = unique[:SHOWN_CONFLICTS]
    if len(unique) > len(shown):
        rest = len(unique) - len(shown)
        shown.append(Diagnostic(first.code, f"and {rest} more files like these", hint=first.hint))
    return type(first)(first.message, code=first.code, diagnostics=tuple(shown))


def _check_paths(files: list[RenderedFile]) -> None:
    """Refuse paths that leave the project or that some file systems cannot keep apart."""
    spelled: dict[str, str] = {}
    paths = set()
    for file in files:
        fault = path_fault(file.path)
        if not fault and file.path in paths:
            fault = "rendered twice"
        parts = file.path.split("/")
        for end in range(1, len(parts) + 1):
            part = "/".join(parts[:end])
            other = spelled.setdefault(unicodedata.normalize("NFC", part).casefold(), part)
            if not fault and other != part:
                fault = f"differs from {other} only in case, which macOS and Windows cannot hold"
            if not fault and end < len(parts) and part in paths:
                fault = f"{part} is a file as well"
        paths.add(file.path)
        if fault:
            raise InputError(
                f"cannot render {file.path[:80]!r}: {fault}",
                code="TRE003",
                at=Location(file.path[:80]),
                hint="fix the module or the template it comes from",
            )
