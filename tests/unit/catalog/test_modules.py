from __future__ import annotations

from collections.abc import Callable

import pytest

from aiarch.catalog.catalog import Catalog
from aiarch.catalog.modules import lint_modules

MakeCatalog = Callable[[dict[str, str]], Catalog]

CAPABILITIES = """capabilities:
  - {id: keys.store, title: t, stage: S3, purpose: p, flavours: [{name: cmk, summary: s}], platform_outputs: {aws: [key_arn]}}
  - {id: data.lake, title: t, stage: S2, purpose: p, flavours: [{name: managed, summary: s}, {name: ceph, summary: s}], outputs: [bucket]}
"""
PLATFORM = """name: aws
title: t
required_version: ">= 1"
providers: {aws: {source: hashicorp/aws, version: "1"}, time: {source: hashicorp/time, version: "1"}}
backend: {type: s3}
variables:
  region: {type: string, description: d, value: "{region}"}
locals: {name_prefix: '"x"', tags: "{}"}
"""
QUESTIONS = """questions:
  - {id: q.years, number: 1, stage: S1, type: int, prompt: p, why: w, path: blueprint.data.years, bins: [{label: a, low: 0}]}
  - {id: q.maybe, number: 2, stage: S1, type: bool, prompt: p, why: w, when: {fact: q.years, eq: a}, path: blueprint.data.maybe}
"""
VERSIONS = 'terraform {\n  required_version = ">= 1"\n  required_providers {\n    aws = { source = "hashicorp/aws" }\n  }\n}\n'

LAKE = """name: lake
platform: aws
layer: platform
provides: {capability: data.lake, flavour: managed}
summary: s
needs: [keys.store]
providers: [aws]
inputs:
  prefix: {from: stack.name_prefix}
  key: {from: keys.store.key_arn}
  days: {from: setting.days}
  years: {from: blueprint.data.years}
settings:
  days: {type: integer, help: h, default: 30, minimum: 1, by_environment: {prod: 90}}
implements: []
"""
LAKE_VARIABLES = """
variable "prefix" { type = string }
variable "key" { type = string }
variable "days" { type = number }
variable "years" { type = number }
variable "tier" {
  type    = string
  default = "x"
}
"""
KEYS = """name: keys
platform: aws
layer: foundation
provides: {capability: keys.store, flavour: cmk}
summary: s
providers: [aws]
inputs: {}
"""


def files() -> dict[str, str]:
    base = {
        "blueprints/capabilities.yaml": CAPABILITIES,
        "blueprints/questions/q.yaml": QUESTIONS,
        "templates/stack/aws/platform.yaml": PLATFORM,
    }
    for name, manifest, variables, output in (
        ("lake", LAKE, LAKE_VARIABLES, "bucket"),
        ("keys", KEYS, "", "key_arn"),
    ):
        at = f"templates/modules/aws/{name}"
        base |= {
            f"{at}/module.yaml": manifest,
            f"{at}/variables.tf": variables,
            f"{at}/outputs.tf": f'output "{output}" {{ value = "x" }}\n',
            f"{at}/versions.tf": VERSIONS,
            f"{at}/README.md": "x",
            f"{at}/tests/unit.tftest.hcl": "",
        }
    return base


@pytest.fixture
def lint(make_catalog: MakeCatalog) -> Callable[..., list[str]]:
    """Lint the two modules with texts replaced: (file below templates/modules/aws, old, new) …"""

    def run(*edits: tuple[str, str, str], without: str = "") -> list[str]:
        given = files()
        for name, old, new in edits:
            path = name if name.startswith("blueprints") else f"templates/modules/aws/{name}"
            assert given[path].count(old) == 1, (path, old)
            given[path] = given[path].replace(old, new)
        given.pop(f"templates/modules/aws/{without}", None)
        found = lint_modules(make_catalog(given))
        return [
            f"{d.code} {d.at.line if d.at else 0} {d.message.partition(': ')[2]}" for d in found
        ]

    return run


Lint = Callable[..., list[str]]


def test_lint_modules_true_manifests_are_silent(lint: Lint) -> None:
    assert lint() == []


M = "lake/module.yaml"
V = "lake/variables.tf"


@pytest.mark.parametrize(
    ("edit", "found"),
    [
        ((M, "  key: {from: keys.store.key_arn}\n", ""), "MOD001 8 variable 'key' (variables.tf:3) has no default and no input binds it"),
        ((M, "  prefix:", "  prefiks:"), "MOD002 9 input 'prefiks' names no variable of the module"),
        ((M, "stack.name_prefix", "stack.name_prefx"), "MOD003 9 input 'prefix': aws has no stack.name_prefx"),
        ((M, "setting.days", "setting.dais"), "MOD003 11 input 'days': the manifest has no setting 'dais'"),
        ((M, "setting.days", "setting.dais"), "MOD008 14 no input reads setting 'days'"),
        ((M, "blueprint.data.years", "blueprint.data.year"), "MOD003 12 input 'years': no question or table writes blueprint.data.year"),
        ((M, "blueprint.data.years", "blueprint.data.maybe"), "MOD015 12 input 'years': blueprint.data.maybe is bool, the variable is number"),
        ((M, "blueprint.data.years", "blueprint.data.maybe"), "MOD001 12 input 'years' may have no value (q.maybe may not apply), and the variable has no default"),
        ((M, "keys.store.key_arn", "keys.stor.key_arn"), "MOD003 10 input 'key': unknown source 'keys.stor.key_arn'"),
        ((M, "keys.store.key_arn", "keys.store.key_ar"), "MOD005 10 input 'key': 'key_ar' is not in the interface of keys.store on aws"),
        ((M, "needs: [keys.store]\n", ""), "MOD004 9 input 'key': keys.store is not in `needs`"),
        ((M, "key_arn}", "key_arn, optional: true}"), "MOD004 10 input 'key': keys.store is needed, so it is never absent"),
        ((M, "key_arn}", "key_arn, optional: true}"), "MOD001 10 input 'key' may have no value (it is optional), and the variable has no default"),
        ((M, "{from: keys.store.key_arn}", "{value: 1}"), "MOD015 10 input 'key': expected text, found 1"),
        ((M, "{from: keys.store.key_arn}", "{value: x}"), "MOD004 6 needs keys.store, but no input reads it"),
        ((M, "needs: [keys.store]", "needs: [keys.store, keys.stoer]"), "MOD010 6 unknown capability 'keys.stoer'"),
        ((M, "needs: [keys.store]", "needs: [keys.store, data.lake]"), "MOD016 6 needs data.lake, which it provides itself"),
        ((M, "layer: platform", "layer: bootstrap"), "MOD016 6 bootstrap needs keys.store, but aws/keys comes later (foundation)"),
        (("lake/outputs.tf", "bucket", "buket"), "MOD006 4 the interface of data.lake wants output 'bucket', which the module lacks"),
        ((M, "flavour: managed", "flavour: manged"), "MOD010 4 data.lake has no flavour 'manged'"),
        ((M, "capability: data.lake", "capability: data.lak"), "MOD010 4 unknown capability 'data.lak'"),
        ((M, "implements: []", "implements: [LOG-77]"), "MOD009 15 unknown control 'LOG-77'"),
        ((M, "providers: [aws]", "providers: [aws, tim]"), "MOD012 7 aws has no provider 'tim'"),
        ((M, "providers: [aws]", "providers: [aws, time]"), "MOD012 7 `providers` names 'time', which no required_providers has"),
        (("lake/versions.tf", "    aws =", "    time = { source = \"hashicorp/time\" }\n    aws ="), "MOD012 7 the module requires provider 'time', which `providers` does not name"),
        (("lake/versions.tf", 'required_version = ">= 1"', ""), "MOD014 1 versions.tf has no required_version"),
        ((V, 'variable "prefix"', 'module "x" {\n source = "../_bucket"\n}\nvariable "prefix"'), "MOD013 1 calls ../_bucket, which `uses` does not name"),
        ((M, "needs:", "uses: [_bucket]\nneeds:"), "MOD013 6 uses '_bucket', which is no folder beside it"),
        ((M, "needs:", "uses: [keys]\nneeds:"), "MOD013 6 `uses` names 'keys', which nothing calls"),
        ((V, 'variable "days" { type = number }', 'variable "days" { type = string }'), "MOD015 11 input 'days': setting.days is number, the variable is string"),
        ((V, 'variable "days" { type = number }', 'variable "days" { type = numbr }'), "MOD015 11 variable 'days' (variables.tf:4): not a Terraform type: 'numbr': unknown word 'numbr'"),
        ((M, "type: integer", "type: integr"), "MOD007 14 setting 'days': not a Terraform type: 'integr': unknown word 'integr'"),
        ((M, "default: 30, ", ""), "MOD001 11 input 'days' may have no value (null), and the variable has no default"),
        ((M, "default: 30, ", "default: 0, "), "MOD007 14 setting 'days': 0 is below 1"),
        ((M, "prod: 90", "prod: lots"), "MOD007 14 setting 'days': expected a whole number, found 'lots'"),
        ((M, "prod: 90", "prd: 90"), "MOD007 14 setting 'days': unknown environment 'prd'"),
        ((M, "default: 30, ", "default: 30, required: true, "), "MOD007 14 setting 'days' is required and has a default"),
        ((M, "minimum: 1", "choices: [30, 60]"), "MOD007 14 setting 'days': 90 is not one of 30, 60"),
        ((M, "minimum: 1", "minimum: 9, maximum: 2"), "MOD007 14 setting 'days': the minimum is above the maximum"),
        (("keys/module.yaml", "capability: keys.store, flavour: cmk", "capability: data.lake, flavour: managed"), "MOD011 4 provided twice"),
        (("blueprints/capabilities.yaml", "outputs: [bucket]}", "outputs: [bucket], platforms: [onprem]}"), "MOD010 2 data.lake is for onprem only"),
    ],
)  # fmt: skip
def test_lint_modules_contradiction_is_found_at_its_place(
    lint: Lint, edit: tuple[str, str, str], found: str
) -> None:
    all_found = lint(edit)
    if found == "MOD011 4 provided twice":
        assert "MOD011 4 by aws/keys and aws/lake" in all_found
    else:
        assert found in all_found


@pytest.mark.parametrize("name", ["README.md", "versions.tf", "outputs.tf"])
def test_lint_modules_missing_file_is_found(lint: Lint, name: str) -> None:
    assert f"MOD014 1 {name} is missing" in lint(without=f"lake/{name}")


def test_lint_modules_missing_test_is_found(lint: Lint) -> None:
    assert "MOD014 1 tests/*.tftest.hcl is missing" in lint(without="lake/tests/unit.tftest.hcl")


def test_lint_modules_optional_source_of_a_later_layer_is_never_bound(lint: Lint) -> None:
    found = lint(
        (
            "keys/module.yaml",
            "inputs: {}",
            "inputs: {bucket: {from: data.lake.bucket, optional: true}}",
        ),
        ("keys/variables.tf", "", 'variable "bucket" {\n type = string\n default = null\n}\n'),
    )
    assert found == [
        "MOD016 7 input 'bucket': aws/lake comes later (platform), so it is never bound"
    ]


def test_lint_modules_of_the_built_in_aws_modules_is_silent() -> None:
    found = lint_modules(Catalog.of())
    wrong = [d for d in found if d.at and d.at.path.startswith("templates/modules/aws/")]
    assert wrong == []
