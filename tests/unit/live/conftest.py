"""A small rendered project that each test bends, and an AWS that answers on localhost."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from backends import moto_server

from aiarch.catalog.catalog import Catalog
from aiarch.live.world import Options, World
from aiarch.validate.tree import ProjectTree

CATALOG = Catalog.of()
AS_OF = "2026-12-01"
REGION = "eu-central-1"

BLUEPRINT: dict[str, Any] = {
    "apiVersion": "aiarch.dev/v1",
    "kind": "Blueprint",
    "metadata": {"name": "shop", "owner": "team", "description": "d", "repository": "org/shop"},
    "choices": {"governance": {"residency": "eu"}},
    "stacks": [
        {
            "platform": "aws",
            "region": REGION,
            "capabilities": {"network.private": {"flavour": "managed"}},
        }
    ],
    "environments": {"dev": {}, "prod": {}},
}

FOUNDATION = "stacks/aws/foundation"
FILES = {
    f"{FOUNDATION}/main.tf": """\
module "network_private" {
  source = "../../../modules/aws/network-managed"

  on_premises_cidrs = ["172.16.0.0/12"]
  vpc_cidr          = var.vpc_cidr
}

module "ml_workspace" {
  source = "../../../modules/aws/ml-workspace"

  app_default_instance_type = "ml.t3.medium"
  app_instance_types        = ["ml.t3.medium", "system"]
  job_instance_types        = ["ml.m5.*", "ml.g5.xlarge"]
  user_profiles             = { ada = {}, bob = {} }
}
""",
    f"{FOUNDATION}/variables.tf": """\
variable "region" {
  type = string
}

variable "vpc_cidr" {
  type = string
}

variable "note" {
  type    = string
  default = null
}
""",
    f"{FOUNDATION}/versions.tf": """\
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.66"
    }
  }
}
""",
    f"{FOUNDATION}/backend.tf": """\
terraform {
  backend "s3" {
    encrypt      = true
    use_lockfile = true
  }
}
""",
    f"{FOUNDATION}/environments/dev.tfvars": 'region   = "eu-central-1"\nvpc_cidr = "10.65.0.0/16"\n',
    f"{FOUNDATION}/environments/prod.tfvars": 'region   = "eu-central-1"\nvpc_cidr = "10.67.0.0/16"\n',
    **{
        f"{FOUNDATION}/environments/{e}.backend.hcl": (
            f'bucket     = "shop-{e}-tfstate"\nkey        = "foundation/terraform.tfstate"\n'
            f'region     = "eu-central-1"\nkms_key_id = "alias/shop-{e}-tfstate"\n'
        )
        for e in ("dev", "prod")
    },
}

MakeWorld = Callable[..., World]


@pytest.fixture
def make_world(tmp_path: Path) -> MakeWorld:
    """Write the project, with files replaced (None removes one) and keys of the blueprint replaced, and look at it."""

    def make(
        files: dict[str, str | None] | None = None,
        blueprint: dict[str, Any] | None = None,
        progress: Callable[[str], None] = lambda _: None,
        as_of: str = AS_OF,
        **options: Any,
    ) -> World:
        root = tmp_path / "project"
        root.mkdir(exist_ok=True)
        (root / "blueprint.yaml").write_text(json.dumps(BLUEPRINT | (blueprint or {})))
        for name, text in (FILES | (files or {})).items():
            if text is not None:
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
        options.setdefault("home", tmp_path / "home")
        return World(ProjectTree(root, CATALOG, as_of), Options(**options), progress)

    return make


@pytest.fixture(scope="session")
def moto_endpoint() -> Iterator[str]:
    with moto_server() as endpoint:
        yield endpoint


@pytest.fixture
def aws_env(moto_endpoint: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Point the standard variables at an empty AWS, away from the caller's own account."""
    request = urllib.request.Request(f"{moto_endpoint}/moto-api/reset", method="POST")
    urllib.request.urlopen(request, timeout=10).close()
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
    values = {
        "AWS_ENDPOINT_URL": moto_endpoint,
        "AWS_ACCESS_KEY_ID": "ASIATESTING",
        "AWS_SECRET_ACCESS_KEY": "testing-secret",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": str(tmp_path / "none"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
        "NO_PROXY": "127.0.0.1,localhost",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return moto_endpoint
