"""Whether something answers at an address: TCP, and TLS where the address says so. Nothing is sent beyond the handshake."""

from __future__ import annotations

import dataclasses
import http.client
import re
import socket
import ssl
import urllib.request
from urllib.parse import urlsplit

SECONDS = 5.0
PORTS = {"https": 443, "http": 80, "postgres": 5432, "postgresql": 5432}
_PAIR = re.compile(r"(\w+)\s*=\s*('(?:[^'\\]|\\.)*'|\S+)")


@dataclasses.dataclass(frozen=True, slots=True)
class Address:
    """Host and port; user and password of a URL are dropped."""

    host: str
    port: int
    tls: bool

    def __str__(self) -> str:
        """Return `host:port`."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def address_of(text: str) -> Address | None:
    """Return the address in a URL or in a PostgreSQL `host=… port=…` string; None when there is none."""
    if "://" not in text:
        pairs = {k: v.strip("'") for k, v in _PAIR.findall(text)}
        host, port = pairs.get("host", ""), pairs.get("port", "5432")
        usable = host and not host.startswith("/") and port.isdecimal()
        return Address(host, int(port), tls=False) if usable else None
    parts = urlsplit(text)
    try:
        port_ = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        return None
    return (
        Address(parts.hostname, port_, tls=parts.scheme == "https")
        if parts.hostname and port_
        else None
    )


def probe(address: Address, seconds: float = SECONDS) -> str:
    """Return "" when something answers, else why not. TLS honours the proxies of the environment, as Terraform does."""
    try:
        if not address.tls:
            with socket.create_connection((address.host, address.port), timeout=seconds):
                return ""
        _handshake(address, seconds)
    except ssl.SSLCertVerificationError as error:
        return f"its certificate is not trusted here: {error.verify_message}"
    except ssl.SSLError as error:
        return f"it speaks no TLS: {error.reason or 'handshake failed'}"
    except socket.gaierror:
        return "its name does not resolve"
    except TimeoutError:
        return f"no answer within {seconds:g} s"
    except (OSError, http.client.HTTPException) as error:
        return (getattr(error, "strerror", "") or str(error) or type(error).__name__).lower()
    return ""


def _handshake(address: Address, seconds: float) -> None:
    proxy = urllib.request.getproxies().get("https", "")
    through = address_of(proxy) if proxy else None
    if through is None or urllib.request.proxy_bypass(address.host):
        through = None
    peer = through or address
    connection = http.client.HTTPSConnection(
        peer.host, peer.port, timeout=seconds, context=ssl.create_default_context()
    )
    if through:
        connection.set_tunnel(address.host, address.port)
    try:
        connection.connect()
    finally:
        connection.close()
