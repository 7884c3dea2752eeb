from __future__ import annotations

import re
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from clirun import RETAIL, Aiarch

from aiarch.cli.main import run

LOCAL = ("engine", "providers", "variables", "networks", "residency", "lifecycle")
ONLINE = ("backend", "aws-identity", "aws-region", "aws-state", "aws-quotas", "aws-registration")


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The retail example, rendered once: nothing here renders again."""
    folder = tmp_path_factory.mktemp("rendered")
    assert run(["assess", "--no-input", "--answers", str(RETAIL), "-q", "-C", str(folder)]) == 0
    assert run(["render", "-q", "-C", str(folder)]) == 0
    return folder


@pytest.fixture
def project(once: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in ("TF_PLUGIN_CACHE_DIR", "AIARCH_PROVIDER_MIRROR", "TF_REATTACH_PROVIDERS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return shutil.copytree(once, tmp_path / "project")


def test_preflight_offline_looks_at_what_it_can_and_names_the_rest(
    aiarch: Aiarch, project: Path
) -> None:
    ran = aiarch("preflight", "--offline", "--json", "-C", project)
    status = {c["checker"]: c["status"] for c in ran.json["result"]["checkers"]}
    assert ran.code == 0, ran.out
    assert status == dict.fromkeys(LOCAL, "ran") | dict.fromkeys(ONLINE, "skipped")
    reasons = {c["reason"] for c in ran.json["result"]["checkers"] if c["status"] == "skipped"}
    assert reasons == {"--offline: it needs a network"}
    assert ran.json["command"] == "preflight"


def test_preflight_tells_each_step_on_stderr_unless_quiet(aiarch: Aiarch, project: Path) -> None:
    ran = aiarch("preflight", "--offline", "-C", project)
    assert re.findall(r"^(\S+) …$", ran.err, re.MULTILINE) == list(LOCAL)
    assert "skipped: backend, aws-identity" in ran.out
    assert aiarch("preflight", "--offline", "-q", "-C", project).err == ""


def test_preflight_of_an_overlap_exits_10_when_warnings_count(
    aiarch: Aiarch, project: Path
) -> None:
    path = project / "stacks/aws/foundation/environments/staging.tfvars"
    path.write_text(path.read_text().replace("10.66.0.0/16", "10.65.0.0/16"))
    ran = aiarch("preflight", "--offline", "--fail-on", "warning", "-C", project)
    assert ran.code == 10
    assert "10.65.0.0/16 of aws/staging overlaps 10.65.0.0/16 of aws/dev" in ran.out


def test_preflight_of_an_empty_mirror_exits_10_and_says_how_to_fill_it(
    aiarch: Aiarch, project: Path, tmp_path: Path
) -> None:
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    ran = aiarch("preflight", "--offline", "--provider-mirror", mirror, "-C", project)
    assert ran.code == 10
    assert f"hashicorp/aws ~> 6.66 is wanted; the mirror {mirror} does not have it" in ran.out
    assert "aiarch providers --format lines" in ran.out


def test_preflight_takes_the_mirror_of_aiarch_toml(aiarch: Aiarch, project: Path) -> None:
    (project / "aiarch.toml").write_text('provider_mirror = "mirror"\n')
    (project / "mirror").mkdir()
    ran = aiarch("preflight", "--offline", "-C", project)
    assert ran.code == 10
    assert f"the mirror {project / 'mirror'} does not have it" in ran.out


@pytest.mark.parametrize("form", ["sarif", "junit", "github", "json"])
def test_preflight_prints_the_formats_of_validate(
    aiarch: Aiarch, project: Path, tmp_path: Path, form: str
) -> None:
    (tmp_path / "mirror").mkdir()
    ran = aiarch(
        "preflight", "--offline", "-q", "--format", form,
        "--provider-mirror", tmp_path / "mirror", "-C", project,
    )  # fmt: skip
    assert ran.code == 10
    assert "PRE011" in ran.out
    if form == "junit":
        names = {s.get("name") for s in ET.fromstring(ran.out)}
        assert names == {*LOCAL, *ONLINE}
    elif form != "github":
        assert ran.json


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (("-e", "stagin"), "no environment 'stagin'", "did you mean 'staging'?"),
        (("--stack", "gcp"), "no stack 'gcp'", "stacks: aws"),
        (("--provider-mirror", "nowhere"), "no such folder: nowhere", "terraform providers mirror"),
        (("--format", "txt"), "unknown format 'txt'", "did you mean 'text'?"),
    ],
)
def test_preflight_with_an_unknown_name_exits_2_with_the_nearest(
    aiarch: Aiarch, project: Path, arguments: tuple[str, ...], message: str, hint: str
) -> None:
    ran = aiarch("preflight", "--offline", "-q", *arguments, "-C", project)
    assert ran.code == 2
    assert message in ran.err
    assert hint in ran.err


def test_preflight_before_a_render_exits_3(aiarch: Aiarch, assessed: Path) -> None:
    ran = aiarch("preflight", "--offline", "-C", assessed)
    assert ran.code == 3
    assert "aiarch render" in ran.err
