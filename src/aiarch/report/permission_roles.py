"""Custom roles of Azure, Google Cloud and Kubernetes for a deployer: sorted unions per scope, as plain data."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from aiarch.errors import Diagnostic, Severity
from aiarch.model.permission import (
    AzureRights,
    AzureScope,
    Derive,
    GcpRights,
    GcpScope,
    Kind,
    KubernetesRights,
    Rule,
    Verb,
)
from aiarch.report.permission_uses import Manifest, Use

SUBSCRIPTION = "/subscriptions/{account}"
MANAGEMENT_GROUP = "/providers/Microsoft.Management/managementGroups/{management_group}"
MANIFEST_READ: tuple[Verb, ...] = ("get",)
MANIFEST_WRITE: tuple[Verb, ...] = ("create", "delete", "patch", "update")

_AZURE_TYPE = re.compile(r'"(Microsoft\.[A-Za-z]+(?:/[A-Za-z0-9]+)+)@')
_WORD = re.compile(r'"([A-Za-z]+)"')


def azure_roles(
    used: Iterable[tuple[AzureRights, tuple[Use, ...]]],
    name: str,
    findings: list[Diagnostic],
    *,
    may_write: bool,
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (scope, custom role) for every scope that holds a right.

    Args:
        used: rights of the types in use, with the places of their use.
        name: name of the role.
        findings: what cannot be granted, or not be known, is added here.
        may_write: for the apply role.
    """
    actions: defaultdict[AzureScope, set[str]] = defaultdict(set)
    data: defaultdict[AzureScope, set[str]] = defaultdict(set)
    for entry, uses in used:
        actions[entry.scope] |= {*entry.read, *(entry.write if may_write else ())}
        data[entry.scope] |= {*entry.read_data, *(entry.write_data if may_write else ())}
        if entry.derive is not None:
            for use in uses:
                actions[entry.scope] |= _derived(entry.derive, use, findings, may_write=may_write)
        if entry.scope is AzureScope.TENANT:
            findings.extend(_tenant(entry, use) for use in uses)
    for scope in (AzureScope.SUBSCRIPTION, AzureScope.MANAGEMENT_GROUP):
        if actions[scope] or data[scope]:
            place = SUBSCRIPTION if scope is AzureScope.SUBSCRIPTION else MANAGEMENT_GROUP
            yield (
                scope.value,
                {
                    "Name": name if scope is AzureScope.SUBSCRIPTION else f"{name} {scope.value}",
                    "IsCustom": True,
                    "Description": f"What Terraform needs of {name}; made by aiarch permissions.",
                    "Actions": sorted(actions[scope], key=str.lower),
                    "NotActions": [],
                    "DataActions": sorted(data[scope], key=str.lower),
                    "NotDataActions": [],
                    "AssignableScopes": [place],
                },
            )


def _derived(
    how: Derive, use: Use, findings: list[Diagnostic], *, may_write: bool
) -> frozenset[str]:
    """Return the actions that the arguments of an azapi block say."""
    match = _AZURE_TYPE.match(use.arguments.get("type", ""))
    if match is None:
        findings.append(
            Diagnostic(
                "PRM003",
                f"{use.type} has a `type` that is no plain text: its actions are not known",
                use.at,
                "write the type of the resource manager as text",
            )
        )
        return frozenset()
    kind = match[1]
    if how is Derive.ACTION:
        method = use.arguments.get("method", '"POST"').strip('"').upper()
        called = _WORD.fullmatch(use.arguments.get("action", ""))
        if not may_write:
            return frozenset()
        match method:
            case "POST" if called:
                return frozenset({f"{kind}/{called[1]}/action"})
            case "PUT" | "PATCH":
                return frozenset({f"{kind}/read", f"{kind}/write"})
            case "DELETE":
                return frozenset({f"{kind}/delete"})
            case _:
                return frozenset({f"{kind}/read"})
    verbs = {
        Derive.RESOURCE: ("read", "write", "delete"),
        Derive.UPDATE: ("read", "write"),
        Derive.READ: ("read",),
    }[how]
    return frozenset(f"{kind}/{verb}" for verb in verbs if may_write or verb == "read")


def _tenant(entry: AzureRights, use: Use) -> Diagnostic:
    return Diagnostic(
        "PRM004",
        f"{entry.type} needs a right of the tenant, which no custom role holds",
        use.at,
        entry.note,
        Severity.WARNING,
    )


def gcp_roles(
    entries: Iterable[GcpRights], title: str, *, may_write: bool, may_empty: bool = False
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (scope, custom role or list of predefined roles) for every scope that holds a right."""
    permissions: defaultdict[GcpScope, set[str]] = defaultdict(set)
    roles: defaultdict[GcpScope, set[str]] = defaultdict(set)
    for entry in entries:
        given = {*entry.read_roles, *(entry.write_roles if may_write else ())}
        # A predefined role stands for the permissions where no custom role can hold them.
        if given:
            roles[entry.scope] |= given
        else:
            permissions[entry.scope] |= {*entry.read, *(entry.write if may_write else ())}
            if may_write and may_empty:
                permissions[entry.scope] |= set(entry.ephemeral)
    for scope in GcpScope:
        if permissions[scope]:
            yield (
                scope.value,
                {
                    "title": f"{title} {scope.value}".replace("_", " "),
                    "description": "What Terraform needs; made by aiarch permissions.",
                    "stage": "GA",
                    "includedPermissions": sorted(permissions[scope]),
                },
            )
        if roles[scope]:
            yield scope.value, {"predefinedRoles": sorted(roles[scope])}


def kubernetes_roles(
    entries: Iterable[KubernetesRights],
    manifests: Iterable[Manifest],
    kinds: Mapping[tuple[str, str], Kind],
    name: str,
    findings: list[Diagnostic],
    *,
    may_write: bool,
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (scope, ClusterRole): one to bind in the whole cluster, one to bind in each namespace of the platform."""
    verbs: defaultdict[tuple[bool, str, str], set[str]] = defaultdict(set)
    carries = False
    for entry in entries:
        carries |= entry.carries
        for rule in entry.rules:
            _add(verbs, rule, may_write=may_write)
    for manifest in manifests if carries else ():
        group = manifest.api.rpartition("/")[0]
        known = kinds.get((group, manifest.kind))
        if known is None:
            findings.append(_unknown_kind(manifest))
        elif known.resource:
            resources = (known.resource,)
            rule = Rule(
                group=group,
                resources=resources,
                read=MANIFEST_READ,
                write=MANIFEST_WRITE,
                cluster=known.cluster,
            )
            _add(verbs, rule, may_write=may_write)
    for cluster in (True, False):
        rules = _rules({k[1:]: v for k, v in verbs.items() if k[0] is cluster})
        if rules:
            scope = "cluster" if cluster else "namespace"
            yield (
                scope,
                {
                    "apiVersion": "rbac.authorization.k8s.io/v1",
                    "kind": "ClusterRole",
                    "metadata": {"name": f"{name}-{scope}"},
                    "rules": rules,
                },
            )


def _add(
    verbs: defaultdict[tuple[bool, str, str], set[str]], rule: Rule, *, may_write: bool
) -> None:
    for resource in rule.resources:
        given = {*rule.read, *(rule.write if may_write else ())}
        if given:
            verbs[rule.cluster, rule.group, resource] |= given


def _rules(verbs: Mapping[tuple[str, str], set[str]]) -> list[dict[str, list[str]]]:
    """Return RBAC rules, resources of one group with the same verbs together."""
    together: defaultdict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for (group, resource), given in sorted(verbs.items()):
        together[group, tuple(sorted(given))].append(resource)
    return [
        {"apiGroups": [group], "resources": resources, "verbs": list(given)}
        for (group, given), resources in sorted(together.items())
    ]


def _unknown_kind(manifest: Manifest) -> Diagnostic:
    return Diagnostic(
        "PRM001",
        f"nothing is known about {manifest.kind} ({manifest.api}): no right is granted for it",
        manifest.at,
        "add it to `kinds` in blueprints/permissions/kubernetes.yaml of a pack",
    )
