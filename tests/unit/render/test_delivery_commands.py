"""What pipelines say to aiarch is what aiarch understands: commands and options are held against the real command line."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from aiarch.cli.app import build

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted((ROOT / "templates" / "delivery").rglob("*.j2"))
CALL = re.compile(r"\baiarch (?P<verb>[a-z-]+)(?P<rest>[^\n|>;&'`]*)")
PREPARED = re.compile(r"arguments\+?=\((?P<words>[^)]*)\)")
OPTION = re.compile(r"(?<![\w-])--?[a-z][a-z-]*")


@cache
def commands() -> dict[str, frozenset[str]]:
    """Return every command with its options."""
    group: Any = build([])
    return {
        name: frozenset(o for p in command.params for o in (*p.opts, *p.secondary_opts))
        for name, command in group.commands.items()
    }


def told(text: str) -> list[tuple[str, str]]:
    """Return (command, option) pairs of a template; ("plan", "") for a call without options."""
    pairs = []
    for call in CALL.finditer(text):
        verb = call["verb"]
        options = OPTION.findall(call["rest"])
        if "arguments[@]" in call["rest"]:
            options += [o for p in PREPARED.finditer(text) for o in OPTION.findall(p["words"])]
        pairs += [(verb, o) for o in options or [""]]
    return pairs


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_pipeline_calls_only_what_the_command_line_has(path: Path) -> None:
    shell = "\n".join(
        line for line in path.read_text(encoding="utf-8").splitlines() if "<!--" not in line
    )
    calls = [(v, o) for v, o in told(shell) if v in commands() or o]
    assert [(v, o) for v, o in calls if o and o not in commands().get(v, ())] == []


def test_pipelines_are_read_at_all() -> None:
    found = {v for p in TEMPLATES for v, _ in told(p.read_text(encoding="utf-8"))}
    assert {"plan", "apply", "drift", "validate", "render"} <= found


def test_action_runs_only_commands_there_are() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    script = action["runs"]["steps"][-1]["run"]
    listed = re.search(r"^ +((?:[a-z]+ \| )+[a-z]+)\)", script, re.MULTILINE)
    assert listed
    assert set(listed[1].split(" | ")) <= set(commands())
