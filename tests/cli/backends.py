"""Projects whose states lie in a store on localhost, in the backends of our own platforms: the settings are the product's, only the endpoint is not."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import yaml
from clirun import Aiarch, Ran
from lab import NAME, PACK, Lab, write_lab

PLATFORM = "templates/stack/lab/platform.yaml"
TEMPLATES = Path(__file__).resolve().parents[2] / "templates/stack"
READ = {"region": "aws", "state_bucket": "aws", "state_storage_account": "azure"}
"""Variables that `remote_state` of these backends reads, and a platform that has them."""
LAYERS = ("bootstrap", "foundation", "platform", "workloads")
LOCK = {
    "ID": "82f6c8eb",
    "Operation": "OperationTypeApply",
    "Who": "somebody@elsewhere",
    "Created": "2026-11-25T09:02:59Z",
}


class Store(Protocol):
    """A store of objects, as its owner sees it."""

    def keys(self, bucket: str) -> list[str]: ...
    def get(self, bucket: str, key: str) -> bytes: ...


def product(platform: str, kind: str) -> dict[str, Any]:
    """Return how the product keeps states of a platform in a backend of some type."""
    read = yaml.safe_load((TEMPLATES / platform / "platform.yaml").read_text(encoding="utf-8"))
    own = read["backend"]
    return dict(own if own["type"] == kind else read["backends"][kind])


def pack_with(folder: Path, kind: str, backend: dict[str, Any]) -> Path:
    """Copy the lab's pack and give its platform a backend, with the variables that backends of our platforms read."""
    pack = shutil.copytree(PACK, folder / "pack")
    path = pack / PLATFORM
    platform = yaml.safe_load(path.read_text(encoding="utf-8"))
    platform["backends"][kind] = backend
    for name, owner in READ.items():
        theirs = yaml.safe_load((TEMPLATES / owner / "platform.yaml").read_text(encoding="utf-8"))
        platform["variables"][name] = theirs["variables"][name]
    path.write_text(yaml.safe_dump(platform, sort_keys=False), encoding="utf-8")
    return pack


def remote(
    aiarch: Aiarch, folder: Path, engine: str, kind: str, backend: dict[str, Any]
) -> tuple[Lab, str]:
    """Return a project whose states lie in a bucket or storage account, and the name of that."""
    pack = pack_with(folder, kind, backend)
    project = write_lab(folder / "project", backend=kind, region="eu-central-1", pack=pack)
    settings = (project / "stacks/lab/foundation/environments/dev.backend.hcl").read_text()
    found = re.search(r'(?:bucket|storage_account_name)\s*= "([^"]+)"', settings)
    assert found, settings
    return Lab(aiarch, project, engine, pack), found[1]


def in_three_lines(done: Ran, code: int, diagnostic: str, *says: str) -> None:
    assert done.code == code, done.err
    lines = done.err.strip().splitlines()
    start = next(i for i, line in enumerate(lines) if "error[" in line)
    assert f"error[{diagnostic}]" in lines[start], done.err
    assert len(lines[start:]) <= 3
    for word in says:
        assert word in done.err


def live_through_it(lab: Lab, store: Store, bucket: str, key: Callable[[str], str]) -> None:
    """From nothing to a platform and back, with every state in the bucket and none here."""
    done = lab("bootstrap", "--confirm", NAME, "--json")
    assert done.code == 0, done.err
    assert store.keys(bucket) == [key("bootstrap")]
    assert resources(store, bucket, key("bootstrap")) == ["role"]
    assert lab("bootstrap").code == 0  # nothing to confirm: it read the state from the bucket

    lab.up()
    assert store.keys(bucket) == sorted(key(name) for name in LAYERS)
    assert [p for p in lab.folder.rglob("*.tfstate") if ".terraform" not in p.parts] == []
    assert lab("plan", "--check").code == 0
    assert lab("drift").code == 0

    gone = lab("destroy", "--confirm", NAME, "--allow-destroy", "*")
    assert gone.code == 0, gone.err
    for name in LAYERS[1:]:
        assert resources(store, bucket, key(name)) == []


def hand_on(lab: Lab, store: Store, bucket: str, key: Callable[[str], str]) -> None:
    """Move the state of bootstrap into the bucket, and make two layers, of which one reads the state of the other there."""
    done = lab("bootstrap", "--confirm", NAME)
    assert done.code == 0, done.err
    for _ in range(2):
        assert lab("plan").code == 0
        assert lab("apply").code == 0
    assert store.keys(bucket) == [key(name) for name in LAYERS[:3]]
    assert resources(store, bucket, key("platform")) == ["store"]


def resources(store: Store, bucket: str, key: str) -> list[str]:
    state = json.loads(store.get(bucket, key))
    return [r["name"] for r in state["resources"] if r["mode"] == "managed"]


def free_address() -> str:
    """Return an address on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


@contextlib.contextmanager
def emulator(command: list[str], address: str, **env: str) -> Iterator[None]:
    """Run a program that listens on an address."""
    with subprocess.Popen(command, env={**os.environ, **env}, stdout=subprocess.DEVNULL) as server:
        try:
            end = time.monotonic() + 60
            while not answers(address):
                assert server.poll() is None, f"{command[0]} has ended"
                assert time.monotonic() < end, f"{command[0]} does not answer"
                time.sleep(0.05)
            yield
        finally:
            server.terminate()


def answers(address: str) -> bool:
    host, port = address.split(":")
    try:
        socket.create_connection((host, int(port)), timeout=10).close()
    except OSError:
        return False
    return True


@contextlib.contextmanager
def moto_server() -> Iterator[str]:
    """Run AWS's APIs on a free port of this machine; gives their address."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()
