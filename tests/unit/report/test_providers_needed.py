"""Providers: every constraint of roots and modules, each once; a configuration for `terraform providers mirror`."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from aiarch.model.composition import Composition, ModuleFolder, ProviderPin, Root, StackPlan
from aiarch.report.providers import Provider, Providers, lines, providers

ROOT = Root(
    platform="onprem", layer="foundation", folder="stacks/onprem/foundation", calls=(), variables=(),
    locals={}, remote_states={}, outputs=(), required_version=">= 1.11.0, < 2.0.0",
    providers={"helm": ProviderPin("hashicorp/helm", ">= 3.1.1, < 4.0.0")},
    backend="http", backend_fixed={}, backend_config={}, tfvars={},
)  # fmt: skip
VERSIONS = """terraform {
  required_version = ">= 1.12.0, < 2.0.0" # comment
  required_providers {
    helm = {
      source  = "hashicorp/helm"
      version = ">= 3.2.0, < 4.0.0"
    }
    null = "~> 3.2"
  }
}
"""


@pytest.fixture
def composition(tmp_path: Path) -> Composition:
    (tmp_path / "versions.tf").write_text(VERSIONS)
    cloud = dataclasses.replace(
        ROOT, platform="aws", folder="stacks/aws/platform", required_version=">= 1.11.0, < 2.0.0"
    )
    return Composition(
        "shop", "team", ("prod",),
        (StackPlan("onprem", "", "", (ROOT,)), StackPlan("aws", "", "", (cloud,))),
        (ModuleFolder("kubernetes/app", tmp_path),),
    )  # fmt: skip


def test_providers_join_constraints_of_roots_and_modules(composition: Composition) -> None:
    assert providers(composition) == Providers(
        (
            Provider(
                "hashicorp/helm",
                ">= 3.1.1, < 4.0.0, >= 3.2.0",
                ("aws", "onprem"),
                ("stacks/onprem/foundation", "stacks/aws/platform"),
                ("kubernetes/app",),
            ),
            Provider("hashicorp/null", "~> 3.2", (), (), ("kubernetes/app",)),
        ),
        ">= 1.11.0, < 2.0.0, >= 1.12.0",
    )


def test_lines_are_a_configuration_with_one_provider_per_line() -> None:
    found = Providers(
        (
            Provider("hashicorp/helm", ">= 3.1.1", (), (), ()),
            Provider("registry.lan/acme/helm", "", (), (), ()),
        ),
        ">= 1.11.0",
    )
    assert list(lines(found)) == [
        "terraform {",
        '  required_version = ">= 1.11.0"',
        "  required_providers {",
        '    helm = { source = "hashicorp/helm", version = ">= 3.1.1" }',
        '    acme-helm = { source = "registry.lan/acme/helm" }',
        "  }",
        "}",
    ]
    assert [p.address for p in found.providers] == [
        "registry.terraform.io/hashicorp/helm",
        "registry.lan/acme/helm",
    ]
