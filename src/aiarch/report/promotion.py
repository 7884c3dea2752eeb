"""What stands between an environment and the next stage: differences, controls, signatures, open findings. Changes nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from aiarch.errors import Severity
from aiarch.model.condition import Facts
from aiarch.model.control import STAGES
from aiarch.model.plan import Action, LayerStatus, SavedPlan
from aiarch.model.promotion import Requirement, StageRules
from aiarch.render.matrix import control_rows, facts_of_blueprint
from aiarch.render.pages import gates
from aiarch.report.attestations import Signature
from aiarch.report.control_states import ControlState, Evidence, control_states
from aiarch.report.environments import LayerDifference
from aiarch.report.promotion_rules import PromotionRules
from aiarch.validate.finding import RANK, Report, Status

if TYPE_CHECKING:
    from aiarch.catalog.catalog import Catalog
    from aiarch.model.blueprint import Blueprint
    from aiarch.model.composition import Composition


@dataclasses.dataclass(frozen=True, slots=True)
class Route:
    """From where to where.

    Attributes:
        by_default: the stage the target environment is of when nobody says; "" when no stage claims it.
    """

    source: str
    target: str
    stage: str
    by_default: str

    @property
    def said(self) -> str:
        """The stage with where it comes from."""
        if self.stage == self.by_default:
            return self.stage
        usual = (
            f"{self.target} is {self.by_default} by default"
            if self.by_default
            else "no stage claims it"
        )
        return f"{self.stage} (asked for; {usual})"


@dataclasses.dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that is not as the stage requires it."""

    subject: str
    there: str
    needed: str
    owner: str
    why: str = ""

    @property
    def sentence(self) -> str:
        """All of it in one line."""
        why = f" ({self.why})" if self.why else ""
        return f"{self.subject}: {self.there}; needed: {self.needed}; owner: {self.owner}{why}"


@dataclasses.dataclass(frozen=True, slots=True)
class SignedState:
    """One statement the stage needs signed.

    Attributes:
        state: `attested`, `void` (signed, but it does not count: see `why`) or `missing`.
        signed: who, when, until when.
    """

    id: str
    statement: str
    since: str
    state: str
    signed: str
    owner: str
    why: str = ""
    document: str = ""

    @property
    def met(self) -> bool:
        """Say whether it counts."""
        return self.state == "attested"


@dataclasses.dataclass(frozen=True, slots=True)
class OpenFinding:
    """One open finding of `validate` or of the saved plan."""

    origin: str
    severity: str
    id: str
    message: str
    place: str
    blocks: bool


@dataclasses.dataclass(frozen=True, slots=True)
class PlanLook:
    """The saved plan of the target environment, as the command line found it.

    Attributes:
        plan: None when none counts.
        fault: why the one that is there does not count, "" when there is none at all.
        applied: whether all of it was applied already.
    """

    plan: SavedPlan | None
    fault: str = ""
    applied: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Given:
    """Everything the report is made from; reading it is the caller's part.

    Attributes:
        unrendered: paths that `aiarch render` would write, so that what is here is not what the blueprint says.
    """

    blueprint: Blueprint
    composition: Composition
    catalog: Catalog
    rules: PromotionRules
    differences: tuple[LayerDifference, ...]
    evidence: Evidence
    report: Report
    plan: PlanLook
    unrendered: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Promotion:
    """The whole answer.

    Attributes:
        tier: risk tier of the blueprint, "" when it records none.
        not_looked: checkers that did not look, with the reason.
        plan: the saved plan in a sentence.
        void: signatures that do not count, with place and reason.
    """

    project: str
    route: Route
    tier: str
    differences: tuple[LayerDifference, ...]
    controls: tuple[ControlState, ...]
    signed: tuple[SignedState, ...]
    findings: tuple[OpenFinding, ...]
    not_looked: tuple[str, ...]
    plan: str
    void: tuple[str, ...]
    refusals: tuple[Refusal, ...]

    @property
    def ready(self) -> bool:
        """Say whether nothing stands in the way."""
        return not self.refusals


def promotion(given: Given, route: Route) -> Promotion:
    """Compare what is there with what the stage requires."""
    facts = facts_of_blueprint(given.blueprint, given.catalog)
    rules = given.rules.stages[route.stage]
    controls = control_states(
        control_rows(given.composition, given.blueprint, given.catalog),
        given.catalog.controls,
        _required(given, route.stage),
        (route.target, rules),
        facts,
        given.evidence,
    )
    signatures = given.evidence.signatures
    asked = [r for r in given.rules.requirements.values() if r.asked_at(route.stage, facts)]
    signed = tuple(_signed(r, signatures, route.target) for r in asked)
    findings = tuple(_findings(given.report, given.plan, rules))
    refusals = (
        *_not_ready(given, route, rules, facts),
        *(_control_refusal(c) for c in controls if not c.met),
        *(_signature_refusal(s) for s in signed if not s.met),
        *(_finding_refusal(f) for f in findings if f.blocks),
        *_blind(given.report, rules),
    )
    tier = facts.get("risk.tier")
    return Promotion(
        given.blueprint.metadata.name,
        route,
        "" if tier is None else str(tier),
        given.differences,
        controls,
        signed,
        findings,
        tuple(_not_looked(given)),
        plan_sentence(given.plan, route.target),
        tuple(f"{s.at}: {_name(s)}: {s.void}" for s in signatures if s.void),
        tuple(dict.fromkeys(refusals)),
    )


def _required(given: Given, stage: str) -> Mapping[str, str]:
    """Return every control required at a stage → the first stage that requires it."""
    upto = STAGES[: STAGES.index(stage) + 1]
    found = gates(given.blueprint, given.catalog)
    return {
        c.id: gate.stage
        for gate in found
        for c in gate.controls
        if gate.stage in upto and c.gates.required_at(stage)
    }


def _signed(
    requirement: Requirement, signatures: Iterable[Signature], environment: str
) -> SignedState:
    mine = [
        s for s in signatures if s.attestation.id == requirement.id and s.speaks_of(environment)
    ]
    valid = [s for s in mine if not s.void]
    best = max(valid or mine, key=lambda s: (s.attestation.on, s.attestation.expires), default=None)
    state = "attested" if valid else "void" if best else "missing"
    return SignedState(
        requirement.id,
        requirement.statement,
        requirement.stage,
        state,
        best.signed if best else "",
        requirement.owner,
        f"{best.at}: {best.void}" if best and best.void else "",
        best.attestation.document if best else "",
    )


def _name(signature: Signature) -> str:
    return signature.attestation.id or signature.attestation.control


def _findings(report: Report, look: PlanLook, rules: StageRules) -> Iterator[OpenFinding]:
    for finding in report.findings:
        if finding.severity is not Severity.INFO:
            yield OpenFinding(
                f"validate: {finding.checker}",
                finding.severity,
                finding.id,
                finding.message,
                str(finding.at or finding.resource or ""),
                _blocks(finding.severity, rules),
            )
    for layer in look.plan.layers if look.plan and not look.applied else ():
        for failed in layer.findings:
            severity = Severity(failed.severity)
            if severity is not Severity.INFO:
                yield OpenFinding(
                    f"plan: {layer.name}", severity, failed.check, failed.message, failed.address,
                    _blocks(severity, rules),
                )  # fmt: skip
    for change in look.plan.blocked if look.plan and not look.applied else ():
        what = "replaces" if change.action is Action.REPLACE else "deletes"
        yield OpenFinding(
            "plan", Severity.ERROR, "blocked", f"{what} {change.holds}; nobody has allowed it", change.address,
            _blocks(Severity.ERROR, rules),
        )  # fmt: skip


def _blocks(severity: Severity, rules: StageRules) -> bool:
    return rules.blocking != "none" and RANK[severity] >= RANK[Severity(rules.blocking)]


def _not_looked(given: Given) -> Iterator[str]:
    for checker in given.report.checkers:
        if checker.status in {Status.SKIPPED, Status.FAILED}:
            yield f"{checker.checker} ({checker.status}): {checker.reason}"
    if given.evidence.scan is None:
        yield f"scan of the controls' evidence: {given.evidence.scan_fault}"


def plan_sentence(look: PlanLook, environment: str) -> str:
    """Return in a sentence what is known of the saved plan."""
    if look.plan is None:
        if look.fault:
            return f"the saved plan of {environment} does not count: {look.fault}"
        return f"there is no saved plan of {environment}: aiarch plan -e {environment}"
    if look.applied:
        return f"the saved plan of {environment} was applied already"
    changes = [c for layer in look.plan.layers for c in layer.changes]
    counts = [f"{n} {a}" for a in Action if (n := sum(c.action is a for c in changes))]
    waiting = [layer.name for layer in look.plan.layers if layer.status is LayerStatus.WAITS]
    what = "to destroy it" if look.plan.destroys else "of changes"
    waits = f"; waits for earlier layers: {', '.join(waiting)}" if waiting else ""
    return f"the saved plan of {environment} is one {what}: {', '.join(counts) or 'nothing changes'}{waits}"


def _not_ready(given: Given, route: Route, rules: StageRules, facts: Facts) -> Iterator[Refusal]:
    """Yield what is wrong with blueprint and tree before any control is looked at."""
    owner = given.blueprint.metadata.owner or "the project"
    decided = "aiarch assess --set needs.stage=" + route.stage
    if rules.decided_when and not rules.decided_when.holds(facts):
        yield Refusal(
            "stage of the blueprint", str(facts.get("delivery.stage") or "none"), route.stage, owner,
            f"environments, controls and monitoring depend on it: {decided}, then aiarch render",
        )  # fmt: skip
    if route.target not in given.blueprint.environments:
        yield Refusal(
            f"environment {route.target}", ", ".join(given.blueprint.environments), route.target, owner,
            f"decide and render it first: {decided}, then aiarch render",
        )  # fmt: skip
    if given.unrendered:
        shown = ", ".join(given.unrendered[:3])
        more = len(given.unrendered) - 3
        rest = f" and {more} more" if more > 0 else ""
        yield Refusal(
            "rendered files", f"another state of {shown}{rest}", "what blueprint.yaml says", owner,
            "aiarch render, then review and plan again",
        )  # fmt: skip


def _control_refusal(state: ControlState) -> Refusal:
    return Refusal(
        f"{state.control} {state.title} ({state.platform})",
        state.there,
        " or ".join(state.accepts),
        state.owner,
        "; ".join(filter(None, (state.why, *state.void))),
    )


def _signature_refusal(state: SignedState) -> Refusal:
    there = "signed, but it does not count" if state.state == "void" else "nobody has signed"
    why = state.why or state.statement.rstrip(".")
    return Refusal(state.id, there, "attested", state.owner, why)


def _finding_refusal(finding: OpenFinding) -> Refusal:
    place = f" at {finding.place}" if finding.place else ""
    return Refusal(
        f"{finding.origin}, {finding.id}{place}", f"an open {finding.severity}", "none", "Platform team", finding.message,
    )  # fmt: skip


def _blind(report: Report, rules: StageRules) -> Iterator[Refusal]:
    """Yield checkers that broke: where nobody could look, nothing is known to be right."""
    for checker in report.checkers if rules.blocking != "none" else ():
        if checker.status is Status.FAILED:
            yield Refusal(
                f"validate: {checker.checker}", "a checker that could not look", "one that has looked", "Platform team", checker.reason,
            )  # fmt: skip


def promotion_data(result: Promotion) -> dict[str, Any]:
    """Return the whole answer as JSON data."""
    data = dataclasses.asdict(result)
    return {
        "project": result.project,
        "from": result.route.source,
        "to": result.route.target,
        "stage": result.route.stage,
        "stage_by_default": result.route.by_default,
        "tier": result.tier,
        "ready": result.ready,
        **{
            key: data[key]
            for key in ("differences", "controls", "signed", "findings", "not_looked", "plan", "void", "refusals")
        },
    }  # fmt: skip
