"""The questions themselves: ids and order of decisions-and-controls B3, and what they say about themselves."""

from __future__ import annotations

from functools import cache

import pytest

from aiarch.catalog.catalog import Catalog
from aiarch.model.condition import facts_of
from aiarch.model.question import QuestionType

IN_ORDER = [
    "needs.ai_fit", "needs.use_case", "needs.impact", "needs.stage",
    "org.regimes", "org.ai_act_class", "org.cloud_policy", "org.approved_platforms",
    "data.availability", "data.movability", "data.residency", "data.gravity", "data.volume_tb", "data.velocity", "data.personal",
    "data.retention_years", "data.parties",
    "estate.primary_cloud", "estate.datacentre", "estate.gpu", "estate.reuse_onprem", "estate.connectivity", "estate.idp",
    "wl.accelerator", "wl.utilisation", "wl.inference", "wl.latency_p95_ms", "wl.traffic", "wl.edge", "wl.fm_family", "wl.vector_store",
    "priv.techniques", "priv.dp_epsilon", "priv.key_custody", "priv.sovereignty",
    "mlops.orchestrator", "mlops.registry", "mlops.gateway",
    "ops.environments", "ops.ci", "ops.state_backend", "ops.skills", "ops.timeline", "ops.finance",
    "gov.oversight",
]  # fmt: skip


@cache
def catalog() -> Catalog:
    return Catalog.of()


def test_questions_are_those_of_the_specification_in_order() -> None:
    assert list(catalog().questions) == IN_ORDER
    assert [q.number for q in catalog().questions.values()] == list(range(1, 46))


@pytest.mark.parametrize("name", IN_ORDER)
def test_question_explains_itself(name: str) -> None:
    question = catalog().questions[name]
    assert question.prompt.endswith("?")
    assert question.help
    assert question.why.endswith(".")
    labels = [c.label for c in question.choices]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("name", "number", "label"),
    [
        ("data.volume_tb", 0, "lt_1"), ("data.volume_tb", 100, "100_1000"), ("data.volume_tb", 1001, "gt_1000"),
        ("data.retention_years", 6, "6_10"), ("data.retention_years", 10, "6_10"), ("data.retention_years", 11, "gt_10"),
        ("wl.latency_p95_ms", 19, "lt_20"), ("wl.latency_p95_ms", 100, "100_500"), ("wl.latency_p95_ms", 501, "gt_500"),
        ("priv.dp_epsilon", 100, "le_100"), ("priv.dp_epsilon", 1000, "301_1000"), ("priv.dp_epsilon", 1001, "gt_1000"),
    ],
)  # fmt: skip
def test_number_falls_into_the_bin_of_the_specification(name: str, number: int, label: str) -> None:
    assert catalog().questions[name].bin_of(number) == label


def test_residency_offers_what_the_platforms_know() -> None:
    known = {area for platform in catalog().platforms.values() for area in platform.regions}
    assert known - set(catalog().questions["data.residency"].values) == set()


def test_unsure_counts_as_the_careful_answer() -> None:
    resolved = {
        q.id: c.resolves_to
        for q in catalog().questions.values()
        for c in q.choices
        if c.value == "unsure"
    }
    assert resolved == {"org.ai_act_class": "high_risk_deployer", "data.movability": "must_stay"}


def test_only_two_questions_have_a_default() -> None:
    defaults = {q.id: q.default for q in catalog().questions.values() if q.default is not None}
    assert defaults == {
        "org.approved_platforms": ("aws", "azure", "gcp", "onprem"),
        "data.parties": "single",
    }


def test_a_multi_select_may_be_empty_only_where_that_means_something() -> None:
    empty = set()
    for question in catalog().questions.values():
        if question.type is QuestionType.MULTI:
            facts = {question.id: frozenset[str]()}
            own = [c.rule for c in question.checks if facts_of(c.rule) == {question.id}]
            if all(rule.holds(facts) for rule in own):
                empty.add(question.id)
    assert empty == {"priv.techniques", "ops.skills"}


def test_what_a_question_says_it_drives_reads_it() -> None:
    scoring = catalog().scoring
    readers = {d.id: frozenset(d.inputs) for d in catalog().decisions.values()}
    for exclusion in scoring.exclusions:
        listed = {exclusion.unless_listed.fact} if exclusion.unless_listed else set[str]()
        when = facts_of(exclusion.when) if exclusion.when else frozenset[str]()
        readers[f"exclusion.{exclusion.id}"] = when | listed
    for criterion in scoring.criteria:
        rows = (facts_of(row.when) for row in criterion.rows)
        readers[f"scoring.{criterion.id}"] = frozenset(criterion.inputs).union(*rows)
    for capability in catalog().capabilities.values():
        readers.setdefault(capability.id, frozenset({capability.flavour_from or ""}))
    stale = {
        f"{q.id} → {name}"
        for q in catalog().questions.values()
        for name in q.drives
        if q.id not in readers.get(name, frozenset())
    }
    assert stale == set()
