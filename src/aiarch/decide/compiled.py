"""Conditions as closures: a table is read thousands of times, its text never changes."""

from __future__ import annotations

from collections.abc import Callable

from aiarch.model.condition import All, AnyOf, Condition, Facts, Leaf, Not

Test = Callable[[Facts], bool]


def compile_condition(condition: Condition) -> Test:
    """Return a function equal to `condition.holds`, without looking at the model again."""
    match condition:
        case All(all=parts):
            tests = tuple(compile_condition(p) for p in parts)
            return lambda facts: all(t(facts) for t in tests)
        case AnyOf(any=parts):
            tests = tuple(compile_condition(p) for p in parts)
            return lambda facts: any(t(facts) for t in tests)
        case Not(not_=part):
            test = compile_condition(part)
            return lambda facts: not test(facts)
        case Leaf():
            return _leaf(condition)


def _leaf(leaf: Leaf) -> Test:
    name, operand = leaf.fact, leaf.operand
    is_bool = isinstance(operand, bool)

    def same(value: object) -> bool:
        return value == operand and isinstance(value, bool) == is_bool

    match leaf.op:
        case "is_na":
            return lambda facts: (facts.get(name) is None) == operand
        case "eq":
            return lambda facts: same(facts.get(name))
        case "ne":
            return lambda facts: not same(facts.get(name))
        case "in" | "nin":
            allowed = (
                {(x, isinstance(x, bool)) for x in operand} if isinstance(operand, tuple) else set()
            )
            wanted = leaf.op == "in"

            def within(facts: Facts) -> bool:
                value = facts.get(name)
                found = (
                    not isinstance(value, frozenset) and (value, isinstance(value, bool)) in allowed
                )
                return found == wanted

            return within
        case "has":

            def has(facts: Facts) -> bool:
                value = facts.get(name)
                return isinstance(value, frozenset) and operand in value

            return has
        case _:
            return leaf.holds
