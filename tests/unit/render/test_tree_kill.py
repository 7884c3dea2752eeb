"""A render that is killed, or refused by the system, at every single step loses nothing; the next one completes it."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aiarch.errors import AiarchError, ToolFailedError
from aiarch.render.tree import (
    JOURNAL,
    MANIFEST,
    STAGING,
    RenderedFile,
    SyncPlan,
    apply_sync,
    plan_sync,
)

MUTATIONS = {
    "open",
    "os.rename",
    "os.remove",
    "os.mkdir",
    "os.rmdir",
    "os.truncate",
    "os.chmod",
    "shutil.rmtree",
}


def rendered(version: str, *names: str) -> list[RenderedFile]:
    body = version.encode() * 3000  # more than one block
    return [
        *(RenderedFile(n, n.encode() + body) for n in names),
        RenderedFile("docs/d.md", body + b"\n<!-- human -->\n<!-- /human -->\n", human=True),
        RenderedFile(".gitignore", b"seed " + body, "seeded"),
    ]


OLD = rendered("old", "a.tf", "m/x/1.tf", "m/x/2.tf", "m/y/gone.tf")
NEW = rendered("new", "a.tf", "m/x/1.tf", "m/x/2.tf", "n/deep/added.tf")
NEWER = rendered("newer", "a.tf", "m/x/2.tf", "n/deep/added.tf")
USER = {"m/x/own.tf": b"mine", "notes.txt": b"mine too"}


def render(root: Path, files: list[RenderedFile]) -> None:
    apply_sync(root, plan_sync(root, files, blueprint_sha256="b", force=False))


def before(root: Path, *, fresh: bool) -> None:
    root.mkdir()
    if not fresh:
        render(root, OLD)
        record = root / "docs/d.md"
        record.write_bytes(record.read_bytes().replace(b"-->\n<", b"-->\nwords of the team\n<"))
    for path, content in USER.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)


def contents(root: Path) -> dict[str, bytes]:
    return {
        p.relative_to(root).as_posix(): p.read_bytes()
        for p in root.rglob("*")
        if p.is_file() and ".aiarch" not in p.parts
    }


def whole(files: list[RenderedFile]) -> dict[str, set[bytes]]:
    notes = b"words of the team\n"
    return {
        f.path: {f.content, f.content.replace(b"-->\n<", b"-->\n" + notes + b"<")} for f in files
    }


def check_nothing_lost(root: Path) -> None:
    """Every file is a user's own or whole: as an old or as a new render had it."""
    old, new = whole(OLD), whole(NEW)
    for path, content in contents(root).items():
        if path in USER:
            assert content == USER[path]
        else:
            assert content in old.get(path, set()) | new.get(path, set()), f"{path} is torn"
    assert USER.keys() <= contents(root).keys()


def check_completed(root: Path, files: list[RenderedFile], *, fresh: bool) -> None:
    render(root, files)
    have = contents(root)
    seeded = {f.path for f in files if f.kind == "seeded"}
    assert have.keys() == {f.path for f in files} | USER.keys()
    for file in files:
        if file.path not in seeded:
            assert have[file.path] in whole([file])[file.path]
    assert (b"words of the team" in have["docs/d.md"]) is (not fresh)
    assert not plan_sync(root, files, blueprint_sha256="b", force=False).changed
    assert not (root / JOURNAL).exists()
    assert not (root / STAGING).exists()


def in_child(act: Callable[[], None]) -> int:
    """Run `act` in a forked process; return its wait status."""
    child = os.fork()
    if child == 0:
        try:
            act()
        except BaseException:  # noqa: BLE001 - the child must not run the parent's tests
            os._exit(3)
        os._exit(0)
    return os.waitpid(child, 0)[1]


def kill_at(root: Path, files: list[RenderedFile], step: int) -> bool:
    """Render in a process that is killed just before its `step`-th change of the disk; say whether it got that far."""

    def act() -> None:
        plan = plan_sync(root, files, blueprint_sha256="b", force=False)
        left = step

        def die() -> None:
            nonlocal left
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

        def watch(event: str, _: tuple[object, ...]) -> None:
            if event in MUTATIONS:
                die()

        # A write can be cut in its middle as well.
        fdopen = os.fdopen

        def torn(handle: int, mode: str = "r") -> object:
            file = fdopen(handle, mode)
            if mode == "wb":
                os.write(handle, b"half")
                die()
                os.lseek(handle, 0, os.SEEK_SET)
            return file

        os.fdopen = torn  # type: ignore[assignment]
        sys.addaudithook(watch)
        apply_sync(root, plan)

    status = in_child(act)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.waitstatus_to_exitcode(status) == 0
    return False


def steps(limit: int = 400) -> Iterator[int]:
    yield from range(limit)
    raise AssertionError("the render never ended")


@pytest.mark.parametrize("fresh", [True, False], ids=["first", "update"])
def test_apply_killed_at_every_step_next_render_completes(tmp_path: Path, fresh: bool) -> None:
    killed = 0
    for step in steps():
        root = tmp_path / f"{step}"
        before(root, fresh=fresh)
        if not kill_at(root, NEW, step):
            break
        killed += 1
        check_nothing_lost(root)
        check_completed(root, NEW, fresh=fresh)
        shutil.rmtree(root)
    assert killed >= 20


def test_apply_killed_then_other_answers_rendered(tmp_path: Path) -> None:
    for step in steps():
        root = tmp_path / f"{step}"
        before(root, fresh=False)
        if not kill_at(root, NEW, step):
            break
        check_completed(root, NEWER, fresh=False)
        shutil.rmtree(root)


def test_apply_killed_twice_still_knows_its_own_files(tmp_path: Path) -> None:
    for first in range(0, 60, 7):
        for second in range(0, 60, 11):
            root = tmp_path / f"{first}-{second}"
            before(root, fresh=False)
            kill_at(root, NEW, first)
            kill_at(root, NEWER, second)
            check_completed(root, OLD, fresh=False)
            shutil.rmtree(root)


def test_apply_killed_edits_made_afterwards_are_not_overwritten(tmp_path: Path) -> None:
    for step in steps():
        root = tmp_path / f"{step}"
        before(root, fresh=False)
        if not kill_at(root, NEW, step):
            break
        (root / "a.tf").write_bytes(b"edited after the crash")
        with pytest.raises(AiarchError) as caught:
            render(root, NEW)
        assert caught.value.code == "TRE001"
        assert (root / "a.tf").read_bytes() == b"edited after the crash"
        shutil.rmtree(root)


@pytest.mark.parametrize("fresh", [True, False], ids=["first", "update"])
def test_apply_refused_by_the_system_at_every_step_is_reported_and_completed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: bool
) -> None:
    names = ("replace", "mkdir", "unlink", "rename")
    for step in steps():
        root = tmp_path / f"{step}"
        before(root, fresh=fresh)
        plan = plan_sync(root, NEW, blueprint_sha256="b", force=False)
        left = [step]
        with monkeypatch.context() as patch:
            for name in names:
                patch.setattr(Path, name, _full(getattr(Path, name), left))
            patch.setattr(os, "fsync", _full(os.fsync, left))
            error = refusal(root, plan)
        if error is None:
            break
        assert (error.code, "No space left" in error.message) == ("TRE010", True)
        check_nothing_lost(root)
        if not (root / JOURNAL).exists() and not (root / MANIFEST).exists():
            assert contents(root).keys() == USER.keys()
        check_completed(root, NEW, fresh=fresh)
        shutil.rmtree(root)


def refusal(root: Path, plan: SyncPlan) -> ToolFailedError | None:
    try:
        apply_sync(root, plan)
    except ToolFailedError as error:
        return error
    return None


def _full(real: Callable[..., object], left: list[int]) -> Callable[..., object]:
    def act(*arguments: object, **named: object) -> object:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(arguments[0]))
        return real(*arguments, **named)

    return act
