"""`blueprints/permissions/*.yaml` of all packs: which rights a deployer needs per Terraform type."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

from aiarch.errors import Diagnostic, InputError, did_you_mean

if TYPE_CHECKING:
    from aiarch.catalog.catalog import Catalog
    from aiarch.catalog.packs import Pack
    from aiarch.model.permission import Kind, PermissionFile, TypeRights
    from aiarch.yamlio.parse import Document

FOLDER = "permissions"
R = TypeVar("R", bound="TypeRights")


@dataclasses.dataclass(frozen=True, slots=True)
class Permissions:
    """The rights of every type known to any pack.

    Attributes:
        types: Terraform type (`data.` before a data source) → its cloud ("none": it touches no cloud) and its rights.
        without_resource: AWS actions that are authorised on `*` only.
        kinds: (API group, kind) of manifests → what RBAC calls it.
    """

    types: Mapping[str, tuple[str, TypeRights]]
    without_resource: frozenset[str]
    kinds: Mapping[tuple[str, str], Kind]

    def of(self, name: str, model: type[R]) -> R | None:
        """Return the rights of a type when they are of the cloud that `model` belongs to."""
        found = self.types.get(name)
        return found[1] if found and isinstance(found[1], model) else None


def load_permissions(catalog: Catalog) -> Permissions:
    """Return what all packs say; a later pack wins per type.

    Raises:
        InputError: with every fault of a file, or a type that one pack defines twice.
    """
    types: dict[str, tuple[str, TypeRights]] = {}
    without: set[str] = set()
    kinds: dict[tuple[str, str], Kind] = {}
    for pack in catalog.packs:
        mine: dict[str, tuple[str, TypeRights]] = {}
        for document, file in _files(catalog, pack):
            _refuse_twice(document, file, mine)
            mine |= {entry.type: (file.cloud, entry) for entry in file.types}
            if file.cloud == "aws":
                without |= set(file.without_resource)
            if file.cloud == "kubernetes":
                kinds |= {(kind.group, kind.kind): kind for kind in file.kinds}
        types |= mine
    return Permissions(types, frozenset(without), kinds)


def _files(catalog: Catalog, pack: Pack) -> list[tuple[Document, PermissionFile]]:
    return [
        (document := catalog.parsed(pack, path), _bound(document))
        for path in pack.blueprint_files(FOLDER)
    ]


def _bound(document: Document) -> PermissionFile:
    from aiarch.model.permission import AwsFile, AzureFile, GcpFile, KubernetesFile, LocalFile
    from aiarch.yamlio.load import bind

    cloud = document.data.get("cloud") if isinstance(document.data, dict) else None
    match cloud:
        case "aws":
            return bind(document, AwsFile)
        case "azure":
            return bind(document, AzureFile)
        case "gcp":
            return bind(document, GcpFile)
        case "kubernetes":
            return bind(document, KubernetesFile)
        case "none":
            return bind(document, LocalFile)
        case _:
            known = {"aws", "azure", "gcp", "kubernetes", "none"}
            raise InputError(
                f"unknown cloud {str(cloud)[:40]!r}",
                code="CAT016",
                at=document.at(("cloud",)),
                hint=did_you_mean(str(cloud), known) or f"clouds: {', '.join(sorted(known))}",
            )


def _refuse_twice(
    document: Document, file: PermissionFile, taken: Mapping[str, tuple[str, TypeRights]]
) -> None:
    seen = set(taken)
    faults = []
    for index, entry in enumerate(file.types):
        if entry.type in seen:
            faults.append(
                Diagnostic(
                    "CAT011",
                    f"type {entry.type!r} is defined twice in this pack",
                    document.at(("types", index)),
                    "give each type one entry",
                )
            )
        seen.add(entry.type)
    if faults:
        raise InputError("duplicate types", diagnostics=tuple(faults))
