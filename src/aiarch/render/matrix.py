"""The control matrix: control → what implements it here → its evidence → what is left to people. Gaps are said plainly.

States are those of the reference (A2) that a render can know: `missing` < `designed` < `rendered`, and `inherited`. `scanned`,
`live` and `attested` need a scan, a probe or a person, so no row claims them, and nothing adds up to a percentage.
"""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Iterable, Mapping

from aiarch.catalog.catalog import Catalog
from aiarch.decide.controls import Clause, ClauseReader
from aiarch.model.blueprint import Blueprint
from aiarch.model.composition import Composition, StackPlan
from aiarch.model.condition import Facts, FactValue
from aiarch.model.control import BUILT, STAGES, Control, Evidence, Implementation

FORMULA = ("=", "+", "-", "@", "\t", "\r")

COLUMNS = (
    "control", "title", "platform", "state", "required", "implemented by", "not rendered", "evidence", "frameworks",
    "owner", "left to people", "note",
)  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class ControlRow:
    """One selected control on one platform."""

    control: str
    title: str
    platform: str
    state: str
    """`rendered`, `designed` (carried by people and documents), `inherited` (by the provider), or `missing`."""
    addresses: tuple[str, ...]
    """Module addresses in the rendered roots."""
    owner: str
    residual: tuple[str, ...]
    note: str = ""
    required: bool = True
    """Whether the blueprint's stage asks for it."""
    open: tuple[str, ...] = ()
    """What its implementation here would still need: capabilities whose module is not in these roots."""
    evidence: tuple[str, ...] = ()
    """Evidence ids with where they come from: `LOG-01.E1 checkov CKV_AWS_35, CKV_AWS_36`."""
    frameworks: tuple[str, ...] = ()
    """Clauses of the selected regimes and of the informative frameworks: `EU AI Act 12 (from 2028-08-02)`."""

    @property
    def gap(self) -> bool:
        """Say whether nothing here implements it."""
        return self.state == "missing"


def control_rows(
    composition: Composition, blueprint: Blueprint, catalog: Catalog
) -> tuple[ControlRow, ...]:
    """Return the rows of every selected control for every stack, by control and platform."""
    facts = facts_of_blueprint(blueprint, catalog)
    reader = ClauseReader(catalog.frameworks, facts)
    stage = str(blueprint.choices.get("governance", {}).get("stage", "poc"))
    selected = [catalog.controls[n] for n in blueprint.controls if n in catalog.controls]
    references = {c.id: _frameworks(reader.clauses(c)) for c in selected}
    rows: list[ControlRow] = []
    for stack in composition.stacks:
        carried, built = _carried(stack)
        rows.extend(
            dataclasses.replace(
                _row(control, stack.platform, tuple(carried.get(control.id, ())), built),
                required=control.gates.required_at(stage) if stage in STAGES else True,
                frameworks=references[control.id],
            )
            for control in selected
        )
    return tuple(sorted(rows, key=lambda r: (r.control, r.platform)))


def _carried(stack: StackPlan) -> tuple[Mapping[str, list[str]], frozenset[str]]:
    """Return control → module addresses, and every capability that is rendered."""
    carried: dict[str, list[str]] = {}
    built = set()
    for root in stack.roots:
        for call in root.calls:
            built.add(call.capability)
            for control in call.controls:
                carried.setdefault(control, []).append(f"{root.folder}: module.{call.label}")
    return carried, frozenset(built)


def _row(
    control: Control, platform: str, addresses: tuple[str, ...], built: frozenset[str]
) -> ControlRow:
    ways = control.implementations.get(platform, ())
    kinds = {w.kind for w in ways}
    intended = [w for w in ways if w.kind in BUILT]
    note = "; ".join(w.text for w in ways if w.text and w.kind not in BUILT)
    left = tuple(
        dict.fromkeys(_intent(w) for w in intended if w.capability and w.capability not in built)
    )
    if addresses:
        state = "rendered"
    elif any(w.kind == "terraform" for w in ways) or (intended and kinds <= BUILT):
        state = "missing"
        plan = "; ".join(dict.fromkeys(_intent(w) for w in intended))
        note = f"no rendered module implements it; intended: {plan}"
    elif not ways or kinds == {"not_supported"}:
        state = "missing"
        note = note or "nothing is known to implement it on this platform"
    elif kinds == {"inherited"}:
        state = "inherited"
    else:
        state = "designed"
    return ControlRow(
        control=control.id,
        title=control.title,
        platform=platform,
        state=state,
        addresses=addresses,
        owner=control.owner.role,
        residual=tuple(r.text for r in control.residual),
        note=note,
        open=left,
        evidence=tuple(_evidence(control.evidence, platform)),
    )


def _intent(way: Implementation) -> str:
    what = ", ".join(way.types) or way.text
    return f"{way.capability} ({what})" if way.capability else what


def _evidence(items: Iterable[Evidence], platform: str) -> Iterable[str]:
    """Yield what counts as evidence on `platform`; a check or probe that knows other platforms only is left out."""
    for item in items:
        match item.type:
            case "checkov":
                sources = item.checks.get(platform, ())
            case "live":
                sources = item.probes.get(platform, ())
            case "tool":
                sources = (item.probe,)
            case _:
                sources = (item.query,)
        if sources:
            yield f"{item.id} {item.type}: {', '.join(s for s in sources if s)}"


def _frameworks(clauses: Iterable[Clause]) -> tuple[str, ...]:
    """Return one entry per framework, clauses in the order they are mapped."""
    by_name: dict[str, list[str]] = {}
    for clause in clauses:
        by_name.setdefault(clause.name, []).append(clause.label)
    return tuple(f"{name} {', '.join(labels)}" for name, labels in by_name.items())


def facts_of_blueprint(blueprint: Blueprint, catalog: Catalog) -> Facts:
    """Return the facts that the blueprint records: what questions and tables wrote into its choices.

    A fact that was not recorded is `NA`; conditions on dates are written so that `NA` counts as the stricter case.
    """
    paths = [(q.id, q.path) for q in catalog.questions.values()]
    paths += [(d.id, d.output.path) for d in catalog.decisions.values()]
    facts: dict[str, FactValue] = {}
    for name, path in paths:
        _, section, leaf = (path or "").split(".", 2) if path else ("", "", "")
        value = blueprint.choices.get(section, {}).get(leaf)
        if isinstance(value, str | int):
            facts[name] = value
        elif isinstance(value, list):
            facts[name] = frozenset(map(str, value))
    return facts


def matrix_csv(rows: tuple[ControlRow, ...]) -> str:
    """Return RFC 4180 text; cells a spreadsheet would read as formulas are neutralised."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        cells = (
            row.control, row.title, row.platform, row.state, "yes" if row.required else "not yet", "; ".join(row.addresses),
            "; ".join(row.open), "; ".join(row.evidence), "; ".join(row.frameworks), row.owner, "; ".join(row.residual), row.note,
        )  # fmt: skip
        writer.writerow([neutral(c) for c in cells])
    return out.getvalue()


def neutral(cell: str) -> str:
    """Return `cell` so that no spreadsheet evaluates it; blanks in front do not hide a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) or cell.lstrip().startswith(FORMULA) else cell
