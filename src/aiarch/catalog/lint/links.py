"""Links between stacks: rules that always find an answer, types, and every output and setting they name (LNK001 to LNK004)."""

from __future__ import annotations

from aiarch.catalog.catalog import Catalog
from aiarch.catalog.lint.report import Report
from aiarch.catalog.sources import outputs_in
from aiarch.catalog.types import parse_type
from aiarch.errors import InputError, did_you_mean
from aiarch.model.control import PLATFORMS
from aiarch.model.link import LinkField, LinkKind


def lint_links(catalog: Catalog, report: Report) -> None:
    """Check every kind of link."""
    for kind in catalog.links.values():
        _crossings(kind, report)
        for name, field in kind.fields.items():
            _type(kind, name, field, report)
            _offered(catalog, kind, name, field, report)
            _feeds(catalog, kind, name, field, report)


def _crossings(kind: LinkKind, report: Report) -> None:
    """LNK001: the last rule, and only it, always holds."""
    last = len(kind.crossings) - 1
    for index, crossing in enumerate(kind.crossings):
        if (crossing.when is None) != (index == last):
            report.error(
                "LNK001", "link", kind.id, ("crossings", index),
                f"{kind.id}: {crossing.id} {'has a condition, so nothing may hold' if index == last else 'always holds, so later rules are dead'}",
                "only the last rule has no `when`",
            )  # fmt: skip


def _type(kind: LinkKind, name: str, field: LinkField, report: Report) -> None:
    try:
        parse_type(field.type)
    except InputError as error:
        report.error(
            "LNK002",
            "link",
            kind.id,
            ("fields", name, "type"),
            f"{name}: {error.message}",
            error.hint,
        )
    if field.apart and field.type != "list(string)":
        report.error(
            "LNK002", "link", kind.id, ("fields", name, "apart"),
            f"{name}: only lists of CIDR ranges can be kept apart", "use list(string)",
        )  # fmt: skip


def _offered(catalog: Catalog, kind: LinkKind, name: str, field: LinkField, report: Report) -> None:
    known = {*PLATFORMS, *catalog.platforms}
    for platform, text in field.offered.items():
        at = ("fields", name, "offered", platform)
        if platform not in known:
            report.error(
                "LNK003", "link", kind.id, at, f"{name}: unknown platform {platform!r}",
                did_you_mean(platform, known) or f"platforms: {', '.join(sorted(known))}",
            )  # fmt: skip
        for capability, output in outputs_in(text):
            found = catalog.capabilities.get(capability)
            interface = found.interface(platform) if found else ()
            if found is None:
                message = f"{name}: unknown capability {capability!r}"
                hint = did_you_mean(capability, set(catalog.capabilities))
            elif interface and output not in interface:
                message = f"{name}: {capability} has no output {output!r} on {platform}"
                hint = did_you_mean(output, set(interface)) or f"outputs: {', '.join(interface)}"
            else:
                continue
            report.error("LNK003", "link", kind.id, at, message, hint)


def _feeds(catalog: Catalog, kind: LinkKind, name: str, field: LinkField, report: Report) -> None:
    for index, text in enumerate(field.feeds):
        capability, _, setting = text.rpartition(".")
        manifests = [m.manifest for m in catalog.modules.values()]
        if not any(
            m.provides.capability == capability and setting in m.settings for m in manifests
        ):
            report.error(
                "LNK004", "link", kind.id, ("fields", name, "feeds", index),
                f"{name}: no module of {capability} has a setting {setting!r}",
                "name it <capability>.<setting>",
            )  # fmt: skip
