"""Text from files made harmless for a terminal or a log: no control characters, no escape sequences, one line."""

from __future__ import annotations

import unicodedata

_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def plain(text: object) -> str:
    """Return text on one line; what a terminal or a reader could take for something else is shown escaped."""
    return "".join(
        c
        if unicodedata.category(c) not in _HIDDEN
        else c.encode("unicode_escape", "replace").decode()
        for c in str(text).replace("\r\n", " ").replace("\n", " ").replace("\t", " ")
    )


def is_xml(character: str) -> bool:
    """Return whether XML 1.0 can hold a character."""
    code = ord(character)
    return (
        character in "\t\n\r"
        or 0x20 <= code <= 0xD7FF
        or 0xE000 <= code <= 0xFFFD
        or code >= 0x10000
    )
