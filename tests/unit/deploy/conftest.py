"""Engines, and real plan documents of built-in resources."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from lab import write_lab
from roots import Root

from aiarch.deploy.project import Project
from aiarch.engine.embedded import Embedded
from aiarch.engine.port import Step


@pytest.fixture(scope="session")
def rendered_lab(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_lab(tmp_path_factory.mktemp("lab") / "project")


@pytest.fixture
def project(rendered_lab: Path, tmp_path: Path) -> Project:
    return Project(shutil.copytree(rendered_lab, tmp_path / "project"))


BEFORE = """\
variable "password" {
  type      = string
  sensitive = true
  default   = "secret-of-a-default"
}
module "inner" {
  source  = "./inner"
  key     = var.password
  literal = "secret-spelled-out"
}
resource "terraform_data" "secret" {
  input = { password = var.password, user = "somebody" }
}
resource "terraform_data" "each" {
  for_each = toset(["a", "b.c]d"])
  input    = each.key
}
resource "terraform_data" "forgotten" { input = "left alone" }
resource "terraform_data" "old" { input = "moves" }
resource "terraform_data" "replaced" { triggers_replace = ["v1"] }
resource "terraform_data" "updated" { input = "one" }
output "password" {
  value     = { of = var.password }
  sensitive = true
}
output "code" {
  value     = jsonencode(["secret-in-an-output", var.password])
  sensitive = true
}
output "user" {
  value = "somebody"
}
"""
INNER = """\
variable "key" {
  type      = string
  sensitive = true
}
variable "literal" {
  type      = string
  sensitive = true
  default   = "secret-inner-default"
}
resource "terraform_data" "this" {
  input = ["open", var.key, var.literal]
}
"""
SECRETS = (
    "secret-of-a-default",
    "secret-given",
    "secret-spelled-out",
    "secret-in-an-output",
    "secret-inner-default",
)


def _after() -> str:
    text = BEFORE.replace('toset(["a", "b.c]d"])', 'toset(["a"])')
    text = text.replace('"terraform_data" "old"', '"terraform_data" "new"')
    text = text.replace('["v1"]', '["v2"]').replace('input = "one"', 'input = "two"')
    text = text.replace('value = "somebody"', 'value = "somebody else"')
    text = text.replace('resource "terraform_data" "forgotten" { input = "left alone" }\n', "")
    return (
        text
        + """\
moved {
  from = terraform_data.old
  to   = terraform_data.new
}
removed {
  from = terraform_data.forgotten
  lifecycle {
    destroy = false
  }
}
"""
    )


def _moved() -> str:
    text = BEFORE.replace('"terraform_data" "old"', '"terraform_data" "new"')
    return text + "moved {\n  from = terraform_data.old\n  to   = terraform_data.new\n}\n"


@pytest.fixture(scope="session")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """What `terraform show -json` says: plans `create`, `nothing`, `change`, `move`, `destroy`, and the `state` between."""
    root = Root(Embedded(), tmp_path_factory.mktemp("documents") / "root")
    (root.folder / "inner").mkdir(parents=True)
    (root.folder / "inner/main.tf").write_text(INNER, encoding="utf-8")

    def planned(name: str, *mode: str) -> list[Step]:
        options = ("-input=false", "-no-color", *mode, f"-out={name}.tfplan")
        shown = root.folder / f"{name}.json"
        return [Step(("plan", *options)), Step(("show", "-json", f"{name}.tfplan"), out=shown)]

    def go(text: str, *steps: Step) -> None:
        root.write(text)
        env = root.environment(TF_VAR_password="secret-given")
        done = root(Step(("init", "-no-color")), *steps, env=env)
        assert set(done.codes) == {0}, done.errors

    apply = Step(("apply", "-input=false", "-no-color", "create.tfplan"))
    state = Step(("show", "-json"), out=root.folder / "state.json")
    go(
        BEFORE,
        *planned("create"),
        apply,
        state,
        *planned("nothing"),
        *planned("destroy", "-destroy"),
    )
    go(_after(), *planned("change"))
    go(_moved(), *planned("move"))
    return {p.stem: json.loads(p.read_text(encoding="utf-8")) for p in root.folder.glob("*.json")}


@pytest.fixture(scope="session")
def secrets() -> Sequence[str]:
    return SECRETS
