"""References between the parts of the knowledge: L05 blueprint paths, L07 everything that is named and must exist."""

from __future__ import annotations

import re
from collections.abc import Iterable

from aiarch.catalog.catalog import Catalog
from aiarch.catalog.lint.facts import Facts
from aiarch.catalog.lint.report import Report
from aiarch.catalog.paths import blueprint_paths
from aiarch.errors import did_you_mean
from aiarch.model.control import PLATFORMS

Path_ = tuple[str | int, ...]

FREE_SCHEMES = ("source-doc", "https", "http", "rfc", "doi")
"""Schemes of `refs` that name something outside the knowledge."""

_CONTROL = re.compile(r"[A-Z]{3}-[0-9]{2}\Z")


def lint_references(catalog: Catalog, facts: Facts, report: Report) -> None:
    """Check paths, reasons, and every id that one part names in another."""
    _paths(catalog, report)
    for question in facts.questions.values():
        _controls(catalog, "question", question.id, ("controls",), question.controls, report)
        _refs(catalog, "question", question.id, ("refs",), question.refs, report)
    for decision in facts.decisions.values():
        _controls(catalog, "decision", decision.id, ("controls",), decision.controls, report)
        for index, row in enumerate(decision.rules):
            at: Path_ = ("rules", index)
            if not row.because.strip():
                report.error(
                    "L07",
                    "decision",
                    decision.id,
                    (*at, "because"),
                    f"{decision.id}: rule {row.id} gives no reason",
                    "say why in one sentence",
                )
            _refs(catalog, "decision", decision.id, (*at, "refs"), row.refs, report)
        if decision.otherwise and not decision.otherwise.because.strip():
            report.error(
                "L07",
                "decision",
                decision.id,
                ("otherwise", "because"),
                f"{decision.id}: `otherwise` gives no reason",
                "say why in one sentence",
            )
    _row_ids(facts, report)
    for index, exclusion in enumerate(facts.scoring.exclusions if facts.scoring else ()):
        if not exclusion.because.strip():
            report.error(
                "L07",
                "scoring",
                "",
                ("exclusions", index, "because"),
                f"{exclusion.id} gives no reason",
                "say why in one sentence",
            )
        _refs(catalog, "scoring", "", ("exclusions", index, "refs"), exclusion.refs, report)
    _frameworks(catalog, report)
    _capabilities(catalog, facts, report)
    _lifecycle(catalog, report)


def _paths(catalog: Catalog, report: Report) -> None:
    paths = blueprint_paths(catalog)
    for path, writers in paths.items():
        for one in writers[1:]:
            kind, name = one.writer
            key: Path_ = ("path",) if kind == "question" else ("output", "path")
            report.error(
                "L05", kind, name, key, f"{path} is written by {writers[0].writer[1]} and by {name}",
                "one path has exactly one writer",
            )  # fmt: skip
    for platform in catalog.platforms.values():
        for name, variable in platform.variables.items():
            if variable.from_ and variable.from_ not in paths:
                report.error(
                    "L05", "platform", platform.name, ("variables", name, "from"),
                    f"no question or table writes {variable.from_}",
                    did_you_mean(variable.from_, set(paths)) or "add the writer, or give `value`",
                )  # fmt: skip


def _row_ids(facts: Facts, report: Report) -> None:
    seen: dict[str, str] = {}
    for decision in facts.decisions.values():
        for index, row in enumerate(decision.rules):
            other = seen.setdefault(row.id, decision.id)
            if other != decision.id or row.id in {r.id for r in decision.rules[:index]}:
                report.error(
                    "L07", "decision", decision.id, ("rules", index, "id"),
                    f"rule id {row.id} stands twice (also in {other})", "rule ids are unique: traces name them alone",
                )  # fmt: skip


def _controls(
    catalog: Catalog, kind: str, name: str, path: Path_, ids: Iterable[str], report: Report
) -> None:
    for index, control in enumerate(ids):
        known = catalog.controls.get(control)
        if known is None:
            report.error(
                "L07", kind, name, (*path, index), f"unknown control {control!r}",
                did_you_mean(control, set(catalog.controls)) or "see `aiarch catalog list`",
            )  # fmt: skip
        elif known.retired:
            report.error(
                "L07",
                kind,
                name,
                (*path, index),
                f"control {control} is retired",
                "name its successor",
            )


def _refs(
    catalog: Catalog, kind: str, name: str, path: Path_, refs: Iterable[str], report: Report
) -> None:
    for index, ref in enumerate(refs):
        problem = _unresolved(catalog, ref)
        if problem:
            report.error("L07", kind, name, (*path, index), problem[0], problem[1])


def _unresolved(catalog: Catalog, ref: str) -> tuple[str, str] | None:
    """Return why a reference leads nowhere, with a hint; None when it leads somewhere."""
    scheme, colon, rest = ref.partition(":")
    if _CONTROL.match(ref):
        known: set[str] = set(catalog.controls)
        return None if ref in known else (f"unknown control {ref!r}", did_you_mean(ref, known))
    if not colon or not rest:
        return (
            f"cannot read the reference {ref!r}",
            "write <framework>:<clause>, source-doc:<name>, lifecycle:<id> or a control id",
        )
    if scheme in FREE_SCHEMES:
        return None
    if scheme == "lifecycle":
        known = set(catalog.lifecycle)
        return (
            None
            if rest in known
            else (f"unknown lifecycle entry {rest!r}", did_you_mean(rest, known))
        )
    return _clause(catalog, scheme, rest)


def _clause(catalog: Catalog, framework: str, ref: str) -> tuple[str, str] | None:
    found = catalog.frameworks.get(framework)
    if found is None:
        alias = next((f.id for f in catalog.frameworks.values() if framework in f.aliases), "")
        near = (
            f"it is registered as {alias!r}"
            if alias
            else did_you_mean(framework, {*catalog.frameworks, *FREE_SCHEMES, "lifecycle"})
        )
        return (
            f"unknown framework {framework!r}",
            near or f"frameworks: {', '.join(catalog.frameworks)}",
        )
    if found.clauses and ref not in found.clauses:
        return f"{framework} has no clause {ref!r}", did_you_mean(
            ref, set(found.clauses)
        ) or "add it to the framework's `titles`, or correct it"
    if found.superseded_by and not found.note:
        return (
            f"{framework} is superseded by {found.superseded_by}",
            "name the successor, or give the framework a `note`",
        )
    return None


def _frameworks(catalog: Catalog, report: Report) -> None:
    for framework in catalog.frameworks.values():
        if framework.superseded_by and framework.superseded_by not in catalog.frameworks:
            report.error(
                "L07",
                "framework",
                framework.id,
                ("superseded_by",),
                f"unknown framework {framework.superseded_by!r}",
                did_you_mean(framework.superseded_by, set(catalog.frameworks)),
            )
        if (framework.status == "superseded") != bool(framework.superseded_by):
            report.error(
                "L07",
                "framework",
                framework.id,
                ("status",),
                f"{framework.id}: `status: superseded` and `superseded_by` come together",
            )
    for control in catalog.controls.values():
        for index, mapping in enumerate(control.mappings):
            problem = _clause(catalog, mapping.fw, mapping.ref)
            if problem:
                report.error(
                    "L07",
                    "control",
                    control.id,
                    ("mappings", index),
                    f"{control.id}: {problem[0]}",
                    problem[1],
                )


def _capabilities(catalog: Catalog, facts: Facts, report: Report) -> None:
    for capability in catalog.capabilities.values():
        flavours = [f.name for f in capability.flavours]
        for index, flavour in enumerate(flavours):
            if flavour in flavours[:index]:
                report.error(
                    "L07",
                    "capability",
                    capability.id,
                    ("flavours", index),
                    f"{capability.id}: flavour {flavour!r} stands twice",
                )
        source = capability.flavour_from
        if source and source not in facts.names:
            report.error(
                "L07", "capability", capability.id, ("flavour_from",), f"no question or table yields {source!r}",
                did_you_mean(source, facts.names),
            )  # fmt: skip
        elif source:
            values = {str(v).replace("_", "-") for v in facts.values(source) or ()}
            if not values & set(flavours):
                report.error(
                    "L07", "capability", capability.id, ("flavour_from",), f"no value of {source} is a flavour of {capability.id}",
                    f"flavours: {', '.join(flavours)}; values: {', '.join(sorted(values))}",
                )  # fmt: skip
        for key, names in (
            ("platforms", capability.platforms),
            ("platform_outputs", tuple(capability.platform_outputs)),
        ):
            for name in names:
                if name not in PLATFORMS:
                    report.error(
                        "L07",
                        "capability",
                        capability.id,
                        (key,),
                        f"{capability.id}: unknown platform {name!r}",
                        did_you_mean(name, set(PLATFORMS)),
                    )


def _lifecycle(catalog: Catalog, report: Report) -> None:
    for entry in catalog.lifecycle.values():
        if entry.framework and entry.framework not in catalog.frameworks:
            report.error(
                "L07", "lifecycle", entry.id, ("framework",), f"unknown framework {entry.framework!r}",
                did_you_mean(entry.framework, set(catalog.frameworks)),
            )  # fmt: skip
        if entry.platform and entry.platform not in PLATFORMS:
            report.error(
                "L07",
                "lifecycle",
                entry.id,
                ("platform",),
                f"unknown platform {entry.platform!r}",
                did_you_mean(entry.platform, set(PLATFORMS)),
            )
        name, _, flavour = entry.allowed_when.partition("=")
        capability = catalog.capabilities.get(name)
        if entry.allowed_when and (
            capability is None or flavour not in {f.name for f in capability.flavours}
        ):
            report.error(
                "L07",
                "lifecycle",
                entry.id,
                ("allowed_when",),
                f"{entry.allowed_when!r} names no capability=flavour",
                did_you_mean(name, set(catalog.capabilities)),
            )
