"""Results of earlier runs by content, under `.aiarch/cache/` of the project; anything odd there counts as absent."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

FOLDER = Path(".aiarch", "cache")


class Cache:
    """Small JSON documents, one per name, each valid for exactly one key."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def load(self, name: str, key: str) -> Any:  # noqa: ANN401 - JSON
        """Return what was saved under this name and key, or None."""
        path = self._root / FOLDER / f"{name}.json"
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return None
        if not isinstance(data, dict) or data.get("key") != key:
            return None
        return data.get("value")

    def save(self, name: str, key: str, value: Any) -> None:  # noqa: ANN401 - JSON
        """Replace what is saved under this name, atomically; a folder that cannot be written is no fault."""
        folder = self._root / FOLDER
        # Only inside a project, and never through a link out of it.
        if not folder.parent.is_dir() or not folder.resolve().is_relative_to(self._root.resolve()):
            return
        with contextlib.suppress(OSError):
            folder.mkdir(exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=folder, prefix=f"{name}.")
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    json.dump({"key": key, "value": value}, file)
                Path(temporary).replace(folder / f"{name}.json")
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise


def digest(parts: Iterable[str | bytes]) -> str:
    """Return a sha256 over parts, each with its length so that they cannot run into each other."""
    total = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        total.update(f"{len(raw)}:".encode())
        total.update(raw)
    return total.hexdigest()


def digest_files(root: Path, paths: Iterable[str]) -> str:
    """Return a sha256 over names and contents of files below `root`; an unreadable file counts as its name alone."""

    def parts() -> Iterable[str | bytes]:
        for path in paths:
            yield path
            try:
                yield hashlib.sha256((root / path).read_bytes()).digest()
            except OSError:
                yield b""

    return digest(parts())
