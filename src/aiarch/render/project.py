"""Everything a rendered project holds: Terraform, documents, and the small files around them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from aiarch.catalog.catalog import Catalog
from aiarch.model.blueprint import Blueprint
from aiarch.model.composition import Composition, StackPlan
from aiarch.render.adr import adr_files
from aiarch.render.documents import DocumentPrinter
from aiarch.render.matrix import control_rows, matrix_csv
from aiarch.render.terraform import RootPrinter
from aiarch.render.tree import RenderedFile

NOTE = "<!-- Managed by aiarch: edit blueprint.yaml and render again. -->"

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
"""


def project_files(composition: Composition, blueprint: Blueprint, catalog: Catalog, trace: Mapping[str, Any] | None) -> tuple[RenderedFile, ...]:
    """Return every file of the project, sorted by path; a pure function of its arguments and the module folders."""
    files = [*RootPrinter(catalog.template_folders).files(composition), *_documents(composition, blueprint, catalog, trace)]
    files.append(RenderedFile(".checkov.yaml", CHECKOV.encode(), "managed"))
    files.append(RenderedFile(".gitignore", GITIGNORE.encode(), "seeded"))
    return tuple(sorted(files, key=lambda f: f.path))


def _documents(composition: Composition, blueprint: Blueprint, catalog: Catalog, trace: Mapping[str, Any] | None) -> Iterator[RenderedFile]:
    printer = DocumentPrinter(catalog.template_folders)
    rows = control_rows(composition, blueprint, catalog)
    records = list(adr_files(trace, catalog)) if trace else []
    context = {
        "note": NOTE,
        "project": blueprint.metadata,
        "blueprint": blueprint,
        "composition": composition,
        "diagrams": {s.platform: diagram(s) for s in composition.stacks},
        "rows": rows,
        "records": [{"path": path, "title": title, "status": status} for path, title, status, _ in records],
        "wiring": composition.wiring,
    }
    for name in ("README", "architecture", "controls"):
        yield RenderedFile(f"docs/{name}.md", printer.print(f"docs/{name}.md.j2", context), "managed")
    yield RenderedFile("docs/controls.csv", matrix_csv(rows).encode(), "managed")
    for path, _, _, text in records:
        yield RenderedFile(f"docs/decisions/{path}", text.encode(), "managed")


def diagram(stack: StackPlan) -> str:
    """Return a Mermaid flowchart of a stack: layers, modules, and which outputs feed which module."""
    lines = ["flowchart LR"]
    edges: set[tuple[str, str]] = set()
    for root in stack.roots:
        lines.append(f'  subgraph {root.layer}["{root.layer}"]')
        lines.extend(f'    {c.label}["{c.capability}<br/>{c.key.split("/")[1]} ({c.flavour})"]' for c in root.calls)
        lines.append("  end")
    labels = {c.label for r in stack.roots for c in r.calls}
    for root in stack.roots:
        for call in root.calls:
            text = json.dumps(call.arguments, default=lambda e: e.text)
            edges |= {(label, call.label) for label in labels if label != call.label and (f"module.{label}." in text or f".outputs.{label}_" in text)}
    lines.extend(f"  {a} --> {b}" for a, b in sorted(edges))
    return "\n".join(lines)
