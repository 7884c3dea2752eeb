"""All combinations of answers that matter for some conditions, and which of them can really happen.

A world is a product of the questions that the conditions rest on, directly or through tables. Answers that no
condition in sight tells apart share a coordinate, so that a world stays small however long a question's choices are.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from aiarch.catalog.lint.cells import Product, first
from aiarch.catalog.lint.facts import CORE, AnyCondition, Facts
from aiarch.model.condition import All, AnyOf, FactValue, Leaf, Not, Scalar, facts_of, leaves
from aiarch.model.decision import Decision, Hit

LIMIT = 1_000_000
"""Cells a world may have; beyond it, upstream tables are taken as free of each other."""


class World:
    """Cells for a set of conditions.

    Args:
        facts: what there is to read; free of cycles.
        conditions: what will be asked of this world; only these (and what they rest on) can be asked.
        given: what holds in every reachable cell.
        limit: most cells a world may have.

    Attributes:
        is_exact: False when some upstream tables had to be taken as free, so that `reachable` holds too much.
        size: number of cells; above `limit` the world is empty and answers nothing.
    """

    def __init__(
        self,
        facts: Facts,
        conditions: Iterable[AnyCondition],
        given: Iterable[AnyCondition] = (),
        limit: int = LIMIT,
    ) -> None:
        self._facts = facts
        self._given = tuple(given)
        self._asked = (*conditions, *self._given)
        self._known: dict[tuple[str, str, object], int] = {}
        self._names: frozenset[str] = frozenset()
        self._derived: dict[str, dict[FactValue, int]] = {}
        wanted = frozenset[str]().union(*(facts_of(c) for c in self._asked))
        self._expanded = frozenset(facts.decisions)
        axes = self._axes(wanted)
        if _size(axes) > limit:
            axes = self._fewer(wanted, limit)
        self.is_exact = all(n not in facts.decisions for n in axes)
        self.size = _size(axes)
        self.fits = self.size <= limit
        self._axis_values = axes
        self._product = Product({n: len(v) for n, v in axes.items()} if self.fits else {})
        self.reachable = self._reachable() if self.fits else 0

    def cells(self, condition: AnyCondition) -> int:
        """Return the cells in which a condition holds, reachable or not."""
        match condition:
            case Leaf():
                return self._leaf(condition)
            case All(all=parts):
                cells = self._product.everything
                for part in parts:
                    cells &= self.cells(part)
                return cells
            case AnyOf(any=parts):
                cells = 0
                for part in parts:
                    cells |= self.cells(part)
                return cells
            case Not(not_=part):
                return self._product.everything & ~self.cells(part)

    def can(self, condition: AnyCondition) -> bool:
        """Say whether a condition holds in some reachable cell."""
        return bool(self.cells(condition) & self.reachable)

    def example(self, cells: int, names: Iterable[str]) -> str:
        """Return the values of some facts in the first cell, as `fact=value, …`."""
        cell = first(cells)
        at = self._product.coordinates(cell)
        return ", ".join(f"{n}={_word(self._at(n, cell, at))}" for n in names)

    def alike(self, cells: int, names: Iterable[str]) -> int:
        """Return those of `cells` in which the facts have the same values as in the first one."""
        cell = first(cells)
        at = self._product.coordinates(cell)
        for name in names:
            value = self._at(name, cell, at)
            if isinstance(value, frozenset):
                for member in self._facts.values(name):
                    has = self._member(name, str(member))
                    cells &= has if member in value else ~has
            elif name in self._expanded:
                cells &= self._table(name).get(value, 0)
            elif value is None and self._facts.is_set(name):
                cells &= self._na(name)
            else:
                cells &= self._product.where(name, (at.get(name, 0),))
        return cells

    # Axes

    def _axes(self, wanted: frozenset[str]) -> dict[str, tuple[FactValue, ...]]:
        """Return the axes of the product: name → representative values; `set#member` for members of sets."""
        names = self._names = self._closure(wanted)
        constraints = self._constraints(names)
        read = [leaf for c in (*self._asked, *constraints) for leaf in leaves(c)]
        for name in sorted(names):
            question, decision = self._facts.questions.get(name), self._facts.decisions.get(name)
            if question and question.when:
                read += leaves(question.when)
            if decision and name in self._expanded:
                read += [leaf for row in decision.rules for leaf in leaves(row.when)]
        by_fact: dict[str, dict[tuple[str, object], Leaf]] = {}
        for leaf in read:
            by_fact.setdefault(leaf.fact, {})[leaf.op, leaf.operand] = leaf
        axes: dict[str, tuple[FactValue, ...]] = {}
        for name in sorted(names - self._expanded):
            axes |= self._axis(name, tuple(by_fact.get(name, {}).values()))
        return axes

    def _axis(self, name: str, read: tuple[Leaf, ...]) -> dict[str, tuple[FactValue, ...]]:
        may_be_na = self._facts.may_be_na(name)
        values = self._facts.values(name)
        if self._facts.is_set(name):
            members = sorted({str(leaf.has) for leaf in read if leaf.has in values})
            present: tuple[FactValue, ...] = (True, None) if may_be_na else (True,)
            return {name: present} | {f"{name}#{m}": (False, True) for m in members}
        if name not in self._facts.names:
            return {name: (None,)}
        classes: dict[tuple[bool, ...], FactValue] = {}
        domain: tuple[FactValue, ...] = (*values, None) if may_be_na else values
        for value in domain:
            signature = tuple(leaf.holds({name: value}) for leaf in read)
            classes.setdefault((value is None, *signature), value)
        return {name: tuple(classes.values())}

    def _closure(self, wanted: frozenset[str]) -> frozenset[str]:
        done: set[str] = set()
        queue = list(wanted)
        while queue:
            name = queue.pop()
            if name in done:
                continue
            done.add(name)
            if name in self._expanded or name in self._facts.questions:
                queue.extend(self._facts.sources(name))
        return frozenset(done)

    def _fewer(self, wanted: frozenset[str], limit: int) -> dict[str, tuple[FactValue, ...]]:
        """Start with every table free, then look through as many as the limit allows."""
        candidates, self._expanded = sorted(self._names & self._expanded), frozenset()
        axes = self._axes(wanted)
        grew = True
        while grew:
            grew = False
            for name in candidates:
                if name in axes:
                    before, self._expanded = self._expanded, self._expanded | {name}
                    wider = self._axes(wanted)
                    if _size(wider) <= max(limit, _size(axes)):
                        axes, grew = wider, True
                    else:
                        self._expanded = before
        return self._axes(wanted)

    # Values

    def _reachable(self) -> int:
        cells = self._product.everything
        for name in self._axis_values:
            question = self._facts.questions.get(name)
            if question and question.when:
                asked = self.cells(question.when)
                answered = self._product.everything & ~self._na(name)
                cells &= ~(asked ^ answered)
            if "#" in name:
                owner = name.partition("#")[0]
                member = self._product.where(name, (1,))
                cells &= ~(member & self._na(owner))
        for constraint in (*self._given, *self._constraints(self._names)):
            cells &= self.cells(constraint)
        return cells

    def _constraints(self, names: frozenset[str]) -> list[AnyCondition]:
        """Return what every valid set of answers fulfils: rules of questions, and choices that cannot be picked."""
        found: list[AnyCondition] = []
        for name in sorted(names):
            question = self._facts.questions.get(name)
            if question is None:
                continue
            found += [
                c.rule for c in question.checks if c.level == "error" and facts_of(c.rule) <= names
            ]
            for choice in question.choices:
                barred = choice.disabled_when
                by_unsure = any(c.resolves_to == choice.value for c in question.choices)
                if barred is not None and not by_unsure and facts_of(barred) <= names:
                    picked = self._picked(name, choice.value)
                    found.append(Not(not_=All(all=(picked, barred))))
        scoring = self._facts.scoring
        if scoring and scoring.output in names and CORE in names:
            found += _pools(self._facts)
        return found

    def _picked(self, name: str, value: str) -> Leaf:
        is_set = self._facts.is_set(name)
        return Leaf(fact=name, has=value) if is_set else Leaf(fact=name, eq=value)

    def _na(self, name: str) -> int:
        values = self._axis_values.get(name, ())
        return self._product.where(name, [i for i, v in enumerate(values) if v is None])

    def _leaf(self, leaf: Leaf) -> int:
        key = (leaf.fact, leaf.op, leaf.operand)
        if key not in self._known:
            self._known[key] = self._evaluate(leaf)
        return self._known[key]

    def _evaluate(self, leaf: Leaf) -> int:
        name, everything = leaf.fact, self._product.everything
        if self._facts.is_set(name):
            match leaf.op:
                case "has":
                    return self._member(name, str(leaf.has))
                case "is_na":
                    na = 0 if name in self._expanded else self._na(name)
                    return na if leaf.is_na else everything & ~na
                case op:
                    return everything if op in {"ne", "nin"} else 0
        if name in self._expanded:
            cells = 0
            for value, where in self._table(name).items():
                cells |= where if leaf.holds({name: value}) else 0
            return cells
        values = self._axis_values.get(name, (None,))
        holds = [i for i, v in enumerate(values) if leaf.holds({name: v})]
        return self._product.where(name, holds) if name in self._axis_values else 0

    def _member(self, name: str, member: str) -> int:
        if name in self._expanded:
            return self._table(name).get(member, 0)
        axis = f"{name}#{member}"
        return self._product.where(axis, (1,)) if axis in self._axis_values else 0

    def _table(self, name: str) -> Mapping[FactValue, int]:
        """Return value → cells of a decision; for a set, member → cells."""
        if name not in self._derived:
            self._derived[name] = self._decide(self._facts.decisions[name])
        return self._derived[name]

    def _decide(self, decision: Decision) -> dict[FactValue, int]:
        everything = self._product.everything
        if decision.hit is Hit.SUM:
            sums: dict[FactValue, int] = {0: everything}
            for row in decision.rules:
                holds, points = self.cells(row.when), row.then
                grown: dict[FactValue, int] = {}
                for total, cells in sums.items():
                    if isinstance(total, int) and isinstance(points, int):
                        grown[total] = grown.get(total, 0) | cells & ~holds
                        grown[total + points] = grown.get(total + points, 0) | cells & holds
                sums = grown
            return sums
        found: dict[FactValue, int] = {}
        covered = 0
        for row in decision.rules:
            cells = self.cells(row.when)
            covered |= cells
            found[row.then] = found.get(row.then, 0) | cells
        if decision.hit is Hit.UNIQUE:
            rest = everything & ~covered
            value: FactValue = decision.otherwise.then if decision.otherwise else None
            if rest:
                found[value] = found.get(value, 0) | rest
        return found

    def _at(self, name: str, cell: int, coordinates: Mapping[str, int]) -> FactValue:
        if self._facts.is_set(name):
            known = self._facts.values(name)
            members = [str(v) for v in known if self._member(name, str(v)) >> cell & 1]
            return (
                frozenset(members)
                if name in self._expanded or not self._na(name) >> cell & 1
                else None
            )
        if name in self._expanded:
            return next((v for v, where in self._table(name).items() if where >> cell & 1), None)
        values = self._axis_values.get(name, (None,))
        return values[coordinates.get(name, 0)]


def _pools(facts: Facts) -> list[AnyCondition]:
    """Return: a platform is only chosen where a pool lets it compete."""
    scoring = facts.scoring
    if scoring is None:
        return []
    out: list[AnyCondition] = []
    for candidate in scoring.candidates:
        cores = (p.core for p in scoring.pools if candidate.kind in p.kinds)
        allowed = tuple(Leaf(fact=CORE, eq=core) for core in cores)
        out.append(AnyOf(any=(Leaf(fact=scoring.output, ne=candidate.id), *allowed)))
    return out


def _size(axes: Mapping[str, tuple[FactValue, ...]]) -> int:
    return math.prod(len(v) for v in axes.values())


def _word(value: FactValue | Scalar) -> str:
    match value:
        case None:
            return "NA"
        case bool():
            return "yes" if value else "no"
        case frozenset():
            return "{" + ",".join(sorted(value)) + "}"
        case _:
            return str(value)
