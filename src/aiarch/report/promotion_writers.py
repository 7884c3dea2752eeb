"""A promotion as text for a terminal, and as Markdown for a pull request or the board's minutes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from aiarch.model.promotion import State
from aiarch.render.markdown import cell, md
from aiarch.report.attestations import ATTESTATIONS
from aiarch.report.environments import LayerDifference
from aiarch.report.plain import plain
from aiarch.report.promotion import Promotion

UNSET = "not set"


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """One part of the report: a table, if there are rows, and lines below it."""

    title: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    lines: tuple[str, ...] = ()


def text(result: Promotion) -> str:
    """Return the report as plain text."""
    parts = [_head(result)]
    for section in sections(result):
        body = [_table(section.columns, section.rows)] if section.rows else []
        body += [f"- {plain(line)}" for line in section.lines]
        parts.append("\n".join([section.title, *body]))
    parts.append(verdict(result))
    return "\n\n".join(parts) + "\n"


def markdown(result: Promotion) -> str:
    """Return the report as Markdown; what comes from files reads as written and does nothing."""
    parts = [f"# {md(_head(result))}", f"**{md(verdict(result))}**"]
    for section in sections(result):
        parts.append(f"## {md(section.title)}")
        if section.rows:
            table = [section.columns, tuple("---" for _ in section.columns)]
            lines = [f"| {' | '.join(row)} |" for row in table]
            lines += [f"| {' | '.join(cell(c) for c in row)} |" for row in section.rows]
            parts.append("\n".join(lines))
        if section.lines:
            parts.append("\n".join(f"- {md(line)}" for line in section.lines))
    return "\n\n".join(parts) + "\n"


def sections(result: Promotion) -> Iterator[Section]:
    """Yield the parts in order: differences, controls, signatures, findings, what stands in the way."""
    source, target = result.route.source, result.route.target
    yield Section(
        "What differs",
        ("layer", "value", source, target),
        tuple(row for layer in result.differences for row in _difference(layer)),
        tuple(line for layer in result.differences if (line := _remark(layer)))
        or ("nothing is rendered for both",) * (not result.differences),
    )
    yield Section(
        f"Controls required at {result.route.stage}",
        ("control", "platform", "from", "there", "needed", "", "owner", "title"),
        tuple(
            (c.control, c.platform, c.since, c.there, " or ".join(c.accepts), "ok" if c.met else "BELOW", c.owner, c.title)
            for c in result.controls
        ),
        (*(() if result.controls else ("no selected control is required",)), *_vouched(result)),
    )  # fmt: skip
    yield Section(
        "What people must have signed",
        ("attestation", "state", "signed", "owner", "statement"),
        tuple((s.id, s.state, s.signed or "nobody", s.owner, s.statement) for s in result.signed),
        (
            *(() if result.signed else ("nothing at this stage",)),
            *(f"does not count: {line}" for line in result.void),
        ),
    )
    yield Section(
        "Open findings",
        ("from", "severity", "id", "place", "finding", "blocks"),
        tuple(
            (f.origin, f.severity, f.id, f.place, f.message, "yes" if f.blocks else "no")
            for f in result.findings
        ),
        (
            *(() if result.findings else ("no error and no warning",)),
            result.plan,
            *(f"did not look: {line}" for line in result.not_looked),
        ),
    )
    if result.refusals:
        yield Section("What stands in the way", lines=tuple(r.sentence for r in result.refusals))
        if ways := tuple(_ways(result)):
            yield Section("How to go on", lines=ways)


def _ways(result: Promotion) -> Iterator[str]:
    """Yield what people can do about what stands in the way, beside building it."""
    below = [c for c in result.controls if not c.met]
    if any("attested" in c.accepts for c in below) or not all(s.met for s in result.signed):
        yield f"sign in {ATTESTATIONS}: `id` or `control`, `statement`, `by`, `on`, `expires`, and a `document` with its `sha256`"
    if any(c.state in {State.RENDERED, State.SCANNED} for c in below):
        yield (
            f"a control that is rendered and that no check proves counts once somebody has seen it at work: `control`, `state: live`, "
            f"`environments: [{result.route.target}]` and the `document` that shows it"
        )
    if any(c.state is State.MISSING for c in below):
        yield "a control that nothing implements needs a module (aiarch catalog show CONTROL); `aiarch assess` moves gaps over once a pack has one"


def verdict(result: Promotion) -> str:
    """Return the answer in a sentence."""
    if result.ready:
        return f"nothing stands in the way: {result.route.target} may become {result.route.stage}"
    count = len(result.refusals)
    return f"refused: {count} {'thing is' if count == 1 else 'things are'} not as {result.route.stage} requires"


def _head(result: Promotion) -> str:
    tier = f", risk tier {result.tier}" if result.tier else ""
    route = result.route
    return plain(
        f"Promotion of {result.project} from {route.source} to {route.target}: {route.said}{tier}"
    )


def _difference(layer: LayerDifference) -> Iterator[tuple[str, ...]]:
    for value in layer.values:
        sides = (UNSET if side is None else side for side in (value.source, value.target))
        yield (layer.name, value.name, *sides)


def _remark(layer: LayerDifference) -> str:
    if layer.only_in:
        return f"{layer.name}: only {layer.only_in} has values for it"
    named = f"; by the environment's name only: {', '.join(layer.by_name)}" if layer.by_name else ""
    if not layer.values:
        return f"{layer.name}: no value differs for another reason than the name{named}"
    return f"{layer.name}{named}" if named else ""


def _vouched(result: Promotion) -> Iterator[str]:
    for state in result.controls:
        where = f"{state.control} ({state.platform})"
        if state.attested:
            yield f"{where}: attested by {state.attested}"
        yield from (f"{where}: suppressed: {entry}" for entry in state.suppressed)


def _table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return columns padded with spaces; the last one is as long as it is."""
    cells = [tuple(plain(c) for c in row) for row in (names, *rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(names))]
    rule = tuple("-" * (w if i < len(names) - 1 else len(names[-1])) for i, w in enumerate(widths))
    return "\n".join(
        "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip()
        for row in (cells[0], rule, *cells[1:])
    )
