"""What the Kubernetes modules put into a cluster, read from real plans: checkov sees `yamlencode(merge(…))`, a plan sees the objects.

Needs ../shared/tfcheck, which plans without a cluster or a registry; skipped where it is not there.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml

from aiarch import proc
from aiarch.checks.helm_values import SEMVER, moving_tags, open_services, secrets

ROOT = Path(__file__).resolve().parents[3]
MODULES = ROOT / "templates" / "modules"
PLAN = ROOT.parent / "shared" / "tfcheck" / "plan"
PLATFORMS = ("kubernetes", "onprem")
LEVEL = "pod-security.kubernetes.io/enforce"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.terraform,
    pytest.mark.skipif(not PLAN.exists(), reason="../shared/tfcheck is not here"),
]

Planned = Mapping[str, list[dict[str, Any]]]
"""Module → the resources of its plan."""


def variables(tests: Path) -> str:
    """Return the variables a module's own tests run with."""
    found = re.search(
        r"^variables \{\n(.*?)^\}", tests.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    return found[1] if found else ""


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    root = tmp_path_factory.mktemp("planned")
    folders = []
    for platform in PLATFORMS:
        shutil.copytree(MODULES / platform, root / platform)
        for tests in sorted((root / platform).glob("*/tests/unit.tftest.hcl")):
            folder = tests.parent.parent
            (folder / "tests.auto.tfvars").write_text(variables(tests))
            folders.append(folder)

    def plan(folder: Path) -> list[dict[str, Any]]:
        out = folder / "plan.json"
        done = proc.run([PLAN, "--json", out, folder], seconds=300)
        assert done.code == 0, f"{folder.name}: {done.stdout}{done.stderr}"
        return list(resources(json.loads(out.read_text())["planned_values"]["root_module"]))

    with ThreadPoolExecutor(2) as pool:
        return dict(zip((f.name for f in folders), pool.map(plan, folders), strict=True))


def resources(module: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield from module.get("resources", ())
    for child in module.get("child_modules", ()):
        yield from resources(child)


def releases(planned: Planned) -> Iterator[tuple[str, dict[str, Any]]]:
    for module, found in planned.items():
        for r in found:
            if r["type"] == "helm_release":
                yield f"{module}: {r['address']}", r["values"]


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the Kubernetes objects in values, wherever a chart takes them."""
    if isinstance(value, dict) and {"apiVersion", "kind", "metadata"} <= value.keys():
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from objects(item)
    elif isinstance(value, list):
        for item in value:
            yield from objects(item)


def test_planned_release_is_pinned_and_makes_no_namespace(planned: Planned) -> None:
    named = dict(releases(planned))
    loose = {at: r["version"] for at, r in named.items() if not SEMVER.match(str(r["version"]))}
    assert loose == {}
    assert {at for at, r in named.items() if r["create_namespace"]} == set()
    assert any(at.startswith("trust: ") for at in named)


@pytest.mark.parametrize("look", [moving_tags, open_services, secrets], ids=lambda f: f.__name__)
def test_planned_values_are_clean(planned: Planned, look: Any) -> None:
    faults = {
        at: found
        for at, r in releases(planned)
        for document in r["values"] or ()
        if (found := look(document))
    }
    assert faults == {}


def test_planned_namespace_is_labelled_and_closed(planned: Planned) -> None:
    levels: dict[str, str] = {}
    closed: set[str] = set()
    for r in planned["tenancy"]:
        values = r["values"]
        if r["type"] == "kubernetes_namespace_v1":
            metadata = values["metadata"][0]
            levels[metadata["name"]] = metadata["labels"].get(LEVEL, "")
        if r["type"] == "kubernetes_labels" and values["kind"] == "Namespace":
            levels[values["metadata"][0]["name"]] = values["labels"].get(LEVEL, "")
        if r["type"] == "kubernetes_network_policy_v1" and r["name"] == "default_deny":
            spec = values["spec"][0]
            assert set(spec["policy_types"]) == {"Ingress", "Egress"}
            assert not spec["ingress"]
            assert not spec["egress"]
            closed.add(r["index"])
    assert levels
    assert closed == set(levels)
    assert set(levels.values()) <= {"baseline", "privileged", "restricted"}


@pytest.mark.checkov
def test_planned_objects_pass_checkovs_kubernetes_checks(planned: Planned, tmp_path: Path) -> None:
    for number, (at, r) in enumerate(releases(planned)):
        for document in r["values"] or ():
            found = list(objects(yaml.safe_load(document)))
            if found:
                folder = tmp_path / at.partition(":")[0]
                folder.mkdir(exist_ok=True)
                (folder / f"{number}.yaml").write_text(yaml.safe_dump_all(found))
    program = Path(sys.executable).parent / "checkov"
    done = proc.run(
        [program, "-d", tmp_path, "--framework", "kubernetes", "--skip-download", "-o", "json"]
    )
    results = json.loads(done.stdout)["results"]
    assert results["parsing_errors"] == []
    failed = [(r["check_id"], r["file_path"], r["resource"]) for r in results["failed_checks"]]
    assert failed == []
    # It did look inside: privilege, capabilities and tokens of a job's pods.
    looked = {
        r["check_id"] for r in results["passed_checks"] if r["resource"].startswith("CronJob.")
    }
    assert {"CKV_K8S_16", "CKV_K8S_20", "CKV_K8S_38"} <= looked
