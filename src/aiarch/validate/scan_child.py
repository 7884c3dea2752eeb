"""Runs checkov's Terraform runner once, in a process of its own: `python -m aiarch.validate.scan_child FOLDER`.

Prints one JSON document (`scanner.scan_of` reads it). Only the Terraform runner is imported, our own checks are
loaded beside the built-in ones, and nothing reaches the network. Nobody imports this module.
"""

from __future__ import annotations

import copy
import gc
import importlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
    _close_network()
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

    _keep_grammar()
    _remember_answers()
    conditional: set[tuple[str, str]] = set()
    runner = _runner(conditional)
    crashed: set[str] = set()
    own, broken = _load_own(runner.graph_registry)
    _watch(runner.graph_registry, crashed)
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


def _load_own(graph_registry: Any) -> tuple[set[str], list[str]]:  # noqa: ANN401 - checkov has no types
    """Load `aiarch.checks`; return the ids of our checks and what could not be loaded.

    checkov itself logs a broken check and goes on without it, which would leave a gate open unseen.
    """
    from checkov.common.checks.base_check_registry import BaseCheckRegistry

    import aiarch.checks

    folder = Path(aiarch.checks.__file__).parent
    broken: list[str] = []
    own: set[str] = set()
    graph_registry.load_checks()
    taken = {c.id for c in BaseCheckRegistry.get_all_registered_checks()}
    taken |= {c.id for c in graph_registry.checks}

    def adopt(check_id: str, source: str) -> bool:
        if check_id in taken:
            broken.append(f"{source}: the id {check_id} is taken")
            return False
        taken.add(check_id)
        own.add(check_id)
        return True

    for path in sorted(folder.glob("*/*.py")):
        if path.name.startswith("_"):
            continue
        source = path.relative_to(folder).as_posix()
        before = len(BaseCheckRegistry.get_all_registered_checks())
        try:
            importlib.import_module(f"aiarch.checks.{path.parent.name}.{path.stem}")
        except Exception as error:  # noqa: BLE001 - whatever a check raises, the gate must say so
            broken.append(f"{source}: {type(error).__name__}: {error}")
            continue
        # One check may serve several block types: it registers once for each.
        new = BaseCheckRegistry.get_all_registered_checks()[before:]
        for check_id in dict.fromkeys(c.id for c in new):
            adopt(check_id, source)
    for path in sorted((folder / "graph").rglob("*.yaml")):
        source = path.relative_to(folder).as_posix()
        try:
            check = _graph_check(graph_registry, path)
        except Exception as error:  # noqa: BLE001
            broken.append(f"{source}: {type(error).__name__}: {error}")
            continue
        if adopt(check.id, source):
            graph_registry.checks.append(check)
    return own, broken


def _graph_check(registry: Any, path: Path) -> Any:  # noqa: ANN401 - checkov has no types
    import yaml

    raw = json.loads(json.dumps(yaml.safe_load(path.read_text(encoding="utf-8"))))
    if not isinstance(raw, dict) or not registry.parser.validate_check_config(
        file_path=str(path), raw_check=raw
    ):
        raise ValueError("not a graph check: it needs metadata (id, name, category) and definition")
    return registry.parser.parse_raw_check(raw, resources_types=None, check_path=str(path))


def _watch(graph_registry: Any, crashed: set[str]) -> None:  # noqa: ANN401 - checkov has no types
    """Note checks that raise: checkov drops the result of the one kind and the exception of the other."""
    from checkov.common.checks.base_check import BaseCheck

    def note(check: Any, **_: object) -> None:  # noqa: ANN401
        crashed.add(check.id)

    BaseCheck.log_check_error = note
    run = graph_registry.run_check_parallel

    def guarded(check: Any, results: Any, graph: Any) -> None:  # noqa: ANN401
        try:
            run(check, results, graph)
        except Exception:
            crashed.add(check.id)
            raise

    graph_registry.run_check_parallel = guarded


def _remember_answers() -> None:
    """Let checkov's evaluator work each expression out once; it asks the same ones five times over."""
    evaluator = importlib.import_module(
        "checkov.terraform.graph_builder.variable_rendering.evaluate_terraform"
    )
    for name in ("evaluate", "evaluate_terraform"):
        if hasattr(evaluator, name):
            setattr(evaluator, name, _remembering(getattr(evaluator, name)))


def _remembering(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a pure function of text with a memory for its answers and its exceptions."""
    known: dict[tuple[Any, ...], tuple[Any, Exception | None]] = {}

    def answer(text: Any, *rest: Any, **options: Any) -> Any:  # noqa: ANN401
        if not isinstance(text, str):
            return function(text, *rest, **options)
        key = (text, rest, *options.items())
        if key not in known:
            try:
                known[key] = (function(text, *rest, **options), None)
            except Exception as error:  # noqa: BLE001 - told again to everybody who asks
                known[key] = (None, error)
        value, fault = known[key]
        if fault is not None:
            raise fault.with_traceback(None)
        # Callers change lists and mappings they are given.
        return copy.deepcopy(value) if isinstance(value, (list, dict, set)) else value

    return answer


def _keep_grammar() -> None:
    """Build the grammar tables of JSON paths once.

    bc-jsonpath-ng 1.6 builds them anew for every path (50 ms each), which is a third of a small scan.
    """
    yacc = importlib.import_module("ply.yacc")
    build: Callable[..., Any] = yacc.yacc
    made: dict[tuple[Any, Any], Any] = {}

    def once(*args: Any, **options: Any) -> Any:  # noqa: ANN401
        key = (type(options.get("module")), options.get("start"))
        if key not in made:
            made[key] = build(*args, **options)
        return made[key]

    vars(yacc)["yacc"] = once


def _close_network() -> None:
    """Make every outgoing connection fail at once, whatever a library tries."""
    import socket

    def refuse(*_: object) -> None:
        raise OSError("validation never uses the network")

    socket.socket.connect = refuse  # type: ignore[method-assign]
    socket.socket.connect_ex = refuse  # type: ignore[method-assign,assignment]


if __name__ == "__main__":
    raise SystemExit(main())
