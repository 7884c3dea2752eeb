"""The control matrix: control → what implements it here → what is left to people. Gaps are said plainly."""

from __future__ import annotations

import csv
import dataclasses
import io

from aiarch.catalog.catalog import Catalog
from aiarch.model.blueprint import Blueprint
from aiarch.model.composition import Composition

FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclasses.dataclass(frozen=True, slots=True)
class ControlRow:
    """One selected control on one platform."""

    control: str
    title: str
    platform: str
    state: str
    """`rendered`, `designed` (implemented by people or documents), `gap`, or `not applicable`."""
    addresses: tuple[str, ...]
    """Module addresses in the rendered roots."""
    owner: str
    residual: tuple[str, ...]
    note: str = ""


def control_rows(composition: Composition, blueprint: Blueprint, catalog: Catalog) -> tuple[ControlRow, ...]:
    """Return the rows of every selected control for every stack, by control and platform."""
    rows = []
    for stack in composition.stacks:
        carried: dict[str, list[str]] = {}
        for root in stack.roots:
            for call in root.calls:
                for control in call.controls:
                    carried.setdefault(control, []).append(f"{root.folder}: module.{call.label}")
        rows.extend(_row(name, stack.platform, tuple(carried.get(name, ())), catalog) for name in blueprint.controls if name in catalog.controls)
    return tuple(sorted(rows, key=lambda r: (r.control, r.platform)))


def _row(name: str, platform: str, addresses: tuple[str, ...], catalog: Catalog) -> ControlRow:
    control = catalog.controls[name]
    ways = control.implementations.get(platform, ())
    kinds = {w.kind for w in ways}
    note = "; ".join(w.text for w in ways if w.text)
    if addresses:
        state = "rendered"
    elif kinds & {"terraform", "policy", "pipeline"}:
        state = "gap"
        note = f"no rendered module implements it yet; intended: {note or ', '.join(t for w in ways for t in w.types)}"
    elif kinds == {"not_supported"}:
        state = "gap"
    elif kinds == {"inherited"}:
        state = "inherited"
    else:
        state = "designed"
    return ControlRow(name, control.title, platform, state, addresses, control.owner.role, tuple(r.text for r in control.residual), note)


def matrix_csv(rows: tuple[ControlRow, ...]) -> str:
    """Return RFC 4180 text; cells a spreadsheet would read as formulas are neutralised."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("control", "title", "platform", "state", "implemented by", "owner", "left to people", "note"))
    for row in rows:
        cells = (row.control, row.title, row.platform, row.state, "; ".join(row.addresses), row.owner, "; ".join(row.residual), row.note)
        writer.writerow([f"'{c}" if c.startswith(FORMULA) else c for c in cells])
    return out.getvalue()
