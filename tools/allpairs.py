"""Greedy all-pairs: few combinations in which every two levels that may meet do meet. Pure and deterministic."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Hashable, Iterator, Mapping, Sequence

Combination = dict[str, Hashable]
Pair = frozenset[tuple[str, Hashable]]

BACKTRACKS = 2000
"""Steps of search after which a pair counts as one that cannot be had."""


@dataclasses.dataclass(frozen=True, slots=True)
class Factor:
    """One thing that varies; it is there only while its parent factor has one level."""

    name: str
    levels: tuple[Hashable, ...]
    parent: tuple[str, Hashable] | None = None

    def is_there(self, combination: Mapping[str, Hashable]) -> bool:
        """Return whether the factor takes part in a combination."""
        return self.parent is None or combination.get(self.parent[0]) == self.parent[1]


@dataclasses.dataclass(frozen=True, slots=True)
class Exclusion:
    """Levels that must not all meet; a level that is a tuple matches by its members."""

    when: Mapping[str, tuple[Hashable, ...]]
    """Factor → levels, or members of levels, of which one is enough."""
    reason: str = ""

    def holds(self, combination: Mapping[str, Hashable]) -> bool:
        """Return whether a combination, complete or not, is one of the excluded."""
        return all(n in combination and _meets(combination[n], v) for n, v in self.when.items())


@dataclasses.dataclass(frozen=True, slots=True)
class Coverage:
    """What was found: combinations, the pairs they cover, and the pairs that exclusions forbid."""

    combinations: tuple[Combination, ...]
    covered: frozenset[Pair]
    impossible: frozenset[Pair]


def all_pairs(factors: Sequence[Factor], exclusions: Sequence[Exclusion] = ()) -> Coverage:
    """Return combinations that cover every pair of levels of two factors that may meet.

    Args:
        factors: what varies; a parent has no parent of its own.
        exclusions: what no combination may hold.
    """
    search = _Search(factors, exclusions)
    open_pairs = dict.fromkeys(_pairs(factors))  # a dict keeps the order, a set would not
    combinations: list[Combination] = []
    covered: set[Pair] = set()
    impossible: set[Pair] = set()
    while open_pairs:
        seed = next(iter(open_pairs))
        made = search.complete(dict(seed), open_pairs)
        if made is None:
            impossible.add(seed)
            del open_pairs[seed]
            continue
        combinations.append(made)
        for pair in pairs_of(made):
            covered.add(pair)
            open_pairs.pop(pair, None)
    return Coverage(tuple(combinations), frozenset(covered), frozenset(impossible))


def pairs_of(combination: Combination) -> Iterator[Pair]:
    """Yield the pairs of levels in a combination."""
    yield from map(frozenset, itertools.combinations(combination.items(), 2))


def members(level: Hashable) -> tuple[Hashable, ...]:
    """Return a level and, when it is a tuple, what it holds."""
    return (level, *level) if isinstance(level, tuple) else (level,)


def _meets(level: Hashable, wanted: tuple[Hashable, ...]) -> bool:
    # `True == 1`: a switch must not match a number.
    return any(m == w and type(m) is type(w) for m in members(level) for w in wanted)


def _pairs(factors: Sequence[Factor]) -> Iterator[Pair]:
    by_name = {f.name: f for f in factors}
    for one, other in itertools.combinations(factors, 2):
        implied = [dict(_ancestry(f, by_name)) for f in (one, other)]
        if any(implied[0][n] != implied[1][n] for n in implied[0].keys() & implied[1].keys()):
            continue  # they are never there together
        for a, b in itertools.product(one.levels, other.levels):
            implies = implied[0] | implied[1]
            if implies.get(one.name, a) == a and implies.get(other.name, b) == b:
                yield frozenset({(one.name, a), (other.name, b)})


def _ancestry(factor: Factor, by_name: Mapping[str, Factor]) -> Iterator[tuple[str, Hashable]]:
    while factor.parent is not None:
        yield factor.parent
        factor = by_name[factor.parent[0]]


class _Search:
    """Completes a pair to a whole combination, level by level, taking back what exclusions forbid."""

    def __init__(self, factors: Sequence[Factor], exclusions: Sequence[Exclusion]) -> None:
        self._factors = factors
        self._by_name = {f.name: f for f in factors}
        self._exclusions = exclusions
        self._left = 0

    def complete(self, seed: Combination, open_pairs: Mapping[Pair, None]) -> Combination | None:
        """Return a combination that holds `seed` and as many open pairs as greed finds; None when there is none."""
        for name in tuple(seed):
            seed |= dict(_ancestry(self._by_name[name], self._by_name))
        self._left = BACKTRACKS
        if self._excluded(seed):
            return None
        # What exclusions speak of is chosen first: dead ends show early.
        spoken = {n for e in self._exclusions for n in e.when}
        order = sorted(self._factors, key=lambda f: (f.parent is not None, f.name not in spoken))
        return self._extend(seed, order, 0, open_pairs)

    def _extend(
        self, so_far: Combination, order: list[Factor], at: int, open_pairs: Mapping[Pair, None]
    ) -> Combination | None:
        if at == len(order):
            return {f.name: so_far[f.name] for f in self._factors if f.name in so_far}
        factor = order[at]
        if factor.name in so_far or not factor.is_there(so_far):
            return self._extend(so_far, order, at + 1, open_pairs)

        def gain(level: Hashable) -> int:
            mine = (factor.name, level)
            return sum(frozenset({mine, other}) in open_pairs for other in so_far.items())

        for level in sorted(factor.levels, key=gain, reverse=True):
            self._left -= 1
            if self._left < 0:
                return None
            following = {**so_far, factor.name: level}
            if not self._excluded(following, factor.name):
                made = self._extend(following, order, at + 1, open_pairs)
                if made is not None:
                    return made
        return None

    def _excluded(self, combination: Combination, new: str = "") -> bool:
        return any(e.holds(combination) for e in self._exclusions if not new or new in e.when)
