"""Markdown from templates: answers become inert text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aiarch.render.environment import text_environment

NOTE = "<!-- Managed by aiarch: edit blueprint.yaml and render again. -->"
SEEDED_NOTE = "<!-- Seeded by aiarch once; yours from now on. -->"


class DocumentPrinter:
    """Prints `templates/docs/*.j2`; templates of later packs come first."""

    def __init__(self, template_folders: tuple[Path, ...], cache: Path | None = None) -> None:
        self._templates = text_environment(template_folders, cache, note=NOTE, seeded=SEEDED_NOTE)

    def print(self, template: str, context: Mapping[str, Any]) -> bytes:
        """Return one document.

        Raises:
            InputError: the template is missing or faulty, with its place.
        """
        return self._templates.print(template, context)
