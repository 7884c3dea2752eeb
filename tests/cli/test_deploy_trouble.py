"""What can be broken around a deployment: three lines at most, the right exit code, and a way on that works."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from clirun import Aiarch, Ran
from lab import ENGINES, PACK, TOFU, StateServer, write_lab

from aiarch.deploy import layer, saved

pytestmark = [pytest.mark.terraform, pytest.mark.slow]

STATE = ".state/dev/foundation.tfstate"
BINARY = pytest.mark.skipif(shutil.which("terraform") is None, reason="no terraform on PATH")
OPENTOFU = pytest.mark.skipif(not TOFU, reason="no tofu on PATH nor in AIARCH_TEST_TOFU")


class Project:
    """Commands on one project; `engine` may be changed between them."""

    def __init__(self, aiarch: Aiarch, folder: Path, engine: str = "embedded") -> None:
        self._aiarch = aiarch
        self.folder = folder
        self.engine = engine

    def __call__(self, command: str, *arguments: object) -> Ran:
        policy = ("--no-policy",) if command == "plan" else ()
        return self._aiarch(
            command, "-e", "dev", "--pack", PACK, "-C", self.folder, "--engine", self.engine, *policy, *arguments
        )  # fmt: skip

    def statuses(self) -> dict[str, str]:
        plan = json.loads((self.folder / ".aiarch/plans/dev/plan.json").read_text(encoding="utf-8"))
        return {x["layer"]: x["status"] for x in plan["layers"]}


@pytest.fixture
def project(aiarch: Aiarch, tmp_path: Path) -> Project:
    return Project(aiarch, write_lab(tmp_path / "project"))


def refused(done: Ran, code: int, diagnostic: str, *says: str) -> None:
    """It failed as it should, in at most three lines after what it was doing."""
    assert done.code == code, done.err
    lines = done.err.strip().splitlines()
    start = next(i for i, line in enumerate(lines) if "error[" in line)
    assert f"error[{diagnostic}]" in lines[start]
    assert len(lines[start:]) <= 3
    assert "Traceback" not in done.err
    for word in says:
        assert word in done.err


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("how", ["folder", "garbage", "half"])
def test_broken_backend(project: Project, engine: str, how: str) -> None:
    project.engine = engine
    project("plan")
    assert project("apply").code == 0
    path = project.folder / STATE
    whole = path.read_text(encoding="utf-8")
    if how == "folder":
        path.unlink()
        path.mkdir()
    else:
        path.write_text("<html>" if how == "garbage" else whole[:100], encoding="utf-8")
    for command in ("plan", "drift"):
        refused(project(command), 6, "DEP015", "stacks/lab/foundation", "backend.hcl")
    shutil.rmtree(path) if how == "folder" else path.unlink()
    path.write_text(whole, encoding="utf-8")
    assert project("plan").code == 0
    assert project.statuses()["foundation"] == "unchanged"


@pytest.mark.parametrize(
    ("planner", "applier"),
    [
        pytest.param("embedded", "terraform", marks=BINARY),
        pytest.param("terraform", "embedded", marks=BINARY),
        pytest.param("embedded", TOFU or "tofu", marks=OPENTOFU, id="embedded-tofu"),
        pytest.param(TOFU or "tofu", "embedded", marks=OPENTOFU, id="tofu-embedded"),
    ],
)
def test_plan_of_another_engines_version(project: Project, planner: str, applier: str) -> None:
    project.engine = planner
    project("plan")
    project.engine = applier
    refused(project("apply"), 7, "DEP011", "plan file was created by", "--engine")
    project.engine = planner
    assert project("apply").code == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_missing_provider(project: Project, engine: str, tmp_path: Path) -> None:
    project.engine = engine
    versions = project.folder / "modules/lab/net/versions.tf"
    needs = '  required_providers {\n    random = { source = "hashicorp/random" }\n  }\n}\n'
    text = versions.read_text(encoding="utf-8").rstrip().removesuffix("}")
    versions.write_text(text + needs, encoding="utf-8")
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    done = project("plan", "--provider-mirror", mirror)
    refused(done, 5, "DEP013", "hashicorp/random", "--provider-mirror")


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], capture_output=True, check=False
    )  # fmt: skip
    if done.returncode:
        pytest.skip("no file system may be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(disk: Path, left: int) -> Path:
    """Fill a disk but for some kilobytes."""
    path = disk / "filler"
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            pass
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - left * 1024)
    return path


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("left", [0, 4, 8])
def test_full_disk(aiarch: Aiarch, tiny: Path, engine: str, left: int) -> None:
    project = Project(aiarch, write_lab(tiny / "project"), engine)
    project("plan")
    filler = fill(tiny, left)
    done = project("apply")
    assert done.code == 6, done.err
    first = next(line for line in done.err.splitlines() if "error[" in line)
    assert any(f"error[{code}]" in first for code in ("DEP014", "DEP022", "DEP025"))
    assert "no space left on device" in first.lower()
    assert len(done.err.strip().splitlines()) <= 4
    filler.unlink()
    for _ in range(3):
        assert project("plan").code == 0
        assert project("apply").code == 0
    assert project("plan").code == 0
    assert set(project.statuses().values()) == {"unchanged"}


def test_folder_that_cannot_be_made_is_said(project: Project) -> None:
    plans = project.folder / ".aiarch/plans"
    plans.parent.mkdir(exist_ok=True)
    plans.touch()
    refused(project("plan"), 6, "DEP022", ".aiarch/plans")


def test_interrupt_while_no_terraform_runs(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As while checkov looks at the plan."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(saved, "save", interrupted)
    refused(project("plan"), 130, "DEP020", "aiarch plan -e dev")


@pytest.fixture
def server() -> Iterator[StateServer]:
    server = StateServer()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def remote(aiarch: Aiarch, folder: Path, server: StateServer, engine: str = "embedded") -> Project:
    return Project(aiarch, write_lab(folder, backend="http", port=server.port), engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_state_that_could_not_be_saved_is_kept_and_put_back(
    aiarch: Aiarch, tmp_path: Path, server: StateServer, engine: str
) -> None:
    project = remote(aiarch, tmp_path / "project", server, engine)
    project("plan")
    server.read_only = True
    refused(project("apply"), 6, "DEP017", "puts it back", "repair the backend first")
    assert server.states == {}
    assert not list(project.folder.glob("stacks/**/errored.tfstate"))
    refused(project("plan"), 6, "DEP015")  # the backend is still broken, and the state still kept
    server.read_only = False
    done = project("plan")
    assert done.code == 0
    assert "first the state that could not be saved is put back" in done.err
    assert project.statuses()["foundation"] == "unchanged"
    assert not list(project.folder.glob(".aiarch/plans/dev/*.errored.tfstate"))
    (state,) = server.states.values()
    assert [r["name"] for r in json.loads(state)["resources"]] == ["net"]


def test_kept_state_is_not_put_over_a_newer_one(
    aiarch: Aiarch, tmp_path: Path, server: StateServer
) -> None:
    project = remote(aiarch, tmp_path / "project", server)
    project("plan")
    server.read_only = True
    project("apply")
    server.read_only = False
    elsewhere = remote(aiarch, tmp_path / "elsewhere", server)
    elsewhere("plan")
    assert elsewhere("apply").code == 0
    before = dict(server.states)
    refused(project("plan"), 7, "DEP024", "errored.tfstate", "remove it")
    assert server.states == before


def test_apply_from_two_checkouts_at_once(
    aiarch: Aiarch, tmp_path: Path, server: StateServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock of the state holds where ours does not reach."""
    monkeypatch.setattr(layer, "LOCK_TIMEOUT", "0s")
    project = remote(aiarch, tmp_path / "project", server)
    project("plan")
    shutil.copytree(project.folder, tmp_path / "other")
    other = Project(aiarch, tmp_path / "other")
    held = {"ID": "82f6c8eb", "Operation": "OperationTypeApply", "Who": "somebody@elsewhere"}
    server.locks["/dev/foundation"] = json.dumps(held).encode()
    refused(other("apply"), 7, "DEP012", "somebody@elsewhere", "force-unlock")
    refused(other("plan"), 7, "DEP012")
    server.locks.clear()
    shutil.copytree(project.folder / ".aiarch", other.folder / ".aiarch", dirs_exist_ok=True)
    assert project("apply").code == 0
    refused(other("apply"), 7, "DEP010", "stale", "review what it says now")


def test_move_alone_is_planned_applied_and_done(project: Project) -> None:
    """Terraform changes nothing but its state, and still has to be let do it."""
    project("plan")
    assert project("apply").code == 0
    module = project.folder / "modules/lab/net"
    for name in ("main.tf", "outputs.tf"):
        text = (module / name).read_text(encoding="utf-8")
        text = text.replace('"terraform_data" "net"', '"terraform_data" "network"')
        (module / name).write_text(text.replace("terraform_data.net.", "terraform_data.network."))
    with (module / "main.tf").open("a", encoding="utf-8") as file:
        file.write("moved {\n  from = terraform_data.net\n  to   = terraform_data.network\n}\n")
    assert project("plan").code == 0
    assert project.statuses()["foundation"] == "planned"
    summary = (project.folder / ".aiarch/plans/dev/plan-summary.md").read_text(encoding="utf-8")
    assert (
        "~ module.lab_net.terraform_data.network  # it was module.lab_net.terraform_data.net"
        in summary
    )
    assert project("apply").code == 0
    project("plan")
    assert project.statuses()["foundation"] == "unchanged"
