"""IAM policy documents as our checks read them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any


def statements(value: Any) -> list[dict[str, Any]] | None:  # noqa: ANN401 - whatever checkov resolved
    """Return the statements of a policy document, None when checkov could not resolve it."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return None
    if not isinstance(value, dict) or "Statement" not in value:
        return None
    return [s for s in listed(value["Statement"]) if isinstance(s, dict)]


def listed(value: Any) -> list[Any]:  # noqa: ANN401
    """Return a list of one where a policy has a bare value."""
    return value if isinstance(value, list) else [value]


def principals(statement: dict[str, Any]) -> Iterator[str]:
    """Yield every principal of a statement, of any kind."""
    principal = statement.get("Principal")
    kinds = principal.values() if isinstance(principal, dict) else [principal]
    for kind in kinds:
        yield from (str(p) for p in listed(kind) if p is not None)
