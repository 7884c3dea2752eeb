"""The only place that prints for people: headings, tables, text. Rich is imported when first needed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

PLAIN_WIDTH = 120


class Screen:
    """stdout for a person; colour by flag, `NO_COLOR`, `FORCE_COLOR`, terminal, in this order."""

    def __init__(self, color: str = "auto") -> None:
        self._color = color

    @property
    def _is_plain(self) -> bool:
        terminal = sys.stdout.isatty()
        return not terminal and not self._is_colored(terminal=terminal)

    def _is_colored(self, *, terminal: bool) -> bool:
        asked = {"always": True, "never": False}.get(self._color)
        return self._by_environment(terminal=terminal) if asked is None else asked

    @cached_property
    def console(self) -> Console:
        """The rich console; plain text of fixed width when stdout is not a terminal."""
        from rich.console import Console

        terminal = sys.stdout.isatty()
        colored = self._is_colored(terminal=terminal)
        return Console(
            file=sys.stdout,
            force_terminal=colored,
            no_color=not colored,
            highlight=False,
            soft_wrap=False,
            width=None if terminal else PLAIN_WIDTH,
        )

    @staticmethod
    def _by_environment(*, terminal: bool) -> bool:
        if os.environ.get("NO_COLOR"):
            return False
        return True if os.environ.get("FORCE_COLOR") else terminal

    def heading(self, text: str) -> None:
        """Print a section heading."""
        from rich.text import Text

        self.console.print()
        self.console.print(Text(text, style="bold"))

    def text(self, text: str = "") -> None:
        """Print a line as it is (no markup)."""
        if self._is_plain and text.isascii() and text.isprintable() and len(text) <= PLAIN_WIDTH:
            sys.stdout.write(f"{text}\n")  # what rich would print, without the time to load it
            return
        from rich.text import Text

        self.console.print(Text(text))

    def bullet(self, text: str, indent: int = 0) -> None:
        """Print a list item."""
        from rich.padding import Padding
        from rich.text import Text

        self.console.print(Padding(Text(f"- {text}"), (0, 0, 0, 2 + indent)))

    def table(
        self,
        columns: Sequence[str],
        rows: Iterable[Sequence[object]],
        *,
        numbers: Sequence[str] = (),
    ) -> None:
        """Print a table; columns named in `numbers` are right-aligned."""
        from rich import box
        from rich.table import Table
        from rich.text import Text

        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
        for name in columns:
            table.add_column(name, justify="right" if name in numbers else "left", overflow="fold")
        for row in rows:
            table.add_row(*(Text(str(cell)) for cell in row))
        self.console.print(table)
