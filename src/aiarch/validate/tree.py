"""A rendered project as the checkers see it: every file is listed, read and parsed at most once."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import posixpath
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiarch.errors import AiarchError, InputError, Location
from aiarch.validate.hcl import Declared, ParsedFile, SyntaxFault, literal, parse

if TYPE_CHECKING:
    from aiarch.catalog.catalog import Catalog
    from aiarch.engine.batch import Runner
    from aiarch.model.blueprint import Blueprint
    from aiarch.validate.scanner import Scan, Scanner

MANIFEST = ".aiarch/manifest.json"
ROOTS = ("stacks", "modules", "bootstrap")
CONFIGURATION_SUFFIXES = (".tf", ".tfvars", ".hcl")


@dataclasses.dataclass(frozen=True, slots=True)
class Folder:
    """A folder with `.tf` files: one Terraform module, called or root."""

    path: str
    files: Mapping[str, ParsedFile]

    def _merged(self, kind: str) -> dict[str, Declared]:
        return {k: v for file in self.files.values() for k, v in getattr(file, kind).items()}

    @property
    def variables(self) -> Mapping[str, Declared]:
        """Variables by name."""
        return self._merged("variables")

    @property
    def outputs(self) -> Mapping[str, Declared]:
        """Outputs by name."""
        return self._merged("outputs")

    @property
    def modules(self) -> Mapping[str, Declared]:
        """Module calls by label."""
        return self._merged("modules")

    @property
    def resources(self) -> Mapping[str, Declared]:
        """Resources by `type.name`."""
        return self._merged("resources")

    @property
    def data(self) -> Mapping[str, Declared]:
        """Data sources by `type.name`."""
        return self._merged("data")

    @property
    def locals(self) -> frozenset[str]:
        """Local values by name."""
        return frozenset(name for file in self.files.values() for name in file.locals)

    @property
    def backends(self) -> Mapping[str, Declared]:
        """Backend blocks by type."""
        return self._merged("backends")

    @property
    def providers(self) -> Mapping[str, str]:
        """Required providers: local name → source."""
        return {k: v for file in self.files.values() for k, v in file.providers.items()}

    def target(self, call: Declared) -> str | None:
        """Return the folder a module call leads to, None when its source is not a relative path."""
        source = literal(call, "source")
        if not source.startswith(("./", "../")):
            return None
        return posixpath.normpath(posixpath.join(self.path, source))


class ProjectTree:
    """A project folder with everything derived from it, made when asked for."""

    def __init__(
        self,
        root: Path,
        catalog: Catalog,
        as_of: str,
        scanner: Scanner | None = None,
        engine: Runner | None = None,
    ) -> None:
        self.root = root.resolve()
        self.catalog = catalog
        self.as_of = as_of
        self._scanner = scanner
        self._engine = engine

    def use(self, scanner: Scanner) -> None:
        """Take the scan from this scanner."""
        self._scanner = scanner

    @cached_property
    def everything(self) -> tuple[str, ...]:
        """Every file of the project, sorted; hidden folders and links are left out."""
        return tuple(sorted(_walk(self.root)))

    @cached_property
    def links(self) -> tuple[str, ...]:
        """Symbolic links among Terraform's folders, sorted; no checker follows them."""
        return tuple(sorted(_links(self.root)))

    @property
    def has_terraform(self) -> bool:
        """Whether there is anything to look at."""
        return any(path.endswith(".tf") for path in self.files)

    @cached_property
    def files(self) -> tuple[str, ...]:
        """Terraform files (`.tf .tfvars .hcl`) and `.checkov.yaml`, sorted; hidden folders and links are left out."""
        found = [
            path
            for path in self.everything
            if path.endswith(CONFIGURATION_SUFFIXES) and "/tests/" not in f"/{path}"
        ]
        if (self.root / ".checkov.yaml").is_file():
            found.append(".checkov.yaml")
        return tuple(sorted(found))

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """Text of every file in `files`.

        Raises:
            InputError: a file cannot be read or is not UTF-8.
        """
        return {path: self._read(path) for path in self.files}

    @cached_property
    def folders(self) -> Mapping[str, Folder]:
        """Folders with `.tf` files that could be parsed."""
        grouped: dict[str, dict[str, ParsedFile]] = {}
        for path, result in self._parsed.items():
            if isinstance(result, ParsedFile):
                grouped.setdefault(posixpath.dirname(path), {})[path] = result
        return {path: Folder(path, files) for path, files in grouped.items()}

    @cached_property
    def faults(self) -> Mapping[str, SyntaxFault]:
        """`.tf` files that hcl2 cannot parse."""
        return {p: r for p, r in self._parsed.items() if isinstance(r, SyntaxFault)}

    @cached_property
    def _parsed(self) -> Mapping[str, ParsedFile | SyntaxFault]:
        out: dict[str, ParsedFile | SyntaxFault] = {}
        for path, text in self.texts.items():
            if path.endswith(".tf"):
                try:
                    out[path] = parse(text, path)
                except SyntaxFault as fault:
                    out[path] = fault
        return out

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """Root modules: `stacks/<platform>/<layer>` and `bootstrap/<platform>`."""
        folders = sorted({posixpath.dirname(p) for p in self.files if p.endswith(".tf")})
        return tuple(p for p in folders if root_platform(p))

    @cached_property
    def blueprint(self) -> Blueprint:
        """`blueprint.yaml`.

        Raises:
            InputError: it is missing or does not fit.
        """
        from aiarch.blueprint.document import load_blueprint

        path = self.root / "blueprint.yaml"
        if not path.is_file():
            raise InputError(
                "the project has no blueprint.yaml",
                code="STR003",
                at=Location("blueprint.yaml"),
                hint="run this in a rendered project, or render one: aiarch render",
            )
        return load_blueprint(path, "blueprint.yaml")[0]

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """`.aiarch/manifest.json`.

        Raises:
            InputError: it is missing, no JSON, or lacks `files`.
        """
        path = self.root / MANIFEST
        hint = "render again: aiarch render"
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            if not all(
                isinstance(f["path"], str) and isinstance(f["sha256"], str) for f in data["files"]
            ):
                raise TypeError
        except FileNotFoundError:
            raise InputError(
                "the project has no manifest", code="STR001", at=Location(MANIFEST), hint=hint
            ) from None
        except (OSError, ValueError, KeyError, TypeError):
            raise InputError(
                "the manifest cannot be read", code="STR001", at=Location(MANIFEST), hint=hint
            ) from None
        return dict(data)

    def has_flavour(self, wanted: str) -> bool:
        """Return whether the blueprint chose `<capability>=<flavour>` in any stack."""
        capability, _, flavour = wanted.partition("=")
        try:
            stacks = self.blueprint.stacks
        except AiarchError:
            return False
        return any(
            s.capabilities[capability].flavour == flavour
            for s in stacks
            if capability in s.capabilities
        )

    @cached_property
    def scan(self) -> Scan:
        """What checkov saw; waits for the child process.

        Raises:
            ToolFailedError, ToolMissingError: checkov could not look.
        """
        from aiarch.validate.scanner import Scanner

        return (self._scanner or Scanner(self.root)).result()

    @property
    def engine(self) -> Runner:
        """The Terraform engine at hand.

        Raises:
            ToolMissingError: there is none.
        """
        from aiarch.engine.batch import find_runner

        if self._engine is None:
            self._engine = find_runner()
        return self._engine

    @cached_property
    def environments(self) -> tuple[str, ...]:
        """Environments that the blueprint or any root module names, sorted."""
        found = {
            posixpath.basename(path).split(".")[0]
            for path in self.files
            if "/environments/" in path and path.endswith((".tfvars", ".backend.hcl"))
        }
        # A blueprint that does not load is for structure to report.
        with contextlib.suppress(AiarchError):
            found |= set(self.blueprint.environments)
        return tuple(sorted(found))

    def calls_from(self, folder: str) -> Iterator[str]:
        """Yield the folders of modules reached from `folder`, itself first, each once."""
        seen: set[str] = set()
        todo = [folder]
        while todo:
            here = todo.pop()
            if here in seen or here not in self.folders:
                continue
            seen.add(here)
            yield here
            module = self.folders[here]
            todo.extend(t for call in module.modules.values() if (t := module.target(call)))

    def _read(self, path: str) -> str:
        try:
            return (self.root / path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
            raise InputError(
                f"cannot be read: {reason}",
                code="STR002",
                at=Location(path),
                hint="render again, or fix the file's rights and encoding",
            ) from None


def _links(root: Path) -> Iterator[str]:
    for top in ROOTS:
        if (root / top).is_symlink():
            yield top
        for folder, names, files in os.walk(root / top, followlinks=False):
            here = Path(folder)
            yield from (
                (here / name).relative_to(root).as_posix()
                for name in [*names, *files]
                if (here / name).is_symlink() and not name.startswith(".")
            )


def root_platform(folder: str) -> str:
    """Return the platform of a root module's folder, "" when it is not one."""
    parts = folder.split("/")
    is_root = (parts[0], len(parts)) in {("stacks", 3), ("bootstrap", 2)}
    return parts[1] if is_root else ""


def _walk(root: Path) -> Iterator[str]:
    for folder, names, files in os.walk(root, followlinks=False):
        names[:] = sorted(n for n in names if not n.startswith("."))
        base = Path(folder).relative_to(root).as_posix()
        prefix = "" if base == "." else f"{base}/"
        yield from (f"{prefix}{name}" for name in files if not (Path(folder) / name).is_symlink())
