"""Run every lint over the knowledge of a catalogue."""

from __future__ import annotations

from aiarch.catalog.catalog import Catalog, digest_of
from aiarch.catalog.lint.conditions import lint_conditions
from aiarch.catalog.lint.controls import lint_controls
from aiarch.catalog.lint.facts import Facts
from aiarch.catalog.lint.links import lint_links
from aiarch.catalog.lint.platforms import lint_platforms
from aiarch.catalog.lint.questions import lint_answers, lint_order, lint_use
from aiarch.catalog.lint.references import lint_references
from aiarch.catalog.lint.report import Report
from aiarch.catalog.lint.scoring import lint_scoring
from aiarch.catalog.lint.tables import lint_tables
from aiarch.errors import Diagnostic, Location, Severity
from aiarch.model.knowledge import KnowledgeBase
from aiarch.yamlio.load import bind
from aiarch.yamlio.parse import parse_file

READ_FILES = (
    "capabilities.yaml",
    "frameworks.yaml",
    "kb.yaml",
    "lifecycle.yaml",
    "links.yaml",
    "policy.yaml",
    "promotion.yaml",
    "stateful.yaml",
    "scoring.yaml",
)
READ_FOLDERS = ("controls", "decisions", "permissions", "preflight", "questions", "reference")


def lint_knowledge(catalog: Catalog) -> tuple[Diagnostic, ...]:
    """Return everything wrong with questions, tables, scoring, capabilities, controls, platforms, links and dated facts, by place.

    Raises:
        InputError: a file cannot be read at all.
    """
    report, facts = Report(catalog), Facts.of(catalog)
    lint_order(facts, report)
    lint_answers(facts, report)
    lint_conditions(catalog, facts, report)
    if not facts.cycle:
        lint_use(catalog, facts, report)
        lint_tables(facts, report)
        lint_scoring(facts, report)
    lint_references(catalog, facts, report)
    lint_controls(catalog, report)
    lint_platforms(catalog, report)
    lint_links(catalog, report)
    report.found += _versions(catalog)
    report.found += _strays(catalog)
    unique = dict.fromkeys(report.found)
    return tuple(sorted(unique, key=lambda d: (d.at or Location(""), d.code, d.message)))


def _versions(catalog: Catalog) -> list[Diagnostic]:
    """Compare every pack's knowledge with the digest its `kb.yaml` stands for (L10)."""
    found = []
    for pack in catalog.packs:
        path = pack.blueprint_file("kb.yaml")
        if path is None:
            continue
        document = parse_file(path, pack.shown(path))
        base, digest = bind(document, KnowledgeBase), digest_of([pack])
        if base.sha256 != digest:
            found.append(
                Diagnostic(
                    "L10",
                    f"questions, decisions or scoring changed since version {base.version}",
                    document.at(("sha256",)),
                    f"raise `version` and write sha256: {digest}",
                )
            )
    return found


def _strays(catalog: Catalog) -> list[Diagnostic]:
    """Name files of `blueprints/` that nothing reads: a misspelt name would otherwise drop rules without a word."""
    found = []
    for pack in catalog.packs:
        root = pack.root / "blueprints"
        for path in sorted(
            p for p in root.rglob("*") if p.is_file() and not p.name.startswith(".")
        ):
            parts = path.relative_to(root).parts
            in_folder = len(parts) == 2 and parts[0] in READ_FOLDERS and path.suffix == ".yaml"
            if not in_folder and not (len(parts) == 1 and parts[0] in READ_FILES):
                found.append(
                    Diagnostic(
                        "L12",
                        "nothing reads this file",
                        Location(pack.shown(path)),
                        f"files: {', '.join(READ_FILES)}; folders of *.yaml: {', '.join(READ_FOLDERS)}",
                        Severity.WARNING,
                    )
                )
    return found
