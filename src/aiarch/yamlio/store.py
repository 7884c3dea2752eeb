"""Parsed knowledge files by content, kept between runs: reading YAML is a third of a render, and knowledge rarely changes."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from pathlib import Path
from typing import Any

from aiarch.version import __version__
from aiarch.yamlio.parse import Document, parse_text, read_text

FORMAT = 1
"""Raised when the parser comes to read the same text as other data."""


def default_folder() -> Path | None:
    """Return `AIARCH_CACHE_DIR`, else `aiarch` in the user's cache folder; None when the variable is set to nothing."""
    given = os.environ.get("AIARCH_CACHE_DIR")
    if given is not None:
        return Path(given) if given else None
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "aiarch"


class ParsedStore:
    """Plain data of files by the sha256 of their text. A store that cannot be read or written only costs time."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._file = folder / f"parsed-{__version__}-{FORMAT}.json" if folder else None
        self._known: dict[str, Any] | None = None
        self._used: dict[str, Any] = {}
        self._grown = False

    def parse(self, path: Path, shown: str) -> Document:
        """Read one file, parsing it only when its text was never seen; raises as `parse_file`."""
        text = read_text(path, shown)
        key = hashlib.sha256(text.encode()).hexdigest()
        known = self._load()
        if key in known:
            self._used[key] = known[key]
            return Document(shown, known[key], text)
        document = parse_text(text, shown)
        self._used[key] = document.data
        self._grown = True
        return document

    def save(self) -> None:
        """Keep what was parsed for the next run; files of packs not used this time are kept too."""
        if self._file is None or not self._grown:
            return
        text = json.dumps({**self._load(), **self._used}, separators=(",", ":"))
        temporary = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            temporary.write_text(text, encoding="utf-8")
            os.replace(temporary, self._file)  # noqa: PTH105 - rename over an existing file, atomically
        self._grown = False

    def _load(self) -> dict[str, Any]:
        if self._known is None:
            self._known = {}
            if self._file is not None:
                with contextlib.suppress(OSError, ValueError):
                    found = json.loads(self._file.read_bytes())
                    self._known = found if isinstance(found, dict) else {}
        return self._known
