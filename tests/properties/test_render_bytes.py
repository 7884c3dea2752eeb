"""Same answers, same bytes: whatever the hash seed, the locale, the folder and the time zone."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import hashlib, json, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import conftest
from aiarch.render.project import project_files
from aiarch.render.tree import apply_sync, plan_sync

root = Path(sys.argv[2])
catalog = conftest.catalog.__wrapped__()
blueprint = conftest.blueprint.__wrapped__()
composition = conftest.composition.__wrapped__(root / "pack")
files = project_files(composition, blueprint, catalog, None)
apply_sync(root / "out", plan_sync(root / "out", files, blueprint_sha256="b"))
total = hashlib.sha256()
for path in sorted((root / "out").rglob("*")):
    if path.is_file():
        total.update(path.relative_to(root / "out").as_posix().encode() + b"\\0" + path.read_bytes() + b"\\0")
print(total.hexdigest())
"""


@pytest.mark.parametrize(
    "changed",
    [{}, {"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "4242", "LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Tokyo"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "COLUMNS": "20"}],
    ids=["plain", "seed", "turkish", "ascii"],
)  # fmt: skip
def test_render_bytes_do_not_depend_on_the_machine(
    tmp_path: Path, checkout: Path, changed: dict[str, str]
) -> None:
    digests = set()
    for name, environment in (("one", {"PYTHONHASHSEED": "0"}), ("other folder", changed)):
        folder = tmp_path / name
        folder.mkdir()
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(checkout / "tests" / "unit" / "render"), str(folder)],
            env={"PATH": os.environ["PATH"], "HOME": str(folder)} | environment,
            cwd=folder, capture_output=True, text=True, check=True,
        )  # fmt: skip
        digests.add(done.stdout.strip())
    assert len(digests) == 1
    assert digests != {hashlib.sha256().hexdigest()}
