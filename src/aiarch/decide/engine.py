"""The decision engine: tables in order, the platform choice among them, and a record of why."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from aiarch.decide.facts import Assumption, Resolved, resolve
from aiarch.decide.knowledge import GATE, STOP, CompiledTable, Knowledge
from aiarch.decide.scoring import Choice, Score, choose
from aiarch.decide.writing import warnings, written
from aiarch.errors import Diagnostic, InputError, NoSolutionError, did_you_mean
from aiarch.model.decision import Hit
from aiarch.model.scoring import Confidence

if TYPE_CHECKING:
    from aiarch.model.assessment import Assessment, Override
    from aiarch.model.condition import Facts, FactValue
    from aiarch.model.decision import Row

PLATFORM_HIT = "score"
"""How the platform choice is named in the trace, beside the hit policies of tables."""


@dataclasses.dataclass(frozen=True, slots=True)
class Node:
    """One evaluated decision.

    Attributes:
        id: the decision, or the platform choice.
        hit: hit policy.
        inputs: facts it read.
        matched: ids of the rows that hold, in file order; "otherwise" when none did.
        rows: the rows themselves.
        output: the fact it yields.
        overridden: the override that replaced `computed`, if any.
        computed: what the rows gave.
    """

    id: str
    hit: str
    inputs: Mapping[str, FactValue]
    matched: tuple[str, ...]
    rows: tuple[Row, ...]
    output: FactValue
    computed: FactValue
    because: str
    overridden: Override | None = None

    def because_of(self, member: str) -> tuple[str, ...]:
        """Return the ids of the rows that put `member` into the output of a `collect` table."""
        return tuple(r.id for r in self.rows if self.hit == Hit.COLLECT and r.then == member)


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """Everything decided about one assessment.

    Attributes:
        facts: question and decision facts.
        choices: blueprint section → leaf → value.
        writes: blueprint path → the question or decision that wrote it.
        choice: the platform choice; None when the run stopped before it.
        stopped: the run ended at stage 1.
    """

    knowledge: Knowledge
    assessment: Assessment
    resolved: Resolved
    facts: Facts
    nodes: tuple[Node, ...]
    choices: Mapping[str, Mapping[str, Any]]
    writes: Mapping[str, str]
    choice: Choice | None
    stopped: bool
    warnings: tuple[Diagnostic, ...]

    @property
    def confidence(self) -> Confidence:
        """How sure the platform choice is."""
        if self.stopped or self.choice is None:
            return Confidence.STOPPED
        return self.choice.confidence

    @property
    def platform(self) -> str:
        """The chosen platform, "" when there is none."""
        return self.choice.platform if self.choice else ""

    @property
    def legs(self) -> tuple[str, ...]:
        """Platforms that come as second stacks."""
        return self.choice.legs if self.choice else ()

    @property
    def margin(self) -> int | None:
        """Points between the first two, None when fewer than two compete."""
        return self.choice.margin if self.choice else None

    @property
    def ranking(self) -> tuple[str, ...]:
        """Eligible platforms, best first."""
        return self.choice.ranking if self.choice else ()

    @property
    def scores(self) -> Mapping[str, Score]:
        """Scores by platform, excluded ones included."""
        return self.choice.scores if self.choice else {}

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """Answers replaced by a conservative value."""
        return self.resolved.assumptions

    def node(self, name: str) -> Node | None:
        """Return the record of one decision."""
        return next((n for n in self.nodes if n.id == name), None)


def missing_answers(knowledge: Knowledge, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the questions still to be answered, in order; none when the answers already stop the run at stage 1."""
    resolved = resolve(knowledge.questions, answers)
    if not resolved.missing or _stops(knowledge, resolved):
        return ()
    return resolved.missing


def _stops(knowledge: Knowledge, resolved: Resolved) -> bool:
    """Say whether the gate stops the run; unknown facts never do."""
    table = knowledge.tables.get(GATE)
    if table is None:
        return False
    facts = dict(resolved.facts)
    return any(test(facts) and row.then == STOP for row, test in table.rows)


def decide(knowledge: Knowledge, assessment: Assessment, *, as_if: str = "") -> Outcome:
    """Evaluate every table and the platform choice.

    Args:
        knowledge: questions, tables and scoring.
        assessment: the answers.
        as_if: a platform to go on with whatever the scores say, for comparisons only: exclusions are recorded but do not stop it.

    Raises:
        InputError: answers are missing, an override names nothing, or a table is not total for these facts.
        NoSolutionError: an override pins a platform that a hard exclusion removes.
    """
    resolved = resolve(knowledge.questions, assessment.answers)
    stopped = _stops(knowledge, resolved)
    if resolved.missing and not stopped:
        shown = ", ".join(resolved.missing[:6])
        rest = len(resolved.missing) - 6
        raise InputError(
            f"{len(resolved.missing)} answers are missing: {shown}{f' and {rest} more' if rest > 0 else ''}",
            code="DEC010",
            hint="answer them in assessment.yaml, with --set, or in the wizard (`aiarch assess`)",
        )
    overrides = _overrides(knowledge, assessment)
    facts: dict[str, FactValue] = dict(resolved.facts)
    nodes: list[Node] = []
    choice: Choice | None = None
    for name in knowledge.ancestors(GATE) if stopped else knowledge.order:
        if name == knowledge.scoring.output:
            pin = None if as_if else overrides.get(name)
            choice = _supposed(_pinned(choose(knowledge, facts), pin), as_if)
            nodes.append(_platform_node(knowledge, facts, choice, pin))
        else:
            nodes.append(_table_node(knowledge.tables[name], facts, overrides.get(name)))
        facts[name] = nodes[-1].output
    choices, writes = written(knowledge, resolved, nodes)
    return Outcome(
        knowledge=knowledge,
        assessment=assessment,
        resolved=resolved,
        facts=facts,
        nodes=tuple(nodes),
        choices=choices,
        writes=writes,
        choice=choice,
        stopped=stopped,
        warnings=tuple(warnings(knowledge, resolved, nodes, facts)),
    )


def evaluate(knowledge: Knowledge, resolved: Resolved, names: Iterable[str]) -> dict[str, Any]:
    """Return the outputs of some nodes (in order of evaluation) without records: the fast path of sensitivity.

    The platform choice's output is the pair (platform, confidence); later tables read the platform.
    """
    facts: dict[str, FactValue] = dict(resolved.facts)
    out: dict[str, Any] = {}
    for name in names:
        if name == knowledge.scoring.output:
            chosen = choose(knowledge, facts)
            out[name] = (chosen.platform, chosen.confidence)
            facts[name] = chosen.platform or None
        else:
            table = knowledge.tables[name]
            facts[name] = out[name] = _output(table, _fired(table, facts), facts)
    return out


def _fired(table: CompiledTable, facts: Facts) -> tuple[Row, ...]:
    return tuple(row for row, test in table.rows if test(facts))


def _output(table: CompiledTable, fired: tuple[Row, ...], facts: Facts) -> FactValue:
    decision = table.decision
    match decision.hit:
        case Hit.COLLECT:
            return frozenset(str(r.then) for r in fired)
        case Hit.SUM:
            return sum(int(r.then) for r in fired)
        case Hit.UNIQUE:
            pass
    if len(fired) == 1:
        return fired[0].then
    if not fired and decision.otherwise:
        return decision.otherwise.then
    read = ", ".join(f"{f}={facts.get(f)!r}" for f in decision.inputs)
    raise InputError(
        f"table {decision.id}: {len(fired)} rows hold, exactly one must ({read})",
        code="DEC002",
        hint="`aiarch lint` lists every such combination",
    )


def _table_node(table: CompiledTable, facts: Facts, override: Override | None) -> Node:
    decision = table.decision
    fired = _fired(table, facts)
    computed = _output(table, fired, facts)
    output = computed
    because = "; ".join(r.because for r in fired)
    if not fired and decision.otherwise:
        because = decision.otherwise.because
    if override:
        output = _allowed(override, table)
        because = f"pinned by {override.by}: {override.why}"
    return Node(
        id=decision.id,
        hit=str(decision.hit),
        inputs={f: facts.get(f) for f in decision.inputs},
        matched=tuple(r.id for r in fired) or ("otherwise",),
        rows=fired,
        output=output,
        computed=computed,
        because=because,
        overridden=override,
    )


def _allowed(override: Override, table: CompiledTable) -> FactValue:
    domain = table.decision.output.domain
    value = override.value
    given = value if isinstance(value, tuple) else (value,)
    wrong = [v for v in given if v not in domain]
    if wrong or (table.decision.hit is not Hit.COLLECT and len(given) != 1):
        known = ", ".join(str(d) for d in domain)
        raise InputError(
            f"override of {override.decision}: {override.value!r} is not one of its values",
            code="DEC021",
            hint=did_you_mean(str(wrong[0]), [str(d) for d in domain])
            if wrong
            else f"known: {known}",
        )
    return frozenset(str(v) for v in given) if table.decision.hit is Hit.COLLECT else given[0]


def _overrides(knowledge: Knowledge, assessment: Assessment) -> dict[str, Override]:
    known = {*knowledge.decisions, knowledge.scoring.output}
    for override in assessment.overrides:
        if override.decision not in known:
            raise InputError(
                f"override of unknown decision {override.decision!r}",
                code="DEC020",
                hint=did_you_mean(override.decision, known)
                or "`aiarch catalog list decisions` lists them",
            )
    return {o.decision: o for o in assessment.overrides}


def _pinned(choice: Choice, override: Override | None) -> Choice:
    """Return the choice with a person's platform; a hard exclusion still holds.

    Raises:
        InputError, NoSolutionError: no such platform, or it may not be chosen.
    """
    if override is None:
        return choice
    name = str(override.value)
    if name not in choice.scores:
        raise InputError(
            f"override of {override.decision}: unknown platform {name!r}",
            code="DEC021",
            hint=did_you_mean(name, set(choice.scores)) or f"platforms: {', '.join(choice.scores)}",
        )
    if name not in choice.ranking:
        score = choice.scores[name]
        reason = ", ".join(score.excluded_by) or "the deployment model"
        raise NoSolutionError(
            f"platform {name} is pinned by {override.by}, but {reason} excludes it",
            code="DEC022",
            hint="a hard exclusion holds for overrides too: change the answers it rests on, or drop the override",
        )
    return dataclasses.replace(choice, platform=name, confidence=Confidence.HIGH)


def _supposed(choice: Choice, as_if: str) -> Choice:
    """Return the choice with a supposed platform; what is the main stack cannot be its own leg."""
    if not as_if:
        return choice
    legs = tuple(leg for leg in choice.legs if leg != as_if)
    return dataclasses.replace(choice, platform=as_if, legs=legs, confidence=Confidence.HIGH)


def _platform_node(
    knowledge: Knowledge, facts: Facts, choice: Choice, override: Override | None
) -> Node:
    if override:
        because = f"pinned by {override.by}: {override.why}"
    elif choice.confidence is Confidence.INFEASIBLE:
        because = "no platform is left"
    elif choice.confidence is Confidence.TIE:
        because = f"the best platforms are level: {', '.join(choice.ranking)}"
    elif choice.forced_by:
        because = f"the only one left: forced by {', '.join(choice.forced_by)}"
    elif choice.margin is None:
        because = "the only one that competes"
    else:
        because = f"{choice.scores[choice.platform].total} points, {choice.margin} before {choice.ranking[1]}"
    return Node(
        id=knowledge.scoring.output,
        hit=PLATFORM_HIT,
        inputs={f: facts.get(f) for f in sorted(knowledge.scoring_inputs)},
        matched=(str(choice.confidence),),
        rows=(),
        output=choice.platform or None,
        computed=choice.ranking[0] if choice.ranking else None,
        because=because,
        overridden=override,
    )
