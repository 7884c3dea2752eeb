"""Where provider plugins may lie on this machine, so that Terraform can be run without any registry."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

HOSTS = ("registry.terraform.io", "registry.opentofu.org")
BUILT_IN = "terraform.io/builtin/"
_CLI_FOLDER = re.compile(r'^\s*(?:plugin_cache_dir|path)\s*=\s*"([^"]+)"', re.MULTILINE)


def full_source(name: str, source: str) -> str:
    """Return host, namespace and type of a required provider: `aws`, "hashicorp/aws" → `…/hashicorp/aws`."""
    if name == "terraform" and not source:
        return f"{BUILT_IN}terraform"
    parts = (source or f"hashicorp/{name}").split("/")
    return "/".join([HOSTS[0], *parts] if len(parts) == 2 else parts)


def plugin_folders(env: Mapping[str, str], home: Path, project: Path) -> tuple[Path, ...]:
    """Return folders in the layout of a provider mirror, in order of precedence.

    The user's plugin cache and filesystem mirrors, the folders Terraform looks at by itself, and what an earlier
    `terraform init` left in the project. Only their paths are taken from the CLI configuration, none of its network sources.
    """
    found = [Path(env["TF_PLUGIN_CACHE_DIR"])] if env.get("TF_PLUGIN_CACHE_DIR") else []
    config = Path(env.get("TF_CLI_CONFIG_FILE") or home / ".terraformrc")
    try:
        text = config.read_text(encoding="utf-8") if config.is_file() else ""
    except (OSError, UnicodeDecodeError):
        text = ""
    found += [Path(os.path.expandvars(p)).expanduser() for p in _CLI_FOLDER.findall(text)]
    found += [home / ".terraform.d" / "plugins", home / ".local/share/terraform/plugins"]
    found += [Path("/usr/local/share/terraform/plugins"), Path("/usr/share/terraform/plugins")]
    found += sorted(project.glob("stacks/*/*/.terraform/providers"))
    return tuple(dict.fromkeys(p for p in found if p.is_dir()))


def reattached(env: Mapping[str, str]) -> frozenset[str]:
    """Return the providers that run already (`TF_REATTACH_PROVIDERS`), by full source."""
    try:
        data = json.loads(env.get("TF_REATTACH_PROVIDERS") or "{}")
    except ValueError:
        return frozenset()
    return frozenset(full_source("", str(source)) for source in data)


def missing(
    wanted: frozenset[str], folders: tuple[Path, ...], running: frozenset[str]
) -> tuple[str, ...]:
    """Return the providers of which there is no plugin, as `namespace/type`."""
    return tuple(
        sorted(
            source.removeprefix(f"{HOSTS[0]}/")
            for source in wanted - running
            if not source.startswith(BUILT_IN)
            and not any((folder / here).is_dir() for folder in folders for here in hosted(source))
        )
    )


def inventory(folders: tuple[Path, ...]) -> tuple[str, ...]:
    """Return folder, provider and version of every plugin, for cache keys."""
    return tuple(
        f"{folder}:{path.relative_to(folder)}"
        for folder in folders
        for path in sorted(folder.glob("*/*/*/*"))
    )


def hosted(source: str) -> Iterator[str]:
    """Yield the source under each registry name: OpenTofu mirrors the same plugins under its own."""
    host, _, rest = source.partition("/")
    yield source
    if host in HOSTS:
        yield from (f"{other}/{rest}" for other in HOSTS if other != host)
