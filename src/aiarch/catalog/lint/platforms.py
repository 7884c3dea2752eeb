"""Platform descriptors: placeholders, types and the names their HCL reads (PLT001 to PLT003)."""

from __future__ import annotations

import re

from aiarch.catalog.catalog import Catalog
from aiarch.catalog.lint.report import Report
from aiarch.catalog.placeholders import PLACEHOLDERS, unknown_placeholders
from aiarch.catalog.types import check_value, parse_type
from aiarch.errors import InputError, did_you_mean
from aiarch.model.capability import Backend, Platform

REFERENCE = re.compile(r"\b(?:var|local)\.([a-z][a-z0-9_]*)")


def lint_platforms(catalog: Catalog, report: Report) -> None:
    """Check every descriptor; what a root module would only notice in `terraform validate`."""
    for platform in catalog.platforms.values():
        _texts(platform, report)
        _types(platform, report)
        _names(platform, report)


def _texts(platform: Platform, report: Report) -> None:
    texts: dict[tuple[str, ...], str] = {
        ("variables", n, "value"): v.value for n, v in platform.variables.items()
    }
    backends: dict[tuple[str, ...], Backend] = {("backend",): platform.backend}
    backends |= {("backends", name): other for name, other in platform.backends.items()}
    for where, backend in backends.items():
        for key, value in backend.by_environment.items():
            inner = {(): value} if isinstance(value, str) else {(k,): v for k, v in value.items()}
            texts |= {(*where, "by_environment", key, *rest): v for rest, v in inner.items()}
    for path, text in texts.items():
        for word in unknown_placeholders(text):
            report.error(
                "PLT001", "platform", platform.name, path, f"{platform.name}: unknown placeholder {{{word}}}",
                did_you_mean(word, set(PLACEHOLDERS)) or f"placeholders: {', '.join(PLACEHOLDERS)}",
            )  # fmt: skip


def _types(platform: Platform, report: Report) -> None:
    for name, variable in platform.variables.items():
        at = ("variables", name)
        try:
            kind = parse_type(variable.type)
        except InputError as error:
            report.error(
                "PLT002",
                "platform",
                platform.name,
                (*at, "type"),
                f"{name}: {error.message}",
                error.hint,
            )
            continue
        for fault in check_value(kind, variable.default):
            report.error("PLT002", "platform", platform.name, (*at, "default"), f"{name}: {fault}")
        if variable.value and variable.from_:
            report.error(
                "PLT002",
                "platform",
                platform.name,
                at,
                f"{name} has `value` and `from`",
                "keep one of them",
            )


def _names(platform: Platform, report: Report) -> None:
    known = {*platform.variables, *platform.locals}
    for name in sorted({*platform.variables} & {*platform.locals}):
        report.error(
            "PLT003",
            "platform",
            platform.name,
            ("locals", name),
            f"{name!r} is a variable and a local",
            "`stack.<name>` would mean two things",
        )
    texts: dict[tuple[str, ...], str] = {("locals", n): t for n, t in platform.locals.items()}
    texts |= {("providers", n, "config"): p.config for n, p in platform.providers.items()}
    texts |= {("backend", "remote_state", k): t for k, t in platform.backend.remote_state.items()}
    texts |= {("variables", n, "validation"): v.validation for n, v in platform.variables.items()}
    for path, text in texts.items():
        for name in sorted(set(REFERENCE.findall(text)) - known):
            report.error(
                "PLT003", "platform", platform.name, path, f"{platform.name}: {'.'.join(path)} reads unknown {name!r}",
                did_you_mean(name, known) or "declare it below `variables` or `locals`",
            )  # fmt: skip
