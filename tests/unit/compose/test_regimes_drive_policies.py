"""Regimes reach the policy module of every platform: other regimes, other policies (their own tests compare the sets)."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiarch.assess.document import load_assessment
from aiarch.blueprint.derive import derive
from aiarch.catalog.catalog import Catalog
from aiarch.compose.compose import compose
from aiarch.decide.engine import decide
from aiarch.decide.knowledge import Knowledge
from aiarch.model.assessment import Answer, AnswerValue

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
CATALOG = Catalog.of()
KNOWLEDGE = Knowledge.of(CATALOG)
EXAMPLE_OF = {
    "aws": "retail-forecasting-aws",
    "azure": "multicloud-rag",
    "gcp": "adtech-recommender-gcp",
    "onprem": "hospital-imaging-onprem",
}


def policy_arguments(example: str, **answers: AnswerValue) -> tuple[dict[str, object], set[str]]:
    """Return the arguments of the governance module, and the selected controls."""
    path = EXAMPLES / example / "assessment.yaml"
    before = load_assessment(path, KNOWLEDGE)
    changed = {k.replace("__", "."): Answer(value=v) for k, v in answers.items()}
    assessment = before.model_copy(update={"answers": {**before.answers, **changed}})
    blueprint = derive(decide(KNOWLEDGE, assessment), CATALOG)
    calls = [
        call
        for stack in compose(blueprint, CATALOG).stacks
        for root in stack.roots
        for call in root.calls
        if call.capability == "governance.policy"
    ]
    return dict(calls[0].arguments), set(blueprint.controls)


@pytest.mark.parametrize("platform", EXAMPLE_OF)
def test_health_and_ai_act_give_other_policies_than_soc_2(platform: str) -> None:
    health, more = policy_arguments(
        EXAMPLE_OF[platform],
        org__regimes=("hipaa", "eu_ai_act"),
        org__ai_act_class="high_risk_deployer",
        gov__oversight="in_the_loop",
    )
    audit, fewer = policy_arguments(EXAMPLE_OF[platform], org__regimes=("soc2",))
    assert health["regimes"] == ["eu_ai_act", "hipaa"]
    assert audit["regimes"] == ["soc2"]
    assert {"GOV-04"} <= more - fewer  # screening for prohibited practices is the AI Act's alone


@pytest.mark.parametrize("platform", EXAMPLE_OF)
def test_tier_and_residency_reach_the_policies(platform: str) -> None:
    arguments, _ = policy_arguments(EXAMPLE_OF[platform])
    assert "regimes" in arguments
    assert "tier" in arguments
