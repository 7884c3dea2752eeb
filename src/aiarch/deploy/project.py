"""A rendered project as deploying sees it: layers in order, what each reads of earlier ones, and digests of what was reviewed."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import os
import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from aiarch.blueprint.document import load_blueprint
from aiarch.catalog.declarations import scan
from aiarch.errors import ConflictError, InputError, Location, UsageError, did_you_mean
from aiarch.model.blueprint import Blueprint
from aiarch.model.capability import LAYER_ORDER, Layer

BLUEPRINT = "blueprint.yaml"
PLANS = ".aiarch/plans"
LOCK_FILE = ".terraform.lock.hcl"
"""Provider versions and their checksums, written by `terraform init`."""
# As compose.bind declares it for `delivery.wiring: variables`.
_HANDED = re.compile(r'description\s*=\s*"Output (\w+) of the (\w+) layer\."')
_READ = re.compile(r"\bdata\.terraform_remote_state\.(\w+)\.outputs\.(\w+)")


@dataclasses.dataclass(frozen=True, slots=True)
class Root:
    """One root module.

    Attributes:
        folder: path in the project: `stacks/aws/foundation`.
        reads: earlier layer → its outputs that are read.
        handed: whether they come as variables of the same names (`delivery.wiring: variables`) instead of remote state.
    """

    stack: str
    layer: str
    folder: str
    reads: Mapping[str, frozenset[str]]
    handed: bool = False

    @property
    def name(self) -> str:
        """Return `stack/layer`."""
        return f"{self.stack}/{self.layer}"


class Project:
    """A project folder."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()

    @cached_property
    def blueprint(self) -> Blueprint:
        """The blueprint the project was rendered from.

        Raises:
            InputError: there is none, or it is wrong.
        """
        path = self.root / BLUEPRINT
        if not path.is_file():
            raise InputError(
                f"no {BLUEPRINT} in {self.root}",
                code="DEP001",
                at=Location(str(path)),
                hint="go to a rendered project, or make one: aiarch assess, aiarch render",
            )
        return load_blueprint(path, BLUEPRINT)[0]

    @property
    def name(self) -> str:
        """The project's name."""
        return self.blueprint.metadata.name

    @cached_property
    def blueprint_sha256(self) -> str:
        """Digest of the blueprint's bytes."""
        return _digest(self.root / BLUEPRINT)

    def roots(
        self, environment: str, stacks: tuple[str, ...] = (), layers: tuple[str, ...] = ()
    ) -> tuple[Root, ...]:
        """Return the root modules of an environment in the order of apply.

        Raises:
            InputError: nothing is rendered here.
            UsageError: no such environment, stack or layer.
        """
        found = [
            self._root(stack.name, str(layer))
            for stack in sorted(self.root.glob("stacks/*"))
            for layer in LAYER_ORDER
            if layer is not Layer.BOOTSTRAP and (stack / layer / "main.tf").is_file()
        ]
        if not found:
            raise InputError(
                "there are no stacks here",
                code="DEP002",
                at=Location(str(self.root / "stacks")),
                hint="aiarch render",
            )
        known = {
            p.stem for r in found for p in (self.root / r.folder).glob("environments/*.tfvars")
        }
        _known("environment", (environment,), known)
        _known("stack", stacks, {r.stack for r in found})
        _known("layer", layers, {r.layer for r in found})
        return tuple(
            r
            for r in found
            if (not stacks or r.stack in stacks)
            and (not layers or r.layer in layers)
            and (self.root / r.folder / "environments" / f"{environment}.tfvars").is_file()
        )

    def _root(self, stack: str, layer: str) -> Root:
        folder = f"stacks/{stack}/{layer}"
        reads: dict[str, set[str]] = {}
        handed = False
        for path in sorted((self.root / folder).glob("*.tf")):
            text = path.read_text(encoding="utf-8")
            for earlier, output in _READ.findall(text):
                reads.setdefault(earlier, set()).add(output)
            for output, earlier in _HANDED.findall(text):
                reads.setdefault(earlier, set()).add(output)
                handed = True
        return Root(stack, layer, folder, {k: frozenset(v) for k, v in reads.items()}, handed)

    def bootstraps(self, environment: str, stacks: tuple[str, ...] = ()) -> tuple[Root, ...]:
        """Return the bootstrap roots of an environment.

        Raises:
            InputError: the project has none.
            UsageError: no such environment or stack.
        """
        found = [
            Root(path.name, Layer.BOOTSTRAP, f"bootstrap/{path.name}", {})
            for path in sorted(self.root.glob("bootstrap/*"))
            if (path / "main.tf").is_file()
        ]
        if not found:
            raise InputError(
                "there is no bootstrap root here",
                code="DEP004",
                at=Location(str(self.root / "bootstrap")),
                hint="aiarch render; a stack whose states lie elsewhere has none",
            )
        files = [p for r in found for p in (self.root / r.folder).glob("environments/*.tfvars")]
        _known("environment", (environment,), {p.stem for p in files})
        _known("stack", stacks, {r.stack for r in found})
        return tuple(r for r in found if not stacks or r.stack in stacks)

    def tree_sha256(self, root: Root, environment: str) -> str:
        """Return a digest over all that shapes a plan of a root module: its files, its modules', and its environment's."""
        total = hashlib.sha256()
        for path in sorted(self._files(root, environment)):
            total.update(f"{path}\0{_digest(self.root / path)}\n".encode())
        return total.hexdigest()

    def _files(self, root: Root, environment: str) -> Iterator[str]:
        todo, seen = [root.folder], {root.folder}
        while todo:
            folder = todo.pop()
            if not (self.root / folder).is_dir():
                continue  # it was there when it was planned: another digest says so
            for path in _plain_files(self.root / folder):
                inside = path.relative_to(self.root).as_posix()
                first = inside.removeprefix(f"{folder}/").partition("/")[0]
                if first == "tests" or (
                    first == "environments" and not path.name.startswith(f"{environment}.")
                ):
                    continue
                yield inside
            for source in self._sources(folder) - seen:
                seen.add(source)
                todo.append(source)

    def _sources(self, folder: str) -> set[str]:
        texts = (p.read_text(encoding="utf-8") for p in sorted((self.root / folder).glob("*.tf")))
        sources = (
            (b.attribute("source") or "").strip('"')
            for text in texts
            for b in scan(text)
            if b.name == "module"
        )
        return {posixpath.normpath(f"{folder}/{s}") for s in sources if s.startswith(".")}

    def plans(self, environment: str) -> Path:
        """Return the folder of an environment's saved plan."""
        return self.root / PLANS / environment

    @contextlib.contextmanager
    def locked(self, environment: str) -> Iterator[int]:
        """Hold the project's lock of an environment; give the descriptor, so that Terraform holds it as long as it runs.

        Raises:
            ConflictError: another run of ours, or a Terraform it left behind, is at work.
        """
        import fcntl

        folder = self.root / PLANS
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{environment}.lock").open("a+") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                handle.seek(0)
                who = handle.read().strip() or "another run"
                raise ConflictError(
                    f"{who} is at work on {environment}",
                    code="DEP003",
                    at=Location(f"{PLANS}/{environment}.lock"),
                    hint="wait until it has ended; a run that was killed leaves Terraform to finish its layer",
                ) from None
            handle.truncate(0)
            handle.write(f"aiarch (process {os.getpid()})")
            handle.flush()
            yield handle.fileno()


def _known(what: str, given: tuple[str, ...], known: set[str]) -> None:
    for name in given:
        if name not in known:
            raise UsageError(
                f"no {what} {name!r} here",
                code="USE021",
                hint=did_you_mean(name, known) or f"{what}s: {', '.join(sorted(known))}",
            )


def _plain_files(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder; hidden ones are Terraform's own, and the lock of provider versions travels with the plan."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            yield from _plain_files(path)
        elif not path.name.endswith((".tfstate", ".tfstate.backup", ".tfplan")):
            yield path


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
