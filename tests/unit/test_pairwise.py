"""The all-pairs generator and what it is fed with (tools/)."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiarch.catalog.catalog import Catalog
from aiarch.compose.compose import compose
from aiarch.model.capability import Setting

TOOLS = Path(__file__).resolve().parents[2] / "tools"
sys.path.insert(0, str(TOOLS))
try:
    from allpairs import Exclusion, Factor, all_pairs
    from variation import UNSET, blueprint_of, factors_of, levels_of, read_rules
finally:
    sys.path.remove(str(TOOLS))

COLOURS = Factor("colour", ("red", "green", "blue"))
SIZES = Factor("size", (1, 2))
LIDS = Factor("lid", (False, True))
HINGES = Factor("hinge", ("brass", "steel"), parent=("lid", True))
PLATFORMS = ("aws", "azure", "gcp", "onprem")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.of()


def pair(**levels: object) -> frozenset[tuple[str, object]]:
    return frozenset(levels.items())


def test_all_pairs_every_pair_of_two_factors_meets() -> None:
    found = all_pairs([COLOURS, SIZES, LIDS])

    met = {(a, c[a], b, c[b]) for c in found.combinations for a, b in itertools.combinations(c, 2)}
    for one, other in itertools.combinations([COLOURS, SIZES, LIDS], 2):
        for x, y in itertools.product(one.levels, other.levels):
            assert (one.name, x, other.name, y) in met
    assert len(found.combinations) == 6
    assert found.impossible == frozenset()


def test_all_pairs_child_is_there_only_with_its_parent() -> None:
    found = all_pairs([COLOURS, LIDS, HINGES])

    assert {"hinge" in c for c in found.combinations if c["lid"]} == {True}
    assert {"hinge" in c for c in found.combinations if not c["lid"]} == {False}
    assert pair(colour="blue", hinge="steel") in found.covered
    assert pair(lid=False, hinge="steel") not in found.covered | found.impossible


def test_all_pairs_children_of_rival_levels_never_meet() -> None:
    latch = Factor("latch", ("hook",), parent=("lid", False))

    found = all_pairs([LIDS, HINGES, latch])

    assert not [c for c in found.combinations if {"hinge", "latch"} <= c.keys()]
    assert found.impossible == frozenset()


def test_all_pairs_excluded_pair_is_reported_and_never_made() -> None:
    found = all_pairs([COLOURS, SIZES, LIDS], [Exclusion({"colour": ("red",), "size": (2,)})])

    assert found.impossible == {pair(colour="red", size=2)}
    assert not [c for c in found.combinations if (c["colour"], c["size"]) == ("red", 2)]


def test_all_pairs_exclusion_of_three_costs_no_pair() -> None:
    rule = Exclusion({"colour": ("red",), "size": (2,), "lid": (True,)})

    found = all_pairs([COLOURS, SIZES, LIDS], [rule])

    assert found.impossible == frozenset()
    assert not [c for c in found.combinations if rule.holds(c)]
    assert pair(colour="red", lid=True) in found.covered


def test_all_pairs_what_two_exclusions_imply_is_impossible() -> None:
    rules = [
        Exclusion({"colour": ("red",), "lid": (True,)}),
        Exclusion({"size": (2,), "lid": (False,)}),
    ]

    found = all_pairs([COLOURS, SIZES, LIDS], rules)

    assert pair(colour="red", size=2) in found.impossible
    assert pair(colour="red", size=1) in found.covered


def test_exclusion_matches_sets_by_member_and_keeps_numbers_and_switches_apart() -> None:
    assert Exclusion({"environments": ("prod",)}).holds({"environments": ("dev", "prod")})
    assert not Exclusion({"environments": ("prod",)}).holds({"environments": ("dev",)})
    assert not Exclusion({"switch": (1,)}).holds({"switch": True})
    assert not Exclusion({"switch": (1,)}).holds({})


@given(st.data())
def test_all_pairs_covers_exactly_what_exhaustive_search_allows(data: st.DataObject) -> None:
    factors = [
        Factor(name, tuple(range(data.draw(st.integers(1, 3), label=name)))) for name in "abcd"
    ]
    # Every level of `e` needs the first of `a`.
    factors.append(Factor("e", (0, 1), parent=("a", 0)))
    levels = [(f.name, x) for f in factors for x in f.levels]
    rules = [
        Exclusion({name: (level,) for name, level in drawn})
        for drawn in data.draw(
            st.lists(st.lists(st.sampled_from(levels), min_size=2, max_size=3), max_size=4)
        )
    ]

    found = all_pairs(factors, rules)

    def everything() -> Iterator[dict[str, object]]:
        for chosen in itertools.product(*(f.levels for f in factors)):
            whole = {f.name: x for f, x in zip(factors, chosen, strict=True)}
            if whole["a"] != 0:
                del whole["e"]
            if not any(r.holds(whole) for r in rules):
                yield whole

    possible = {frozenset(p) for c in everything() for p in itertools.combinations(c.items(), 2)}
    assert found.covered == possible
    assert not possible & found.impossible
    assert not [c for c in found.combinations if any(r.holds(c) for r in rules)]


@pytest.mark.parametrize(
    ("setting", "levels"),
    [
        ({"type": "string", "choices": ("nat", "none")}, ("nat", "none")),
        ({"type": "boolean", "default": False}, (False, True)),
        ({"type": "integer", "choices": (365, 400, 731)}, (365, 731)),
        ({"type": "integer", "minimum": 7, "maximum": 30}, (7, 30)),
        ({"type": "integer", "minimum": 7}, (UNSET, 7)),
        ({"type": "boolean", "by_environment": {"prod": True}}, (UNSET, False, True)),
        ({"type": "list(string)"}, ()),
    ],
)
def test_levels_of_a_setting(setting: dict[str, object], levels: tuple[object, ...]) -> None:
    assert levels_of(Setting.model_validate(setting | {"help": "h"})) == levels


@pytest.mark.parametrize("platform", PLATFORMS)
def test_rules_speak_only_of_what_varies(platform: str, catalog: Catalog) -> None:
    rules = read_rules(TOOLS / "pairwise.yaml", platform)

    rules.check(factors_of(platform, catalog, rules))

    assert all(e.reason for e in (*rules.excludes, *rules.unplannable))


def test_rules_with_a_setting_nobody_has_are_refused(catalog: Catalog, tmp_path: Path) -> None:
    text = (TOOLS / "pairwise.yaml").read_text(encoding="utf-8")
    (tmp_path / "rules.yaml").write_text(text.replace("egress_mode", "egress"), encoding="utf-8")
    rules = read_rules(tmp_path / "rules.yaml", "gcp")

    with pytest.raises(ValueError, match=r"gcp/network-managed\.egress, which does not vary"):
        rules.check(factors_of("gcp", catalog, rules))


def test_factors_of_a_platform_come_from_manifests_and_questions(catalog: Catalog) -> None:
    rules = read_rules(TOOLS / "pairwise.yaml", "azure")

    factors = {f.name: f for f in factors_of("azure", catalog, rules)}

    assert factors["network.private"].levels == ("existing", "managed")
    assert factors["governance.tier"].levels == (1, 2, 3, 4)
    assert ("hipaa",) in factors["governance.regimes"].levels
    assert factors["azure/network-managed.egress_mode"].parent == ("network.private", "managed")
    assert factors["azure/ml-workspace.isolation_mode"].parent == ("encryption.keys", "cmk")


def test_blueprint_of_a_combination_composes_with_what_was_chosen(catalog: Catalog) -> None:
    rules = read_rules(TOOLS / "pairwise.yaml", "aws")
    combination = {
        "governance.policy": "conformance",
        "network.private": "managed",
        "environments": ("dev", "prod"),
        "delivery.ci": "jenkins",
        "delivery.state_backend": "pg",
        "delivery.wiring": "variables",
        "data.personal": "phi",
        "governance.regimes": ("hipaa",),
        "governance.residency": "country",
        "governance.retention_years": 6,
        "governance.tier": 3,
        "aws/network-managed.egress_mode": "tgw",
        "aws/network-managed.deletion_protection": UNSET,
    }

    blueprint = blueprint_of("aws", combination, 0, catalog, rules)
    composition = compose(blueprint, catalog)

    network = blueprint.stacks[0].capabilities["network.private"]
    assert network.settings["egress_mode"] == "tgw"
    assert network.settings["transit_gateway_id"].startswith("tgw-")
    assert "deletion_protection" not in network.settings
    assert blueprint.choices["governance"]["residency"] == "DE"
    assert blueprint.stacks[0].region == "eu-central-1"
    assert composition.environments == ("dev", "prod")
    assert {r.backend for s in composition.stacks for r in s.roots} == {"local", "pg"}
