from __future__ import annotations

from collections.abc import Callable

import pytest

from aiarch.validate.finding import CheckerReport
from aiarch.validate.tree import ProjectTree
from aiarch.validate.wiring import Wiring

Build = Callable[..., ProjectTree]
FOUNDATION = "stacks/aws/foundation"
STORE = "modules/aws/store"


def told(report: CheckerReport) -> list[tuple[str, str, str]]:
    return [(f.id, str(f.at), f.message) for f in report.findings]


def test_wiring_whole_project_finds_nothing(tree: Build) -> None:
    report = Wiring().check(tree())
    assert told(report) == []
    assert report.facts == {"roots": 1, "modules": 1, "references": 4}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {f"{STORE}/main.tf": None, f"{STORE}/variables.tf": None, f"{STORE}/outputs.tf": None},
            [
                (
                    "WIR002",
                    f"{FOUNDATION}/main.tf:1",
                    "module 'store' leads to modules/aws/store, where there is no Terraform",
                )
            ],
            id="missing module folder",
        ),
        pytest.param(
            {
                f"{FOUNDATION}/main.tf": 'module "store" {\n  source = "../../../modules/aws/store"\n  name   = var.name\n  nam    = 1\n}\n'
            },
            [("WIR003", f"{FOUNDATION}/main.tf:4:3", "module 'store' has no variable 'nam'")],
            id="unknown argument",
        ),
        pytest.param(
            {
                f"{FOUNDATION}/main.tf": 'module "store" {\n  source = "../../../modules/aws/store"\n}\n\nlocals {\n  name = var.name\n}\n'
            },
            [("WIR004", f"{FOUNDATION}/main.tf:1", "module 'store' needs a value for 'name'")],
            id="missing argument",
        ),
        pytest.param(
            {f"{STORE}/outputs.tf": 'output "arn" {\n  value = "${var.nmae}-x"\n}\n'},
            [("WIR005", f"{STORE}/outputs.tf:2:14", "no variable 'nmae' is declared here")],
            id="unknown variable in a template",
        ),
        pytest.param(
            {f"{STORE}/outputs.tf": 'output "arn" {\n  value = local.arn\n}\n'},
            [("WIR006", f"{STORE}/outputs.tf:2:11", "no local value 'arn' is declared here")],
            id="unknown local",
        ),
        pytest.param(
            {
                f"{FOUNDATION}/outputs.tf": 'output "a" {\n  value = [module.store.arm, module.shop.arn]\n}\n'
            },
            [
                ("WIR007", f"{FOUNDATION}/outputs.tf:2:12", "module 'store' has no output 'arm'"),
                ("WIR007", f"{FOUNDATION}/outputs.tf:2:30", "no module 'shop' is declared here"),
            ],
            id="unknown output and module",
        ),
        pytest.param(
            {f"{STORE}/outputs.tf": 'output "arn" {\n  value = data.aws_region.here.id\n}\n'},
            [
                (
                    "WIR008",
                    f"{STORE}/outputs.tf:2:11",
                    "no data source 'aws_region.here' is declared here",
                )
            ],
            id="unknown data source",
        ),
        pytest.param(
            {f"{STORE}/outputs.tf": 'output "arn" {\n  value = aws_s3_bucket.that.arn\n}\n'},
            [
                (
                    "WIR009",
                    f"{STORE}/outputs.tf:2:11",
                    "no resource 'aws_s3_bucket.that' is declared here",
                )
            ],
            id="unknown resource",
        ),
        pytest.param(
            {
                f"{FOUNDATION}/environments/prod.tfvars": "",
                f"{FOUNDATION}/environments/dev.tfvars": 'name = "a"\n\nnme = "b"\n',
            },
            [
                (
                    "WIR020",
                    f"{FOUNDATION}/environments/dev.tfvars:3:1",
                    f"no variable 'nme' is declared in {FOUNDATION}",
                ),
                (
                    "WIR021",
                    f"{FOUNDATION}/environments/prod.tfvars",
                    "environment 'prod' gives no value for variable 'name'",
                ),
            ],
            id="values of an environment",
        ),
        pytest.param(
            {f"{FOUNDATION}/environments/prod.tfvars": None},
            [
                (
                    "WIR021",
                    f"{FOUNDATION}/environments/prod.tfvars",
                    "environment 'prod' has no values: name",
                )
            ],
            id="no values at all",
        ),
        pytest.param(
            {f"{FOUNDATION}/environments/prod.backend.hcl": 'key = "k"\n'},
            [
                (
                    "WIR023",
                    f"{FOUNDATION}/environments/prod.backend.hcl",
                    "the s3 backend of environment 'prod' lacks bucket, region",
                )
            ],
            id="incomplete backend",
        ),
        pytest.param(
            {
                f"{FOUNDATION}/environments/prod.backend.hcl": 'bucket = "state-dev"\nkey = "foundation.tfstate"\nregion = "eu-central-1"\n'
            },
            [
                (
                    "WIR024",
                    f"{FOUNDATION}/environments/prod.backend.hcl",
                    f"keeps its state where {FOUNDATION}/environments/dev.backend.hcl keeps its own",
                )
            ],
            id="two environments on one state",
        ),
    ],
)
def test_wiring_broken_name_is_found_in_its_place(
    tree: Build, files: dict[str, str | None], expected: list[tuple[str, str, str]]
) -> None:
    errors = [f for f in told(Wiring().check(tree(files))) if f[0] != "WIR010"]
    assert errors == expected


def test_wiring_variable_read_only_by_its_own_validation_is_unused(tree: Build) -> None:
    text = 'variable "spare" {\n  type = string\n  default = "x"\n\n  validation {\n    condition = var.spare != ""\n    error_message = "No."\n  }\n}\n'
    report = Wiring().check(tree({f"{STORE}/spare.tf": text}))
    assert [(f.id, str(f.at), str(f.severity)) for f in report.findings] == [
        ("WIR010", f"{STORE}/spare.tf:1", "warning")
    ]


def test_wiring_names_that_are_bound_in_place_are_no_references(tree: Build) -> None:
    text = """locals {
  a = { for key, value in { x = { y_z = 1 } } : key => value.y_z }
  b = [for aws_item in [{ id = 1 }] : aws_item.id]
  c = "$${var.not_one} ${join(",", [for k in ["x"] : k])}"
  d = <<-EOT
    var.not_one ${var.name} %{if true}x%{endif}
  EOT
  # var.comment
  e = [local.a, local.b, local.c, local.d, local.e]
}

resource "aws_thing" "this" {
  dynamic "aws_block" {
    for_each = [1]
    content {
      id = aws_block.value
    }
  }
  lifecycle {
    ignore_changes = [tags.owner]
  }
}

moved {
  from = aws_thing.that
  to   = aws_thing.this
}

check "alive" {
  data "aws_thing" "probe" {
    id = self.id
  }
  assert {
    condition     = data.aws_thing.probe.id != path.module
    error_message = "No."
  }
}
"""
    assert told(Wiring().check(tree({f"{STORE}/more.tf": text}))) == []


def test_wiring_remote_state_output_must_exist_in_the_other_layer(tree: Build) -> None:
    text = """data "terraform_remote_state" "foundation" {
  backend = "local"
}

locals {
  good = data.terraform_remote_state.foundation.outputs.store_arn
  bad  = data.terraform_remote_state.foundation.outputs.store_am
}
"""
    found = told(Wiring().check(tree({"stacks/aws/platform/main.tf": text})))
    assert found == [
        (
            "WIR022",
            "stacks/aws/platform/main.tf:7:10",
            "the foundation layer has no output 'store_am'",
        )
    ]


def test_wiring_output_of_another_layer_may_be_handed_over_by_the_pipeline(tree: Build) -> None:
    text = 'variable "store_arn" {\n  type = string\n}\n\nlocals {\n  arn = var.store_arn\n}\n'
    assert told(Wiring().check(tree({"stacks/aws/platform/main.tf": text}))) == []


def test_wiring_unreadable_file_is_one_finding_not_many(tree: Build) -> None:
    report = Wiring().check(tree({f"{STORE}/variables.tf": 'variable "name" {\n  type = \n}\n'}))
    assert [(f.id, str(f.at)) for f in report.findings] == [("WIR001", f"{STORE}/variables.tf:2")]


def test_wiring_module_from_a_registry_is_left_alone(tree: Build) -> None:
    text = (
        'module "other" {\n  source  = "example/other/aws"\n  version = "1.2.3"\n  any     = 1\n}\n'
    )
    assert told(Wiring().check(tree({f"{STORE}/more.tf": text}))) == []
