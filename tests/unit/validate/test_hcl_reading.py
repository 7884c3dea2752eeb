from __future__ import annotations

import pytest

from aiarch.validate.hcl import SyntaxFault, bound_names, parse, references


def test_references_indexes_are_left_out_and_places_are_kept() -> None:
    text = 'resource "a_b" "c" {\n  x = module.net["a"].id\n  y = "${var.one}-${a_b.d[0].e}"\n}\n'
    assert [(r.path, r.line, r.column, r.block) for r in references(text)] == [
        (("module", "net", "id"), 2, 7, "resource"),
        (("var", "one"), 3, 10, "resource"),
        (("a_b", "d", "e"), 3, 21, "resource"),
    ]


def test_references_function_calls_and_object_keys_are_none() -> None:
    text = 'locals {\n  a = provider::aws::arn_parse("x").region\n  b = { "k.l" = 1, m = max(1, 2) }\n}\n'
    assert [r.path for r in references(text) if r.path[0] in {"var", "local", "k"}] == []


def test_bound_names_for_and_dynamic_blocks_are_found() -> None:
    text = 'x = [for k, v in var.m : v]\ndynamic "rule" {\n  iterator = each_rule\n}\n'
    assert bound_names(text) == {"k", "v", "rule", "each_rule"}


def test_parse_terraform_settings_are_read() -> None:
    parsed = parse(
        'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws" }\n  }\n  backend "s3" {\n    key = "k"\n  }\n}\n',
        "versions.tf",
    )
    assert parsed.providers == {"aws": "hashicorp/aws"}
    assert parsed.backends["s3"].body == {"key": ["k"]}


def test_parse_no_hcl_says_where() -> None:
    with pytest.raises(SyntaxFault) as caught:
        parse('resource "a" "b" {\n  c = \n}\n', "main.tf")
    assert (caught.value.line, caught.value.column > 0) == (2, True)
