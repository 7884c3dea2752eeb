"""The examples: complete, without idle answers, and written as `aiarch assess` would write them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from aiarch.assess.document import HEADER, dump_assessment, load_assessment, remarks
from aiarch.catalog.catalog import Catalog
from aiarch.decide.engine import missing_answers
from aiarch.decide.knowledge import Knowledge

EXAMPLES = sorted(p.parent for p in Path(__file__).parents[3].glob("examples/*/assessment.yaml"))


@cache
def knowledge() -> Knowledge:
    return Knowledge.of(Catalog.of())


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda p: p.name)
def test_example_answers_every_question_that_matters(folder: Path) -> None:
    assessment = load_assessment(folder / "assessment.yaml", knowledge())
    assert missing_answers(knowledge(), assessment.answers) == ()
    assert remarks(assessment, knowledge().questions) == ()
    assert assessment.metadata.repository == f"example-org/{folder.name}"


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda p: p.name)
def test_example_is_its_scenario_and_what_dump_writes(folder: Path) -> None:
    path = folder / "assessment.yaml"
    scenario, found, rest = path.read_text("utf-8").partition(f"#\n# {HEADER.splitlines()[0]}\n")
    assert found, "the scenario, an empty comment line, then the file's own header"
    assert all(line.startswith("# ") for line in scenario.splitlines())
    written = dump_assessment(load_assessment(path, knowledge()), knowledge())
    assert written == f"# {HEADER.splitlines()[0]}\n{rest}"
