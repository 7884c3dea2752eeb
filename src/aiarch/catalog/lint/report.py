"""How lints say what they found."""

from __future__ import annotations

import dataclasses

from aiarch.catalog.catalog import Catalog
from aiarch.errors import Diagnostic, Severity


@dataclasses.dataclass(slots=True)
class Report:
    """Diagnostics with places looked up in the catalogue."""

    catalog: Catalog
    found: list[Diagnostic] = dataclasses.field(default_factory=list)

    def error(
        self,
        code: str,
        kind: str,
        name: str,
        path: tuple[str | int, ...],
        message: str,
        hint: str = "",
    ) -> None:
        """Add an error at a key of an item."""
        self.found.append(Diagnostic(code, message, self.catalog.place(kind, name, *path), hint))

    def warning(
        self,
        code: str,
        kind: str,
        name: str,
        path: tuple[str | int, ...],
        message: str,
        hint: str = "",
    ) -> None:
        """Add a warning at a key of an item."""
        at = self.catalog.place(kind, name, *path)
        self.found.append(Diagnostic(code, message, at, hint, Severity.WARNING))
