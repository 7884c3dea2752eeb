from __future__ import annotations

from collections.abc import Callable

import pytest

from aiarch.validate import suppression
from aiarch.validate.finding import Suppression
from aiarch.validate.tree import ProjectTree

Build = Callable[..., ProjectTree]
STORE = "modules/aws/store/main.tf"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (":why not; owner=team; expires=2027-01-31", Suppression("why not", "team", "2027-01-31")),
        (
            ":two; reasons; expires=2027-01-31;owner = team ",
            Suppression("two; reasons", "team", "2027-01-31"),
        ),
        (":a=b is the reason", Suppression("a=b is the reason")),
        ("", Suppression("")),
    ],
)
def test_parse_parts_in_any_order_are_read(text: str, expected: Suppression) -> None:
    assert suppression.parse(text) == expected


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        (Suppression("because", "team", "2027-01-31"), []),
        (Suppression("because", "team", "2026-11-24"), []),
        (Suppression("because", "team", "2026-11-23"), ["SUP004"]),
        (Suppression("because", "team", "2026-13-01"), ["SUP003"]),
        (Suppression("because", "team", "soon"), ["SUP003"]),
        (Suppression("No comment provided"), ["SUP001", "SUP002", "SUP003"]),
        (Suppression(""), ["SUP001", "SUP002", "SUP003"]),
    ],
)
def test_faults_every_missing_part_and_the_past_are_named(
    told: Suppression, codes: list[str]
) -> None:
    assert [code for code, _ in suppression.faults(told, "2026-11-24")] == codes
    assert suppression.is_valid(told, "2026-11-24") is not bool(codes)


@pytest.mark.parametrize("word", ["checkov", "bridgecrew", "cortex"])
def test_findings_every_spelling_checkov_accepts_is_judged(tree: Build, word: str) -> None:
    text = f'resource "aws_s3_bucket" "this" {{\n  # {word}:skip=CKV_AWS_18,CKV_AWS_21\n  bucket = var.name\n}}\n'
    found = list(suppression.findings(tree({STORE: text}), "policy"))
    assert [(f.id, str(f.at)) for f in found] == [
        (code, f"{STORE}:2:5") for code in ("SUP001", "SUP002", "SUP003")
    ]
    assert found[0].message == "the suppression gives no reason: CKV_AWS_18, CKV_AWS_21"


def test_findings_more_than_five_in_a_stack_are_too_many(tree: Build) -> None:
    line = "  # checkov:skip=CKV_AWS_{}:because; owner=team; expires=2027-01-31\n"
    text = 'resource "aws_s3_bucket" "this" {\n' + "".join(line.format(n) for n in range(6)) + "}\n"
    found = list(suppression.findings(tree({STORE: text}), "policy"))
    assert [(f.id, str(f.at), f.message) for f in found] == [
        ("SUP005", f"{STORE}:7", "the aws stack has 6 suppressions; 5 is the most a stack may have")
    ]


def test_findings_module_that_no_stack_calls_does_not_count(tree: Build) -> None:
    line = "  # checkov:skip=CKV_AWS_{}:because; owner=team; expires=2027-01-31\n"
    text = 'resource "aws_s3_bucket" "this" {\n' + "".join(line.format(n) for n in range(6)) + "}\n"
    assert list(suppression.findings(tree({"modules/aws/other/main.tf": text}), "policy")) == []
