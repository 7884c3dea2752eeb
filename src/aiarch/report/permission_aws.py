"""IAM policies of a deployer: statements bounded by name, by tag or by region, split into managed policies."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from aiarch.model.permission import AwsRights

LIMIT = 6144
"""Characters of a managed policy, white space not counted (IAM quotas)."""
POLICIES_PER_ROLE = 10
"""Managed policies that a role may have (IAM quotas, the default)."""
ACCOUNT = "{account}"
"""Stands in every document for the account's id; printers replace it."""
_WIDEST = "0" * 12
_KEYS = "arn:{partition}:kms:{region}:{account}:key/*"
_ROLES = "arn:{partition}:iam::{account}:role/{prefix}/*"
_LINKED = "arn:{partition}:iam::{account}:role/aws-service-role/{service}.amazonaws.com/*"
_GRANT = "kms:CreateGrant"
_TAGGED = {"Make", "Own"}
_ANYWHERE = {"Read": "ReadAny", "Make": "MakeAny"}

Condition: TypeAlias = Mapping[str, Mapping[str, Any]]
Statement: TypeAlias = dict[str, Any]


@dataclasses.dataclass(frozen=True, slots=True)
class AwsNames:
    """What stands for the placeholders of ARNs, and the tags that every resource of the project carries."""

    prefix: str
    region: str
    project: str
    environment: str

    @property
    def partition(self) -> str:
        """Partition of the region."""
        if self.region.startswith("us-gov-"):
            return "aws-us-gov"
        return "aws-cn" if self.region.startswith("cn-") else "aws"

    def arn(self, pattern: str) -> str:
        """Return a pattern with everything but the account filled in."""
        return (
            pattern.replace("{partition}", self.partition)
            .replace("{region}", self.region)
            .replace("{prefix}", self.prefix)
        )

    @property
    def is_ours(self) -> Condition:
        """Condition: the resource carries the project's tags."""
        return {
            "StringEquals": {
                "aws:ResourceTag/Environment": self.environment,
                "aws:ResourceTag/Project": self.project,
            }
        }

    @property
    def makes_ours(self) -> Condition:
        """Condition: the request gives the project's tags, and takes nothing from another project."""
        return {
            "StringEquals": {
                "aws:RequestTag/Environment": self.environment,
                "aws:RequestTag/Project": self.project,
            },
            "StringEqualsIfExists": {"aws:ResourceTag/Project": self.project},
        }

    @property
    def here(self) -> Condition:
        """Condition: in the project's region."""
        return {"StringEquals": {"aws:RequestedRegion": self.region}} if self.region else {}


@dataclasses.dataclass(frozen=True, slots=True)
class _Grant:
    kind: str
    actions: frozenset[str]
    resources: tuple[str, ...]
    condition: Condition

    @property
    def key(self) -> str:
        """What grants that become one statement share.

        Under a tag condition those are all of a service: each of its actions knows its own kinds of resources, so that naming
        them together grants nothing more. Under a name the resources are part of it.
        """
        services = sorted({action.partition(":")[0] for action in self.actions})
        together = services if self.kind in _TAGGED else self.resources
        return json.dumps([self.kind, together, self.condition], sort_keys=True)


def policies(
    entries: Iterable[AwsRights],
    names: AwsNames,
    without_resource: frozenset[str],
    *,
    may_write: bool,
    may_empty: bool = False,
) -> tuple[dict[str, Any], ...]:
    """Return the policy documents of a role, each within IAM's limit.

    Args:
        entries: rights of the types in use.
        names: prefix, region and tags.
        without_resource: actions that take no resource.
        may_write: for the apply role; the plan role only reads.
        may_empty: for environments made to be thrown away.
    """
    used = tuple(
        entry if may_empty else entry.model_copy(update={"ephemeral": ()}) for entry in entries
    )
    grants = [
        grant
        for entry in used
        for grant in _grants(entry, names, without_resource, may_write=may_write)
    ]
    merged: dict[str, _Grant] = {}
    for grant in (*grants, *(_handed_on(used, names) if may_write else ())):
        known = merged.setdefault(grant.key, grant)
        merged[grant.key] = dataclasses.replace(
            grant,
            actions=grant.actions | known.actions,
            resources=tuple(sorted({*grant.resources, *known.resources})),
        )
    ordered = sorted(merged.values(), key=lambda g: (g.kind, g.resources, sorted(g.actions)))
    return tuple(_split(ordered))


def _grants(
    entry: AwsRights, names: AwsNames, without: frozenset[str], *, may_write: bool
) -> Iterator[_Grant]:
    yield from _bounded("Read", entry.read, entry.names, {}, {}, names, without)
    if not may_write:
        return
    owned = names.is_ours if entry.by_tag else {}
    if entry.by_tag and entry.create:
        made = names.makes_ours
        yield from _bounded("Make", entry.create, entry.names, made, made, names, without)
        # Again for what is there already: parents it hangs on, and its own tags when they change.
        again = tuple(a for a in entry.create if a not in without)
        there = tuple(dict.fromkeys((*entry.names, *entry.parents)))
        yield from _bounded("Own", again, there, owned, {}, names, without)
    writes = (*entry.write, *entry.ephemeral)
    writes = writes if entry.by_tag else (*entry.create, *writes)
    kind = "Own" if entry.by_tag else "Named" if entry.names else "Account"
    yield from _bounded(kind, writes, entry.names, owned, names.here, names, without)
    yield from _keys(entry, names)


def _bounded(
    kind: str,
    actions: tuple[str, ...],
    resources: tuple[str, ...],
    condition: Condition,
    otherwise: Condition,
    names: AwsNames,
    without: frozenset[str],
) -> Iterator[_Grant]:
    """Yield the actions on the resources, and apart from them those that take none, under another condition."""
    scoped = frozenset(a for a in actions if a not in without and resources)
    arns = tuple(sorted(names.arn(r) for r in resources))
    for service in sorted({a.partition(":")[0] for a in scoped}):
        mine = frozenset(a for a in scoped if a.startswith(f"{service}:"))
        yield _Grant(kind, mine, arns, condition)
    free = frozenset(actions) - scoped
    if free:
        yield _Grant(_ANYWHERE.get(kind, "Account"), free, ("*",), otherwise)


def _handed_on(entries: tuple[AwsRights, ...], names: AwsNames) -> Iterator[_Grant]:
    """Yield what lets services act in the project's name: roles passed to them, and linked roles of their own."""
    passed = sorted({f"{s}.amazonaws.com" for entry in entries for s in entry.pass_role})
    if passed:
        condition = {"StringEquals": {"iam:PassedToService": passed}}
        yield _Grant("Pass", frozenset({"iam:PassRole"}), (names.arn(_ROLES),), condition)
    linked = sorted({service for entry in entries for service in entry.linked_roles})
    if linked:
        services = [f"{service}.amazonaws.com" for service in linked]
        yield _Grant(
            "Linked",
            frozenset({"iam:CreateServiceLinkedRole"}),
            tuple(names.arn(_LINKED).replace("{service}", service) for service in linked),
            {"StringEquals": {"iam:AWSServiceName": services}},
        )


def _keys(entry: AwsRights, names: AwsNames) -> Iterator[_Grant]:
    for service, actions in entry.key_use.items():
        via = {"kms:ViaService": f"{service}.{names.region}.amazonaws.com"}
        ours = {"StringEquals": {**names.is_ours["StringEquals"], **via}}
        used = frozenset(actions) - {_GRANT}
        if used:
            yield _Grant("Keys", used, (names.arn(_KEYS),), ours)
        if _GRANT in actions:
            only = {**ours, "Bool": {"kms:GrantIsForAWSResource": "true"}}
            yield _Grant("KeysGrant", frozenset({_GRANT}), (names.arn(_KEYS),), only)


def _split(grants: list[_Grant]) -> Iterator[dict[str, Any]]:
    """Yield documents that hold the statements in order, each as full as the limit allows."""
    statements: list[Statement] = []
    count: dict[str, int] = {}
    for grant in grants:
        for part in _within(grant):
            count[grant.kind] = count.get(grant.kind, 0) + 1
            statement = _statement(part, count[grant.kind])
            if statements and size(_document([*statements, statement])) > LIMIT:
                yield _document(statements)
                statements = []
            statements.append(statement)
    if statements:
        yield _document(statements)


def _within(grant: _Grant) -> Iterator[_Grant]:
    """Yield a grant in parts that fit a policy each."""
    if size(_document([_statement(grant, 99)])) <= LIMIT or len(grant.actions) == 1:
        yield grant
        return
    actions = sorted(grant.actions)
    half = len(actions) // 2
    for part in (actions[:half], actions[half:]):
        yield from _within(dataclasses.replace(grant, actions=frozenset(part)))


def _statement(grant: _Grant, number: int) -> Statement:
    statement: Statement = {
        "Sid": f"{grant.kind}{number}",
        "Effect": "Allow",
        "Action": sorted(grant.actions),
        "Resource": list(grant.resources),
    }
    if grant.condition:
        statement["Condition"] = {k: dict(v) for k, v in grant.condition.items()}
    return statement


def _document(statements: list[Statement]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": statements}


def size(document: Mapping[str, Any]) -> int:
    """Return how many characters IAM counts, with an account id in place."""
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    return len("".join(text.split()).replace(ACCOUNT, _WIDEST))
