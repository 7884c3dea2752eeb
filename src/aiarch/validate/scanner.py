"""checkov as a port: one child process, its JSON as frozen data. The exit code of checkov decides nothing."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from aiarch import proc
from aiarch.errors import AiarchError, ToolFailedError, ToolMissingError
from aiarch.validate.cache import Cache

MISSING = 5
SECONDS = 900.0
_DROPPED = ("CKV_", "CHECKOV_", "BC_", "PRISMA_", "BRIDGECREW_", "LOG_LEVEL", "TF_")
_INDEX = re.compile(r"\[[^\]]*\]")


@dataclasses.dataclass(frozen=True, slots=True)
class Record:
    """What one check said about one block.

    Attributes:
        result: `passed`, `failed` or `skipped`.
        resource: address with modules and instance keys.
        comment: the reason in the skip comment.
    """

    result: str
    check: str
    name: str
    file: str
    line: int
    end: int
    resource: str
    comment: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Scan:
    """One scan of a whole project.

    Attributes:
        resources: (file, address) of every managed resource checkov saw.
        conditional: those of them that checkov itself takes for absent and would pass over.
        unparsed: files it could not parse.
        own: ids of aiarch's own checks that were loaded.
        broken: own checks that could not be loaded, and why.
        crashed: ids of checks that raised on some block and so saw nothing there.
        manifests: (file, line, `Kind.name`) of every Kubernetes object written as HCL; checkov's kubernetes framework looked
            at them, and its records name them `manifest.<Kind>.<name>`.
    """

    version: str
    resources: tuple[tuple[str, str], ...]
    records: tuple[Record, ...]
    conditional: frozenset[tuple[str, str]] = frozenset()
    unparsed: tuple[str, ...] = ()
    own: frozenset[str] = frozenset()
    broken: tuple[str, ...] = ()
    crashed: tuple[str, ...] = ()
    manifests: tuple[tuple[str, int, str], ...] = ()


def scan_of(data: Mapping[str, Any]) -> Scan:
    """Return the scan that `scan_child` printed.

    Raises:
        KeyError, TypeError, ValueError: the data is something else.
    """
    return Scan(
        version=str(data["version"]),
        resources=tuple((str(file), str(address)) for file, address in data["resources"]),
        records=tuple(Record(**r) for r in data["records"]),
        conditional=frozenset((str(file), str(address)) for file, address in data["conditional"]),
        unparsed=tuple(data["unparsed"]),
        own=frozenset(data["own"]),
        broken=tuple(data["broken"]),
        crashed=tuple(data["crashed"]),
        manifests=tuple((str(f), int(line), str(name)) for f, line, name in data["manifests"]),
    )


def declared_name(address: str) -> str:
    """Return `type.name` of an address: `module.a.aws_x.this["k"]` → `aws_x.this`."""
    return ".".join(_INDEX.sub("", address).split(".")[-2:])


class Scanner:
    """One scan of one folder: `start` it early, ask for the `result` late, always `close` it.

    Args:
        root: the project.
        cache: where an earlier scan of the same content may lie.
        key: digest of everything the scan depends on; "" when nothing shall be cached.
    """

    def __init__(self, root: Path, cache: Cache | None = None, key: str = "") -> None:
        self._root = root
        self._cache = cache
        self._key = key
        self._running: proc.Running | None = None
        self._outcome: Scan | AiarchError | None = None

    def start(self) -> None:
        """Start the child, unless the cache has the answer or it runs already."""
        if self._running is None and self._cached is None:
            env = {k: v for k, v in os.environ.items() if not k.startswith(_DROPPED)}
            self._running = proc.start_module(
                "aiarch.validate.scan_child", [str(self._root)], env=env
            )

    def result(self) -> Scan:
        """Wait for the scan; the same answer, or error, every time.

        Raises:
            ToolMissingError: checkov is not installed.
            ToolFailedError: the scan broke.
        """
        if self._outcome is None:
            try:
                self._outcome = self._cached or self._wait()
            except AiarchError as error:
                self._outcome = error
        if isinstance(self._outcome, AiarchError):
            raise self._outcome
        return self._outcome

    def close(self) -> None:
        """End the child if it still runs."""
        if self._running is not None:
            self._running.kill()

    @cached_property
    def _cached(self) -> Scan | None:
        data = self._cache.load("scan", self._key) if self._cache and self._key else None
        try:
            return scan_of(data) if data is not None else None
        except (KeyError, TypeError, ValueError):
            return None

    def _wait(self) -> Scan:
        self.start()
        assert self._running is not None  # noqa: S101 - start has just set it
        done = self._running.wait(SECONDS)
        if done.code == MISSING:
            raise ToolMissingError(
                _last_line(done.stderr),
                code="POL010",
                hint="install it into the environment of aiarch: pip install checkov",
            )
        data: Any = None
        scan: Scan | None = None
        with contextlib.suppress(KeyError, TypeError, ValueError):
            data = json.loads(done.stdout) if done.code == 0 else None
            scan = scan_of(data)
        if scan is None:
            raise ToolFailedError(
                f"checkov broke (exit {done.code}): {_last_line(done.stderr)}",
                code="POL011",
                hint="run `checkov -d . --framework terraform --skip-download` in the project and see its messages",
            )
        if self._cache and self._key:
            self._cache.save("scan", self._key, data)
        return scan


def checkov_version() -> str:
    """Return the installed version of checkov, "" when there is none."""
    import importlib.metadata

    try:
        return importlib.metadata.version("checkov")
    except importlib.metadata.PackageNotFoundError:
        return ""


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return (lines[-1] if lines else "it said nothing")[:200]
