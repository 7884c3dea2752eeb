"""`aiarch permissions` on a rendered project."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from clirun import RETAIL, Aiarch

from aiarch.catalog.catalog import Catalog
from aiarch.catalog.permissions import load_permissions
from aiarch.cli.main import run
from aiarch.report.permission_uses import inventory
from aiarch.report.permissions import Role, deployer

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "permissions"
LIMIT = 6144


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The retail example rendered, once: the command writes nothing."""
    folder = tmp_path_factory.mktemp("retail")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIARCH_CACHE_DIR", "")
        assert run(["assess", "-q", "--no-input", "--answers", str(RETAIL), "-C", str(folder)]) == 0
        assert run(["render", "-q", "-C", str(folder)]) == 0
    return folder


def test_permissions_of_the_aws_example_are_the_golden_ones(
    aiarch: Aiarch, rendered: Path, update_golden: bool
) -> None:
    done = aiarch("permissions", "-e", "dev", "--format", "json", "-C", rendered)
    assert done.code == 0, done.err
    text = json.dumps(done.json["result"]["policies"], indent=1) + "\n"
    path = GOLDEN / "retail-forecasting-aws.dev.json"
    if update_golden:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
    again = aiarch("permissions", "-e", "dev", "--format", "json", "-C", rendered)
    assert again.out == done.out


def test_permissions_documents_are_policies_without_wildcard_actions(
    aiarch: Aiarch, rendered: Path
) -> None:
    done = aiarch("permissions", "--json", "--account", "123456789012", "-C", rendered)
    policies = done.json["result"]["policies"]
    assert {(p["stack"], p["environment"], p["role"]) for p in policies} == {
        ("aws", environment, role)
        for environment in ("dev", "staging")
        for role in ("apply", "plan")
    }
    for policy in policies:
        text = json.dumps(policy["document"], separators=(",", ":"))
        assert len(text) <= LIMIT
        assert "{" + "account}" not in text
        for statement in policy["document"]["Statement"]:
            assert statement["Effect"] == "Allow"
            assert not [a for a in statement["Action"] if "*" in a]
            if statement["Resource"] == ["*"] and policy["role"] == "apply":
                assert statement["Sid"].startswith("ReadAny") or statement["Condition"]


def test_permissions_role_stack_and_layer_narrow(aiarch: Aiarch, rendered: Path) -> None:
    def names(*arguments: str) -> set[str]:
        done = aiarch("permissions", "--json", "-e", "dev", *arguments, "-C", rendered)
        assert done.code == 0, done.err
        return {
            action
            for p in done.json["result"]["policies"]
            for s in p["document"]["Statement"]
            for action in s["Action"]
        }

    plan = names("--role", "plan")
    assert "sqs:CreateQueue" not in plan
    assert "sqs:GetQueueUrl" in plan
    assert "ec2:CreateVpc" in names("--stack", "aws", "--layer", "foundation")
    assert "ec2:CreateVpc" not in names("--layer", "platform")
    assert "iam:CreateOpenIDConnectProvider" not in names()
    assert "iam:CreateOpenIDConnectProvider" in names("--layer", "bootstrap")


def test_permissions_hcl_is_terraform_alone(aiarch: Aiarch, rendered: Path) -> None:
    done = aiarch("permissions", "-e", "dev", "--role", "plan", "--format", "hcl", "-C", rendered)
    assert done.code == 0, done.err
    assert done.out.startswith("# Made by `aiarch permissions`")
    assert 'resource "aws_iam_policy" "retail_forecast_dev_plan_1" {' in done.out
    assert "${data.aws_caller_identity.deployer.account_id}:" in done.out


def test_permissions_text_shows_what_the_documents_cannot_say(
    aiarch: Aiarch, rendered: Path
) -> None:
    done = aiarch("permissions", "-e", "dev", "-C", rendered)
    assert done.code == 0
    assert "retail-forecast-dev-apply-1" in done.out
    assert "force_destroy" in done.out
    assert "aws_inspector2_enabler" in done.out.rpartition("not compared with a source")[2]


def test_permissions_unknown_type_is_a_finding(
    aiarch: Aiarch, rendered: Path, tmp_path: Path
) -> None:
    shutil.copytree(rendered, tmp_path, dirs_exist_ok=True)
    extra = tmp_path / "stacks/aws/platform/own.tf"
    extra.write_text('\nresource "aws_lightsail_instance" "x" {}\n')
    done = aiarch("permissions", "-e", "dev", "-C", tmp_path)
    assert done.code == 10
    assert done.first == (
        "stacks/aws/platform/own.tf:2: error[PRM001]: "
        "nothing is known about aws_lightsail_instance: no right is granted for it"
    )


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--role", "aply"), 2, "did you mean 'apply'?"),
        (("--format", "yaml"), 2, "known: text, json, hcl"),
        (("-e", "dve"), 2, "known: dev, staging"),
        (("--stack", "azure"), 3, "no root module for azure"),
    ],
)
def test_permissions_wrong_argument_is_explained(
    aiarch: Aiarch, rendered: Path, arguments: tuple[str, str], code: int, said: str
) -> None:
    done = aiarch("permissions", *arguments, "-C", rendered)
    assert done.code == code
    assert said in done.err
    assert len(done.err.splitlines()) <= 3


def test_permissions_before_render_says_so(aiarch: Aiarch, tmp_path: Path) -> None:
    done = aiarch("permissions", "-C", tmp_path)
    assert done.code == 3
    assert "nothing is rendered here" in done.first


def test_permissions_write_makes_the_files_that_the_bootstrap_reads(
    aiarch: Aiarch, rendered: Path, tmp_path: Path
) -> None:
    shutil.copytree(rendered, tmp_path, dirs_exist_ok=True)
    assert aiarch("permissions", "--check", "-C", tmp_path).code == 0
    done = aiarch("permissions", "--write", "--json", "-C", tmp_path)
    assert done.code == 0, done.err
    files = ["bootstrap/aws/permissions/dev.json", "bootstrap/aws/permissions/staging.json"]
    assert done.json["result"]["files"] == files
    content = json.loads((tmp_path / files[0]).read_text())
    printed = aiarch("permissions", "--json", "-e", "dev", "-C", tmp_path).json["result"][
        "policies"
    ]
    assert [len(content[role]) for role in ("plan", "apply")] == [2, 5]
    assert [
        [s["Action"] for s in content[p["role"]][p["name"][-1]]["Statement"]] for p in printed
    ] == [[s["Action"] for s in p["document"]["Statement"]] for p in printed]
    assert "iam::{account}:role/retail-forecast-dev/*" in json.dumps(content)
    main = (tmp_path / "bootstrap/aws/main.tf").read_text()
    assert "${path.module}/permissions/${var.environment}.json" in main
    assert aiarch("permissions", "--check", "-C", tmp_path).code == 0
    assert aiarch("render", "--check", "-C", tmp_path).code == 0


def test_permissions_check_finds_files_that_are_old(
    aiarch: Aiarch, rendered: Path, tmp_path: Path
) -> None:
    shutil.copytree(rendered, tmp_path, dirs_exist_ok=True)
    assert aiarch("permissions", "--write", "-e", "dev", "-C", tmp_path).code == 0
    (tmp_path / "stacks/aws/platform/own.tf").write_text(
        'resource "aws_auditmanager_assessment" "x" {}\n'
    )
    done = aiarch("permissions", "--check", "-C", tmp_path)
    assert done.code == 10
    assert done.first.startswith(
        "bootstrap/aws/permissions/dev.json: error[PRM007]: the rights of dev"
    )
    assert "0 no longer needed" in done.first
    assert "aiarch permissions --write" in done.err
    assert "staging" not in done.err


def test_permissions_check_of_a_broken_file_says_where(
    aiarch: Aiarch, rendered: Path, tmp_path: Path
) -> None:
    shutil.copytree(rendered, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "bootstrap/aws/permissions/dev.json"
    path.parent.mkdir()
    path.write_text("[")
    done = aiarch("permissions", "--check", "-C", tmp_path)
    assert (done.code, len(done.err.splitlines())) == (3, 2)
    assert done.first == "bootstrap/aws/permissions/dev.json: error[PRM008]: this is no JSON object"


@pytest.mark.parametrize(
    "arguments",
    [("--write", "--check"), ("--write", "--role", "plan"), ("--check", "--layer", "platform")],
)
def test_permissions_files_hold_everything(
    aiarch: Aiarch, rendered: Path, arguments: tuple[str, ...]
) -> None:
    done = aiarch("permissions", *arguments, "-C", rendered)
    assert done.code == 2
    assert "cannot be used with" in done.first
    assert not (rendered / "bootstrap/aws/permissions").exists()


def test_permissions_write_where_no_bootstrap_takes_them_is_refused(
    aiarch: Aiarch, rendered: Path, tmp_path: Path
) -> None:
    shutil.copytree(rendered, tmp_path, dirs_exist_ok=True)
    shutil.rmtree(tmp_path / "bootstrap")
    assert aiarch("permissions", "--check", "-C", tmp_path).code == 0
    done = aiarch("permissions", "--write", "-C", tmp_path)
    assert done.code == 3
    assert "no bootstrap of this project takes computed rights" in done.first


@pytest.mark.parametrize(
    ("example", "stack"), [("bank-credit-azure", "azure"), ("adtech-recommender-gcp", "gcp")]
)
def test_permissions_file_of_an_example_is_the_golden_one(
    aiarch: Aiarch, tmp_path: Path, update_golden: bool, example: str, stack: str
) -> None:
    answers = RETAIL.parent.parent / example / "assessment.yaml"
    assert aiarch("assess", "--no-input", "--answers", answers, "-C", tmp_path).code == 0
    assert aiarch("render", "--accept-low-confidence", "-C", tmp_path).code == 0
    done = aiarch("permissions", "--write", "-e", "dev", "-C", tmp_path)
    assert done.code == 0, done.err
    text = (tmp_path / f"bootstrap/{stack}/permissions/dev.json").read_text()
    path = GOLDEN / f"{example}.dev.json"
    if update_golden:
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
    for role in ("plan", "apply"):
        assert "*" not in json.dumps(json.loads(text)[role])


def test_permissions_of_a_provider_are_granted_whatever_its_resources(tmp_path: Path) -> None:
    root = tmp_path / "stacks/azure/foundation"
    (root / "environments").mkdir(parents=True)
    (root / "environments/dev.tfvars").write_text('project = "shop"\nlocation = "westeurope"\n')
    (root / "providers.tf").write_text(
        'provider "azurerm" {\n  features {}\n}\n\nprovider "time" {}\n'
    )
    found = deployer(inventory(tmp_path), load_permissions(Catalog.of()))
    assert found.findings == ()
    assert {(p.role, p.rights) for p in found.policies} == {
        (role, ("Microsoft.Resources/subscriptions/providers/read",)) for role in Role
    }
