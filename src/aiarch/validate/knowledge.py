"""`blueprints/policy.yaml` of all packs as the checkers use it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from aiarch.errors import Severity

if TYPE_CHECKING:
    from aiarch.catalog.catalog import Catalog
    from aiarch.model.policy import CloudTarget, PolicyFile

POLICY = "policy.yaml"
READ = (POLICY, "lifecycle.yaml")
"""Files below `blueprints/` that reports depend on."""


def policy_files(catalog: Catalog) -> tuple[PolicyFile, ...]:
    """Return the file of every pack that has one, in the order of packs.

    Raises:
        InputError: with every fault of a file.
    """
    from aiarch.model.policy import PolicyFile
    from aiarch.yamlio.load import bind
    from aiarch.yamlio.parse import parse_file

    found = ((pack, pack.blueprint_file(POLICY)) for pack in catalog.packs)
    return tuple(bind(parse_file(p, pack.shown(p)), PolicyFile) for pack, p in found if p)


def severities(catalog: Catalog) -> Mapping[str, Severity]:
    """Return check id → severity for the checks that are not errors."""
    return {
        check: Severity(rule.severity)
        for file in policy_files(catalog)
        for rule in file.severities
        for check in rule.checks
    }


def acknowledged(catalog: Catalog) -> Mapping[str, str]:
    """Return resource type (or prefix with `*`) → why no check has to look at it."""
    return {
        kind: entry.reason
        for file in policy_files(catalog)
        for entry in file.acknowledged
        for kind in entry.types
    }


def own_checks_for(catalog: Catalog) -> tuple[str, ...]:
    """Return the types whose every resource a check of our own must see."""
    return tuple(dict.fromkeys(k for file in policy_files(catalog) for k in file.own_checks_for))


def targets(catalog: Catalog) -> tuple[CloudTarget, ...]:
    """Return the wanted check densities; a later pack replaces the one of the same platform."""
    return tuple({t.platform: t for f in policy_files(catalog) for t in f.targets}.values())


def matches(pattern: str, word: str) -> bool:
    """Return whether a word is the pattern, or starts with it when it ends in `*`."""
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


def matching(patterns: Mapping[str, str] | tuple[str, ...], word: str) -> str:
    """Return the first pattern that matches a word, or ""."""
    return next((p for p in patterns if matches(p, word)), "")
