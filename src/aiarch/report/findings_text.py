"""A validation report for people: what looked, what it found, what was covered, what is suppressed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from aiarch.errors import Severity
from aiarch.report.plain import plain
from aiarch.validate.finding import CheckerReport, Finding, Report, Status

THIN = 8
"""Rows of the coverage table that are shown: the thinnest types that somebody has to look at."""


def write(report: Report, root: str) -> str:
    """Return the report as text.

    Args:
        report: what was found.
        root: the project's folder as the reader knows it.
    """
    parts = [
        _checkers(report),
        _findings(report.findings),
        _coverage(report),
        _suppressions(report.suppressed),
        _verdict(report, root),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _checkers(report: Report) -> str:
    rows = [
        (c.checker, c.status.value, _count(c), plain(c.reason) if c.reason else _facts(c.facts))
        for c in report.checkers
    ]
    return _table(("checker", "status", "findings", "facts"), rows)


def _count(checker: CheckerReport) -> str:
    if checker.status is Status.SKIPPED:
        return "-"
    return str(sum(f.suppressed is None for f in checker.findings))


def _objects(facts: Mapping[str, int | float | str]) -> str:
    if "manifests" not in facts:
        return ""
    return f", {facts['manifests']} Kubernetes objects with {facts['manifest_checks']}"


def _facts(facts: Mapping[str, int | float | str]) -> str:
    return ", ".join(f"{plain(k).replace('_', ' ')} {plain(v)}" for k, v in facts.items())


def _findings(findings: Iterable[Finding]) -> str:
    return "\n".join(line for finding in findings for line in _finding(finding))


def _finding(finding: Finding) -> list[str]:
    place = f"{plain(finding.at)}: " if finding.at else ""
    where = f" [{plain(finding.resource)}]" if finding.resource else ""
    lines = [f"{place}{finding.severity}[{plain(finding.id)}]: {plain(finding.message)}{where}"]
    if finding.hint:
        lines.append(f"  help: {plain(finding.hint)}")
    return lines


def _coverage(report: Report) -> str:
    checker = next((c for c in report.checkers if c.table), None)
    if checker is None:
        return ""
    judged = [r for r in checker.table if r["checks"] or not r["acknowledged"]]
    ordered = sorted(judged, key=lambda r: (float(r["per_resource"]), str(r["type"])))
    rows = [
        (plain(r["type"]), str(r["resources"]), str(r["checks"]), str(r["own"]), f"{float(r['per_resource']):.1f}")
        for r in ordered[:THIN]
    ]  # fmt: skip
    spared = len(checker.table) - len(judged)
    more = len(ordered) - len(rows)
    notes = [
        f"{more} more types" if more > 0 else "",
        f"{spared} types nobody has to look at, each with a reason" if spared else "",
    ]
    said = "; ".join(note for note in notes if note)
    tail = f"\n{said} (--format json lists all)" if said else ""
    names = ("type", "resources", "checks", "own", "each")
    return f"Coverage, the thinnest first\n{_table(names, rows)}{tail}"


def _suppressions(findings: Sequence[Finding]) -> str:
    rows = [
        (
            plain(f.id), plain(f.at or ""), plain(f.suppressed.owner), plain(f.suppressed.expires), plain(f.suppressed.reason),
        )
        for f in findings
        if f.suppressed
    ]  # fmt: skip
    return (
        f"Suppressed\n{_table(('id', 'place', 'owner', 'expires', 'reason'), rows)}" if rows else ""
    )


def _verdict(report: Report, root: str) -> str:
    counts = [
        f"{report.count(s)} {s.value}{'s' if s is not Severity.INFO else ''}"
        for s in reversed(Severity)
    ]
    lines = [f"{plain(root)}: {', '.join(counts)}, {len(report.suppressed)} suppressed"]
    facts = next((c.facts for c in report.checkers if c.checker == "coverage" and c.facts), None)
    if facts:
        lines.append(
            f"checked {facts['resources']} resources with {facts['checks']} real checks ({facts['checks_per_resource']} per resource)"
            + _objects(facts)
        )
    for status, words in ((Status.FAILED, "could not look"), (Status.SKIPPED, "skipped")):
        names = [c.checker for c in report.checkers if c.status is status]
        if names:
            lines.append(f"{words}: {', '.join(names)}")
    return "\n".join(lines)


def _table(names: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Return columns padded with spaces; the last one is as long as it is."""
    widths = [max(len(row[i]) for row in (names, *rows)) for i in range(len(names))]
    rule = tuple(
        "-" * width if i < len(names) - 1 else "-" * len(names[-1])
        for i, width in enumerate(widths)
    )
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (names, rule, *rows)
    )
