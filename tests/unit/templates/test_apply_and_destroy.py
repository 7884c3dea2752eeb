"""Azure and AWS modules are applied, planned again without a change, and destroyed, against the simulated cloud of ../shared/tfcheck.

A mock keeps no state, so a run of `terraform test` says nothing about a second plan or a destroy. Rendered roots go through the same
in tools/check_modules.py, wired; here are the modules that no example uses.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest
from hclmodules import FOLDERS, MODULES, name_of

from aiarch import proc
from aiarch.assess.document import load_assessment
from aiarch.blueprint.derive import derive
from aiarch.catalog.catalog import Catalog
from aiarch.compose.compose import compose
from aiarch.decide.engine import decide
from aiarch.decide.knowledge import Knowledge
from aiarch.errors import AiarchError

PLAN = MODULES.parents[2] / "shared" / "tfcheck" / "plan"
JUDGES_REAL_DATA = {"aws/network-existing"}
"""Refuses what the simulated cloud answers about subnets it was not told of; it makes what aws/network-managed makes."""


def in_examples() -> frozenset[str]:
    """Return the modules that some example's rendered roots use."""
    catalog = Catalog.of([])
    knowledge = Knowledge.of(catalog)
    found: set[str] = set()
    for path in sorted(MODULES.parents[1].glob("examples/*/assessment.yaml")):
        outcome = decide(knowledge, load_assessment(path, knowledge, path.name))
        try:
            composition = compose(derive(outcome, catalog), catalog)
        except AiarchError:
            continue  # an example whose answers must end in a refusal
        found |= {m.key for m in composition.modules}
    return frozenset(found)


APPLIED_WIRED = in_examples()
NAMES = [
    name_of(f)
    for f in FOLDERS
    if f.parent.name in {"aws", "azure"}
    and not f.name.startswith("_")
    and name_of(f) not in JUDGES_REAL_DATA
    and name_of(f) not in APPLIED_WIRED
]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.terraform,
    pytest.mark.skipif(not PLAN.exists(), reason="../shared/tfcheck is not here"),
]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Module → what the tool printed about applying and destroying it with the variables of its own tests."""
    root = tmp_path_factory.mktemp("applied")
    for platform in ("aws", "azure"):
        shutil.copytree(MODULES / platform, root / platform)

    def apply(name: str) -> str:
        tests = (root / name / "tests" / "unit.tftest.hcl").read_text(encoding="utf-8")
        given = re.search(r"^variables \{\n(.*?)^\}", tests, re.MULTILINE | re.DOTALL)
        (root / name / "tests.auto.tfvars").write_text(given[1] if given else "")
        return proc.run([PLAN, "--apply", root / name], seconds=300).stdout

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(NAMES, pool.map(apply, NAMES), strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_module_is_applied_unchanged_and_destroyed(name: str, outcomes: Mapping[str, str]) -> None:
    last = outcomes[name].strip().splitlines()[-1]
    assert "init, plan, apply, second plan, destroy; 0 errors" in last, outcomes[name][-2000:]


def test_every_other_module_is_in_an_example() -> None:
    every = {name_of(f) for f in FOLDERS if f.parent.name in {"aws", "azure"}}
    shared = {name for name in every if name.partition("/")[2].startswith("_")}
    assert every - shared - set(NAMES) - JUDGES_REAL_DATA == every & APPLIED_WIRED - shared
