"""Everything a rendered project holds: Terraform, documents, and the small files around them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from aiarch.catalog.catalog import Catalog
from aiarch.model.blueprint import Blueprint
from aiarch.model.composition import Composition
from aiarch.render.adr import adr_files
from aiarch.render.delivery import Delivery
from aiarch.render.diagram import diagram, meeting_diagram
from aiarch.render.documents import DocumentPrinter
from aiarch.render.matrix import control_rows, matrix_csv
from aiarch.render.pages import MATURITY, choice, gates, roles, skills, stage_parts
from aiarch.render.terraform import RootPrinter
from aiarch.render.tree import RenderedFile

MANAGED_PAGES = ("README", "architecture", "controls", "delivery", "roadmap", "team")
SEEDED_PAGES = ("model-risk", "ethics-review")

CHECKOV = """# Managed by aiarch: edit blueprint.yaml and render again. Your own files beside this one are kept.
# `checkov --config-file .checkov.yaml` sees what `aiarch validate` sees, less aiarch's own checks.
directory: [.]
framework: [terraform]
skip-path: ["modules/.*/tests"]
skip-download: true
compact: true
quiet: true
"""

GITIGNORE = """# Seeded by aiarch once; yours from now on.
.terraform/
*.tfstate
*.tfstate.*
*.tfplan
crash.log
.aiarch/cache/
.aiarch/lock
.aiarch/partial.yaml
.aiarch/staging/
.aiarch/journal.json
# Saved plans hold secrets in clear.
.aiarch/plans/
# What google-github-actions/auth writes for the time of a job.
gha-creds-*.json
"""


def project_files(
    composition: Composition,
    blueprint: Blueprint,
    catalog: Catalog,
    trace: Mapping[str, Any] | None,
) -> tuple[RenderedFile, ...]:
    """Return every file of the project, sorted by path; a pure function of its arguments and the packs' files."""
    printer = RootPrinter(
        catalog.template_folders, trace_sha256=blueprint.trace_sha256, cache=catalog.cache_folder
    )
    delivery = Delivery(composition, blueprint, catalog)
    files = [
        *printer.files(composition),
        *delivery.files(),
        *_documents(composition, blueprint, catalog, trace, delivery.words),
        RenderedFile(".checkov.yaml", CHECKOV.encode()),
        RenderedFile(".gitignore", GITIGNORE.encode(), "seeded"),
    ]
    return tuple(sorted(files, key=lambda f: f.path))


def _documents(
    composition: Composition,
    blueprint: Blueprint,
    catalog: Catalog,
    trace: Mapping[str, Any] | None,
    delivery: Mapping[str, Any],
) -> Iterator[RenderedFile]:
    printer = DocumentPrinter(catalog.template_folders, catalog.cache_folder)
    rows = control_rows(composition, blueprint, catalog)
    records = list(adr_files(trace, catalog, trace_sha256=blueprint.trace_sha256)) if trace else []
    context = {
        "project": blueprint.metadata,
        "blueprint": blueprint,
        "delivery": delivery,
        "composition": composition,
        "diagrams": {s.platform: diagram(s) for s in composition.stacks},
        "meeting": meeting_diagram(composition.stacks),
        "rows": rows,
        "records": [
            {"path": p, "title": title, "status": status} for p, title, status, _ in records
        ],
        "wiring": composition.wiring,
        "choice": partial(choice, blueprint),
        "maturity": MATURITY,
        "stages": stage_parts(composition, catalog),
        "gates": gates(blueprint, catalog),
        "roles": roles(blueprint, catalog),
        "skills": skills(blueprint, composition),
    }
    for name in MANAGED_PAGES:
        yield RenderedFile(f"docs/{name}.md", printer.print(f"docs/{name}.md.j2", context))
    for name in SEEDED_PAGES:
        yield RenderedFile(
            f"docs/{name}.md", printer.print(f"docs/{name}.md.j2", context), "seeded"
        )
    yield RenderedFile("docs/controls.csv", matrix_csv(rows).encode())
    if records:
        index = printer.print("docs/decisions.md.j2", context)
        yield RenderedFile("docs/decisions/README.md", index)
    for path, _, _, text in records:
        yield RenderedFile(f"docs/decisions/{path}", text.encode(), human=True)
