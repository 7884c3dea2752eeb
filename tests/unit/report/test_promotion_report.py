"""The promotion report: rules of packs, differences, refusals, and what it prints."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from aiarch.catalog.catalog import Catalog
from aiarch.catalog.packs import Pack, find_packs
from aiarch.errors import InputError, Location, Severity
from aiarch.model.assessment import Metadata
from aiarch.model.blueprint import Blueprint, EnvironmentRecord, Selection, Stack
from aiarch.model.composition import Composition, ModuleCall, Root, StackPlan
from aiarch.model.plan import Action, LayerPlan, LayerStatus, PlanFinding, PlannedChange, SavedPlan
from aiarch.report.control_states import Evidence
from aiarch.report.environments import differences
from aiarch.report.promotion import Given, PlanLook, Promotion, Route, promotion, promotion_data
from aiarch.report.promotion_rules import load_rules
from aiarch.report.promotion_writers import markdown, text
from aiarch.validate.finding import CheckerReport, Finding, Report
from aiarch.validate.scanner import Scan

CATALOG = Catalog(find_packs())
RULES = load_rules(CATALOG)
PRODUCTION = Route("staging", "prod", "production", "production")
LAYER = LayerPlan(
    stack="aws",
    layer="foundation",
    status=LayerStatus.PLANNED,
    changes=(
        PlannedChange(address="aws_s3_bucket.a", type="aws_s3_bucket", action=Action.DELETE, holds="objects"),
        PlannedChange(address="aws_x.b", type="aws_x", action=Action.UPDATE),
    ),
    findings=(PlanFinding(check="CKV_AWS_1", address="aws_x.b", message="bad", severity="error"),),
)  # fmt: skip
PLAN = SavedPlan(
    project="p", environment="prod", engine="e", blueprint_sha256="0" * 64, layers=(LAYER,)
)


def blueprint(**choices: str | int) -> Blueprint:
    return Blueprint(
        metadata=Metadata(name="shop-forecast", owner="planning"),
        choices={
            "governance": {"tier": choices.get("tier", 1)},
            "delivery": {"max_stage": choices.get("stage", "production")},
            "data": {"personal": choices.get("personal", "none")},
        },
        stacks=(
            Stack(platform="aws", capabilities={"audit.trail": Selection(flavour="cloudtrail")}),
        ),
        environments={e: EnvironmentRecord() for e in ("staging", "prod")},
        controls=("LOG-01", "GOV-04", "RSK-04"),
    )


def composition() -> Composition:
    call = ModuleCall(
        "trail", "aws/trail", "audit.trail", "cloudtrail", "s", {}, controls=("LOG-01",)
    )
    root = Root(
        "aws", "foundation", "stacks/aws/foundation", (call,), (), {}, {}, (), "", {}, "s3", {}, {}, {},
    )  # fmt: skip
    stack = StackPlan("aws", "AWS", "primary", (root,))
    return Composition("shop", "planning", ("staging", "prod"), (stack,), ())


def given(**changes: object) -> Given:
    base = Given(
        blueprint(),
        composition(),
        CATALOG,
        RULES,
        (),
        Evidence((), Scan("3", (), ()), "", "2026-11-25"),
        Report(".", (CheckerReport.ran("policy", []),)),
        PlanLook(None),
    )
    return dataclasses.replace(base, **changes)  # type: ignore[arg-type]


def subjects(result: Promotion) -> list[str]:
    return [r.subject.split(" ")[0] for r in result.refusals]


def test_promotion_names_what_is_there_what_is_needed_and_who_owns_it() -> None:
    result = promotion(given(), PRODUCTION)
    assert not result.ready
    sentences = [r.sentence for r in result.refusals]
    assert sentences[0] == (
        "GOV-04 Prohibited-practice and risk-class screening (aws): designed; needed: attested; "
        "owner: AI governance (nobody vouches for it)"
    )
    assert sentences[1].startswith(
        "LOG-01 Audit trail of control and data plane (aws): rendered; needed: scanned; owner: CISO"
    )
    assert [(c.control, c.since) for c in result.controls] == [
        ("GOV-04", "poc"), ("LOG-01", "poc"), ("RSK-04", "production"),
    ]  # fmt: skip


def test_promotion_pilot_asks_only_what_the_pilot_requires() -> None:
    result = promotion(given(), Route("dev", "staging", "pilot", "pilot"))
    assert [c.control for c in result.controls] == ["GOV-04", "LOG-01"]
    assert [s.id for s in result.signed] == ["success-metric", "budget-cap"]
    assert subjects(result) == ["success-metric", "budget-cap"]


@pytest.mark.parametrize(
    ("facts", "stage", "asked"),
    [
        ({"personal": "phi"}, "pilot", {"impact-draft", "masked-data"}),
        ({"tier": 3}, "pilot", {"impact-draft"}),
        ({"personal": "phi"}, "production", {"masked-data"}),
        ({}, "poc", set()),
    ],
)
def test_promotion_signatures_follow_the_facts(
    facts: dict[str, str], stage: str, asked: set[str]
) -> None:
    result = promotion(
        given(blueprint=blueprint(**facts)), Route("dev", "prod", stage, "production")
    )
    assert {s.id for s in result.signed} & {"impact-draft", "masked-data"} == asked


def test_promotion_refuses_a_blueprint_that_was_decided_for_less() -> None:
    result = promotion(given(blueprint=blueprint(stage="pilot")), PRODUCTION)
    first = result.refusals[0]
    assert (first.subject, first.there, first.needed) == (
        "stage of the blueprint", "pilot", "production",
    )  # fmt: skip
    assert "aiarch assess --set needs.stage=production" in first.why


def test_promotion_refuses_files_that_are_not_what_the_blueprint_says() -> None:
    result = promotion(given(unrendered=("a", "b", "c", "d", "e")), PRODUCTION)
    assert result.refusals[0].there == "another state of a, b, c and 2 more"


def test_promotion_errors_block_and_warnings_are_shown() -> None:
    found = [
        Finding(f"WIR00{n}", "wiring", severity, "m", Location("x.tf", 3))
        for n, severity in enumerate(Severity)
    ]
    result = promotion(given(report=Report(".", (CheckerReport.ran("wiring", found),))), PRODUCTION)
    assert [(f.severity, f.blocks) for f in result.findings] == [
        ("warning", False), ("error", True),
    ]  # fmt: skip
    assert "validate: wiring, WIR002 at x.tf:3" in [r.subject for r in result.refusals]


def test_promotion_checker_that_broke_blocks_and_one_that_was_skipped_is_named() -> None:
    report = Report(
        ".", (CheckerReport.failed("policy", "no checkov"), CheckerReport.skipped("airgap", "no"))
    )
    result = promotion(given(report=report), PRODUCTION)
    assert result.not_looked == ("policy (failed): no checkov", "airgap (skipped): no")
    assert "validate: policy" in [r.subject for r in result.refusals]
    poc = promotion(given(report=report), Route("dev", "sandbox", "poc", "poc"))
    assert "validate: policy" not in [r.subject for r in poc.refusals]


def test_promotion_saved_plan_blocks_with_findings_and_losses() -> None:
    result = promotion(given(plan=PlanLook(PLAN)), PRODUCTION)
    assert result.plan == "the saved plan of prod is one of changes: 1 update, 1 delete"
    assert [(f.origin, f.id, f.place, f.blocks) for f in result.findings] == [
        ("plan: aws/foundation", "CKV_AWS_1", "aws_x.b", True),
        ("plan", "blocked", "aws_s3_bucket.a", True),
    ]
    assert result.findings[1].message == "deletes objects; nobody has allowed it"


@pytest.mark.parametrize(
    ("look", "said"),
    [
        (PlanLook(None), "there is no saved plan of prod: aiarch plan -e prod"),
        (PlanLook(None, "stale"), "the saved plan of prod does not count: stale"),
        (PlanLook(PLAN, applied=True), "the saved plan of prod was applied already"),
    ],
)
def test_promotion_says_plainly_what_is_known_of_the_plan(look: PlanLook, said: str) -> None:
    result = promotion(given(plan=look), PRODUCTION)
    assert result.plan == said
    assert result.findings == ()


def test_writers_print_everything_without_percentages_or_markup_from_values() -> None:
    hostile = Finding("X001", "wiring", Severity.ERROR, "a|b <b>\x1b[31m", Location("x.tf", 3))
    report = Report(".", (CheckerReport.ran("wiring", [hostile]),))
    result = promotion(given(plan=PlanLook(PLAN), report=report), PRODUCTION)
    plain, marked = text(result), markdown(result)
    for refusal in result.refusals:
        assert refusal.sentence.replace("\x1b", "\\x1b") in plain
    assert "a\\|b \\<b\\>" in marked
    assert "\x1b" not in plain + marked
    assert "%" not in plain + marked
    assert "# Promotion of shop-forecast from staging to prod: production, risk tier 1" in marked
    assert plain.rstrip().splitlines()[-1] == (
        f"refused: {len(result.refusals)} things are not as production requires"
    )
    data = promotion_data(result)
    assert (data["ready"], data["stage"], data["to"]) == (False, "production", "prod")
    assert data["controls"][1]["state"] == "rendered"


def layer(root: Path, folder: str, variables: str = "", **files: str) -> None:
    (root / folder / "environments").mkdir(parents=True)
    (root / folder / "main.tf").write_text(variables)
    for name, content in files.items():
        (root / folder / "environments" / f"{name}.tfvars").write_text(content)


def test_differences_leaves_out_what_differs_by_the_name_only(tmp_path: Path) -> None:
    layer(
        tmp_path,
        "stacks/aws/foundation",
        'variable "token" {\n  sensitive = true\n}\n',
        dev='environment = "dev"\nbucket = "shop-dev-x"\nkeep = 7\ntoken = "a"\nonly = 1 # c\nsame = [\n  1\n]\nword = "devops"\naccount = "st97dev"\n',
        prod='environment = "prod"\nbucket = "shop-prod-x"\nkeep = 30\ntoken = "b"\nsame = [ 1 ]\nword = "prodops"\naccount = "st97prod"\nmore = "x"\n',
    )  # fmt: skip
    (found,) = differences(tmp_path, "dev", "prod")
    assert found.name == "aws/foundation"
    assert found.by_name == ("account", "bucket", "environment")
    assert [(v.name, v.source, v.target) for v in found.values] == [
        ("keep", "7", "30"),
        ("more", None, '"x"'),
        ("only", "1", None),
        ("token", "(sensitive)", "(sensitive)"),
        ("word", '"devops"', '"prodops"'),
    ]


def test_differences_names_layers_that_one_environment_lacks_in_order(tmp_path: Path) -> None:
    layer(tmp_path, "stacks/aws/platform", dev="a = 1\n")
    layer(tmp_path, "stacks/aws/foundation", prod="a = 1\n")
    layer(tmp_path, "bootstrap/aws", dev="a = 1\n", prod="a = 1\n")
    layer(tmp_path, "stacks/aws/data", other="a = 1\n")
    found = differences(tmp_path, "dev", "prod")
    assert [(d.layer, d.only_in, d.values) for d in found] == [
        ("bootstrap", "", ()), ("foundation", "prod", ()), ("platform", "dev", ()),
    ]  # fmt: skip


def pack(tmp_path: Path, content: str) -> Catalog:
    (tmp_path / "acme" / "blueprints").mkdir(parents=True)
    (tmp_path / "acme" / "blueprints" / "promotion.yaml").write_text(content)
    return Catalog((*find_packs(), Pack("acme", tmp_path / "acme")))


def test_load_rules_later_pack_replaces_stage_and_attestation(tmp_path: Path) -> None:
    rules = load_rules(
        pack(
            tmp_path,
            "stages:\n"
            "  - stage: production\n"
            "    environments: [staging, live]\n"
            "    blocking: warning\n"
            "    source: the board of this organisation\n"
            "    needs:\n"
            "      - {carried_by: built, accepts: [live]}\n"
            "      - {carried_by: people, accepts: [attested]}\n"
            "      - {carried_by: inherited, accepts: [attested]}\n"
            "attestations:\n"
            "  - {id: on-call, stage: pilot, statement: A rota answers alarms., owner: SRE, lasts_days: 30, source: the board of this organisation}\n",
        )
    )
    assert rules.stages["production"].accepts("built", {"risk.tier": 1}) == ("live",)
    assert rules.stage_of("staging") == "production"
    assert (rules.stage_of("live"), rules.stage_of("dev"), rules.stage_of("qa")) == (
        "production", "poc", "",
    )  # fmt: skip
    assert rules.requirements["on-call"].owner == "SRE"
    assert "recovery-drill" in rules.requirements


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        (
            "attestations:\n  - {id: a, stage: pilot, statement: Something is so., owner: x, lasts_days: 1, source: a test of this, when: {fact: risk.teir, gte: 3}}\n",
            "acme/blueprints/promotion.yaml:2:105",
            "no question or table yields 'risk.teir'",
        ),
        (
            "stages:\n  - {stage: poc, blocking: none, source: a test of this, needs: [{carried_by: built, accepts: [live]}]}\n",
            "acme/blueprints/promotion.yaml:2:5",
            "stages[0]: poc needs an entry for people that holds without a condition",
        ),
        (
            "stages:\n  - {stage: prod, blocking: none, source: a test of this, needs: []}\n",
            "acme/blueprints/promotion.yaml:2:6",
            "stages[0].stage: 'prod' is not one of poc, pilot, production",
        ),
    ],
)  # fmt: skip
def test_load_rules_fault_is_reported_at_its_place(
    tmp_path: Path, content: str, place: str, message: str
) -> None:
    with pytest.raises(InputError) as caught:
        load_rules(pack(tmp_path, content))
    fault = caught.value.diagnostics[0]
    assert (str(fault.at), fault.message) == (place, message)
