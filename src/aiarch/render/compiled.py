"""Compiled templates, kept between runs: compiling them is a sixth of a render, and templates rarely change."""

from __future__ import annotations

import contextlib
import os
import stat
from importlib.metadata import version
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket

from aiarch.version import __version__


class CompiledTemplates(jinja2.FileSystemBytecodeCache):
    """Byte code by template and the sha1 of its source. A folder that cannot be read or written only costs time."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled, if the folder takes it."""
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


def compiled_templates(cache: Path | None, kind: str) -> CompiledTemplates | None:
    """Return the store of one kind of environment, whose settings are part of what compiles; None without a safe folder.

    Byte code is run, so the folder must be the user's own and nobody else's to write.
    """
    if cache is None:
        return None
    folder = cache / f"templates-{__version__}-jinja-{version('jinja2')}"
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = folder.lstat()
        is_ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
        if is_ours and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            return CompiledTemplates(str(folder), f"{kind}-%s.cache")
    return None
