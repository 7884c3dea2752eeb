from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from aiarch.catalog.catalog import Catalog
from aiarch.validate.structure import Structure
from aiarch.validate.tree import ProjectTree

Project = Callable[..., Path]


def told(root: Path, catalog: Catalog) -> list[tuple[str, str]]:
    report = Structure().check(ProjectTree(root, catalog, "2026-11-24"))
    return [(f.id, str(f.at)) for f in report.findings]


def test_structure_rendered_project_is_whole(project: Project, catalog: Catalog) -> None:
    assert told(project(), catalog) == []


def test_structure_edited_and_missing_managed_files_are_found(
    project: Project, catalog: Catalog
) -> None:
    root = project()
    (root / "modules/aws/store/main.tf").write_text("# mine now\n")
    (root / "modules/aws/store/outputs.tf").unlink()
    assert told(root, catalog) == [
        ("STR005", "modules/aws/store/main.tf"),
        ("STR004", "modules/aws/store/outputs.tf"),
    ]


def test_structure_seeded_file_belongs_to_the_user(project: Project, catalog: Catalog) -> None:
    root = project()
    path = root / ".aiarch/manifest.json"
    data = json.loads(path.read_text())
    data["files"].append({"path": "notes.md", "kind": "seeded", "sha256": "0"})
    path.write_text(json.dumps(data))
    assert told(root, catalog) == []


def test_structure_text_between_human_marks_is_free(project: Project, catalog: Catalog) -> None:
    from aiarch.render.manifest import digest

    root = project()
    text = "# ADR\n<!-- human -->\nwe thought about it\n<!-- /human -->\n"
    (root / "adr.md").write_text(text)
    path = root / ".aiarch/manifest.json"
    data = json.loads(path.read_text())
    data["files"].append(
        {
            "path": "adr.md",
            "kind": "managed",
            "human": True,
            "sha256": digest(text.encode(), human=True),
        }
    )
    path.write_text(json.dumps(data))
    (root / "adr.md").write_text(text.replace("we thought", "the board thought"))
    assert told(root, catalog) == []
    (root / "adr.md").write_text(text.replace("# ADR", "# Mine"))
    assert told(root, catalog) == [("STR005", "adr.md")]


def test_structure_changed_blueprint_is_drift(project: Project, catalog: Catalog) -> None:
    root = project()
    with (root / "blueprint.yaml").open("a") as file:
        file.write("# changed\n")
    assert told(root, catalog) == [("STR007", "blueprint.yaml")]


def test_structure_empty_folder_is_not_fine(tmp_path: Path, catalog: Catalog) -> None:
    report = Structure().check(ProjectTree(tmp_path, catalog, "2026-11-24"))
    assert [(f.id, f.message) for f in report.findings] == [("STR001", "nothing was rendered here")]


def test_structure_manifest_naming_a_place_outside_is_refused(
    project: Project, catalog: Catalog
) -> None:
    root = project()
    data = {"files": [{"path": "../../etc/passwd", "kind": "managed", "sha256": "0"}]}
    (root / ".aiarch/manifest.json").write_text(json.dumps(data))
    assert told(root, catalog)[0] == ("STR006", "../../etc/passwd")


def test_structure_broken_manifest_is_an_error(project: Project, catalog: Catalog) -> None:
    root = project()
    (root / ".aiarch/manifest.json").write_text("<<<<<<< HEAD")
    assert told(root, catalog) == [("STR001", ".aiarch/manifest.json")]


def test_structure_links_are_reported_and_not_followed(
    project: Project, catalog: Catalog, tmp_path: Path
) -> None:
    root = project()
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "main.tf").write_text('resource "aws_hidden" "this" {}\n')
    (root / "modules/aws/linked").symlink_to(outside, target_is_directory=True)
    (root / "stacks/aws/foundation/linked.tf").symlink_to(outside / "main.tf")
    (root / "stacks/loop").symlink_to(root / "stacks", target_is_directory=True)
    assert told(root, catalog) == [
        ("STR008", "modules/aws/linked"),
        ("STR008", "stacks/aws/foundation/linked.tf"),
        ("STR008", "stacks/loop"),
    ]
    tree = ProjectTree(root, catalog, "2026-11-24")
    assert not any("linked" in path or "loop" in path for path in tree.everything)
