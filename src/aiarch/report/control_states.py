"""The evidence state of every control a stage requires: what the render, the scan and people's signatures show.

`live` is never concluded here: there is no probe yet, so only a signature with the probe's document claims it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from aiarch.model.condition import Facts
from aiarch.model.control import PLATFORMS, Control
from aiarch.model.promotion import Carrier, StageRules, State, meets
from aiarch.render.matrix import ControlRow
from aiarch.report.attestations import Signature
from aiarch.validate import suppression
from aiarch.validate.scanner import Record, Scan

_ROOTS = ("bootstrap", "modules", "stacks")
"""Folders whose first level is a platform."""


@dataclasses.dataclass(frozen=True, slots=True)
class Evidence:
    """What looked at the project besides the render.

    Attributes:
        scan: None when checkov could not look; then `scan_fault` says why.
    """

    signatures: tuple[Signature, ...]
    scan: Scan | None
    scan_fault: str
    as_of: str


@dataclasses.dataclass(frozen=True, slots=True)
class ControlState:
    """One required control on one platform.

    Attributes:
        since: the stage that was the first to require it.
        attested: who vouches for it and until when, "" when nobody validly does.
        accepts: what is enough at the stage, any of them.
        why: what keeps it from a higher state, "" when nothing is known to.
        suppressed: validly suppressed failures of its evidence.
        void: signatures for it that do not count, with the reason.
    """

    control: str
    title: str
    platform: str
    carried_by: Carrier
    since: str
    state: State
    attested: str
    accepts: tuple[str, ...]
    met: bool
    owner: str
    why: str = ""
    suppressed: tuple[str, ...] = ()
    void: tuple[str, ...] = ()

    @property
    def there(self) -> str:
        """What is there, in words: `rendered, attested`."""
        return f"{self.state}, attested" if self.attested else str(self.state)


def control_states(
    rows: Iterable[ControlRow],
    controls: Mapping[str, Control],
    since: Mapping[str, str],
    target: tuple[str, StageRules],
    facts: Facts,
    evidence: Evidence,
) -> tuple[ControlState, ...]:
    """Return the state of every required control on every platform.

    Args:
        rows: the control matrix.
        controls: all controls by id.
        since: required control → the stage that was the first to require it.
        target: environment and stage to reach.
        facts: what the blueprint records.
        evidence: scan and signatures.
    """
    environment, rules = target
    return tuple(
        _state(row, controls[row.control], since[row.control], environment, rules, facts, evidence)
        for row in rows
        if row.control in since
    )


def _state(
    row: ControlRow,
    control: Control,
    since: str,
    environment: str,
    rules: StageRules,
    facts: Facts,
    evidence: Evidence,
) -> ControlState:
    carrier = carrier_of(row, control)
    state, why = State(row.state), row.note if row.gap else ""
    suppressed: tuple[str, ...] = ()
    if state is State.RENDERED:
        state, why, suppressed = _scanned(control, row.platform, evidence)
    mine = [
        s
        for s in evidence.signatures
        if s.attestation.control == control.id and s.speaks_of(environment, row.platform)
    ]
    valid = [s for s in mine if not s.void]
    live = [s for s in valid if s.attestation.state == "live"]
    if live and state in {State.RENDERED, State.SCANNED}:
        state, why = State.LIVE, ""
    signature = max(live or valid, key=lambda s: s.attestation.expires, default=None)
    accepts = rules.accepts(carrier, facts)
    return ControlState(
        control.id,
        control.title,
        row.platform,
        carrier,
        since,
        state,
        signature.signed if signature else "",
        accepts,
        meets(state, accepts, attested=signature is not None),
        control.owner.role,
        _next(state, accepts) or why,
        suppressed,
        tuple(f"{s.at}: {s.void}" for s in mine if s.void),
    )


def carrier_of(row: ControlRow, control: Control) -> Carrier:
    """Return who bears a control here: what is built, the provider, or people alone."""
    if row.state == State.INHERITED:
        return "inherited"
    if row.state == State.DESIGNED or (row.gap and control.manual_on(row.platform)):
        return "people"
    return "built"


def _next(state: State, accepts: Sequence[str]) -> str:
    """Return what people could do to take a control on, "" when that is not what it lacks."""
    if "live" in accepts and state in {State.RENDERED, State.SCANNED}:
        return "nobody attests that it was seen at work there (state: live)"
    if "attested" in accepts and state in {State.DESIGNED, State.INHERITED}:
        return "nobody vouches for it"
    return ""


def _scanned(
    control: Control, platform: str, evidence: Evidence
) -> tuple[State, str, tuple[str, ...]]:
    """Return how far checkov's evidence takes a rendered control, why no further, and what is suppressed."""
    checks = dict.fromkeys(
        check
        for item in control.evidence
        if item.type == "checkov"
        for check in item.checks.get(platform, ())
    )
    if not checks:
        return State.RENDERED, "no check of checkov is known to prove it on this platform", ()
    if evidence.scan is None:
        return State.RENDERED, f"checkov could not look: {evidence.scan_fault}", ()
    mine = [r for r in evidence.scan.records if r.check in checks and _is_on(r, platform)]
    spared = [r for r in mine if r.result == "skipped" and _is_valid(r, evidence.as_of)]
    failed = [r for r in mine if r.result != "passed" and r not in spared]
    suppressed = tuple(dict.fromkeys(_spared(r) for r in spared))
    if failed:
        first = failed[0]
        places = len({(r.file, r.line, r.check) for r in failed})
        more = f" (and in {places - 1} more places)" if places > 1 else ""
        return State.FAILED, f"{first.check} fails at {first.file}:{first.line}{more}", suppressed
    looked = {r.check for r in mine}
    idle = [c for c in checks if c not in looked]
    if idle:
        return State.RENDERED, f"found nothing to look at: {', '.join(idle)}", suppressed
    return State.SCANNED, "", suppressed


def _is_on(record: Record, platform: str) -> bool:
    """Say whether a record is about a platform: of its folders, or of none in particular."""
    parts = record.file.split("/")
    of_one = len(parts) > 2 and parts[0] in _ROOTS and parts[1] in PLATFORMS
    return not of_one or parts[1] == platform


def _is_valid(record: Record, as_of: str) -> bool:
    return suppression.is_valid(suppression.parse(record.comment), as_of)


def _spared(record: Record) -> str:
    told = suppression.parse(record.comment)
    place = f"{record.file}:{record.line}"
    return f"{record.check} at {place}: {told.reason} ({told.owner}, until {told.expires})"
