"""Models → YAML a person reads: stable order, comments above sections, every string safe to read back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml
from pydantic import BaseModel

from aiarch.yamlio.parse import scalar


class _Dumper(yaml.SafeDumper):
    """Block style, indented lists, quotes wherever our reader or YAML 1.1 would see another type."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - PyYAML's signature
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    plain = scalar(value)
    if (
        not isinstance(plain, str)
        or value != value.strip()
        or re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]", value)
    ):
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"')
    return dumper.represent_scalar("tag:yaml.org,2002:str", value)


_Dumper.add_representer(str, _text)


def plain(value: Any) -> Any:
    """Return `value` (a model, or data with models in it) as plain YAML data without unset optional fields."""
    if isinstance(value, BaseModel):
        return value.model_dump(
            mode="json", by_alias=True, exclude_defaults=False, exclude_none=True
        )
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    return [plain(part) for part in value] if isinstance(value, list | tuple) else value


def dumps(value: Any) -> str:
    """Return YAML text of a model or plain data, LF line ends, final newline."""
    text: str = yaml.dump(
        plain(value),
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=120,
        default_flow_style=False,
    )
    return text


def dump_sections(sections: Mapping[str, Any], comments: Mapping[str, str], header: str) -> str:
    """Return YAML with a comment above each top-level key that has one.

    Args:
        sections: top-level keys in order.
        comments: key → comment, one or more lines without `#`.
        header: comment at the top of the file.
    """
    out = [_comment(header)]
    for key, value in sections.items():
        note = comments.get(key)
        if note:
            out.append("\n" + _comment(note))
        out.append(dumps({key: value}))
    return "".join(out)


def _comment(text: str) -> str:
    return "".join(f"# {line}".rstrip() + "\n" for line in text.splitlines())
