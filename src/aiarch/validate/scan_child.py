"""Runs checkov's Terraform runner once, in a process of its own: `python -m aiarch.validate.scan_child FOLDER`.

Prints one JSON document (`scanner.scan_of` reads it). Only the Terraform runner is imported, our own checks are
loaded beside the built-in ones, and nothing reaches the network. Nobody imports this module.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from aiarch.validate.checkov_setup import (
    close_network,
    keep_grammar,
    load_own,
    remember_answers,
    watch,
)

MISSING = 5
"""Exit code when checkov cannot be imported."""

SCAN_ROOT = "AIARCH_SCAN_ROOT"
"""Tells our own checks which folder is scanned: checkov gives them paths relative to it."""


def main() -> int:
    """Scan the folder given as argument."""
    # Whatever checkov or a check prints goes to stderr; stdout stays one document.
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    gc.disable()  # short-lived, and most of the time is spent making small objects
    close_network()
    root = Path(sys.argv[1]).resolve()
    os.environ[SCAN_ROOT] = str(root)
    try:
        importlib.import_module("checkov.terraform.runner")
    except ImportError as error:
        sys.stderr.write(f"checkov cannot be imported: {error}\n")
        return MISSING
    with answer:
        json.dump(_scan(root), answer)
    return 0


def _scan(root: Path) -> dict[str, Any]:
    from checkov.runner_filter import RunnerFilter
    from checkov.version import version

    from aiarch.validate.scan_manifests import scan_manifests

    keep_grammar()
    remember_answers()
    conditional: set[tuple[str, str]] = set()
    runner = _runner(conditional)
    crashed: set[str] = set()
    own, broken = load_own(runner.graph_registry)
    watch(runner.graph_registry, crashed)
    report = runner.run(
        root_folder=str(root),
        runner_filter=RunnerFilter(
            framework=["terraform"], download_external_modules=False, show_progress_bar=False
        ),
    )
    here = f"{root}{os.sep}"
    resources = [r.removeprefix(here).split(":", 1) for r in sorted(report.resources)]
    lists = {
        "passed": report.passed_checks,
        "failed": report.failed_checks,
        "skipped": report.skipped_checks,
    }
    records = [
        {
            "result": result,
            "check": r.check_id,
            "name": str(r.check_name),
            "file": r.file_path.lstrip("/"),
            "line": int(r.file_line_range[0]),
            "end": int(r.file_line_range[1]),
            "resource": str(r.resource),
            "comment": str(r.check_result.get("suppress_comment") or "")
            if result == "skipped"
            else "",
        }
        for result, found in lists.items()
        for r in found
    ]
    manifests, found = scan_manifests(root)
    return {
        "version": version,
        "manifests": manifests,
        "resources": resources,
        "conditional": sorted([f.removeprefix(here), a] for f, a in conditional),
        "records": [*records, *found],
        "unparsed": sorted(str(p).removeprefix(here) for p in report.parsing_errors),
        "own": sorted(own),
        "broken": sorted(broken),
        "crashed": sorted(crashed),
    }


def _runner(conditional: set[tuple[str, str]]) -> Any:  # noqa: ANN401 - checkov has no types
    """Return a Terraform runner that also checks resources whose `count` may be 0.

    checkov evaluates `var.x == null ? 1 : 0` to 0 and passes such a resource over without a word, which leaves
    whatever a module makes on a condition unchecked. Here they are checked, and noted in `conditional`. And it finds instances
    whose key has a dot (`google_project_service.this["storage.googleapis.com"]`), which checkov takes for a part of the path.
    """
    from checkov.common.graph.graph_builder.graph_components.attribute_names import (
        CustomAttributes,
    )
    from checkov.terraform.modules.module_objects import TFDefinitionKey, TFModule
    from checkov.terraform.runner import Runner

    class Thorough(Runner):  # type: ignore[misc]
        def _update_definitions_and_breadcrumbs(self, *args: Any) -> None:  # noqa: ANN401
            super()._update_definitions_and_breadcrumbs(*args)
            for key, definition in self.definitions.items():
                blocks = (
                    named for block in definition.get("resource", []) for named in block.values()
                )
                for body in (body for named in blocks for body in named.values()):
                    if body.get("count") == [0]:
                        body["count"] = ["unknown"]
                        conditional.add((key.file_path, body[CustomAttributes.TF_RESOURCE_ADDRESS]))

        def get_entity_context_and_evaluations(self, entity: dict[str, Any]) -> Any:  # noqa: ANN401
            kind, _, name = entity[CustomAttributes.BLOCK_NAME].partition(".")
            if entity[CustomAttributes.BLOCK_TYPE] != "resource" or "." not in name:
                return super().get_entity_context_and_evaluations(entity)
            module = entity.get(CustomAttributes.SOURCE_MODULE_OBJECT)
            key = TFDefinitionKey(
                file_path=entity[CustomAttributes.FILE_PATH],
                tf_source_modules=TFModule.from_json(module)
                if isinstance(module, dict)
                else module,
            )
            context = self.context.get(key, {}).get("resource", {}).get(kind, {}).get(name)
            if context is not None:
                context["definition_path"] = [kind, name]
            return context

    return Thorough()


if __name__ == "__main__":
    raise SystemExit(main())
