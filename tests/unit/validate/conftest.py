"""Small hand-made projects; nothing here renders."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from aiarch.catalog.catalog import Catalog
from aiarch.catalog.packs import Pack
from aiarch.validate.scanner import Scan
from aiarch.validate.tree import ProjectTree

TODAY = "2026-11-24"

LIFECYCLE = """
entries:
  - id: LC001
    subject: Old service
    kind: service
    state: closed_to_new
    since: "2026-04-30"
    source: a test
    checked_on: "2026-11-22"
    confidence: verified
    resource_types: ["aws_old_*"]
    allowed_when: governance.policy=old
    instead: the new service
  - id: LC002
    subject: Coming end
    kind: service
    state: retired
    since: "2027-03-01"
    source: a test
    checked_on: "2026-11-22"
    confidence: verified
    resource_types: [aws_ending]
    instead: something else
  - id: LC003
    subject: Far end
    kind: service
    state: retired
    since: "2028-01-01"
    source: a test
    checked_on: "2026-11-22"
    confidence: verified
    resource_types: [aws_far]
    instead: something else
  - id: LC004
    subject: Removed arguments
    kind: argument
    state: deprecated
    since: "2025-01-01"
    source: a test
    checked_on: "2026-11-22"
    confidence: asserted
    arguments: [aws_eip.vpc, aws_thing.outer.inner, "aws_mode.kind=OLD", backend.s3.dynamodb_table]
    instead: the new arguments
    severity: warning
  - id: LC005
    subject: Dead registry
    kind: service
    state: retired
    since: "2026-09-12"
    source: a test
    checked_on: "2026-11-22"
    confidence: verified
    values: ["docker.io/dead/*", DEAD-1_0]
    instead: another registry
  - id: LC006
    subject: Superseded rule book
    kind: regulation
    state: superseded
    since: "2026-04-17"
    source: a test
    checked_on: "2026-11-22"
    confidence: verified
    framework: old_rules
    instead: the new rule book
    severity: warning
"""

POLICY = """
severities:
  - severity: warning
    reason: weighs less in this test
    checks: [CKV_T_9]
acknowledged:
  - reason: joins two things that are checked
    types: ["aws_join_*"]
own_checks_for: [helm_release]
targets:
  - {platform: aws, prefixes: [aws_], minimum: 2.0}
"""

BLUEPRINT = """
apiVersion: aiarch.dev/v1
kind: Blueprint
metadata: {name: shop, owner: platform-team}
choices: {governance: {regimes: [old_rules]}}
stacks:
  - platform: aws
    region: eu-central-1
    capabilities: {}
environments: {dev: {}, prod: {}}
"""

FOUNDATION = {
    "stacks/aws/foundation/main.tf": """module "store" {
  source = "../../../modules/aws/store"

  name = var.name
}
""",
    "stacks/aws/foundation/variables.tf": """variable "name" {
  description = "Name."
  type        = string
}
""",
    "stacks/aws/foundation/outputs.tf": """output "store_arn" {
  description = "ARN."
  value       = module.store.arn
}
""",
    "stacks/aws/foundation/backend.tf": """terraform {
  backend "s3" {
    encrypt = true
  }
}
""",
    "stacks/aws/foundation/environments/dev.tfvars": 'name = "shop-dev"\n',
    "stacks/aws/foundation/environments/prod.tfvars": 'name = "shop-prod"\n',
    "stacks/aws/foundation/environments/dev.backend.hcl": (
        'bucket = "state-dev"\nkey    = "foundation.tfstate"\nregion = "eu-central-1"\n'
    ),
    "stacks/aws/foundation/environments/prod.backend.hcl": (
        'bucket = "state-prod"\nkey    = "foundation.tfstate"\nregion = "eu-central-1"\n'
    ),
    "modules/aws/store/main.tf": """resource "aws_s3_bucket" "this" {
  bucket = "${var.name}-store"
}
""",
    "modules/aws/store/variables.tf": """variable "name" {
  description = "Name."
  type        = string
}
""",
    "modules/aws/store/outputs.tf": """output "arn" {
  description = "ARN."
  value       = aws_s3_bucket.this.arn
}
""",
}


def write_project(root: Path, files: dict[str, str | None], *, manifest: bool = True) -> Path:
    """Write FOUNDATION with `files` over it (None leaves one out) and a manifest that fits."""
    wanted = {
        k: v
        for k, v in {**FOUNDATION, "blueprint.yaml": BLUEPRINT, **files}.items()
        if v is not None
    }
    for path, text in wanted.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    if manifest:
        listed = [
            {"path": p, "kind": "managed", "sha256": hashlib.sha256(t.encode()).hexdigest()}
            for p, t in sorted(wanted.items())
            if p != "blueprint.yaml"
        ]
        digest = hashlib.sha256(wanted["blueprint.yaml"].encode()).hexdigest()
        state = root / ".aiarch"
        state.mkdir(exist_ok=True)
        (state / "manifest.json").write_text(
            json.dumps({"version": 1, "blueprint_sha256": digest, "files": listed})
        )
    return root


class FakeScanner:
    """Answers with a scan made by hand."""

    def __init__(self, scan: Scan) -> None:
        self._scan = scan

    def result(self) -> Scan:
        return self._scan


@pytest.fixture
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    folder = tmp_path_factory.mktemp("pack") / "blueprints"
    folder.mkdir()
    (folder / "lifecycle.yaml").write_text(LIFECYCLE)
    (folder / "policy.yaml").write_text(POLICY)
    return Catalog((Pack("test", folder.parent),))


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Path]:
    def build(files: dict[str, str | None] | None = None, *, manifest: bool = True) -> Path:
        folder = tmp_path / "project"
        folder.mkdir(exist_ok=True)
        return write_project(folder, files or {}, manifest=manifest)

    return build


@pytest.fixture
def tree(project: Callable[..., Path], catalog: Catalog) -> Callable[..., ProjectTree]:
    """Return a builder of trees: files over FOUNDATION, then what stands for the tools."""

    def build(
        files: dict[str, str | None] | None = None,
        *,
        seen: Scan | None = None,
        engine: object = None,
        as_of: str = TODAY,
    ) -> ProjectTree:
        scanner = FakeScanner(seen) if seen else None
        return ProjectTree(project(files), catalog, as_of, scanner, engine)  # type: ignore[arg-type]

    return build
