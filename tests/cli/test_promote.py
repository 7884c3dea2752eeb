"""`aiarch promote` on the rendered retail example."""

from __future__ import annotations

import dataclasses
import hashlib
import shutil
from pathlib import Path

import pytest
from clirun import RETAIL, Aiarch, tree_of

from aiarch.catalog.catalog import Catalog
from aiarch.catalog.packs import find_packs
from aiarch.cli.main import run
from aiarch.deploy.project import Project
from aiarch.model.plan import Action, LayerPlan, LayerStatus, PlannedChange, SavedPlan
from aiarch.validate import runner
from aiarch.validate.finding import Report
from aiarch.validate.scanner import Scan

pytestmark = [pytest.mark.checkov, pytest.mark.slow]
DAY = "2026-11-25"


@dataclasses.dataclass(frozen=True)
class Looked:
    folder: Path
    report: Report
    scan: Scan


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Looked:
    """The retail example decided for production, rendered and really looked at, once."""
    folder = tmp_path_factory.mktemp("retail")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIARCH_CACHE_DIR", "")
        answers = ("--answers", str(RETAIL), "--set", "needs.stage=production")
        assert run(["assess", "-q", "--no-input", *answers, "-C", str(folder)]) == 0
        assert run(["render", "-q", "-C", str(folder)]) == 0
    catalog = Catalog(find_packs())
    report = runner.validate(folder, catalog, as_of=DAY)
    return Looked(folder, report, runner.scan_of_project(folder, catalog))


@pytest.fixture
def project(once: Looked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy to sign for. Signatures change no Terraform, so the look of the first run holds and checkov need not start again."""
    monkeypatch.setattr(runner, "validate", lambda *_, **__: once.report)
    monkeypatch.setattr(runner, "scan_of_project", lambda *_: once.scan)
    return shutil.copytree(once.folder, tmp_path / "project")


def sign(root: Path, *entries: str) -> None:
    lines = [
        f"  - {{{entry}, statement: Seen and found good., by: head of platform, on: {DAY}"
        f"{'' if 'expires' in entry else ', expires: 2027-05-01'}}}"
        for entry in entries
    ]
    (root / "attestations.yaml").write_text("\n".join(["attestations:", *lines]) + "\n")


def evidence(root: Path, name: str) -> str:
    path = root / "docs" / "evidence" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{name}: measured and met\n", encoding="utf-8")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return f'document: docs/evidence/{name}, sha256: "{digest}"'


def passing(aiarch: Aiarch, root: Path) -> list[str]:
    """Entries that sign for all that the pilot lacks, from the machine's own answer."""
    done = aiarch("promote", "--from", "dev", "--to", "staging", "--json", "-C", root)
    below = [c["control"] for c in done.json["result"]["controls"] if not c["met"]]
    assert below
    return [
        *(f"control: {name}" for name in below),
        f"id: success-metric, {evidence(root, 'metric.md')}",
        "id: budget-cap",
    ]


def staging(aiarch: Aiarch, root: Path, *more: str) -> object:
    return aiarch("promote", "--from", "dev", "--to", "staging", "--as-of", DAY, *more, "-C", root)


def test_promote_to_prod_refuses_with_everything_that_is_below_and_changes_nothing(
    aiarch: Aiarch, once: Looked
) -> None:
    before = tree_of(once.folder)
    done = aiarch("promote", "--from", "dev", "--to", "prod", "--as-of", DAY, "-C", once.folder)
    assert done.code == 10, done.err
    assert "Promotion of retail-forecast from dev to prod: production, risk tier 1" in done.out
    assert "encryption_keys_deletion_window_days" in done.out
    assert (
        "- RSK-01 AI risk management system (aws): designed; needed: attested; owner: Model risk"
        in done.out
    )
    assert "- MON-01 Data, feature and prediction drift monitoring (aws): " in done.out
    for name in ("success-metric", "independent-validation", "recovery-drill", "on-call"):
        assert f"- {name}: nobody has signed; needed: attested; owner: " in done.out
    assert "there is no saved plan of prod: aiarch plan -e prod" in done.out
    assert "`environments: [prod]` and the `document` that shows it" in done.out
    assert "%" not in done.out
    assert tree_of(once.folder) == before


def test_promote_json_says_which_controls_are_scanned_and_why_others_are_not(
    aiarch: Aiarch, project: Path
) -> None:
    done = aiarch("promote", "--from", "dev", "--to", "prod", "--format", "json", "-C", project)
    assert done.json["ok"] is False
    controls = {c["control"]: c for c in done.json["result"]["controls"]}
    assert (controls["LOG-01"]["state"], controls["LOG-01"]["met"]) == ("scanned", True)
    assert controls["GOV-02"]["why"] == "no check of checkov is known to prove it on this platform"
    assert controls["CRY-01"]["why"].startswith("found nothing to look at: ")
    assert {c["state"] for c in controls.values()} <= {"missing", "designed", "rendered", "scanned"}


def test_promote_pilot_passes_with_attestations(aiarch: Aiarch, project: Path) -> None:
    sign(project, *passing(aiarch, project))
    done = staging(aiarch, project)
    assert done.code == 0, done.out
    assert "What stands in the way" not in done.out
    assert done.out.endswith("nothing stands in the way: staging may become pilot\n")
    assert "missing, attested" in done.out
    assert aiarch("promote", "--from", "dev", "--to", "prod", "-C", project).code == 10


def test_promote_expired_signature_is_void_with_the_reason(aiarch: Aiarch, project: Path) -> None:
    entries = [e for e in passing(aiarch, project) if "budget-cap" not in e]
    sign(project, *entries, f"id: budget-cap, expires: {DAY}")
    assert staging(aiarch, project).code == 0
    done = aiarch(
        "promote", "--from", "dev", "--to", "staging", "--as-of", "2026-11-26", "-C", project
    )
    assert done.code == 10
    assert "refused: 1 thing is not as pilot requires" in done.out
    assert (
        "budget-cap: signed, but it does not count; needed: attested; owner: Platform team"
        in done.out
    )
    assert f"expired on {DAY}" in done.out


def test_promote_tampered_document_voids_the_signature(aiarch: Aiarch, project: Path) -> None:
    sign(project, *passing(aiarch, project))
    (project / "docs/evidence/metric.md").write_text("not met\n")
    done = staging(aiarch, project)
    assert done.code == 10
    assert (
        "docs/evidence/metric.md is not the document that was signed (its sha256 differs)"
        in done.out
    )


def test_promote_unknown_control_in_attestations_exits_3_with_the_nearest(
    aiarch: Aiarch, project: Path
) -> None:
    sign(project, "control: GOV-1")
    done = staging(aiarch, project)
    assert done.code == 3
    assert done.first == ("attestations.yaml:2:6: error[ATT003]: no control is called 'GOV-1'")
    assert "did you mean 'GOV-" in done.err


def test_promote_counts_a_live_claim_for_the_environment_it_names(
    aiarch: Aiarch, project: Path
) -> None:
    claim = f"control: GOV-02, state: live, environments: [prod], {evidence(project, 'probe.json')}"
    sign(project, claim)
    states = {
        target: {c["control"]: c["state"] for c in done.json["result"]["controls"]}
        for target in ("prod", "staging")
        for done in [aiarch("promote", "--from", "dev", "--to", target, "--json", "--as-of", DAY, "-C", project)]
    }  # fmt: skip
    assert (states["prod"]["GOV-02"], states["staging"]["GOV-02"]) == ("live", "rendered")


def saved_plan(root: Path, environment: str) -> Path:
    project = Project(root)
    (first, *_) = project.roots(environment)
    folder = project.plans(environment)
    folder.mkdir(parents=True)
    (folder / f"{first.stack}.{first.layer}.tfplan").write_bytes(b"plan")
    loss = PlannedChange(
        address="aws_s3_bucket.a", type="aws_s3_bucket", action=Action.REPLACE, holds="objects"
    )
    layer = LayerPlan(
        stack=first.stack, layer=first.layer, status=LayerStatus.PLANNED, changes=(loss,),
        plan_sha256=hashlib.sha256(b"plan").hexdigest(), tree_sha256=project.tree_sha256(first, environment),
    )  # fmt: skip
    plan = SavedPlan(
        project=project.name, environment=environment, engine="e",
        blueprint_sha256=project.blueprint_sha256, layers=(layer,),
    )  # fmt: skip
    (folder / "plan.json").write_text(plan.model_dump_json())
    return folder / f"{first.stack}.{first.layer}.tfplan"


def test_promote_reads_the_saved_plan_while_it_holds(aiarch: Aiarch, project: Path) -> None:
    path = saved_plan(project, "staging")
    done = staging(aiarch, project)
    assert "the saved plan of staging is one of changes: 1 replace" in done.out
    assert (
        "- plan, blocked at aws_s3_bucket.a: an open error; needed: none; owner: Platform team "
        "(replaces objects; nobody has allowed it)" in done.out
    )
    path.write_bytes(b"another")
    stale = staging(aiarch, project)
    assert (
        "the saved plan of staging does not count: the plan of aws/foundation is not the one that was reviewed"
        in stale.out
    )
    assert "plan, blocked" not in stale.out


def test_promote_refuses_a_tree_that_is_not_rendered_from_the_blueprint(
    aiarch: Aiarch, project: Path
) -> None:
    path = project / "stacks/aws/platform/environments/prod.tfvars"
    path.unlink()
    done = aiarch("promote", "--from", "dev", "--to", "prod", "-C", project)
    assert done.code == 10
    assert (
        "- rendered files: another state of stacks/aws/platform/environments/prod.tfvars"
        in done.out
    )
    assert "aws/platform: only dev has values for it" in done.out


def test_promote_stage_can_be_asked_for_and_is_said(aiarch: Aiarch, project: Path) -> None:
    done = staging(aiarch, project, "--stage", "production", "--format", "markdown")
    assert done.code == 10
    assert "to staging: production (asked for; staging is pilot by default)" in done.out
    assert "\n## Controls required at production\n\n| control | platform |" in done.out


def test_promote_to_an_environment_the_blueprint_was_not_decided_for_says_how(
    aiarch: Aiarch, rendered: Path, once: Looked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "validate", lambda *_, **__: once.report)
    monkeypatch.setattr(runner, "scan_of_project", lambda *_: once.scan)
    done = aiarch("promote", "--from", "dev", "--to", "prod", "-C", rendered)
    assert done.code == 10
    assert "- stage of the blueprint: pilot; needed: production; owner: demand-planning" in done.out
    assert "- environment prod: dev, staging; needed: prod" in done.out


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (("--from", "dev", "--to", "prdo"), "no environment 'prdo' here", "did you mean 'prod'?"),
        (("--from", "sandbox", "--to", "prod"), "no environment 'sandbox' here", "environments: dev, prod, staging"),
        (("--from", "dev", "--to", "dev"), "dev cannot be promoted to itself", "give two environments"),
        (("--from", "dev", "--to", "prod", "--stage", "pilott"), "unknown stage 'pilott'", "did you mean 'pilot'?"),
        (("--from", "dev", "--to", "prod", "--format", "md"), "unknown format 'md'", "formats: text, json, markdown"),
        (("--from", "dev", "--to", "prod", "--as-of", "soon"), "'soon' is no date", "YYYY-MM-DD"),
    ],
)  # fmt: skip
def test_promote_wrong_argument_is_explained(
    aiarch: Aiarch, once: Looked, arguments: tuple[str, ...], message: str, hint: str
) -> None:
    done = aiarch("promote", *arguments, "-C", once.folder)
    assert done.code == 2
    assert message in done.err
    assert hint in done.err
    assert len(done.err.splitlines()) <= 3


def test_promote_before_a_render_exits_3(aiarch: Aiarch, assessed: Path) -> None:
    done = aiarch("promote", "--from", "dev", "--to", "staging", "-C", assessed)
    assert done.code == 3
    assert "nothing is rendered here" in done.first
