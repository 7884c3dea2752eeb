"""Words in braces that platform descriptors may use: `{project}-{environment}-tfstate-{suffix}`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from aiarch.errors import InputError

PLACEHOLDERS = (
    "project",
    "owner",
    "repository",
    "environment",
    "region",
    "account",
    "suffix",
    "layer",
)
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def unknown_placeholders(text: str) -> list[str]:
    """Return the words in braces that are no placeholder, sorted."""
    return sorted({w for w in _PLACEHOLDER.findall(text) if w not in PLACEHOLDERS})


def fill(text: str, words: Mapping[str, str]) -> str:
    """Return descriptor text with its placeholders replaced; what is put in is never scanned again.

    Raises:
        InputError: a placeholder nobody knows (the lint names its place).
    """
    wrong = unknown_placeholders(text)
    if wrong:
        raise InputError(
            f"unknown placeholder {{{wrong[0]}}} in {text!r}",
            code="CAT012",
            hint=f"placeholders: {', '.join(PLACEHOLDERS)}",
        )
    return _PLACEHOLDER.sub(lambda m: words[m[1]], text)
