"""State backends: whether the place of the state answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiarch.errors import Severity
from aiarch.live.reach import Address, address_of, probe
from aiarch.live.rendered import Backend
from aiarch.live.world import World
from aiarch.validate.finding import CheckerReport, Finding

if TYPE_CHECKING:
    from aiarch.model.preflight import Endpoint

NAME = "backend"
_PLACEHOLDER = re.compile(r"\{([A-Za-z_][\w.]*)\}")


class BackendReachable:
    """Opens a connection to every place where state is kept, once each."""

    name = NAME
    platform = ""
    online = True

    def look(self, world: World) -> CheckerReport:
        """Return the places that do not answer, and those nobody can name."""
        findings: list[Finding] = []
        answers: dict[Address, str] = {}
        for backend in _backends(world):
            address, known = _address(world, backend)
            if address is None:
                if not known:
                    findings.append(_unknown(backend))
                continue
            if address not in answers:
                world.progress(f"{NAME}: {address}")
                answers[address] = probe(address)
            if answers[address]:
                findings.append(_silent(backend, address, answers[address]))
        return CheckerReport.ran(NAME, findings, endpoints=len(answers))


def _backends(world: World) -> list[Backend]:
    return [
        backend
        for target in world.targets
        for root in world.roots(target.platform)
        if (backend := world.rendered.backend(root, target.environment))
    ]


def _address(world: World, backend: Backend) -> tuple[Address | None, bool]:
    """Return where a backend is, and whether that is known (`local` is known to be nowhere)."""
    entry = world.knowledge.backends.get(backend.type)
    if entry is None:
        return None, False
    if not entry.endpoints:
        return None, True
    for endpoint in entry.endpoints:
        url = _filled(endpoint, backend, world.options.env, world.options.home)
        address = address_of(url) if url else None
        if address:
            return address, True
    return None, False


def _filled(endpoint: Endpoint, backend: Backend, env: Mapping[str, str], home: Path) -> str:
    """Return an endpoint's URL, "" when it does not count here."""

    def value(name: str) -> str:
        if name == "kubeconfig":
            return kubeconfig_server(backend, env, home)
        return env.get(name[4:], "") if name.startswith("env.") else backend.text(name)

    if any(value(name) != wanted for name, wanted in endpoint.when.items()):
        return ""
    values = {name: value(name) for name in _PLACEHOLDER.findall(endpoint.url)}
    return _PLACEHOLDER.sub(lambda m: values[m[1]], endpoint.url) if all(values.values()) else ""


def kubeconfig_server(backend: Backend, env: Mapping[str, str], home: Path) -> str:
    """Return the API server's URL of the context a backend uses; "" when no kubeconfig says. Only addresses are read."""
    named = backend.text("config_path") or env.get("KUBE_CONFIG_PATH", "")
    path = home / named[2:] if named.startswith("~/") else Path(named or home / ".kube" / "config")
    data = _yaml(path)
    context = backend.text("config_context") or str(data.get("current-context", ""))
    cluster = _named(data, "contexts", context, "context").get("cluster", "")
    return str(_named(data, "clusters", str(cluster), "cluster").get("server", ""))


def _yaml(path: Path) -> Mapping[str, Any]:
    import yaml

    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return {}
    return data if isinstance(data, dict) else {}


def _named(data: Mapping[str, Any], kind: str, name: str, key: str) -> Mapping[str, Any]:
    entries = data.get(kind)
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict) and entry.get("name") == name:
            found = entry.get(key)
            return found if isinstance(found, dict) else {}
    return {}


def _silent(backend: Backend, address: Address, reason: str) -> Finding:
    return Finding(
        "PRE020",
        NAME,
        Severity.ERROR,
        f"the {backend.type} state backend at {address} cannot be reached: {reason}",
        backend.at,
        hint="check network, proxy and VPN; where the state is not made yet: aiarch bootstrap",
    )


def _unknown(backend: Backend) -> Finding:
    return Finding(
        "PRE021",
        NAME,
        Severity.WARNING,
        f"could not look: nothing here says where the {backend.type} state backend is",
        backend.at,
        hint="give its address in the backend file, or in the environment variables Terraform reads",
    )
