"""A validation report as JSON.

Keys: `project`; `ok` (nothing of severity error, every checker could look); `counts` by severity, and `suppressed`;
`checkers`, each with `checker`, `status` (`ran`, `cached`, `skipped`, `failed`), `reason`, `facts`, `table` and
`findings`. A finding has `id`, `checker`, `severity`, `message` and, where known, `at` (`path`, `line`, `column`),
`resource`, `hint` and `suppressed` (`reason`, `owner`, `expires`).
"""

from __future__ import annotations

import json
from typing import Any

from aiarch.errors import ExitCode, Severity
from aiarch.validate.finding import Report, report_data


def to_json(report: Report) -> dict[str, Any]:
    """Return the report as JSON data."""
    return {
        "project": report.project,
        "ok": report.exit_code() is ExitCode.OK,
        "counts": {s.value: report.count(s) for s in Severity}
        | {"suppressed": len(report.suppressed)},
        "checkers": [report_data(checker) for checker in report.checkers],
    }


def write(report: Report, root: str) -> str:
    """Return the report as a JSON document; `root` is the project's folder as the reader knows it."""
    return json.dumps(to_json(report) | {"project": root}, indent=2, ensure_ascii=False) + "\n"
