from __future__ import annotations

import datetime
import http.server
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from aiarch.errors import Location, UsageError
from aiarch.live import providers as providers_module
from aiarch.live import versions
from aiarch.live.backend import BackendReachable, kubeconfig_server
from aiarch.live.providers import ProvidersThere
from aiarch.live.reach import Address, address_of, probe
from aiarch.live.rendered import Backend, Given
from aiarch.live.versions import meets, versions_in

FOUNDATION = "stacks/aws/foundation"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def port() -> Iterator[int]:
    """A port that takes connections and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        stopping = threading.Event()

        def serve() -> None:
            server.settimeout(0.05)
            while not stopping.is_set():
                try:
                    server.accept()[0].close()
                except TimeoutError:
                    continue

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1]
        stopping.set()
        thread.join()


@pytest.fixture
def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Key and self-signed certificate for 127.0.0.1, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def tls_port(certificate: Path) -> Iterator[int]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    ("text", "shown", "tls"),
    [
        ("https://s3.eu-central-1.amazonaws.com", "s3.eu-central-1.amazonaws.com:443", True),
        ("http://127.0.0.1:5000/x", "127.0.0.1:5000", False),
        ("postgres://user:secret@db.internal/tf?sslmode=verify-full", "db.internal:5432", False),
        ("postgresql://[::1]:5433/tf", "[::1]:5433", False),
        ("host=db.internal port=5433 password='x y'", "db.internal:5433", False),
        ("host=db.internal user=tf", "db.internal:5432", False),
    ],
)
def test_address_of_a_url_drops_credentials(text: str, shown: str, tls: bool) -> None:
    address = address_of(text)
    assert address is not None
    assert (str(address), address.tls) == (shown, tls)


@pytest.mark.parametrize(
    "text", ["", "nonsense", "https://:99", "ftp://x", "https://h:notaport", "host=/run/pg"]
)
def test_address_of_what_is_none_is_none(text: str) -> None:
    assert address_of(text) is None


def test_probe_of_an_open_port_is_silent_and_of_a_closed_one_says_refused(
    port: int, closed_port: int
) -> None:
    assert probe(Address("127.0.0.1", port, tls=False)) == ""
    assert probe(Address("127.0.0.1", closed_port, tls=False)) == "connection refused"


def test_probe_of_tls_needs_a_certificate_that_is_trusted(
    tls_port: int, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = Address("127.0.0.1", tls_port, tls=True)
    assert probe(address).startswith("its certificate is not trusted here: self-signed")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert probe(address) == ""


def test_probe_of_tls_where_nobody_speaks_it_says_so(port: int) -> None:
    assert probe(Address("127.0.0.1", port, tls=True)) != ""


def with_endpoint(address: str) -> dict[str, str | None]:
    return {
        f"{FOUNDATION}/environments/{e}.backend.hcl": (
            f'bucket = "b"\nkey = "{e}"\nregion = "site"\nendpoints = {{ s3 = "{address}" }}\n'
        )
        for e in ("dev", "prod")
    }


def test_backend_that_answers_is_asked_once_for_all_environments(
    make_world: Any, port: int
) -> None:
    steps: list[str] = []
    world = make_world(with_endpoint(f"http://127.0.0.1:{port}"), progress=steps.append)
    report = BackendReachable().look(world)
    assert report.findings == ()
    assert steps == [f"backend: 127.0.0.1:{port}"]


def test_backend_that_is_silent_is_an_error_at_its_file(make_world: Any, closed_port: int) -> None:
    world = make_world(with_endpoint(f"http://127.0.0.1:{closed_port}"), environment="dev")
    (finding,) = BackendReachable().look(world).findings
    assert finding.id == "PRE020"
    assert finding.message == (
        f"the s3 state backend at 127.0.0.1:{closed_port} cannot be reached: connection refused"
    )
    assert str(finding.at) == f"{FOUNDATION}/environments/dev.backend.hcl"


def of_type(kind: str) -> dict[str, str | None]:
    return {f"{FOUNDATION}/backend.tf": f'terraform {{\n  backend "{kind}" {{\n  }}\n}}\n'}


def test_backend_of_postgres_takes_the_address_from_the_environment_and_tells_no_password(
    make_world: Any, closed_port: int
) -> None:
    env = {"PG_CONN_STR": f"postgres://tf:hunter2@127.0.0.1:{closed_port}/tf"}
    report = BackendReachable().look(make_world(of_type("pg"), env=env))
    assert {f.id for f in report.findings} == {"PRE020"}
    assert "hunter2" not in str(report)


def test_backend_nobody_can_place_is_told_not_passed_over(make_world: Any) -> None:
    report = BackendReachable().look(make_world(of_type("cos"), environment="dev"))
    assert [(f.id, f.message) for f in report.findings] == [
        ("PRE021", "could not look: nothing here says where the cos state backend is")
    ]


def test_backend_on_the_local_disk_needs_no_network(make_world: Any) -> None:
    report = BackendReachable().look(make_world(of_type("local")))
    assert (report.findings, report.facts) == ((), {"endpoints": 0})


KUBECONFIG = """\
current-context: site
contexts:
  - {name: site, context: {cluster: one, user: me}}
  - {name: other, context: {cluster: two, user: me}}
clusters:
  - {name: one, cluster: {server: "https://10.0.0.1:6443"}}
  - {name: two, cluster: {server: "https://10.0.0.2:6443"}}
users:
  - {name: me, user: {token: very-secret}}
"""


@pytest.mark.parametrize(
    ("context", "server"),
    [("", "https://10.0.0.1:6443"), ("other", "https://10.0.0.2:6443"), ("none", "")],
)
def test_kubeconfig_server_is_the_one_of_the_context(
    tmp_path: Path, context: str, server: str
) -> None:
    (tmp_path / ".kube").mkdir()
    (tmp_path / ".kube" / "config").write_text(KUBECONFIG)
    at = Location("backend.tf")
    given = {"config_path": Given("~/.kube/config", at), "config_context": Given(context, at)}
    assert kubeconfig_server(Backend("kubernetes", given, at), {}, tmp_path) == server


@pytest.mark.parametrize("text", ["a: [", "[]", "contexts: 3", "contexts: [3]\nclusters: {}"])
def test_kubeconfig_server_of_a_strange_file_is_unknown(tmp_path: Path, text: str) -> None:
    (tmp_path / "k").write_text(text)
    at = Location("backend.tf")
    given = {"config_path": Given(str(tmp_path / "k"), at)}
    assert kubeconfig_server(Backend("kubernetes", given, at), {}, tmp_path) == ""


@pytest.mark.parametrize(
    ("version", "constraint", "met"),
    [
        ((6, 66, 0), "~> 6.66", True),
        ((6, 70, 1), "~> 6.66", True),
        ((7, 0, 0), "~> 6.66", False),
        ((6, 65, 9), "~> 6.66", False),
        ((6, 66, 3), "~> 6.66.1", True),
        ((6, 67, 0), "~> 6.66.1", False),
        ((4, 80, 0), ">= 4.80.0, < 5.0.0", True),
        ((5, 0, 0), ">= 4.80.0, < 5.0.0", False),
        ((1, 2, 3), "1.2.3", True),
        ((1, 2, 4), "= 1.2.3", False),
        ((1, 2, 3), "!= 1.2.3", False),
        ((1, 2, 3), "", True),
    ],
)
def test_meets_reads_constraints_as_terraform_does(
    version: tuple[int, ...], constraint: str, met: bool
) -> None:
    assert meets(version, constraint) is met


def mirror(base: Path, *versions_: str, system: str = "linux_amd64", packed: bool = True) -> Path:
    folder = base / "registry.terraform.io" / "hashicorp" / "aws"
    folder.mkdir(parents=True)
    for version in versions_:
        if packed:
            (folder / f"terraform-provider-aws_{version}_{system}.zip").touch()
        else:
            (folder / version / system).mkdir(parents=True)
    return base


@pytest.fixture
def linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(providers_module, "this_system", lambda: "linux_amd64")


@pytest.mark.parametrize("packed", [True, False])
def test_versions_in_a_mirror_are_those_of_the_system(tmp_path: Path, packed: bool) -> None:
    root = mirror(tmp_path, "6.66.0", "6.70.1", packed=packed)
    folder = root / "registry.terraform.io" / "hashicorp" / "aws"
    assert versions_in(folder, "linux_amd64") == {(6, 66, 0), (6, 70, 1)}
    assert versions_in(folder, "darwin_arm64") == frozenset()
    assert versions.this_system().count("_") == 1


@pytest.mark.usefixtures("linux")
@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"versions": ("5.100.0",)}, "has 5.100.0 only"),
        ({"versions": ("6.66.0",), "system": "darwin_arm64"}, "has nothing for linux_amd64"),
        (None, "does not have it"),
    ],
)
def test_providers_a_named_mirror_lacks_are_errors(
    make_world: Any, tmp_path: Path, content: dict[str, Any] | None, words: str
) -> None:
    base = tmp_path / "mirror"
    base.mkdir()
    if content:
        mirror(base, *content.pop("versions"), **content)
    (finding,) = ProvidersThere().look(make_world(mirror=base)).findings
    assert (finding.id, finding.severity.value) == ("PRE011", "error")
    assert finding.message == f"hashicorp/aws ~> 6.66 is wanted; the mirror {base} {words}"
    assert str(finding.at) == f"{FOUNDATION}/versions.tf:3"


@pytest.mark.usefixtures("linux")
def test_providers_in_the_mirror_are_enough(make_world: Any, tmp_path: Path) -> None:
    report = ProvidersThere().look(make_world(mirror=mirror(tmp_path / "m", "6.66.0")))
    assert report.findings == ()
    assert report.facts == {"wanted": 1, "here": 1}


def test_providers_mirror_that_is_no_folder_is_a_usage_error(
    make_world: Any, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        ProvidersThere().look(make_world(mirror=tmp_path / "none"))


def test_providers_behind_an_air_gap_have_to_be_here(make_world: Any) -> None:
    world = make_world(blueprint={"choices": {"estate": {"connectivity": "air_gapped"}}})
    (finding,) = ProvidersThere().look(world).findings
    assert "the site is air-gapped, and this machine does not have it" in finding.message
    assert "--provider-mirror" in finding.hint


def test_providers_from_a_registry_are_not_asked_for_offline(make_world: Any) -> None:
    (finding,) = ProvidersThere().look(make_world(offline=True)).findings
    assert (finding.id, finding.severity.value) == ("PRE013", "warning")
    assert "--offline kept us from asking registry.terraform.io" in finding.message


def test_providers_of_a_registry_that_is_silent_are_an_error(
    make_world: Any, closed_port: int
) -> None:
    host = f"127.0.0.1:{closed_port}"
    text = f'terraform {{\n  required_providers {{\n    aws = {{ source = "{host}/hashicorp/aws" }}\n  }}\n}}\n'
    (finding,) = ProvidersThere().look(make_world({f"{FOUNDATION}/versions.tf": text})).findings
    assert finding.id == "PRE012"
    assert f"the registry {host} cannot be used: connection refused" in finding.message
