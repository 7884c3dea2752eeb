from __future__ import annotations

import fcntl
import json
import os
import stat
from pathlib import Path

import pytest

from aiarch.errors import AiarchError, ConflictError, InputError, ToolFailedError
from aiarch.render.tree import (
    JOURNAL,
    LOCK,
    MANIFEST,
    STAGING,
    RenderedFile,
    SyncPlan,
    apply_sync,
    digest,
    plan_sync,
)

HUMAN = b"# Record\n<!-- human -->\n%s<!-- /human -->\n"


def files(**contents: str | bytes) -> list[RenderedFile]:
    """Make managed files; `__` in a name is a `/`, `_` before the end a `.`."""
    return [
        RenderedFile(
            name.replace("__", "/").replace("_", "."), c if isinstance(c, bytes) else c.encode()
        )
        for name, c in contents.items()
    ]


def plan(
    root: Path, rendered: list[RenderedFile], *, force: bool = False, blueprint: str = "b1"
) -> SyncPlan:
    return plan_sync(root, rendered, blueprint_sha256=blueprint, force=force)


def render(root: Path, rendered: list[RenderedFile], *, force: bool = False) -> dict[str, str]:
    made = plan(root, rendered, force=force)
    apply_sync(root, made)
    return {c.path: str(c.action) for c in made.changes}


def tree(root: Path) -> dict[str, str]:
    return {
        p.relative_to(root).as_posix(): p.read_text()
        for p in sorted(root.rglob("*"))
        if p.is_file() and ".aiarch" not in p.parts
    }


def test_apply_first_render_writes_files_and_manifest(tmp_path: Path) -> None:
    actions = render(tmp_path, files(a__main_tf="x\n", README_md="hi\n"))
    assert actions == {"README.md": "add", "a/main.tf": "add", MANIFEST: "add"}
    assert tree(tmp_path) == {"README.md": "hi\n", "a/main.tf": "x\n"}
    assert json.loads((tmp_path / MANIFEST).read_text()) == {
        "version": 1,
        "blueprint_sha256": "b1",
        "files": [
            {"path": "README.md", "kind": "managed", "sha256": digest(b"hi\n")},
            {"path": "a/main.tf", "kind": "managed", "sha256": digest(b"x\n")},
        ],
    }
    assert sorted(p.name for p in (tmp_path / ".aiarch").iterdir()) == ["lock", "manifest.json"]


def test_plan_second_render_changes_nothing_and_touches_nothing(tmp_path: Path) -> None:
    rendered = [*files(a="x\n", b="y\n"), RenderedFile("s", b"seed\n", "seeded")]
    render(tmp_path, rendered)
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")}
    again = plan(tmp_path, rendered)
    apply_sync(tmp_path, again)
    assert not again.changed
    assert {str(c.action) for c in again.changes} == {"unchanged", "seeded-kept"}
    assert {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")} == before


def test_plan_writes_nothing(tmp_path: Path) -> None:
    plan(tmp_path / "new", files(a="x"))
    assert list(tmp_path.iterdir()) == []


def test_plan_blueprint_changed_alone_is_a_change_of_the_manifest(tmp_path: Path) -> None:
    render(tmp_path, files(a="x"))
    made = plan(tmp_path, files(a="x"), blueprint="b2")
    assert [(c.path, str(c.action)) for c in made.changes if c.writes] == [(MANIFEST, "update")]


def test_apply_update_keeps_foreign_files_and_file_modes(tmp_path: Path) -> None:
    render(tmp_path, files(a__x_sh="1\n"))
    (tmp_path / "a/x.sh").chmod(0o755)
    (tmp_path / "a/own.tf").write_text("mine\n")
    assert render(tmp_path, files(a__x_sh="2\n"))["a/x.sh"] == "update"
    assert tree(tmp_path) == {"a/own.tf": "mine\n", "a/x.sh": "2\n"}
    assert stat.S_IMODE((tmp_path / "a/x.sh").stat().st_mode) == 0o755


def test_apply_missing_managed_file_comes_back(tmp_path: Path) -> None:
    render(tmp_path, files(a="x"))
    (tmp_path / "a").unlink()
    assert render(tmp_path, files(a="x"))["a"] == "add"


def test_plan_edited_managed_file_stops_with_place_and_two_ways_out(tmp_path: Path) -> None:
    render(tmp_path, files(a__main_tf="one\ntwo\nthree\n"))
    (tmp_path / "a/main.tf").write_text("one\nTWO\x1b[31m\nthree\n")
    with pytest.raises(ConflictError) as caught:
        plan(tmp_path, files(a__main_tf="one\n2\nthree\n"))
    (diagnostic,) = caught.value.diagnostics
    lines = diagnostic.lines()
    assert lines[0] == "a/main.tf:2: error[TRE001]: edited by hand; here: `TWO [31m`, rendered: `2`"
    assert "blueprint.yaml" in lines[1]
    assert "aiarch render --force" in lines[1]
    assert len(lines) == 2


def test_plan_edit_that_equals_the_render_is_fine(tmp_path: Path) -> None:
    render(tmp_path, files(a="x"))
    (tmp_path / "a").write_text("y")
    assert render(tmp_path, files(a="y"))["a"] == "unchanged"


def test_plan_every_conflict_is_reported_and_many_are_cut_short(tmp_path: Path) -> None:
    rendered = files(**{f"f{n:02}": "x" for n in range(12)})
    render(tmp_path, rendered)
    for file in rendered:
        (tmp_path / file.path).write_text("edited")
    with pytest.raises(ConflictError) as caught:
        plan(tmp_path, rendered)
    shown = [d.at.path if d.at else d.message for d in caught.value.diagnostics]
    assert shown == [*(f"f{n:02}" for n in range(8)), "and 4 more files like these"]


def test_plan_foreign_file_in_the_way_is_a_conflict_unless_equal(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("mine")
    (tmp_path / "b").write_text("y")
    with pytest.raises(ConflictError) as caught:
        plan(tmp_path, files(a="x", b="y"))
    assert [d.code for d in caught.value.diagnostics] == ["TRE002"]
    assert render(tmp_path, files(a="x", b="y"), force=True) == {
        "a": "overwrite",
        "b": "unchanged",
        MANIFEST: "add",
    }


def test_apply_force_replaces_edits(tmp_path: Path) -> None:
    render(tmp_path, files(a="x"))
    (tmp_path / "a").write_text("edited")
    assert render(tmp_path, files(a="y"), force=True)["a"] == "overwrite"
    assert tree(tmp_path) == {"a": "y"}


def test_apply_seeded_file_is_written_once(tmp_path: Path) -> None:
    seed = [RenderedFile("s", b"1", "seeded")]
    assert render(tmp_path, seed)["s"] == "seeded"
    (tmp_path / "s").write_text("mine")
    assert render(tmp_path, [RenderedFile("s", b"2", "seeded")])["s"] == "seeded-kept"
    assert tree(tmp_path) == {"s": "mine"}
    (tmp_path / "s").unlink()
    render(tmp_path, seed)
    assert tree(tmp_path) == {}
    assert render(tmp_path, [])  # dropped from the render: still the user's
    (tmp_path / "s").write_text("mine")
    render(tmp_path, [])
    assert tree(tmp_path) == {"s": "mine"}


def test_apply_prunes_what_is_no_longer_rendered_and_empty_folders(tmp_path: Path) -> None:
    render(tmp_path, files(a__b__c_tf="x", a__keep_tf="y", d__e_tf="z"))
    (tmp_path / "d/own.tf").write_text("mine")
    actions = render(tmp_path, files(a__keep_tf="y"))
    assert (actions["a/b/c.tf"], actions["d/e.tf"]) == ("prune", "prune")
    assert tree(tmp_path) == {"a/keep.tf": "y", "d/own.tf": "mine"}
    assert not (tmp_path / "a/b").exists()


def test_apply_edited_file_that_is_no_longer_rendered_is_released(tmp_path: Path) -> None:
    render(tmp_path, files(a="x", b="y"))
    (tmp_path / "a").write_text("edited")
    assert render(tmp_path, files(b="y"))["a"] == "released"
    assert render(tmp_path, files(b="y")) == {"b": "unchanged", MANIFEST: "unchanged"}
    assert tree(tmp_path) == {"a": "edited", "b": "y"}


def record(text: bytes, body: bytes = b"") -> list[RenderedFile]:
    return [RenderedFile("d.md", text + HUMAN % body, human=True)]


def test_apply_human_block_survives_every_render(tmp_path: Path) -> None:
    render(tmp_path, record(b"v1\n"))
    path = tmp_path / "d.md"
    path.write_bytes(path.read_bytes().replace(b"-->\n<", b"-->\nour \\1 notes\n<"))
    assert not plan(tmp_path, record(b"v1\n")).changed
    assert render(tmp_path, record(b"v2\n"))["d.md"] == "update"
    assert path.read_bytes() == b"v2\n" + HUMAN % b"our \\1 notes\n"
    assert json.loads((tmp_path / MANIFEST).read_text())["files"][0]["human"] is True
    assert render(tmp_path, [])["d.md"] == "released"
    assert path.exists()


def test_plan_edit_outside_the_human_block_is_a_conflict(tmp_path: Path) -> None:
    render(tmp_path, record(b"v1\n"))
    (tmp_path / "d.md").write_bytes(b"v1 edited\n" + HUMAN % b"notes\n")
    with pytest.raises(ConflictError):
        plan(tmp_path, record(b"v2\n"))
    assert render(tmp_path, record(b"v2\n"), force=True)["d.md"] == "overwrite"
    assert (tmp_path / "d.md").read_bytes() == b"v2\n" + HUMAN % b"notes\n"


def test_apply_untouched_record_without_notes_is_pruned(tmp_path: Path) -> None:
    render(tmp_path, record(b"v1\n"))
    assert render(tmp_path, [])["d.md"] == "prune"


@pytest.mark.parametrize(
    "path",
    ["", "/etc/x", "../x", "a/../../x", "a//b", "a/", "./a", "a\\b", "a\nb", ".git/hooks/x", ".GIT/x", ".aiarch/lock", "a\x00b"],
)  # fmt: skip
def test_plan_path_that_must_not_be_written_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(InputError) as caught:
        plan(tmp_path, [RenderedFile(path, b"x")])
    assert caught.value.code == "TRE003"


@pytest.mark.parametrize(
    ("paths", "part"),
    [
        (("a", "a"), "rendered twice"),
        (("Docs/a", "docs/b"), "only in case"),
        (("a/X", "a/x"), "only in case"),
        (("e\u0301", "\u00e9"), "only in case"),
        (("a", "a/b"), "is a file as well"),
    ],
)
def test_plan_paths_that_clash_are_refused(
    tmp_path: Path, paths: tuple[str, str], part: str
) -> None:
    with pytest.raises(InputError, match=part):
        plan(tmp_path, [RenderedFile(p, b"x") for p in paths])


@pytest.mark.parametrize("link", ["a", "a/b", "a/b/c.tf", ".aiarch", MANIFEST])
def test_plan_link_on_the_way_is_refused_and_nothing_written(tmp_path: Path, link: str) -> None:
    outside, root = tmp_path / "outside", tmp_path / "root"
    outside.mkdir()
    (root / link).parent.mkdir(parents=True)
    (root / link).symlink_to(outside)
    with pytest.raises(InputError) as caught:
        plan(root, files(a__b__c_tf="x", a__b__d_tf="y", other="z"))
    assert [(d.code, str(d.at)) for d in caught.value.diagnostics] == [("TRE004", link)]
    assert list(outside.iterdir()) == []
    assert not (root / "other").exists()


def test_plan_link_in_place_of_a_pruned_folder_is_refused(tmp_path: Path) -> None:
    outside, root = tmp_path / "outside", tmp_path / "root"
    outside.mkdir()
    render(root, files(a__b="x"))
    (root / "a/b").rename(outside / "b")
    (root / "a").rmdir()
    (root / "a").symlink_to(outside)
    with pytest.raises(InputError):
        plan(root, [])
    assert (outside / "b").read_text() == "x"


def test_apply_link_that_appears_after_planning_is_refused(tmp_path: Path) -> None:
    outside, root = tmp_path / "outside", tmp_path / "root"
    outside.mkdir()
    made = plan(root, files(a__b="x"))
    root.mkdir()
    (root / "a").symlink_to(outside)
    with pytest.raises(InputError):
        apply_sync(root, made)
    assert list(outside.iterdir()) == []


def test_apply_root_that_is_a_link_itself_is_fine(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    render(tmp_path / "link", files(a="x"))
    assert tree(tmp_path / "real") == {"a": "x"}


@pytest.mark.parametrize("kind", ["folder", "pipe", "file"])
def test_plan_something_else_in_the_way_is_a_conflict(tmp_path: Path, kind: str) -> None:
    if kind == "folder":
        (tmp_path / "a/b").mkdir(parents=True)
    elif kind == "pipe":
        (tmp_path / "a").mkdir()
        os.mkfifo(tmp_path / "a/b")
    else:
        (tmp_path / "a").write_text("mine")
    with pytest.raises(ConflictError) as caught:
        plan(tmp_path, files(a__b="x"))
    assert caught.value.code == "TRE005"


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", ".git/config"])
def test_plan_manifest_that_names_a_place_outside_is_refused(tmp_path: Path, path: str) -> None:
    render(tmp_path, files(a="x"))
    manifest = json.loads((tmp_path / MANIFEST).read_text())
    manifest["files"].append({"path": path, "kind": "managed", "sha256": "0"})
    (tmp_path / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(InputError) as caught:
        plan(tmp_path, files(a="x"))
    assert caught.value.code == "TRE006"


@pytest.mark.parametrize(
    "content", ["", "<<<<<<< ours\n", "[]", '{"files": 1}', '{"files": [1]}', '{"files": [{}]}']
)
def test_plan_unreadable_manifest_costs_a_question_never_a_file(
    tmp_path: Path, content: str
) -> None:
    render(tmp_path, files(a="x", b="y"))
    (tmp_path / MANIFEST).write_text(content)
    assert {str(c.action) for c in plan(tmp_path, files(a="x", b="y")).changes} == {
        "unchanged",
        "update",
    }
    with pytest.raises(ConflictError) as caught:
        plan(tmp_path, files(a="changed", b="y"))
    assert caught.value.code == "TRE002"


@pytest.mark.parametrize("change", ["file", "manifest"])
def test_apply_stale_plan_is_refused(tmp_path: Path, change: str) -> None:
    render(tmp_path, files(a="1"))
    made = plan(tmp_path, files(a="2"))
    if change == "file":
        (tmp_path / "a").write_text("edited meanwhile")
    else:
        render(tmp_path, files(a="1", b="y"))
    before = tree(tmp_path)
    with pytest.raises(ConflictError) as caught:
        apply_sync(tmp_path, made)
    assert caught.value.code == "TRE007"
    assert tree(tmp_path) == before


def test_apply_lock_names_its_holder_and_excludes(tmp_path: Path) -> None:
    made = plan(tmp_path, files(a="1"))
    (tmp_path / ".aiarch").mkdir()
    with (tmp_path / LOCK).open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        held.write("process 4711 on build-7\n")
        held.flush()
        with pytest.raises(ConflictError) as caught:
            apply_sync(tmp_path, made)
    assert caught.value.code == "TRE008"
    assert "process 4711 on build-7" in caught.value.message
    assert tree(tmp_path) == {}
    apply_sync(tmp_path, made)
    assert tree(tmp_path) == {"a": "1"}
    assert (tmp_path / LOCK).read_text() == ""


@pytest.mark.parametrize("root", ["/proc/aiarch-test", "/dev/null/x"])
def test_apply_folder_that_cannot_be_written_is_a_tool_failure(root: str) -> None:
    with pytest.raises(ToolFailedError) as caught:
        render(Path(root), files(a="x"))
    assert caught.value.code == "TRE010"
    assert "nothing was changed" in caught.value.hint


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_apply_read_only_folder_is_a_tool_failure(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    with pytest.raises(ToolFailedError):
        render(tmp_path, files(a="x"))
    tmp_path.chmod(0o755)


def test_apply_leftovers_are_removed_although_nothing_changes(tmp_path: Path) -> None:
    render(tmp_path, files(a="x"))
    (tmp_path / STAGING).mkdir()
    (tmp_path / STAGING / "0").write_text("half")
    (tmp_path / JOURNAL).write_text("{}")
    apply_sync(tmp_path, plan(tmp_path, files(a="x")))
    assert not (tmp_path / STAGING).exists()
    assert not (tmp_path / JOURNAL).exists()


def test_errors_every_diagnostic_fits_in_three_lines(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("mine" * 100)
    (tmp_path / "b").symlink_to("a")
    caught: list[AiarchError] = []
    for rendered in (files(a="x"), files(b="x"), files(a__b="x")):
        with pytest.raises(AiarchError) as error:
            plan(tmp_path, rendered)
        caught.append(error.value)
    for diagnostic in (d for e in caught for d in e.diagnostics):
        assert len("\n".join(diagnostic.lines()).splitlines()) <= 3
        assert diagnostic.hint
