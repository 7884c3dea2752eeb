"""Provider plugins: in a folder of this machine, in the mirror, or behind a registry that answers."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

from aiarch.catalog.declarations import scan
from aiarch.errors import AiarchError, Location, Severity, UsageError
from aiarch.live.reach import Address, probe
from aiarch.live.versions import meets, shown, this_system, versions_in
from aiarch.live.world import World
from aiarch.validate.airgap import AIR_GAPPED
from aiarch.validate.finding import CheckerReport, Finding
from aiarch.validate.plugins import BUILT_IN, full_source, hosted, plugin_folders, reattached

NAME = "providers"
FILL = "fill it: `aiarch providers --format lines` writes what `terraform providers mirror` needs"


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """A provider of a root module."""

    source: str
    """Full source: `registry.terraform.io/hashicorp/aws`."""
    constraint: str
    at: Location

    @property
    def host(self) -> str:
        """The registry it comes from."""
        return self.source.partition("/")[0]


class ProvidersThere:
    """Compares what root modules require with the folders Terraform would take plugins from."""

    name = NAME
    platform = ""
    online = False

    def look(self, world: World) -> CheckerReport:
        """Return providers that could not be installed.

        Raises:
            UsageError: the mirror is no folder.
        """
        mirror = world.options.mirror
        if mirror is not None and not mirror.is_dir():
            raise UsageError(
                f"no such folder: {mirror}",
                code="PRE005",
                hint="give the folder `terraform providers mirror` wrote to",
            )
        running = reattached(world.options.env)
        wanted = {w.source: w for w in _wanted(world)}
        todo = [w for w in wanted.values() if w.source not in running]
        # A mirror that was named replaces every other source; so does an air gap.
        closed = mirror is not None or _air_gapped(world)
        folders = (
            (mirror,)
            if mirror is not None
            else plugin_folders(world.options.env, world.options.home, world.tree.root)
        )
        lacking = {w: why for w in todo if (why := _lacks(w, folders))}
        facts = {"wanted": len(wanted), "here": len(wanted) - len(lacking)}
        findings = (
            [_missing(w, why, mirror) for w, why in lacking.items()]
            if closed
            else list(_registries(world, list(lacking)))
        )
        return CheckerReport.ran(NAME, findings, **facts)


def _wanted(world: World) -> Iterator[Wanted]:
    """Yield the providers the root modules pin."""
    for platform in world.platforms:
        for root in world.roots(platform):
            for file in world.tree.folders[root].files:
                for block in scan(world.tree.texts[file]):
                    for part in block.parts() if block.name == "terraform" else ():
                        for pin in part.parts() if part.name == "required_providers" else ():
                            given = {
                                p.name: p.text.strip().strip('"') for p in scan(pin.text[1:-1])
                            }
                            source = full_source(pin.name, given.get("source", ""))
                            if not source.startswith(BUILT_IN):
                                yield Wanted(
                                    source, given.get("version", ""), Location(file, pin.line)
                                )


def _lacks(wanted: Wanted, folders: tuple[Path, ...]) -> str:
    """Return why no folder has the provider, "" when one has."""
    system = this_system()
    there = [
        folder / source
        for folder in folders
        for source in hosted(wanted.source)
        if (folder / source).is_dir()
    ]
    found = sorted({v for folder in there for v in versions_in(folder, system)})
    if any(meets(v, wanted.constraint) for v in found):
        return ""
    if found:
        return f"has {', '.join(map(shown, found))} only"
    return f"has nothing for {system}" if there else "does not have it"


def _missing(wanted: Wanted, why: str, mirror: Path | None) -> Finding:
    name = "/".join(wanted.source.split("/")[1:])
    where = f"the mirror {mirror}" if mirror else "the site is air-gapped, and this machine"
    return Finding(
        "PRE011",
        NAME,
        Severity.ERROR,
        f"{name} {wanted.constraint} is wanted; {where} {why}",
        wanted.at,
        hint=FILL if mirror else f"name a mirror with --provider-mirror, and {FILL}",
    )


def _registries(world: World, lacking: list[Wanted]) -> Iterator[Finding]:
    """Yield registries that do not answer although a provider has to come from them."""
    for host in dict.fromkeys(w.host for w in lacking):
        names = ", ".join("/".join(w.source.split("/")[1:]) for w in lacking if w.host == host)
        if world.options.offline:
            yield Finding(
                "PRE013",
                NAME,
                Severity.WARNING,
                f"{names}: not on this machine, and --offline kept us from asking {host}",
                hint="leave out --offline, or name a mirror with --provider-mirror",
            )
            continue
        world.progress(f"{NAME}: {host}")
        name, _, port = host.partition(":")
        reason = probe(Address(name, int(port) if port.isdecimal() else 443, tls=True))
        if reason:
            yield Finding(
                "PRE012",
                NAME,
                Severity.ERROR,
                f"{names}: not on this machine, and the registry {host} cannot be used: {reason}",
                hint="set HTTPS_PROXY, or name a mirror with --provider-mirror",
            )


def _air_gapped(world: World) -> bool:
    try:
        return world.blueprint.choices.get("estate", {}).get("connectivity") == AIR_GAPPED
    except AiarchError:
        return False
