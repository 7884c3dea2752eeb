"""Promotion: what a stage asks for (`blueprints/promotion.yaml`), and what people have signed (`attestations.yaml`)."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator

from aiarch.model.condition import Condition, Facts
from aiarch.model.control import STAGES
from aiarch.model.frozen import Frozen

Stage = Literal["poc", "pilot", "production"]
Carrier = Literal["built", "people", "inherited"]
Accepted = Literal["designed", "rendered", "scanned", "live", "attested", "inherited"]
CARRIERS: tuple[Carrier, ...] = ("built", "people", "inherited")
ID = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
DATE = r"^\d{4}-\d{2}-\d{2}$"


class State(StrEnum):
    """Evidence states, weakest first. Reference: decisions-and-controls A2."""

    FAILED = "failed"
    """A check that is its evidence fails: beats everything, also a signature."""
    MISSING = "missing"
    DESIGNED = "designed"
    RENDERED = "rendered"
    SCANNED = "scanned"
    LIVE = "live"
    INHERITED = "inherited"
    """The provider's part: stands beside the order."""


ORDER: tuple[str, ...] = tuple(s for s in State if s is not State.INHERITED)
"""The states that are compared."""


def meets(state: State, accepts: tuple[str, ...], *, attested: bool) -> bool:
    """Say whether a state, with or without a valid signature beside it, is enough."""
    if state is State.FAILED:
        return False
    beside = {"attested"} if attested else set()
    if state is State.INHERITED:
        return bool({*beside, "inherited"} & {*accepts})
    reached = set(ORDER[: ORDER.index(state) + 1])
    return bool((reached | beside) & {*accepts})


class Need(Frozen):
    """What is enough for the controls that one kind of carrier bears."""

    carried_by: Carrier
    """`built` (Terraform, policy, pipeline), `people` (documents and processes only) or `inherited` (the provider)."""
    accepts: tuple[Accepted, ...] = Field(min_length=1)
    when: Condition | None = None
    """Facts of the blueprint; None = always."""


class StageRules(Frozen):
    """What one stage asks for."""

    stage: Stage
    environments: tuple[str, ...] = ()
    """Environments that are of this stage unless somebody says otherwise."""
    decided_when: Condition | None = None
    """Facts of a blueprint that was decided for this stage; None = every blueprint is."""
    blocking: Literal["none", "warning", "error"]
    """The weakest severity of an open finding that blocks."""
    needs: tuple[Need, ...]
    source: str = Field(min_length=10)

    @model_validator(mode="after")
    def _always_one(self) -> StageRules:
        for carrier in CARRIERS:
            if not any(n.carried_by == carrier and n.when is None for n in self.needs):
                raise ValueError(
                    f"{self.stage} needs an entry for {carrier} that holds without a condition"
                )
        return self

    def accepts(self, carrier: Carrier, facts: Facts) -> tuple[str, ...]:
        """Return what is enough for a kind of carrier, given the facts of a blueprint."""
        return next(
            n.accepts
            for n in self.needs
            if n.carried_by == carrier and (n.when is None or n.when.holds(facts))
        )


class Requirement(Frozen):
    """Something people must have signed before a stage."""

    id: str = Field(pattern=ID)
    stage: Stage
    """The first stage that asks for it; later ones do too."""
    until: Stage = "production"
    """The last stage that asks for it."""
    statement: str = Field(min_length=10)
    owner: str
    """The role that answers for it."""
    document: bool = False
    """Whether the signature must name a document."""
    lasts_days: int = Field(ge=1)
    """Days after which a signature is stale, whatever it says itself."""
    when: Condition | None = None
    """Facts of the blueprint that call for it; None = always."""
    source: str = Field(min_length=10)

    @model_validator(mode="after")
    def _in_order(self) -> Requirement:
        if STAGES.index(self.until) < STAGES.index(self.stage):
            raise ValueError(f"`until` {self.until} comes before `stage` {self.stage}")
        return self

    def asked_at(self, stage: str, facts: Facts) -> bool:
        """Say whether a stage asks a blueprint with these facts for it."""
        reached = STAGES.index(self.stage) <= STAGES.index(stage) <= STAGES.index(self.until)
        return reached and (self.when is None or self.when.holds(facts))


class PromotionFile(Frozen):
    """`blueprints/promotion.yaml`."""

    stages: tuple[StageRules, ...] = ()
    attestations: tuple[Requirement, ...] = ()


class Attestation(Frozen):
    """One signed statement."""

    id: str = ""
    """The named attestation it is (`recovery-drill`); or give `control`."""
    control: str = ""
    """The control it vouches for (`GOV-04`); or give `id`."""
    state: Literal["attested", "live"] = "attested"
    """What it claims of a control: that people carry it, or `live`: that it was seen at work in `environments`."""
    environments: tuple[str, ...] = ()
    """Environments it speaks of; empty = all."""
    platforms: tuple[str, ...] = ()
    """Platforms it speaks of; empty = all."""
    statement: str = Field(min_length=10)
    """What is vouched for, in a sentence."""
    by: str = Field(min_length=2)
    """Who signs: a name or a role that an auditor can find."""
    on: str = Field(pattern=DATE)
    """Date of the signature."""
    expires: str = Field(pattern=DATE)
    """Last day on which it counts."""
    document: str = ""
    """What was signed: a path inside the project, or an https address (which is not fetched)."""
    sha256: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")
    """Digest of the document; mandatory for a path, and verified: `sha256sum FILE`."""


class AttestationFile(Frozen):
    """`attestations.yaml` of a project."""

    api_version: Literal["aiarch.dev/v1"] = Field(default="aiarch.dev/v1", alias="apiVersion")
    kind: Literal["Attestations"] = "Attestations"
    attestations: tuple[Attestation, ...]
