"""What every command shares: the project folder, packs, output mode, and one way to answer."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiarch.errors import Diagnostic, ExitCode, InputError, Location, did_you_mean

if TYPE_CHECKING:
    from aiarch.catalog.catalog import Catalog
    from aiarch.cli.ui import Screen
    from aiarch.yamlio.store import ParsedStore

CONFIG = "aiarch.toml"
CONFIG_KEYS = {"packs", "fail_on", "engine", "provider_mirror"}


@dataclasses.dataclass(frozen=True, slots=True)
class Reply:
    """What a command answers: data for `--json`, and how to show it to a person."""

    result: Any
    show: Callable[[Screen], None]
    exit_code: ExitCode = ExitCode.OK
    diagnostics: tuple[Diagnostic, ...] = ()
    """Remarks and findings; they go to stderr in text mode."""
    raw: str | None = None
    """Exact stdout of formats that are documents themselves (YAML, Mermaid, SARIF)."""


class Session:
    """One run of one command."""

    def __init__(
        self,
        command: str,
        *,
        chdir: Path,
        packs: tuple[Path, ...],
        as_json: bool,
        quiet: bool,
        color: str,
    ) -> None:
        self.command = command
        self.root = chdir
        self.as_json = as_json
        self.quiet = quiet
        self.color = color
        self.packs = packs
        if not chdir.is_dir():
            raise InputError(
                f"no such folder: {chdir}",
                code="CLI001",
                at=Location(str(chdir)),
                hint="create it first, or give another folder to -C",
            )

    @cached_property
    def config(self) -> dict[str, Any]:
        """`aiarch.toml` of the project; empty when there is none."""
        import tomllib

        path = self.root / CONFIG
        if not path.is_file():
            return {}
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise InputError(
                f"TOML syntax: {error}",
                code="CLI002",
                at=Location(str(path)),
                hint="see https://toml.io",
            ) from None
        for key in data:
            if key not in CONFIG_KEYS:
                raise InputError(
                    f"unknown key {key!r}",
                    code="CLI003",
                    at=Location(str(path)),
                    hint=did_you_mean(key, CONFIG_KEYS)
                    or f"known: {', '.join(sorted(CONFIG_KEYS))}",
                )
        return data

    @cached_property
    def catalog(self) -> Catalog:
        """Knowledge of the built-in pack, the project's packs and `--pack`, in this order."""
        from aiarch.catalog.catalog import Catalog

        listed = self.config.get("packs", [])
        return Catalog.of([*(self.root / str(p) for p in listed), *self.packs], self._store)

    @cached_property
    def _store(self) -> ParsedStore:
        from aiarch.yamlio.store import ParsedStore, default_folder

        return ParsedStore(default_folder())

    def close(self) -> None:
        """Keep what was parsed for the next run."""
        if "_store" in vars(self):
            self._store.save()

    @cached_property
    def screen(self) -> Screen:
        """Where a person reads: tables on stdout."""
        from aiarch.cli.ui import Screen

        return Screen(color=self.color)

    def path(self, name: str) -> Path:
        """Return a file of the project folder."""
        return self.root / name

    def shown(self, path: Path) -> str:
        """Return a path as printed: relative to the current folder where possible."""
        try:
            return path.resolve().relative_to(Path.cwd()).as_posix() or "."
        except ValueError:
            return str(path)

    def note(self, text: str) -> None:
        """Say something on stderr, unless quiet."""
        if not self.quiet:
            sys.stderr.write(text + "\n")

    def answer(self, reply: Reply) -> None:
        """Print the reply: one JSON document, or text on stdout and remarks on stderr."""
        if self.as_json:
            ok = reply.exit_code is ExitCode.OK
            sys.stdout.write(
                document(
                    self.command,
                    ok=ok,
                    result=reply.result,
                    diagnostics=reply.diagnostics,
                    exit_code=int(reply.exit_code),
                )
            )
            return
        if reply.raw is not None:
            sys.stdout.write(reply.raw)
        else:
            reply.show(self.screen)
        for diagnostic in reply.diagnostics:
            self.note("\n".join(diagnostic.lines()))


def document(
    command: str,
    *,
    ok: bool,
    result: Any,  # noqa: ANN401 - any JSON value
    diagnostics: tuple[Diagnostic, ...],
    exit_code: int,
) -> str:
    """Return the one JSON document of `--json` (schema 1)."""
    body = {
        "schema": 1,
        "command": command,
        "ok": ok,
        "exit_code": exit_code,
        "result": result,
        "diagnostics": [
            {
                "code": d.code,
                "severity": str(d.severity),
                "message": d.message,
                "hint": d.hint,
                "at": {"path": d.at.path, "line": d.at.line, "column": d.at.column}
                if d.at
                else None,
            }
            for d in diagnostics
        ],
    }
    return json.dumps(body, indent=2, ensure_ascii=False, sort_keys=False) + "\n"
