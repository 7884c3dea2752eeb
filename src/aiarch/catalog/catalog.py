"""The loaded knowledge of all packs, part by part and only when asked for."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from aiarch.catalog.declarations import Declarations, read_declarations
from aiarch.catalog.packs import Pack, find_packs
from aiarch.catalog.pipelines import Pipelines
from aiarch.catalog.types import hcl, parse_type
from aiarch.errors import Diagnostic, InputError, Location, did_you_mean
from aiarch.model.blueprint import Blueprint
from aiarch.model.capability import Capability, CapabilityFile, Manifest, Platform
from aiarch.model.control import Control, Framework, FrameworkFile, LifecycleEntry, LifecycleFile
from aiarch.model.decision import Addition, Decision, DecisionFile, Hit
from aiarch.model.frozen import Frozen
from aiarch.model.knowledge import KnowledgeBase
from aiarch.model.link import LinkFile, LinkKind
from aiarch.model.question import Question, QuestionFile
from aiarch.model.scoring import Scoring
from aiarch.yamlio.load import bind
from aiarch.yamlio.parse import Document, Path_
from aiarch.yamlio.store import ParsedStore

M = TypeVar("M", bound=Frozen)
T = TypeVar("T")


@dataclasses.dataclass(frozen=True)
class Module:
    """A module folder with its manifest."""

    manifest: Manifest
    folder: Path
    shown: str
    """Path of the manifest for diagnostics."""

    @property
    def key(self) -> str:
        """`<platform>/<name>`, also the folder in the render."""
        return f"{self.manifest.platform}/{self.manifest.name}"

    @cached_property
    def declared(self) -> Declarations:
        """What the module's `.tf` files declare."""
        return read_declarations(self.folder)

    def variable_type(self, name: str) -> str:
        """Return the type constraint of one of the module's variables on one line ("any" when it has none)."""
        variable = self.declared.variables.get(name)
        return hcl(parse_type(variable.type)) if variable else "any"


class Catalog:
    """All knowledge of an ordered list of packs; every part is read at most once.

    Raises (from any property): InputError with every fault of the file at hand.
    """

    def __init__(self, packs: tuple[Pack, ...], store: ParsedStore | None = None) -> None:
        self.packs = packs
        self._store = store or ParsedStore(None)
        self.cache_folder = self._store.folder
        self._origins: dict[tuple[str, str], tuple[Document, Path_]] = {}
        # (kind, id) → the document and the path in it that define it; filled as parts load.
        self._added: dict[str, dict[int, tuple[Document, Path_]]] = {}
        # decision → index of a rule that a later pack added → where it stands.

    @classmethod
    def of(cls, extra: Iterable[Path] = (), store: ParsedStore | None = None) -> Catalog:
        """Return the catalogue of the built-in pack and `extra` pack folders; `store` remembers parsed files."""
        return cls(find_packs(extra), store)

    @cached_property
    def knowledge_base(self) -> KnowledgeBase:
        """Version and date of the built-in knowledge (`blueprints/kb.yaml`)."""
        return self._last("kb", KnowledgeBase)

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Questions by id, in the order of asking."""
        found: dict[str, Question] = {}
        for pack in self.packs:
            mine: dict[str, Question] = {}
            for path in pack.blueprint_files("questions"):
                document = self._store.parse(path, pack.shown(path))
                items = bind(document, QuestionFile).questions
                mine |= self._indexed(document, "question", items, "questions", mine)
            found |= mine
        return dict(sorted(found.items(), key=lambda kv: (kv[1].number, kv[0])))

    @cached_property
    def decisions(self) -> Mapping[str, Decision]:
        """Decision tables by id, with the rules later packs add to them."""
        tables: dict[str, Decision] = {}
        for pack in self.packs:
            mine: dict[str, Decision] = {}
            added: list[tuple[Document, int, Addition]] = []
            for path in pack.blueprint_files("decisions"):
                document = self._store.parse(path, pack.shown(path))
                file = bind(document, DecisionFile)
                mine |= self._indexed(document, "decision", file.decisions, "decisions", mine)
                added += [(document, i, a) for i, a in enumerate(file.additions)]
            for name in mine:
                self._added.pop(name, None)
            tables |= mine
            for document, index, addition in added:
                tables[addition.decision] = self._extended(tables, document, index, addition)
        return tables

    def _extended(
        self,
        tables: Mapping[str, Decision],
        document: Document,
        index: int,
        addition: Addition,
    ) -> Decision:
        at = document.at(("additions", index, "decision"))
        table = tables.get(addition.decision)
        if table is None:
            raise unknown("decision", addition.decision, tables, at, "CAT013")
        if table.hit is Hit.UNIQUE:
            raise InputError(
                f"{table.id} is a `unique` table: rules cannot be added, they would overlap",
                code="CAT014",
                at=at,
                hint="give the pack a whole table of the same id instead",
            )
        places = self._added.setdefault(table.id, {})
        for number in range(len(addition.rules)):
            places[len(table.rules) + number] = (document, ("additions", index, "rules", number))
        output = table.output.model_copy(
            update={"domain": tuple(dict.fromkeys((*table.output.domain, *addition.domain)))}
        )
        fields = dict(table) | {
            "inputs": tuple(dict.fromkeys((*table.inputs, *addition.inputs))),
            "output": output,
            "rules": (*table.rules, *addition.rules),
        }
        try:
            return Decision(**fields)
        except ValueError as error:  # pydantic's: inputs that the rules do not read, or the reverse
            reason = str(error).splitlines()[2].strip().removeprefix("Value error, ")
            raise InputError(
                f"addition to {table.id}: {reason.partition(' [')[0]}",
                code="CAT015",
                at=at,
                hint="`inputs` of an addition names what its rules read and the table does not",
            ) from None

    @cached_property
    def scoring(self) -> Scoring:
        """Platform scoring; a pack may replace the whole file."""
        return self._last("scoring", Scoring)

    @cached_property
    def capabilities(self) -> Mapping[str, Capability]:
        """Capabilities by id; packs add or replace entries."""
        out: dict[str, Capability] = {}
        for pack, path in self._each("capabilities.yaml"):
            document = self._store.parse(path, pack.shown(path))
            out |= self._indexed(
                document, "capability", bind(document, CapabilityFile).capabilities, "capabilities"
            )
        return out

    @cached_property
    def links(self) -> Mapping[str, LinkKind]:
        """Kinds of meeting points between stacks by id; packs add or replace kinds."""
        out: dict[str, LinkKind] = {}
        for pack, path in self._each("links.yaml"):
            document = self._store.parse(path, pack.shown(path))
            out |= self._indexed(document, "link", bind(document, LinkFile).links, "links")
        return out

    @cached_property
    def controls(self) -> Mapping[str, Control]:
        """Controls by id."""
        out: dict[str, Control] = {}
        for pack in self.packs:
            for path in pack.blueprint_files("controls"):
                document = self._store.parse(path, pack.shown(path))
                control = bind(document, Control)
                self._origins["control", control.id] = (document, ())
                out[control.id] = control
        return dict(sorted(out.items()))

    @cached_property
    def frameworks(self) -> Mapping[str, Framework]:
        """Framework register by id."""
        out: dict[str, Framework] = {}
        for pack, path in self._each("frameworks.yaml"):
            document = self._store.parse(path, pack.shown(path))
            out |= self._indexed(
                document, "framework", bind(document, FrameworkFile).frameworks, "frameworks"
            )
        return out

    @cached_property
    def lifecycle(self) -> Mapping[str, LifecycleEntry]:
        """Dated facts by id."""
        out: dict[str, LifecycleEntry] = {}
        for pack, path in self._each("lifecycle.yaml"):
            document = self._store.parse(path, pack.shown(path))
            out |= self._indexed(
                document, "lifecycle", bind(document, LifecycleFile).entries, "entries"
            )
        return out

    @cached_property
    def modules(self) -> Mapping[str, Module]:
        """Modules by `<platform>/<name>`; a later pack's module replaces one of the same key."""
        out: dict[str, Module] = {}
        for pack in self.packs:
            for path in sorted((pack.root / "templates" / "modules").glob("*/*/module.yaml")):
                document = self._store.parse(path, pack.shown(path))
                manifest = bind(document, Manifest)
                folder = path.parent
                if (manifest.platform, manifest.name) != (folder.parent.name, folder.name):
                    raise InputError(
                        f"manifest says {manifest.platform}/{manifest.name} but lies in {folder.parent.name}/{folder.name}",
                        code="CAT010",
                        at=document.at(("name",)),
                        hint="name and platform are the folder names",
                    )
                module = Module(manifest, folder, pack.shown(path))
                self._origins["module", module.key] = (document, ())
                out[module.key] = module
        return dict(sorted(out.items()))

    @cached_property
    def platforms(self) -> Mapping[str, Platform]:
        """Platform descriptors by name."""
        out: dict[str, Platform] = {}
        for pack in self.packs:
            for path in sorted((pack.root / "templates" / "stack").glob("*/platform.yaml")):
                document = self._store.parse(path, pack.shown(path))
                platform = bind(document, Platform)
                if platform.name != path.parent.name:
                    raise InputError(
                        f"descriptor says {platform.name} but lies in {path.parent.name}",
                        code="CAT010",
                        at=document.at(("name",)),
                        hint="the name of a platform is its folder's name",
                    )
                self._origins["platform", platform.name] = (document, ())
                out[platform.name] = platform
        return dict(sorted(out.items()))

    @property
    def pipelines(self) -> Pipelines:
        """CI systems, the actions they may use, and what signing in to a platform takes."""
        return Pipelines(self.packs, self._store)

    def modules_on(self, platform: str) -> tuple[Module, ...]:
        """Return the modules a stack of `platform` may use, its families' included, by key."""
        return self._modules_by_platform.get(platform, ())

    def hosts(self, family: str) -> tuple[str, ...]:
        """Return the platforms whose stacks may use the modules of `family`; a platform is a family of its own."""
        return tuple(p.name for p in self.platforms.values() if family in (p.name, *p.families))

    @cached_property
    def _modules_by_platform(self) -> Mapping[str, tuple[Module, ...]]:
        found: dict[str, list[Module]] = {}
        for module in self.modules.values():
            own = module.manifest.platform
            for platform in dict.fromkeys((own, *self.hosts(own))):
                found.setdefault(platform, []).append(module)
        return {platform: tuple(modules) for platform, modules in found.items()}

    @cached_property
    def references(self) -> Mapping[str, Blueprint]:
        """Ready-made blueprints by file name without suffix."""
        out: dict[str, Blueprint] = {}
        for pack in self.packs:
            for path in pack.blueprint_files("reference"):
                document = self._store.parse(path, pack.shown(path))
                self._origins["reference", path.stem] = (document, ())
                out[path.stem] = bind(document, Blueprint)
        return out

    @cached_property
    def template_folders(self) -> tuple[Path, ...]:
        """`templates/` of every pack, the last pack first: the order in which a template is looked up."""
        return tuple(
            p.root / "templates" for p in reversed(self.packs) if (p.root / "templates").is_dir()
        )

    @cached_property
    def digest(self) -> str:
        """sha256 over questions, decisions and scoring of all packs: what a decision depends on."""
        return digest_of(self.packs)

    def place(self, kind: str, name: str, *path: str | int) -> Location | None:
        """Return where `kind` (`question`, `decision`, `module` …) `name` is defined, or a key inside it.

        Args:
            kind: part of the catalogue, in the singular; `scoring` and `kb` have the name "".
            name: id of the item.
            path: keys and indexes below the item; the nearest one that has a place counts.
        """
        if kind == "decision" and path[:1] == ("rules",) and len(path) > 1:
            added = self._added.get(name, {}).get(int(path[1]))
            if added:
                return added[0].at((*added[1], *path[2:]))
        origin = self._origins.get((kind, name))
        return origin[0].at((*origin[1], *path)) if origin else None

    def document(self, kind: str, name: str) -> Document | None:
        """Return the file that defines an item."""
        origin = self._origins.get((kind, name))
        return origin[0] if origin else None

    def parsed(self, pack: Pack, path: Path) -> Document:
        """Return a knowledge file of a pack that this catalogue has no part for."""
        return self._store.parse(path, pack.shown(path))

    def _each(self, name: str) -> Iterator[tuple[Pack, Path]]:
        for pack in self.packs:
            path = pack.blueprint_file(name)
            if path:
                yield pack, path

    def _last(self, kind: str, model: type[M]) -> M:
        found = list(self._each(f"{kind}.yaml"))
        if not found:
            raise InputError(
                f"no pack has blueprints/{kind}.yaml",
                code="CAT002",
                hint="reinstall aiarch; its own knowledge is incomplete",
            )
        pack, path = found[-1]
        document = self._store.parse(path, pack.shown(path))
        self._origins[kind, ""] = (document, ())
        return bind(document, model)

    def _indexed(
        self,
        document: Document,
        kind: str,
        items: tuple[T, ...],
        key: str,
        taken: Mapping[str, T] | None = None,
    ) -> dict[str, T]:
        out: dict[str, T] = {}
        faults = []
        for index, item in enumerate(items):
            name = str(getattr(item, "id"))  # noqa: B009 - every knowledge item has an id
            here: Path_ = (key, index)
            if name in out or (taken and name in taken):
                faults.append(
                    Diagnostic(
                        "CAT011",
                        f"{kind} {name!r} is defined twice in this pack (first at {self.place(kind, name)})",
                        document.at(here),
                        "ids are unique within a pack",
                    )
                )
            else:
                self._origins[kind, name] = (document, here)
            out[name] = item
        if faults:
            raise InputError("duplicate ids", diagnostics=tuple(faults))
        return out


def digest_of(packs: Iterable[Pack]) -> str:
    """Return the sha256 over questions, decisions and scoring of some packs, in order."""
    total = hashlib.sha256()
    for pack in packs:
        files = [*pack.blueprint_files("questions"), *pack.blueprint_files("decisions")]
        scoring = pack.blueprint_file("scoring.yaml")
        for path in [*files, *([scoring] if scoring else [])]:
            content = path.read_bytes().replace(b"\r\n", b"\n")
            total.update(path.relative_to(pack.root).as_posix().encode() + b"\0" + content + b"\0")
    return total.hexdigest()


def unknown(
    kind: str, name: str, known: Iterable[str], at: Location | None = None, code: str = "CAT020"
) -> InputError:
    """Return the error for a name nobody defines, with the nearest known one."""
    names = sorted(known)
    near = did_you_mean(name, names)
    return InputError(
        f"unknown {kind} {name!r}",
        code=code,
        at=at,
        hint=near or f"known: {', '.join(names[:12])}{' …' if len(names) > 12 else ''}",
    )
