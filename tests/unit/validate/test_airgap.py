"""Air gap: public hosts in what takes effect, mirrors that are missing, and what is left in peace."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiarch.validate.airgap import (
    PRIVATE,
    REGISTRIES,
    AirGap,
    image_host,
    is_inside,
    is_public,
    named_hosts,
)
from aiarch.validate.finding import Status
from aiarch.validate.tree import ProjectTree

Tree = Callable[..., ProjectTree]
CHECKOUT = Path(__file__).resolve().parents[3]
BLUEPRINT = """apiVersion: aiarch.dev/v1
kind: Blueprint
metadata: {name: shop, owner: platform-team}
choices: {estate: {connectivity: air_gapped}}
stacks: [{platform: onprem, region: site, capabilities: {}}]
environments: {prod: {}}
"""
MODULE = """variable "chart_registry" {
  description = "Mirror, else https://charts.github.io/x."
  type        = string
  default     = ""
}
locals {
  source = "https://kyverno.github.io/kyverno"
}
"""
VARIABLES = """variable "connectivity" {
  description = "See https://github.com/x."
  type        = string
}
variable "mirror" {
  type    = string
  default = ""
}
"""
MAIN = """locals {
  registry = var.mirror
}
module "app" {
  source = "../../../modules/kubernetes/app"

  chart_registry = CHART
}
"""
ROOT = "stacks/onprem/platform"


def files(chart: str = '"oci://registry.shop.internal/charts"', **more: str) -> dict[str, str]:
    return {
        "blueprint.yaml": BLUEPRINT,
        "modules/kubernetes/app/main.tf": MODULE,
        f"{ROOT}/main.tf": MAIN.replace("CHART", chart),
        f"{ROOT}/variables.tf": VARIABLES,
        f"{ROOT}/environments/prod.tfvars": 'connectivity = "air_gapped"\n',
        **{path.replace("__", "/").replace("_tf", ".tf"): text for path, text in more.items()},
    }


def told(tree: ProjectTree) -> list[tuple[str, str]]:
    return [(f.id, str(f.at)) for f in AirGap().check(tree).findings]


def test_airgap_project_with_mirrors_is_clean(tree: Tree) -> None:
    report = AirGap().check(tree(files()))
    assert (report.status, report.findings) == (Status.RAN, ())


def test_airgap_online_blueprint_is_skipped_with_the_reason(tree: Tree) -> None:
    report = AirGap().check(
        tree({"stacks/aws/foundation/x.tf": 'locals {\n  a = "https://github.com/x"\n}\n'})
    )
    assert (report.status, report.reason) == (
        Status.SKIPPED,
        "the blueprint does not say air_gapped",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (f"{ROOT}/x.tf", 'locals {\n  a = "https://github.com/x.git"\n}\n', ("AIR001", f"{ROOT}/x.tf:2:16")),
        (f"{ROOT}/x.tf", 'locals {\n  a = "git@gitlab.com:a/b.git"\n}\n', ("AIR001", f"{ROOT}/x.tf:2:12")),
        (f"{ROOT}/x.tf", 'locals {\n  a = "quay.io/a/b:1"\n}\n', ("AIR001", f"{ROOT}/x.tf:2:8")),
        (f"{ROOT}/x.tf", 'locals {\n  a = "tcp://8.8.8.8:53"\n}\n', ("AIR001", f"{ROOT}/x.tf:2:14")),
        (f"{ROOT}/x.tf", 'locals {\n  a = "s3://[2606:4700::1]"\n}\n', ("AIR001", f"{ROOT}/x.tf:2:13")),
        (f"{ROOT}/environments/prod.backend.hcl", 'address = "https://gitlab.com/api"\n',
         ("AIR001", f"{ROOT}/environments/prod.backend.hcl:1:20")),
        (f"{ROOT}/site.auto.tfvars", 'mirror = "nvcr.io"\n', ("AIR001", f"{ROOT}/site.auto.tfvars:1:11")),
        (f"{ROOT}/x.tf", 'locals {\n  a = "https://git.acme-labs.eu/x"\n}\n', ("AIR002", f"{ROOT}/x.tf:2:16")),
        (f"{ROOT}/environments/prod.tfvars", 'connectivity = "online"\n',
         ("AIR003", f"{ROOT}/environments/prod.tfvars:1")),
    ],
)  # fmt: skip
def test_airgap_finds_what_leads_outside(
    tree: Tree, path: str, text: str, expected: tuple[str, str]
) -> None:
    assert told(tree({**files(), path: text})) == [expected]


@pytest.mark.parametrize(
    "line",
    [
        "# https://github.com/x",
        'a = "x" # see https://github.com/x',
        'a = "https://10.1.2.3:6443"',
        'a = "https://registry.shop.internal/x"',
        'a = "https://minio:9000"',
        'a = "oci://registry.acme-labs.eu/charts"',
        'description = "See https://github.com/x"',
        'a = "nvidia.com/gpu"',
        'a = "harbor.lan/quay.io/x"',
        'a = "cert-manager.io/v1"',
    ],
)
def test_airgap_leaves_inside_names_comments_and_api_groups(tree: Tree, line: str) -> None:
    given_files = files() | {
        f"{ROOT}/x.tf": f"locals {{\n  {line}\n}}\n",
        f"{ROOT}/environments/prod.tfvars": (
            'connectivity = "air_gapped"\nsite_domain = "acme-labs.eu"\n'
        ),
    }
    assert told(tree(given_files)) == []


def test_airgap_public_service_cannot_be_declared_the_sites_own(tree: Tree) -> None:
    given_files = files() | {
        f"{ROOT}/x.tf": 'locals {\n  a = "https://github.com/x"\n}\n',
        f"{ROOT}/environments/prod.tfvars": (
            'connectivity = "air_gapped"\nsite_domain = "github.com"\n'
        ),
    }
    assert told(tree(given_files)) == [("AIR001", f"{ROOT}/x.tf:2:16")]


@pytest.mark.parametrize("chart", ['""', "null", "local.registry", "var.mirror"])
def test_airgap_module_without_a_mirror_is_found(tree: Tree, chart: str) -> None:
    assert told(tree(files(chart))) == [("AIR004", f"{ROOT}/main.tf:4")]


def test_airgap_mirror_that_an_environment_gives_counts(tree: Tree) -> None:
    given_files = files("local.registry") | {
        f"{ROOT}/environments/prod.tfvars": (
            'connectivity = "air_gapped"\nmirror = "oci://harbor.lan/charts"\n'
        )
    }
    assert told(tree(given_files)) == []


def test_registries_cover_those_the_modules_refuse() -> None:
    text = (CHECKOUT / "templates/modules/kubernetes/_component/main.tf").read_text()
    block = re.search(r"public_hosts = \[(.*?)\]", text, re.DOTALL)
    assert block is not None
    assert set(re.findall(r'"([^"]+)"', block[1])) <= REGISTRIES


@pytest.mark.parametrize(
    ("reference", "host"),
    [
        ("quay.io/a/b:1", "quay.io"),
        ("nginx:1", "docker.io"),
        ("library/nginx", "docker.io"),
        ("localhost:5000/x", "localhost"),
        ("oci://reg.lan:443/charts/x:1", "reg.lan"),
        ("https://user@github.com/x", "github.com"),
    ],
)
def test_image_host_follows_the_rules_of_references(reference: str, host: str) -> None:
    assert image_host(reference) == host


LABEL = st.from_regex(r"[a-z][a-z0-9-]{0,8}[a-z0-9]", fullmatch=True)


@given(labels=st.lists(LABEL, min_size=1, max_size=3), private=st.sampled_from(sorted(PRIVATE)))
def test_private_names_are_inside_and_never_public(labels: list[str], private: str) -> None:
    host = ".".join([*labels, private])
    assert is_inside(host)
    assert not is_public(host)
    assert [found for found, _ in named_hosts(f'"https://{host}:8443/x"')] == [host]
