"""Selection of controls: the goldens of the reference, and the properties that make it trustworthy."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiarch.catalog.catalog import Catalog
from aiarch.decide.controls import (
    SelectedControl,
    articles_of,
    resolve,
    select_controls,
)
from aiarch.errors import InputError
from aiarch.model.condition import FactValue
from aiarch.model.control import STAGES

CATALOG = Catalog.of()
REGIMES = ("gdpr", "hipaa", "eu_ai_act", "sr_26_2", "iso_42001", "soc2", "nist_800_53")

RETAILER = {  # G01
    "org.regimes": frozenset({"soc2"}),
    "risk.tier": 1,
    "needs.use_case": "forecasting",
    "needs.impact": "internal",
    "data.personal": "none",
    "data.movability": "free",
    "data.residency": "none",
    "wl.inference": frozenset({"batch"}),
    "wl.edge": "none",
    "deployment.core": "cloud_first",
    "data.parties": "single",
    "priv.techniques": frozenset[str](),
    "priv.sovereignty": "none",
}
HOSPITAL = {  # G02
    **RETAILER,
    "org.regimes": frozenset({"gdpr", "eu_ai_act"}),
    "org.ai_act_class": "high_risk_provider",
    "risk.tier": 4,
    "needs.use_case": "vision",
    "needs.impact": "safety_critical",
    "data.personal": "special_category",
    "data.movability": "must_stay",
    "data.residency": None,
    "deployment.core": "on_prem",
    "priv.sovereignty": "operator",
}
BANK = {  # G03
    **RETAILER,
    "org.regimes": frozenset({"sr_26_2", "soc2"}),
    "risk.tier": 3,
    "needs.use_case": "predictive_tabular",
    "needs.impact": "significant_effect",
    "data.personal": "personal",
    "data.movability": "in_region",
    "data.residency": "us",
    "wl.inference": frozenset({"realtime"}),
}
ADVERTISER = {  # G06
    **RETAILER,
    "org.regimes": frozenset({"gdpr"}),
    "risk.tier": 2,
    "needs.use_case": "recommender",
    "data.personal": "personal",
    "wl.inference": frozenset({"realtime"}),
}
INSURER = {  # G07
    **HOSPITAL,
    "org.ai_act_class": "high_risk_deployer",
    "needs.use_case": "genai_rag",
    "needs.impact": "significant_effect",
    "data.personal": "personal",
    "data.movability": "deidentified",
    "deployment.core": "hybrid",
    "priv.sovereignty": "none",
}
CONSORTIUM = {  # G08
    **RETAILER,
    "org.regimes": frozenset({"hipaa"}),
    "risk.tier": 3,
    "needs.impact": "significant_effect",
    "data.personal": "phi",
    "data.parties": "multi_isolated",
    "data.movability": "deidentified",
    "priv.techniques": frozenset({"differential_privacy"}),
    "deployment.core": "hybrid",
}


def select(
    facts: Mapping[str, FactValue], stage: str = "production", as_of: str = ""
) -> dict[str, SelectedControl]:
    chosen = select_controls(CATALOG.controls, CATALOG.frameworks, facts, stage, as_of)
    return {c.control.id: c for c in chosen}


def test_select_retailer_of_tier_one_gets_no_control_of_people_or_persons() -> None:
    chosen = select(RETAILER, "pilot")
    kept = {"GOV-02", "LOG-01", "CRY-01", "ZTA-03", "MON-01", "SUP-02"}
    assert kept <= set(chosen)
    barred = {"HUM-01", "HUM-02", "LOG-04", "PRV-01", "PRV-05", "RSK-02", "XAI-01", "XAI-02", "GOV-03", "GOV-04", "RES-02", "ZTA-04"}  # fmt: skip
    assert not barred & set(chosen)


def test_select_hospital_with_annex_one_product_gets_oversight_ledger_and_site_safeguards() -> None:
    chosen = select(HOSPITAL)
    assert {"LOG-04", "RSK-02", "HUM-01", "HUM-02", "RES-02", "LOG-03", "GOV-04"} <= set(chosen)
    assert all(c.required for c in chosen.values())


def test_select_hospital_with_annex_one_product_names_2028_and_no_rights_assessment() -> None:
    impact = select(HOSPITAL)["RSK-02"]
    act = {c.ref: (c.state, c.applies_from) for c in impact.clauses if c.framework == "eu_ai_act"}
    assert act == {"26(9)": ("later", "2028-08-02"), "27": ("not_triggered", "")}
    assert impact.applies_from == "2028-08-02"
    assert any("27: not triggered" in n and "deployers of Annex III" in n for n in impact.notes), (
        impact.notes
    )
    # GDPR asks for the assessment whatever the Act says.
    assert "regime gdpr" in impact.because


def test_select_insurer_as_annex_three_deployer_owes_rights_assessment_from_2027() -> None:
    impact = select(INSURER)["RSK-02"]
    act = {c.ref: (c.state, c.applies_from) for c in impact.clauses if c.framework == "eu_ai_act"}
    assert act == {"26(9)": ("later", "2027-12-02"), "27": ("later", "2027-12-02")}
    assert {"PRV-02", "RES-02"} <= set(select(INSURER))


def test_select_insurer_after_the_date_shows_the_duty_as_applying() -> None:
    impact = select(INSURER, as_of="2027-12-02")["RSK-02"]
    assert {c.state for c in impact.clauses if c.framework == "eu_ai_act"} == {"applies"}
    assert impact.applies_from == ""


def test_select_minimal_class_is_not_drawn_in_by_high_risk_articles() -> None:
    facts = {**RETAILER, "org.regimes": frozenset({"eu_ai_act"}), "org.ai_act_class": "minimal", "risk.tier": 1}  # fmt: skip
    chosen = select(facts)
    assert chosen["GOV-04"].because[0] == "regime eu_ai_act"
    assert (
        "GOV-08" not in chosen
    )  # Article 18 alone would bring it, and only from tier 3 on otherwise
    assert "GOV-08" in select({**facts, "org.ai_act_class": "high_risk_deployer"})


def test_select_bank_covers_every_area_of_sr_26_2() -> None:
    chosen = select(BANK)
    assert {"RSK-03", "RSK-04", "RSK-05", "XAI-01", "XAI-02", "LOG-04"} <= set(chosen)
    areas = {c.ref for s in chosen.values() for c in s.clauses if c.framework == "sr_26_2"}
    assert areas == {"dev_use", "validation_monitoring", "governance_controls", "third_party"}
    assert "third_party" in {c.ref for c in chosen["SUP-01"].clauses if c.framework == "sr_26_2"}


def test_select_generative_system_of_a_bank_is_outside_sr_26_2_by_analogy() -> None:
    validation = select({**BANK, "needs.use_case": "genai_rag"})["RSK-04"]
    states = {c.state for c in validation.clauses if c.framework == "sr_26_2"}
    assert states == {"by_analogy"}
    assert "outside SR 26-2; applied by analogy" in validation.notes


def test_select_advertiser_gets_fairness_gate_and_immutable_logs() -> None:
    assert {"XAI-02", "LOG-03", "PRV-01", "ZTA-04"} <= set(select(ADVERTISER))


def test_select_consortium_gets_the_agreement_and_every_privacy_technique() -> None:
    chosen = select(CONSORTIUM)
    assert {"SUP-01", "PRV-01", "PRV-02", "PRV-03", "PRV-04", "RES-02"} <= set(chosen)
    refs = {c.ref for c in chosen["SUP-01"].clauses if c.framework == "hipaa_security"}
    assert refs == {"164.308(b)(1)", "164.314(a)"}
    assert "regime hipaa_security" in chosen["SUP-01"].because


def test_select_phi_without_any_regime_still_asks_for_the_agreement() -> None:
    facts = {**CONSORTIUM, "org.regimes": frozenset({"none"}), "risk.tier": 1}
    assert any("data.personal is" in why for why in select(facts)["SUP-01"].because)


def test_select_poc_of_a_startup_requires_only_the_gates_of_a_poc() -> None:
    chosen = select({**RETAILER, "org.regimes": frozenset({"none"})}, "poc")
    required = {i for i, c in chosen.items() if c.required}
    assert {"GOV-01", "ZTA-01", "LOG-01", "CRY-01"} <= required
    assert not {"LOG-05", "ZTA-03", "MOD-01"} & required
    assert {"LOG-05", "ZTA-03", "MOD-01"} <= set(chosen)


def test_select_confidential_computing_follows_the_answer_or_the_operator_off_premises() -> None:
    assert "CRY-03" not in select(HOSPITAL)  # on its own machines the operator is the organisation
    assert "CRY-03" in select({**HOSPITAL, "deployment.core": "hybrid"})
    asked = {**RETAILER, "priv.techniques": frozenset({"confidential_computing"})}
    assert "CRY-03" in select(asked)


def test_select_every_shown_control_carries_the_voluntary_framework() -> None:
    chosen = select({**RETAILER, "org.regimes": frozenset({"none"})})
    shown = {c.framework for s in chosen.values() for c in s.clauses}
    assert shown == {"nist_ai_rmf", "g7_sbom_ai"}
    assert all(not any("nist_ai_rmf" in why for why in s.because) for s in chosen.values())


def test_select_proposed_overlay_is_opt_in() -> None:
    with_overlay = {**CONSORTIUM, "org.regimes": frozenset({"hipaa", "hipaa_nprm_2025"})}
    assert {c.ref for c in select(with_overlay)["ZTA-01"].clauses} >= {"mfa"}
    assert "mfa" not in {c.ref for c in select(CONSORTIUM)["ZTA-01"].clauses}


def test_select_unknown_regime_is_an_error_with_the_nearest_name() -> None:
    with pytest.raises(InputError) as caught:
        select({**RETAILER, "org.regimes": frozenset({"gdrp"})})
    assert caught.value.code == "CTL001"
    assert "gdpr" in str(caught.value.hint)


def test_select_unknown_stage_is_an_error_that_lists_stages() -> None:
    with pytest.raises(InputError) as caught:
        select(RETAILER, "prod")
    assert caught.value.hint == "stages are poc, pilot, production"


def test_resolve_follows_aliases_and_what_superseded_a_framework() -> None:
    assert resolve("hipaa", CATALOG.frameworks).id == "hipaa_security"
    assert resolve("sr_11_7", CATALOG.frameworks).id == "sr_26_2"


def test_articles_of_takes_the_most_specific_part() -> None:
    act = CATALOG.frameworks["eu_ai_act"]
    assert [a.ref for a in articles_of(act, "27")] == ["fundamental rights assessment and right to explanation"]  # fmt: skip
    assert {a.applies_from for a in articles_of(act, "26(9)")} == {"2027-12-02", "2028-08-02"}
    assert {a.applies_from for a in articles_of(act, "Annex IV(2)(d)")} == {"2027-12-02", "2028-08-02"}  # fmt: skip
    assert articles_of(CATALOG.frameworks["soc2"], "CC6.1") == ()


# Properties

FACTS = st.fixed_dictionaries(
    {
        "org.regimes": st.frozensets(st.sampled_from(REGIMES)),
        "org.ai_act_class": st.sampled_from(
            [
                "minimal",
                "transparency",
                "high_risk_deployer",
                "high_risk_provider",
                "gpai_provider",
                None,
            ]
        ),
        "risk.tier": st.integers(1, 4),
        "needs.use_case": st.sampled_from(["forecasting", "vision", "genai_rag", "agentic"]),
        "needs.impact": st.sampled_from(
            ["internal", "customer_visible", "significant_effect", "safety_critical"]
        ),
        "data.personal": st.sampled_from(
            ["none", "pseudonymised", "personal", "special_category", "phi"]
        ),
        "data.movability": st.sampled_from(["free", "in_region", "deidentified", "must_stay"]),
        "data.residency": st.sampled_from([None, "none", "eu", "us"]),
        "data.parties": st.sampled_from(["single", "multi_shareable", "multi_isolated"]),
        "wl.inference": st.frozensets(st.sampled_from(["batch", "realtime", "streaming"])),
        "wl.edge": st.sampled_from(["none", "edge_inference", None]),
        "wl.fm_family": st.sampled_from([None, "openai", "open_weights"]),
        "deployment.core": st.sampled_from(["cloud_first", "on_prem", "hybrid"]),
        "priv.techniques": st.frozensets(
            st.sampled_from(
                [
                    "masking",
                    "k_anonymity",
                    "differential_privacy",
                    "federated",
                    "confidential_computing",
                ]
            )
        ),
        "priv.sovereignty": st.sampled_from(["none", "operator"]),
    }
)


def required(chosen: dict[str, SelectedControl]) -> set[str]:
    return {name for name, c in chosen.items() if c.required}


@given(facts=FACTS, regime=st.sampled_from(REGIMES), stage=st.sampled_from(STAGES))
def test_select_adding_a_regime_never_removes_a_control(
    facts: dict[str, FactValue], regime: str, stage: str
) -> None:
    regimes = facts["org.regimes"]
    assert isinstance(regimes, frozenset)
    more = {**facts, "org.regimes": regimes | {regime}}
    assert set(select(facts, stage)) <= set(select(more, stage))
    assert required(select(facts, stage)) <= required(select(more, stage))


@given(facts=FACTS)
def test_select_raising_the_tier_never_removes_a_control(facts: dict[str, FactValue]) -> None:
    tiers = [set(select({**facts, "risk.tier": tier})) for tier in (1, 2, 3, 4)]
    assert tiers[0] <= tiers[1] <= tiers[2] <= tiers[3]


@given(facts=FACTS)
def test_select_raising_the_stage_only_adds_requirements(facts: dict[str, FactValue]) -> None:
    poc, pilot, production = (select(facts, stage) for stage in STAGES)
    assert set(poc) == set(pilot) == set(production)
    assert required(poc) <= required(pilot) <= required(production) == set(production)


@given(facts=FACTS)
def test_select_every_choice_has_a_reason_and_meets_its_barrier(
    facts: dict[str, FactValue],
) -> None:
    for chosen in select(facts).values():
        assert chosen.because
        barrier = chosen.control.applies_when
        assert barrier is None or barrier.holds(facts)


@given(facts=FACTS)
def test_select_order_of_catalogue_and_facts_is_irrelevant(facts: dict[str, FactValue]) -> None:
    turned = dict(reversed(CATALOG.controls.items()))
    shuffled = dict(reversed(facts.items()))
    again = select_controls(turned, CATALOG.frameworks, shuffled, "pilot")
    assert again == tuple(select(facts, "pilot").values())


@given(facts=FACTS)
def test_select_no_clause_is_both_dated_and_in_force(facts: dict[str, FactValue]) -> None:
    for chosen in select(facts, as_of="2026-11-22").values():
        for clause in chosen.clauses:
            if clause.state == "later":
                assert clause.applies_from > "2026-11-22"
            if clause.state == "applies":
                assert clause.applies_from <= "2026-11-22"
