"""A small composition, blueprint and catalogue that exercise every template, independent of the shipped knowledge."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aiarch.catalog.catalog import Catalog
from aiarch.catalog.packs import find_packs
from aiarch.model.assessment import Metadata
from aiarch.model.blueprint import Blueprint, EnvironmentRecord, Selection, Stack
from aiarch.model.capability import Capability, Flavour
from aiarch.model.composition import (
    Composition,
    Expr,
    ModuleCall,
    ModuleFolder,
    ProviderPin,
    Root,
    RootOutput,
    RootVariable,
    StackPlan,
)
from aiarch.model.control import Control
from aiarch.model.question import Stage

TAGS = Expr('{\n  Project   = var.project\n  ManagedBy = "terraform"\n}')


def _control(name: str, *, poc: str, pilot: str, owner: str) -> Control:
    return Control.model_validate_json(
        json.dumps(
            {
                "id": name,
                "title": f"Title of {name}",
                "objective": "An objective.",
                "families": ["audit"],
                "gates": {"poc": poc, "pilot": pilot, "production": "required"},
                "mappings": [],
                "implementations": {
                    platform: [{"kind": "terraform", "types": [kind]}]
                    for platform, kind in (
                        ("aws", "aws_cloudtrail"),
                        ("azure", "azurerm_monitor_diagnostic_setting"),
                        ("gcp", "google_logging_project_sink"),
                        ("onprem", "helm_release"),
                    )
                },
                "evidence": [{"id": f"{name}.E1", "type": "plan", "query": "planned values"}],
                "owner": {"role": owner, "consulted": ["review-board"]},
                "residual": [{"id": f"{name}.R1", "text": "Name a custodian", "cadence": "yearly"}],
            }
        )
    )


@pytest.fixture
def catalog() -> Catalog:
    made = Catalog(find_packs())
    made.__dict__["controls"] = {
        "GOV-01": _control("GOV-01", poc="optional", pilot="required", owner="chief-risk-officer"),
        "LOG-01": _control("LOG-01", poc="required", pilot="required", owner="ciso"),
    }
    made.__dict__["capabilities"] = {
        name: Capability(
            id=name,
            title=name,
            stage=stage,
            purpose="x",
            flavours=(Flavour(name="a", summary="s"),),
        )
        for name, stage in (("audit.trail", Stage.GOVERNANCE), ("ml.workspace", Stage.MLOPS))
    }
    return made


@pytest.fixture
def blueprint() -> Blueprint:
    return Blueprint(
        metadata=Metadata(name="demo-platform", owner="team-ml", description="Forecasts <b>demand</b>"),
        trace_sha256="ab" * 32,
        choices={"governance": {"tier": 2, "stage": "pilot"}, "ops": {"skills": ["aws"]}},
        stacks=(Stack(platform="aws", region="eu-west-1", capabilities={"audit.trail": Selection(flavour="cloudtrail")}),),
        environments={"dev": EnvironmentRecord(), "prod": EnvironmentRecord()},
        controls=("GOV-01", "LOG-01"),
    )  # fmt: skip


@pytest.fixture
def composition(tmp_path: Path) -> Composition:
    folder = tmp_path / "pack" / "audit-trail"
    (folder / "tests").mkdir(parents=True)
    (folder / "main.tf").write_text('variable "name_prefix" {\n  type = string\n}\n')
    (folder / "README.md").write_text("# Audit trail\n")
    (folder / ".terraform.lock.hcl").write_text("hidden\n")
    foundation = Root(
        platform="aws",
        layer="foundation",
        folder="stacks/aws/foundation",
        calls=(
            ModuleCall(
                "audit_trail",
                "aws/audit-trail",
                "audit.trail",
                "cloudtrail",
                "A trail\nresource \"evil\" \"x\" {}",
                {
                    "name_prefix": Expr("local.name_prefix"),
                    "alert_emails": ["a@example.org", "b@example.org"],
                    "rules": {"a b": {"x": 1, "long_name": "${danger}"}, "for": True},
                    "types": ["AWS::S3::Object"] * 6,
                    "nothing": None,
                    "tags": Expr("local.tags"),
                },
                ("LOG-01",),
            ),
        ),
        variables=(
            RootVariable("project", "string", "Name of the project."),
            RootVariable("owner", "string", "Team.", default=None),
            RootVariable("environment", "string", "Environment.", validation='contains(["dev", "prod"], var.environment)', message="Say dev or prod."),
        ),
        locals={"name_prefix": Expr('"${var.project}-${var.environment}"'), "tags": TAGS},
        remote_states={},
        outputs=(RootOutput("audit_trail_trail_arn", Expr("module.audit_trail.trail_arn"), "trail_arn of audit.trail."),),
        required_version=">= 1.11.0, < 2.0.0",
        providers={"aws": ProviderPin("hashicorp/aws", "~> 6.66", ("region = var.region", "", "default_tags {", "  tags = local.tags", "}"))},
        backend="s3",
        backend_fixed={"encrypt": True, "use_lockfile": True},
        backend_config={"dev": {"bucket": "demo-dev", "key": "foundation/terraform.tfstate"}},
        tfvars={"dev": {"project": "demo", "environment": "dev"}, "prod": {"project": "demo", "environment": "prod"}},
    )  # fmt: skip
    platform = Root(
        platform="aws",
        layer="platform",
        folder="stacks/aws/platform",
        calls=(
            ModuleCall("ml_workspace", "aws/audit-trail", "ml.workspace", "managed", "A workspace.", {"trail": Expr("data.terraform_remote_state.foundation.outputs.audit_trail_trail_arn")}),
            ModuleCall("ml_empty", "aws/audit-trail", "ml.workspace", "none", "Nothing to say", {}),
        ),
        variables=(),
        locals={},
        remote_states={"foundation": {"bucket": Expr("var.state_bucket"), "key": Expr('"foundation/terraform.tfstate"')}},
        outputs=(),
        required_version=">= 1.11.0, < 2.0.0",
        providers={"aws": ProviderPin("hashicorp/aws", "~> 6.66")},
        backend="s3",
        backend_fixed={},
        backend_config={},
        tfvars={"dev": {}},
    )  # fmt: skip
    stack = StackPlan(
        "aws",
        "AWS SageMaker AI",
        "primary",
        (foundation, platform),
        (("data.lakehouse", "iceberg", "no module on aws | yet"),),
    )
    return Composition(
        "demo-platform",
        "team-ml",
        ("dev", "prod"),
        (stack,),
        (ModuleFolder("aws/audit-trail", folder),),
    )
