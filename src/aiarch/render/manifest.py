"""What aiarch wrote into a folder: `.aiarch/manifest.json`, and the journal of a render that was cut short."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from aiarch.errors import InputError, Location
from aiarch.render.changes import Action, Change, RenderedFile
from aiarch.render.disk import look
from aiarch.render.hcl import HIDDEN

STATE = ".aiarch"
MANIFEST = f"{STATE}/manifest.json"
JOURNAL = f"{STATE}/journal.json"

_HUMAN = re.compile(rb"(<!-- human -->\n)(.*?)(<!-- /human -->)", re.DOTALL)
_UNSAFE = re.compile(rf"[\\{HIDDEN}\ud800-\udfff]")


@dataclasses.dataclass(frozen=True, slots=True)
class Owned:
    """A path aiarch wrote, with the digest of every content it may have written there."""

    kind: str
    human: bool
    digests: frozenset[str]


@dataclasses.dataclass(frozen=True, slots=True)
class Record:
    """Manifest and journal together."""

    owned: Mapping[str, Owned]
    manifest: bytes | None
    base: str


def digest(content: bytes, *, human: bool = False) -> str:
    """Return the sha256 of a file; what people wrote between the human marks does not count."""
    if human:
        content = _HUMAN.sub(rb"\1\3", content, count=1)
    return hashlib.sha256(content).hexdigest()


def human_text(content: bytes) -> bytes | None:
    """Return what stands between the human marks, None when the marks are damaged."""
    found = _HUMAN.search(content)
    return found[2] if found else None


def with_human_text(content: bytes, text: bytes) -> bytes:
    """Return `content` with `text` between its human marks."""
    return _HUMAN.sub(lambda m: m[1] + text + m[3], content, count=1)


def manifest_bytes(files: Iterable[RenderedFile], *, blueprint: str, trace: str) -> bytes:
    """Return the manifest: one line per file, so that a review reads it as a list."""
    lines = []
    for file in sorted(files, key=lambda f: f.path):
        entry: dict[str, Any] = {"path": file.path, "kind": file.kind}
        if file.human:
            entry["human"] = True
        entry["sha256"] = digest(file.content, human=file.human)
        lines.append("    " + json.dumps(entry, ensure_ascii=True))
    listed = ",\n".join(lines)
    head = [f'  "blueprint_sha256": {json.dumps(blueprint)}']
    if trace:
        head.append(f'  "trace_sha256": {json.dumps(trace)}')
    body = ",\n".join([*head, f'  "files": [\n{listed}\n  ]' if lines else '  "files": []'])
    return f'{{\n  "version": 1,\n{body}\n}}\n'.encode()


def journal_bytes(owned: Mapping[str, Owned], changes: Iterable[Change]) -> bytes:
    """Return the journal of a render: everything owned before, and what is about to be written.

    Seeded files are left out: a path in the manifest means "was seeded", and these may not get that far.
    """
    entries: dict[str, Owned] = dict(owned)
    for change in changes:
        if change.after is None or change.action is Action.SEED:
            continue
        known = entries.get(change.path)
        digests = {digest(change.after, human=change.human), *(known.digests if known else ())}
        entries[change.path] = Owned("managed", change.human, frozenset(digests))
    listed = [
        {"path": p, "kind": o.kind, "human": o.human, "sha256": sorted(o.digests)}
        for p, o in sorted(entries.items())
    ]
    return json.dumps({"version": 1, "files": listed}, indent=1).encode()


def read_record(root: Path) -> Record:
    """Read manifest and journal; one that cannot be read counts as missing.

    A manifest with merge marks then costs a question at files that differ, never a file.

    Raises:
        InputError: it names a path outside the project, or `.aiarch` is a link.
    """
    manifest, journal = look(root, MANIFEST), look(root, JOURNAL)
    owned: dict[str, Owned] = {}
    for path, entry in [*_entries(manifest), *_entries(journal)]:
        fault = path_fault(path)
        if fault:
            raise InputError(
                f"the manifest names {path[:60]!r}: {fault}",
                code="TRE006",
                at=Location(MANIFEST),
                hint="nothing was written; restore .aiarch/manifest.json from version control",
            )
        known = owned.get(path)
        digests = entry.digests | (known.digests if known else frozenset())
        owned[path] = Owned(entry.kind, entry.human, digests)
    base = hashlib.sha256((manifest or b"") + b"\0" + (journal or b"")).hexdigest()
    return Record(owned, manifest, base)


def path_fault(path: str) -> str:
    """Say why `path` must not be written by a render; "" when it may."""
    parts = path.split("/")
    if any(part in {"", ".", ".."} for part in parts):
        return "not a plain path inside the project"
    if _UNSAFE.search(path):
        return "backslashes and control characters are not allowed"
    if parts[0].casefold() in {STATE, ".git"}:
        return f"{parts[0]} is not for rendered files"
    return ""


def _entries(content: bytes | None) -> Iterator[tuple[str, Owned]]:
    if content is None:
        return
    try:
        files = json.loads(content)["files"]
        found = [
            (
                str(f["path"]),
                Owned(str(f.get("kind", "managed")), bool(f.get("human")), _digests(f)),
            )
            for f in files
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        return
    yield from found


def _digests(entry: Mapping[str, Any]) -> frozenset[str]:
    value = entry["sha256"]
    return frozenset(str(v) for v in value) if isinstance(value, list) else frozenset({str(value)})
