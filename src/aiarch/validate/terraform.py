"""`terraform validate` of every root module, where the provider plugins are at hand; never with a registry."""

from __future__ import annotations

import contextlib
import json
import os
import posixpath
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aiarch.engine.batch import Job
from aiarch.errors import Location, Severity, ToolMissingError
from aiarch.proc import Completed
from aiarch.validate.finding import CheckerReport, Finding
from aiarch.validate.hclformat import engine_name
from aiarch.validate.plugins import full_source, inventory, missing, plugin_folders, reattached
from aiarch.validate.tree import ProjectTree

NAME = "terraform"
REATTACH = "TF_REATTACH_PROVIDERS"
HINT = "set TF_PLUGIN_CACHE_DIR or a filesystem mirror that has it"


class TerraformValidate:
    """Initialises without a backend in a copy outside the project, then validates."""

    name = NAME

    @property
    def cacheable(self) -> bool:
        """Whether the plugins are files: a running provider says nothing about its version."""
        return REATTACH not in os.environ

    def salt(self) -> str:
        """Return the engine's version and the user's plugins."""
        folders = plugin_folders(os.environ, Path.home(), Path())
        return "\n".join([engine_name(), *inventory(folders)])

    def check(self, tree: ProjectTree) -> CheckerReport:
        """Return what `terraform validate` says; skipped, with the reason, where it cannot be run."""
        try:
            engine = tree.engine
        except ToolMissingError as error:
            return CheckerReport.skipped(NAME, error.message)
        folders = plugin_folders(os.environ, Path.home(), tree.root)
        running = reattached(os.environ)
        if not folders and not running:
            return CheckerReport.skipped(
                NAME, "no provider plugins here: set TF_PLUGIN_CACHE_DIR or a filesystem mirror"
            )
        if tree.faults:
            return CheckerReport.skipped(NAME, "there are syntax errors to repair first")
        lacking = {root: missing(_wanted(tree, root), folders, running) for root in tree.roots}
        ready = [root for root in tree.roots if not lacking[root]]
        absent = sorted({name for names in lacking.values() for name in names})
        if not ready:
            reason = f"no plugin for {', '.join(absent)}; {HINT}" if absent else "no root module"
            return CheckerReport.skipped(NAME, reason)
        with _copy(tree) as (copy, empty):
            sources = [f"-plugin-dir={folder}" for folder in folders or (empty,)]
            jobs = [
                job
                for root in ready
                for job in (
                    Job(
                        copy / root,
                        ("init", "-backend=false", "-input=false", "-no-color", *sources),
                    ),
                    Job(copy / root, ("validate", "-json", "-no-color")),
                )
            ]
            env = {REATTACH: os.environ[REATTACH]} if REATTACH in os.environ else None
            answers = engine.start(jobs, env).wait()
        findings: list[Finding] = []
        for index, root in enumerate(ready):
            findings += _judge(root, answers[2 * index], answers[2 * index + 1])
        for root, names in lacking.items():
            if names:
                findings.append(
                    Finding(
                        "TER002", NAME, Severity.INFO, f"not validated: no plugin for {', '.join(names)}",
                        Location(root), hint=HINT,
                    )
                )  # fmt: skip
        return CheckerReport.ran(
            NAME,
            findings,
            engine=engine.name,
            validated=len(ready),
            skipped=len(tree.roots) - len(ready),
        )


def _wanted(tree: ProjectTree, root: str) -> frozenset[str]:
    """Return every provider a root module and the modules it reaches require."""
    found: set[str] = set()
    for path in tree.calls_from(root):
        folder = tree.folders[path]
        found |= {full_source(name, source) for name, source in folder.providers.items()}
        local = set(folder.providers)
        implied = {name.split("_", 1)[0] for name in (*folder.resources, *folder.data)}
        found |= {full_source(name, "") for name in implied - local}
    return frozenset(found)


@contextlib.contextmanager
def _copy(tree: ProjectTree) -> Iterator[tuple[Path, Path]]:
    """Give a copy of the project's files in a temporary folder, and an empty folder beside it."""
    with tempfile.TemporaryDirectory(prefix="aiarch-validate-") as base:
        copy, empty = Path(base, "project"), Path(base, "plugins")
        empty.mkdir()
        locks = [
            f"{root}/.terraform.lock.hcl"
            for root in tree.roots
            if (tree.root / root / ".terraform.lock.hcl").is_file()
        ]
        for path in (*tree.everything, *locks):
            if path.startswith(("stacks/", "modules/", "bootstrap/")):
                target = copy / path
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(tree.root / path, target)
        yield copy, empty


def _judge(root: str, init: Completed, validate: Completed) -> Iterator[Finding]:
    """Yield what the two commands said about a root module."""
    if init.code != 0:
        text = (init.stderr or init.stdout).strip()
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        message = " ".join(lines[:3])[:300] or f"exit {init.code}"
        yield Finding(
            "TER001", NAME, Severity.ERROR, f"terraform init failed: {message}", Location(root),
            hint=f"cd {root} && terraform init -backend=false",
        )  # fmt: skip
        return
    try:
        diagnostics = json.loads(validate.stdout)["diagnostics"]
    except (ValueError, KeyError, TypeError):
        message = (validate.stderr.strip().splitlines() or [f"exit {validate.code}"])[0]
        yield Finding(
            "TER001", NAME, Severity.ERROR, f"terraform validate failed: {message[:300]}", Location(root)
        )  # fmt: skip
        return
    for diagnostic in diagnostics:
        yield _finding(root, diagnostic)


def _finding(root: str, diagnostic: dict[str, Any]) -> Finding:
    place = diagnostic.get("range") or {}
    start = place.get("start", {})
    path = posixpath.normpath(posixpath.join(root, place.get("filename", "")))
    detail = " ".join(str(diagnostic.get("detail", "")).split())
    message = f"{diagnostic['summary']}: {detail}" if detail else str(diagnostic["summary"])
    return Finding(
        "TER003",
        NAME,
        Severity.ERROR if diagnostic.get("severity") == "error" else Severity.WARNING,
        message.rstrip("."),
        Location(path, int(start.get("line", 0)), int(start.get("column", 0))),
        str(diagnostic.get("address", "")),
    )
