from __future__ import annotations

from collections.abc import Callable

import pytest

from aiarch.validate.finding import Finding
from aiarch.validate.lifecycle import Lifecycle
from aiarch.validate.tree import ProjectTree

Build = Callable[..., ProjectTree]
STORE = "modules/aws/store"


def found(tree: ProjectTree, entry: str) -> list[Finding]:
    return [f for f in Lifecycle().check(tree).findings if f.id == entry]


def told(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(str(f.at), str(f.severity), f.resource) for f in findings]


def test_lifecycle_closed_service_is_an_error_where_it_is_declared(tree: Build) -> None:
    text = '\nresource "aws_old_thing" "this" {}\n\ndata "aws_old_data" "that" {}\n'
    findings = found(tree({f"{STORE}/x.tf": text}), "LC001")
    assert told(findings) == [
        (f"{STORE}/x.tf:2", "error", "aws_old_thing.this"),
        (f"{STORE}/x.tf:4", "error", "data.aws_old_data.that"),
    ]
    assert findings[0].message == "Old service is closed to new customers since 2026-04-30"
    assert findings[0].hint == "use instead: the new service"


def test_lifecycle_flavour_that_makes_the_use_deliberate_is_respected(tree: Build) -> None:
    blueprint = """
apiVersion: aiarch.dev/v1
kind: Blueprint
metadata: {name: shop, owner: platform-team}
stacks:
  - platform: aws
    capabilities: {governance.policy: {flavour: old}}
environments: {dev: {}, prod: {}}
"""
    text = 'resource "aws_old_thing" "this" {}\n'
    assert found(tree({f"{STORE}/x.tf": text, "blueprint.yaml": blueprint}), "LC001") == []


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-09-01", []),
        ("2026-09-02", [("warning", "Coming end will be retired from 2027-03-01")]),
        ("2027-02-28", [("warning", "Coming end will be retired from 2027-03-01")]),
        ("2027-03-01", [("error", "Coming end is retired since 2027-03-01")]),
    ],
)
def test_lifecycle_coming_end_warns_for_half_a_year(
    tree: Build, as_of: str, expected: list[tuple[str, str]]
) -> None:
    made = tree(
        {f"{STORE}/x.tf": 'resource "aws_ending" "this" {}\nresource "aws_far" "this" {}\n'},
        as_of=as_of,
    )
    assert [(str(f.severity), f.message) for f in found(made, "LC002")] == expected
    assert found(made, "LC003") == []


@pytest.mark.parametrize(
    ("block", "line"),
    [
        ('resource "aws_eip" "this" {\n  vpc = true\n}\n', 2),
        ('resource "aws_thing" "this" {\n  outer {\n    inner {\n      a = 1\n    }\n  }\n}\n', 3),
        (
            'resource "aws_thing" "this" {\n  dynamic "outer" {\n    for_each = [1]\n    content {\n      inner = 1\n    }\n  }\n}\n',
            5,
        ),
        ('resource "aws_mode" "this" {\n\n  kind = "old"\n}\n', 3),
        ('terraform {\n  backend "s3" {\n    dynamodb_table = "locks"\n  }\n}\n', 1),
    ],
)
def test_lifecycle_argument_is_found_static_dynamic_and_by_value(
    tree: Build, block: str, line: int
) -> None:
    findings = found(tree({f"{STORE}/x.tf": block}), "LC004")
    assert [str(f.at).split(":")[:2] for f in findings] == [[f"{STORE}/x.tf", str(line)]]
    assert "by a second-hand source" in findings[0].message


@pytest.mark.parametrize(
    "block",
    [
        'resource "aws_eip" "this" {\n  domain = "vpc"\n}\n',
        'resource "aws_eip" "this" {\n  vpc = null\n}\n',
        'resource "aws_eips" "this" {\n  vpc = true\n}\n',
        'resource "aws_thing" "this" {\n  inner = 1\n}\n',
        'resource "aws_mode" "this" {\n  kind = "NEW"\n}\n',
    ],
)
def test_lifecycle_other_arguments_are_left_alone(tree: Build, block: str) -> None:
    assert found(tree({f"{STORE}/x.tf": block}), "LC004") == []


def test_lifecycle_values_are_found_in_terraform_and_in_manifests(tree: Build) -> None:
    files = {
        f"{STORE}/x.tf": 'locals {\n  image   = "docker.io/dead/app:1"\n  runtime = ["DEAD-1_0"]\n  # "DEAD-1_0"\n  text    = "not DEAD-1_0 at all"\n}\n',
        f"{STORE}/files/chart.yaml": "image: docker.io/dead/db:2\n# image: docker.io/dead/db:3\nother: docker.io/alive/db\n",
        f"{STORE}/files/list.json": '{"images": ["docker.io/dead/x"]}\n',
        f"{STORE}/module.yaml": "summary: docker.io/dead/x\n",
    }
    assert told(found(tree(files), "LC005")) == [
        (f"{STORE}/files/chart.yaml:1:8", "error", ""),
        (f"{STORE}/files/list.json:1:14", "error", ""),
        (f"{STORE}/x.tf:2:14", "error", ""),
        (f"{STORE}/x.tf:3:15", "error", ""),
    ]


def test_lifecycle_superseded_framework_that_was_chosen_is_named(tree: Build) -> None:
    assert told(found(tree(), "LC006")) == [("blueprint.yaml", "warning", "")]
