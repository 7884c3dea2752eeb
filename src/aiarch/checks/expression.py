"""What checkov leaves of an expression it could not work out, as our checks read it.

Of `each.value.role` over a map that is built of module outputs, checkov keeps text: `merge({'a': {'role': 'Reader', …`. The words in it
are the literals of the configuration, whatever the rest comes to; a check that forbids a word can look for it among them, and a check
that finds no word at all must say `unknown` instead of `passed`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_QUOTES = re.compile(r"[\\'\"]+")
_OPEN = re.compile(r"\b(?:var|local|module|data|each|self|path|count)\.|\$\{|\[for |\{for |\(")
_REFERENCE = re.compile(r"[\[{$(]*(?:var|local|module|data|each|self|path|count)\.[^ ,(]*$")
_TEXT = re.compile(r"[A-Za-z]{2}")
_EACH = re.compile(r"\beach\.(?:value|key)\b")


def first(conf: Mapping[str, Any], *path: str) -> Any:  # noqa: ANN401 - whatever checkov resolved
    """Return a nested value out of the lists checkov wraps everything in, None where there is nothing."""
    value: Any = conf
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
        value = value[0] if isinstance(value, list) and value else value
    return None if isinstance(value, list) and not value else value


def sequence(value: Any) -> list[str]:  # noqa: ANN401
    """Return the words of a value in the order in which they are written; keys of mappings come before their values."""
    return [w for w in (w.strip() for w in _parts(value)) if w]


def words(value: Any) -> frozenset[str]:  # noqa: ANN401
    """Return the words of a value: every literal text in it, and the syntax between them."""
    return frozenset(sequence(value))


def _parts(value: Any) -> Iterator[str]:  # noqa: ANN401
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield str(key)
            yield from _parts(item)
    elif isinstance(value, (list, tuple, set)):
        for item in value:
            yield from _parts(item)
    elif isinstance(value, str):
        yield from _QUOTES.split(value)
    elif value is not None:
        yield str(value).lower() if isinstance(value, bool) else str(value)


def is_open(value: Any) -> bool:  # noqa: ANN401
    """Return whether a value is an expression that checkov could not work out."""
    return isinstance(value, str) and _OPEN.search(value) is not None


def said(conf: Mapping[str, Any], attribute: str) -> frozenset[str]:
    """Return the words of an attribute, with those of the collection it iterates over when it takes its value from there."""
    value = conf.get(attribute)
    found = words(value)
    if any(_EACH.search(word) for word in found):
        found |= words(conf.get("for_each"))
    return found


def candidates(conf: Mapping[str, Any], attribute: str) -> frozenset[str] | None:
    """Return the words an attribute may come to, None when it hangs on nothing but variables."""
    value = conf.get(attribute)
    if value is None:
        return frozenset()
    found = frozenset(w for w in said(conf, attribute) if not _REFERENCE.match(w))
    return found if any(_TEXT.search(w) for w in found) else None


def written(text: str, key: str) -> list[str]:
    """Return the values written beside a key in an expression: `merge({'key': False}, …` → `False`."""
    pattern = (
        rf"(?<![\w-]){re.escape(key)}[\\'\"]*[^\S\n]*[:=][^\S\n]*[\\'\"]*([^\\'\",{{}}\[\]\s]+)"
    )
    return re.findall(pattern, text)
