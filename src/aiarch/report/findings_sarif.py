"""A validation report as SARIF 2.1.0, for code scanning services and editors."""

from __future__ import annotations

import hashlib
import json
import posixpath
from collections import Counter
from typing import Any
from urllib.parse import quote

from aiarch.errors import Location, Severity
from aiarch.validate.finding import CheckerReport, Finding, Report, Status
from aiarch.version import __version__

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {Severity.INFO: "note", Severity.WARNING: "warning", Severity.ERROR: "error"}


def write(report: Report, root: str) -> str:
    """Return the report as a SARIF document; places are relative to the folder in which `root` is relative."""
    findings = sorted((f for c in report.checkers for f in c.findings), key=lambda f: f.order)
    rules = {f.id: f for f in reversed(findings)}
    names = sorted(rules)
    seen: Counter[str] = Counter()
    run = {
        "tool": {
            "driver": {
                "name": "aiarch",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(rules[name]) for name in names],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(f, names.index(f.id), root, seen) for f in findings],
        "invocations": [
            {
                "executionSuccessful": all(c.status is not Status.FAILED for c in report.checkers),
                "toolExecutionNotifications": [
                    _notification(c) for c in report.checkers if c.reason
                ],
            }
        ],
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _rule(finding: Finding) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "id": finding.id,
        "shortDescription": {"text": finding.message.partition(" (also ")[0]},
        "defaultConfiguration": {"level": LEVELS[finding.severity]},
        "properties": {"checker": finding.checker},
    }
    if finding.hint:
        rule["help"] = {"text": finding.hint}
    return rule


def _result(finding: Finding, index: int, root: str, seen: Counter[str]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.id,
        "ruleIndex": index,
        "level": LEVELS[finding.severity],
        "message": {"text": finding.message},
        "partialFingerprints": {"aiarchFinding/v1": _fingerprint(finding, seen)},
    }
    location: dict[str, Any] = {}
    if finding.at:
        location["physicalLocation"] = _physical(finding.at, root)
    if finding.resource:
        location["logicalLocations"] = [
            {"fullyQualifiedName": finding.resource, "kind": "resource"}
        ]
    if location:
        result["locations"] = [location]
    if finding.suppressed:
        told = finding.suppressed
        result["suppressions"] = [
            {
                "kind": "inSource",
                "status": "accepted",
                "justification": f"{told.reason} (owner {told.owner}, expires {told.expires})",
            }
        ]
    return result


def _physical(at: Location, root: str) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri(at.path, root)}}
    if at.line:
        physical["region"] = {"startLine": at.line}
        if at.column:
            physical["region"]["startColumn"] = at.column
    return physical


def uri(path: str, root: str) -> str:
    """Return a path as a relative URI reference; a project elsewhere on the machine keeps its own paths."""
    joined = path if root.startswith("/") else posixpath.normpath(posixpath.join(root, path))
    return quote(joined, safe="/")


def _fingerprint(finding: Finding, seen: Counter[str]) -> str:
    """Return a digest without line numbers, so that a finding stays itself when lines move above it."""
    place = finding.at.path if finding.at else ""
    key = "\0".join((finding.id, place, finding.resource or finding.message))
    seen[key] += 1
    return hashlib.sha256(f"{key}\0{seen[key]}".encode()).hexdigest()[:32]


def _notification(checker: CheckerReport) -> dict[str, Any]:
    level = "error" if checker.status is Status.FAILED else "note"
    return {
        "level": level,
        "message": {"text": f"{checker.checker} {checker.status}: {checker.reason}"},
        "descriptor": {"id": f"checker-{checker.checker}"},
    }
