"""Saved plans: what `aiarch plan` leaves for `aiarch apply`, and for whoever reviews it."""

from __future__ import annotations

import re
from enum import StrEnum

from pydantic import Field

from aiarch.model.frozen import Frozen


class Action(StrEnum):
    """What becomes of a resource, mildest first."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    FORGET = "forget"
    """Taken out of the state, left in the cloud."""
    DELETE = "delete"


class LayerStatus(StrEnum):
    """How a layer of a saved plan stands."""

    PLANNED = "planned"
    UNCHANGED = "unchanged"
    WAITS = "waits"
    """An earlier layer it reads from has not been applied yet."""


class PlannedChange(Frozen):
    """One change of one resource."""

    address: str
    type: str
    action: Action
    because: str = ""
    """Terraform's reason for a replacement or a removal, in words."""
    replaced_by: tuple[str, ...] = ()
    """Attributes whose change cannot be made in place."""
    holds: str = ""
    """What is lost with it: non-empty for a stateful type that is replaced or deleted."""


class PlanFinding(Frozen):
    """One failed check on what is planned."""

    check: str
    address: str
    message: str
    severity: str = Field(pattern="^(info|warning|error)$")


class LayerPlan(Frozen):
    """The plan of one layer of one stack."""

    stack: str
    layer: str
    status: LayerStatus
    waits_for: str = ""
    """`foundation`, or `foundation (output vpc_id)`."""
    plan_sha256: str = ""
    tree_sha256: str = ""
    lock_sha256: str = ""
    """Of the lock file of provider versions, which lies beside the plan; "" when Terraform made none."""
    kept: tuple[str, ...] = ()
    """Addresses that a destroy has left in the world and taken out of the state."""
    changes: tuple[PlannedChange, ...] = ()
    outputs_changed: tuple[str, ...] = ()
    findings: tuple[PlanFinding, ...] = ()

    @property
    def name(self) -> str:
        """Return `stack/layer`."""
        return f"{self.stack}/{self.layer}"

    @property
    def file(self) -> str:
        """Return the name of Terraform's plan beside `plan.json`."""
        return f"{self.stack}.{self.layer}.tfplan"

    @property
    def lock_file(self) -> str:
        """Return the name of the lock file of provider versions beside the plan."""
        return f"{self.stack}.{self.layer}.lock.hcl"

    def count(self, action: Action) -> int:
        """Return the number of changes of a kind."""
        return sum(c.action is action for c in self.changes)


class SavedPlan(Frozen):
    """`plan.json` of one environment."""

    version: int = 1
    project: str
    environment: str
    engine: str
    blueprint_sha256: str
    checked: bool = True
    """Whether policy looked at the plans; false after `--no-policy`."""
    destroys: bool = False
    """Made by `destroy`: applies in reverse order."""
    allowed: tuple[str, ...] = ()
    """Addresses (patterns) of stateful resources that may be replaced or deleted."""
    layers: tuple[LayerPlan, ...]

    @property
    def blocked(self) -> tuple[PlannedChange, ...]:
        """Return the changes that lose data and that nobody has allowed."""
        return tuple(
            c
            for layer in self.layers
            for c in layer.changes
            if c.holds and not any(covers(pattern, c.address) for pattern in self.allowed)
        )


def covers(pattern: str, address: str) -> bool:
    """Return whether a pattern with `*` for any text is the whole address; brackets of instance keys mean themselves."""
    words = ".*".join(re.escape(p) for p in pattern.split("*"))
    return re.fullmatch(words, address, re.DOTALL) is not None
