"""The wheel works alone: built, installed into a clean environment outside the checkout, and run from another folder."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

pytestmark = [pytest.mark.install, pytest.mark.slow]


def run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    done = subprocess.run([str(c) for c in command], cwd=cwd, env=env, capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, checkout: Path) -> Path:
    """Return a folder that holds a clean environment with the wheel and what it asks for, nothing else."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "wheel", "-q", "--disable-pip-version-check", "--no-deps")
    run(*pip, "-w", folder, checkout, cwd=folder)
    (wheel,) = folder.glob("aiarch-*.whl")
    venv.create(folder / "clean", with_pip=True)
    python = folder / "clean" / "bin" / "python"
    install = (python, "-m", "pip", "install", "-q", "--disable-pip-version-check")
    run(*install, f"{wheel}[terraform]", cwd=folder)
    return folder


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_wheel_runs_the_demo_outside_the_checkout(installed: Path, checkout: Path) -> None:
    aiarch = installed / "clean" / "bin" / "aiarch"
    environment = {"PATH": os.environ["PATH"], "HOME": str(installed), "NO_COLOR": "1"}
    python = installed / "clean" / "bin" / "python"
    where = run(
        python, "-c", "import aiarch; print(aiarch.__file__)", cwd=installed, env=environment
    )
    assert str(checkout) not in where
    out = run(aiarch, "demo", "--into", installed / "platform", cwd=installed, env=environment)
    assert "0 errors" in out
    readme = (checkout / "README.md").read_text(encoding="utf-8")
    transcript = readme.partition("<!-- transcript -->")[2].partition("<!-- /transcript -->")[0]
    for line in transcript.splitlines():
        if line and not line.startswith("```"):
            assert squeezed(line) in squeezed(out), line
    assert (installed / "platform" / "stacks" / "aws" / "foundation" / "main.tf").is_file()


def test_wheel_holds_knowledge_and_nothing_of_the_tests(installed: Path) -> None:
    import zipfile

    (wheel,) = installed.glob("aiarch-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for name in (
        "aiarch/knowledge/blueprints/scoring.yaml",
        "aiarch/knowledge/templates/modules/aws/ml-workspace/module.yaml",
        "aiarch/knowledge/examples/retail-forecasting-aws/assessment.yaml",
        "aiarch/checks/graph/sagemaker_domain_vpc_only.yaml",
        "aiarch/py.typed",
    ):
        assert name in names
    assert not [n for n in names if n.startswith("tests/")]
