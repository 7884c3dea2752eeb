"""Load and save the files of a project folder for the commands."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiarch.errors import ConflictError, InputError, Location, ToolFailedError

if TYPE_CHECKING:
    from aiarch.cli.session import Session
    from aiarch.decide.engine import Outcome
    from aiarch.decide.knowledge import Knowledge
    from aiarch.model.assessment import Assessment
    from aiarch.model.blueprint import Blueprint
    from aiarch.yamlio.parse import Document

ASSESSMENT = "assessment.yaml"
BLUEPRINT = "blueprint.yaml"
TRACE = ".aiarch/trace.json"
DERIVED = ".aiarch/derived.json"


def knowledge(session: Session) -> Knowledge:
    """Return questions, tables and scoring of the session's packs."""
    from aiarch.decide.knowledge import Knowledge

    return Knowledge.of(session.catalog)


def load_assessment(session: Session, path: Path | None = None) -> Assessment:
    """Read the project's answers (or `path`), checked against the questions."""
    from aiarch.assess.document import load_assessment as load

    path = path or session.path(ASSESSMENT)
    return load(path, knowledge(session), session.shown(path))


def decided(session: Session, assessment: Assessment | None = None) -> Outcome:
    """Decide the project's answers."""
    from aiarch.decide.engine import decide

    return decide(knowledge(session), assessment or load_assessment(session))


def load_blueprint(session: Session, path: Path | None = None) -> tuple[Blueprint, Document]:
    """Read the project's blueprint (or `path`)."""
    from aiarch.blueprint.document import load_blueprint as load

    path = path or session.path(BLUEPRINT)
    return load(path, session.shown(path))


def read_trace(session: Session) -> dict[str, Any] | None:
    """Return the trace the blueprint came from; None for hand-written blueprints."""
    path = session.path(TRACE)
    if not path.is_file():
        return None
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError):
        raise InputError(
            "the trace cannot be read",
            code="CLI010",
            at=Location(session.shown(path)),
            hint="write it again with `aiarch assess --no-input`",
        ) from None
    return data if isinstance(data, dict) else None


def refuse_edited_blueprint(session: Session, new: str, *, force: bool) -> None:
    """Stop before a hand-edited blueprint would be overwritten.

    Raises:
        ConflictError: blueprint.yaml is not what `assess` wrote last.
    """
    path = session.path(BLUEPRINT)
    if force or not path.is_file():
        return
    old = path.read_bytes()
    if old == new.encode():
        return
    derived = session.path(DERIVED)
    recorded = (
        json.loads(derived.read_text(encoding="utf-8")).get("blueprint_sha256")
        if derived.is_file()
        else None
    )
    if hashlib.sha256(old).hexdigest() != recorded:
        raise ConflictError(
            f"{session.shown(path)} was edited since `aiarch assess` wrote it",
            code="CLI011",
            at=Location(session.shown(path)),
            hint="keep your edits and run `aiarch render`, or take the newly derived blueprint with --force (`aiarch what-if` shows what changed)",
        )


def write_decided(session: Session, files: dict[str, str]) -> None:
    """Write assessment, blueprint and trace; each file whole or not at all.

    Raises:
        ToolFailedError: the folder cannot be written to.
    """
    files[DERIVED] = (
        json.dumps(
            {"blueprint_sha256": hashlib.sha256(files[BLUEPRINT].encode()).hexdigest()},
            sort_keys=True,
        )
        + "\n"
    )
    for name, text in files.items():
        write_whole(session.path(name), text)


def write_whole(path: Path, text: str) -> None:
    """Replace one file by rename, so that a reader never sees half of it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_symlink() or path.parent.is_symlink():
            raise InputError(
                f"{path} is a symbolic link",
                code="CLI012",
                at=Location(str(path)),
                hint="remove the link; aiarch writes through none",
            )
        temporary = path.with_name(f".{path.name}.new")
        temporary.write_text(text, encoding="utf-8", newline="\n")
        os.replace(temporary, path)  # noqa: PTH105 - rename over an existing file, atomically
    except OSError as error:
        raise ToolFailedError(
            f"cannot write {path}: {error.strerror}",
            code="CLI013",
            at=Location(str(path)),
            hint="check the folder's permissions and free space",
        ) from None
