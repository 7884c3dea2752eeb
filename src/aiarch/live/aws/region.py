"""Regions on AWS: enabled for the account, and with the instance types that were chosen."""

from __future__ import annotations

from collections.abc import Iterator

from aiarch.errors import Severity
from aiarch.live.aws.account import PLATFORM, AwsCheck, Notes, region_of
from aiarch.live.aws.instances import ML, Choice, chosen
from aiarch.live.aws.session import Aws
from aiarch.live.world import Target, World
from aiarch.validate.finding import Finding

NAME = "aws-region"
CLOSED = "not-opted-in"


class RegionUsable(AwsCheck):
    """Asks EC2, which knows regions and types; that SageMaker has a type is likely where EC2 has it, not certain."""

    name = NAME

    def look_at(self, world: World, aws: Aws, targets: list[Target], notes: Notes) -> None:
        """Find regions that are not enabled, and types that are not offered there."""
        regions = dict.fromkeys(r for t in targets if (r := region_of(world, t)))
        for region in regions:
            world.progress(f"{NAME}: {region}")
            with notes.softly():
                closed = _closed(world, aws, region)
                notes.findings += closed
                if not closed:
                    here = [t for t in targets if region_of(world, t) == region]
                    choices = [c for t in here for c in chosen(world, t)]
                    notes.findings += _types(aws, region, choices)
        notes.facts["regions"] = ", ".join(regions)


def _closed(world: World, aws: Aws, region: str) -> list[Finding]:
    home = world.knowledge.home_region(PLATFORM, region)
    reply = aws.call("ec2", "describe_regions", home, AllRegions=True)
    states = {str(r["RegionName"]): str(r.get("OptInStatus", "")) for r in reply.get("Regions", ())}
    if region not in states:
        return [
            Finding(
                "PRE120",
                NAME,
                Severity.ERROR,
                f"AWS has no region {region!r} in this partition",
                hint="correct `region` in blueprint.yaml, and render again",
            )
        ]
    if states[region] != CLOSED:
        return []
    return [
        Finding(
            "PRE121",
            NAME,
            Severity.ERROR,
            f"the account has not enabled the region {region}",
            hint=f"aws account enable-region --region-name {region}; it takes some minutes",
        )
    ]


def _types(aws: Aws, region: str, choices: list[Choice]) -> Iterator[Finding]:
    types = {c.type: c for c in reversed(choices)}
    if not types:
        return
    # No filter: a family would need a wildcard, and all types are a page or two.
    offered = {
        str(offer["InstanceType"])
        for page in aws.pages(
            "ec2",
            "describe_instance_type_offerings",
            region,
            "InstanceTypeOfferings",
            LocationType="region",
        )
        for offer in page
    }
    for name, choice in sorted(types.items()):
        if not any(choice.covers(f"{ML}{instance}") for instance in offered):
            yield Finding(
                "PRE122",
                NAME,
                Severity.WARNING,
                f"{region} does not seem to have {name}: EC2 offers no such type there",
                choice.at,
                hint=f"choose another type for {choice.argument}, or another region",
            )
