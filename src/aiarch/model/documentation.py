"""Texts below fields become their descriptions, when somebody wants to read them."""

from __future__ import annotations

import ast
import functools
import inspect
import itertools
import textwrap
from collections.abc import Iterator

from aiarch.model.frozen import Frozen


@functools.cache
def describe_fields() -> None:
    """Give every field of our models the text that stands below it in the source, as pydantic would at import.

    Reading the sources of all models costs 50 ms, which only a schema or a hint is worth.
    """
    models = list(_below(Frozen))
    for model in models:
        (definition,) = ast.parse(textwrap.dedent(inspect.getsource(model))).body
        body = definition.body if isinstance(definition, ast.ClassDef) else []
        for field, text in itertools.pairwise(body):
            if (
                isinstance(field, ast.AnnAssign)
                and isinstance(field.target, ast.Name)
                and isinstance(text, ast.Expr)
                and isinstance(text.value, ast.Constant)
                and field.target.id in model.model_fields
            ):
                model.model_fields[field.target.id].description = inspect.cleandoc(
                    str(text.value.value)
                )
    for model in models:
        model.model_rebuild(force=True)


def _below(model: type[Frozen]) -> Iterator[type[Frozen]]:
    for child in model.__subclasses__():
        yield child
        yield from _below(child)
