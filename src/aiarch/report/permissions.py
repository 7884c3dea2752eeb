"""The least rights that plan and apply need, computed from what a rendered project declares.

Unknown types are reported, never widened: no action, permission or verb here is a wildcard.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from aiarch.catalog.permissions import Permissions
from aiarch.errors import Diagnostic, Location, Severity
from aiarch.model.permission import (
    AwsRights,
    AzureRights,
    Confidence,
    GcpRights,
    KubernetesRights,
    TypeRights,
)
from aiarch.report.permission_aws import ACCOUNT, POLICIES_PER_ROLE, AwsNames, policies, size
from aiarch.report.permission_roles import azure_roles, gcp_roles, kubernetes_roles
from aiarch.report.permission_uses import PROVIDER, Inventory, Manifest, Use, Values

R = TypeVar("R", bound=TypeRights)

UNKNOWN = {
    "aws": "*",
    "azure": "SUBSCRIPTION_ID",
}
"""What stands for an account that nobody named. In an ARN of an identity's policy `*` reaches its own account only."""
GROUP = "MANAGEMENT_GROUP_ID"
EPHEMERAL = {"sandbox", "dev"}
"""Environments whose buckets may be emptied before they are deleted (`is_ephemeral` of the platforms)."""


class Role(StrEnum):
    """Whose rights."""

    PLAN = "plan"
    APPLY = "apply"


@dataclasses.dataclass(frozen=True, slots=True)
class Policy:
    """One document to create in a cloud.

    Attributes:
        scope: where it is assigned: `account`, `subscription`, `project`, `cluster` …
        document: as the cloud's own tools take it, `{account}` standing for the account's id.
    """

    cloud: str
    stack: str
    environment: str
    role: Role
    name: str
    scope: str
    document: Mapping[str, Any]

    @property
    def rights(self) -> tuple[str, ...]:
        """Every action, permission, role or `group/resource:verb` it grants, sorted."""
        return tuple(sorted(set(_rights(self.document))))

    @property
    def characters(self) -> int:
        """Length without white space, as IAM counts it."""
        return size(self.document)

    def filled(self, account: str = "") -> dict[str, Any]:
        """Return the document with the account's id in place."""
        text = json.dumps(self.document, ensure_ascii=False)
        text = text.replace(ACCOUNT, account or UNKNOWN.get(self.cloud, ""))
        return dict(json.loads(text.replace("{management_group}", GROUP)))


@dataclasses.dataclass(frozen=True, slots=True)
class Note:
    """What the reader of a policy must know beyond it."""

    type: str
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Deployer:
    """The rights of the deployers of a project.

    Attributes:
        assumed: types in use whose list of rights was not compared with a source.
        findings: types and modules nothing is known about (errors), and what no policy can hold (warnings).
    """

    policies: tuple[Policy, ...]
    notes: tuple[Note, ...]
    assumed: tuple[str, ...]
    findings: tuple[Diagnostic, ...]


def deployer(
    found: Inventory,
    known: Permissions,
    roles: Iterable[Role] = tuple(Role),
    environment: str = "",
) -> Deployer:
    """Return what the plan and the apply role of each stack and environment need.

    Args:
        found: what the project uses.
        known: rights per type.
        roles: whose rights.
        environment: one environment; "" is all of them.
    """
    wanted = tuple(roles)
    findings = dict.fromkeys((*found.findings, *_unknown(found, known)))
    out: list[Policy] = []
    for values in found.values:
        if environment in {"", values.environment}:
            for role in Role:
                if role in wanted:
                    made: list[Diagnostic] = []
                    out += _of(found, known, values, role, made)
                    findings |= dict.fromkeys(made)
    used = sorted({use.type for use in found.uses} & set(known.types))
    return Deployer(
        tuple(out),
        tuple(Note(t, known.types[t][1].note) for t in used if known.types[t][1].note),
        tuple(t for t in used if known.types[t][1].confidence is Confidence.ASSUMED),
        tuple(sorted(findings, key=_order)),
    )


def _order(finding: Diagnostic) -> tuple[str, Location, str]:
    return (finding.code, finding.at or Location(""), finding.message)


def _unknown(found: Inventory, known: Permissions) -> Iterator[Diagnostic]:
    for use in found.uses:
        if use.type not in known.types:
            if use.type.startswith(PROVIDER):  # most ask for nothing
                continue
            yield Diagnostic(
                "PRM001",
                f"nothing is known about {use.type}: no right is granted for it",
                use.at,
                "add the type to blueprints/permissions/<cloud>.yaml of a pack, with its source",
            )
        elif (entry := known.of(use.type, KubernetesRights)) and entry.carries:
            yield Diagnostic(
                "PRM005",
                f"what {use.type} installs may need more: its type does not tell custom resources and the rules of its roles",
                use.at,
                "compare `helm template` of the chart with the role, or let the cluster's administrator install it",
                Severity.WARNING,
            )


def _entries(uses: Iterable[Use], known: Permissions, model: type[R]) -> list[R]:
    types = dict.fromkeys(use.type for use in uses)
    return [entry for name in sorted(types) if (entry := known.of(name, model))]


def _of(
    found: Inventory, known: Permissions, values: Values, role: Role, findings: list[Diagnostic]
) -> Iterator[Policy]:
    """Yield the documents of one role of one stack in one environment."""
    uses = [use for use in found.uses if use.stack == values.stack]
    may_write = role is Role.APPLY
    name = f"{values.prefix}-{role}"

    def policy(cloud: str, called: str, scope: str, document: Mapping[str, Any]) -> Policy:
        return Policy(cloud, values.stack, values.environment, role, called, scope, document)

    aws = _entries(uses, known, AwsRights)
    names = AwsNames(values.prefix, values.region, values.project, values.environment)
    may_empty = values.environment in EPHEMERAL
    documents = policies(
        aws, names, known.without_resource, may_write=may_write, may_empty=may_empty
    )
    for number, document in enumerate(documents, 1):
        yield policy("aws", f"{name}-{number}", "account", document)
    if len(documents) > POLICIES_PER_ROLE:
        findings.append(_too_many(values, role, len(documents)))

    azure = [
        (entry, tuple(use for use in uses if use.type == entry.type))
        for entry in _entries(uses, known, AzureRights)
    ]
    for scope, document in azure_roles(azure, name, findings, may_write=may_write):
        yield policy("azure", str(document["Name"]), scope, document)

    google = _entries(uses, known, GcpRights)
    for scope, document in gcp_roles(
        google, f"{values.prefix} {role}", may_write=may_write, may_empty=may_empty
    ):
        suffix = "-predefined" if "predefinedRoles" in document else ""
        yield policy("gcp", f"{name}-{scope}{suffix}", scope, document)

    cluster = _entries(uses, known, KubernetesRights)
    manifests: tuple[Manifest, ...] = tuple(m for m in found.manifests if m.stack == values.stack)
    for scope, document in kubernetes_roles(
        cluster, manifests, known.kinds, name, findings, may_write=may_write
    ):
        yield policy("kubernetes", f"{name}-{scope}", scope, document)


def _too_many(values: Values, role: Role, count: int) -> Diagnostic:
    return Diagnostic(
        "PRM006",
        f"the {role} role of {values.stack} in {values.environment} needs {count} managed policies, a role takes {POLICIES_PER_ROLE}",
        None,
        "raise the quota (up to 25), or give every layer a role of its own with --layer",
        Severity.WARNING,
    )


def _rights(document: Mapping[str, Any]) -> Iterator[str]:
    for statement in document.get("Statement", ()):
        yield from statement["Action"]
    for key in ("Actions", "DataActions", "includedPermissions", "predefinedRoles"):
        yield from document.get(key, ())
    for rule in document.get("rules", ()):
        for group in rule["apiGroups"]:
            for resource in rule["resources"]:
                yield from (f"{group or 'core'}/{resource}:{verb}" for verb in rule["verbs"])
