"""Whatever is answered, a design comes out or a refusal: never a blueprint that cannot be built."""

from __future__ import annotations

from random import Random

import pytest

from aiarch.assess.questionnaire import random_assessment
from aiarch.blueprint.derive import derive
from aiarch.catalog.catalog import Catalog
from aiarch.compose.compose import compose
from aiarch.decide.engine import decide
from aiarch.decide.knowledge import Knowledge
from aiarch.errors import NoSolutionError

CATALOG = Catalog.of()
KNOWLEDGE = Knowledge.of(CATALOG)


@pytest.mark.parametrize("seed", range(4))
def test_random_answers_are_built_or_refused(seed: int) -> None:
    dice = Random(seed)
    built = set()
    for number in range(300):
        outcome = decide(KNOWLEDGE, random_assessment(KNOWLEDGE, dice, f"any-{number}"))
        try:
            composition = compose(derive(outcome, CATALOG), CATALOG)
        except NoSolutionError:
            continue
        built |= {stack.platform for stack in composition.stacks}
    assert built  # else nothing was tried


@pytest.mark.parametrize("backend", ["pg", "http_gitlab"])
@pytest.mark.parametrize("platform", ["aws", "azure", "gcp", "onprem"])
def test_state_backends_of_a_site_are_there_on_every_platform(platform: str, backend: str) -> None:
    assert backend in CATALOG.platforms[platform].state_backends
