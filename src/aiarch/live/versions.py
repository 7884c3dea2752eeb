"""Provider versions that lie in a mirror, and whether one meets a constraint."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Iterator
from pathlib import Path

Version = tuple[int, ...]

_PART = re.compile(r"^\s*(?P<sign>=|!=|>=|<=|>|<|~>)?\s*v?(?P<version>\d+(?:\.\d+){0,2})\s*$")
_PACKED = re.compile(
    r"^terraform-provider-.+_(?P<version>\d+\.\d+\.\d+)_(?P<system>[a-z0-9]+_[a-z0-9]+)\.zip$"
)
_PLAIN = re.compile(r"^\d+\.\d+\.\d+$")
_MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


def this_system() -> str:
    """Return operating system and architecture as plugins are named: `linux_amd64`."""
    machine = platform.machine().lower()
    return f"{sys.platform}_{_MACHINES.get(machine, machine)}"


def versions_in(folder: Path, system: str) -> frozenset[Version]:
    """Return the versions of one provider's folder that run on a system, packed and unpacked; pre-releases are left out."""
    return frozenset(_found(folder, system)) if folder.is_dir() else frozenset()


def meets(version: Version, constraint: str) -> bool:
    """Return whether a version meets every part of a constraint (`>= 4.80.0, < 5.0.0`); a part nobody understands is met."""
    return all(_meets(version, part) for part in constraint.split(",") if part.strip())


def shown(version: Version) -> str:
    """Return a version as text."""
    return ".".join(map(str, version))


def _found(folder: Path, system: str) -> Iterator[Version]:
    for entry in folder.iterdir():
        packed = _PACKED.match(entry.name)
        if packed and packed["system"] == system:
            yield _numbers(packed["version"])
        elif _PLAIN.match(entry.name) and (entry / system).is_dir():
            yield _numbers(entry.name)


def _meets(version: Version, part: str) -> bool:
    match = _PART.match(part)
    if match is None:
        return True
    given = _numbers(match["version"])
    wanted = (*given, 0, 0)[:3]
    match match["sign"]:
        case ">=":
            return version >= wanted
        case "<=":
            return version <= wanted
        case ">":
            return version > wanted
        case "<":
            return version < wanted
        case "!=":
            return version != wanted
        case "~>":
            # Only the last number given may grow.
            fixed = given[:-1]
            return version >= wanted and version[: len(fixed)] == fixed
        case _:
            return version == wanted


def _numbers(text: str) -> Version:
    return tuple(int(n) for n in text.split("."))
