"""Every check of our own passes what it should pass and fails what it should fail: tests/checks/<ID>/."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import yaml

from aiarch.validate.scanner import Scan, Scanner

HERE = Path(__file__).resolve().parent.parent / "checks"
IDS = sorted(p.parent.name for p in HERE.glob("*/expected.yaml"))

pytestmark = pytest.mark.checkov


@cache
def scan() -> Scan:
    return Scanner(HERE).result()


def verdicts(check: str) -> dict[str, set[str]]:
    out: dict[str, set[str]] = {"passed": set(), "failed": set()}
    for record in scan().records:
        if record.check == check and record.file.partition("/")[0] == check:
            out[record.result].add(record.resource)
    return out


def test_every_own_check_is_loaded_and_has_fixtures() -> None:
    assert scan().broken == ()
    assert scan().crashed == ()
    assert sorted(scan().own) == IDS


@pytest.mark.parametrize("check", IDS)
def test_own_check_gives_the_expected_verdicts(check: str) -> None:
    expected = yaml.safe_load((HERE / check / "expected.yaml").read_text(encoding="utf-8"))
    found = verdicts(check)
    assert found["failed"] == set(expected["fail"])
    assert found["passed"] == set(expected["pass"])
