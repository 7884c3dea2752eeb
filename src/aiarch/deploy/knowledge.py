"""`blueprints/stateful.yaml` of every pack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiarch.deploy.changes import Stateful

if TYPE_CHECKING:
    from aiarch.catalog.catalog import Catalog

STATEFUL = "stateful.yaml"


def stateful(catalog: Catalog) -> Stateful:
    """Return what resource types hold; a later pack's entry for a type wins.

    Raises:
        InputError: with every fault of a file.
    """
    from aiarch.model.stateful import StatefulFile
    from aiarch.yamlio.load import bind
    from aiarch.yamlio.parse import parse_file

    found = ((pack, pack.blueprint_file(STATEFUL)) for pack in catalog.packs)
    files = [bind(parse_file(path, pack.shown(path)), StatefulFile) for pack, path in found if path]
    return Stateful({t: e.holds for file in files for e in file.stateful for t in e.types})
