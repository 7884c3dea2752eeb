from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from aiarch.catalog.catalog import Catalog
from aiarch.errors import Severity
from aiarch.validate.coverage import Coverage, TypeCoverage, coverage_of
from aiarch.validate.knowledge import matching, own_checks_for, policy_files, severities
from aiarch.validate.scanner import Record, Scan
from aiarch.validate.tree import ProjectTree

Build = Callable[..., ProjectTree]
STORE = "modules/aws/store/main.tf"
BUCKET = (STORE, "module.store.aws_s3_bucket.this")


def record(result: str, check: str, resource: str = BUCKET[1]) -> Record:
    return Record(result, check, check, STORE, 1, 3, resource)


def test_coverage_only_real_looks_at_resources_count() -> None:
    seen = Scan(
        "3",
        (BUCKET, (STORE, "aws_x.a[0]"), (STORE, "aws_x.a[1]")),
        (
            record("passed", "CKV_T_1"),
            record("failed", "CKV_AIARCH_1"),
            record("skipped", "CKV_T_2"),
            record("passed", "CKV_TF_1"),
            record("passed", "CKV_T_3", "aws_iam_policy_document.data"),
            record("passed", "CKV_T_4", "aws_x.a[1]"),
        ),
        own=frozenset({"CKV_AIARCH_1"}),
    )
    assert coverage_of(seen) == (
        TypeCoverage("aws_s3_bucket", 1, 2, 1),
        TypeCoverage("aws_x", 2, 1, 0),
    )
    assert coverage_of(seen)[1].per_resource == 0.5


def test_coverage_type_nobody_looks_at_must_be_acknowledged(tree: Build) -> None:
    seen = Scan(
        "3",
        (BUCKET, (STORE, "aws_join_a.b"), ("x.tf", "helm_other.c")),
        (record("passed", "CKV_T_1"), record("passed", "CKV_T_2")) * 2,
    )
    report = Coverage().check(tree(seen=seen))
    assert [(f.id, f.severity, f.message) for f in report.findings] == [
        ("COV001", Severity.ERROR, "no check looks at helm_other (1 in this project)")
    ]
    assert [(r["type"], r["acknowledged"]) for r in report.table] == [
        ("aws_join_a", "joins two things that are checked"),
        ("aws_s3_bucket", ""),
        ("helm_other", ""),
    ]


def test_coverage_thin_cloud_is_a_warning_with_the_numbers(tree: Build) -> None:
    report = Coverage().check(tree(seen=Scan("3", (BUCKET,), (record("passed", "CKV_T_1"),))))
    assert [(f.id, f.severity, f.message) for f in report.findings] == [
        ("COV002", Severity.WARNING, "1 real checks on 1 aws resources, 1.0 each; 2 is wanted")
    ]
    assert report.facts == {"resources": 1, "checks": 1, "checks_per_resource": 1.0, "types": 1}


def test_coverage_blind_type_needs_a_check_of_our_own_on_each_resource(tree: Build) -> None:
    releases = (STORE, "helm_release.a"), (STORE, "helm_release.b")
    seen = Scan(
        "3", releases, (record("passed", "CKV_AIARCH_1", "helm_release.a"), record("passed", "CKV_T_1", "helm_release.b")),
        own=frozenset({"CKV_AIARCH_1"}),
    )  # fmt: skip
    report = Coverage().check(tree(seen=seen))
    assert [(f.id, f.resource) for f in report.findings] == [("COV003", "helm_release.b")]


def test_built_in_policy_acknowledges_each_type_once_and_none_that_must_be_seen() -> None:
    catalog = Catalog.of()
    types = [
        t for file in policy_files(catalog) for entry in file.acknowledged for t in entry.types
    ]
    assert [t for t, n in Counter(types).items() if n > 1] == []
    assert [t for t in types if matching(own_checks_for(catalog), t)] == []
    assert "azapi_resource" in own_checks_for(catalog)
    assert severities(catalog)["CKV_AWS_144"] is Severity.WARNING
