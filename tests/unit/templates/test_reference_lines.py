"""Every line of the references' "not a toy" lists that concerns our modules is held by a test or a check that exists.

`tests/reference/<platform>.yaml` names, per line, what would fail when somebody broke it. A line without a holder says which
later module it belongs to, and that module must not be here yet: when it lands, the line wants its holder.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
MODULES = ROOT / "templates" / "modules"
CHECKS = ROOT / "tests" / "checks"
LISTS = sorted((ROOT / "tests" / "reference").glob("*.yaml"))
KEYS = {"id", "line", "held_by", "later"}
HOLDERS = ("tftest", "check", "pytest")


def lines() -> Iterator[Any]:
    for path in LISTS:
        for line in yaml.safe_load(path.read_text(encoding="utf-8"))["lines"]:
            yield pytest.param(line, id=f"{path.stem}-{line['id']}")


@cache
def runs_of(module: str) -> frozenset[str]:
    texts = (
        p.read_text(encoding="utf-8") for p in (MODULES / module / "tests").glob("*.tftest.hcl")
    )
    return frozenset(n for text in texts for n in re.findall(r'^run "([^"]+)"', text, re.MULTILINE))


@cache
def functions_of(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef))


def is_there(kind: str, name: str) -> bool:
    """Return whether a holder exists: `<platform>/<module>::<run>`, a check id with fixtures, or `<file>::<test>`."""
    if kind == "check":
        return (CHECKS / name / "expected.yaml").is_file()
    place, _, inner = name.partition("::")
    if kind == "tftest":
        return inner in runs_of(place)
    return (ROOT / place).is_file() and inner in functions_of(place)


@pytest.mark.parametrize("line", list(lines()))
def test_reference_line_has_a_holder_that_exists(line: dict[str, Any]) -> None:
    assert set(line) <= KEYS
    holders = [next(iter(h.items())) for h in line.get("held_by", ())]
    assert bool(holders) != ("later" in line), "either held_by or later"
    assert {kind for kind, _ in holders} <= set(HOLDERS)
    assert [name for kind, name in holders if not is_there(kind, name)] == []


@pytest.mark.parametrize("line", list(lines()))
def test_reference_line_for_later_names_a_module_that_is_not_here(line: dict[str, Any]) -> None:
    later = line.get("later")
    assert not later or not (MODULES / later / "module.yaml").exists()


def test_every_platform_has_its_list() -> None:
    assert [p.stem for p in LISTS] == ["aws", "azure", "gcp", "onprem"]


@pytest.mark.parametrize("path", LISTS, ids=lambda p: p.stem)
def test_reference_ids_are_unique(path: Path) -> None:
    ids = [line["id"] for line in yaml.safe_load(path.read_text(encoding="utf-8"))["lines"]]
    assert len(ids) == len(set(ids))
