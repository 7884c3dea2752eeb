from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from aiarch.deploy import saved
from aiarch.deploy.project import Project, Root
from aiarch.errors import ConflictError, InputError, ToolFailedError
from aiarch.model.plan import LayerPlan, LayerStatus, SavedPlan


@pytest.fixture
def roots(project: Project) -> dict[str, Root]:
    return {r.name: r for r in project.roots("dev")}


@pytest.fixture
def plan(project: Project, roots: dict[str, Root]) -> SavedPlan:
    """A saved plan of the first layer, as `aiarch plan` leaves it; the second waits."""
    folder = project.plans("dev")
    folder.mkdir(parents=True)
    (folder / "lab.foundation.tfplan").write_bytes(b"Terraform's")
    made = SavedPlan(
        project=project.name,
        environment="dev",
        engine="terraform 1.11.4",
        blueprint_sha256=project.blueprint_sha256,
        layers=(
            LayerPlan(
                stack="lab",
                layer="foundation",
                status=LayerStatus.PLANNED,
                plan_sha256=saved.digest(folder / "lab.foundation.tfplan"),
                tree_sha256=project.tree_sha256(roots["lab/foundation"], "dev"),
            ),
            LayerPlan(
                stack="lab", layer="platform", status=LayerStatus.WAITS, waits_for="foundation"
            ),
        ),
    )
    saved.save(folder, made, "# summary\n")
    return made


def test_load_returns_what_was_saved(project: Project, plan: SavedPlan) -> None:
    assert saved.load(project, "dev") == plan
    saved.refuse_stale(project, plan, {r.name: r for r in project.roots("dev")})


def test_load_without_a_plan_says_how_to_make_one(project: Project) -> None:
    with pytest.raises(ConflictError, match="there is no saved plan for dev") as caught:
        saved.load(project, "dev")
    assert caught.value.hint == "aiarch plan -e dev"


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"version": 1}', "\x00"])
def test_load_of_something_else_is_refused(project: Project, plan: SavedPlan, text: str) -> None:
    (project.plans("dev") / saved.DOCUMENT).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="this is no plan of this version of aiarch"):
        saved.load(project, "dev")


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("environment", "staging", "a plan of staging of lab-foundation"),
        ("project", "other", "a plan of dev of other"),
    ],
)
def test_load_of_another_environments_or_projects_plan_is_refused(
    project: Project, plan: SavedPlan, key: str, value: str, says: str
) -> None:
    path = project.plans("dev") / saved.DOCUMENT
    path.write_text(json.dumps(json.loads(path.read_text()) | {key: value}), encoding="utf-8")
    with pytest.raises(ConflictError, match=says):
        saved.load(project, "dev")


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("blueprint.yaml", "blueprint.yaml was changed after the plan"),
        ("stacks/lab/foundation/main.tf", "the files of lab/foundation were changed"),
        ("modules/lab/net/variables.tf", "the files of lab/foundation were changed"),
        (".aiarch/plans/dev/lab.foundation.tfplan", "is not the one that was reviewed"),
    ],
)
@pytest.mark.parametrize("how", ["changed", "removed"])
def test_refuse_stale_names_what_was_touched(
    project: Project, plan: SavedPlan, roots: dict[str, Root], path: str, says: str, how: str
) -> None:
    if how == "removed" and path != "blueprint.yaml":  # without one there is no project at all
        (project.root / path).unlink()
    else:
        with (project.root / path).open("a", encoding="utf-8") as file:
            file.write("\n")
    with pytest.raises(ConflictError, match=re.escape(says)) as caught:
        saved.refuse_stale(Project(project.root), plan, roots)
    assert "review what it says now" in caught.value.hint


def test_refuse_stale_layer_that_is_no_longer_rendered(
    project: Project, plan: SavedPlan, roots: dict[str, Root]
) -> None:
    with pytest.raises(ConflictError, match="lab/foundation is no longer rendered"):
        saved.refuse_stale(project, plan, {"lab/platform": roots["lab/platform"]})


def test_refuse_stale_asks_nothing_of_a_layer_that_waits(
    project: Project, plan: SavedPlan, roots: dict[str, Root]
) -> None:
    (project.root / "stacks/lab/platform/main.tf").unlink()
    saved.refuse_stale(project, plan, roots)


def test_applied_counts_for_exactly_that_plan(project: Project, plan: SavedPlan) -> None:
    folder = project.plans("dev")
    assert saved.applied(folder, plan) == frozenset()
    saved.note_applied(folder, plan, frozenset({"lab/foundation"}))
    assert saved.applied(folder, plan) == {"lab/foundation"}
    other = plan.model_copy(update={"engine": "terraform 1.15.5"})
    assert saved.applied(folder, other) == frozenset()


@pytest.mark.parametrize("text", ["", "[]", "null", '{"plan": 1}'])
def test_applied_note_that_cannot_be_read_says_nothing_was(
    project: Project, plan: SavedPlan, text: str
) -> None:
    (project.plans("dev") / saved.APPLIED).write_text(text, encoding="utf-8")
    assert saved.applied(project.plans("dev"), plan) == frozenset()


def test_note_state_is_read_back_and_goes_with_the_layer(project: Project, plan: SavedPlan) -> None:
    folder, layer = project.plans("dev"), plan.layers[0]
    assert saved.last_state(folder, "lab", "foundation") is None
    saved.note_state(folder, plan, layer, {"a_b.c": {"x": 1}})
    found = saved.last_state(folder, "lab", "foundation")
    assert found is not None
    assert (found.plan, found.values) == (layer.plan_sha256, {"a_b.c": {"x": 1}})
    assert found.applied_at.endswith("+00:00")
    saved.note_state(folder, plan.model_copy(update={"destroys": True}), layer, {})
    assert saved.last_state(folder, "lab", "foundation") is None


@pytest.mark.parametrize("text", ["", "[]", '{"plan": "x"}', '{"plan": 1, "applied_at": 2, "values": 3}'])  # fmt: skip
def test_last_state_that_cannot_be_read_is_none(
    project: Project, plan: SavedPlan, text: str
) -> None:
    (project.plans("dev") / "lab.foundation.applied.json").write_text(text, encoding="utf-8")
    assert saved.last_state(project.plans("dev"), "lab", "foundation") is None


def test_forget_removes_plans_and_what_a_killed_run_left_in_clear(
    project: Project, plan: SavedPlan
) -> None:
    folder = project.plans("dev")
    saved.note_applied(folder, plan, frozenset())
    for name in (
        "lab.foundation.json", "lab.foundation.shown", "lab.foundation.before", "lab.foundation.state",
        "lab.foundation.outputs", "lab.foundation.addresses", "lab.foundation.refresh", "plan.json.part", "lab.foundation.applied.json",
        "lab.foundation.plan.log", "lab.foundation.errored.tfstate",
    ):  # fmt: skip
        (folder / name).touch()
    saved.forget(folder)
    assert sorted(p.name for p in folder.iterdir()) == [
        "lab.foundation.applied.json", "lab.foundation.errored.tfstate", "lab.foundation.plan.log",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "[1]", '{"a": '])
def test_read_json_of_half_an_answer_is_said(tmp_path: Path, text: str) -> None:
    path = tmp_path / "lab.foundation.shown"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ToolFailedError, match=r"lab\.foundation\.shown is no JSON"):
        saved.read_json(path)
