"""The hybrid examples' meeting points as rendered: Terraform of both stacks and the architecture page."""

from __future__ import annotations

import dataclasses

import pytest

from aiarch.catalog.catalog import Catalog
from aiarch.model.assessment import Metadata
from aiarch.model.blueprint import Blueprint, EnvironmentRecord, Link, Selection, Stack
from aiarch.model.composition import (
    Composition,
    Expr,
    LinkEnd,
    LinkFact,
    Root,
    RootOutput,
    RootVariable,
    StackPlan,
)
from aiarch.model.link import Way
from aiarch.render.diagram import meeting_diagram
from aiarch.render.project import project_files

EVIL = 'Only aggregates cross. ${evil}\nresource "x" "y" {}'
TYPE = "object({\n  payload = string\n  inbox   = optional(string)\n})"


def end(peer: str, way: str, value: object) -> LinkEnd:
    output = RootOutput(
        f"link_{peer}_data", {"payload": "aggregates", "way": "to_primary", "inbox": value}, "d"
    )
    known = value.text if isinstance(value, Expr) else ""
    facts = (LinkFact("inbox", "Place the other side may write to", value, known),)
    variable = f"peer_{peer}_data"
    return LinkEnd(
        "data", "Data hand-over", peer, way, "aggregates", EVIL, variable, output, facts, ("dev",)
    )


def stack_of(base: Root, platform: str, title: str, role: str, found: LinkEnd) -> StackPlan:
    root = dataclasses.replace(
        base,
        platform=platform,
        folder=f"stacks/{platform}/foundation",
        outputs=(*base.outputs, found.output),
        variables=(*base.variables, RootVariable(found.variable, TYPE, "d", None)),
        links=(found,),
    )
    return StackPlan(platform, title, role, (root,))


@pytest.fixture
def hybrid(composition: Composition) -> Composition:
    base = composition.stacks[0].roots[0]
    cloud = end("onprem", "inbound only", Expr('"gs://${module.audit_trail.bucket}"'))
    site = end("gcp", "outbound only, to gcp", None)
    stacks = (
        stack_of(base, "gcp", "Google Cloud Vertex AI", "primary", cloud),
        stack_of(base, "onprem", "On site", "leg", site),
    )
    return dataclasses.replace(composition, stacks=stacks)


@pytest.fixture
def files(hybrid: Composition, catalog: Catalog) -> dict[str, str]:
    link = Link(
        kind="data", primary="gcp", leg="onprem", way=Way.TO_PRIMARY, payload="aggregates",
        what=EVIL, because="LD-1",
    )  # fmt: skip
    blueprint = Blueprint(
        metadata=Metadata(name="demo-platform"),
        stacks=tuple(
            Stack(platform=p, role=r, capabilities={"audit.trail": Selection(flavour="x")})
            for p, r in (("gcp", "primary"), ("onprem", "leg"))
        ),
        links=(link,),
        environments={"dev": EnvironmentRecord()},
    )
    rendered = project_files(hybrid, blueprint, catalog, None)
    return {f.path: f.content.decode() for f in rendered}


def test_links_tf_checks_each_side_and_says_what_may_cross(files: dict[str, str]) -> None:
    text = files["stacks/gcp/foundation/links.tf"]
    _, _, body = text.partition("\n\n")
    assert body == (
        "# Data hand-over with the onprem stack, inbound only. Payload: aggregates.\n"
        '# Only aggregates cross. ${evil} resource "x" "y" {}\n'
        'check "link_onprem_data" {\n'
        "  assert {\n"
        "    condition     = var.peer_onprem_data != null\n"
        '    error_message = "The data link with the onprem stack is open: agree on its values (docs/architecture.md), '
        'write them below links[].agreed of blueprint.yaml and render again."\n'
        "  }\n"
        "}\n"
    )
    assert 'check "link_gcp_data" {' in files["stacks/onprem/foundation/links.tf"]


def test_outputs_tf_of_a_link_is_as_terraform_fmt_writes_it(files: dict[str, str]) -> None:
    assert (
        'output "link_onprem_data" {\n'
        '  description = "d"\n'
        "  value = {\n"
        '    payload = "aggregates"\n'
        '    way     = "to_primary"\n'
        '    inbox   = "gs://${module.audit_trail.bucket}"\n'
        "  }\n"
        "}\n"
    ) in files["stacks/gcp/foundation/outputs.tf"]
    assert "    inbox   = null\n" in files["stacks/onprem/foundation/outputs.tf"]


def test_variables_tf_of_a_link_is_null_until_agreed(files: dict[str, str]) -> None:
    assert (
        'variable "peer_gcp_data" {\n'
        '  description = "d"\n'
        "  type = object({\n"
        "    payload = string\n"
        "    inbox   = optional(string)\n"
        "  })\n"
        "  default = null\n"
        "}\n"
    ) in files["stacks/onprem/foundation/variables.tf"]


def test_architecture_page_shows_links_of_both_stacks(files: dict[str, str]) -> None:
    page = files["docs/architecture.md"]
    assert (
        "| data | gcp (main), onprem (leg) | only to gcp | **aggregates.** Only aggregates cross."
        in page
    )
    assert "### Data hand-over: gcp to onprem" in page
    assert "### Data hand-over: onprem to gcp" in page
    assert (
        '| `inbox` | Place the other side may write to | `"gs://${module.audit_trail.bucket}"` |'
        in page
    )
    assert (
        "| `inbox` | Place the other side may write to | people; write it below `agreed` |" in page
    )


def test_architecture_page_of_one_stack_has_no_links(
    composition: Composition, blueprint: Blueprint, catalog: Catalog
) -> None:
    rendered = project_files(composition, blueprint, catalog, None)
    page = next(f.content.decode() for f in rendered if f.path == "docs/architecture.md")
    assert "Where the stacks meet" not in page
    assert not [f.path for f in rendered if f.path.endswith("links.tf")]


def test_meeting_diagram_draws_one_edge_from_the_side_that_sends(hybrid: Composition) -> None:
    text = meeting_diagram(hybrid.stacks)
    edges = [line.strip() for line in text.splitlines() if "-->" in line]
    assert edges == ['n_onprem_gcp_data -->|"aggregates"| n_gcp_onprem_data']
    assert 'subgraph n_gcp["Google Cloud Vertex AI"]' in text


def test_meeting_diagram_draws_both_ways_once(hybrid: Composition) -> None:
    both = tuple(
        dataclasses.replace(
            s,
            roots=tuple(
                dataclasses.replace(
                    r, links=tuple(dataclasses.replace(e, way="both ways") for e in r.links)
                )
                for r in s.roots
            ),
        )
        for s in hybrid.stacks
    )
    edges = [line.strip() for line in meeting_diagram(both).splitlines() if "-->" in line]
    assert edges == ['n_gcp_onprem_data <-->|"aggregates"| n_onprem_gcp_data']


def test_meeting_diagram_without_links_is_empty(composition: Composition) -> None:
    assert meeting_diagram(composition.stacks) == ""
