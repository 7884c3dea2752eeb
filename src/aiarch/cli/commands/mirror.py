"""`aiarch images` and `aiarch providers`: what a site without internet has to bring in."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated

import typer

from aiarch.cli.command import command
from aiarch.cli.session import Reply, Session
from aiarch.errors import Diagnostic, ExitCode, Severity, UsageError, did_you_mean

if TYPE_CHECKING:
    from aiarch.cli.ui import Screen
    from aiarch.model.blueprint import Blueprint
    from aiarch.model.composition import Composition
    from aiarch.report.mirror import MirrorList
    from aiarch.report.providers import Providers

FORMATS = ("text", "json", "lines")
Format = Annotated[
    str, typer.Option("--format", metavar="|".join(FORMATS), help="How to print it.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""

    @command(app, "images")
    def images(session: Session, format_: Format = "text") -> Reply:
        """List the charts and images the platform pulls: kind, source, where it pulls them from, module.

        Versions and mirrors are those of the blueprint; nothing is applied and no network is needed.
        Lines are tab-separated: kind, source, target.

        Example: aiarch images --format lines -C my-platform > mirror.tsv
        """
        from aiarch.engine.batch import find_runner
        from aiarch.report.mirror import OPEN, mirror_list, needs_engine

        _check(session, format_)
        blueprint, composition = _composed(session)
        engine = find_runner() if needs_engine(composition) else None
        found = mirror_list(composition, engine, session.root)
        public = _public_targets(blueprint, found)
        result = {
            "items": [dataclasses.asdict(item) for item in found.items],
            "limits": [dataclasses.asdict(limit) for limit in found.limits],
            "not_listed": [dataclasses.asdict(limit) for limit in found.unknown],
            "open": list(OPEN) if found.items else [],
        }
        raw = "".join(f"{i.kind}\t{i.source}\t{i.target}\n" for i in found.items)
        return Reply(
            result,
            lambda screen: _show_images(screen, found),
            ExitCode.FINDINGS if public else ExitCode.OK,
            diagnostics=(*public, *_not_listed(found)),
            raw=raw if format_ == "lines" else None,
        )

    @command(app, "providers")
    def providers(
        session: Session,
        what: Annotated[
            str,
            typer.Argument(
                metavar="[list]",
                help="`list` names everything a mirror must hold: providers, modules, charts, images.",
            ),
        ] = "",
        format_: Format = "text",
    ) -> Reply:
        """List the Terraform providers the platform needs, with every constraint on their versions.

        Lines are a configuration of their own, for `terraform providers mirror` in an empty folder; those of `list` are
        tab-separated: kind, source, target.

        Example: aiarch providers --format lines > mirror/versions.tf && terraform -chdir=mirror providers mirror .
        """
        from aiarch.report.providers import lines
        from aiarch.report.providers import providers as needed

        _check(session, format_)
        if what not in {"", "list"}:
            raise UsageError(
                f"`providers` takes nothing or list, not {what!r}",
                code="USE024",
                hint=did_you_mean(what, {"list"}) or "aiarch providers list",
            )
        blueprint, composition = _composed(session)
        found = needed(composition)
        if what:
            return _everything(session, blueprint, composition, found, format_)
        result = {
            "required_version": found.required_version,
            "providers": [{**dataclasses.asdict(p), "address": p.address} for p in found.providers],
        }
        return Reply(
            result,
            lambda screen: _show_providers(screen, found),
            raw="\n".join(lines(found)) + "\n" if format_ == "lines" else None,
        )


def _everything(
    session: Session,
    blueprint: Blueprint,
    composition: Composition,
    needed: Providers,
    format_: str,
) -> Reply:
    """Return every provider, module, chart and image, as (kind, source, target); modules lie in the project already."""
    from aiarch.engine.batch import find_runner
    from aiarch.report.mirror import mirror_list, needs_engine

    engine = find_runner() if needs_engine(composition) else None
    found = mirror_list(composition, engine, session.root)
    rows = [("provider", f"{p.address} {p.constraint}", p.address) for p in needed.providers]
    rows += [("module", f"modules/{m.key}", f"modules/{m.key}") for m in composition.modules]
    rows += [(i.kind, i.source, i.target) for i in found.items]
    public = _public_targets(blueprint, found)

    def show(screen: Screen) -> None:
        screen.table(
            ("kind", "source", "target"), [(k, s, "= source" if s == t else t) for k, s, t in rows]
        )
        kinds = [kind for kind, _, _ in rows]
        screen.text(", ".join(f"{k}: {kinds.count(k)}" for k in dict.fromkeys(kinds)))
        screen.text("Modules are files of this project: none is fetched.")

    return Reply(
        [dict(zip(("kind", "source", "target"), row, strict=True)) for row in rows],
        show,
        ExitCode.FINDINGS if public else ExitCode.OK,
        diagnostics=(*public, *_not_listed(found)),
        raw="".join("\t".join(row) + "\n" for row in rows) if format_ == "lines" else None,
    )


def _check(session: Session, format_: str) -> None:
    if format_ not in FORMATS:
        raise UsageError(
            f"unknown format {format_!r}",
            code="USE006",
            hint=did_you_mean(format_, FORMATS) or f"formats: {', '.join(FORMATS)}",
        )
    # One JSON document, whichever way it was asked for.
    session.as_json = session.as_json or format_ == "json"


def _composed(session: Session) -> tuple[Blueprint, Composition]:
    from aiarch.cli.project import load_blueprint
    from aiarch.compose.compose import compose

    blueprint, document = load_blueprint(session)
    return blueprint, compose(blueprint, session.catalog, document)


def _public_targets(blueprint: Blueprint, found: MirrorList) -> tuple[Diagnostic, ...]:
    """Return what an air-gapped platform would pull from outside."""
    from aiarch.validate.airgap import AIR_GAPPED, image_host, is_public

    if blueprint.choices.get("estate", {}).get("connectivity") != AIR_GAPPED:
        return ()
    return tuple(
        Diagnostic(
            "MIR002",
            f"{', '.join(item.modules)} would pull {item.target}, which an air gap does not reach",
            hint="set chart_mirror and image_mirror in site.auto.tfvars beside the root modules",
        )
        for item in found.items
        if is_public(image_host(item.target))
    )


def _not_listed(found: MirrorList) -> tuple[Diagnostic, ...]:
    return tuple(
        Diagnostic(
            "MIR003",
            f"what {limit.module} pulls is not listed: {limit.text}, which only an apply knows",
            severity=Severity.WARNING,
            hint="read the module's output `mirror` after an apply",
        )
        for limit in found.unknown
    )


def _show_images(screen: Screen, found: MirrorList) -> None:
    if not found.items:
        screen.text("nothing to mirror: no module of this blueprint installs charts or images")
        return
    screen.table(
        ("kind", "source", "target", "module"),
        [
            (
                i.kind,
                i.source,
                "= source" if i.target == i.source else i.target,
                ", ".join(i.modules),
            )
            for i in found.items
        ],
    )
    kinds = [i.kind for i in found.items]
    screen.text(", ".join(f"{k}: {kinds.count(k)}" for k in dict.fromkeys(kinds)))
    if any(i.target == i.source for i in found.items):
        screen.text("= source: no mirror is set, so it is pulled from upstream")
    _show_limits(screen, found)


def _show_limits(screen: Screen, found: MirrorList) -> None:
    from aiarch.report.mirror import OPEN

    screen.heading("What this list cannot know")
    for text in OPEN:
        screen.bullet(text)
    for limit in found.limits:
        screen.bullet(f"{limit.module}: {limit.text}")


def _show_providers(screen: Screen, found: Providers) -> None:
    screen.table(
        ("provider", "version", "platforms", "root modules"),
        [
            (p.address, p.constraint, ", ".join(p.platforms), ", ".join(p.roots))
            for p in found.providers
        ],
    )
    screen.text(f"Terraform: {found.required_version or 'any version'}")
