"""Links between stacks in Terraform: what a stack tells its peer (output), what it was told (variable), and whether that is settled (check)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from aiarch.catalog.catalog import Catalog, unknown
from aiarch.catalog.settings import misfits
from aiarch.catalog.sources import outputs_in, with_outputs
from aiarch.catalog.types import hcl, parse_type
from aiarch.compose.bind import Scope, Wires, read_output
from aiarch.compose.select import Places, Selected
from aiarch.errors import Diagnostic, did_you_mean
from aiarch.model.blueprint import Blueprint, Link
from aiarch.model.capability import LAYER_ORDER, Layer
from aiarch.model.composition import Expr, LinkEnd, LinkFact, RootOutput, RootVariable
from aiarch.model.link import LinkField, LinkKind, Way


def check_links(blueprint: Blueprint, catalog: Catalog, at: Places) -> Iterator[Diagnostic]:
    """Yield what is wrong with the links of a blueprint: kinds, sides, payloads and agreed values."""
    seen: set[tuple[str, ...]] = set()
    for index, link in enumerate(blueprint.links):
        key = (link.kind, *sorted((link.primary, link.leg)))
        kind = catalog.links.get(link.kind)
        if kind is None:
            yield from unknown(
                "link", link.kind, catalog.links, at("links", index, "kind"), "CMP040"
            ).diagnostics
        elif key in seen:
            yield Diagnostic(
                "CMP041",
                f"stacks {link.primary} and {link.leg} have two {link.kind} links",
                at("links", index),
                "keep one of them",
            )
        else:
            yield from _sides(link, index, blueprint, at)
            yield from _payload(link, index, kind, at)
            yield from _agreed(link, index, kind, blueprint, at)
        seen.add(key)


def _sides(link: Link, index: int, blueprint: Blueprint, at: Places) -> Iterator[Diagnostic]:
    stacks = {s.platform for s in blueprint.stacks}
    for side in ("primary", "leg"):
        name = getattr(link, side)
        if name not in stacks or link.primary == link.leg:
            yield Diagnostic(
                "CMP041",
                f"the {link.kind} link needs two stacks of this blueprint, {name!r} is no other one",
                at("links", index, side),
                did_you_mean(name, stacks) or f"stacks: {', '.join(sorted(stacks))}",
            )


def _payload(link: Link, index: int, kind: LinkKind, at: Places) -> Iterator[Diagnostic]:
    known = {c.payload for c in kind.crossings}
    if link.payload not in known:
        yield Diagnostic(
            "CMP042",
            f"{link.payload!r} is nothing a {link.kind} link may carry",
            at("links", index, "payload"),
            did_you_mean(link.payload, known) or f"payloads: {', '.join(sorted(known))}",
        )


def _agreed(
    link: Link, index: int, kind: LinkKind, blueprint: Blueprint, at: Places
) -> Iterator[Diagnostic]:
    for environment, told in link.agreed.items():
        here = ("links", index, "agreed", environment)
        if environment not in blueprint.environments:
            known = set(blueprint.environments)
            hint = did_you_mean(environment, known) or f"environments: {', '.join(sorted(known))}"
            yield Diagnostic(
                "CMP043", f"{link.kind} link: the blueprint has no environment {environment!r}", at(*here), hint
            )  # fmt: skip
        for platform, values in told.items():
            if not link.peer_of(platform):
                yield Diagnostic(
                    "CMP043",
                    f"{link.kind} link: {platform!r} is not one of its sides",
                    at(*here, platform),
                    f"sides: {link.primary}, {link.leg}",
                )
            for name, value in values.items():
                yield from _value(link, kind, name, value, at, (*here, platform, name))
        yield from _overlaps(link, kind, told, at, here)


def _value(
    link: Link, kind: LinkKind, name: str, value: object, at: Places, here: tuple[str | int, ...]
) -> Iterator[Diagnostic]:
    field = kind.fields.get(name)
    if field is None:
        known = ", ".join(kind.fields)
        hint = did_you_mean(name, set(kind.fields)) or f"fields: {known}"
        yield Diagnostic("CMP043", f"{link.kind} link has no field {name!r}", at(*here), hint)
        return
    for fault in (*misfits(field.rules, value), *(_not_ranges(value) if field.apart else ())):
        yield Diagnostic("CMP044", f"{link.kind} link, {name}: {fault}", at(*here), field.help)


def _not_ranges(value: object) -> Iterator[str]:
    for text in value if isinstance(value, list) else ():
        try:
            ipaddress.ip_network(text)
        except ValueError as error:
            yield f"no CIDR range: {error}"


def _overlaps(
    link: Link, kind: LinkKind, told: Mapping[str, Any], at: Places, here: tuple[str | int, ...]
) -> Iterator[Diagnostic]:
    """Refuse ranges that both sides claim: neither could route to the other."""
    for name, field in kind.fields.items():
        mine, theirs = (_ranges(told.get(side, {}).get(name)) for side in (link.primary, link.leg))
        for one in mine if field.apart else ():
            for other in (n for n in theirs if n.version == one.version and n.overlaps(one)):
                yield Diagnostic(
                    "CMP045",
                    f"{link.kind} link: {other} of {link.leg} overlaps {one} of {link.primary}",
                    at(*here, link.leg, name),
                    "neither side could route to the other: renumber one of them, or say smaller ranges",
                )


def _ranges(value: object) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    found = []
    for text in value if isinstance(value, list) else ():
        try:
            found.append(ipaddress.ip_network(text))
        except ValueError:
            continue  # said by `_not_ranges`
    return found


def link_layers(scope: Scope, platform: str) -> Mapping[Layer, tuple[Link, ...]]:
    """Return the links of a stack by the layer that carries them: the latest one whose modules the link reads."""
    layers = sorted(
        {s.module.manifest.layer for s in scope.selected.values()} - {Layer.BOOTSTRAP},
        key=LAYER_ORDER.index,
    )
    found: dict[Layer, list[Link]] = {}
    for link in scope.blueprint.links:
        if not link.peer_of(platform) or not layers:
            continue
        read = {
            source.module.manifest.layer
            for field in scope.catalog.links[link.kind].fields.values()
            for source in (_sources(field, scope, platform) or {}).values()
        }
        carrier = max(read, key=LAYER_ORDER.index, default=layers[0])
        found.setdefault(carrier, []).append(link)
    return {layer: tuple(links) for layer, links in found.items()}


def _sources(
    field: LinkField, scope: Scope, platform: str
) -> Mapping[tuple[str, str], Selected] | None:
    """Return (capability, output) → the module that has it; None when this stack cannot say the field."""
    text = field.offered.get(platform)
    if text is None:
        return None
    found: dict[tuple[str, str], Selected] = {}
    for capability, output in outputs_in(text):
        item = scope.selected.get(capability)
        if (
            item is None
            or output not in item.interface
            or item.module.manifest.layer is Layer.BOOTSTRAP
        ):
            return None
        found[capability, output] = item
    return found


def link_ends(
    links: Iterable[Link], platform: str, layer: Layer, scope: Scope, wires: Wires
) -> tuple[LinkEnd, ...]:
    """Return this layer's ends of its links; declares the variables of what the peers say, with their values."""
    return tuple(_end(link, platform, layer, scope, wires) for link in links)


def _end(link: Link, platform: str, layer: Layer, scope: Scope, wires: Wires) -> LinkEnd:
    kind, peer = scope.catalog.links[link.kind], link.peer_of(platform)
    variable = RootVariable(
        name=f"peer_{peer}_{kind.id}",
        type=_type(kind),
        description=f"{kind.title}: what the {peer} stack tells this one (its output link_{platform}_{kind.id}). Null until both sides agreed.",
        default=None,
        validation=f'var.peer_{peer}_{kind.id} == null ? true : var.peer_{peer}_{kind.id}.payload == "{link.payload}"',
        message=f"The {peer} stack means to exchange something other than {link.payload}; both sides of a link name the same payload.",
    )
    wires.declare(variable)
    for environment in scope.environments:
        told = link.agreed.get(environment, {}).get(peer, {})
        if told:
            values = wires.tfvars.setdefault(environment, {})
            values[variable.name] = {"payload": link.payload, **dict(sorted(told.items()))}
    facts = tuple(
        _fact(name, field, platform, layer, scope, wires) for name, field in kind.fields.items()
    )
    output = RootOutput(
        f"link_{peer}_{kind.id}",
        {"payload": link.payload, "way": str(link.way), **{f.name: f.value for f in facts}},
        f"{kind.title}: what this stack tells the {peer} stack. Null is what no module here knows.",
    )
    return LinkEnd(
        kind=kind.id,
        title=kind.title,
        peer=peer,
        way=_way(link, platform),
        payload=link.payload,
        what=link.what,
        variable=variable.name,
        output=output,
        facts=facts,
        open=link.open_in(scope.environments),
    )


def _fact(
    name: str, field: LinkField, platform: str, layer: Layer, scope: Scope, wires: Wires
) -> LinkFact:
    sources = _sources(field, scope, platform)
    if sources is None:
        return LinkFact(name, field.help, None, "")
    expressions = {
        (capability, output): read_output(item, output, layer, "any", scope, wires)
        for (capability, output), item in sources.items()
    }
    known = with_outputs(
        field.offered[platform], {key: expression.text for key, expression in expressions.items()}
    )
    return LinkFact(name, field.help, Expr(known), known)


def _way(link: Link, platform: str) -> str:
    if link.way is Way.BOTH:
        return "both ways"
    target = link.leg if link.way is Way.TO_LEG else link.primary
    return "inbound only" if target == platform else f"outbound only, to {link.peer_of(platform)}"


def _type(kind: LinkKind) -> str:
    """Return the type of a peer's values, one attribute per line as `terraform fmt` aligns it."""
    width = max(len(name) for name in (*kind.fields, "payload"))
    lines = [f"  {'payload':<{width}} = string"]
    lines += [
        f"  {name:<{width}} = optional({hcl(parse_type(field.type))})"
        for name, field in kind.fields.items()
    ]
    return "\n".join(["object({", *lines, "})"])
