"""The composer: from a blueprint and the catalogue to root modules as plain data."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterable, Mapping

from aiarch.blueprint.links import with_agreed
from aiarch.catalog.catalog import Catalog, unknown
from aiarch.catalog.placeholders import fill
from aiarch.compose.bind import Scope, Wires, bind_inputs, blueprint_value
from aiarch.compose.check import check_blueprint, places
from aiarch.compose.links import link_ends, link_layers
from aiarch.compose.select import Places, Selected, check_layers, select_modules
from aiarch.compose.settings import check_settings
from aiarch.errors import Diagnostic, InputError
from aiarch.model.blueprint import Blueprint, Link, Stack
from aiarch.model.capability import LAYER_ORDER, Backend, Layer, Platform
from aiarch.model.composition import (
    UNSET,
    Composition,
    Expr,
    HclValue,
    ModuleCall,
    ModuleFolder,
    ProviderPin,
    Root,
    RootOutput,
    RootVariable,
    StackPlan,
)
from aiarch.yamlio.parse import Document

_REFERENCE = re.compile(r"\b(?:var|local)\.([a-z][a-z0-9_]*)")


def compose(
    blueprint: Blueprint, catalog: Catalog, document: Document | None = None
) -> Composition:
    """Return the root modules of every stack; the same blueprint and catalogue give the same composition.

    Args:
        blueprint: what to build.
        catalog: where modules come from.
        document: the file the blueprint was read from, for places in diagnostics.

    Raises:
        InputError: the blueprint names what nobody knows, or a setting does not fit (all faults at once).
        NoSolutionError: something decided has no, or more than one, module; or an excluded platform is used.
    """
    check_blueprint(blueprint, catalog, document)
    blueprint = with_agreed(blueprint, catalog)
    environments = tuple(blueprint.environments)
    chosen = [
        _select(stack, environments, catalog, places(document, "stacks", index))
        for index, stack in enumerate(blueprint.stacks)
    ]
    used: dict[str, ModuleFolder] = {}
    for selected in chosen:
        used |= _folders(selected.values(), catalog)
    stacks = [
        _stack(stack, blueprint, catalog, selected)
        for stack, selected in zip(blueprint.stacks, chosen, strict=True)
    ]
    return Composition(
        project=blueprint.metadata.name,
        owner=blueprint.metadata.owner,
        environments=environments,
        stacks=tuple(stacks),
        modules=tuple(used[key] for key in sorted(used)),
        wiring=blueprint.delivery.wiring,
    )


def _select(
    stack: Stack, environments: tuple[str, ...], catalog: Catalog, at: Places
) -> Mapping[str, Selected]:
    """Return the modules of a stack, with settings that fit."""
    selected = select_modules(stack, catalog, at)
    faults = [*check_layers(selected.values())]
    for item in selected.values():
        faults.extend(check_settings(item, environments, at))
    if faults:
        raise InputError("the blueprint does not fit the catalogue", diagnostics=tuple(faults))
    return selected


def _stack(
    stack: Stack, blueprint: Blueprint, catalog: Catalog, selected: Mapping[str, Selected]
) -> StackPlan:
    platform = catalog.platforms.get(stack.platform)
    if platform is None:
        raise unknown("platform descriptor", stack.platform, catalog.platforms, code="CMP031")
    scope = Scope(
        blueprint,
        catalog,
        platform,
        selected,
        tuple(blueprint.environments),
        blueprint.delivery.wiring,
    )
    faults: list[Diagnostic] = []
    links = link_layers(scope, stack.platform)
    roots = tuple(
        _root(layer, mine, stack, scope, links.get(layer, ()), faults)
        for layer in LAYER_ORDER
        if (mine := [s for s in selected.values() if s.module.manifest.layer is layer])
    )
    if faults:
        raise InputError("inputs cannot be bound", diagnostics=tuple(faults))
    gaps = tuple((g.capability, g.flavour, g.because) for g in stack.gaps)
    return StackPlan(stack.platform, platform.title, stack.role, roots, gaps)


def _root(
    layer: Layer,
    items: list[Selected],
    stack: Stack,
    scope: Scope,
    links: tuple[Link, ...],
    faults: list[Diagnostic],
) -> Root:
    wires = Wires()
    calls = tuple(_call(item, bind_inputs(item, scope, wires)) for item in _topological(items))
    ends = link_ends(links, stack.platform, layer, scope, wires)
    platform, bootstrap = scope.platform, layer is Layer.BOOTSTRAP
    state = platform.backend_for(scope.blueprint.delivery.state_backend)
    names = sorted({p for item in items for p in item.module.manifest.providers})
    providers = {name: _pin(name, platform, items) for name in names}
    remote: dict[str, Mapping[str, HclValue]] = {}
    for earlier in (x for x in LAYER_ORDER if x in wires.remote):
        remote[str(earlier)] = {
            k: Expr(v.replace("{layer}", str(earlier))) for k, v in state.remote_state.items()
        }
    texts = [line for pin in providers.values() for line in pin.config]
    texts += [v.text for config in remote.values() for v in config.values() if isinstance(v, Expr)]
    reads = _closure(wires.stack_names | _references(texts), platform)
    words = {e: placeholders(stack, scope.blueprint, e, str(layer)) for e in scope.environments}
    tfvars = {e: dict(wires.tfvars.get(e, {})) for e in scope.environments}
    for name in sorted(reads & set(platform.variables)):
        wires.declare(_platform_variable(name, scope, words, tfvars, wires))
    faults.extend(wires.faults)
    backend = {e: backend_settings(state, words[e]) for e in scope.environments}
    return Root(
        platform=platform.name,
        layer=str(layer),
        folder=f"bootstrap/{platform.name}" if bootstrap else f"stacks/{platform.name}/{layer}",
        calls=calls,
        variables=tuple(wires.variables[k] for k in sorted(wires.variables)),
        locals={k: Expr(platform.locals[k].strip()) for k in sorted(reads & set(platform.locals))},
        remote_states=remote,
        outputs=(*_outputs(items), *(end.output for end in ends)),
        required_version=platform.required_version,
        providers=providers,
        backend="local" if bootstrap else state.type,
        backend_fixed={} if bootstrap else dict(state.fixed),
        backend_config={} if bootstrap else backend,
        tfvars={e: dict(sorted(tfvars[e].items())) for e in scope.environments},
        links=ends,
    )


def backend_settings(backend: Backend, words: Mapping[str, str]) -> dict[str, HclValue]:
    """Return the settings of a backend that differ by environment and layer; `words` are those of `placeholders`."""
    return {k: _filled(v, words) for k, v in backend.by_environment.items()}


def _filled(value: str | Mapping[str, str], words: Mapping[str, str]) -> HclValue:
    if isinstance(value, str):
        return fill(value, words)
    return {key: fill(text, words) for key, text in value.items()}


def _call(item: Selected, arguments: dict[str, HclValue]) -> ModuleCall:
    manifest = item.module.manifest
    return ModuleCall(
        label=item.label,
        key=item.module.key,
        capability=item.capability,
        flavour=item.selection.flavour,
        summary=manifest.summary,
        arguments=dict(sorted(arguments.items())),
        controls=manifest.implements,
    )


def _topological(items: list[Selected]) -> list[Selected]:
    """Order by needs, ties by capability id."""
    left = {s.capability: s for s in sorted(items, key=lambda s: s.capability)}
    ordered: list[Selected] = []
    while left:
        ready = next(
            (
                s
                for s in left.values()
                if not any(n in left for n in s.module.manifest.needs if n != s.capability)
            ),
            None,
        )
        if ready is None:
            raise InputError(
                f"modules need each other in a circle: {', '.join(left)}",
                code="CMP032",
                hint="cut one of the `needs`",
            )
        ordered.append(left.pop(ready.capability))
    return ordered


def _pin(name: str, platform: Platform, items: list[Selected]) -> ProviderPin:
    provider = platform.providers.get(name)
    if provider is None:
        users = ", ".join(i.module.key for i in items if name in i.module.manifest.providers)
        raise unknown(f"provider (used by {users})", name, platform.providers, code="CMP033")
    return ProviderPin(
        provider.source, provider.version, tuple(provider.config.rstrip("\n").splitlines())
    )


def _references(texts: Iterable[str]) -> set[str]:
    return {name for text in texts for name in _REFERENCE.findall(text)}


def _closure(names: set[str], platform: Platform) -> set[str]:
    """Add what the read locals themselves read."""
    done: set[str] = set()
    queue = sorted(names)
    while queue:
        name = queue.pop()
        if name not in done:
            done.add(name)
            queue.extend(sorted(_references([platform.locals.get(name, "")])))
    return done


def _platform_variable(
    name: str,
    scope: Scope,
    words: Mapping[str, Mapping[str, str]],
    tfvars: Mapping[str, dict[str, HclValue]],
    wires: Wires,
) -> RootVariable:
    """Return the root variable, its values per environment put into `tfvars`."""
    declared = scope.platform.variables[name]
    given = bool(declared.value)
    if declared.from_:
        given, value = blueprint_value(scope.blueprint, declared.from_)
        for environment in scope.environments if given else ():
            tfvars[environment][name] = value
        if not given and declared.default is None:
            wires.faults.append(
                Diagnostic(
                    "CMP021",
                    f"root variable {name!r}: the blueprint has no {declared.from_}",
                    hint="decide it (`aiarch assess`), or write it below `choices`",
                )
            )
    else:
        for environment in scope.environments if given else ():
            tfvars[environment][name] = fill(declared.value, words[environment])
    return RootVariable(
        name,
        declared.type,
        declared.description,
        UNSET if given else declared.default,
        declared.validation,
        declared.message,
    )


def placeholders(
    stack: Stack, blueprint: Blueprint, environment: str, layer: str
) -> dict[str, str]:
    """Return the words that platform descriptors may use in braces."""
    record = blueprint.environments[environment]
    seed = f"{blueprint.metadata.repository or blueprint.metadata.name}/{stack.platform}"
    return {
        "project": blueprint.metadata.name,
        "owner": blueprint.metadata.owner,
        "repository": blueprint.metadata.repository,
        "environment": environment,
        "region": record.region or stack.region,
        "account": record.account,
        # Bucket names are global: a short digest keeps them unique without knowing the account.
        "suffix": hashlib.sha256(seed.encode()).hexdigest()[:8],
        "layer": layer,
    }


def _outputs(items: list[Selected]) -> Iterable[RootOutput]:
    for item in sorted(items, key=lambda s: s.label):
        for output in sorted(item.interface):
            yield RootOutput(
                f"{item.label}_{output}",
                Expr(f"module.{item.label}.{output}"),
                f"{output} of {item.capability}.",
            )


def _folders(items: Iterable[Selected], catalog: Catalog) -> dict[str, ModuleFolder]:
    """Return the folders of the modules and of the siblings they call, by key."""
    found: dict[str, ModuleFolder] = {}
    queue = [(i.module.key, i.module.folder, i.module.manifest.uses) for i in items]
    while queue:
        key, folder, uses = queue.pop()
        if key in found:
            continue
        found[key] = ModuleFolder(key, folder)
        for name in uses:
            # `../kubernetes/_raw` names a folder of another family.
            sibling = posixpath.normpath(f"{key.split('/')[0]}/{name}")
            module = catalog.modules.get(sibling)
            queue.append(
                (sibling, module.folder, module.manifest.uses)
                if module
                else (sibling, folder.parent / name, ())
            )
    return found
