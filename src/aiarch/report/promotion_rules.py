"""`blueprints/promotion.yaml` of all packs: what the stages ask for."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from aiarch.errors import Diagnostic, InputError, did_you_mean
from aiarch.model.control import STAGES
from aiarch.model.promotion import PromotionFile, Requirement, StageRules

if TYPE_CHECKING:
    from aiarch.catalog.catalog import Catalog
    from aiarch.model.condition import All, AnyOf, Leaf, Not
    from aiarch.yamlio.parse import Document

PROMOTION = "promotion.yaml"


@dataclasses.dataclass(frozen=True, slots=True)
class PromotionRules:
    """Stages by name and attestations by id."""

    stages: Mapping[str, StageRules]
    requirements: Mapping[str, Requirement]

    def stage_of(self, environment: str) -> str:
        """Return the stage an environment is of by default, "" when nobody says; of two claims the later stage's wins."""
        claims = [
            s for s in STAGES if s in self.stages and environment in self.stages[s].environments
        ]
        return claims[-1] if claims else ""

    @property
    def environments(self) -> frozenset[str]:
        """Names of environments that some stage knows."""
        return frozenset(e for s in self.stages.values() for e in s.environments)


def load_rules(catalog: Catalog) -> PromotionRules:
    """Return what all packs ask for; a later pack's stage or attestation replaces one of the same name.

    Raises:
        InputError: with every fault of a file, or a condition over a fact that nothing yields.
    """
    from aiarch.yamlio.load import bind

    stages: dict[str, StageRules] = {}
    requirements: dict[str, Requirement] = {}
    for pack in catalog.packs:
        path = pack.blueprint_file(PROMOTION)
        if path is None:
            continue
        document = catalog.parsed(pack, path)
        file = bind(document, PromotionFile)
        _refuse_faults(document, file, catalog)
        stages |= {s.stage: s for s in file.stages}
        requirements |= {r.id: r for r in file.attestations}
    return PromotionRules(stages, requirements)


def _refuse_faults(document: Document, file: PromotionFile, catalog: Catalog) -> None:
    faults = [*_unknown_facts(document, file, catalog), *_twice(document, file)]
    if faults:
        raise InputError(f"{document.path} does not fit", diagnostics=tuple(faults))


def _unknown_facts(
    document: Document, file: PromotionFile, catalog: Catalog
) -> Iterator[Diagnostic]:
    from aiarch.model.condition import facts_of

    known = {*catalog.questions, *catalog.decisions}
    for path, condition in _conditions(file):
        for fact in sorted(facts_of(condition) - known):
            yield Diagnostic(
                "PRO001",
                f"no question or table yields {fact!r}",
                document.at(path),
                did_you_mean(fact, known) or "add the question, or correct the name",
            )


def _conditions(
    file: PromotionFile,
) -> Iterator[tuple[tuple[str | int, ...], Leaf | All | AnyOf | Not]]:
    for index, stage in enumerate(file.stages):
        if stage.decided_when:
            yield ("stages", index, "decided_when"), stage.decided_when
        for number, need in enumerate(stage.needs):
            if need.when:
                yield ("stages", index, "needs", number, "when"), need.when
    for index, requirement in enumerate(file.attestations):
        if requirement.when:
            yield ("attestations", index, "when"), requirement.when


def _twice(document: Document, file: PromotionFile) -> Iterator[Diagnostic]:
    for key, names in (
        ("stages", [s.stage for s in file.stages]),
        ("attestations", [r.id for r in file.attestations]),
    ):
        for index, name in enumerate(names):
            if name in names[:index]:
                yield Diagnostic(
                    "PRO002",
                    f"{name!r} is defined twice in this file",
                    document.at((key, index)),
                    "give each one entry",
                )
