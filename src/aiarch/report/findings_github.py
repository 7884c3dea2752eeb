"""A validation report as GitHub workflow commands: annotations beside the lines of a pull request."""

from __future__ import annotations

import posixpath

from aiarch.errors import Severity
from aiarch.report.plain import plain
from aiarch.validate.finding import Finding, Report, Status

COMMANDS = {Severity.INFO: "notice", Severity.WARNING: "warning", Severity.ERROR: "error"}


def write(report: Report, root: str) -> str:
    """Return one command per line; paths are joined to `root`, the project's folder in the repository."""
    lines = [
        f"::error title=aiarch {_property(c.checker)}::{_message(f'{c.checker} could not look: {c.reason}')}"
        for c in report.checkers
        if c.status is Status.FAILED
    ]
    lines += [_command(f, root) for f in report.findings]
    total = ", ".join(f"{report.count(s)} {s.value}" for s in reversed(Severity))
    # Plain text between commands is only shown in the log.
    lines.append(f"aiarch validate: {total}, {len(report.suppressed)} suppressed")
    return "\n".join(lines) + "\n"


def _command(finding: Finding, root: str) -> str:
    properties = {"title": f"{finding.id} ({finding.checker})"}
    if finding.at:
        path = finding.at.path
        joined = path if root.startswith("/") else posixpath.normpath(posixpath.join(root, path))
        properties = {"file": joined, **properties}
        if finding.at.line:
            properties["line"] = str(finding.at.line)
            if finding.at.column:
                properties["col"] = str(finding.at.column)
    told = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    where = f" [{finding.resource}]" if finding.resource else ""
    lines = [f"{finding.message}{where}"]
    if finding.hint:
        lines.append(f"help: {finding.hint}")
    return f"::{COMMANDS[finding.severity]} {told}::{_message(*lines)}"


def _message(*lines: str) -> str:
    """Return lines as the data of a command; GitHub's own escapes for what would end it."""
    return "%0A".join(plain(line).replace("%", "%25") for line in lines)


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
