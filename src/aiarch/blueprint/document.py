"""blueprint.yaml ⇄ model: commented for a reader, the same bytes for the same blueprint."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from aiarch.model.blueprint import Blueprint
from aiarch.yamlio.dump import dump_sections
from aiarch.yamlio.load import bind
from aiarch.yamlio.parse import Document, parse_file

HEADER = """The reviewed choice this platform is built from. Edit it and render again.
Schema: aiarch schema blueprint    Check: aiarch blueprint validate    Why a value is what it is: aiarch explain"""

COMMENTS = {
    "metadata": "Who this is for. `name` prefixes every resource; `repository` (owner/name) is the only one CI identity trusts.",
    "trace_sha256": "Digest of the decision trace (.aiarch/trace.json); how sure the platform choice is.",
    "choices": "What the decision tables concluded, by section. Modules read these as blueprint.<section>.<name>.",
    "platforms": "Scores; an excluded platform stays excluded, also for edits made here.",
    "stacks": "One stack per platform: capabilities with their flavour and settings (aiarch catalog show CAPABILITY).\n"
    "`settings` hold in every environment, `by_environment` in one. `gaps` are decided, but no module provides them yet.",
    "links": "Where the stacks meet, and what alone may cross there. Once a side knows its values, write them below `agreed`\n"
    "(environment, platform, field); the other stack then gets them as peer_<platform>_<kind>. Fields: docs/architecture.md.",
    "environments": "Same code, other values and other state. `region` overrides the stack's.",
    "delivery": "wiring: remote_state reads earlier layers' outputs by itself; variables turns them into root variables.",
    "controls": "Selected governance controls (aiarch catalog show CONTROL).",
    "overrides": "Decisions pinned by a person, with who and why. Hard exclusions still hold.",
}


def load_blueprint(path: Path, shown: str | None = None) -> tuple[Blueprint, Document]:
    """Read a blueprint and its places.

    Raises:
        InputError: every fault of the file with its place.
    """
    document = parse_file(path, shown)
    return bind(document, Blueprint), document


def dump_blueprint(blueprint: Blueprint) -> str:
    """Return the text of blueprint.yaml; loading it again gives an equal blueprint."""
    data: dict[str, Any] = {"apiVersion": blueprint.api_version, "kind": blueprint.kind}
    data |= blueprint.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if "environments" in data:
        data["environments"] = {
            name: data["environments"].get(name) or {} for name in blueprint.environments
        }
    return dump_sections(data, COMMENTS, HEADER)
