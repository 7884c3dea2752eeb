from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from aiarch.catalog.catalog import Catalog
from aiarch.decide.engine import Outcome, decide, missing_answers
from aiarch.decide.facts import resolve
from aiarch.decide.knowledge import Knowledge
from aiarch.decide.sensitivity import contrast, flips, relaxations
from aiarch.decide.trace import trace_json, trace_sha256
from aiarch.errors import InputError, NoSolutionError
from aiarch.model.assessment import Answer, AnswerValue, Assessment, Metadata, Override, Source
from aiarch.model.scoring import Confidence

BASE: dict[str, AnswerValue] = {
    "needs.ai_fit": "clear_fit", "needs.use_case": "forecasting", "needs.impact": "internal", "needs.stage": "pilot",
    "org.regimes": ("soc2",), "org.cloud_policy": "cloud_first", "org.approved_platforms": ("aws", "azure", "gcp", "onprem"),
    "data.availability": "consolidated", "data.movability": "free", "data.residency": "none", "data.gravity": "aws",
    "data.volume_tb": 5, "data.velocity": ("batch",), "data.personal": "none", "data.retention_years": 3,
    "data.parties": "single", "estate.primary_cloud": "aws", "estate.datacentre": "none", "estate.connectivity": "online",
    "estate.idp": "other", "wl.accelerator": "cpu", "wl.inference": ("batch",), "wl.edge": "none",
    "priv.key_custody": "cmk", "priv.sovereignty": "none", "mlops.orchestrator": "managed",
    "mlops.registry": "no_preference", "ops.environments": (), "ops.ci": "github", "ops.state_backend": "auto",
    "ops.skills": ("aws",), "ops.timeline": "3_12m", "ops.finance": "opex_only",
}  # fmt: skip


@cache
def knowledge() -> Knowledge:
    return Knowledge.of(Catalog.of())


def assessed(
    *overrides: Override, drop: tuple[str, ...] = (), **changes: AnswerValue
) -> Assessment:
    values = {**BASE, **{k.replace("__", "."): v for k, v in changes.items()}}
    answers = {k: Answer(value=v) for k, v in values.items() if k not in drop}
    return Assessment(metadata=Metadata(name="unit-test"), answers=answers, overrides=overrides)


def decided(*overrides: Override, **changes: AnswerValue) -> Outcome:
    return decide(knowledge(), assessed(*overrides, **changes))


def pin(decision: str, value: Any) -> Override:
    return Override(decision=decision, value=value, by="board", why="strategy")


def test_decide_missing_answers_names_them_in_order() -> None:
    with pytest.raises(InputError) as caught:
        decide(knowledge(), assessed(drop=("needs.stage", "ops.finance")))
    assert "2 answers are missing: needs.stage, ops.finance" in caught.value.message


def test_missing_answers_when_rules_suffice_nothing_else_is_asked() -> None:
    assert missing_answers(knowledge(), {"needs.ai_fit": Answer(value="rules_suffice")}) == ()
    assert missing_answers(knowledge(), {})[0] == "needs.ai_fit"


def test_decide_rules_suffice_stops_before_any_platform() -> None:
    outcome = decide(
        knowledge(),
        Assessment(
            metadata=Metadata(name="unit-test"),
            answers={"needs.ai_fit": Answer(value="rules_suffice")},
        ),
    )
    assert outcome.confidence is Confidence.STOPPED
    assert [n.id for n in outcome.nodes] == ["gate.verdict"]
    assert outcome.scores == {}


def test_decide_suspected_prohibited_practice_stops() -> None:
    outcome = decided(org__regimes=("eu_ai_act",), org__ai_act_class="suspected_prohibited")
    assert outcome.confidence is Confidence.STOPPED
    node = outcome.node("gate.verdict")
    assert node is not None
    assert node.matched == ("GT-2",)


def test_decide_uncertain_fit_allows_a_proof_of_concept_only() -> None:
    outcome = decided(needs__ai_fit="uncertain", needs__stage="production")
    assert outcome.facts["delivery.stage"] == "poc"
    assert outcome.choices["delivery"]["environments"] == ["dev"]
    assert any("delivery.stage" in d.message for d in outcome.warnings)


def test_resolve_question_that_does_not_apply_is_na_whatever_was_answered() -> None:
    resolved = resolve(knowledge().questions, assessed(wl__traffic="scale_to_zero").answers)
    assert resolved.facts["wl.traffic"] is None
    assert resolved.sources["wl.traffic"] == "na"


def test_resolve_unsure_counts_as_its_conservative_value_and_is_recorded() -> None:
    outcome = decided(org__regimes=("eu_ai_act",), org__ai_act_class="unsure")
    (assumption,) = [a for a in outcome.assumptions if a.question == "org.ai_act_class"]
    assert assumption.answered == "unsure"
    assert outcome.facts["org.ai_act_class"] == assumption.assumed
    assert outcome.resolved.sources["org.ai_act_class"] == "assumed"
    assert any("org.ai_act_class" in d.message for d in outcome.warnings)


def test_decide_none_of_these_is_an_empty_list_in_the_blueprint() -> None:
    assert decided(org__regimes=("none",)).choices["governance"]["regimes"] == []


def test_decide_number_is_binned_for_tables_and_kept_for_modules() -> None:
    outcome = decided(data__retention_years=7)
    assert outcome.choices["governance"]["retention_years"] == 7
    assert isinstance(outcome.facts["data.retention_years"], str)


def test_decide_number_below_what_can_be_built_is_raised_with_a_warning() -> None:
    outcome = decided(data__retention_years=0)
    assert outcome.choices["governance"]["retention_years"] == 1
    assert outcome.facts["data.retention_years"] == "lt_1"
    (warning,) = [d for d in outcome.warnings if d.code == "DEC033"]
    assert warning.message == "data.retention_years: 0 years is built as 1"
    assert "six months" in warning.hint


def test_override_of_a_table_replaces_its_output_and_what_follows() -> None:
    outcome = decided(pin("design.orchestrator", "zenml"))
    node = outcome.node("design.orchestrator")
    assert node is not None
    assert (node.output, node.computed) == ("zenml", "managed")
    assert "board" in node.because
    assert "cluster.kubernetes" in outcome.choices["capabilities"]["selected"]


def test_override_of_the_platform_breaks_no_exclusion() -> None:
    with pytest.raises(NoSolutionError, match=r"onprem is pinned by board, but X07, X08"):
        decided(pin("deployment.platform", "onprem"))


def test_override_of_the_platform_is_taken_and_recorded() -> None:
    outcome = decided(pin("deployment.platform", "gcp"))
    assert (outcome.platform, outcome.confidence) == ("gcp", Confidence.HIGH)
    record = json.loads(trace_json(outcome))["nodes"]
    (node,) = [n for n in record if n["id"] == "deployment.platform"]
    assert node["overridden"] == {"by": "board", "why": "strategy"}


@pytest.mark.parametrize(
    ("override", "says"),
    [
        (pin("deployment.kern", "x"), "unknown decision 'deployment.kern'"),
        (pin("design.orchestrator", "airflow"), "'airflow' is not one of its values"),
        (pin("deployment.platform", "oracle"), "unknown platform 'oracle'"),
    ],
)
def test_override_that_names_nothing_is_refused(override: Override, says: str) -> None:
    with pytest.raises(InputError, match=says):
        decided(override)


def test_contrast_names_the_criteria_in_which_the_first_two_differ() -> None:
    found = {c.criterion: (c.winner, c.runner_up) for c in contrast(decided())}
    assert found == {"C1": (20, 0), "C2": (20, 5), "C3": (16, 0)}


def test_relaxations_of_a_feasible_case_are_empty() -> None:
    assert relaxations(decided()) == ()


def test_flips_of_a_table_are_answers_it_depends_on() -> None:
    found = {(f.question, f.answer): f.then for f in flips(decided(), "risk.tier")}
    assert found[("needs.impact", "safety_critical")] == 4
    assert found[("data.personal", "phi")] == 3
    assert ("ops.skills", ("aws", "k8s")) not in found


def test_trace_is_canonical_and_says_each_leaf_once() -> None:
    outcome = decided()
    text = trace_json(outcome)
    data = json.loads(text)
    assert (
        text == json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"
    )
    leaves = {f"blueprint.{s}.{leaf}" for s, part in outcome.choices.items() for leaf in part}
    assert set(data["writes"]) == leaves
    assert len(trace_sha256(text)) == 64


def test_trace_explains_each_score_by_its_parts() -> None:
    data = json.loads(trace_json(decided()))
    for score in data["scores"].values():
        assert sum(p["w"] * p["p"] for p in score["parts"]) == score["total"]
    assert data["scores"]["aws"]["maximum"] == 140
    assert data["scores"]["aws"]["of_hundred"] == 79


def test_answer_source_is_kept_in_the_trace() -> None:
    answers = {**assessed().answers, "needs.stage": Answer(value="poc", source=Source.USER)}
    outcome = decide(knowledge(), assessed().model_copy(update={"answers": answers}))
    assert json.loads(trace_json(outcome))["answers"]["needs.stage"] == {
        "value": "poc",
        "source": "user",
    }
