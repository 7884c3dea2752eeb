"""An organisation adds a question, a rule, a capability and a module from a folder of its own, without Python."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiarch.assess.document import loads_assessment
from aiarch.blueprint.derive import derive
from aiarch.catalog.catalog import Catalog
from aiarch.catalog.lint.run import lint_knowledge
from aiarch.catalog.modules import lint_modules
from aiarch.compose.compose import compose
from aiarch.decide.engine import Outcome, decide
from aiarch.decide.knowledge import Knowledge
from aiarch.errors import InputError
from aiarch.model.composition import Expr, ModuleCall

PACK = Path(__file__).parent / "acme"
EXAMPLE = Path(__file__).parents[2] / "examples" / "retail-forecasting-aws" / "assessment.yaml"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.of([PACK])


def outcome(catalog: Catalog, answer: str) -> Outcome:
    knowledge = Knowledge.of(catalog)
    text = EXAMPLE.read_text(encoding="utf-8")
    if answer:
        text = text.replace("\nanswers:\n", f"\nanswers:\n  acme.service_tier: {answer}\n")
        assert "acme.service_tier" in text
    return decide(knowledge, loads_assessment(text, knowledge))


def calls(found: Outcome, catalog: Catalog) -> dict[str, tuple[str, ModuleCall]]:
    composition = compose(derive(found, catalog), catalog)
    return {c.key: (r.layer, c) for s in composition.stacks for r in s.roots for c in r.calls}


def test_pack_holds_no_python() -> None:
    assert list(PACK.rglob("*.py*")) == []
    assert sorted(p.suffix for p in PACK.rglob("*.yaml")) == [".yaml"] * 4


def test_pack_passes_every_lint(catalog: Catalog) -> None:
    found = (*lint_knowledge(catalog), *lint_modules(catalog))
    assert [d for d in found if d.at and d.at.path.startswith("acme/")] == []


def test_pack_answer_selects_the_module_and_reaches_its_arguments(catalog: Catalog) -> None:
    found = outcome(catalog, "gold")
    node = found.node("capabilities.selected")
    assert node is not None
    assert "ACME-1" in node.matched
    layer, call = calls(found, catalog)["aws/acme-inventory"]
    assert layer == "foundation"
    assert call.arguments == {
        "contact": "service desk",
        "kms_key_arn": Expr("module.encryption_keys.data_key_arn"),
        "name_prefix": Expr("local.name_prefix"),
        "owner": Expr("var.owner"),
        "service_tier": "gold",
        "tags": Expr("local.tags"),
    }


@pytest.mark.parametrize("answer", ["none", ""])
def test_pack_other_answer_and_default_leave_the_module_out(catalog: Catalog, answer: str) -> None:
    found = outcome(catalog, answer)
    assert "acme.inventory" not in found.choices["capabilities"]["selected"]
    assert "aws/acme-inventory" not in calls(found, catalog)


def test_pack_changes_nothing_else(catalog: Catalog) -> None:
    builtin = Catalog.of()
    alone, with_pack = outcome(builtin, ""), outcome(catalog, "gold")
    assert with_pack.platform == alone.platform
    assert {s: v.total for s, v in with_pack.scores.items()} == {
        s: v.total for s, v in alone.scores.items()
    }
    extra = set(with_pack.choices["capabilities"]["selected"]) - set(
        alone.choices["capabilities"]["selected"]
    )
    assert extra == {"acme.inventory"}
    assert set(calls(with_pack, catalog)) - set(calls(alone, builtin)) == {"aws/acme-inventory"}


def test_pack_question_is_unknown_without_the_pack() -> None:
    with pytest.raises(InputError) as caught:
        outcome(Catalog.of(), "gold")
    assert any("acme.service_tier" in d.message for d in caught.value.diagnostics)


def test_pack_added_rule_has_its_own_place(catalog: Catalog) -> None:
    table = catalog.decisions["capabilities.selected"]
    index = next(i for i, r in enumerate(table.rules) if r.id == "ACME-1")
    assert (
        str(catalog.place("decision", table.id, "rules", index, "when"))
        == "acme/blueprints/decisions/acme.yaml:8:9"
    )
    first = catalog.place("decision", table.id, "rules", 0)
    assert first is not None
    assert first.path.startswith("blueprints/decisions/")
