"""Air gap: a project that was decided without a line to the outside names nothing outside.

Looked at are the values that take effect: root modules, values per environment, backends. Modules keep upstream addresses as the
*sources* of their mirror lists; they use them only where no mirror is set, and so every call that can take a mirror must get one.
"""

from __future__ import annotations

import ipaddress
import posixpath
import re
from collections.abc import Iterator, Mapping

from aiarch.catalog.declarations import Block, scan
from aiarch.errors import AiarchError, Location, Severity
from aiarch.validate.finding import CheckerReport, Finding
from aiarch.validate.hcl import references
from aiarch.validate.tree import ProjectTree

NAME = "airgap"
AIR_GAPPED = "air_gapped"
MIRRORS = ("chart_registry", "image_registry")
"""Variables of a module that say where charts and images come from; empty = upstream."""

# Domains that are somebody's public service whatever stands before them.
_PUBLIC = (
    "amazonaws.com amazonaws.com.cn anaconda.org azure.com azure.net azurecr.io azurewebsites.net bitbucket.org cloudflare.com "
    "debian.org docker.com docker.io fedoraproject.org gcr.io ghcr.io github.com github.io githubusercontent.com gitlab.com "
    "gitlab.io golang.org google.com googleapis.com hashicorp.com hf.co huggingface.co jsdelivr.net k8s.io konghq.com "
    "kyverno.io maven.org mcr.microsoft.com microsoft.com microsoftonline.com mongodb.com npmjs.org nvcr.io nvidia.com openai.com "
    "pkg.dev pypi.org pythonhosted.org pytorch.org quay.io redhat.com rubygems.org sigstore.dev slack.com terraform.io "
    "ubuntu.com upbound.io windows.net"
)
PUBLIC = frozenset(_PUBLIC.split())
# Registries, which are named without a scheme: `docker.io/library/x`.
_REGISTRIES = (
    "docker.io gcr.io ghcr.io mcr.microsoft.com nvcr.io public.ecr.aws quay.io reg.kyverno.io registry.gitlab.com registry.k8s.io "
    "xpkg.upbound.io"
)
REGISTRIES = frozenset(_REGISTRIES.split())
# RFC 2606, 6761, 6762, 8375, ICANN's `internal`, and what sites have used since before that was reserved.
_PRIVATE = (
    "arpa cluster.local corp domain example example.com example.net example.org home internal intra intranet invalid lan "
    "local localdomain localhost onion private svc test"
)
PRIVATE = frozenset(_PRIVATE.split())

_URL = re.compile(r"[a-z][a-z0-9+]*://(?:[^/@\s\"]*@)?(?P<host>[A-Za-z0-9.-]+|\[[0-9a-fA-F:.]+\])")
_SCP = re.compile(r"\bgit@(?P<host>[A-Za-z0-9.-]+):")
_BARE = re.compile(
    r"(?<![\w./@-])(?:" + "|".join(re.escape(h) for h in sorted(REGISTRIES)) + r")(?![\w.-])"
)
_COMMENT = re.compile(r"(?:^|\s)(?:#|//)")
_SPOKEN = re.compile(r"^\s*(?:description|error_message)\s*=")


class AirGap:
    """Searches what takes effect for public hosts, and calls for missing mirrors."""

    name = NAME
    cacheable = True

    def salt(self) -> str:
        """Return nothing: the files are all there is."""
        return ""

    def check(self, tree: ProjectTree) -> CheckerReport:
        """Return one finding per public host; skipped where there is a line to the outside."""
        try:
            connectivity = tree.blueprint.choices.get("estate", {}).get("connectivity")
        except AiarchError:
            return CheckerReport.skipped(NAME, "blueprint.yaml cannot be read")
        if connectivity != AIR_GAPPED:
            return CheckerReport.skipped(NAME, "the blueprint does not say air_gapped")
        own = tuple(sorted(_site_domains(tree)))
        findings = [
            finding
            for path in tree.files
            if path.startswith(("stacks/", "bootstrap/"))
            for finding in _hosts(tree, path, own)
        ]
        for root in tree.roots:
            findings += _Root(tree, root).findings()
        return CheckerReport.ran(NAME, findings, roots=len(tree.roots))


def is_public(host: str) -> bool:
    """Return whether a host is a public address, or below the domain of a well-known public service."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        return host.lower() in REGISTRIES or _below(host, PUBLIC)


def is_inside(host: str, own: tuple[str, ...] = ()) -> bool:
    """Return whether a host can only be inside: no public address, a private name, or one of the site's own."""
    try:
        return not ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        return "." not in host or _below(host, own) or _below(host, PRIVATE)


def named_hosts(text: str) -> Iterator[tuple[str, int]]:
    """Yield (host, index) of every host that a text names: in URLs, in Git addresses, and registries without a scheme."""
    for pattern in (_URL, _SCP):
        yield from ((m["host"].rstrip("."), m.start("host")) for m in pattern.finditer(text))
    yield from ((m.group(), m.start()) for m in _BARE.finditer(text))


def image_host(reference: str) -> str:
    """Return the host of an image reference or URL; images without one are of Docker Hub."""
    rest = reference.rpartition("://")[2]
    host, slash, _ = rest.partition("/")
    if "://" in reference or (slash and ("." in host or ":" in host or host == "localhost")):
        return re.sub(r":\d+$", "", host.rpartition("@")[2])
    return "docker.io"


def _below(host: str, domains: frozenset[str] | tuple[str, ...]) -> bool:
    labels = host.lower().rstrip(".").split(".")
    return any(".".join(labels[i:]) in domains for i in range(len(labels)))


def _site_domains(tree: ProjectTree) -> Iterator[str]:
    """Yield the domains that are the site's own."""
    for path in tree.files:
        if path.endswith(".tfvars"):
            value = _values(tree.texts[path]).get("site_domain", "").strip('"').lower()
            if value and not is_public(value):
                yield value


def _hosts(tree: ProjectTree, path: str, own: tuple[str, ...]) -> Iterator[Finding]:
    for number, line in enumerate(tree.texts[path].splitlines(), 1):
        # What is said to people takes no effect.
        if _SPOKEN.match(line):
            continue
        for host, index in named_hosts(_without_comment(line)):
            at = Location(path, number, index + 1)
            if is_public(host):
                yield _finding(
                    "AIR001",
                    f"{host} is a public host; behind an air gap nothing reaches it",
                    at,
                    "name the site's mirror in blueprint.yaml, and render again",
                )
            elif not is_inside(host, own):
                yield _finding(
                    "AIR002",
                    f"{host} is neither below the site's domain nor a private name",
                    at,
                    "make sure that it is inside, or use a name below site_domain",
                    Severity.WARNING,
                )


def _without_comment(line: str) -> str:
    """Return a line up to its comment; a mark within quotes opens none."""
    for match in _COMMENT.finditer(line):
        if line.count('"', 0, match.start()) % 2 == 0:
            return line[: match.start()]
    return line


class _Root:
    """One root module: that it knows of the air gap, and hands mirrors on."""

    def __init__(self, tree: ProjectTree, path: str) -> None:
        self._tree = tree
        self._path = path
        self._blocks = [
            (file, block)
            for file in tree.files
            if file.rpartition("/")[0] == path and file.endswith(".tf")
            for block in scan(tree.texts[file])
        ]
        self._environments = {
            file: _values(tree.texts[file])
            for file in tree.files
            if file.startswith(f"{path}/environments/") and file.endswith(".tfvars")
        }

    def findings(self) -> Iterator[Finding]:
        declared = {b.labels[0] for _, b in self._blocks if b.name == "variable" and b.labels}
        for file, values in self._environments.items():
            given = values.get("connectivity")
            if "connectivity" in declared and given != f'"{AIR_GAPPED}"':
                yield _finding(
                    "AIR003",
                    f"connectivity is {given or 'not given'}, the blueprint says {AIR_GAPPED}",
                    self._line(file, "connectivity"),
                    "render again: aiarch render",
                )
        for file, block in self._blocks:
            if block.name == "module":
                yield from self._call(file, block)

    def _call(self, file: str, block: Block) -> Iterator[Finding]:
        source = (block.attribute("source") or "").strip('"')
        folder = self._tree.folders.get(_joined(self._path, source))
        label = block.labels[0] if block.labels else ""
        for name in MIRRORS if folder else ():
            if folder and name in folder.variables and not self._is_set(block.attribute(name), 0):
                yield _finding(
                    "AIR004",
                    f"module {label!r} gets no {name}, so it would pull from upstream",
                    Location(file, block.line),
                    f"give it {name}: the site's mirror",
                    resource=f"module.{label}",
                )

    def _is_set(self, expression: str | None, depth: int) -> bool:
        """Return whether an expression can be anything but empty; a conditional on connectivity can."""
        if expression is None or expression in {"null", '""'}:
            return False
        path = next((r.path for r in references(expression)), ())
        if expression != ".".join(path) or depth > 8:
            return True
        if path[0] == "local":
            found = (b.attribute(path[1]) for _, b in self._blocks if b.name == "locals")
            return self._is_set(next((e for e in found if e is not None), None), depth + 1)
        if path[0] == "var":
            return all(
                self._is_set(values.get(path[1]) or self._default(path[1]), depth + 1)
                for values in self._environments.values()
            )
        return True

    def _default(self, name: str) -> str | None:
        return next(
            (b.attribute("default") for _, b in self._blocks if b.labels == (name,) and b.name == "variable"),
            None,
        )  # fmt: skip

    def _line(self, file: str, name: str) -> Location:
        for number, line in enumerate(self._tree.texts[file].splitlines(), 1):
            if re.match(rf"\s*{name}\s*=", line):
                return Location(file, number)
        return Location(file)


def _values(text: str) -> Mapping[str, str]:
    return {b.name: b.text for b in scan(text) if b.is_attribute}


def _joined(folder: str, source: str) -> str:
    return posixpath.normpath(f"{folder}/{source}") if source.startswith(".") else ""


def _finding(
    code: str,
    message: str,
    at: Location,
    hint: str,
    severity: Severity = Severity.ERROR,
    resource: str = "",
) -> Finding:
    return Finding(code, NAME, severity, message, at, resource, hint)
