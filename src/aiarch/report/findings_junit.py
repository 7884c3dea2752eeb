"""A validation report as JUnit XML: a suite per checker, a case per finding, so that CI servers show them."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from aiarch.errors import Severity
from aiarch.report.plain import is_xml
from aiarch.validate.finding import CheckerReport, Finding, Report, Status


def write(report: Report, root: str) -> str:
    """Return the report as XML; `root` is the project's folder as the reader knows it."""
    suites = ET.Element("testsuites", name=_safe(f"aiarch validate {root}"))
    totals = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    for checker in report.checkers:
        for key, value in _suite(suites, checker).items():
            totals[key] += value
    for key, value in totals.items():
        suites.set(key, str(value))
    ET.indent(suites)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(suites, encoding="unicode") + "\n"
    )


def _suite(suites: ET.Element, checker: CheckerReport) -> dict[str, int]:
    suite = ET.SubElement(suites, "testsuite", name=checker.checker)
    counts = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    if checker.status in {Status.SKIPPED, Status.FAILED}:
        case = ET.SubElement(suite, "testcase", name=checker.checker, classname=checker.checker)
        kind = "skipped" if checker.status is Status.SKIPPED else "error"
        ET.SubElement(case, kind, message=_safe(checker.reason))
        counts["tests"] += 1
        counts["skipped" if kind == "skipped" else "errors"] += 1
    for finding in checker.findings:
        counts["tests"] += 1
        counts["skipped" if not _fails(finding) else "failures"] += 1
        _case(suite, finding)
    if not counts["tests"]:
        ET.SubElement(suite, "testcase", name=checker.checker, classname=checker.checker)
        counts["tests"] = 1
    for key, value in counts.items():
        suite.set(key, str(value))
    return counts


def _case(suite: ET.Element, finding: Finding) -> None:
    name = f"{finding.id} {finding.at or ''} {finding.resource}"
    case = ET.SubElement(
        suite, "testcase", name=_safe(" ".join(name.split())), classname=finding.checker
    )
    if finding.at:
        case.set("file", _safe(finding.at.path))
        if finding.at.line:
            case.set("line", str(finding.at.line))
    message = _safe(f"{finding.severity}: {finding.message}")
    if finding.suppressed:
        told = finding.suppressed
        message = _safe(f"suppressed by {told.owner} until {told.expires}: {told.reason}")
    body = ET.SubElement(case, "failure" if _fails(finding) else "skipped", message=message)
    if _fails(finding):
        body.set("type", finding.severity.value)
        body.text = _safe(f"{finding.at or ''}\n{finding.message}\n{finding.hint}".strip())


def _fails(finding: Finding) -> bool:
    """Return whether a finding is a failed test; remarks and suppressed ones are skipped tests."""
    return finding.suppressed is None and finding.severity is not Severity.INFO


def _safe(text: str) -> str:
    return "".join(c if is_xml(c) else "�" for c in text)
