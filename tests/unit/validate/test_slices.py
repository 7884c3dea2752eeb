"""Slices: outputs with what they depend on, across modules, without what needs a provider."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from aiarch.catalog.catalog import Catalog
from aiarch.validate.slices import Parts, Slice, SliceError, read_parts, relative

CHECKOUT = Path(__file__).resolve().parents[3]
ROOT = """
variable "registry" {
  type = string
  validation {
    condition     = var.registry != ""
    error_message = "needed"
  }
}
variable "unused" {
  type = string
}
locals {
  mirror = "${var.registry}/mirror" # trailing
  other  = helm_release.this.name
}
module "app" {
  source   = "../modules/app"
  for_each = toset(["a"])

  registry   = local.mirror
  secret     = helm_release.this.name
  depends_on = [helm_release.this]
}
module "far" {
  source = "hashicorp/consul/aws"
}
resource "helm_release" "this" {
  name = "x"
}
output "list" {
  value = flatten([for app in local.apps : app.mirror])
}
output "far" {
  value = module.far.mirror
}
output "name" {
  value = local.other
}
output "read" {
  value = data.terraform_remote_state.before.outputs.x
}
output "typo" {
  value = local.aps
}
"""
APPS = """
locals {
  apps = [for key, data in module.app : data]
}
"""
APP = """
variable "registry" {
  type    = string
  default = ""
}
variable "secret" {
  type = string
}
locals {
  text = file("${path.module}/list.txt")
}
output "mirror" {
  value = ["${var.registry}:${local.text}"]
}
output "secret" {
  value = var.secret
}
"""


@cache
def parts(folder: str) -> Parts:
    return {
        "root": read_parts("root", (ROOT, APPS)),
        "modules/app": read_parts("modules/app", (APP,)),
    }[folder]


def test_slice_follows_names_through_locals_calls_and_variables() -> None:
    slice_ = Slice(parts)
    slice_.want("root", "list")
    files = dict(slice_.files())
    assert sorted(files) == ["modules/app/slice.tf", "root/slice.tf"]
    root = read_parts("root", (files["root/slice.tf"],))
    assert sorted(root.inputs) == ["registry"]
    assert root.locals == {
        "apps": "[for key, data in module.app : data]",
        "mirror": '"${var.registry}/mirror"',
    }
    assert root.calls["app"].folder == "modules/app"
    assert root.calls["app"].arguments == {
        "for_each": 'toset(["a"])',
        "registry": "local.mirror",
    }
    app = read_parts("modules/app", (files["modules/app/slice.tf"],))
    assert sorted(app.outputs) == ["mirror"]
    assert app.inputs["registry"].default == '""'
    assert slice_.with_files == {"modules/app"}


def test_slice_leaves_out_validations_and_resources() -> None:
    slice_ = Slice(parts)
    slice_.want("root", "list")
    text = dict(slice_.files())["root/slice.tf"]
    assert "validation" not in text
    assert "helm_release" not in text


@pytest.mark.parametrize(
    ("output", "needed"),
    [
        ("name", "helm_release.this.name"),
        ("read", "data.terraform_remote_state.before.outputs.x"),
        ("far", "module.far, which comes from elsewhere"),
        ("typo", "local.aps, which nobody declares"),
        ("none", "output none, which nobody declares"),
    ],
)
def test_slice_of_what_cannot_be_evaluated_says_what_is_needed(output: str, needed: str) -> None:
    with pytest.raises(SliceError) as caught:
        Slice(parts).want("root", output)
    assert (caught.value.folder, caught.value.needed) == ("root", needed)


def test_relative_source_always_starts_with_a_dot() -> None:
    assert relative("modules/kubernetes/_raw", "modules/onprem/x") == "../../kubernetes/_raw"
    assert relative("stacks/onprem", ".") == "./stacks/onprem"


MODULES = {
    f"modules/{key}": module.folder
    for key, module in Catalog.of().modules.items()
    if 'output "mirror"' in (module.folder / "outputs.tf").read_text(encoding="utf-8")
}


@cache
def module_parts(folder: str) -> Parts:
    path = CHECKOUT / "templates" / folder
    return read_parts(folder, tuple(p.read_text() for p in sorted(path.glob("*.tf"))))


@pytest.mark.parametrize("folder", sorted(MODULES))
def test_mirror_output_of_every_module_can_be_evaluated_without_providers(folder: str) -> None:
    slice_ = Slice(module_parts)
    slice_.want(folder, "mirror")
    assert folder in slice_.folders
