"""The register of frameworks: pinned versions, the dates that moved in 2026, complete lists of clauses."""

from __future__ import annotations

import datetime

import pytest

from aiarch.catalog.catalog import Catalog
from aiarch.decide.controls import articles_of, resolve
from aiarch.model.control import Framework

CATALOG = Catalog.of()
REGISTER = CATALOG.frameworks


def test_register_holds_the_frameworks_of_the_reference() -> None:
    assert set(REGISTER) == {
        "gdpr", "hipaa_security", "hipaa_nprm_2025", "eu_ai_act", "nist_ai_rmf", "iso_42001", "nist_800_53", "soc2", "sr_26_2",
        "sr_11_7", "g7_sbom_ai",
    }  # fmt: skip


@pytest.mark.parametrize("framework", REGISTER.values(), ids=lambda f: f.id)
def test_register_entry_says_version_source_and_day(framework: Framework) -> None:
    assert framework.version
    assert framework.short
    assert framework.source
    datetime.date.fromisoformat(framework.checked_on)
    for article in framework.articles:
        datetime.date.fromisoformat(article.applies_from)
        assert set(article.refs) <= framework.clauses, article.ref
    assert set(framework.addressable) <= framework.clauses
    assert framework.clauses or framework.superseded_by


def test_register_knows_every_regime_the_question_offers() -> None:
    question = CATALOG.questions.get("org.regimes")
    regimes = [v for v in question.values if v != "none"] if question else []
    assert {"gdpr", "hipaa", "eu_ai_act", "sr_26_2", "iso_42001", "soc2", "nist_800_53"} <= set(regimes)  # fmt: skip
    assert [resolve(name, REGISTER).status for name in regimes]


def test_register_alias_is_free_or_the_name_of_what_it_supersedes() -> None:
    for framework in REGISTER.values():
        for alias in framework.aliases:
            holder = REGISTER.get(alias)
            assert holder is None or holder.superseded_by == framework.id


@pytest.mark.parametrize(
    ("facts_class", "impact", "ref", "date"),
    [
        ("high_risk_deployer", "significant_effect", "9", "2027-12-02"),
        ("high_risk_provider", "significant_effect", "15(4)", "2027-12-02"),
        ("high_risk_provider", "safety_critical", "9", "2028-08-02"),
        ("high_risk_deployer", "safety_critical", "27", "2027-12-02"),
        ("transparency", "customer_visible", "50", "2026-08-02"),
        ("minimal", "internal", "5", "2025-02-02"),
        ("gpai_provider", "customer_visible", "53", "2025-08-02"),
    ],
)
def test_register_ai_act_date_per_class(facts_class: str, impact: str, ref: str, date: str) -> None:
    facts = {"org.ai_act_class": facts_class, "needs.impact": impact}
    live = [
        a for a in articles_of(REGISTER["eu_ai_act"], ref) if a.when is None or a.when.holds(facts)
    ]
    assert [a.applies_from for a in live] == [date]


@pytest.mark.parametrize("facts_class", ["minimal", "transparency", "gpai_provider"])
def test_register_ai_act_high_risk_duties_spare_other_classes(facts_class: str) -> None:
    parts = articles_of(REGISTER["eu_ai_act"], "9")
    facts = {"org.ai_act_class": facts_class, "needs.impact": "safety_critical"}
    assert parts
    assert not [a for a in parts if a.when is None or a.when.holds(facts)]


def test_register_ai_act_every_mapped_clause_has_a_date() -> None:
    mapped = {m.ref for c in CATALOG.controls.values() for m in c.mappings if m.fw == "eu_ai_act"}
    assert {r for r in mapped if not articles_of(REGISTER["eu_ai_act"], r)} == set()


def test_register_sr_11_7_is_superseded_and_resolves_to_its_successor() -> None:
    old = REGISTER["sr_11_7"]
    assert (old.status, old.superseded_by) == ("superseded", "sr_26_2")
    assert REGISTER["sr_26_2"].clauses == {
        "dev_use", "validation_monitoring", "governance_controls", "third_party",
    }  # fmt: skip


def test_register_clause_lists_are_whole() -> None:
    rmf = REGISTER["nist_ai_rmf"].clauses
    assert {f: sum(r.startswith(f) for r in rmf) for f in ("GOVERN", "MAP", "MEASURE", "MANAGE")} == {
        "GOVERN": 19, "MAP": 18, "MEASURE": 22, "MANAGE": 13,
    }  # fmt: skip
    annex = [r for r in REGISTER["iso_42001"].clauses if r.startswith("A.")]
    assert len(annex) == 38
    assert {"A.2.2", "A.6.1.3", "A.6.2.8", "A.10.4"} <= set(annex)


def test_register_hipaa_keeps_addressable_specifications() -> None:
    hipaa = REGISTER["hipaa_security"]
    assert "164.312(a)(2)(iv)" in hipaa.addressable
    assert "164.312(b)" not in hipaa.addressable
    assert REGISTER["hipaa_nprm_2025"].overlay_of == "hipaa_security"
    assert REGISTER["hipaa_nprm_2025"].status == "proposed"


def test_register_breach_clock_stays_at_72_hours() -> None:
    assert "72 hours" in REGISTER["gdpr"].titles["33"]
