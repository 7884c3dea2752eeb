"""The child process with checkov in it; every test here costs seconds."""

from __future__ import annotations

import json
import shutil
import sys
from collections import Counter
from pathlib import Path

import pytest

from aiarch import proc
from aiarch.errors import ToolFailedError, ToolMissingError
from aiarch.validate.cache import Cache
from aiarch.validate.scanner import Scanner

CALL = """module "audit_trail" {
  source = "../../../modules/aws/audit-trail"

  name_prefix     = "acme-ml"
  environment     = "dev"
  region          = "eu-central-1"
  audit_key_arn   = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  alerts_key_arn  = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555556"
  logs_key_arn    = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555557"
  retention_years = 7
}

resource "aws_s3_bucket" "careless" {
  bucket = "careless"
}

resource "aws_sqs_queue" "open" {
  # checkov:skip=CKV_AWS_27:a test; owner=tests; expires=2027-01-31
  name = "open"
}

resource "aws_security_group" "wide" {
  name = "wide"

  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
"""


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory, checkout: Path) -> Path:
    """A tree as render would write it, from two real modules, called from two layers."""
    root = tmp_path_factory.mktemp("rendered")
    for name in ("audit-trail", "_secure-bucket"):
        shutil.copytree(checkout / "templates/modules/aws" / name, root / "modules/aws" / name)
    for layer in ("foundation", "platform"):
        (root / "stacks/aws" / layer).mkdir(parents=True)
        (root / "stacks/aws" / layer / "main.tf").write_text(CALL)
    return root


@pytest.mark.checkov
@pytest.mark.slow
def test_scan_says_what_the_command_line_says(rendered: Path) -> None:
    program = Path(sys.executable).parent / "checkov"
    arguments = ["-d", str(rendered), "--framework", "terraform", "--skip-download", "-o", "json"]
    theirs = json.loads(proc.run([program, *arguments]).stdout)["results"]
    ours = Scanner(rendered).result()
    assert ours.broken == ()
    assert ours.unparsed == ()
    for result in ("passed", "failed", "skipped"):
        told = Counter(
            (r["check_id"], r["file_path"].lstrip("/"), r["resource"])
            for r in theirs[f"{result}_checks"]
        )
        mine = Counter((r.check, r.file, r.resource) for r in ours.records if r.result == result)
        assert told - mine == Counter()
        # Own checks, and resources checkov takes for absent, are what we see beyond it.
        assert [
            (check, file, resource)
            for check, file, resource in mine - told
            if check not in ours.own and (file, resource) not in ours.conditional
        ] == []
    assert {r.check for r in ours.records if r.result == "failed"} >= {"CKV_AWS_18", "CKV_AWS_24"}


@pytest.mark.checkov
@pytest.mark.slow
def test_scan_looks_at_what_a_module_makes_on_a_condition(rendered: Path) -> None:
    seen = Scanner(rendered).result()
    trail = ("modules/aws/audit-trail/main.tf", "module.audit_trail.aws_cloudtrail.this")
    assert trail in seen.conditional
    assert {"CKV_AWS_35", "CKV_AWS_36"} <= {
        r.check for r in seen.records if (r.file, r.resource) == trail
    }


@pytest.mark.checkov
def test_scan_key_with_a_dot_is_judged(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        'resource "google_project_service" "this" {\n'
        '  for_each = toset(["dns.googleapis.com", "storage"])\n'
        "  service  = each.value\n\n"
        "  disable_on_destroy = true\n"
        "}\n"
    )
    failed = {r.resource for r in Scanner(tmp_path).result().records if r.result == "failed"}
    assert failed == {
        'google_project_service.this["dns.googleapis.com"]',
        'google_project_service.this["storage"]',
    }


@pytest.mark.checkov
def test_scan_unparsable_file_is_named_and_the_cache_gives_the_same(tmp_path: Path) -> None:
    (tmp_path / ".aiarch").mkdir()
    (tmp_path / "bad.tf").write_text('resource "aws_s3_bucket" "x" {\n  bucket = \n}\n')
    first = Scanner(tmp_path, Cache(tmp_path), "key").result()
    assert (first.unparsed, first.resources) == (("bad.tf",), ())
    assert first.own
    (tmp_path / "bad.tf").unlink()  # the key stands for the content
    assert Scanner(tmp_path, Cache(tmp_path), "key").result() == first


def fake_checkov(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    package = folder / "checkov"
    package.mkdir()
    (package / "__init__.py").write_text(text)
    monkeypatch.setenv("PYTHONPATH", str(folder))


def test_scan_without_checkov_is_an_error_that_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_checkov(tmp_path, monkeypatch, 'raise ImportError("No module named checkov")\n')
    scanner = Scanner(tmp_path)
    for _ in range(2):  # whoever asks gets the same answer
        with pytest.raises(
            ToolMissingError, match="checkov cannot be imported: No module named checkov"
        ):
            scanner.result()


def test_scan_broken_checkov_is_an_error_with_its_last_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_checkov(tmp_path, monkeypatch, 'raise RuntimeError("half an upgrade")\n')
    with pytest.raises(ToolFailedError, match="half an upgrade"):
        Scanner(tmp_path).result()


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", '{"key": "key", "value": {"version": 1}}', '{"key": "other", "value": {}}'],
)
def test_cache_that_makes_no_sense_is_absent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    fake_checkov(tmp_path, monkeypatch, 'raise ImportError("asked")\n')
    folder = tmp_path / ".aiarch/cache"
    folder.mkdir(parents=True)
    (folder / "scan.json").write_text(content)
    with pytest.raises(ToolMissingError):
        Scanner(tmp_path, Cache(tmp_path), "key").result()


@pytest.mark.checkov
def test_scan_own_check_that_does_not_load_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy of the package with broken checks, so that nothing of the checkout is touched."""
    import aiarch

    shutil.copytree(
        Path(aiarch.__file__).parent,
        tmp_path / "lib/aiarch",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    checks = tmp_path / "lib/aiarch/checks"
    (checks / "resource" / "zz_broken.py").write_text("import no_such_module\n")
    (checks / "graph" / "zz_shape.yaml").write_text("metadata: {id: X}\n")
    (checks / "graph" / "zz_taken.yaml").write_text(
        "metadata: {id: CKV2_AWS_6, name: taken, category: GENERAL_SECURITY}\n"
        "definition: {cond_type: attribute, resource_types: [aws_s3_bucket], attribute: bucket, operator: exists}\n"
    )
    project = tmp_path / "project"
    project.mkdir()
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "lib"))
    done = proc.run([sys.executable, "-P", "-m", "aiarch.validate.scan_child", str(project)])
    broken = json.loads(done.stdout)["broken"]
    assert [b.split(":")[0] for b in broken] == [
        "graph/zz_shape.yaml",
        "graph/zz_taken.yaml",
        "resource/zz_broken.py",
    ]
    assert "no_such_module" in broken[2]
