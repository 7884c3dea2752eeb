"""Which links a hybrid gets from its answers, and how the blueprint file keeps them."""

from __future__ import annotations

from pathlib import Path

from aiarch.blueprint.diff import diff_blueprints
from aiarch.blueprint.document import dump_blueprint, load_blueprint
from aiarch.blueprint.links import derive_links, link_remarks
from aiarch.catalog.catalog import Catalog
from aiarch.model.assessment import Metadata
from aiarch.model.blueprint import Blueprint, EnvironmentRecord, Link, Stack
from aiarch.model.condition import Facts

CATALOG = Catalog.of()
STACKS = (
    Stack(platform="gcp", capabilities={}),
    Stack(platform="onprem", role="leg", capabilities={}),
)


def derived(facts: Facts) -> dict[str, Link]:
    return {link.kind: link for link in derive_links(STACKS, facts, CATALOG)}


def blueprint_with(*links: Link) -> Blueprint:
    return Blueprint(
        metadata=Metadata(name="demo-one"),
        stacks=STACKS,
        links=links,
        environments={"dev": EnvironmentRecord(), "prod": EnvironmentRecord()},
    )


def test_links_of_one_stack_are_none() -> None:
    assert derive_links(STACKS[:1], {}, CATALOG) == ()


def test_links_of_a_hybrid_are_network_identity_registry_and_data() -> None:
    found = derived({})
    assert list(found) == ["network", "identity", "registry", "data"]
    assert {(link.primary, link.leg) for link in found.values()} == {("gcp", "onprem")}


def test_links_federated_training_lets_only_aggregates_cross() -> None:
    facts: Facts = {
        "privacy.measures": frozenset({"federated", "masking"}),
        "data.movability": "deidentified",
    }
    data = derived(facts)["data"]
    assert (data.because, data.payload, str(data.way)) == ("LD-1", "aggregates", "both")
    assert data.what.startswith("Only aggregates cross the boundary")


def test_links_deidentified_data_goes_one_way() -> None:
    facts: Facts = {
        "privacy.measures": frozenset({"masking"}),
        "data.movability": "deidentified",
    }
    data = derived(facts)["data"]
    assert (data.because, data.payload, str(data.way)) == ("LD-2", "deidentified", "to_primary")


def test_links_movable_data_needs_a_release() -> None:
    assert derived({"data.movability": "free"})["data"].payload == "released_datasets"


def test_links_registry_says_whether_both_sides_read_one() -> None:
    assert derived({"design.registry": "mlflow"})["registry"].because == "LR-1"
    assert derived({"design.registry": "managed"})["registry"].because == "LR-2"


def test_links_network_of_an_intermittent_site_is_rule_ln_1() -> None:
    assert derived({"estate.connectivity": "intermittent"})["network"].because == "LN-1"
    assert derived({"estate.connectivity": "online"})["network"].because == "LN-2"


def test_link_is_open_until_both_sides_spoke_in_each_environment() -> None:
    network = derived({})["network"]
    one = network.model_copy(update={"agreed": {"dev": {"gcp": {"domains": ["a"]}, "onprem": {}}}})
    both = network.model_copy(
        update={"agreed": {"dev": {"gcp": {"domains": ["a"]}, "onprem": {"domains": ["b"]}}}}
    )
    assert network.open_in(["dev", "prod"]) == ("dev", "prod")
    assert one.open_in(["dev"]) == ("dev",)
    assert both.open_in(["dev", "prod"]) == ("prod",)


def test_link_remarks_name_what_is_still_open() -> None:
    found = derived({})
    told = {"gcp": {"domains": ["a"]}, "onprem": {"domains": ["b"]}}
    closed = found["network"].model_copy(update={"agreed": {"dev": told, "prod": told}})
    (remark,) = link_remarks(blueprint_with(closed, found["identity"], found["data"]))
    assert remark.message == (
        "stacks gcp and onprem meet, and both sides have yet to agree on: "
        "identity (federated tokens), data (released datasets)"
    )
    assert list(link_remarks(blueprint_with(closed))) == []


def test_blueprint_with_links_reads_back_equal_and_says_what_they_are(tmp_path: Path) -> None:
    link = derived({})["network"].model_copy(
        update={"agreed": {"dev": {"onprem": {"cidrs": ["10.0.0.0/16"]}}}}
    )
    blueprint = blueprint_with(link)
    path = tmp_path / "blueprint.yaml"
    path.write_text(dump_blueprint(blueprint), encoding="utf-8")
    assert load_blueprint(path)[0] == blueprint
    assert "# Where the stacks meet, and what alone may cross there." in path.read_text("utf-8")


def test_blueprint_diff_names_the_link_that_changed() -> None:
    found = derived({})
    weaker = found["data"].model_copy(update={"payload": "deidentified"})
    (change,) = diff_blueprints(
        blueprint_with(found["network"], found["data"]), blueprint_with(weaker, found["network"])
    )
    assert change.path == "links.data gcp-onprem.payload"
    assert (change.old, change.new) == ("released_datasets", "deidentified")
