"""The bit sets against the slow truth: evaluate every combination of answers one by one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from aiarch.catalog.lint.cells import Product, first
from aiarch.catalog.lint.facts import Facts
from aiarch.catalog.lint.world import World
from aiarch.model.condition import All, AnyOf, Condition, FactValue, Leaf, Not
from aiarch.model.decision import Decision, Hit, Output, Row
from aiarch.model.question import Bin, Choice, Question, QuestionType, Stage

VALUES = ("u", "v", "w")


def question(number: int, kind: QuestionType, when: Condition | None = None) -> Question:
    return Question(
        id=f"q.n{number}",
        number=number,
        stage=Stage.NEEDS,
        type=kind,
        prompt="p",
        why="w",
        when=when,
        choices=tuple(Choice(value=v, label=v) for v in VALUES)
        if kind in {QuestionType.CHOICE, QuestionType.MULTI}
        else (),
        bins=(Bin(label="low", low=0, high=5), Bin(label="high", low=5))
        if kind is QuestionType.INT
        else (),
    )


def leaf_of(name: str, kind: str) -> st.SearchStrategy[Condition]:
    value = st.sampled_from(VALUES)
    forms: dict[str, list[st.SearchStrategy[Leaf]]] = {
        "one": [
            value.map(lambda v: Leaf(fact=name, eq=v)),
            value.map(lambda v: Leaf(fact=name, ne=v)),
            st.lists(value, min_size=1, max_size=2).map(
                lambda v: Leaf.model_validate({"fact": name, "in": tuple(v)})
            ),
            st.booleans().map(lambda b: Leaf(fact=name, is_na=b)),
        ],
        "set": [
            value.map(lambda v: Leaf(fact=name, has=v)),
            st.booleans().map(lambda b: Leaf(fact=name, is_na=b)),
        ],
        "bin": [st.sampled_from(["low", "high"]).map(lambda v: Leaf(fact=name, eq=v))],
        "number": [
            st.integers(0, 4).map(lambda n: Leaf(fact=name, gte=n)),
            st.integers(0, 4).map(lambda n: Leaf(fact=name, lt=n)),
        ],
    }
    return st.one_of(forms[kind])


def condition_over(facts: dict[str, str]) -> st.SearchStrategy[Condition]:
    leaf = st.one_of([leaf_of(n, k) for n, k in facts.items()])
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map(lambda p: All(all=tuple(p))),
            st.lists(inner, min_size=1, max_size=3).map(lambda p: AnyOf(any=tuple(p))),
            inner.map(lambda p: Not(not_=p)),
        ),
        max_leaves=5,
    )


@st.composite
def knowledge(draw: st.DrawFn) -> tuple[Facts, Condition]:
    """Four questions (two of them conditional), three tables of different hit policies, and something to ask."""
    known: dict[str, str] = {"q.n1": "one", "q.n2": "set"}
    questions = [question(1, QuestionType.CHOICE), question(2, QuestionType.MULTI)]
    questions.append(question(3, QuestionType.MULTI, draw(condition_over(known))))
    known["q.n3"] = "set"
    questions.append(question(4, QuestionType.CHOICE, draw(condition_over(known))))
    known |= {"q.n4": "one"}
    questions.append(question(5, QuestionType.INT))
    known |= {"q.n5": "bin"}
    decisions = []
    for name, hit, kind in (
        ("t.unique", Hit.UNIQUE, "one"),
        ("t.set", Hit.COLLECT, "set"),
        ("t.sum", Hit.SUM, "number"),
    ):
        tests = draw(st.lists(condition_over(known), min_size=1, max_size=3))
        outputs: tuple[str | int, ...] = (1, 1, 2) if hit is Hit.SUM else VALUES
        decisions.append(
            Decision.model_construct(
                id=name,
                inputs=tuple(sorted({f for t in tests for f in _names(t)})),
                output=Output(domain=tuple(dict.fromkeys(outputs))),
                hit=hit,
                rules=tuple(
                    Row(id=f"R-{i}", when=t, then=outputs[i], because="b")
                    for i, t in enumerate(tests)
                ),
                otherwise=None,
            )
        )
        known[name] = kind
    asked = draw(condition_over(known))
    return Facts({q.id: q for q in questions}, {d.id: d for d in decisions}), asked


def _names(condition: Condition) -> frozenset[str]:
    from aiarch.model.condition import facts_of

    return facts_of(condition)


def everyone(facts: Facts) -> Iterator[dict[str, FactValue]]:
    """Yield the facts of every set of answers for which each `unique` table has at most one row."""
    subsets = [frozenset(c) for n in range(4) for c in itertools.combinations(VALUES, n)]
    domains = {
        "q.n1": VALUES,
        "q.n2": subsets,
        "q.n3": subsets,
        "q.n4": VALUES,
        "q.n5": ("low", "high"),
    }
    for values in itertools.product(*domains.values()):
        given_: dict[str, FactValue] = {}
        for name, value in zip(domains, values, strict=True):
            when = facts.questions[name].when
            given_[name] = value if when is None or when.holds(given_) else None
        for decision in facts.decisions.values():
            fired = [r.then for r in decision.rules if r.when.holds(given_)]
            if decision.hit is Hit.COLLECT:
                given_[decision.id] = frozenset(str(x) for x in fired)
            elif decision.hit is Hit.SUM:
                given_[decision.id] = sum(int(x) for x in fired)
            elif len(fired) > 1:
                break  # the overlap is L02; what follows from it is not defined
            else:
                given_[decision.id] = fired[0] if fired else None
        else:
            yield given_


@settings(max_examples=60)
@given(knowledge())
def test_world_can_agrees_with_trying_every_answer(case: tuple[Facts, Condition]) -> None:
    facts, asked = case
    overlaps = any(
        World(facts, [All(all=(a.when, b.when))]).can(All(all=(a.when, b.when)))
        for d in facts.decisions.values() if d.hit is Hit.UNIQUE
        for a, b in itertools.combinations(d.rules, 2)
    )  # fmt: skip
    world = World(facts, [asked])
    assert world.fits
    assert world.is_exact
    truth = any(asked.holds(f) for f in everyone(facts))
    # Where rows of a `unique` table overlap the truth skips answers that the world keeps.
    assert world.can(asked) >= truth
    if not overlaps:
        assert world.can(asked) == truth


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.data())
def test_product_where_marks_exactly_the_cells_with_the_coordinate(
    sizes: list[int], data: st.DataObject
) -> None:
    product = Product({f"a{i}": size for i, size in enumerate(sizes)})
    axis = data.draw(st.sampled_from(list(product.sizes)))
    wanted = data.draw(st.sets(st.integers(0, product.sizes[axis] - 1)))
    cells = product.where(axis, wanted)
    marked = {c for c in range(product.total) if cells >> c & 1}
    assert marked == {c for c in range(product.total) if product.coordinates(c)[axis] in wanted}
    if cells:
        assert first(cells) == min(marked)
