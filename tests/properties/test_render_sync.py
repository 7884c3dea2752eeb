"""Any sequence of renders, edits and files of the user: the tree is the last render plus what people made."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from aiarch.errors import ConflictError
from aiarch.render.tree import RenderedFile, apply_sync, plan_sync

PATHS = ("a.tf", "m/a.tf", "m/b.tf", "m/n/c.tf", "z")
CONTENT = st.sampled_from([b"", b"1\n", b"2\n", b"\x00"])
RENDERS = st.dictionaries(st.sampled_from(PATHS), CONTENT)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("render"), RENDERS),
        st.tuples(st.just("edit"), st.dictionaries(st.sampled_from(PATHS), st.sampled_from([b"edit 1\n", b"edit 2\n"]), max_size=2)),
        st.tuples(st.just("delete"), st.sampled_from(PATHS)),
        st.tuples(st.just("own"), st.sampled_from(["m/own.tf", "own"])),
    ),
    max_size=8,
)  # fmt: skip


def contents(root: Path) -> dict[str, bytes]:
    return {
        p.relative_to(root).as_posix(): p.read_bytes()
        for p in root.rglob("*")
        if p.is_file() and ".aiarch" not in p.parts
    }


@given(STEPS)
@settings(max_examples=120)
def test_sync_tree_is_the_last_render_plus_what_people_made(
    steps: list[tuple[str, object]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for kind, what in steps:
            before = contents(root)
            if kind == "render":
                wanted = dict(what)  # type: ignore[call-overload]
                edited = {p for p, c in before.items() if c.startswith(b"edit")}
                files = [RenderedFile(p, c) for p, c in wanted.items()]
                try:
                    plan = plan_sync(root, files, blueprint_sha256="b")
                except ConflictError:
                    assert edited & wanted.keys()
                    assert contents(root) == before
                    continue
                assert not edited & wanted.keys()
                apply_sync(root, plan)
                kept = {p: c for p, c in before.items() if p in edited or "own" in p}
                assert contents(root) == wanted | kept
                assert not plan_sync(root, files, blueprint_sha256="b").changed
            elif kind == "delete":
                (root / str(what)).unlink(missing_ok=True)
            else:
                new = what.items() if isinstance(what, dict) else [(str(what), b"mine")]
                for path, content in new:
                    (root / path).parent.mkdir(parents=True, exist_ok=True)
                    (root / path).write_bytes(content)
