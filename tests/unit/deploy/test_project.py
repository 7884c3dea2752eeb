from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from aiarch.deploy.project import Project, Root
from aiarch.errors import ConflictError, InputError, UsageError


def root(project: Project, layer: str) -> Root:
    return next(r for r in project.roots("dev") if r.layer == layer)


def test_roots_come_in_the_order_of_apply_with_what_they_read(project: Project) -> None:
    found = project.roots("dev")
    assert [(r.name, r.folder) for r in found] == [
        ("lab/foundation", "stacks/lab/foundation"),
        ("lab/platform", "stacks/lab/platform"),
        ("lab/workloads", "stacks/lab/workloads"),
    ]
    assert [dict(r.reads) for r in found] == [
        {},
        {"foundation": frozenset({"lab_net_net_id"})},
        {"platform": frozenset({"lab_store_store_id"})},
    ]


def test_roots_of_some_layers(project: Project) -> None:
    found = project.roots("dev", ("lab",), ("platform", "foundation"))
    assert [r.layer for r in found] == ["foundation", "platform"]


@pytest.mark.parametrize(
    ("asked", "says", "hint"),
    [
        (("prod",), "no environment 'prod' here", "environments: dev, staging"),
        (("stagin",), "no environment 'stagin' here", "did you mean 'staging'?"),
        (("dev", ("aws",)), "no stack 'aws' here", "stacks: lab"),
        (("dev", (), ("data",)), "no layer 'data' here", "layers: foundation, platform, workloads"),
    ],
)
def test_roots_of_what_is_not_here(project: Project, asked: tuple[str, ...], says: str, hint: str) -> None:  # fmt: skip
    with pytest.raises(UsageError) as caught:
        project.roots(*asked)
    assert (caught.value.message, caught.value.hint) == (says, hint)


def test_roots_of_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there are no stacks here"):
        Project(tmp_path).roots("dev")


def test_blueprint_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no blueprint\.yaml in"):
        _ = Project(tmp_path).name


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("stacks/lab/platform/main.tf", True),
        ("stacks/lab/platform/extra.auto.tfvars", True),
        ("stacks/lab/platform/environments/dev.tfvars", True),
        ("stacks/lab/platform/environments/dev.backend.hcl", True),
        ("modules/lab/store/main.tf", True),
        ("modules/lab/store/files/policy.json", True),
        ("stacks/lab/platform/.terraform.lock.hcl", False),  # it travels with the plan
        ("stacks/lab/platform/environments/staging.tfvars", False),
        ("stacks/lab/platform/tests/x.tftest.hcl", False),
        ("stacks/lab/platform/.terraform/aiarch-dev/terraform.tfstate", False),
        ("stacks/lab/platform/errored.tfstate", False),
        ("modules/lab/net/main.tf", False),
        ("stacks/lab/foundation/main.tf", False),
    ],
)
def test_tree_sha256_is_over_what_shapes_the_plan_and_nothing_else(
    project: Project, path: str, counts: bool
) -> None:
    platform = root(project, "platform")
    before = project.tree_sha256(platform, "dev")
    file = project.root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as handle:
        handle.write("\n# touched\n")
    assert (project.tree_sha256(platform, "dev") != before) is counts


def test_tree_sha256_without_its_module_is_another(project: Project) -> None:
    platform = root(project, "platform")
    before = project.tree_sha256(platform, "dev")
    (project.root / "modules/lab/store").rename(project.root / "modules/lab/gone")
    assert project.tree_sha256(platform, "dev") != before


def test_tree_sha256_of_a_renamed_file_is_another(project: Project) -> None:
    platform = root(project, "platform")
    before = project.tree_sha256(platform, "dev")
    folder = project.root / platform.folder
    (folder / "main.tf").rename(folder / "other.tf")
    assert project.tree_sha256(platform, "dev") != before


def test_tree_sha256_is_the_same_in_another_folder(project: Project, rendered_lab: Path) -> None:
    platform = root(project, "platform")
    assert Project(rendered_lab).tree_sha256(platform, "dev") == project.tree_sha256(
        platform, "dev"
    )


def test_locked_environment_refuses_the_second_and_says_who(project: Project) -> None:
    with project.locked("dev"):
        with (
            pytest.raises(
                ConflictError, match=rf"aiarch \(process {os.getpid()}\) is at work on dev"
            ),
            project.locked("dev"),
        ):
            pass
        with project.locked("staging"):
            pass
    with project.locked("dev"):
        pass


def test_lock_is_held_by_whoever_inherited_it(project: Project) -> None:
    with project.locked("dev") as descriptor:
        inherited = os.dup(descriptor)
    try:
        with pytest.raises(ConflictError) as caught, project.locked("dev"):
            pass
        assert "leaves Terraform to finish its layer" in caught.value.hint
    finally:
        os.close(inherited)
    with project.locked("dev"):
        pass


def test_bootstraps_are_found_or_missed(project: Project) -> None:
    assert [(r.name, r.folder) for r in project.bootstraps("dev")] == [
        ("lab/bootstrap", "bootstrap/lab")
    ]
    shutil.rmtree(project.root / "bootstrap")
    with pytest.raises(InputError, match="there is no bootstrap root here"):
        project.bootstraps("dev")
