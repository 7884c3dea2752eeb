"""Documents → strict models, with all faults reported at their places."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from aiarch.errors import Diagnostic, InputError, did_you_mean
from aiarch.model.documentation import describe_fields
from aiarch.model.frozen import API_VERSION
from aiarch.yamlio.parse import Document, Path_, parse_file, parse_text

M = TypeVar("M", bound=BaseModel)


def load(path: Path, model: type[M], shown: str | None = None) -> M:
    """Read one YAML file into `model`.

    Raises:
        InputError: with one diagnostic per fault, sorted by place.
    """
    return bind(parse_file(path, shown), model)


def loads(text: str, model: type[M], path: str = "<text>") -> M:
    """Read YAML text into `model`; `path` is what diagnostics show."""
    return bind(parse_text(text, path), model)


def bind(document: Document, model: type[M]) -> M:
    """Validate parsed data strictly against `model`."""
    if not isinstance(document.data, dict):
        raise InputError(
            f"expected a mapping, found {_name(document.data)}",
            code="YML011",
            at=document.at(()),
            hint=f"start with a key such as `{_first_key(model)}:`",
        )
    _check_version(document)
    try:
        # JSON is the mode in which strict pydantic still takes a list for a tuple and a string for an enum.
        return model.model_validate_json(json.dumps(document.data), strict=True)
    except ValidationError as error:
        raise InputError(
            f"{document.path} does not fit", diagnostics=tuple(_diagnose(error, document, model))
        ) from None


def _check_version(document: Document) -> None:
    version = document.data.get("apiVersion")
    if isinstance(version, str) and version.startswith("aiarch.dev/") and version != API_VERSION:
        raise InputError(
            f"apiVersion {version} is not known to this release ({API_VERSION})",
            code="YML012",
            at=document.at(("apiVersion",)),
            hint="upgrade aiarch, or use the release that wrote the file",
        )


def _first_key(model: type[BaseModel]) -> str:
    name, field = next(iter(model.model_fields.items()))
    return field.alias or name


def _name(value: object) -> str:
    names = {
        dict: "a mapping",
        list: "a list",
        str: "text",
        bool: "yes/no",
        int: "a number",
        float: "a number",
        type(None): "nothing",
    }
    return names.get(type(value), type(value).__name__)


def _diagnose(
    error: ValidationError, document: Document, model: type[BaseModel]
) -> list[Diagnostic]:
    describe_fields()
    found: dict[tuple[object, ...], Diagnostic] = {}
    expected: dict[object, list[str]] = {}
    for item in error.errors(include_url=False):
        loc = _data_path(item["loc"], document.data)
        diagnostic = _one(item, loc, document, model)
        key: tuple[object, ...] = (diagnostic.at, diagnostic.message)
        if diagnostic.code == "YML025":
            # Each branch of a union complains by itself: one fault, several types that would fit.
            key = (diagnostic.at, diagnostic.code)
            words = expected.setdefault(diagnostic.at, [])
            words.extend(w for w in [_wanted(item)] if w not in words)
            message = f"{_dotted(loc)}: expected {' or '.join(words)}, found {_name(item['input'])}"
            found[key] = dataclasses.replace(diagnostic, message=message)
        found.setdefault(key, diagnostic)
    return sorted(
        found.values(),
        key=lambda d: (d.at.line, d.at.column, d.message) if d.at else (0, 0, d.message),
    )


def _one(item: Any, loc: Path_, document: Document, model: type[BaseModel]) -> Diagnostic:
    at = document.at(loc)
    context = item.get("ctx", {})
    shown, given = _dotted(loc), _short(item["input"])
    match item["type"]:
        case "extra_forbidden":
            known = _keys_at(model, item["loc"][:-1])
            near = did_you_mean(str(item["loc"][-1]), known)
            return Diagnostic(
                "YML020",
                f"unknown key {_short(str(item['loc'][-1]))}",
                at,
                near or f"known here: {', '.join(sorted(known)[:12])}",
            )
        case "missing":
            missing = str(item["loc"][-1])
            return Diagnostic("YML021", f"key {missing!r} is missing", at, f"add `{missing}:`")
        case "enum" | "literal_error":
            expected = str(context.get("expected", ""))
            words = [w.strip("' ") for w in expected.replace(" or ", ", ").split(",")]
            near = did_you_mean(str(item["input"]), words) or _described(model, item["loc"])
            return Diagnostic(
                "YML022", f"{shown}: {given} is not one of {', '.join(words)}", at, near
            )
        case "string_pattern_mismatch":
            pattern = context.get("pattern", "")
            hint = _described(model, item["loc"])
            return Diagnostic("YML023", f"{shown}: {given} does not match {pattern}", at, hint)
        case "value_error":
            reason = " ".join(str(context.get("error", item["msg"])).split())
            return Diagnostic(
                "YML024", f"{shown}: {reason[:300]}", at, _described(model, item["loc"])
            )
        case _:
            return Diagnostic(
                "YML025",
                f"{shown}: expected {_wanted(item)}, found {_name(item['input'])}",
                at,
                _described(model, item["loc"]),
            )


_WANTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "mapping_type": "a mapping",
    "none_required": "nothing",
}


def _wanted(item: Any) -> str:
    text = str(item["msg"]).removeprefix("Input should be ").rstrip(".")
    return _WANTED.get(item["type"], text)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 62 else text[:60] + "…"


def _dotted(loc: Path_) -> str:
    text = ""
    for part in loc:
        word = part if isinstance(part, int) or part.isprintable() else ascii(part)
        text += f"[{word}]" if isinstance(part, int) else f".{str(word)[:60]}"
    return text.lstrip(".") or "document"


def _data_path(loc: Iterable[str | int], data: Any) -> Path_:
    """Drop the union tags pydantic puts between keys: keep what leads through the data."""
    path: list[str | int] = []
    here = data
    for part in loc:
        if isinstance(here, dict) and str(part) in here:
            path.append(str(part))
            here = here[str(part)]
        elif isinstance(here, list) and isinstance(part, int) and part < len(here):
            path.append(part)
            here = here[part]
    return tuple(path)


def _keys_at(model: type[BaseModel], loc: Iterable[str | int]) -> set[str]:
    """Return the keys allowed at `loc`, following every type the annotation may mean."""
    here: list[Any] = [model]
    for part in loc:
        step: list[Any] = []
        for annotation in here:
            step.extend(_descend(annotation, part))
        here = step or here  # a union tag leads nowhere: stay
    return {f.alias or n for t in here for m in _models(t) for n, f in m.model_fields.items()}


def _described(model: type[BaseModel], loc: Iterable[str | int]) -> str:
    """Return what the model says about the innermost field on the way to `loc`, "" when it says nothing."""
    here: list[Any] = [model]
    text = ""
    for part in loc:
        fields = [
            f
            for t in here
            for m in _models(t)
            for n, f in m.model_fields.items()
            if part in {n, f.alias}
        ]
        step = [t for annotation in here for t in _descend(annotation, part)]
        if fields:
            text = next((" ".join(f.description.split()) for f in fields if f.description), "")
        here = step or here
    return text


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if get_origin(annotation) in {typing.Union, types.UnionType, typing.Annotated}:
        return [m for a in get_args(annotation) for m in _models(a)]
    return []


def _descend(annotation: Any, part: str | int) -> list[Any]:
    origin = get_origin(annotation)
    if origin in {typing.Union, types.UnionType, typing.Annotated}:
        return [t for a in get_args(annotation) for t in _descend(a, part)]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [f.annotation for n, f in annotation.model_fields.items() if part in {n, f.alias}]
    if isinstance(part, int) and origin in {tuple, list}:
        return [a for a in get_args(annotation) if a is not Ellipsis]
    if isinstance(part, str) and isinstance(origin, type) and issubclass(origin, Mapping):
        return [get_args(annotation)[1]]
    return []
