"""The knowledge base's own version."""

from __future__ import annotations

from pydantic import Field

from aiarch.model.frozen import Frozen


class KnowledgeBase(Frozen):
    """`blueprints/kb.yaml`: bump `version` whenever questions, decisions or scoring change (lint L10)."""

    version: str = Field(pattern=r"^\d{4}\.\d{2}(\.\d+)?$")
    as_of: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    """Date up to which dated facts were checked; the default `as_of` of an assessment."""
    sha256: str = ""
    """Digest of questions, decisions and scoring this version stands for."""
