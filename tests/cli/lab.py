"""A project of built-in resources: three layers, two environments, state on the local disk (tests/packs/lab)."""

from __future__ import annotations

from pathlib import Path

from aiarch.blueprint.document import load_blueprint
from aiarch.catalog.catalog import Catalog
from aiarch.compose.compose import compose
from aiarch.render.project import project_files

PACK = Path(__file__).resolve().parent.parent / "packs" / "lab"
NAME = "lab-one"
BLUEPRINT = """\
apiVersion: aiarch.dev/v1
kind: Blueprint
metadata:
  name: lab-one
  owner: lab
  repository: example-org/lab-one
choices:
  deployment:
    platform: lab
stacks:
  - platform: lab
    region: local
    capabilities:
      lab.jobs:
        flavour: plain
        settings: {jobs: [JOBS], seconds: SECONDS}
      lab.store:
        flavour: plain
        settings: {format: FORMAT}
environments:
  dev: {}
  staging: {}
delivery:
  ci: github
  state_backend: local
"""


def write_lab(
    folder: Path,
    *,
    jobs: tuple[str, ...] = ("ingest", "train"),
    seconds: float = 0,
    store: str = "v1",
) -> Path:
    """Render the project into a folder, over what is there."""
    text = (
        BLUEPRINT.replace("JOBS", ", ".join(jobs))
        .replace("SECONDS", f"{seconds:g}")
        .replace("FORMAT", store)
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "blueprint.yaml").write_text(text, encoding="utf-8")
    catalog = Catalog.of([PACK])
    blueprint, _ = load_blueprint(folder / "blueprint.yaml", "blueprint.yaml")
    for file in project_files(compose(blueprint, catalog), blueprint, catalog, None):
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
    return folder
