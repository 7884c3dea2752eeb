"""checkov's and our own checks over plan documents: they see the values that variables, maps and data sources come to.

Judged is what the plan creates or changes; the rest was judged when it was. What only an apply will tell is filled in with a word first, for an attribute that is set is not an attribute that is missing. Checks
that follow references between resources see fewer of them in a plan than in the files (indexes of `count` and `for_each` are gone
there): where the scan of the files passed such a check on a resource, that counts. A valid suppression in the files takes a failure back.
"""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from aiarch import proc
from aiarch.catalog.catalog import Catalog
from aiarch.deploy.changes import without_keys
from aiarch.errors import ToolFailedError, ToolMissingError
from aiarch.model.plan import PlanFinding
from aiarch.validate import suppression
from aiarch.validate.knowledge import severities
from aiarch.validate.runner import scan_of_project, today
from aiarch.validate.scanner import Scan

MODULE = "aiarch.validate.plan_scan_child"
MISSING = 5
SECONDS = 900.0
UNKNOWN = "known-after-apply:"
"""Before the place of a value, so that two unknown values are not the same."""


class PlanPolicy:
    """Judges the plans of a project."""

    def __init__(self, root: Path, catalog: Catalog) -> None:
        self._root = root
        self._catalog = catalog

    def __call__(
        self, documents: Mapping[str, Mapping[str, Any]]
    ) -> Mapping[str, tuple[PlanFinding, ...]]:
        """Return what failed, by layer name.

        Raises:
            ToolMissingError: checkov is not installed.
            ToolFailedError: it broke, or did not understand a plan.
        """
        with tempfile.TemporaryDirectory(prefix="aiarch-plans-") as folder:
            files = []
            for number, document in enumerate(documents.values()):
                files.append(Path(folder, f"{number:03}.json"))
                files[-1].write_text(json.dumps(filled(document)), encoding="utf-8")
            with proc.start_module(MODULE, [str(f) for f in files]) as running:
                files_said = _Files(scan_of_project(self._root, self._catalog), today())
                scan = _judged(running.wait(SECONDS))
        weights = {k: str(v) for k, v in severities(self._catalog).items()}
        return {
            name: tuple(_findings(records, changed(document), files_said, weights))
            for (name, document), records in zip(documents.items(), scan["records"], strict=True)
        }


class _Files:
    """What the scan of the project's files says, by check and address without indexes."""

    def __init__(self, scan: Scan, as_of: str) -> None:
        found = {(r.check, without_keys(r.resource)): set[str]() for r in scan.records}
        for r in scan.records:
            valid = r.result != "skipped" or suppression.is_valid(
                suppression.parse(r.comment), as_of
            )
            found[r.check, without_keys(r.resource)].add(r.result if valid else "failed")
        self._results = found

    def takes_back(self, record: Mapping[str, Any]) -> bool:
        """Return whether the files answer for a failure in the plan."""
        said = self._results.get((record["check"], without_keys(record["resource"])), set())
        return "skipped" in said or (record["around"] and said == {"passed"})


def filled(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a plan document in which whatever is known only after apply is a word."""
    plan = dict(document)
    unknown: dict[str, Any] = {}
    changes = []
    for item in document.get("resource_changes") or ():
        change = dict(item["change"])
        unknown[item["address"]] = change.get("after_unknown")
        if change.get("after") is not None:
            change["after"] = _fill(change["after"], change.get("after_unknown"), item["address"])
        changes.append({**item, "change": change})
    plan["resource_changes"] = changes
    values = dict(document.get("planned_values") or {})
    if "root_module" in values:
        values["root_module"] = _module(values["root_module"], unknown)
    plan["planned_values"] = values
    return plan


def _module(module: Mapping[str, Any], unknown: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(module)
    if "resources" in out:
        out["resources"] = [
            {**r, "values": _fill(r.get("values") or {}, unknown.get(r["address"]), r["address"])}
            for r in out["resources"]
        ]
    if "child_modules" in out:
        out["child_modules"] = [_module(m, unknown) for m in out["child_modules"]]
    return out


def _fill(value: Any, marks: Any, at: str) -> Any:  # noqa: ANN401 - any JSON
    if marks is True:
        return f"{UNKNOWN}{at}"
    if isinstance(marks, Mapping) and (value is None or isinstance(value, Mapping)):
        known = dict(value or {})
        full = {k: _fill(known.get(k), marks.get(k), f"{at}.{k}") for k in {**known, **marks}}
        # A block that is not written is an empty list in a plan; checks look whether it is there.
        return {k: v for k, v in full.items() if v != []}
    if isinstance(marks, Sequence) and not isinstance(marks, str) and isinstance(value, list):
        return [
            _fill(v, marks[i] if i < len(marks) else None, f"{at}[{i}]")
            for i, v in enumerate(value)
        ]
    return value


def _judged(done: proc.Completed) -> dict[str, Any]:
    words = (done.stderr.strip().splitlines() or ["it said nothing"])[-1][:200]
    if done.code == MISSING:
        raise ToolMissingError(
            words, code="POL010", hint="pip install checkov, or plan with --no-policy"
        )
    data: Any = None
    with contextlib.suppress(ValueError):
        data = json.loads(done.stdout) if done.code == 0 else None
    if not isinstance(data, dict):
        raise ToolFailedError(
            f"checkov broke on the plan (exit {done.code}): {words}",
            code="POL011",
            hint="plan with --no-policy, and report it",
        )
    if data["unparsed"] or data["broken"]:
        what = "; ".join([*data["broken"], *data["unparsed"]])[:200]
        raise ToolFailedError(
            f"checkov could not look at the whole plan: {what}",
            code="POL012",
            hint="a check of ours does not load, or the plan is of a newer format; report it",
        )
    return data


def changed(document: Mapping[str, Any]) -> frozenset[str]:
    """Return the addresses a plan creates, changes or replaces."""
    return frozenset(
        item["address"]
        for item in document.get("resource_changes") or ()
        if {"create", "update"} & set(item["change"]["actions"])
    )


def _findings(
    records: Sequence[Mapping[str, Any]],
    planned: frozenset[str],
    files: _Files,
    weights: Mapping[str, str],
) -> Iterator[PlanFinding]:
    failed = (
        r
        for r in records
        if r["result"] == "failed" and r["resource"] in planned and not files.takes_back(r)
    )
    for r in sorted(failed, key=lambda r: (r["check"], r["resource"])):
        yield PlanFinding(
            check=r["check"],
            address=r["resource"],
            message=str(r["name"]).rstrip("."),
            severity=weights.get(r["check"], "error"),
        )
