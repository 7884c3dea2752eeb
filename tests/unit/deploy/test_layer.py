"""What a layer asks of an engine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from aiarch.deploy.events import Progress
from aiarch.deploy.layer import LayerRun, Workbench
from aiarch.deploy.project import Project
from aiarch.engine import binary
from aiarch.engine.port import Launch, Step

pytestmark = pytest.mark.terraform


class Recorder:
    """An engine that runs nothing."""

    kind = name = licence = "recorder"

    def __init__(self) -> None:
        self.steps: list[tuple[str, ...]] = []

    def processes(self, steps: Sequence[Step], codes: Path) -> list[Launch]:  # noqa: ARG002
        self.steps += [s.arguments for s in steps]
        return []


def test_python_terraform_writes_every_command_line_as_it_was_meant(
    project: Project, tmp_path: Path
) -> None:
    """Whatever a layer asks for; python-terraform takes options apart and puts them together again."""
    recorder = Recorder()
    bench = Workbench(project, "dev", recorder, 0, lambda _: None)
    bench.folder.mkdir(parents=True)
    (bench.folder / "lab.platform.errored.tfstate").write_text("{}", encoding="utf-8")
    platform = next(r for r in project.roots("dev") if r.layer == "platform")
    layer = LayerRun(bench, platform)
    target = bench.folder / "lab.platform.tfplan"
    with_settings = LayerRun(bench, platform, {"path": "a=b_c.tfstate", "key": "x"})
    for work in (
        lambda: layer.plan(target),
        lambda: layer.plan(target, mode=("-destroy",)),
        lambda: layer.plan(target, mode=("-refresh-only",)),
        lambda: layer.apply(target, Progress()),
        layer.outputs,
        layer.addresses,
        lambda: layer.forget(('module.a["x=-y"].b_c.d', "b_c.e[0]")),
        lambda: with_settings.run([with_settings.init("-migrate-state", "-force-copy")], "move", "move"),
    ):  # fmt: skip
        with pytest.raises(IndexError):  # no exit codes: nothing ran
            work()
    asked = set(recorder.steps)
    assert {step[0] for step in asked} == {"init", "plan", "show", "apply", "output", "state"}
    launches = binary.Binary(Path("/bin/terraform")).processes(
        [Step(s) for s in recorder.steps], tmp_path
    )
    assert [x.command for x in launches] == [("/bin/terraform", *s) for s in recorder.steps]
