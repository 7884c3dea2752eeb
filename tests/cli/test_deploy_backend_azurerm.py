"""The backend of our Azure platform against Azurite: Terraform signs in by OIDC and speaks to Azure's own host names, through a proxy that knows no other Azure than this machine."""

from __future__ import annotations

import base64
import contextlib
import datetime
import json
import os
import re
import select
import shutil
import socket
import ssl
import threading
import time
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from backends import (
    LOCK,
    emulator,
    free_address,
    hand_on,
    in_three_lines,
    live_through_it,
    product,
    remote,
)
from clirun import Aiarch
from lab import ENGINES, NAME

from aiarch.deploy import layer

pytestmark = [pytest.mark.terraform, pytest.mark.slow]

CONTAINER = "tfstate"
ACCOUNT = "sttf5f3a2144dev"
TENANT = "00000000-0000-0000-0000-000000000001"
BLOB = "blob.core.windows.net"
LOGIN = "login.microsoftonline.com"


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate of its own making for the names of Azure, and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "azure on this machine")])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName(n) for n in (f"*.{BLOB}", LOGIN)]
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, secret = folder / "azure.pem", folder / "azure.key"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return pem, secret


def token() -> str:
    """Return an access token for storage as Entra ID gives them, but for the signature."""
    now = int(time.time())
    claims = {
        "aud": "https://storage.azure.com",
        "iss": f"https://sts.windows.net/{TENANT}/",
        "iat": now - 60,
        "nbf": now - 60,
        "exp": now + 3600,
        "tid": TENANT,
    }
    parts = (json.dumps(x).encode() for x in ({"alg": "HS256", "typ": "JWT"}, claims))
    return ".".join(base64.urlsafe_b64encode(p).rstrip(b"=").decode() for p in (*parts, b"x"))


class Proxy(ThreadingHTTPServer):
    """Leads every host of blobs to Azurite, is the login itself, and knows no other host."""

    daemon_threads = True

    def __init__(self, azurite: str, pem: Path, key: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Tunnel)
        host, port = azurite.split(":")
        self.azurite = (host, int(port))
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(pem, key)
        self.asked: set[str] = set()


class _Tunnel(BaseHTTPRequestHandler):
    server: Proxy

    def log_message(self, *_: object) -> None:
        pass

    def do_CONNECT(self) -> None:
        host = self.path.partition(":")[0]
        self.server.asked.add(host)
        self.close_connection = True
        if host.endswith(f".{BLOB}"):
            self.send_response(200)
            self.end_headers()
            with socket.create_connection(self.server.azurite) as there:
                relay(self.connection, there)
        elif host == LOGIN:
            self.send_response(200)
            self.end_headers()
            with self.server.context.wrap_socket(self.connection, server_side=True) as tls:
                _Login(tls, self.client_address, self.server)
        else:
            self.send_error(502)


class _Login(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass

    def _answer(self, document: dict[str, Any]) -> None:
        body = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        """Answer discovery (https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc)."""
        base = f"https://{LOGIN}/{TENANT}"
        if "/discovery/instance" in self.path:
            metadata = {"preferred_network": LOGIN, "preferred_cache": LOGIN, "aliases": [LOGIN]}
            self._answer(
                {
                    "tenant_discovery_endpoint": f"{base}/v2.0/.well-known/openid-configuration",
                    "metadata": [metadata],
                }
            )
        else:
            self._answer(
                {
                    "token_endpoint": f"{base}/oauth2/v2.0/token",
                    "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                    "issuer": f"{base}/v2.0",
                }
            )

    def do_POST(self) -> None:
        """Give a token for the assertion of a pipeline."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._answer({"token_type": "Bearer", "expires_in": 3600, "access_token": token()})


def relay(one: socket.socket, other: socket.socket) -> None:
    """Carry bytes both ways until a side has nothing more to say."""
    to = {one: other, other: one}
    with contextlib.suppress(ConnectionError):
        while True:
            for ready in select.select([one, other], [], [])[0]:
                data = ready.recv(65536)
                if not data:
                    return
                to[ready].sendall(data)


class Azurite:
    """The storage account, as its owner sees it."""

    def __init__(self, proxy: Proxy, pem: Path) -> None:
        self.proxy = proxy
        context = ssl.create_default_context(cafile=str(pem))
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({"https": f"http://127.0.0.1:{proxy.server_port}"}),
            urllib.request.HTTPSHandler(context=context),
        )

    def _ask(self, method: str, path: str, data: bytes | None = None, **headers: str) -> bytes:
        given = {
            "Authorization": f"Bearer {token()}",
            "x-ms-version": "2021-12-02",
            "Content-Length": str(len(data or b"")),
        } | {f"x-ms-{name}".replace("_", "-"): value for name, value in headers.items()}
        url = f"https://{ACCOUNT}.{BLOB}/{CONTAINER}{path}"
        request = urllib.request.Request(url, data=data, method=method, headers=given)
        with self._opener.open(request, timeout=10) as answer:
            return bytes(answer.read())

    def make(self) -> None:
        self._ask("PUT", "?restype=container")

    def drop(self) -> None:
        self._ask("DELETE", "?restype=container")

    def keys(self, bucket: str) -> list[str]:  # noqa: ARG002 - the account's one container
        listed = self._ask("GET", "?restype=container&comp=list").decode()
        return sorted(re.findall("<Name>([^<]+)</Name>", listed))

    def get(self, bucket: str, key: str) -> bytes:  # noqa: ARG002
        return self._ask("GET", f"/{key}")

    def put(self, key: str, data: bytes, **headers: str) -> None:
        self._ask("PUT", f"/{key}", data, blob_type="BlockBlob", **headers)

    def lease(self, key: str) -> None:
        self._ask("PUT", f"/{key}?comp=lease", lease_action="acquire", lease_duration="-1")

    def free(self, key: str) -> None:
        self._ask("PUT", f"/{key}?comp=lease", lease_action="break")


@pytest.fixture(scope="module")
def azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Azurite, Path]]:
    program = os.environ.get("AIARCH_TEST_AZURITE") or shutil.which("azurite-blob")
    if not program:
        pytest.skip("no azurite-blob on PATH nor in AIARCH_TEST_AZURITE")
    folder = tmp_path_factory.mktemp("azure")
    pem, key = certificate(folder)
    address = free_address()
    host, port = address.split(":")
    command = [program, "--blobHost", host, "--blobPort", port, "--inMemoryPersistence", "--oauth", "basic",
               "--cert", str(pem), "--key", str(key), "--silent", "--disableTelemetry", "--skipApiVersionCheck"]  # fmt: skip
    accounts = f"{ACCOUNT}:{base64.b64encode(b'nobody signs with it').decode()}"
    with emulator(command, address, AZURITE_ACCOUNTS=accounts), Proxy(address, pem, key) as proxy:
        thread = threading.Thread(target=proxy.serve_forever, daemon=True)
        thread.start()
        yield Azurite(proxy, pem), pem
        proxy.shutdown()
        thread.join()


@pytest.fixture
def azurite(azure: tuple[Azurite, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Azurite]:
    """An empty account that the caller's environment leads to, and an identity as pipelines have it."""
    store, pem = azure
    for name in [n for n in os.environ if n.startswith(("ARM_", "AZURE_")) or n.lower().endswith("_proxy")]:  # fmt: skip
        monkeypatch.delenv(name)
    values = {
        "HTTPS_PROXY": f"http://127.0.0.1:{store.proxy.server_port}",
        "SSL_CERT_FILE": str(pem),
        "ARM_TENANT_ID": TENANT,
        "ARM_SUBSCRIPTION_ID": "00000000-0000-0000-0000-000000000002",
        "ARM_CLIENT_ID": "00000000-0000-0000-0000-000000000003",
        "ARM_OIDC_TOKEN": "assertion",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    store.make()
    yield store
    store.drop()


def key_of(name: str) -> str:
    return f"{name}.tfstate"


@pytest.mark.parametrize("engine", ENGINES)
def test_azurerm_keeps_states_and_hands_them_on(
    aiarch: Aiarch, tmp_path: Path, azurite: Azurite, engine: str
) -> None:
    lab, account = remote(aiarch, tmp_path, engine, "azurerm", product("azure", "azurerm"))
    assert account == ACCOUNT
    azurite.proxy.asked.clear()
    hand_on(lab, azurite, account, key_of)
    assert azurite.proxy.asked == {f"{ACCOUNT}.{BLOB}", LOGIN}


def test_azurerm_from_nothing_to_nothing(aiarch: Aiarch, tmp_path: Path, azurite: Azurite) -> None:
    lab, account = remote(aiarch, tmp_path, "embedded", "azurerm", product("azure", "azurerm"))
    live_through_it(lab, azurite, account, key_of)


@pytest.mark.parametrize("engine", ENGINES)
def test_azurerm_state_somebody_holds_is_a_conflict(
    aiarch: Aiarch,
    tmp_path: Path,
    azurite: Azurite,
    engine: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(layer, "LOCK_TIMEOUT", "0s")
    lab, _ = remote(aiarch, tmp_path, engine, "azurerm", product("azure", "azurerm"))
    key = key_of("foundation")
    lock = base64.b64encode(json.dumps(LOCK).encode()).decode()
    azurite.put(key, b"", meta_terraformlockid=lock)
    azurite.lease(key)
    in_three_lines(lab("plan"), 7, "DEP012", "somebody@elsewhere", "force-unlock")
    azurite.free(key)
    assert lab("plan").code == 0


def test_azurerm_container_that_is_gone_is_said(
    aiarch: Aiarch, tmp_path: Path, azurite: Azurite
) -> None:
    lab, account = remote(aiarch, tmp_path, "embedded", "azurerm", product("azure", "azurerm"))
    azurite.drop()
    in_three_lines(lab("plan"), 6, "DEP015", "container", "aiarch bootstrap")
    in_three_lines(lab("bootstrap", "--confirm", NAME), 6, "DEP015")
    azurite.make()
    assert lab("bootstrap").code == 0
    assert azurite.keys(account) == [key_of("bootstrap")]
