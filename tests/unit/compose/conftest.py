from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aiarch.catalog.catalog import Catalog
from aiarch.catalog.packs import Pack
from aiarch.compose.compose import compose
from aiarch.model.blueprint import Blueprint
from aiarch.model.composition import Composition
from aiarch.yamlio.load import bind
from aiarch.yamlio.parse import parse_text

CAPABILITIES = """capabilities:
  - {id: keys.store, title: t, stage: S3, purpose: p, flavours: [{name: cmk, summary: s}, {name: hsm, summary: s}], outputs: [key_id]}
  - {id: data.lake, title: t, stage: S2, purpose: p, flavours: [{name: managed, summary: s}, {name: ceph, summary: s}], outputs: [bucket]}
  - {id: ml.workspace, title: t, stage: S4, purpose: p, flavours: [{name: managed, summary: s}], outputs: [url]}
  - {id: gpu.fabric, title: t, stage: S3, purpose: p, flavours: [{name: nvidia, summary: s}], platforms: [onprem]}
  - {id: state.backend, title: t, stage: X, purpose: p, flavours: [{name: s3, summary: s}], outputs: [bucket]}
"""
PLATFORM = """name: aws
title: Amazon
required_version: ">= 1.11"
providers:
  aws: {source: hashicorp/aws, version: "~> 6.0", config: "region = var.region\\n"}
backend:
  type: s3
  fixed: {encrypt: true}
  by_environment: {bucket: "{project}-{environment}-{suffix}", key: "{layer}/state"}
  remote_state: {bucket: var.state_bucket, key: '"{layer}/state"'}
variables:
  project: {type: string, description: d, value: "{project}"}
  region: {type: string, description: d, value: "{region}"}
  state_bucket: {type: string, description: d, value: "{project}-{environment}-{suffix}"}
  class: {type: string, description: d, from: blueprint.data.personal}
  boundary: {type: string, description: d, default: null}
  unused: {type: string, description: d, default: x}
locals:
  name_prefix: '"${var.project}-x"'
  tags: "{ Class = var.class, Name = local.name_prefix }"
regions: {none: [us-east-1, eu-west-1], eu: [eu-west-1, eu-central-1]}
"""
OTHER_PLATFORM = PLATFORM.replace("name: aws", "name: gcp").replace(
    "hashicorp/aws", "hashicorp/google"
)


def module(
    name: str, layer: str, capability: str, flavour: str, rest: str, platform: str = "aws"
) -> str:
    return (
        f"name: {name}\nplatform: {platform}\nlayer: {layer}\nprovides: {{capability: {capability}, flavour: {flavour}}}\n"
        f"summary: The {name}\nproviders: [aws]\n{rest}"
    )


KEYS = module(
    "keys", "foundation", "keys.store", "cmk",
    "inputs: {name: {from: stack.name_prefix}, tags: {from: stack.tags}, days: {from: setting.days}}\n"
    "settings: {days: {type: integer, help: days to wait, default: 30, minimum: 7}}\n",
)  # fmt: skip
LAKE = module(
    "lake", "platform", "data.lake", "managed",
    "needs: [keys.store]\n"
    "inputs:\n  key: {from: keys.store.key_id}\n  years: {from: blueprint.data.years}\n  days: {from: setting.days}\n  words: {from: setting.words}\n"
    "  fixed: {value: [1, two]}\n  url: {from: ml.workspace.url, optional: true}\n"
    "settings:\n  days: {type: integer, help: days kept, default: 30, by_environment: {prod: 365}, choices: [30, 90, 365]}\n"
    "  words: {type: list(string), help: words, default: null}\n",
)  # fmt: skip
WORKSPACE = module(
    "workspace", "platform", "ml.workspace", "managed",
    "needs: [data.lake]\ninputs: {bucket: {from: data.lake.bucket}}\n",
)  # fmt: skip
STATE = module(
    "state", "bootstrap", "state.backend", "s3", "inputs: {project: {from: stack.project}}\n"
)

BLUEPRINT = """apiVersion: aiarch.dev/v1
kind: Blueprint
metadata: {name: demo-one, owner: team, repository: acme/demo}
choices:
  data: {years: 7, personal: none}
platforms: {aws: {score: 90}, gcp: {score: 10, excluded_by: [X06]}}
stacks:
  - platform: aws
    region: us-east-1
    capabilities:
      data.lake: {flavour: managed}
environments: {dev: {}, prod: {region: eu-west-1}}
"""

VARIABLES = {
    "lake": 'variable "key" {\n  type = string\n}\nvariable "shape" {\n  type = object({\n    a = string\n    b = string\n  })\n}\n',
    "workspace": 'variable "bucket" { type = string }\n',
}

FILES = {
    "blueprints/capabilities.yaml": CAPABILITIES,
    "templates/stack/aws/platform.yaml": PLATFORM,
    **{
        f"templates/modules/aws/{name}/module.yaml": text
        for name, text in (("keys", KEYS), ("lake", LAKE), ("workspace", WORKSPACE), ("state", STATE))
    },
    **{f"templates/modules/aws/{name}/variables.tf": text for name, text in VARIABLES.items()},
}  # fmt: skip

Build = Callable[..., Composition]


@pytest.fixture
def catalog_of(tmp_path: Path) -> Callable[[dict[str, str]], Catalog]:
    """Return the catalogue of the files above, with some replaced or added ("" = left out)."""

    def make(changed: dict[str, str]) -> Catalog:
        for name, text in (FILES | changed).items():
            if text:
                path = tmp_path / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        return Catalog((Pack("builtin", tmp_path),))

    return make


@pytest.fixture
def build(catalog_of: Callable[[dict[str, str]], Catalog]) -> Build:
    """Compose the blueprint above with texts replaced: (old, new) … and files changed."""

    def run(*edits: tuple[str, str], files: dict[str, str] | None = None) -> Composition:
        text = BLUEPRINT
        for old, new in edits:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        document = parse_text(text, "blueprint.yaml")
        return compose(bind(document, Blueprint), catalog_of(files or {}), document)

    return run
