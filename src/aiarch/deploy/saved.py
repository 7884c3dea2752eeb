"""`.aiarch/plans/<environment>/`: the saved plan, written whole, read strictly, and checked against what is there now."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
import os
from pathlib import Path
from typing import Any

from aiarch.deploy.project import Project, Root
from aiarch.errors import ConflictError, InputError, Location, ToolFailedError
from aiarch.model.plan import LayerPlan, LayerStatus, SavedPlan

DOCUMENT = "plan.json"
SUMMARY = "plan-summary.md"
APPLIED = "applied.json"
_SNAPSHOT = ".applied.json"
_PASSING = (".tfplan", ".shown", ".before", ".state", ".outputs", ".addresses", ".refresh", ".part")
"""Endings of plans, and of files with secrets in clear that live only while Terraform runs, unless somebody kills us."""


@dataclasses.dataclass(frozen=True, slots=True)
class Snapshot:
    """A layer right after an apply.

    Attributes:
        plan: sha256 of the plan.
        applied_at: UTC, ISO 8601.
        values: address → values, sensitive ones masked.
    """

    plan: str
    applied_at: str
    values: dict[str, Any]


def forget(folder: Path) -> None:
    """Remove what earlier plans left, and what a killed run left; snapshots of what was applied stay."""
    for path in folder.iterdir():
        document = path.suffix == ".json" and not path.name.endswith(_SNAPSHOT)
        if document or path.name.endswith(_PASSING) or path.name == SUMMARY:
            path.unlink(missing_ok=True)


def save(folder: Path, plan: SavedPlan, summary: str) -> None:
    """Write the document and the summary for the pull request."""
    _write(folder / DOCUMENT, plan.model_dump_json(indent=2, exclude_defaults=True) + "\n")
    _write(folder / SUMMARY, summary)


def load(project: Project, environment: str) -> SavedPlan:
    """Read the saved plan of an environment.

    Raises:
        ConflictError: there is none, or it is another project's or environment's.
        InputError: it is not what `aiarch plan` wrote.
    """
    path = project.plans(environment) / DOCUMENT
    shown = path.relative_to(project.root).as_posix()
    if not path.is_file():
        raise ConflictError(
            f"there is no saved plan for {environment}",
            code="DEP030",
            at=Location(shown),
            hint=f"aiarch plan -e {environment}",
        )
    try:
        plan = SavedPlan.model_validate_json(path.read_text(encoding="utf-8"))
    except ValueError:
        raise InputError(
            "this is no plan of this version of aiarch",
            code="DEP031",
            at=Location(shown),
            hint=f"plan again: aiarch plan -e {environment}",
        ) from None
    if (plan.project, plan.environment) != (project.name, environment):
        raise _stale(
            f"this is a plan of {plan.environment} of {plan.project}",
            shown,
            f"aiarch plan -e {environment}",
        )
    return plan


def refuse_stale(project: Project, plan: SavedPlan, roots: dict[str, Root]) -> None:
    """Stop unless plan, blueprint and rendered tree are what was reviewed.

    Raises:
        ConflictError: with the first thing that differs.
    """
    folder = project.plans(plan.environment)
    again = f"`aiarch plan -e {plan.environment}` again, and review what it says now"
    if plan.blueprint_sha256 != project.blueprint_sha256:
        raise _stale("blueprint.yaml was changed after the plan", "blueprint.yaml", again)
    for layer in plan.layers:
        if layer.status is not LayerStatus.PLANNED:
            continue
        root = roots.get(layer.name)
        if root is None:
            raise _stale(f"{layer.name} is no longer rendered", f"stacks/{layer.name}", again)
        if layer.tree_sha256 != project.tree_sha256(root, plan.environment):
            raise _stale(
                f"the files of {layer.name} were changed after the plan", root.folder, again
            )
        path = folder / layer.file
        if not path.is_file() or digest(path) != layer.plan_sha256:
            shown = path.relative_to(project.root).as_posix()
            raise _stale(f"the plan of {layer.name} is not the one that was reviewed", shown, again)


def _stale(message: str, path: str, hint: str) -> ConflictError:
    return ConflictError(message, code="DEP032", at=Location(path), hint=hint)


def digest(path: Path) -> str:
    """Return the sha256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def applied(folder: Path, plan: SavedPlan) -> frozenset[str]:
    """Return the layers of exactly this plan that were applied already."""
    try:
        data = json.loads((folder / APPLIED).read_text(encoding="utf-8"))
    except (ValueError, OSError):
        return frozenset()
    same = isinstance(data, dict) and data.get("plan") == _mark(plan)
    return frozenset(data.get("layers", ())) if same else frozenset()


def note_applied(folder: Path, plan: SavedPlan, layers: frozenset[str]) -> None:
    """Remember which layers of a plan were applied."""
    _write(folder / APPLIED, json.dumps({"plan": _mark(plan), "layers": sorted(layers)}) + "\n")


def _mark(plan: SavedPlan) -> str:
    return hashlib.sha256(plan.model_dump_json().encode()).hexdigest()


def note_state(folder: Path, plan: SavedPlan, layer: LayerPlan, values: dict[str, Any]) -> None:
    """Remember what a layer's resources were right after a plan was applied, sensitive values masked; nothing when it is destroyed."""
    path = _snapshot(folder, layer.stack, layer.layer)
    if plan.destroys:
        path.unlink(missing_ok=True)
        return
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    write_json(path, {"plan": layer.plan_sha256, "applied_at": now, "values": values})


def last_state(folder: Path, stack: str, layer: str) -> Snapshot | None:
    """Return what a layer's resources were after the last apply from this folder, None when there was none."""
    try:
        data = json.loads(_snapshot(folder, stack, layer).read_text(encoding="utf-8"))
        return Snapshot(str(data["plan"]), str(data["applied_at"]), dict(data["values"]))
    except (ValueError, OSError, KeyError, TypeError):
        return None


def _snapshot(folder: Path, stack: str, layer: str) -> Path:
    return folder / f"{stack}.{layer}{_SNAPSHOT}"


def write_json(path: Path, data: Any) -> None:  # noqa: ANN401 - any JSON
    """Write a JSON document, whole or not at all."""
    _write(path, json.dumps(data, sort_keys=True) + "\n")


def read_json(path: Path) -> dict[str, Any]:
    """Return a JSON document that Terraform wrote.

    Raises:
        ToolFailedError: it is none.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError):
        data = None
    if not isinstance(data, dict):
        raise ToolFailedError(
            f"Terraform's answer in {path.name} is no JSON",
            code="DEP021",
            hint="is the disk full? plan again",
        )
    return data


def _write(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)  # noqa: PTH105 - atomic
