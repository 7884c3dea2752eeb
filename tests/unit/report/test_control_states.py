"""Evidence states of controls: what is rendered, what a scan proves, what people may add, and what never counts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aiarch.catalog.catalog import Catalog
from aiarch.catalog.packs import find_packs
from aiarch.errors import Location
from aiarch.model.control import Control
from aiarch.model.promotion import Attestation, State, meets
from aiarch.render.matrix import ControlRow
from aiarch.report.attestations import Signature
from aiarch.report.control_states import ControlState, Evidence, control_states
from aiarch.report.promotion_rules import PromotionRules, load_rules
from aiarch.validate.scanner import Record, Scan

DAY = "2026-11-25"
GOOD_SKIP = "not here; owner=team; expires=2027-01-01"
OLD_SKIP = "not here; owner=team; expires=2026-11-24"


@pytest.fixture(scope="module")
def rules() -> PromotionRules:
    return load_rules(Catalog(find_packs()))


def control(*checks: str, kind: str = "terraform") -> Control:
    data = {
        "id": "LOG-01",
        "title": "Audit trail",
        "objective": "It is known who did what.",
        "families": ["audit"],
        "gates": {"poc": "required", "pilot": "required", "production": "required"},
        "mappings": [],
        "implementations": {p: [{"kind": kind}] for p in ("aws", "azure", "gcp", "onprem")},
        "evidence": [{"id": "LOG-01.E1", "type": "checkov", "checks": {"aws": list(checks)}}],
        "owner": {"role": "CISO"},
    }
    return Control.model_validate_json(json.dumps(data))


def record(check: str, result: str = "passed", comment: str = "", platform: str = "aws") -> Record:
    return Record(
        result, check, check, f"modules/{platform}/trail/main.tf", 7, 9, "aws_x.y", comment
    )


def signature(state: str = "attested", void: str = "", environment: str = "prod") -> Signature:
    given = Attestation.model_validate_json(
        json.dumps({
            "control": "LOG-01", "state": state, "environments": [environment], "on": "2026-11-01",
            "expires": "2027-11-01", "by": "auditor", "statement": "Seen and found good.",
        })
    )  # fmt: skip
    return Signature(given, Location("attestations.yaml", 2, 5), void)


def state_of(
    rules: PromotionRules,
    *records: Record,
    state: str = "rendered",
    checks: tuple[str, ...] = ("CKV_AWS_35",),
    signatures: tuple[Signature, ...] = (),
    stage: str = "production",
    facts: dict[str, Any] | None = None,
    kind: str = "terraform",
    scan: bool = True,
) -> ControlState:
    (found,) = control_states(
        [ControlRow("LOG-01", "Audit trail", "aws", state, (), "CISO", (), note="a note")],
        {"LOG-01": control(*checks, kind=kind)},
        {"LOG-01": "poc"},
        ("prod", rules.stages[stage]),
        {"risk.tier": 2} if facts is None else facts,
        Evidence(signatures, Scan("3", (), records) if scan else None, "not installed", DAY),
    )
    return found


def test_control_states_scan_that_passed_everywhere_is_scanned(rules: PromotionRules) -> None:
    found = state_of(rules, record("CKV_AWS_35"), record("CKV_AWS_35"))
    assert (found.state, found.met, found.why) == (State.SCANNED, True, "")
    assert found.accepts == ("scanned",)


def test_control_states_one_failure_beats_passes_and_signatures(rules: PromotionRules) -> None:
    found = state_of(
        rules,
        record("CKV_AWS_35"),
        record("CKV_AWS_35", "failed"),
        stage="poc",
        signatures=(signature("live"), signature()),
    )
    assert (found.state, found.met) == (State.FAILED, False)
    assert found.why == "CKV_AWS_35 fails at modules/aws/trail/main.tf:7"


def test_control_states_valid_suppression_is_scanned_and_listed(rules: PromotionRules) -> None:
    found = state_of(rules, record("CKV_AWS_35", "skipped", GOOD_SKIP))
    assert found.state is State.SCANNED
    assert found.suppressed == (
        "CKV_AWS_35 at modules/aws/trail/main.tf:7: not here (team, until 2027-01-01)",
    )


def test_control_states_expired_suppression_is_a_failure(rules: PromotionRules) -> None:
    found = state_of(rules, record("CKV_AWS_35"), record("CKV_AWS_35", "skipped", OLD_SKIP))
    assert (found.state, found.suppressed) == (State.FAILED, ())


def test_control_states_check_that_looked_at_nothing_proves_nothing(rules: PromotionRules) -> None:
    found = state_of(rules, record("CKV_AWS_35"), checks=("CKV_AWS_35", "CKV_AWS_67"))
    assert (found.state, found.met) == (State.RENDERED, False)
    assert found.why == "found nothing to look at: CKV_AWS_67"


def test_control_states_failure_on_another_platform_does_not_count(rules: PromotionRules) -> None:
    found = state_of(rules, record("CKV_AWS_35"), record("CKV_AWS_35", "failed", platform="azure"))
    assert found.state is State.SCANNED


def test_control_states_without_check_or_without_scan_stays_rendered(rules: PromotionRules) -> None:
    bare = state_of(rules, checks=())
    assert bare.state is State.RENDERED
    assert bare.why == "no check of checkov is known to prove it on this platform"
    blind = state_of(rules, scan=False)
    assert blind.state is State.RENDERED
    assert blind.why == "checkov could not look: not installed"


@pytest.mark.parametrize(
    ("facts", "accepts"),
    [({"risk.tier": 1}, "scanned"), ({"risk.tier": 3}, "live"), ({"risk.tier": 4}, "live"), ({}, "live")],
)  # fmt: skip
def test_control_states_production_asks_for_live_from_tier_three_on(
    rules: PromotionRules, facts: dict[str, Any], accepts: str
) -> None:
    found = state_of(rules, record("CKV_AWS_35"), facts=facts)
    assert found.accepts == (accepts,)
    assert found.state is State.SCANNED
    assert found.met is (accepts == "scanned")
    if accepts == "live":
        assert found.why == "nobody attests that it was seen at work there (state: live)"


def test_control_states_live_is_claimed_by_a_signature_for_this_environment_only(
    rules: PromotionRules,
) -> None:
    tier = {"risk.tier": 3}
    seen = state_of(rules, record("CKV_AWS_35"), facts=tier, signatures=(signature("live"),))
    assert (seen.state, seen.met) == (State.LIVE, True)
    assert seen.attested == "auditor on 2026-11-01, until 2027-11-01"
    elsewhere = state_of(
        rules,
        record("CKV_AWS_35"),
        facts=tier,
        signatures=(signature("live", environment="staging"),),
    )
    assert (elsewhere.state, elsewhere.met, elsewhere.attested) == (State.SCANNED, False, "")
    plain = state_of(rules, record("CKV_AWS_35"), facts=tier, signatures=(signature(),))
    assert (plain.state, plain.met) == (State.SCANNED, False)


def test_control_states_void_signature_counts_for_nothing_and_is_named(
    rules: PromotionRules,
) -> None:
    found = state_of(
        rules, checks=(), signatures=(signature("live", void="expired on 2026-01-01"),)
    )
    assert (found.state, found.met, found.attested) == (State.RENDERED, False, "")
    assert found.void == ("attestations.yaml:2:5: expired on 2026-01-01",)


def test_control_states_missing_stays_missing_whatever_is_claimed(rules: PromotionRules) -> None:
    found = state_of(rules, state="missing", signatures=(signature("live"),))
    assert (found.state, found.met, found.why) == (State.MISSING, False, "a note")
    pilot = state_of(rules, state="missing", stage="pilot", signatures=(signature(),))
    assert (pilot.state, pilot.there, pilot.met) == (State.MISSING, "missing, attested", True)


@pytest.mark.parametrize(
    ("state", "kind", "carrier"),
    [
        ("designed", "document", "people"),
        ("missing", "not_supported", "people"),
        ("missing", "terraform", "built"),
        ("inherited", "inherited", "inherited"),
    ],
)
def test_control_states_names_who_carries_it(
    rules: PromotionRules, state: str, kind: str, carrier: str
) -> None:
    assert state_of(rules, state=state, kind=kind).carried_by == carrier


def test_control_states_people_sign_before_production(rules: PromotionRules) -> None:
    assert state_of(rules, state="designed", kind="process", stage="pilot").met
    unsigned = state_of(rules, state="designed", kind="process")
    assert (unsigned.met, unsigned.why) == (False, "nobody vouches for it")
    assert state_of(rules, state="designed", kind="process", signatures=(signature(),)).met
    assert state_of(rules, state="inherited", kind="inherited").met


@pytest.mark.parametrize(
    ("state", "accepts", "attested", "expected"),
    [
        (State.LIVE, ("scanned",), False, True),
        (State.RENDERED, ("scanned",), False, False),
        (State.RENDERED, ("scanned",), True, False),
        (State.MISSING, ("rendered", "attested"), True, True),
        (State.FAILED, ("designed", "attested"), True, False),
        (State.INHERITED, ("designed",), False, False),
        (State.INHERITED, ("attested",), True, True),
        (State.LIVE, ("attested",), False, False),
    ],
)
def test_meets_compares_states_and_keeps_tracks_apart(
    state: State, accepts: tuple[str, ...], attested: bool, expected: bool
) -> None:
    assert meets(state, accepts, attested=attested) is expected
