"""A platform that was decided, and that no module exists for, is a clear refusal: G02 before the on-prem modules."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiarch.assess.document import load_assessment
from aiarch.blueprint.derive import derive
from aiarch.catalog.catalog import Catalog
from aiarch.compose.compose import compose
from aiarch.decide.engine import decide
from aiarch.decide.knowledge import Knowledge
from aiarch.errors import ExitCode, NoSolutionError

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


def test_hospital_without_on_prem_modules_says_that_there_are_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    catalog = Catalog.of()
    cloud = {
        k: m
        for k, m in catalog.modules.items()
        if m.manifest.platform not in {"onprem", "kubernetes"}
    }
    monkeypatch.setitem(vars(catalog), "modules", cloud)
    knowledge = Knowledge.of(catalog)
    answers = EXAMPLES / "hospital-imaging-onprem" / "assessment.yaml"
    blueprint = derive(decide(knowledge, load_assessment(answers, knowledge)), catalog)
    assert blueprint.stacks[0].capabilities == {}
    with pytest.raises(NoSolutionError) as caught:
        compose(blueprint, catalog)
    assert caught.value.exit_code is ExitCode.NO_SOLUTION
    assert (
        "the stack needs platform onprem, and no module for it exists yet" in caught.value.message
    )
    assert "aws, azure, gcp" in caught.value.hint
