"""Runs checkov's plan runner over plan documents: `python -m aiarch.validate.plan_scan_child FILE…`. Nobody imports this module.

Prints one JSON document: a list of records per file, in the order of the files.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
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


def main() -> int:
    """Scan the files given as arguments."""
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    gc.disable()
    close_network()
    try:
        importlib.import_module("checkov.terraform.plan_runner")
    except ImportError as error:
        sys.stderr.write(f"checkov cannot be imported: {error}\n")
        return MISSING
    with answer:
        json.dump(_scan(sys.argv[1:]), answer)
    return 0


def _scan(files: list[str]) -> dict[str, Any]:
    from checkov.common.checks.base_check_registry import BaseCheckRegistry
    from checkov.runner_filter import RunnerFilter
    from checkov.terraform.plan_runner import Runner

    keep_grammar()
    remember_answers()
    crashed: set[str] = set()
    first = Runner()
    own, broken = load_own(first.graph_registry)
    watch(first.graph_registry, crashed)
    around = {c.id for c in first.graph_registry.checks}
    registered = BaseCheckRegistry.get_all_registered_checks()
    around |= {c.id for c in registered if getattr(c, "reads_files", False)}
    chosen = RunnerFilter(framework=["terraform_plan"], show_progress_bar=False)
    records, unparsed = [], []
    for index, file in enumerate(files):
        report = (first if index == 0 else Runner()).run(
            root_folder=None, files=[file], runner_filter=chosen
        )
        unparsed += [file] if report.parsing_errors else []
        records.append(
            [
                {
                    "result": result,
                    "check": r.check_id,
                    "name": str(r.check_name),
                    "resource": str(r.resource),
                    "around": r.check_id in around,
                }
                for result, found in (
                    ("passed", report.passed_checks),
                    ("failed", report.failed_checks),
                )
                for r in found
            ]
        )
    return {
        "records": records,
        "unparsed": unparsed,
        "own": sorted(own),
        "broken": sorted(broken),
        "crashed": sorted(crashed),
    }


if __name__ == "__main__":
    raise SystemExit(main())
