"""Coverage: how many real checks looked at each resource. A pass that nobody looked at is hollow."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from aiarch.errors import Location, Severity
from aiarch.validate.finding import CheckerReport, Finding
from aiarch.validate.knowledge import acknowledged, matching, own_checks_for, targets
from aiarch.validate.scanner import Record, Scan, checkov_version, declared_name
from aiarch.validate.tree import ProjectTree

if TYPE_CHECKING:
    from aiarch.model.policy import CloudTarget

NOT_REAL = "CKV_TF_"
"""Checks of module sources: they look at a call, never at what it makes."""


MANIFEST = "manifest."
"""What addresses of Kubernetes objects written as HCL start with."""


@dataclasses.dataclass(frozen=True, slots=True)
class TypeCoverage:
    """One resource type: how many there are, and how often a real check looked at one of them."""

    type: str
    resources: int
    checks: int
    own: int
    """Checks of our own among them."""

    @property
    def per_resource(self) -> float:
        """Return checks per resource, rounded to tenths."""
        return round(self.checks / self.resources, 1)


def coverage_of(scan: Scan) -> tuple[TypeCoverage, ...]:
    """Return the coverage of every type, by name."""
    resources = Counter(_type(address) for _, address in set(scan.resources))
    known = set(scan.resources)
    checks: Counter[str] = Counter()
    own: Counter[str] = Counter()
    for r in scan.records:
        if is_real(r) and (r.file, r.resource) in known:
            checks[_type(r.resource)] += 1
            own[_type(r.resource)] += r.check in scan.own
    return tuple(TypeCoverage(t, n, checks[t], own[t]) for t, n in sorted(resources.items()))


def is_real(record: Record) -> bool:
    """Return whether a check looked: it passed or failed, and it is about what is made."""
    return record.result in {"passed", "failed"} and not record.check.startswith(NOT_REAL)


def manifest_coverage_of(scan: Scan) -> tuple[TypeCoverage, ...]:
    """Return the coverage of every kind of Kubernetes object written as HCL, by name: `manifest.CronJob`."""
    objects = Counter(_kind(name) for _, _, name in scan.manifests)
    lines = {(file, line) for file, line, _ in scan.manifests}
    looks = Counter(
        _kind(r.resource.removeprefix(MANIFEST))
        for r in scan.records
        if is_real(r) and (r.file, r.line) in lines and r.resource.startswith(MANIFEST)
    )
    return tuple(TypeCoverage(f"{MANIFEST}{k}", n, looks[k], 0) for k, n in sorted(objects.items()))


class Coverage:
    """Reports types no check looks at, blind resources, and clouds checked too thinly."""

    name = "coverage"
    cacheable = True

    def salt(self) -> str:
        """Return checkov's version."""
        return checkov_version()

    def check(self, tree: ProjectTree) -> CheckerReport:
        """Return the table of types, and findings for what the table lacks."""
        scan = tree.scan
        rows = coverage_of(scan)
        manifests = manifest_coverage_of(scan)
        known = acknowledged(tree.catalog)
        findings = [
            *self._unseen(rows, scan, tree, tuple(known)),
            *self._unseen_kinds(manifests, scan, tuple(known)),
            *self._blind(scan, tree),
            *(f for t in targets(tree.catalog) for f in self._thin(rows, t)),
        ]
        total, checks = sum(r.resources for r in rows), sum(r.checks for r in rows)
        report = CheckerReport.ran(
            self.name,
            findings,
            resources=total,
            checks=checks,
            checks_per_resource=round(checks / total, 2) if total else 0.0,
            types=len(rows),
            **_facts(manifests),
        )
        table: tuple[Mapping[str, int | float | str], ...] = tuple(
            {
                "type": r.type,
                "resources": r.resources,
                "checks": r.checks,
                "own": r.own,
                "per_resource": r.per_resource,
                "acknowledged": "" if r.checks else known.get(matching(tuple(known), r.type), ""),
            }
            for r in (*rows, *manifests)
        )
        return dataclasses.replace(report, table=table)

    def _unseen(
        self,
        rows: tuple[TypeCoverage, ...],
        scan: Scan,
        tree: ProjectTree,
        patterns: tuple[str, ...],
    ) -> Iterator[Finding]:
        for row in rows:
            if row.checks == 0 and not matching(patterns, row.type):
                file, address = next(x for x in scan.resources if _type(x[1]) == row.type)
                yield Finding(
                    "COV001",
                    self.name,
                    Severity.ERROR,
                    f"no check looks at {row.type} ({row.resources} in this project)",
                    _place(tree, file, address),
                    address,
                    "write a check in src/aiarch/checks, or acknowledge the type with a reason in a pack's blueprints/policy.yaml",
                )

    def _unseen_kinds(
        self, rows: tuple[TypeCoverage, ...], scan: Scan, patterns: tuple[str, ...]
    ) -> Iterator[Finding]:
        for row in rows:
            if row.checks == 0 and not matching(patterns, row.type):
                kind = row.type.removeprefix(MANIFEST)
                file, line, name = next(m for m in scan.manifests if _kind(m[2]) == kind)
                yield Finding(
                    "COV001",
                    self.name,
                    Severity.ERROR,
                    f"no check looks at the {kind} objects ({row.resources} in this project)",
                    Location(file, line),
                    f"{MANIFEST}{name}",
                    "acknowledge the kind with a reason in a pack's blueprints/policy.yaml",
                )

    def _blind(self, scan: Scan, tree: ProjectTree) -> Iterator[Finding]:
        """Yield resources of the types checkov is blind on that no check of our own saw."""
        patterns = own_checks_for(tree.catalog)
        seen = {(r.file, r.resource) for r in scan.records if r.check in scan.own}
        for file, address in sorted(set(scan.resources) - seen):
            if matching(patterns, _type(address)):
                yield Finding(
                    "COV003",
                    self.name,
                    Severity.ERROR,
                    f"checkov cannot look inside {_type(address)}, and no check of our own saw this one",
                    _place(tree, file, address),
                    address,
                    "write a check for it in src/aiarch/checks",
                )

    def _thin(self, rows: tuple[TypeCoverage, ...], target: CloudTarget) -> Iterator[Finding]:
        mine = [r for r in rows if r.type.startswith(target.prefixes)]
        total, checks = sum(r.resources for r in mine), sum(r.checks for r in mine)
        if total and checks / total < target.minimum:
            yield Finding(
                "COV002",
                self.name,
                Severity.WARNING,
                f"{checks} real checks on {total} {target.platform} resources, {checks / total:.1f} each; {target.minimum:g} is wanted",
                hint="the table says which types are thin",
            )


def _type(address: str) -> str:
    return declared_name(address).split(".")[0]


def _facts(manifests: tuple[TypeCoverage, ...]) -> dict[str, int]:
    if not manifests:
        return {}
    return {
        "manifests": sum(r.resources for r in manifests),
        "manifest_checks": sum(r.checks for r in manifests),
    }


def _kind(name: str) -> str:
    return name.partition(".")[0]


def _place(tree: ProjectTree, file: str, address: str) -> Location:
    folder = tree.folders.get(file.rpartition("/")[0])
    declared = folder.resources.get(declared_name(address)) if folder else None
    return Location(file, declared.line if declared else 0)
