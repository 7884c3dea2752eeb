from __future__ import annotations

from collections.abc import Callable

import pytest

from aiarch.catalog.catalog import Catalog
from aiarch.catalog.lint.links import lint_links
from aiarch.catalog.lint.report import Report

MakeCatalog = Callable[[dict[str, str]], Catalog]

CAPABILITIES = """capabilities:
  - {id: network.private, title: t, stage: S3, purpose: p, flavours: [{name: managed, summary: s}], platform_outputs: {aws: [vpc_id]}}
"""
MODULE = """name: net
platform: aws
layer: foundation
provides: {capability: network.private, flavour: managed}
summary: s
providers: [aws]
inputs: {ranges: {from: setting.ranges}}
settings: {ranges: {type: list(string), help: h, default: []}}
"""
LINKS = """links:
  - id: network
    title: Network
    crossings:
      - {id: A, when: {fact: data.movability, eq: free}, payload: one, way: both, what: w, because: b}
      - {id: B, payload: two, way: both, what: w, because: b}
    fields:
      cidrs: {help: h, type: list(string), apart: true, offered: {aws: "[<network.private.vpc_id>]"}, feeds: [network.private.ranges]}
"""


def lint(make_catalog: MakeCatalog, *edits: tuple[str, str]) -> list[tuple[str, str, int]]:
    text = LINKS
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    catalog = make_catalog(
        {
            "blueprints/links.yaml": text,
            "blueprints/capabilities.yaml": CAPABILITIES,
            "templates/modules/aws/net/module.yaml": MODULE,
        }
    )
    report = Report(catalog)
    lint_links(catalog, report)
    return [(d.code, d.message, d.at.line if d.at else 0) for d in report.found]


def test_lint_links_sound_kind_is_silent(make_catalog: MakeCatalog) -> None:
    assert lint(make_catalog) == []


@pytest.mark.parametrize(
    ("edit", "found"),
    [
        (("{id: B, ", "{id: B, when: {fact: data.movability, eq: free}, "), ("LNK001", "network: B has a condition, so nothing may hold", 6)),
        (("{id: A, when: {fact: data.movability, eq: free}, ", "{id: A, "), ("LNK001", "network: A always holds, so later rules are dead", 5)),
        (("type: list(string), apart", "type: string, apart"), ("LNK002", "cidrs: only lists of CIDR ranges can be kept apart", 8)),
        (("type: list(string), apart: true", "type: list(str)"), ("LNK002", "cidrs: not a Terraform type: 'list(str)': unknown word 'str'", 8)),
        (("{aws: \"[", "{aw: \"["), ("LNK003", "cidrs: unknown platform 'aw'", 8)),
        (("<network.private.vpc_id>", "<network.privat.vpc_id>"), ("LNK003", "cidrs: unknown capability 'network.privat'", 8)),
        (("vpc_id>", "vpc_ids>"), ("LNK003", "cidrs: network.private has no output 'vpc_ids' on aws", 8)),
        (("network.private.ranges", "network.private.range"), ("LNK004", "cidrs: no module of network.private has a setting 'range'", 8)),
    ],
)  # fmt: skip
def test_lint_links_fault_is_found_at_its_place(
    make_catalog: MakeCatalog, edit: tuple[str, str], found: tuple[str, str, int]
) -> None:
    assert found in lint(make_catalog, edit)


def test_lint_links_shipped_kinds_are_sound() -> None:
    catalog = Catalog.of()
    report = Report(catalog)
    lint_links(catalog, report)
    assert report.found == []
    assert list(catalog.links) == ["network", "identity", "registry", "data"]
