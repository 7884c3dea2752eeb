"""`aiarch catalog list|show`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from aiarch.cli.command import command
from aiarch.cli.session import Reply, Session
from aiarch.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiarch.catalog.catalog import Catalog
    from aiarch.cli.ui import Screen

KINDS = (
    "capabilities",
    "modules",
    "controls",
    "frameworks",
    "lifecycle",
    "questions",
    "decisions",
    "blueprints",
)


def register(app: typer.Typer) -> None:
    """Add the group's commands."""

    @command(app, "list", "catalog")
    def list_(
        session: Session,
        kind: Annotated[
            str, typer.Argument(metavar="KIND", help=f"One of {', '.join(KINDS)}.")
        ] = "capabilities",
        platform: Annotated[
            str, typer.Option("--platform", help="Only what this platform provides.")
        ] = "",
    ) -> Reply:
        """List what the catalogue holds.

        Example: aiarch catalog list capabilities --platform aws
        """
        from aiarch.errors import did_you_mean

        if kind not in KINDS:
            raise UsageError(
                f"unknown kind {kind!r}",
                code="USE004",
                hint=did_you_mean(kind, KINDS) or f"kinds: {', '.join(KINDS)}",
            )
        columns, rows = _rows(session.catalog, kind, platform)
        result = [dict(zip(columns, row, strict=True)) for row in rows]
        return Reply(result, lambda screen: screen.table(columns, rows))

    @command(app, "show", "catalog")
    def show(
        session: Session,
        name: Annotated[
            str,
            typer.Argument(
                help="Id of a capability, module, control, framework, lifecycle fact, question or decision."
            ),
        ],
    ) -> Reply:
        """Show one item: what it is for, its settings, who provides it.

        Example: aiarch catalog show network.private
        """
        item = _find(session.catalog, name)
        data = item.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        extra = _providers(session.catalog, name)
        return Reply(
            {**data, **({"modules": extra} if extra else {})},
            lambda screen: _show(screen, data, extra),
        )


def _rows(
    catalog: Catalog, kind: str, platform: str
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    if kind == "modules":
        modules = [
            m.manifest for m in catalog.modules.values() if platform in {"", m.manifest.platform}
        ]
        return ("module", "layer", "capability", "flavour", "summary"), [
            (
                f"{m.platform}/{m.name}",
                str(m.layer),
                m.provides.capability,
                m.provides.flavour,
                m.summary,
            )
            for m in modules
        ]
    if kind == "capabilities":
        return ("capability", "stage", "title", "provided by"), [
            (c.id, str(c.stage), c.title, ", ".join(_providers(catalog, c.id, platform)) or "–")
            for c in catalog.capabilities.values()
            if not platform or _providers(catalog, c.id, platform)
        ]
    simple: Mapping[str, tuple[tuple[str, ...], Any]] = {
        "controls": (
            ("id", "title", "owner"),
            lambda: [(c.id, c.title, c.owner.role) for c in catalog.controls.values()],
        ),
        "frameworks": (
            ("id", "version", "status", "checked on"),
            lambda: [
                (f.id, f.version, f.status, f.checked_on) for f in catalog.frameworks.values()
            ],
        ),
        "lifecycle": (
            ("id", "subject", "state", "since", "instead"),
            lambda: [
                (e.id, e.subject, e.state, e.since, e.instead) for e in catalog.lifecycle.values()
            ],
        ),
        "questions": (
            ("id", "stage", "type", "prompt"),
            lambda: [
                (q.id, str(q.stage), str(q.type), q.prompt) for q in catalog.questions.values()
            ],
        ),
        "decisions": (
            ("id", "stage", "hit", "title"),
            lambda: [(d.id, str(d.stage), str(d.hit), d.title) for d in catalog.decisions.values()],
        ),
        "blueprints": (
            ("name", "platforms", "description"),
            lambda: [
                (n, ", ".join(s.platform for s in b.stacks), b.metadata.description)
                for n, b in catalog.references.items()
            ],
        ),
    }
    columns, make = simple[kind]
    return columns, make()


def _providers(catalog: Catalog, capability: str, platform: str = "") -> list[str]:
    return [
        f"{m.key} ({m.manifest.provides.flavour})"
        for m in catalog.modules.values()
        if m.manifest.provides.capability == capability and platform in {"", m.manifest.platform}
    ]


def _find(catalog: Catalog, name: str) -> Any:  # noqa: ANN401 - one of several models
    from aiarch.catalog.catalog import unknown

    if "/" in name and name in catalog.modules:
        return catalog.modules[name].manifest
    kinds: tuple[Mapping[str, Any], ...] = (
        catalog.capabilities,
        catalog.controls,
        catalog.frameworks,
        catalog.lifecycle,
        catalog.questions,
        catalog.decisions,
    )
    for known in kinds:
        if name in known:
            return known[name]
    raise unknown("catalogue item", name, [n for k in kinds for n in k] + list(catalog.modules))


def _show(screen: Screen, data: dict[str, Any], modules: list[str]) -> None:
    from aiarch.yamlio.dump import dumps

    screen.text(dumps(data).rstrip())
    for module in modules:
        screen.text(f"# provided by {module}")
