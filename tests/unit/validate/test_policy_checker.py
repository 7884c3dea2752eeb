from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aiarch.errors import ExitCode, Severity
from aiarch.validate.finding import Report, Status, Suppression
from aiarch.validate.policy import Policy
from aiarch.validate.scanner import Record, Scan, declared_name
from aiarch.validate.tree import ProjectTree

Build = Callable[..., ProjectTree]
STORE = "modules/aws/store/main.tf"


def record(
    result: str, check: str, resource: str = "module.store.aws_s3_bucket.this", comment: str = ""
) -> Record:
    return Record(result, check, f"Ensure {check}.", STORE, 1, 4, resource, comment)


def scan(
    *records: Record,
    resources: tuple[tuple[str, str], ...] = ((STORE, "module.store.aws_s3_bucket.this"),),
    **more: object,
) -> Scan:
    return Scan(version="3", resources=resources, records=records, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("aws_a.b", "aws_a.b"),
        ('module.x["a.b"].module.y[0].aws_a.b["c.d"]', "aws_a.b"),
    ],
)
def test_declared_name_modules_and_keys_are_left_out(address: str, name: str) -> None:
    assert declared_name(address) == name


def test_policy_failed_check_of_a_module_called_twice_is_one_finding(tree: Build) -> None:
    seen = scan(
        record("failed", "CKV_T_1", "module.b.aws_s3_bucket.this"),
        record("failed", "CKV_T_1", "module.a.aws_s3_bucket.this"),
        record("passed", "CKV_T_2"),
    )
    report = Policy().check(tree(seen=seen))
    assert [(f.id, str(f.at), f.resource, f.message, f.severity) for f in report.findings] == [
        (
            "CKV_T_1", f"{STORE}:1", "module.a.aws_s3_bucket.this", "Ensure CKV_T_1 (also module.b.aws_s3_bucket.this)", Severity.ERROR,
        )
    ]  # fmt: skip
    assert report.facts["passed"] == 1


def test_policy_severity_comes_from_the_knowledge(tree: Build) -> None:
    report = Policy().check(tree(seen=scan(record("failed", "CKV_T_9"))))
    assert [(f.id, f.severity) for f in report.findings] == [("CKV_T_9", Severity.WARNING)]


def suppressed(comment: str) -> dict[str, str]:
    return {
        STORE: f'resource "aws_s3_bucket" "this" {{\n  # checkov:skip=CKV_T_1:{comment}\n  bucket = var.name\n}}\n'
    }


def test_policy_valid_suppression_takes_the_finding_back(tree: Build) -> None:
    comment = "because; owner=team; expires=2027-01-31"
    report = Policy().check(
        tree(suppressed(comment), seen=scan(record("skipped", "CKV_T_1", comment=comment)))
    )
    assert [(f.id, f.suppressed) for f in report.findings] == [
        ("CKV_T_1", Suppression("because", "team", "2027-01-31"))
    ]
    assert Report("p", (report,)).exit_code() is ExitCode.OK


def test_policy_expired_suppression_takes_nothing_back(tree: Build) -> None:
    comment = "because; owner=team; expires=2026-01-31"
    report = Policy().check(
        tree(suppressed(comment), seen=scan(record("skipped", "CKV_T_1", comment=comment)))
    )
    assert [(f.id, f.suppressed, f.message) for f in report.findings] == [
        ("CKV_T_1", None, "Ensure CKV_T_1"),
        ("SUP004", None, "the suppression expired on 2026-01-31: CKV_T_1"),
    ]
    assert Report("p", (report,)).exit_code() is ExitCode.FINDINGS


def test_policy_suppression_that_hides_nothing_is_named(tree: Build) -> None:
    comment = "because; owner=team; expires=2027-01-31"
    report = Policy().check(tree(suppressed(comment), seen=scan()))
    assert [(f.id, str(f.at), f.message) for f in report.findings] == [
        ("SUP007", f"{STORE}:2:5", "the suppression of CKV_T_1 takes nothing back")
    ]


def test_policy_suppression_on_a_module_call_is_not_idle(tree: Build) -> None:
    call = 'module "store" {\n  # checkov:skip=CKV_T_1:because; owner=team; expires=2027-01-31\n  source = "../../../modules/aws/store"\n\n  name = var.name\n}\n'
    assert Policy().check(tree({"stacks/aws/foundation/main.tf": call}, seen=scan())).findings == ()


def test_policy_unparsed_file_and_unseen_resource_are_findings(tree: Build) -> None:
    more = {
        "modules/aws/store/more.tf": 'resource "aws_more" "this" {}\n',
        "modules/aws/store/bad.tf": 'resource "aws_bad" "this" {}\n',
    }
    report = Policy().check(tree(more, seen=scan(unparsed=("modules/aws/store/bad.tf",))))
    assert [(f.id, str(f.at), f.resource) for f in report.findings] == [
        ("POL001", "modules/aws/store/bad.tf", ""),
        ("POL002", "modules/aws/store/more.tf:1", "aws_more.this"),
    ]


def test_policy_own_check_that_does_not_load_is_a_failure_with_findings_kept(tree: Build) -> None:
    report = Policy().check(
        tree(seen=scan(record("failed", "CKV_T_1"), broken=("resource/x.py: SyntaxError: no",)))
    )
    assert (report.status, report.reason) == (
        Status.FAILED,
        "own checks do not load: resource/x.py: SyntaxError: no",
    )
    assert [f.id for f in report.findings] == ["CKV_T_1"]


def test_policy_crashed_check_counts_by_who_owns_it(tree: Build) -> None:
    report = Policy().check(
        tree(seen=scan(crashed=("CKV_AIARCH_1", "CKV_AWS_1"), own=frozenset({"CKV_AIARCH_1"})))
    )
    assert [(f.id, f.severity) for f in report.findings] == [
        ("POL003", Severity.ERROR),
        ("POL003", Severity.WARNING),
    ]


def test_report_with_a_blind_checker_is_never_ok(tree: Build) -> None:
    report = Policy().check(tree(seen=scan(broken=("x",))))
    assert Report("p", (report,)).exit_code() is ExitCode.TOOL_FAILED


def test_project_is_left_alone(tree: Build) -> None:
    made = tree(seen=scan())
    before = sorted(p.relative_to(made.root) for p in Path(made.root).rglob("*"))
    Policy().check(made)
    assert sorted(p.relative_to(made.root) for p in Path(made.root).rglob("*")) == before
