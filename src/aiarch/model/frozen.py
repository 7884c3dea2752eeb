"""The one base every file model shares: strict, frozen, no unknown keys."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

API_VERSION = "aiarch.dev/v1"
"""The only document version this release reads and writes."""


class Frozen(BaseModel):
    """Strict (no coercion), frozen (no assignment), closed (unknown keys are errors).

    Validate from JSON (`model_validate_json`): there lists may become tuples while everything else stays strict.
    Texts below fields are their documentation; `catalog.schema` reads them when somebody wants a schema.
    """

    model_config = ConfigDict(
        strict=True,
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        serialize_by_alias=True,
        defer_build=True,
    )
