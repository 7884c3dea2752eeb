"""Which controls a design needs, why, from when, and whether the stage asks for them. Reference: A5.

Selection joins regimes, tier and fact rules and filters them by each control's barrier. It never looks at the stage: a later stage
only turns optional controls into required ones. Adding a regime or raising tier or stage therefore never removes anything.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping

from aiarch.catalog.catalog import unknown
from aiarch.errors import InputError
from aiarch.model.condition import Facts, FactValue, facts_of
from aiarch.model.control import STAGES, Article, Control, Framework

REGIMES = "org.regimes"
TIER = "risk.tier"

APPLIES = "applies"
LATER = "later"
NOT_TRIGGERED = "not_triggered"
BY_ANALOGY = "by_analogy"


@dataclasses.dataclass(frozen=True, slots=True)
class Clause:
    """One clause a control serves, as it stands for this design."""

    framework: str
    name: str
    """Name of the framework in tables."""
    ref: str
    relation: str
    confidence: str
    state: str
    """`applies`, `later` (not yet applicable), `not_triggered` by these facts, or `by_analogy`."""
    applies_from: str = ""
    note: str = ""

    @property
    def label(self) -> str:
        """Print with its date: `27 (from 2027-12-02)`; a clause that does not apply says so."""
        match self.state:
            case "later":
                return f"{self.ref} (from {self.applies_from})"
            case "not_triggered":
                return f"{self.ref} (not triggered)"
            case "by_analogy":
                return f"{self.ref} (by analogy)"
            case _:
                return self.ref


@dataclasses.dataclass(frozen=True, slots=True)
class SelectedControl:
    """A control that this design needs."""

    control: Control
    because: tuple[str, ...]
    """Every reason: `regime gdpr`, `risk tier 3`, or the fact rule as a sentence."""
    required: bool
    """Whether the stage asks for it; otherwise it is coming."""
    clauses: tuple[Clause, ...]
    """Clauses of the selected regimes, then of the informative frameworks."""

    @property
    def applies_from(self) -> str:
        """The earliest day on which a clause that is not yet applicable starts to apply ("" when there is none)."""
        return min((c.applies_from for c in self.clauses if c.state == LATER), default="")

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know about dates and scope, one sentence per group of clauses."""
        groups: dict[str, list[str]] = {}
        for clause in self.clauses:
            match clause.state:
                case "later":
                    tail = f"not yet applicable, applies from {clause.applies_from}"
                case "not_triggered":
                    tail = "not triggered by these answers"
                case "by_analogy":
                    groups.setdefault(clause.note, [])
                    continue
                case _:
                    continue
            text = f"{clause.name} {{refs}}: {tail}{f'. {clause.note}' if clause.note else ''}"
            groups.setdefault(text, []).append(clause.ref)
        return tuple(text.replace("{refs}", ", ".join(refs)) for text, refs in groups.items())


def select_controls(
    controls: Mapping[str, Control],
    frameworks: Mapping[str, Framework],
    facts: Facts,
    stage: str,
    as_of: str = "",
) -> tuple[SelectedControl, ...]:
    """Return the controls that `facts` call for, by id.

    Args:
        controls: the catalogue.
        frameworks: the register.
        facts: question and decision ids → values (`org.regimes`, `risk.tier`, `data.personal` …).
        stage: `poc`, `pilot` or `production`.
        as_of: the day clauses are held against; empty = the day the register was last checked, so that nothing depends on a clock.

    Raises:
        InputError: a regime that the register does not know, or an unknown stage.
    """
    if stage not in STAGES:
        raise InputError(
            f"unknown stage {stage!r}",
            code="CTL002",
            hint=f"stages are {', '.join(STAGES)}",
        )
    reader = ClauseReader(frameworks, facts, as_of)
    tier = facts.get(TIER)
    chosen = []
    for _, control in sorted(controls.items()):
        if control.retired or not (
            control.applies_when is None or control.applies_when.holds(facts)
        ):
            continue
        clauses = reader.clauses(control)
        because = tuple(_reasons(control, clauses, reader.regimes, facts, tier))
        if because:
            chosen.append(
                SelectedControl(control, because, control.gates.required_at(stage), clauses)
            )
    return tuple(chosen)


def _reasons(
    control: Control,
    clauses: Iterable[Clause],
    regimes: tuple[str, ...],
    facts: Facts,
    tier: FactValue,
) -> Iterator[str]:
    triggered = {c.framework for c in clauses if c.state != NOT_TRIGGERED}
    yield from (f"regime {name}" for name in regimes if name in triggered)
    if isinstance(tier, int) and tier >= control.tier_from:
        barrier = control.applies_when
        more = f", {barrier.sentence()}" if barrier and facts_of(barrier) != {TIER} else ""
        yield f"risk tier {tier}{more}"
    if control.selected_when is not None and control.selected_when.holds(facts):
        yield control.selected_when.sentence()


class ClauseReader:
    """Reads mappings as clauses of the regimes in force for one set of facts.

    Raises (from the constructor): InputError when the register does not know a regime.
    """

    def __init__(self, frameworks: Mapping[str, Framework], facts: Facts, as_of: str = "") -> None:
        self._frameworks = frameworks
        self._facts = facts
        self._today = as_of or max((f.checked_on for f in frameworks.values()), default="")
        named = facts.get(REGIMES)
        wanted = {
            resolve(name, frameworks).id
            for name in (sorted(named) if isinstance(named, frozenset) else ())
            if name != "none"
        }
        self.regimes: tuple[str, ...] = tuple(f for f in frameworks if f in wanted)
        """Selected frameworks in the order of the register."""
        informative = [n for n, f in frameworks.items() if f.informative and n not in wanted]
        self._shown = (*self.regimes, *informative)
        self._read: dict[tuple[str, str], tuple[str, str, str]] = {}

    def clauses(self, control: Control) -> tuple[Clause, ...]:
        """Return the clauses of `control`, framework by framework, in the order they are mapped."""
        out = []
        for name in self._shown:
            framework = self._frameworks[name]
            for mapping in control.mappings:
                if mapping.fw == name:
                    state, since, note = self._state(framework, mapping.ref)
                    out.append(
                        Clause(
                            name,
                            framework.short or name,
                            mapping.ref,
                            mapping.relation,
                            mapping.confidence,
                            state,
                            since,
                            note,
                        )
                    )
        return tuple(out)

    def _state(self, framework: Framework, ref: str) -> tuple[str, str, str]:
        key = (framework.id, ref)
        if key not in self._read:
            self._read[key] = self._judge(framework, ref)
        return self._read[key]

    def _judge(self, framework: Framework, ref: str) -> tuple[str, str, str]:
        for outside in framework.outside:
            if outside.when.holds(self._facts):
                return BY_ANALOGY, "", outside.note
        parts = articles_of(framework, ref)
        if not parts:
            return APPLIES, "", ""
        live = [p for p in parts if p.when is None or p.when.holds(self._facts)]
        if not live:
            return NOT_TRIGGERED, "", parts[0].note
        first = min(live, key=lambda p: p.applies_from)
        state = LATER if first.applies_from > self._today else APPLIES
        return state, first.applies_from, first.note


def articles_of(framework: Framework, ref: str) -> tuple[Article, ...]:
    """Return the parts of `framework` that cover `ref`: the most specific ones, else those that cover the rest."""
    best: list[Article] = []
    length = 0
    for article in framework.articles:
        for covered in article.refs:
            if (ref == covered or ref.startswith(f"{covered}(")) and len(covered) >= length:
                best = [*best, article] if len(covered) == length else [article]
                length = len(covered)
    return tuple(best) or tuple(a for a in framework.articles if not a.refs)


def resolve(name: str, frameworks: Mapping[str, Framework]) -> Framework:
    """Return the framework a regime name means: by id or alias, following what superseded it.

    Raises:
        InputError: the register has no such framework.
    """
    found = frameworks.get(name) or next(
        (f for f in frameworks.values() if name in f.aliases), None
    )
    if found is None:
        raise unknown("regime", name, _names(frameworks), code="CTL001")
    return resolve(found.superseded_by, frameworks) if found.superseded_by else found


def _names(frameworks: Mapping[str, Framework]) -> list[str]:
    return [n for f in frameworks.values() for n in (f.id, *f.aliases)]
