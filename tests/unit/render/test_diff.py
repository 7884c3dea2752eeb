from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from aiarch.render.diff import diff_text, summary
from aiarch.render.tree import RenderedFile, apply_sync, plan_sync


def render(root: Path, files: dict[str, bytes]) -> None:
    apply_sync(
        root, plan_sync(root, [RenderedFile(p, c) for p, c in files.items()], blueprint_sha256="b")
    )


OLD = {
    "a.tf": b"one\ntwo\n",
    "gone.tf": b"x\n",
    "same.tf": b"s\n",
    "tail": b"no newline",
    "logo": b"\x00\x01",
}
NEW = {
    "a.tf": b"one\n2\n",
    "new.tf": b"n\x0cn\xe2\x80\xa8n\n",
    "same.tf": b"s\n",
    "tail": b"still none",
    "logo": b"\x00\x02",
}


def test_summary_counts_in_the_order_of_actions(tmp_path: Path) -> None:
    render(tmp_path, OLD)
    plan = plan_sync(tmp_path, [RenderedFile(p, c) for p, c in NEW.items()], blueprint_sha256="b")
    assert summary(plan) == [("add", 1), ("update", 4), ("prune", 1), ("unchanged", 1)]


def test_diff_text_shows_only_what_changes(tmp_path: Path) -> None:
    render(tmp_path, OLD)
    text = diff_text(plan_sync(tmp_path, [RenderedFile("a.tf", b"one\n2\n")], blueprint_sha256="b"))
    assert "--- a/a.tf\n+++ b/a.tf\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n" in text
    assert "--- a/gone.tf\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n" in text
    assert "Binary files a/logo and /dev/null differ\n" in text
    assert "-no newline\n\\ No newline at end of file\n" in text


def test_diff_text_nothing_to_do_is_empty(tmp_path: Path) -> None:
    render(tmp_path, OLD)
    assert (
        diff_text(
            plan_sync(tmp_path, [RenderedFile(p, c) for p, c in OLD.items()], blueprint_sha256="b")
        )
        == ""
    )


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_diff_text_git_apply_gives_what_the_render_writes(tmp_path: Path) -> None:
    text = {p: c for p, c in NEW.items() if p != "logo"}
    render(tmp_path / "a", {p: c for p, c in OLD.items() if p != "logo"})
    plan = plan_sync(
        tmp_path / "a", [RenderedFile(p, c) for p, c in text.items()], blueprint_sha256="b"
    )
    subprocess.run(
        ["git", "apply", "-"], cwd=tmp_path / "a", input=diff_text(plan).encode(), check=True
    )
    have = {p.name: p.read_bytes() for p in (tmp_path / "a").iterdir() if p.is_file()}
    assert have == text
