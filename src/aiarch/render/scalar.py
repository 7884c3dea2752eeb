r"""The one encoder from Python values to pipeline files, where a value must be inert in YAML, Groovy, shell and every CI's expressions.

There is no escape that all of them share: `\u0024{{` is decoded by YAML before GitHub looks for expressions. So what could mean
something anywhere is refused, and the rest is written plainly.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from aiarch.errors import InputError
from aiarch.model.composition import Expr

_INERT = re.compile(r"[A-Za-z0-9 ._/:,@+=-]*\Z")
_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*\Z")
_YAML_WORDS = {"true", "false", "yes", "no", "on", "off", "y", "n", "null"}


def scalar(value: Any) -> str:  # noqa: ANN401 - any value a template prints
    """Return a value as one line that YAML, Groovy and shell read as the same text.

    Raises:
        InputError: the value could mean something to one of them.
    """
    match value:
        case Expr():
            return value.text
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Mapping():
            return f"{{{', '.join(f'{scalar(k)}: {scalar(v)}' for k, v in value.items())}}}"
        case list() | tuple():
            return f"[{', '.join(scalar(item) for item in value)}]"
        case _:
            text = bare(value).text
            plain = _BARE.match(text) and text.lower() not in _YAML_WORDS
            return text if plain else f'"{text}"'


def bare(value: Any) -> Expr:  # noqa: ANN401 - any value a template prints
    """Return text that stands inside a longer one: held to the same characters, never quoted.

    Raises:
        InputError: the value could mean something.
    """
    text = str(value)  # Jinja's StrictUndefined raises here, naming the variable.
    if isinstance(value, str) and _INERT.match(text):
        return Expr(text)
    raise InputError(
        f"{text[:40]!r} cannot stand in a pipeline",
        code="DLV001",
        hint="names in pipelines hold letters, digits, blanks and . _ / : , @ + = -; change it in blueprint.yaml",
    )
