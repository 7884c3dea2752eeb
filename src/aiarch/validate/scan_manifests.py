"""checkov's kubernetes framework over the objects that modules write as HCL; runs inside `scan_child` only."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aiarch.validate.manifests import Folder, Manifest
from aiarch.validate.suppression import comments_in

TREES = ("modules", "stacks", "bootstrap")


def scan_manifests(root: Path) -> tuple[list[list[Any]], list[dict[str, Any]]]:
    """Return every object as [file, line, name], and what checkov said about them, as records of the scan."""
    texts: dict[str, dict[str, str]] = {}
    for path in sorted(p for tree in TREES for p in (root / tree).rglob("*.tf")):
        inside = path.relative_to(root)
        if ".terraform" not in inside.parts:
            folder = texts.setdefault(inside.parent.as_posix(), {})
            folder[inside.as_posix()] = path.read_text(encoding="utf-8", errors="replace")
    found = [m for folder in texts.values() for m in Folder(folder).manifests()]
    if not found:
        return [], []
    skips = {
        file: list(_skips(file, text)) for folder in texts.values() for file, text in folder.items()
    }
    with tempfile.TemporaryDirectory(prefix="aiarch-manifests-") as name:
        for number, manifest in enumerate(found):
            Path(name, f"{number:05}.json").write_text(json.dumps(manifest.data), encoding="utf-8")
        report = _run(name)
    records = [
        _record(result, one, found[int(Path(one.file_path).stem)], skips)
        for result, several in (("passed", report.passed_checks), ("failed", report.failed_checks))
        for one in several
    ]
    return [[m.file, m.line, m.name] for m in found], records


def _run(folder: str) -> Any:  # noqa: ANN401 - checkov has no types
    from checkov.kubernetes.runner import Runner
    from checkov.runner_filter import RunnerFilter

    chosen = RunnerFilter(framework=["kubernetes"], show_progress_bar=False)
    return Runner().run(root_folder=folder, runner_filter=chosen)


def _skips(file: str, text: str) -> Iterator[tuple[int, str, str]]:
    """Yield (line, check, what the comment says) of each skip comment of a file."""
    for comment in comments_in(file, text):
        told = comment.suppression
        said = f"{told.reason}; owner={told.owner}; expires={told.expires}"
        yield from ((comment.line, check, said) for check in comment.checks)


def _record(
    result: str,
    one: Any,  # noqa: ANN401 - checkov has no types
    manifest: Manifest,
    skips: dict[str, list[tuple[int, str, str]]],
) -> dict[str, Any]:
    told = [
        said
        for line, check, said in skips[manifest.file]
        if check == one.check_id and manifest.line <= line <= manifest.end
    ]
    skipped = result == "failed" and bool(told)
    return {
        "result": "skipped" if skipped else result,
        "check": one.check_id,
        "name": str(one.check_name),
        "file": manifest.file,
        "line": manifest.line,
        "end": manifest.end,
        "resource": f"manifest.{manifest.name}",
        "comment": told[0] if skipped else "",
    }
