from __future__ import annotations

from pathlib import Path

import pytest
from clirun import RETAIL, Aiarch, Ran
from lab import ENGINES, Lab, write_lab

from aiarch.cli.main import run


@pytest.fixture
def aiarch(capsys: pytest.CaptureFixture[str]) -> Aiarch:
    """Run a command in this process; stdout and stderr apart."""

    def call(*arguments: object) -> Ran:
        capsys.readouterr()
        code = run([str(a) for a in arguments])
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return call


@pytest.fixture
def assessed(aiarch: Aiarch, tmp_path: Path) -> Path:
    """A project folder with the retail example decided."""
    done = aiarch("assess", "--no-input", "--answers", RETAIL, "-C", tmp_path)
    assert done.code == 0, done.err
    return tmp_path


@pytest.fixture
def rendered(aiarch: Aiarch, assessed: Path) -> Path:
    """A project folder with the retail example rendered."""
    done = aiarch("render", "-C", assessed)
    assert done.code == 0, done.err
    return assessed


@pytest.fixture(params=ENGINES)
def lab(request: pytest.FixtureRequest, aiarch: Aiarch, tmp_path: Path) -> Lab:
    """A project of built-in resources, once with each engine."""
    return Lab(aiarch, write_lab(tmp_path / "project"), request.param)
