"""Grants on Google Cloud as our checks read them: whatever a resource `google_<thing>_iam_member`, `_binding` or `_policy` says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from aiarch.checks.expression import candidates

GRANTS = ["google_*_iam_member", "google_*_iam_binding"]

_ROLE = re.compile(
    r"^(?:roles/[\w.]+$|(?:projects|organizations)/.+/roles/|google_\w+_iam_custom_role\.)"
)
_MEMBER = re.compile(
    r"^(?:serviceAccount|group|user|domain|principal|principalSet|deleted):|^all(?:Authenticated)?Users$"
    r"|^principal(?:Set)?://|://iam\.googleapis\.com/|^google_\w+\.|^data\.google_\w+\.|\.(?:member|writer_identity)\b"
)


def roles(conf: Mapping[str, Any]) -> frozenset[str] | None:
    """Return the roles a grant may give, None when no role can be seen."""
    found = frozenset(w for w in candidates(conf, "role") or () if _ROLE.search(w))
    return found or None


def members(conf: Mapping[str, Any]) -> frozenset[str] | None:
    """Return the members a grant may have, None when not one can be seen: they come from variables, which have validations."""
    found = (candidates(conf, "member") or frozenset()) | (
        candidates(conf, "members") or frozenset()
    )
    return frozenset(w for w in found if _MEMBER.search(w)) or None
