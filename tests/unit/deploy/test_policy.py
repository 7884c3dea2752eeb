from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from aiarch.deploy.policy import UNKNOWN, _Files, _fill, _findings, _judged, changed, filled
from aiarch.errors import ToolFailedError, ToolMissingError
from aiarch.proc import Completed
from aiarch.validate.scanner import Record, Scan

TODAY = "2026-01-01"
REASON = "public by design; owner=web; expires={}"


def files(*records: tuple[str, str, str, str]) -> _Files:
    """What the scan of the files said: result, check, resource, comment."""
    made = tuple(Record(r, c, "name", "/main.tf", 1, 2, a, comment) for r, c, a, comment in records)
    return _Files(Scan("3.2", (), made), TODAY)


def record(
    check: str, resource: str, *, around: bool = False, result: str = "failed"
) -> dict[str, Any]:
    return {
        "result": result,
        "check": check,
        "name": "It is closed.",
        "resource": resource,
        "around": around,
    }


def planned(records: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    return frozenset(r["resource"] for r in records)


def found(said: _Files, *records: dict[str, Any]) -> list[tuple[str, str, str]]:
    weights = {"CKV_AWS_2": "warning"}
    return [
        (f.check, f.address, f.severity)
        for f in _findings(records, planned(records), said, weights)
    ]


@pytest.mark.terraform
def test_filled_puts_a_word_for_what_only_an_apply_tells(documents: Mapping[str, Any]) -> None:
    plan = filled(documents["create"])
    after = {c["address"]: c["change"]["after"] for c in plan["resource_changes"]}
    planned = {r["address"]: r["values"] for r in plan["planned_values"]["root_module"]["resources"]}  # fmt: skip
    (inner,) = plan["planned_values"]["root_module"]["child_modules"][0]["resources"]
    for values in (after["terraform_data.updated"], planned["terraform_data.updated"]):
        assert values["id"] == f"{UNKNOWN}terraform_data.updated.id"
        assert values["output"] == f"{UNKNOWN}terraform_data.updated.output"
        assert values["input"] == "one"
    assert inner["values"]["id"].startswith(f"{UNKNOWN}module.")


@pytest.mark.terraform
def test_filled_leaves_a_removal_alone(documents: Mapping[str, Any]) -> None:
    plan = filled(documents["destroy"])
    assert {str(c["change"]["after"]) for c in plan["resource_changes"]} == {"None"}


@pytest.mark.parametrize(
    ("value", "marks", "full"),
    [
        ({"a": 1}, {"b": True}, {"a": 1, "b": f"{UNKNOWN}x.b"}),
        (None, {"b": True}, {"b": f"{UNKNOWN}x.b"}),
        (None, True, f"{UNKNOWN}x"),
        (
            {"a": [{"x": 1}, {}]},
            {"a": [{}, {"y": True}]},
            {"a": [{"x": 1}, {"y": f"{UNKNOWN}x.a[1].y"}]},
        ),
        ([1, 2], [True], [f"{UNKNOWN}x[0]", 2]),
        ({"a": {"b": {}}}, {"a": {"b": {"c": True}}}, {"a": {"b": {"c": f"{UNKNOWN}x.a.b.c"}}}),
        ({"a": 1}, {}, {"a": 1}),
        ({"a": 1}, None, {"a": 1}),
        ({"a": 1}, False, {"a": 1}),
        ("text", {"a": True}, "text"),
        ({"a": 1, "block": []}, {"block": []}, {"a": 1}),
    ],
)
def test_fill(value: Any, marks: Any, full: Any) -> None:
    assert _fill(value, marks, "x") == full


def test_findings_are_what_failed_by_check_and_address() -> None:
    assert found(
        files(),
        record("CKV_AWS_2", "aws_x.b"),
        record("CKV_AWS_1", "aws_x.a"),
        record("CKV_AWS_1", "aws_x.c", result="passed"),
    ) == [("CKV_AWS_1", "aws_x.a", "error"), ("CKV_AWS_2", "aws_x.b", "warning")]


@pytest.mark.parametrize(
    ("said", "around", "stays"),
    [
        (("skipped", REASON.format("2026-12-31")), False, False),
        (("skipped", REASON.format("2025-12-31")), False, True),  # it has expired
        (("skipped", "because"), False, True),  # nobody answers for it
        (("passed", ""), True, False),  # references are seen in the files only
        (("passed", ""), False, True),  # the plan knows the value better
        (("failed", ""), True, True),
    ],
)
def test_files_answer_for_a_failure_in_the_plan(
    said: tuple[str, str], around: bool, stays: bool
) -> None:
    result, comment = said
    of_files = files((result, "CKV_AWS_1", "module.m.aws_x.a", comment))
    failure = record("CKV_AWS_1", 'module.m["k.]x"].aws_x.a[0]', around=around)
    assert bool(found(of_files, failure)) is stays


def test_files_that_disagree_do_not_answer() -> None:
    both = files(
        ("passed", "CKV_AWS_1", 'aws_x.a["one"]', ""), ("failed", "CKV_AWS_1", 'aws_x.a["two"]', "")
    )
    assert found(both, record("CKV_AWS_1", 'aws_x.a["one"]', around=True)) != []


def test_findings_message_has_no_full_stop() -> None:
    (finding,) = _findings([record("CKV_AWS_1", "aws_x.a")], frozenset({"aws_x.a"}), files(), {})
    assert finding.message == "It is closed"


def test_judged_without_checkov() -> None:
    with pytest.raises(ToolMissingError, match="checkov cannot be imported"):
        _judged(Completed(5, "", "warning\ncheckov cannot be imported: no\n"))


@pytest.mark.parametrize(
    ("done", "says"),
    [
        (Completed(1, "", "Traceback\nKeyError: 'x'\n"), r"checkov broke on the plan \(exit 1\): KeyError: 'x'"),
        (Completed(0, "half", ""), r"checkov broke on the plan \(exit 0\): it said nothing"),
        (Completed(0, '{"records": [], "unparsed": ["/tmp/000.json"], "broken": []}', ""), "could not look at the whole plan: /tmp/000.json"),
        (Completed(0, '{"records": [], "unparsed": [], "broken": ["a.py: no"]}', ""), "could not look at the whole plan: a.py: no"),
    ],
)  # fmt: skip
def test_judged_scan_that_saw_too_little_is_no_pass(done: Completed, says: str) -> None:
    with pytest.raises(ToolFailedError, match=says):
        _judged(done)


@pytest.mark.parametrize(
    ("actions", "judged"),
    [
        (["create"], True),
        (["update"], True),
        (["delete", "create"], True),
        (["delete"], False),
        (["no-op"], False),
        (["read"], False),
    ],
)
def test_only_what_is_planned_is_judged(actions: list[str], judged: bool) -> None:
    change = {"address": "aws_x.a", "change": {"actions": actions}}
    assert ("aws_x.a" in changed({"resource_changes": [change]})) is judged
    failure = record("CKV_AWS_1", "aws_x.a")
    assert list(_findings([failure], frozenset(), files(), {})) == []
