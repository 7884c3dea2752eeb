"""How our child processes use checkov: own checks beside the built-in ones, nothing lost silently, no network, no work done twice.

Imported by `scan_child` and `plan_scan_child` only.
"""

from __future__ import annotations

import copy
import importlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any


def load_own(graph_registry: Any) -> tuple[set[str], list[str]]:  # noqa: ANN401 - checkov has no types
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


def watch(graph_registry: Any, crashed: set[str]) -> None:  # noqa: ANN401 - checkov has no types
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


def remember_answers() -> None:
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


def keep_grammar() -> None:
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


def close_network() -> None:
    """Make every outgoing connection fail at once, whatever a library tries."""
    import socket

    def refuse(*_: object) -> None:
        raise OSError("validation never uses the network")

    socket.socket.connect = refuse  # type: ignore[method-assign]
    socket.socket.connect_ex = refuse  # type: ignore[method-assign,assignment]
