"""Service Quotas: room for the instance types that were chosen."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from aiarch.errors import Severity
from aiarch.live.aws.account import PLATFORM, AwsCheck, Notes, region_of
from aiarch.live.aws.instances import FAMILY, Choice, chosen
from aiarch.live.aws.session import Aws
from aiarch.live.world import Target, World
from aiarch.validate.finding import Finding

if TYPE_CHECKING:
    from aiarch.model.preflight import Usage

NAME = "aws-quotas"
SERVICE = "service-quotas"
APPLIED = "list_service_quotas"
DEFAULTS = "list_aws_default_service_quotas"
PAGE = 100


@dataclasses.dataclass(frozen=True, slots=True)
class Quota:
    """An applied quota, or the default where none was applied."""

    name: str
    code: str
    value: float


class QuotasSuffice(AwsCheck):
    """Looks quotas up by name, as their codes differ by type; lists are long, so each is read once per region."""

    name = NAME

    def look_at(self, world: World, aws: Aws, targets: list[Target], notes: Notes) -> None:
        """Find types with less room than is asked for."""
        usages = world.knowledge.usages(PLATFORM)
        wanted: dict[tuple[str, str], dict[Choice, list[Usage]]] = {}
        for target in targets:
            for choice in chosen(world, target):
                for usage in (usages[u] for u in choice.usages if u in usages):
                    key = (region_of(world, target), usage.service)
                    limits = wanted.setdefault(key, {}).setdefault(choice, [])
                    if usage not in limits:
                        limits.append(usage)
        for (region, service), choices in wanted.items():
            with notes.softly():
                quotas = _quotas(world, aws, region, service)
                for choice, limits in choices.items():
                    found = [(usage, _best(choice, usage, quotas)) for usage in limits]
                    lacks = [(u, q) for u, q in found if q is None or q.value < choice.count]
                    notes.findings += _judged(region, choice, lacks)
        notes.facts["choices"] = sum(len(choices) for choices in wanted.values())


def _quotas(world: World, aws: Aws, region: str, service: str) -> Mapping[str, Quota]:
    """Return the quotas of a service by name; what was never raised is only in the list of defaults."""
    found: dict[str, Quota] = {}
    for operation in (DEFAULTS, APPLIED):
        pages = aws.pages(
            SERVICE, operation, region, "Quotas", ServiceCode=service, MaxResults=PAGE
        )
        for number, page in enumerate(pages, 1):
            world.progress(f"{NAME}: {region}, {operation.replace('_', ' ')}, page {number}")
            for item in page:
                name = str(item.get("QuotaName", ""))
                found[name] = Quota(
                    name, str(item.get("QuotaCode", "")), float(item.get("Value", 0))
                )
    return found


def _best(choice: Choice, usage: Usage, quotas: Mapping[str, Quota]) -> Quota | None:
    """Return the largest quota of what a choice covers; None when AWS knows none."""
    if not choice.type.endswith(FAMILY):
        return quotas.get(usage.quota.replace("{type}", choice.type))
    before, _, after = usage.quota.partition("{type}")
    fitting = (
        quota
        for name, quota in quotas.items()
        if name.startswith(before)
        and name.endswith(after)
        and choice.covers(name[len(before) : len(name) - len(after)])
    )
    return max(fitting, key=lambda q: (q.value, q.name), default=None)


def _judged(
    region: str, choice: Choice, lacks: list[tuple[Usage, Quota | None]]
) -> Iterator[Finding]:
    short = [(u, q) for u, q in lacks if q is not None]
    if short:
        told = ", ".join(f"{u.title} {q.value:g}" for u, q in short)
        first = short[0]
        yield Finding(
            "PRE130",
            NAME,
            choice.severity,
            f"{choice.type} in {region}: {choice.count} wanted, allowed are {told} ({choice.why})",
            choice.at,
            hint=_request(region, first[0], first[1], choice.count, more=len(short) - 1),
        )
    unknown = ", ".join(u.title for u, q in lacks if q is None)
    if unknown:
        yield Finding(
            "PRE131",
            NAME,
            Severity.WARNING,
            f"could not look: Service Quotas of {region} has nothing on {choice.type} for {unknown}",
            choice.at,
            hint="the region may not have the type; see the console of Service Quotas",
        )


def _request(region: str, usage: Usage, quota: Quota, count: int, *, more: int) -> str:
    also = f"; the same for {more} more" if more else ""
    return (
        f"aws service-quotas request-service-quota-increase --region {region} --service-code {usage.service}"
        f" --quota-code {quota.code} --desired-value {count}{also}; approval can take days"
    )
