"""Kubernetes objects in HCL are found wherever they stand, and checkov's kubernetes framework looks at them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from aiarch.validate.coverage import manifest_coverage_of
from aiarch.validate.manifests import UNRESOLVED, Folder
from aiarch.validate.scanner import Scanner

JOB = """
locals {
  user = { runAsNonRoot = true, runAsUser = 10001 }
  job = [for node in var.nodes : {
    apiVersion = "batch/v1"
    kind       = "CronJob" # not yet a Job
    metadata   = { name = "backup", namespace = var.namespace, labels = var.labels }
    spec = {
      schedule    = node.schedule
      jobTemplate = { spec = { template = { spec = {
        automountServiceAccountToken = false
        securityContext              = merge(local.user, { seccompProfile = { type = "RuntimeDefault" } })
        containers = [{
          name            = "backup"
          image           = "${var.registry}/backup@sha256:463eaf6072688fe96ac64fa623fe73e1dbe25d8ad6c34404a669ad3ce1f104b6"
          securityContext = { privileged = PRIVILEGED, readOnlyRootFilesystem = true }
        }]
      } } } }
    }
  }]
}
variable "labels" {
  default = { team = "ml" }
}
variable "namespace" {
  type = string
}
"""


def objects(text: str) -> list[Any]:
    return [m.data for m in Folder({"main.tf": text}).manifests()]


def test_object_in_a_for_expression_is_found_with_what_is_known() -> None:
    (job,) = Folder({"main.tf": JOB.replace("PRIVILEGED", "false")}).manifests()
    assert (job.file, job.line, job.end, job.name) == ("main.tf", 4, 20, "CronJob.backup")
    assert job.data["metadata"] == {
        "name": "backup", "namespace": UNRESOLVED, "labels": {"team": "ml"},
    }  # fmt: skip
    pod = job.data["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    assert pod["securityContext"] == {
        "runAsNonRoot": True, "runAsUser": 10001, "seccompProfile": {"type": "RuntimeDefault"},
    }  # fmt: skip
    assert pod["containers"][0]["image"].startswith(f"{UNRESOLVED}/backup@sha256:463eaf")
    assert pod["containers"][0]["securityContext"]["privileged"] is False


@pytest.mark.parametrize(
    "text",
    [
        'x = { apiVersion = "v1", kind = each.value.kind, metadata = { name = "a" } }',
        'x = { apiVersion = "v1", kind = "ConfigMap" }',
        "type = object({ apiVersion = string, kind = string, metadata = map(string) })",
        'patch = yamlencode({ apiVersion = "v1", kind = "ConfigMap", metadata = { name = "a" } })',
        '# { apiVersion = "v1", kind = "ConfigMap", metadata = { name = "a" } }',
        'x = "{ apiVersion = v1, kind = ConfigMap, metadata = {} }"',
    ],
)
def test_what_is_no_object_is_none(text: str) -> None:
    assert objects(f"locals {{\n{text}\n}}\n") == []


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("3", 3),
        ("-0.5", -0.5),
        ("null", None),
        ('"a # b"', "a # b"),
        ('var.on ? { a = 1 } : null', {"a": 1}),
        ("var.on ? [] : [1]", [1]),
        ("concat([1], var.more, [2])", [1, 2]),
        ('[ # why\n 1, # because\n 2\n]', [1, 2]),
        ("<<-EOT\n    a\n    EOT", "    a"),
        ("local.loop", UNRESOLVED),
        ("[for x in var.y : x]", UNRESOLVED),
        ("module.other.name", UNRESOLVED),
        ('{ "a.b/c" = true }', {"a.b/c": True}),
    ],
)  # fmt: skip
def test_expression_becomes_the_value_that_is_known(written: str, value: Any) -> None:
    text = (
        "locals {\n  loop = local.loop\n"
        '  x = { apiVersion = "v1", kind = "ConfigMap", metadata = { name = "a" }, data = '
        f"{written}\n}}\n}}\n"
    )
    (found,) = objects(text)
    assert found["data"] == value


@pytest.mark.checkov
@pytest.mark.slow
def test_scan_judges_objects_as_checkov_judges_yaml(tmp_path: Path) -> None:
    module = tmp_path / "modules" / "kubernetes" / "backup"
    module.mkdir(parents=True)
    skip = "# checkov:skip=CKV_K8S_12:small job; owner=platform; expires=2027-01-01"
    text = JOB.replace("PRIVILEGED", f"true\n          {skip}\n          ")
    (module / "main.tf").write_text(text, encoding="utf-8")
    scanner = Scanner(tmp_path)
    try:
        scan = scanner.result()
    finally:
        scanner.close()
    file = "modules/kubernetes/backup/main.tf"
    assert scan.manifests == ((file, 4, "CronJob.backup"),)
    judged = {
        r.check: r for r in scan.records if r.file == file and r.resource.startswith("manifest.")
    }
    assert judged["CKV_K8S_16"].result == "failed"  # privileged
    assert judged["CKV_K8S_22"].result == "passed"  # read-only root
    assert judged["CKV_K8S_38"].result == "passed"  # no token
    assert judged["CKV_K8S_12"].result == "skipped"
    assert judged["CKV_K8S_12"].comment.startswith("small job; owner=platform")
    assert (judged["CKV_K8S_16"].line, judged["CKV_K8S_16"].end) == (4, 22)
    (row,) = manifest_coverage_of(scan)
    assert (row.type, row.resources) == ("manifest.CronJob", 1)
    assert row.checks > 10
