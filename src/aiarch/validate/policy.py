"""Policy: no unsuppressed failure of checkov's checks or our own, and nothing that hides from them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping

from aiarch.errors import Location, Severity
from aiarch.validate import suppression
from aiarch.validate.finding import CheckerReport, Finding, Status
from aiarch.validate.knowledge import severities
from aiarch.validate.scanner import Record, Scan, checkov_version, declared_name
from aiarch.validate.tree import ProjectTree


class Policy:
    """Judges the scan; checkov's exit code plays no part."""

    name = "policy"
    cacheable = True

    def salt(self) -> str:
        """Return checkov's version."""
        return checkov_version()

    def check(self, tree: ProjectTree) -> CheckerReport:
        """Return failed checks, skipped checks as suppressed findings, and every gap in the look itself."""
        scan = tree.scan
        weights = severities(tree.catalog)
        findings = [
            *self._records(scan, tree, weights),
            *suppression.findings(tree, self.name),
            *self._blind_spots(scan, tree),
            *self._idle(scan, tree),
        ]
        passed = sum(r.result == "passed" for r in scan.records)
        report = CheckerReport.ran(
            self.name,
            findings,
            checkov=scan.version,
            own_checks=len(scan.own),
            resources=len(scan.resources),
            conditional=len(scan.conditional),
            passed=passed,
            failed=sum(r.result == "failed" for r in scan.records),
            suppressed=sum(r.result == "skipped" for r in scan.records),
        )
        if scan.broken:
            return dataclasses.replace(
                report,
                status=Status.FAILED,
                reason=f"own checks do not load: {'; '.join(scan.broken)}",
            )
        return report

    def _records(
        self, scan: Scan, tree: ProjectTree, weights: Mapping[str, Severity]
    ) -> Iterator[Finding]:
        for key, records in _grouped(r for r in scan.records if r.result != "passed").items():
            first = records[0]
            told = suppression.parse(first.comment) if first.result == "skipped" else None
            if told and not suppression.is_valid(told, tree.as_of):
                told = None  # a void suppression takes nothing back
            addresses = sorted({r.resource for r in records})
            others = f" (also {', '.join(addresses[1:])})" if len(addresses) > 1 else ""
            yield Finding(
                id=first.check,
                checker=self.name,
                severity=weights.get(first.check, Severity.ERROR),
                message=f"{first.name.rstrip('.')}{others}",
                at=Location(key[0], first.line),
                resource=addresses[0],
                hint=_hint(first.check, scan),
                suppressed=told,
            )

    def _blind_spots(self, scan: Scan, tree: ProjectTree) -> Iterator[Finding]:
        """Yield files checkov could not parse and resources it did not see; to checkov both are a success."""
        for path in scan.unparsed:
            yield Finding(
                "POL001", self.name, Severity.ERROR, "checkov cannot parse this file, so no check saw it",
                Location(path), hint="see the findings of the syntax checker",
            )  # fmt: skip
        seen = {(file, declared_name(address)) for file, address in scan.resources}
        for folder in tree.folders.values():
            for name, declared in folder.resources.items():
                if (declared.file, name) not in seen and declared.file not in scan.unparsed:
                    yield Finding(
                        "POL002", self.name, Severity.ERROR, "checkov did not see this resource",
                        Location(declared.file, declared.line), name,
                        "is its module's source a relative path to a folder of this project?",
                    )  # fmt: skip
        for check in scan.crashed:
            yield Finding(
                "POL003",
                self.name,
                Severity.ERROR if check in scan.own else Severity.WARNING,
                f"the check {check} crashed and saw nothing on some resources",
                hint="a fault of the check, not of the project; report it",
            )

    def _idle(self, scan: Scan, tree: ProjectTree) -> Iterator[Finding]:
        """Yield suppressions of checks that look at nothing there: they hide what may come later."""
        skipped: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for r in scan.records:
            if r.result == "skipped":
                skipped.setdefault((r.file, r.check), []).append((r.line, r.end))
        for comment in suppression.comments(tree):
            if _in_module_call(tree, comment):
                continue  # acts on the resources of the called module, in other files
            for check in comment.checks:
                ranges = skipped.get((comment.file, check), [])
                if not any(a <= comment.line <= b for a, b in ranges):
                    yield Finding(
                        "SUP007",
                        self.name,
                        Severity.WARNING,
                        f"the suppression of {check} takes nothing back",
                        Location(comment.file, comment.line, comment.column),
                        hint="remove it, or move it into the block it is meant for",
                    )


def _grouped(records: Iterable[Record]) -> dict[tuple[str, int, str, str, str], list[Record]]:
    """Group by place: a module called several times fails several times in one line."""
    groups: dict[tuple[str, int, str, str, str], list[Record]] = {}
    for r in records:
        key = (r.file, r.line, r.check, declared_name(r.resource), r.result)
        groups.setdefault(key, []).append(r)
    return groups


def _hint(check: str, scan: Scan) -> str:
    if check in scan.own:
        return "a check of aiarch's own (src/aiarch/checks); repair the resource"
    return "repair the resource, or suppress the check with a reason, an owner and an expiry"


def _in_module_call(tree: ProjectTree, comment: suppression.Comment) -> bool:
    for folder in tree.folders.values():
        for call in folder.modules.values():
            end = call.body.get("__end_line__", 0)
            if call.file == comment.file and call.line <= comment.line <= end:
                return True
    return False
