"""Networks: what environments, stacks and the organisation use must not overlap."""

from __future__ import annotations

import dataclasses
import ipaddress
import itertools
from collections.abc import Iterator

from aiarch.errors import Location, Severity
from aiarch.live.rendered import Given
from aiarch.live.world import Target, World
from aiarch.validate.finding import CheckerReport, Finding

NAME = "networks"
Net = ipaddress.IPv4Network | ipaddress.IPv6Network
FIX = "give it another range in blueprint.yaml, and render again"


@dataclasses.dataclass(frozen=True, slots=True)
class _Network:
    net: Net
    target: Target
    at: Location
    adopted: bool

    def __str__(self) -> str:
        return f"{self.net} of {self.target}"


class NetworksApart:
    """Compares the networks of all stacks and environments, whatever was asked for: they meet sooner or later."""

    name = NAME
    platform = ""
    online = False

    def look(self, world: World) -> CheckerReport:
        """Return overlaps, and values that are no networks."""
        own: list[_Network] = []
        corporate: list[_Network] = []
        findings: list[Finding] = []
        for target in world.all_targets:
            for entry in world.knowledge.networks.values():
                for names, found in ((entry.own, own), (entry.corporate, corporate)):
                    for _, name, given in world.arguments(target, entry.module, names):
                        for text in _texts(given):
                            net = _network(text)
                            if net is None:
                                findings.append(_no_network(name, text, given.at))
                            else:
                                found.append(_Network(net, target, given.at, entry.adopted))
        linked = frozenset(
            frozenset((link.primary, link.leg))
            for link in world.blueprint.links
            if link.kind == "network"
        )
        findings += _among(own, linked)
        findings += _with_corporate(own, corporate)
        return CheckerReport.ran(NAME, findings, networks=len(own), corporate=len(corporate))


def _texts(given: Given) -> list[str]:
    value = given.value
    items = value if isinstance(value, list) else [value]
    return [str(item) for item in items]


def _network(text: str) -> Net | None:
    try:
        return ipaddress.ip_network(text)
    except ValueError:
        return None


def _overlap(one: Net, other: Net) -> bool:
    return one.version == other.version and one.overlaps(other)


def _within(inner: Net, outer: Net) -> bool:
    """Return whether a network is a true part of another one; the two are known to overlap."""
    return inner.prefixlen > outer.prefixlen


def _among(own: list[_Network], linked: frozenset[frozenset[str]]) -> Iterator[Finding]:
    """Yield overlaps of our own networks."""
    for one, other in itertools.combinations(own, 2):
        same_stack = one.target.platform == other.target.platform
        shared = same_stack and one.adopted and other.adopted
        if one.target == other.target or shared or not _overlap(one.net, other.net):
            continue
        meet = (
            one.target.environment == other.target.environment
            and frozenset((one.target.platform, other.target.platform)) in linked
        )
        yield Finding(
            "PRE031",
            NAME,
            Severity.ERROR if meet else Severity.WARNING,
            f"{other} overlaps {one}" + (", and the blueprint links the two" if meet else ""),
            other.at,
            hint=FIX if meet else f"{FIX}; they cannot be connected like this",
        )


def _with_corporate(own: list[_Network], corporate: list[_Network]) -> Iterator[Finding]:
    """Yield overlaps with networks of the organisation; one that exists already is part of them."""
    for mine, theirs in itertools.product([n for n in own if not n.adopted], corporate):
        same_stack = mine.target.platform == theirs.target.platform
        if mine.target.environment != theirs.target.environment or not _overlap(
            mine.net, theirs.net
        ):
            continue
        carved = _within(mine.net, theirs.net)
        if not same_stack and not carved:
            continue  # a stack tells the other one its own networks
        yield Finding(
            "PRE032",
            NAME,
            Severity.WARNING if carved else Severity.ERROR,
            f"{mine} lies inside the organisation's {theirs.net}"
            if carved
            else f"{mine} overlaps the organisation's {theirs.net}, which it could then not reach",
            mine.at,
            hint="have it reserved for this platform by whoever plans addresses" if carved else FIX,
        )


def _no_network(name: str, text: str, at: Location) -> Finding:
    return Finding(
        "PRE030",
        NAME,
        Severity.ERROR,
        f"{name}: {text!r} is no network",
        at,
        hint="write it as 10.64.0.0/16, without bits behind the prefix",
    )
