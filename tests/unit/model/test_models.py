from __future__ import annotations

import importlib
import pkgutil

import pytest
from pydantic import ValidationError

import aiarch.model
from aiarch.model.capability import Binding, Capability, Flavour
from aiarch.model.decision import Decision
from aiarch.model.frozen import Frozen
from aiarch.model.question import Bin, Choice, Question, QuestionType, Stage

MODELS = sorted(
    {
        thing
        for info in pkgutil.iter_modules(aiarch.model.__path__)
        for thing in vars(importlib.import_module(f"aiarch.model.{info.name}")).values()
        if isinstance(thing, type) and issubclass(thing, Frozen) and thing is not Frozen
    },
    key=lambda m: m.__qualname__,
)


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__qualname__)
def test_model_is_strict_frozen_and_closed(model: type[Frozen]) -> None:
    assert (model.model_config["strict"], model.model_config["frozen"], model.model_config["extra"]) == (True, True, "forbid")  # fmt: skip


def question(**more: object) -> Question:
    base: dict[str, object] = {
        "id": "q.a", "number": 1, "stage": Stage.NEEDS, "type": QuestionType.BOOL, "prompt": "p", "why": "w",
    }  # fmt: skip
    return Question.model_validate(base | more)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"id": "A.b"}, "should match pattern"),
        ({"id": "nodot"}, "should match pattern"),
        ({"type": QuestionType.CHOICE}, "choices are for"),
        ({"choices": (Choice(value="x", label="l"),)}, "choices are for"),
        ({"type": QuestionType.INT}, "int questions need them"),
        ({"bins": (Bin(label="x", low=0),)}, "bins are for int"),
        ({"path": "blueprint.flat"}, "should match pattern"),
        ({"number": True}, "valid integer"),
    ],
)
def test_question_of_another_shape_is_refused(more: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        question(**more)


def test_question_bin_of_takes_low_and_leaves_high() -> None:
    bins = (
        Bin(label="lt_1", low=0, high=1),
        Bin(label="1_10", low=1, high=10),
        Bin(label="gt_10", low=10),
    )
    found = question(type=QuestionType.INT, bins=bins)
    assert [found.bin_of(n) for n in (-1, 0, 1, 9, 10, 10**9)] == [None, "lt_1", "1_10", "1_10", "gt_10", "gt_10"]  # fmt: skip


@pytest.mark.parametrize(
    "given",
    [{}, {"from": "stack.x", "value": 1}, {"from": "x"}, {"from": "Stack.x"}, {"from": "a.b."}],
)
def test_binding_takes_one_well_formed_source(given: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Binding.model_validate(given)


def test_binding_of_an_explicit_null_is_a_literal() -> None:
    assert Binding.model_validate({"value": None}).from_ is None


def decision(**more: object) -> Decision:
    row = {"id": "R-1", "when": {"fact": "q.a", "eq": True}, "then": "x", "because": "b"}
    base: dict[str, object] = {
        "id": "t.one", "title": "t", "stage": Stage.NEEDS, "inputs": ("q.a",), "output": {"domain": ("x",)}, "hit": "unique", "rules": (row,),
    }  # fmt: skip
    return Decision.model_validate(base | more, strict=False)


@pytest.mark.parametrize(
    ("inputs", "words"),
    [((), "inputs do not name: q.a"), (("q.a", "q.b"), "no rule reads: q.b")],
)
def test_decision_inputs_are_what_rules_read(inputs: tuple[str, ...], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        decision(inputs=inputs)


def test_capability_interface_is_common_plus_particular() -> None:
    found = Capability(
        id="data.lake", title="t", stage=Stage.DATA, purpose="p", flavours=(Flavour(name="x", summary="s"),),
        outputs=("bucket",), platform_outputs={"aws": ("arn",)},
    )  # fmt: skip
    assert found.interface("aws") == ("bucket", "arn")
    assert found.interface("gcp") == ("bucket",)
