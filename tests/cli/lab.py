"""A project of built-in resources: three layers, two environments, state on the local disk (tests/packs/lab)."""

from __future__ import annotations

import json
import os
import shutil
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from clirun import Aiarch, Ran

from aiarch.blueprint.document import load_blueprint
from aiarch.catalog.catalog import Catalog
from aiarch.compose.compose import compose
from aiarch.render.project import project_files

PACK = Path(__file__).resolve().parent.parent / "packs" / "lab"
NAME = "lab-foundation"
"""With the name of a layer in it, which nothing may take for the layer."""
TOFU = os.environ.get("AIARCH_TEST_TOFU") or shutil.which("tofu")
"""An OpenTofu of one's own, or the one on PATH."""
ENGINES = [
    "embedded",
    pytest.param(
        "terraform",
        marks=pytest.mark.skipif(shutil.which("terraform") is None, reason="no terraform on PATH"),
    ),
    pytest.param(
        TOFU or "tofu",
        marks=pytest.mark.skipif(not TOFU, reason="no tofu on PATH nor in AIARCH_TEST_TOFU"),
        id="tofu",
    ),
]
"""Values of `--engine`; tests of what engines share run with each that is here."""
BLUEPRINT = """\
apiVersion: aiarch.dev/v1
kind: Blueprint
metadata:
  name: lab-foundation
  owner: lab
  repository: example-org/lab-foundation
choices:
  deployment:
    platform: lab
stacks:
  - platform: lab
    region: REGION
    capabilities:
      lab.jobs:
        flavour: plain
        settings: {jobs: [JOBS], seconds: SECONDS}
      lab.state:
        flavour: plain
      lab.store:
        flavour: plain
        settings: {format: FORMAT}
environments:
  dev: {account: "PORT"}
  staging: {account: "PORT"}
delivery:
  ci: github
  state_backend: BACKEND
  wiring: WIRING
"""


def write_lab(
    folder: Path,
    *,
    jobs: tuple[str, ...] = ("ingest", "train"),
    seconds: float = 0,
    store: str = "v1",
    backend: str = "local",
    wiring: str = "remote_state",
    port: int = 0,
    region: str = "local",
    pack: Path = PACK,
) -> Path:
    """Render the project into a folder, over what is there; `port` is that of the server behind the backend `http`."""
    text = (
        BLUEPRINT.replace("REGION", region)
        .replace("JOBS", ", ".join(jobs))
        .replace("SECONDS", f"{seconds:g}")
        .replace("FORMAT", store)
        .replace("BACKEND", backend)
        .replace("WIRING", wiring)
        .replace("PORT", str(port or ""))
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "blueprint.yaml").write_text(text, encoding="utf-8")
    catalog = Catalog.of([pack])
    blueprint, _ = load_blueprint(folder / "blueprint.yaml", "blueprint.yaml")
    for file in project_files(compose(blueprint, catalog), blueprint, catalog, None):
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
    return folder


class StateServer(ThreadingHTTPServer):
    """Keeps Terraform states in memory, with locks, as GitLab does (https://developer.hashicorp.com/terraform/language/backend/http)."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.states: dict[str, bytes] = {}
        self.locks: dict[str, bytes] = {}
        self.broken = False
        self.read_only = False

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Handler(BaseHTTPRequestHandler):
    server: StateServer

    def log_message(self, *_: object) -> None:
        pass

    def _answer(self, code: int, body: bytes = b"") -> None:
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    @property
    def _key(self) -> str:
        return self.path.partition("?")[0].removesuffix("/lock")

    def do_GET(self) -> None:
        if self.server.broken:
            self._answer(503)
        elif self._key in self.server.states:
            self._answer(200, self.server.states[self._key])
        else:
            self._answer(404)

    def do_POST(self) -> None:
        body = self._body()
        is_state = not self.path.partition("?")[0].endswith("/lock")
        if is_state and self.server.read_only:
            self._answer(403)
        elif is_state:
            self.server.states[self._key] = body
            self._answer(200)
        elif self._key in self.server.locks:
            self._answer(423, self.server.locks[self._key])
        else:
            self.server.locks[self._key] = body
            self._answer(200)

    def do_DELETE(self) -> None:
        self._body()
        self.server.locks.pop(self._key, None)
        self._answer(200)


class Lab:
    """Commands on one project with one engine."""

    def __init__(self, aiarch: Aiarch, folder: Path, engine: str, pack: Path = PACK) -> None:
        self._aiarch = aiarch
        self.folder = folder
        self._engine = engine
        self._pack = pack

    def __call__(self, command: str, *arguments: object) -> Ran:
        policy = ("--no-policy",) if command == "plan" else ()
        return self._aiarch(
            command, "-e", "dev", "--pack", self._pack, "-C", self.folder, "--engine", self._engine, *policy, *arguments,
        )  # fmt: skip

    def up(self) -> None:
        """Plan and apply until nothing waits."""
        for _ in range(3):
            assert self("plan").code == 0
            assert self("apply").code == 0

    def resources(self, layer: str) -> list[str]:
        """Return the types of the resources in a layer's state."""
        path = self.folder / f".state/dev/{layer}.tfstate"
        state = json.loads(path.read_text(encoding="utf-8"))
        return [r["type"] for r in state["resources"] if r["mode"] == "managed"]
