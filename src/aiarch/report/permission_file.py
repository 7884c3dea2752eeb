"""The computed rights as files of a project, `bootstrap/<platform>/permissions/<environment>.json`, which the bootstrap root reads."""

from __future__ import annotations

import dataclasses
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from aiarch.errors import Diagnostic, InputError, Location
from aiarch.render.disk import look
from aiarch.report.permissions import Policy

MADE_BY = "aiarch permissions --write"
READS = "deployer_rights"
"""Argument of the bootstrap's module that takes the content of a file."""
COMMAND = "aiarch permissions --write, then aiarch bootstrap"


@dataclasses.dataclass(frozen=True, slots=True)
class RightsFile:
    """One file: the rights of both roles of a stack in one environment.

    Attributes:
        path: relative to the project.
        rights: role → every right in it, for comparing.
    """

    path: str
    stack: str
    environment: str
    text: str
    rights: Mapping[str, frozenset[str]]


def rights_files(project: Path, policies: Iterable[Policy]) -> tuple[RightsFile, ...]:
    """Return the files of every stack whose bootstrap takes computed rights.

    Rights in a cluster are not among them: a bootstrap's cluster holds states, it is not the one that is deployed to.

    Args:
        project: folder of the project.
        policies: of both roles, of whole stacks.
    """
    grouped: defaultdict[tuple[str, str], list[Policy]] = defaultdict(list)
    for policy in policies:
        if policy.cloud in _DOCUMENTS:
            grouped[policy.stack, policy.environment].append(policy)
    return tuple(
        _file(stack, environment, found)
        for (stack, environment), found in grouped.items()
        if _takes_rights(project, stack)
    )


def _takes_rights(project: Path, stack: str) -> bool:
    main = look(project, f"bootstrap/{stack}/main.tf")
    return main is not None and READS.encode() in main


def _file(stack: str, environment: str, policies: list[Policy]) -> RightsFile:
    content: dict[str, Any] = {"made_by": MADE_BY}
    for policy in policies:
        content.setdefault(str(policy.role), {}).update(_DOCUMENTS[policy.cloud](policy, content))
    return RightsFile(
        f"bootstrap/{stack}/permissions/{environment}.json",
        stack,
        environment,
        json.dumps(content, indent=2, ensure_ascii=False) + "\n",
        _rights(content),
    )


def _aws(policy: Policy, _: Mapping[str, Any]) -> dict[str, Any]:
    # The name ends in the number of the document; the account stays a placeholder that the module fills in.
    return {policy.name.rpartition("-")[2]: policy.document}


def _azure(policy: Policy, _: Mapping[str, Any]) -> dict[str, Any]:
    document = policy.document
    return {policy.scope: {"actions": document["Actions"], "data_actions": document["DataActions"]}}


def _gcp(policy: Policy, content: Mapping[str, Any]) -> dict[str, Any]:
    so_far = content[str(policy.role)].get(policy.scope, {"permissions": [], "roles": []})
    return {
        policy.scope: {
            "permissions": policy.document.get("includedPermissions", so_far["permissions"]),
            "roles": policy.document.get("predefinedRoles", so_far["roles"]),
        }
    }


_DOCUMENTS = {"aws": _aws, "azure": _azure, "gcp": _gcp}


def compared(project: Path, files: Iterable[RightsFile]) -> Iterator[Diagnostic]:
    """Yield a finding for every file that is there and is not what the project needs now.

    Raises:
        InputError: a file is no JSON object.
    """
    for file in files:
        raw = look(project, file.path)
        if raw is None:
            continue
        content = _parsed(file.path, raw)
        if content == json.loads(file.text):
            continue
        had = _rights(content)
        missing = sum(
            len(rights - had.get(role, frozenset())) for role, rights in file.rights.items()
        )
        surplus = sum(len(had[role] - file.rights.get(role, frozenset())) for role in had)
        yield Diagnostic(
            "PRM007",
            f"the rights of {file.environment} are not those of the rendered resources: "
            f"{missing} missing, {surplus} no longer needed",
            Location(file.path),
            COMMAND,
        )


def _parsed(path: str, raw: bytes) -> Mapping[str, Any]:
    try:
        content = json.loads(raw)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise InputError(
            "this is no JSON object", code="PRM008", at=Location(path), hint=f"run {COMMAND}"
        )
    return content


def _rights(content: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """Return every text below a role that is no key: actions, permissions, roles, resources and conditions alike."""
    return {role: frozenset(_texts(part)) for role, part in content.items() if role != "made_by"}


def _texts(value: object, where: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            # In which of a role's documents a statement is says nothing.
            yield from _texts(part, where if key.isdigit() else f"{where}/{key}")
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part, where)
    elif not where.endswith(("/Sid", "/Version")):
        yield f"{where}={value}"
