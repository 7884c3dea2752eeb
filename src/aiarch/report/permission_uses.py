"""What a rendered project makes and reads: every resource and data source that the modules of its root modules declare."""

from __future__ import annotations

import dataclasses
import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from aiarch.catalog.declarations import Block, scan
from aiarch.errors import Diagnostic, InputError, Location

BOOTSTRAP = "bootstrap"
"""Layer name of `bootstrap/<platform>`, which a person applies once."""
PROVIDER = "provider."
"""Stands before the name of a provider, for what it asks for whatever its resources are."""
_MANIFEST = re.compile(
    r"\bapiVersion\s*[=:]\s*\"(?P<api>[a-z0-9./-]+)\"\s*,?\s*kind\s*[=:](?P<kind>[^\n,]*)"
)
_NAME = re.compile(r'"([A-Z][A-Za-z]+)"')


@dataclasses.dataclass(frozen=True, slots=True)
class Use:
    """One resource or data source in the code of one root module.

    Attributes:
        type: `aws_vpc`, `data.aws_vpc` for a data source, `provider.aws` for a provider.
        arguments: attributes of its body as written.
    """

    stack: str
    layer: str
    type: str
    at: Location
    arguments: Mapping[str, str] = dataclasses.field(compare=False)


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Manifest:
    """One kind of Kubernetes object that a module writes a manifest of."""

    stack: str
    layer: str
    api: str
    kind: str
    at: Location


@dataclasses.dataclass(frozen=True, slots=True)
class Values:
    """What the values of one environment of a stack say about its names."""

    stack: str
    environment: str
    project: str
    region: str

    @property
    def prefix(self) -> str:
        """What the name of every resource starts with."""
        return f"{self.project}-{self.environment}"


@dataclasses.dataclass(frozen=True, slots=True)
class Inventory:
    """Everything a project's code uses, in order of place."""

    uses: tuple[Use, ...]
    manifests: tuple[Manifest, ...]
    values: tuple[Values, ...]
    findings: tuple[Diagnostic, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class _Folder:
    blocks: tuple[tuple[str, Block], ...]
    """(file, block)."""
    manifests: tuple[tuple[str, int, str, str], ...]
    """(file, line, API version, kind)."""


def inventory(project: Path, stack: str = "", layer: str = "") -> Inventory:
    """Return what the root modules of a rendered project use, modules they call included.

    Code that a condition leaves out is counted: whether it applies is known to Terraform only.

    Args:
        project: folder of the project.
        stack: one platform; "" is all of them.
        layer: one layer; "" is every layer but `bootstrap`.

    Raises:
        InputError: nothing is rendered there, or not that stack or layer.
    """
    roots = list(_roots(project, stack, layer))
    if not roots:
        wanted = "/".join(part for part in (stack, layer) if part)
        raise InputError(
            f"no root module for {wanted}" if wanted else "nothing is rendered here",
            code="PRM010",
            at=Location("stacks"),
            hint="stacks/<platform>/<layer> are made by `aiarch render`",
        )
    uses: dict[Use, None] = {}
    manifests: set[Manifest] = set()
    findings: dict[Diagnostic, None] = {}
    reader = _Reader(project)
    for platform, name, folder in roots:
        for path in reader.reached(folder, findings):
            found = reader.folder(path)
            for file, block in found.blocks:
                uses |= dict.fromkeys(_uses(platform, name, file, block))
            manifests |= {
                Manifest(platform, name, api, kind, Location(file, line))
                for file, line, api, kind in found.manifests
            }
    return Inventory(
        tuple(uses),
        tuple(sorted(manifests)),
        tuple(_values(project, [r for r in roots if r[1] != BOOTSTRAP] or roots)),
        tuple(findings),
    )


def _roots(project: Path, stack: str, layer: str) -> Iterator[tuple[str, str, str]]:
    """Yield (stack, layer, folder) of the wanted root modules, layers in alphabetical order."""
    for folder in sorted(project.glob("stacks/*/*/")):
        platform, name = folder.parent.name, folder.name
        if stack in {"", platform} and layer in {"", name} and any(folder.glob("*.tf")):
            yield platform, name, f"stacks/{platform}/{name}"
    if layer == BOOTSTRAP:
        for folder in sorted(project.glob("bootstrap/*/")):
            if stack in {"", folder.name} and any(folder.glob("*.tf")):
                yield folder.name, BOOTSTRAP, f"bootstrap/{folder.name}"


class _Reader:
    """Reads each folder of a project once."""

    def __init__(self, project: Path) -> None:
        self._project = project
        self.folder = lru_cache(maxsize=None)(self._folder)

    def reached(self, root: str, findings: dict[Diagnostic, None]) -> Iterator[str]:
        """Yield the folders reached from a root module by module calls, itself first, each once."""
        seen: set[str] = set()
        todo = [root]
        while todo:
            here = todo.pop(0)
            if here in seen:
                continue
            seen.add(here)
            yield here
            for file, block in self.folder(here).blocks:
                if block.name == "module":
                    source = (block.attribute("source") or "").strip('"')
                    target = posixpath.normpath(posixpath.join(here, source))
                    known = (
                        source.startswith(("./", "../"))
                        and not target.startswith("../")
                        and (self._project / target).is_dir()
                    )
                    if known:
                        todo.append(target)
                    else:
                        findings[_unreached(block, file, source)] = None

    def _folder(self, path: str) -> _Folder:
        blocks: list[tuple[str, Block]] = []
        manifests: list[tuple[str, int, str, str]] = []
        for file in sorted((self._project / path).glob("*.tf")):
            shown = f"{path}/{file.name}"
            text = _text(file, shown)
            blocks += [(shown, block) for block in scan(text)]
            for match in _MANIFEST.finditer(text):
                line = 1 + text.count("\n", 0, match.start())
                manifests += [(shown, line, match["api"], k) for k in _NAME.findall(match["kind"])]
        return _Folder(tuple(blocks), tuple(manifests))


def _text(file: Path, shown: str) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise InputError(
            f"cannot be read: {reason}", code="PRM011", at=Location(shown), hint="render again"
        ) from None


def _uses(stack: str, layer: str, file: str, block: Block) -> Iterator[Use]:
    if block.name == "check":
        for part in block.parts():
            if part.name == "data":
                yield from _uses(stack, layer, file, part)
    elif block.name in {"resource", "data"} and block.labels:
        kind = ("data." if block.name == "data" else "") + block.labels[0]
        arguments = {p.name: p.text for p in block.parts() if p.is_attribute}
        yield Use(stack, layer, kind, Location(file, block.line), arguments)
    elif block.name == "provider" and block.labels:
        yield Use(stack, layer, f"{PROVIDER}{block.labels[0]}", Location(file, block.line), {})


def _unreached(block: Block, file: str, source: str) -> Diagnostic:
    return Diagnostic(
        "PRM002",
        f"module {block.labels[0] if block.labels else ''!r} comes from {source or 'nowhere'}: what it makes is not known",
        Location(file, block.line),
        "copy it below modules/, or grant what it needs yourself",
    )


def _values(project: Path, roots: list[tuple[str, str, str]]) -> Iterator[Values]:
    """Yield each environment of each stack, from the first root module that has values for it."""
    seen: set[tuple[str, str]] = set()
    for stack, _, folder in roots:
        for file in sorted((project / folder / "environments").glob("*.tfvars")):
            environment = file.name.removesuffix(".tfvars")
            given = {p.name: p.text.strip('"') for p in scan(_text(file, f"{folder}/{file.name}"))}
            if (stack, environment) not in seen and "project" in given:
                seen.add((stack, environment))
                region = given.get("region") or given.get("location", "")
                yield Values(stack, environment, given["project"], region)
