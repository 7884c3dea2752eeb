"""The state bucket on AWS: there, in its region, versioned, closed, with its key, and not locked by a run that was killed."""

from __future__ import annotations

import dataclasses

from aiarch.errors import Severity
from aiarch.live.aws.account import AwsCheck, Notes, aws_targets
from aiarch.live.aws.session import Aws, CallFailedError
from aiarch.live.rendered import Backend
from aiarch.live.world import Target, World
from aiarch.validate.finding import CheckerReport, Finding

NAME = "aws-state"
ABSENT = frozenset({"404", "NoSuchBucket"})
NO_OBJECT = frozenset({"404", "NoSuchKey"})
UNSET = "NoSuchPublicAccessBlockConfiguration"
LOCK = ".tflock"
"""Suffix of the object Terraform locks with (`use_lockfile`)."""
BLOCKS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
OLD_NAMES = {"": "us-east-1", "EU": "eu-west-1"}
"""What GetBucketLocation calls the two oldest regions."""


class StateReady(AwsCheck):
    """Looks at each bucket and key once, and at every state for a lock."""

    name = NAME

    def look(self, world: World) -> CheckerReport:
        """Return what would stop a plan or endanger a state; skipped where no state is kept in S3."""
        if not _places(world, list(aws_targets(world))):
            return CheckerReport.skipped(NAME, "the state is not kept in S3")
        return super().look(world)

    def look_at(self, world: World, aws: Aws, targets: list[Target], notes: Notes) -> None:
        """Find what would stop a plan or endanger a state."""
        there: dict[str, bool] = {}
        for place in _places(world, targets):
            if place.bucket not in there:
                world.progress(f"{NAME}: {place.bucket}")
                there[place.bucket] = False
                with notes.softly():
                    faults = _absent(aws, place)
                    notes.findings += faults
                    there[place.bucket] = not faults
                looks = (_versions, _open, _unlocked) if there[place.bucket] else ()
                for look in (*looks, _key):
                    with notes.softly():
                        notes.findings += look(aws, place)
            if there[place.bucket]:
                with notes.softly():
                    notes.findings += _locked(aws, place)
        notes.facts["buckets"] = ", ".join(there)


@dataclasses.dataclass(frozen=True, slots=True)
class _Place:
    """Where one root module keeps its state in one environment."""

    target: Target
    backend: Backend

    @property
    def bucket(self) -> str:
        return self.backend.text("bucket")

    @property
    def region(self) -> str:
        return self.backend.text("region")

    @property
    def bootstrap(self) -> str:
        return f"aiarch bootstrap -e {self.target.environment}"

    def finding(
        self, code: str, message: str, hint: str, severity: Severity = Severity.ERROR
    ) -> Finding:
        return Finding(code, NAME, severity, message, self.backend.at, hint=hint)


def _places(world: World, targets: list[Target]) -> list[_Place]:
    return [
        _Place(target, backend)
        for target in targets
        for root in world.roots(target.platform)
        if (backend := world.rendered.backend(root, target.environment)) and backend.type == "s3"
    ]


def _absent(aws: Aws, place: _Place) -> list[Finding]:
    try:
        reply = aws.call("s3", "get_bucket_location", place.region, Bucket=place.bucket)
    except CallFailedError as error:
        if error.reason not in ABSENT:
            raise
        told = f"there is no state bucket {place.bucket}"
        return [place.finding("PRE140", told, f"make it: {place.bootstrap}")]
    found = str(reply.get("LocationConstraint") or "")
    found = OLD_NAMES.get(found, found)
    if found == place.region:
        return []
    told = f"the state bucket {place.bucket} lies in {found}, not in {place.region}"
    return [place.finding("PRE141", told, "move it, or correct the region in blueprint.yaml")]


def _versions(aws: Aws, place: _Place) -> list[Finding]:
    reply = aws.call("s3", "get_bucket_versioning", place.region, Bucket=place.bucket)
    if reply.get("Status") == "Enabled":
        return []
    told = f"the state bucket {place.bucket} keeps no versions, so a damaged state cannot be brought back"
    return [place.finding("PRE142", told, f"apply the bootstrap again: {place.bootstrap}")]


def _open(aws: Aws, place: _Place) -> list[Finding]:
    try:
        reply = aws.call("s3", "get_public_access_block", place.region, Bucket=place.bucket)
    except CallFailedError as error:
        if error.reason != UNSET:
            raise
        reply = {}
    settings = reply.get("PublicAccessBlockConfiguration", {})
    if all(settings.get(name) for name in BLOCKS):
        return []
    told = f"the state bucket {place.bucket} does not block public access"
    return [place.finding("PRE143", told, f"apply the bootstrap again: {place.bootstrap}")]


def _unlocked(_: Aws, place: _Place) -> list[Finding]:
    lock = place.backend.text("use_lockfile").lower() == "true"
    if lock or place.backend.text("dynamodb_table"):
        return []
    told = "nothing locks the state while it is written"
    return [place.finding("PRE144", told, "set use_lockfile = true in the backend block")]


def _key(aws: Aws, place: _Place) -> list[Finding]:
    key = place.backend.text("kms_key_id")
    if not key:
        return []
    try:
        reply = aws.call("kms", "describe_key", place.region, KeyId=key)
    except CallFailedError as error:
        if error.reason != "NotFoundException":
            raise
        told = f"there is no key {key} for the state"
        return [place.finding("PRE145", told, f"make it: {place.bootstrap}")]
    state = str(reply.get("KeyMetadata", {}).get("KeyState", "")) or "in an unknown state"
    if state == "Enabled":
        return []
    told = f"the state's key {key} is {state}"
    return [place.finding("PRE146", told, "enable it, or cancel its deletion, before any plan")]


def _locked(aws: Aws, place: _Place) -> list[Finding]:
    name = place.backend.text("key") + LOCK
    try:
        reply = aws.call("s3", "head_object", place.region, Bucket=place.bucket, Key=name)
    except CallFailedError as error:
        if error.reason not in NO_OBJECT:
            raise
        return []
    since = reply.get("LastModified")
    told = f"the state {place.backend.text('key')} of {place.target} is locked"
    told += f" since {since:%Y-%m-%d %H:%M} UTC" if since else ""
    hint = "wait for the run that holds it; where none does, `terraform force-unlock` frees it"
    return [place.finding("PRE147", told, hint, Severity.WARNING)]
