from __future__ import annotations

from pathlib import Path

import pytest

from aiarch.catalog.catalog import Module
from aiarch.catalog.declarations import Block, mask, read_declarations, scan
from aiarch.model.capability import Manifest

NASTY = r"""
# variable "commented" { type = string }
/* output "hidden" {
   value = 1 } */
variable "plain" { type = string }
variable "with_text" {
  description = "braces } and quotes \" and ${upper("a}b")} and $${not}"
  type        = list(string) // trailing
  default     = ["}", "{"]
}
variable "untyped" {}
variable "shape" {
  type = object({
    name = string            # says who
    days = optional(number, 30)
  })
  nullable = false # never
  validation {
    condition     = alltrue([for k, v in { a = 1 } : v > 0])
    error_message = "type = \"wrong\""
  }
}
locals {
  text = <<-EOT
    variable "in_heredoc" {
      type = string
  EOT
  after = 1
}
output "id" { value = "x" }
output "arn" {
  value = <<EOT
}
EOT
}
module "bucket" {
  source = "../_bucket" # beside
  name   = <<EOT
x
EOT
}
terraform {
  required_version = ">= 1.11.0"
  required_providers {
    aws  = { source = "hashicorp/aws", version = "~> 6.0" }
    time = {
      source = "hashicorp/time"
    }
  }
}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "main.tf").write_text(NASTY, encoding="utf-8")
    return tmp_path


def test_read_declarations_ignores_comments_strings_and_heredocs(folder: Path) -> None:
    found = read_declarations(folder)
    assert list(found.variables) == ["plain", "with_text", "untyped", "shape"]
    assert found.outputs == {"id", "arn"}
    assert found.providers == {"aws", "time"}
    assert found.calls == {"bucket": "../_bucket"}
    assert found.required_version == ">= 1.11.0"


def test_read_declarations_says_default_nullable_and_place(folder: Path) -> None:
    found = read_declarations(folder).variables
    assert [(v.name, v.has_default, v.nullable, v.line) for v in found.values()] == [
        ("plain", False, True, 5),
        ("with_text", True, True, 6),
        ("untyped", False, True, 11),
        ("shape", False, False, 12),
    ]
    assert found["untyped"].type == "any"
    assert found["with_text"].type == "list(string)"


def test_module_variable_type_of_a_multi_line_object_is_valid_on_one_line(folder: Path) -> None:
    manifest = Manifest.model_construct(name="m", platform="aws")
    module = Module(manifest, folder, "module.yaml")
    assert module.variable_type("shape") == "object({name = string, days = optional(number, 30)})"
    assert module.variable_type("untyped") == "any"
    assert module.variable_type("nobody") == "any"


def test_mask_keeps_length_and_hides_what_is_no_structure() -> None:
    text = 'a = "x}y" # }\nb = <<E\n}\nE\nc = 1'
    masked = mask(text)
    assert len(masked) == len(text)
    assert "}" not in masked
    assert masked.endswith("c = 1")


@pytest.mark.parametrize(
    "text", ['a = "open', "b {", "/* open", "c = <<EOT\nnever", "}}}", "= =", '"']
)
def test_scan_of_broken_text_ends(text: str) -> None:
    assert all(isinstance(b, Block) for b in scan(text))


def test_scan_of_a_block_gives_labels_and_nested_parts() -> None:
    (block,) = scan('resource "aws_x" "y" {\n  a = 1\n  deep {\n    b = [2,\n 3]\n  }\n}\n')
    assert (block.name, block.labels) == ("resource", ("aws_x", "y"))
    assert [(p.name, p.is_attribute, p.line) for p in block.parts()] == [
        ("a", True, 2),
        ("deep", False, 3),
    ]
    assert block.parts()[1].attribute("b") == "[2,\n 3]"
    assert block.attribute("missing") is None
