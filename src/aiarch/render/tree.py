"""A rendered project on disk: what it holds, how it differs from a folder, and how the folder is brought there."""

from __future__ import annotations

from aiarch.render.changes import Action, Change, RenderedFile, SyncPlan
from aiarch.render.manifest import JOURNAL, MANIFEST, digest
from aiarch.render.planning import plan_sync
from aiarch.render.writing import LOCK, STAGING, apply_sync

__all__ = [
    "JOURNAL",
    "LOCK",
    "MANIFEST",
    "STAGING",
    "Action",
    "Change",
    "RenderedFile",
    "SyncPlan",
    "apply_sync",
    "digest",
    "plan_sync",
]
