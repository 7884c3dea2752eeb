"""What checkers return: findings, one report per checker, one report over all."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from aiarch.errors import ExitCode, Location, Severity

RANK = {severity: rank for rank, severity in enumerate(Severity)}


class Status(StrEnum):
    """How a checker ended. `failed` means that it could not look, never that it found something."""

    RAN = "ran"
    CACHED = "cached"
    SKIPPED = "skipped"
    FAILED = "failed"


class FailOn(StrEnum):
    """From which severity on findings make the command fail."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
    NONE = "none"


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Suppression:
    """Why a finding does not count: a reason, somebody who answers for it, an end (`YYYY-MM-DD`)."""

    reason: str
    owner: str = ""
    expires: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One result of a check.

    Attributes:
        id: stable id: checkov's (`CKV_AWS_7`), a lifecycle entry's (`LC003`) or ours, area + 3 digits (`WIR002`).
        checker: name of the checker that found it.
        message: one sentence, no trailing full stop.
        at: place, path relative to the project with `/`.
        resource: Terraform address, or "".
        hint: what to do next, or "".
        suppressed: set when a comment in the file takes the finding back.
    """

    id: str
    checker: str
    severity: Severity
    message: str
    at: Location | None = None
    resource: str = ""
    hint: str = ""
    suppressed: Suppression | None = None

    @property
    def order(self) -> tuple[str, int, int, str, str, str]:
        """Sort key: place, then id, resource and message."""
        at = self.at or Location("")
        return (at.path, at.line, at.column, self.id, self.resource, self.message)


@dataclasses.dataclass(frozen=True, slots=True)
class CheckerReport:
    """What one checker did.

    Attributes:
        status: how it ended; `reason` is set for `skipped` and `failed`.
        facts: counts worth showing, by name (`resources: 143`).
        table: rows for people, same keys in every row (coverage by resource type).
    """

    checker: str
    status: Status
    reason: str = ""
    findings: tuple[Finding, ...] = ()
    facts: Mapping[str, int | float | str] = dataclasses.field(default_factory=dict)
    table: tuple[Mapping[str, int | float | str], ...] = ()

    @classmethod
    def ran(cls, checker: str, findings: list[Finding], **facts: float | str) -> CheckerReport:
        """Return the report of a checker that looked, findings in order of place."""
        found = tuple(sorted(set(findings), key=lambda f: f.order))
        return cls(checker, Status.RAN, findings=found, facts=facts)

    @classmethod
    def skipped(cls, checker: str, reason: str) -> CheckerReport:
        """Return the report of a checker that cannot look here, and why."""
        return cls(checker, Status.SKIPPED, reason)

    @classmethod
    def failed(cls, checker: str, reason: str) -> CheckerReport:
        """Return the report of a checker that broke, and how."""
        return cls(checker, Status.FAILED, reason)


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """All checkers' reports of one project, in the order in which they were asked for."""

    project: str
    checkers: tuple[CheckerReport, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Findings that count, in order of place."""
        return tuple(f for f in self._all() if f.suppressed is None)

    @property
    def suppressed(self) -> tuple[Finding, ...]:
        """Findings a comment takes back."""
        return tuple(f for f in self._all() if f.suppressed is not None)

    def count(self, severity: Severity) -> int:
        """Return how many findings of exactly this severity count."""
        return sum(f.severity is severity for f in self.findings)

    def exit_code(self, fail_on: FailOn = FailOn.ERROR) -> ExitCode:
        """Return `FINDINGS`, else `TOOL_FAILED` when a checker could not look, else `OK`."""
        if fail_on is not FailOn.NONE:
            limit = RANK[Severity(fail_on.value)]
            if any(RANK[f.severity] >= limit for f in self.findings):
                return ExitCode.FINDINGS
        if any(c.status is Status.FAILED for c in self.checkers):
            return ExitCode.TOOL_FAILED
        return ExitCode.OK

    def _all(self) -> list[Finding]:
        return sorted((f for c in self.checkers for f in c.findings), key=lambda f: f.order)


def finding_data(finding: Finding) -> dict[str, Any]:
    """Return a finding as JSON data; empty parts are left out. `finding_of` reads it back."""
    data: dict[str, Any] = {
        "id": finding.id,
        "checker": finding.checker,
        "severity": finding.severity.value,
        "message": finding.message,
    }
    if finding.at:
        data["at"] = {k: v for k, v in dataclasses.asdict(finding.at).items() if v or k == "path"}
    for key in ("resource", "hint"):
        if getattr(finding, key):
            data[key] = getattr(finding, key)
    if finding.suppressed:
        data["suppressed"] = dataclasses.asdict(finding.suppressed)
    return data


def finding_of(data: Mapping[str, Any]) -> Finding:
    """Return the finding `finding_data` described.

    Raises:
        KeyError, TypeError, ValueError: the data is not such a description.
    """
    return Finding(
        id=str(data["id"]),
        checker=str(data["checker"]),
        severity=Severity(data["severity"]),
        message=str(data["message"]),
        at=Location(**data["at"]) if "at" in data else None,
        resource=str(data.get("resource", "")),
        hint=str(data.get("hint", "")),
        suppressed=Suppression(**data["suppressed"]) if "suppressed" in data else None,
    )


def report_data(report: CheckerReport) -> dict[str, Any]:
    """Return a checker's report as JSON data. `report_of` reads it back."""
    return {
        "checker": report.checker,
        "status": report.status.value,
        "reason": report.reason,
        "facts": dict(report.facts),
        "table": [dict(row) for row in report.table],
        "findings": [finding_data(f) for f in report.findings],
    }


def report_of(data: Mapping[str, Any]) -> CheckerReport:
    """Return the report `report_data` described; raises as `finding_of`."""
    return CheckerReport(
        checker=str(data["checker"]),
        status=Status(data["status"]),
        reason=str(data["reason"]),
        findings=tuple(finding_of(f) for f in data["findings"]),
        facts=dict(data["facts"]),
        table=tuple(dict(row) for row in data["table"]),
    )
