"""Controls: complete on every platform, evidence that can be gathered, gates that only tighten (L11)."""

from __future__ import annotations

import itertools

from aiarch.catalog.catalog import Catalog
from aiarch.catalog.lint.report import Report
from aiarch.errors import did_you_mean
from aiarch.model.control import PLATFORMS, Control, Evidence


def lint_controls(catalog: Catalog, report: Report) -> None:
    """Check every control that is not retired."""
    for control in catalog.controls.values():
        if not control.retired:
            _implementations(control, catalog, report)
            _evidence(control, report)
            _gates(control, report)


def _implementations(control: Control, catalog: Catalog, report: Report) -> None:
    for platform in PLATFORMS:
        if not control.implementations.get(platform):
            report.error(
                "L11", "control", control.id, ("implementations",),
                f"{control.id} says nothing about {platform}",
                "every platform has an entry; `not_supported` with its reason is one",
            )  # fmt: skip
    for platform, items in control.implementations.items():
        at = ("implementations", platform)
        if platform not in PLATFORMS:
            report.error(
                "L11",
                "control",
                control.id,
                at,
                f"{control.id}: unknown platform {platform!r}",
                did_you_mean(platform, set(PLATFORMS)),
            )
        for index, item in enumerate(items):
            here = (*at, index)
            if item.kind == "terraform" and not item.types:
                report.error(
                    "L11",
                    "control",
                    control.id,
                    here,
                    f"{control.id}: a terraform implementation without `types`",
                    "name the resource types that carry it",
                )
            if item.kind != "terraform" and not item.text:
                report.error(
                    "L11",
                    "control",
                    control.id,
                    here,
                    f"{control.id}: `{item.kind}` without `text`",
                    "say what it is, or why it is not supported",
                )
            if item.capability and item.capability not in catalog.capabilities:
                report.error(
                    "L07", "control", control.id, (*here, "capability"), f"unknown capability {item.capability!r}",
                    did_you_mean(item.capability, set(catalog.capabilities)),
                )  # fmt: skip


def _evidence(control: Control, report: Report) -> None:
    seen: set[str] = set()
    for index, item in enumerate(control.evidence):
        at = ("evidence", index)
        if item.id in seen or not item.id.startswith(f"{control.id}.E"):
            report.error(
                "L11",
                "control",
                control.id,
                (*at, "id"),
                f"{control.id}: evidence id {item.id!r} is not one of its own",
                f"write {control.id}.E1, {control.id}.E2 …",
            )
        seen.add(item.id)
        absent = _absent(item)
        if absent:
            report.error(
                "L11",
                "control",
                control.id,
                at,
                f"{control.id}: {item.type} evidence without `{absent}`",
                "say how it is gathered",
            )
        for platform in item.checks:
            if platform not in PLATFORMS:
                report.error(
                    "L11",
                    "control",
                    control.id,
                    (*at, "checks", platform),
                    f"{control.id}: unknown platform {platform!r}",
                    did_you_mean(platform, set(PLATFORMS)),
                )
    for index, residual in enumerate(control.residual):
        if not residual.id.startswith(f"{control.id}.R"):
            report.error(
                "L11",
                "control",
                control.id,
                ("residual", index, "id"),
                f"{control.id}: residual id {residual.id!r} is not one of its own",
                f"write {control.id}.R1 …",
            )


def _absent(item: Evidence) -> str:
    match item.type:
        case "checkov":
            return "" if item.checks else "checks"
        case "live":
            if not (item.probe or item.probes):
                return "probes"
            return "" if item.permission or item.permissions else "permissions"
        case "tool":
            return "" if item.probe else "probe"
        case _:
            return ""


def _gates(control: Control, report: Report) -> None:
    steps = (control.gates.poc, control.gates.pilot, control.gates.production)
    if any(a == "required" and b == "optional" for a, b in itertools.pairwise(steps)):
        report.error(
            "L11",
            "control",
            control.id,
            ("gates",),
            f"{control.id} is required earlier and optional later",
            "a later stage never drops a control",
        )
