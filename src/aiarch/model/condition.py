"""Conditions as data: `all / any / not` over leaves `{fact, op}`; never code, so tables can be enumerated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from aiarch.model.frozen import Frozen

Scalar = str | int | bool
FactValue = str | int | bool | frozenset[str] | None
"""A fact: one choice, a number of a small domain, a flag, the set of a multi-select, or None for `NA`."""
Facts = Mapping[str, FactValue]

OPERATORS = ("eq", "ne", "in", "nin", "has", "gte", "lt", "is_na")
_WORDS = {"eq": "is", "ne": "is not", "gte": "is at least", "lt": "is below", "has": "includes"}


def _same(a: object, b: object) -> bool:
    return a == b and isinstance(a, bool) == isinstance(b, bool)


class Leaf(Frozen):
    """One comparison of one fact with a constant: `{fact: data.movability, in: [free, in_region]}`.

    A fact that is `NA` satisfies only `is_na: true`, `ne` and `nin`.
    """

    fact: str = Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$")
    eq: Scalar | None = None
    ne: Scalar | None = None
    in_: tuple[Scalar, ...] | None = Field(default=None, alias="in", min_length=1)
    nin: tuple[Scalar, ...] | None = Field(default=None, min_length=1)
    has: str | None = None
    gte: int | None = None
    lt: int | None = None
    is_na: bool | None = None

    @model_validator(mode="after")
    def _exactly_one_operator(self) -> Leaf:
        given = [
            name for name in OPERATORS if getattr(self, "in_" if name == "in" else name) is not None
        ]
        if len(given) != 1:
            found = ", ".join(given) or "none"
            raise ValueError(
                f"a leaf takes exactly one operator of {', '.join(OPERATORS)}; found {found}"
            )
        return self

    @property
    def op(self) -> str:
        """The operator's name as written in YAML."""
        return next(n for n in OPERATORS if getattr(self, "in_" if n == "in" else n) is not None)

    @property
    def operand(self) -> Scalar | tuple[Scalar, ...]:
        """The constant the fact is compared with."""
        value: Scalar | tuple[Scalar, ...] = getattr(self, "in_" if self.op == "in" else self.op)
        return value

    def holds(self, facts: Facts) -> bool:
        """Say whether the leaf is true of `facts`; a fact that is missing counts as `NA`."""
        value = facts.get(self.fact)
        match self.op:
            case "is_na":
                return (value is None) == self.is_na
            case "eq":
                return _same(value, self.eq)
            case "ne":
                return not _same(value, self.ne)
            case "in":
                return any(_same(value, x) for x in self.in_ or ())
            case "nin":
                return not any(_same(value, x) for x in self.nin or ())
            case "has":
                return isinstance(value, frozenset) and self.has in value
            case "gte":
                return isinstance(value, int) and self.gte is not None and value >= self.gte
            case _:
                return isinstance(value, int) and self.lt is not None and value < self.lt

    def sentence(self) -> str:
        """Print as words: `data.movability is free or in_region`."""
        if self.op == "is_na":
            return f"{self.fact} {'does not apply' if self.is_na else 'applies'}"
        if self.op in {"in", "nin"}:
            words = " or ".join(_word(x) for x in (self.in_ or self.nin or ()))
            return f"{self.fact} is {'' if self.op == 'in' else 'neither '}{words.replace(' or ', ' nor ') if self.op == 'nin' else words}"
        operand = self.operand
        return f"{self.fact} {_WORDS[self.op]} {_word(operand) if not isinstance(operand, tuple) else operand}"


def _word(value: Scalar) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


class All(Frozen):
    """Every part holds; an empty list is always true."""

    all: tuple[Condition, ...]

    def holds(self, facts: Facts) -> bool:
        """Say whether every part is true of `facts`."""
        return all(part.holds(facts) for part in self.all)

    def sentence(self) -> str:
        """Print as words joined by `and`."""
        return " and ".join(_bracket(p) for p in self.all) or "always"


class AnyOf(Frozen):
    """At least one part holds."""

    any: tuple[Condition, ...] = Field(min_length=1)

    def holds(self, facts: Facts) -> bool:
        """Say whether at least one part is true of `facts`."""
        return any(part.holds(facts) for part in self.any)

    def sentence(self) -> str:
        """Print as words joined by `or`."""
        return " or ".join(_bracket(p) for p in self.any)


class Not(Frozen):
    """The part does not hold."""

    not_: Condition = Field(alias="not")

    def holds(self, facts: Facts) -> bool:
        """Say whether the part is false of `facts`."""
        return not self.not_.holds(facts)

    def sentence(self) -> str:
        """Print as `not (...)`."""
        return f"not ({self.not_.sentence()})"


def _bracket(part: Leaf | All | AnyOf | Not) -> str:
    return part.sentence() if isinstance(part, Leaf | Not) else f"({part.sentence()})"


def _kind(value: Any) -> str:  # noqa: ANN401 - pydantic hands over whatever the file held
    keys = value.keys() if isinstance(value, dict) else {type(value).__name__.lower()}
    for key, tag in (("all", "all"), ("any", "any"), ("not", "not"), ("anyof", "any")):
        if key in keys:
            return tag
    return "leaf"


Condition = Annotated[
    Annotated[Leaf, Tag("leaf")]
    | Annotated[All, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")],
    Discriminator(_kind),
]
"""A condition as written in YAML."""

Operator = Literal["eq", "ne", "in", "nin", "has", "gte", "lt", "is_na"]

All.model_rebuild()
AnyOf.model_rebuild()
Not.model_rebuild()

ALWAYS = All(all=())
"""The condition that always holds."""


def leaves(condition: Leaf | All | AnyOf | Not) -> Iterator[Leaf]:
    """Yield every leaf in reading order."""
    match condition:
        case Leaf():
            yield condition
        case All(all=parts) | AnyOf(any=parts):
            for part in parts:
                yield from leaves(part)
        case Not(not_=part):
            yield from leaves(part)


def facts_of(condition: Leaf | All | AnyOf | Not) -> frozenset[str]:
    """Return the names of the facts a condition reads."""
    return frozenset(leaf.fact for leaf in leaves(condition))


def first_failure(condition: Leaf | All | AnyOf | Not, facts: Facts) -> str:
    """Return, as a sentence, the first part of `condition` that is false of `facts` ("" when it holds)."""
    if condition.holds(facts):
        return ""
    if isinstance(condition, All):
        for part in condition.all:
            reason = first_failure(part, facts)
            if reason:
                return reason
    return condition.sentence()
