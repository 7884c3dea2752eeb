"""What a site without internet has to mirror: every module's `mirror` output, evaluated by the Terraform engine before any apply.

Versions and registries come from settings, stack variables and conditions in modules; only the language itself knows what they
amount to. So the outputs are cut out of the composition with what they depend on, which needs no provider, and evaluated.
"""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiarch.catalog.declarations import scan
from aiarch.engine.batch import Job, Runner
from aiarch.errors import ToolFailedError
from aiarch.model.composition import UNSET, Composition, ModuleCall, ModuleFolder, Root
from aiarch.render.hcl import literal
from aiarch.validate.slices import Call, Input, Parts, Slice, SliceError, read_parts

if TYPE_CHECKING:
    from aiarch.proc import Completed

OUTPUT = "mirror"
"""Output of a module: a list of {kind, source, target}."""
OPEN = (
    "images that values of your own (`overrides`) bring in, and images your workloads run",
    "model weights, data sets and packages your workloads load",
    "what hosts and the cluster itself are installed from (operating system, Kubernetes)",
)
"""What no configuration of ours can know."""

_BULLET = re.compile(r"^- (.+(?:\n  .+)*)", re.MULTILINE)
# Modules say in their README where the list depends on more than their own code.
_LIMIT = re.compile(r"mirror list|injected by|sidecar images", re.IGNORECASE)


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Item:
    """One thing to mirror.

    Attributes:
        kind: `chart`, `image`, or what a module calls it (`git`, `model`).
        source: where it comes from upstream.
        target: where the platform pulls it from; equal to `source` where no mirror is set.
        modules: keys of the modules that need it, sorted.
        environments: names of the environments that need it, in the blueprint's order.
    """

    kind: str
    source: str
    target: str
    modules: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Limit:
    """Something a module's README says about the completeness of its list."""

    module: str
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class MirrorList:
    """Everything there is to mirror, and what could not be known."""

    items: tuple[Item, ...]
    limits: tuple[Limit, ...] = ()
    unknown: tuple[Limit, ...] = ()
    """Modules whose list depends on what only an apply knows, with what that is."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Asked:
    """The mirror output of one call in one environment, under a name of the evaluated root module."""

    name: str
    root: Root
    call: ModuleCall
    environment: str


def mirror_list(
    composition: Composition, engine: Runner | None, project: Path | None = None
) -> MirrorList:
    """Return what the composition pulls, over all environments.

    Args:
        composition: what is rendered.
        engine: evaluates the modules' outputs; not used, and so may be None, where `needs_engine` says no.
        project: folder of the project, for values of the site's own (`terraform.tfvars`, `*.auto.tfvars`) beside the roots.

    Raises:
        ToolFailedError: the engine cannot evaluate the modules.
    """
    sources = _Sources(composition, project)
    calls, unknown = _evaluable(composition, sources)
    items: tuple[Item, ...] = ()
    if calls and engine is not None:
        asked = tuple(
            _Asked(f"r{i}_{j}", root, call, environment)
            for i, (root, call) in enumerate(calls)
            for j, environment in enumerate(composition.environments)
        )
        items = _items(asked, _evaluate(asked, sources, engine))
    return MirrorList(items, tuple(_limits(composition)), tuple(unknown))


def needs_engine(composition: Composition) -> bool:
    """Return whether any module says that it pulls something; those of public clouds do not."""
    sources = _Sources(composition)
    return any(True for _ in _mirrored(composition, sources))


class _Sources:
    """Parts of every module of a composition, by its folder in the project."""

    def __init__(self, composition: Composition, project: Path | None = None) -> None:
        self._roots = {root.folder: root for s in composition.stacks for root in s.roots}
        self.modules = {f"modules/{m.key}": m for m in composition.modules}
        self.parts = lru_cache(maxsize=None)(self._read)
        self._project = project
        self.own_values = lru_cache(maxsize=None)(self._own_values)

    def _read(self, folder: str) -> Parts:
        if folder in self._roots:
            return _root_parts(self._roots[folder])
        module = self.modules.get(folder)
        if module is None:
            raise SliceError(folder, "files that are not part of the project")
        paths = sorted(module.folder.glob("*.tf"))
        return read_parts(folder, [p.read_text(encoding="utf-8") for p in paths])

    def _own_values(self, folder: str) -> Mapping[str, str]:
        """Return values that Terraform loads by itself, as written; later files win."""
        if self._project is None:
            return {}
        here = self._project / folder
        paths = [here / "terraform.tfvars", *sorted(here.glob("*.auto.tfvars"))]
        texts = (path.read_text(encoding="utf-8") for path in paths if path.is_file())
        return {part.name: part.text for text in texts for part in scan(text) if part.is_attribute}


def _root_parts(root: Root) -> Parts:
    return Parts(
        inputs={
            v.name: Input(v.type, None if v.default is UNSET else literal(v.default))
            for v in root.variables
        },
        locals={name: value.text for name, value in root.locals.items()},
        calls={
            call.label: Call(
                f"modules/{call.key}", {k: literal(v) for k, v in call.arguments.items()}
            )
            for call in root.calls
        },
        outputs={call.label: f"module.{call.label}.{OUTPUT}" for call in root.calls},
    )


def _mirrored(composition: Composition, sources: _Sources) -> Iterator[tuple[Root, ModuleCall]]:
    for root in (r for s in composition.stacks for r in s.roots):
        for call in root.calls:
            if OUTPUT in sources.parts(f"modules/{call.key}").outputs:
                yield root, call


def _evaluable(
    composition: Composition, sources: _Sources
) -> tuple[list[tuple[Root, ModuleCall]], list[Limit]]:
    """Return the calls whose list can be evaluated, and why the others' cannot."""
    found, unknown = [], []
    for root, call in _mirrored(composition, sources):
        alone = Slice(sources.parts)
        try:
            alone.want(root.folder, call.label)
            _check_values(root, alone.inputs(root.folder), sources.own_values(root.folder))
        except SliceError as error:
            unknown.append(Limit(call.key, f"{error.folder} needs {error.needed}"))
        else:
            found.append((root, call))
    return found, unknown


def _check_values(root: Root, names: Iterable[str], own: Mapping[str, str]) -> None:
    required = {v.name for v in root.variables if v.default is UNSET} - set(own)
    for name in names:
        if name in required and any(name not in values for values in root.tfvars.values()):
            raise SliceError(root.folder, f"var.{name}, which the pipeline hands over")


def _evaluate(asked: tuple[_Asked, ...], sources: _Sources, engine: Runner) -> Mapping[str, Any]:
    """Return each asked output."""
    wanted = Slice(sources.parts)
    for one in asked:
        wanted.want(one.root.folder, one.call.label)
    with tempfile.TemporaryDirectory(prefix="aiarch-mirror-") as name:
        folder = Path(name)
        for path, text in (*wanted.files(), ("main.tf", "\n".join(_entry(asked, wanted, sources)))):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        for path in wanted.with_files & set(sources.modules):
            _copy_beside(sources.modules[path], folder / path)
        flags = ("-input=false", "-no-color")
        jobs = [
            Job(folder, ("init", "-backend=false", *flags)),
            Job(folder, ("apply", "-auto-approve", *flags)),
            Job(folder, ("output", "-json")),
        ]
        answers = engine.start(jobs).wait()
    return _outputs(answers)


def _entry(asked: tuple[_Asked, ...], wanted: Slice, sources: _Sources) -> Iterator[str]:
    """Yield a root module that calls each root module of ours once per environment."""
    entries = {(a.root.folder, a.environment): a for a in asked}
    for (folder, environment), one in entries.items():
        # Files given with -var-file win over those Terraform finds by itself.
        given = {k: literal(v, 1) for k, v in one.root.tfvars.get(environment, {}).items()}
        values = {**sources.own_values(folder), **given}
        yield f'module "{one.name}" {{\n  source = "./{folder}"'
        for name in wanted.inputs(folder):
            if name in values:
                yield f"  {name} = {values[name]}"
        yield "}"
    for one in asked:
        entry = entries[one.root.folder, one.environment]
        yield f'output "{one.name}" {{\n  value = module.{entry.name}.{one.call.label}\n}}'


def _copy_beside(module: ModuleFolder, target: Path) -> None:
    for path in sorted(module.folder.rglob("*")):
        inside = path.relative_to(module.folder)
        if path.is_file() and path.suffix != ".tf" and inside.parts[0] != "tests":
            (target / inside).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target / inside)


def _outputs(answers: list[Completed]) -> Mapping[str, Any]:
    for answer in answers:
        if answer.code != 0:
            said = [line.strip(" │╷╵") for line in answer.stderr.splitlines()]
            reason = " ".join(line for line in said if line)[:300]
            raise ToolFailedError(
                f"the mirror list cannot be evaluated: {reason or 'the engine said nothing'}",
                code="MIR001",
                hint="`aiarch blueprint validate` and `aiarch validate` say more",
            )
    data = json.loads(answers[-1].stdout)
    return {name: output["value"] for name, output in data.items()}


def _items(asked: tuple[_Asked, ...], outputs: Mapping[str, Any]) -> tuple[Item, ...]:
    """Return the distinct items, sorted."""
    users: defaultdict[Item, tuple[set[str], dict[str, None]]] = defaultdict(lambda: (set(), {}))
    for one in asked:
        for entry in outputs.get(one.name) or ():
            item = Item(str(entry["kind"]), str(entry["source"]), str(entry["target"]))
            modules, environments = users[item]
            modules.add(one.call.key)
            environments[one.environment] = None
    order = list(dict.fromkeys(one.environment for one in asked))
    return tuple(
        dataclasses.replace(
            item,
            modules=tuple(sorted(modules)),
            environments=tuple(sorted(environments, key=order.index)),
        )
        for item, (modules, environments) in sorted(users.items())
    )


def _limits(composition: Composition) -> Iterator[Limit]:
    """Yield what the modules' READMEs say about their lists."""
    for module in composition.modules:
        readme = module.folder / "README.md"
        if module.key.rpartition("/")[2].startswith("_") or not readme.is_file():
            continue
        for bullet in _BULLET.findall(readme.read_text(encoding="utf-8")):
            if _LIMIT.search(bullet):
                yield Limit(module.key, " ".join(bullet.split()))
