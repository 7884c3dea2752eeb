"""Residency of the Azure governance module agrees with the platform descriptor."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
LOCATIONS: dict[str, list[str]] = json.loads(
    (ROOT / "templates/modules/azure/governance/residency_locations.json").read_text("utf-8")
)["locations"]
REGIONS: dict[str, list[str]] = yaml.safe_load(
    (ROOT / "templates/stack/azure/platform.yaml").read_text("utf-8")
)["regions"]


@pytest.mark.parametrize("residency", sorted(set(REGIONS) - {"none"}))
def test_residency_regions_of_the_platform_are_allowed_by_its_policy(residency: str) -> None:
    assert set(REGIONS[residency]) <= set(LOCATIONS[residency])


def test_residency_member_states_lie_inside_the_union() -> None:
    states = ["DE", "FR", "IE", "SE", "IT", "ES"]
    outside = {s: sorted(set(LOCATIONS[s]) - set(LOCATIONS["eu"])) for s in states}
    assert outside == {s: [] for s in states}


@pytest.mark.parametrize("residency", ["uk", "CH", "us"])
def test_residency_outside_the_union_shares_no_region_with_it(residency: str) -> None:
    assert set(LOCATIONS[residency]).isdisjoint(LOCATIONS["eu"])


def test_residency_government_regions_are_not_commercial_ones() -> None:
    assert set(LOCATIONS["us_gov"]).isdisjoint(LOCATIONS["us"])
