"""Both sides of a hybrid's links: outputs, variables, agreed values, and what is refused (ADR 0008)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from aiarch.errors import InputError
from aiarch.model.composition import UNSET, Composition, Expr, LinkEnd, Root, RootVariable

Build = Callable[..., Composition]

KINDS = """links:
  - id: network
    title: Network
    crossings: [{id: N1, payload: routes, way: both, what: Listed ranges., because: b}]
    fields:
      cidrs:
        help: ranges
        type: list(string)
        apart: true
        offered: {aws: "[<data.lake.bucket>, <keys.store.key_id>]", onprem: "[]"}
        feeds: [keys.store.peers, data.lake.words]
      name: {help: a name, pattern: "[a-z]+"}
  - id: data
    title: Data hand-over
    crossings:
      - {id: D1, when: {fact: data.movability, eq: free}, payload: datasets, way: both, what: Released data sets., because: b}
      - {id: D2, payload: aggregates, way: to_primary, what: Only aggregates cross., because: b}
    fields:
      inbox: {help: place to write to, offered: {aws: '"s3://${<data.lake.bucket>}"', onprem: <ml.workspace.url>}}
"""
SITE = """name: onprem
title: On site
required_version: ">= 1.11"
providers:
  helm: {source: hashicorp/helm, version: "~> 3.0"}
backend: {type: kubernetes}
variables: {}
"""
FABRIC = """name: fabric
platform: onprem
layer: foundation
provides: {capability: gpu.fabric, flavour: nvidia}
summary: The fabric
providers: [helm]
inputs: {}
"""
HYBRID = """  - platform: onprem
    role: leg
    region: site
    capabilities:
      gpu.fabric: {flavour: nvidia}
links:
  - {kind: network, primary: aws, leg: onprem, way: both, payload: routes, what: Listed ranges., because: N1}
  - {kind: data, primary: aws, leg: onprem, way: to_primary, payload: aggregates, what: Only aggregates cross., because: D2}
environments: {dev: {}, prod: {region: eu-west-1}}
"""
PACK = {
    "blueprints/links.yaml": KINDS,
    "templates/stack/onprem/platform.yaml": SITE,
    "templates/modules/onprem/fabric/module.yaml": FABRIC,
}
ENVIRONMENTS = "environments: {dev: {}, prod: {region: eu-west-1}}\n"
AGREED = "leg: onprem, way: both, payload: routes, "


@pytest.fixture
def hybrid(build: Build) -> Build:
    """Compose the hybrid above, its text edited: (old, new) …"""

    def run(*edits: tuple[str, str], files: dict[str, str] | None = None) -> Composition:
        text = HYBRID
        for old, new in edits:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        return build((ENVIRONMENTS, text), files=PACK | (files or {}))

    return run


def agreed(values: str) -> tuple[str, str]:
    return (AGREED, f"{AGREED}agreed: {values}, ")


def root(composition: Composition, folder: str) -> Root:
    (found,) = (r for s in composition.stacks for r in s.roots if r.folder == folder)
    return found


def ends(composition: Composition) -> dict[tuple[str, str], LinkEnd]:
    return {
        (r.folder, end.kind): end for s in composition.stacks for r in s.roots for end in r.links
    }


def variable(found: Root, name: str) -> RootVariable:
    (one,) = (v for v in found.variables if v.name == name)
    return one


def messages(error: pytest.ExceptionInfo[InputError]) -> list[tuple[str, str]]:
    return [(d.code, d.message) for d in error.value.diagnostics]


def test_links_are_on_both_sides_in_the_latest_layer_they_read(hybrid: Build) -> None:
    assert set(ends(hybrid())) == {
        ("stacks/aws/platform", "network"),
        ("stacks/aws/platform", "data"),
        ("stacks/onprem/foundation", "network"),
        ("stacks/onprem/foundation", "data"),
    }


def test_links_outputs_say_what_modules_know_and_null_for_the_rest(hybrid: Build) -> None:
    composition = hybrid()
    outputs = {
        (r.folder, o.name): o.value
        for s in composition.stacks
        for r in s.roots
        for o in r.outputs
        if o.name.startswith("link_")
    }
    assert outputs == {
        ("stacks/aws/platform", "link_onprem_network"): {
            "payload": "routes",
            "way": "both",
            "cidrs": Expr(
                "[module.data_lake.bucket, data.terraform_remote_state.foundation.outputs.keys_store_key_id]"
            ),
            "name": None,
        },
        ("stacks/aws/platform", "link_onprem_data"): {
            "payload": "aggregates",
            "way": "to_primary",
            "inbox": Expr('"s3://${module.data_lake.bucket}"'),
        },
        ("stacks/onprem/foundation", "link_aws_network"): {
            "payload": "routes",
            "way": "both",
            "cidrs": Expr("[]"),
            "name": None,
        },
        ("stacks/onprem/foundation", "link_aws_data"): {
            "payload": "aggregates",
            "way": "to_primary",
            "inbox": None,
        },
    }


def test_link_peer_variable_is_null_and_refuses_another_payload(hybrid: Build) -> None:
    found = variable(root(hybrid(), "stacks/aws/platform"), "peer_onprem_data")
    assert found.default is None
    assert found.type == "object({\n  payload = string\n  inbox   = optional(string)\n})"
    assert (
        found.validation
        == 'var.peer_onprem_data == null ? true : var.peer_onprem_data.payload == "aggregates"'
    )


def test_link_direction_is_said_from_each_side(hybrid: Build) -> None:
    found = ends(hybrid())
    assert found["stacks/aws/platform", "data"].way == "inbound only"
    assert found["stacks/onprem/foundation", "data"].way == "outbound only, to aws"
    assert found["stacks/onprem/foundation", "network"].way == "both ways"


def test_link_agreed_values_reach_the_other_side_in_that_environment(hybrid: Build) -> None:
    composition = hybrid(
        agreed("{dev: {aws: {cidrs: [10.1.0.0/16]}, onprem: {cidrs: [10.2.0.0/16], name: site}}}")
    )
    aws, site = (
        root(composition, "stacks/aws/platform"),
        root(composition, "stacks/onprem/foundation"),
    )
    told = {"payload": "routes", "cidrs": ["10.2.0.0/16"], "name": "site"}
    assert aws.tfvars["dev"]["peer_onprem_network"] == told
    assert site.tfvars["dev"] == {
        "peer_aws_network": {"payload": "routes", "cidrs": ["10.1.0.0/16"]}
    }
    assert "peer_onprem_network" not in aws.tfvars["prod"]
    assert ends(composition)["stacks/aws/platform", "network"].open == ("prod",)
    assert ends(composition)["stacks/aws/platform", "data"].open == ("dev", "prod")


def test_link_value_feeds_a_setting_that_the_module_has(hybrid: Build) -> None:
    composition = hybrid(agreed("{dev: {onprem: {cidrs: [10.2.0.0/16]}}}"))
    found = root(composition, "stacks/aws/platform")
    assert found.calls[0].arguments["words"] == Expr("var.data_lake_words")
    assert found.tfvars["dev"]["data_lake_words"] == ["10.2.0.0/16"]
    assert found.tfvars["prod"]["data_lake_words"] is None


def test_link_value_does_not_replace_a_setting_of_the_blueprint(build: Build) -> None:
    text = HYBRID.replace(*agreed("{dev: {onprem: {cidrs: [10.2.0.0/16]}}}"))
    composition = build(
        (ENVIRONMENTS, text),
        ("{flavour: managed}\n", "{flavour: managed, settings: {words: [mine]}}\n"),
        files=PACK,
    )
    found = root(composition, "stacks/aws/platform")
    assert found.calls[0].arguments["words"] == ["mine"]


def test_link_reads_an_earlier_layer_through_a_variable_when_wiring_says_so(build: Build) -> None:
    text = HYBRID + "delivery: {wiring: variables}\n"
    found = root(build((ENVIRONMENTS, text), files=PACK), "stacks/aws/platform")
    value = next(o.value for o in found.outputs if o.name == "link_onprem_network")
    assert value["cidrs"] == Expr("[module.data_lake.bucket, var.keys_store_key_id]")
    assert variable(found, "keys_store_key_id").default is UNSET


REFUSED = [
    (("kind: network", "kind: networks"), "CMP040", "unknown link 'networks'", 18),
    (("kind: data", "kind: network"), "CMP041", "stacks aws and onprem have two network links", 19),
    (
        ("primary: aws, leg: onprem, way: to_primary", "primary: azure, leg: onprem, way: to_primary"),
        "CMP041", "the data link needs two stacks of this blueprint, 'azure' is no other one", 19,
    ),
    (("payload: aggregates", "payload: records"), "CMP042", "'records' is nothing a data link may carry", 19),
    (agreed("{staging: {aws: {name: a}}}"), "CMP043", "network link: the blueprint has no environment 'staging'", 18),
    (agreed("{dev: {gcp: {name: a}}}"), "CMP043", "network link: 'gcp' is not one of its sides", 18),
    (agreed("{dev: {aws: {cidr: a}}}"), "CMP043", "network link has no field 'cidr'", 18),
    (agreed("{dev: {aws: {name: A1}}}"), "CMP044", "network link, name: 'A1' does not match [a-z]+", 18),
    (
        agreed("{dev: {aws: {cidrs: [10.0.0.1/8]}}}"),
        "CMP044", "network link, cidrs: no CIDR range: 10.0.0.1/8 has host bits set", 18,
    ),
    (
        agreed("{dev: {aws: {cidrs: [10.0.0.0/8]}, onprem: {cidrs: [172.16.0.0/12, 10.9.0.0/16]}}}"),
        "CMP045", "network link: 10.9.0.0/16 of onprem overlaps 10.0.0.0/8 of aws", 18,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "code", "message", "line"), REFUSED)
def test_link_that_nobody_can_build_is_refused_at_its_place(
    hybrid: Build, edit: tuple[str, str], code: str, message: str, line: int
) -> None:
    with pytest.raises(InputError) as error:
        hybrid(edit)
    assert messages(error) == [(code, message)]
    assert (at := error.value.diagnostics[0].at) is not None
    assert (at.path, at.line) == ("blueprint.yaml", line)
