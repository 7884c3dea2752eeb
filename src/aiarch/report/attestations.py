"""`attestations.yaml`: what people signed, checked against the calendar and against the documents themselves."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import posixpath
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from aiarch.errors import Diagnostic, InputError, Location, did_you_mean
from aiarch.model.promotion import Attestation, AttestationFile, Requirement

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiarch.yamlio.parse import Document

    _Fault = Callable[[str, str, str, str], Diagnostic]

ATTESTATIONS = "attestations.yaml"
_DIGEST_BLOCK = 1 << 20


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """What an attestation may speak of."""

    controls: frozenset[str]
    requirements: Mapping[str, Requirement]
    environments: frozenset[str]
    platforms: frozenset[str]


@dataclasses.dataclass(frozen=True, slots=True)
class Signature:
    """One attestation, verified.

    Attributes:
        void: why it does not count, "" when it does.
    """

    attestation: Attestation
    at: Location
    void: str = ""

    def speaks_of(self, environment: str, platform: str = "") -> bool:
        """Say whether it covers an environment, and a platform when one is given."""
        given = self.attestation
        return (not given.environments or environment in given.environments) and (
            not platform or not given.platforms or platform in given.platforms
        )

    @property
    def signed(self) -> str:
        """Who, when and how long, in words."""
        given = self.attestation
        return f"{given.by} on {given.on}, until {given.expires}"


def load_attestations(root: Path, known: Known, as_of: str) -> tuple[Signature, ...]:
    """Return the attestations of a project in the order of the file; nothing when it has none.

    Args:
        root: the project; documents lie inside.
        known: names an attestation may use.
        as_of: the day (`YYYY-MM-DD`) on which they have to count.

    Raises:
        InputError: with every fault of the file at its place.
    """
    from aiarch.yamlio.load import bind
    from aiarch.yamlio.parse import parse_file

    path = root / ATTESTATIONS
    if not path.exists() and not path.is_symlink():
        return ()
    document = parse_file(path, ATTESTATIONS)
    entries = bind(document, AttestationFile).attestations
    faults = [f for i, e in enumerate(entries) for f in _faults(i, e, document, known)]
    if faults:
        raise InputError(f"{ATTESTATIONS} does not fit", diagnostics=tuple(faults))
    return tuple(
        Signature(entry, document.at(("attestations", i)), _void(entry, root, known, as_of))
        for i, entry in enumerate(entries)
    )


def _faults(
    index: int, entry: Attestation, document: Document, known: Known
) -> Iterator[Diagnostic]:
    def fault(code: str, key: str, message: str, hint: str) -> Diagnostic:
        place = ("attestations", index, key) if key else ("attestations", index)
        return Diagnostic(code, message, document.at(place), hint)

    if bool(entry.id) == bool(entry.control):
        yield fault(
            "ATT001", "", "an attestation has either an `id` or a `control`",
            f"ids: {', '.join(known.requirements)}",
        )  # fmt: skip
    for code, key, word, names in (
        ("ATT002", "id", entry.id, frozenset(known.requirements)),
        ("ATT003", "control", entry.control, known.controls),
        *(("ATT004", "environments", e, known.environments) for e in entry.environments),
        *(("ATT004", "platforms", p, known.platforms) for p in entry.platforms),
    ):
        if word and word not in names:
            what = {"id": "attestation"}.get(key, key.removesuffix("s"))
            hint = did_you_mean(word, names) or f"known: {', '.join(sorted(names)[:12])}"
            yield fault(code, key, f"no {what} is called {word[:60]!r}", hint)
    days = {key: _day(getattr(entry, key)) for key in ("on", "expires")}
    for key, day in days.items():
        if day is None:
            yield fault("ATT005", key, f"{getattr(entry, key)!r} is no date", "write YYYY-MM-DD")
    if days["on"] and days["expires"] and days["expires"] < days["on"]:
        yield fault("ATT005", "expires", "it expires before it was signed", "correct the dates")
    if entry.state == "live" and not (entry.control and entry.environments and entry.document):
        yield fault(
            "ATT006", "state",
            "`live` is claimed of a control, in named environments, with the document that shows it",
            "give `control`, `environments` and `document`, or leave `state` out",
        )  # fmt: skip
    yield from _document_faults(entry, fault)


def _document_faults(entry: Attestation, fault: _Fault) -> Iterator[Diagnostic]:
    document = entry.document
    if _is_address(document):
        if not document.startswith("https://"):
            yield fault("ATT007", "document", "an address starts with https://", "or give a path")
    elif document and (
        "\\" in document
        or posixpath.isabs(document)
        or posixpath.normpath(document).split("/")[0] in {"..", "."}
    ):
        yield fault(
            "ATT007", "document", "the document is a path inside the project, or an https address",
            "copy it into the project, for example to docs/evidence/",
        )  # fmt: skip
    elif document and not entry.sha256:
        yield fault(
            "ATT008", "document", "a document in the project needs its `sha256`",
            f"sha256sum {document}",
        )  # fmt: skip
    elif entry.sha256 and not document:
        yield fault("ATT008", "sha256", "a digest of no document", "name the `document`")


def _void(entry: Attestation, root: Path, known: Known, as_of: str) -> str:
    """Return why an attestation does not count on a day, "" when it does."""
    if entry.on > as_of:
        return f"signed in the future ({entry.on})"
    if entry.expires < as_of:
        return f"expired on {entry.expires}"
    requirement = known.requirements.get(entry.id)
    if requirement:
        age = datetime.date.fromisoformat(as_of) - datetime.date.fromisoformat(entry.on)
        if age.days > requirement.lasts_days:
            return f"stale: signed {age.days} days ago, it counts for {requirement.lasts_days}"
        if requirement.document and not entry.document:
            return "it names no document, and this one needs one"
    if not entry.document or _is_address(entry.document):
        return ""
    return _altered(root, entry)


def _altered(root: Path, entry: Attestation) -> str:
    path = (root / entry.document).resolve()
    if not path.is_relative_to(root.resolve()):
        return f"{entry.document} leads out of the project"
    try:
        with path.open("rb") as handle:
            total = hashlib.sha256()
            while block := handle.read(_DIGEST_BLOCK):
                total.update(block)
    except FileNotFoundError:
        return f"{entry.document} is not there"
    except OSError as error:
        return f"{entry.document} cannot be read: {error.strerror}"
    if total.hexdigest() != entry.sha256:
        return f"{entry.document} is not the document that was signed (its sha256 differs)"
    return ""


def _is_address(document: str) -> bool:
    return "://" in document


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None
