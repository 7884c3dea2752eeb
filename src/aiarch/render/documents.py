"""Markdown from templates: answers become inert text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aiarch.render.hcl import text_environment


class DocumentPrinter:
    """Prints `templates/docs/*.j2`; templates of later packs come first."""

    def __init__(self, template_folders: tuple[Path, ...]) -> None:
        self._jinja = text_environment(template_folders)

    def print(self, template: str, context: Mapping[str, Any]) -> bytes:
        """Return one document, at most one blank line in a row, final newline."""
        text = self._jinja.get_template(template).render(**context)
        return (re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n").encode()
