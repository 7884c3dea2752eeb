"""`attestations.yaml`: strict, placed, and checked against calendar and documents."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from aiarch.errors import InputError
from aiarch.model.promotion import Requirement
from aiarch.report.attestations import Known, Signature, load_attestations

DAY = "2026-11-25"
REQUIREMENTS = {
    name: Requirement(
        id=name, stage="pilot", statement="Something was drilled.", owner="Platform team",
        document=document, lasts_days=184, source="a test of this file",
    )
    for name, document in (("recovery-drill", True), ("on-call", False))
}  # fmt: skip
KNOWN = Known(
    frozenset({"GOV-01", "LOG-04"}), REQUIREMENTS, frozenset({"dev", "prod"}), frozenset({"aws"})
)
ON_CALL = {"id": "on-call", "on": "2026-11-01", "expires": "2027-03-01"}


def write(root: Path, *entries: dict[str, str]) -> None:
    lines = ["attestations:"]
    for entry in entries:
        full = {"statement": "Seen, and found good.", "by": "head of platform"} | entry
        lines += [f"  {'-' if i == 0 else ' '} {k}: {v}" for i, (k, v) in enumerate(full.items())]
    (root / "attestations.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def signed(root: Path, **changes: str) -> Signature:
    write(root, ON_CALL | changes)
    (found,) = load_attestations(root, KNOWN, DAY)
    return found


def proof(root: Path, text: str = "we drilled") -> dict[str, str]:
    path = root / "docs" / "drill.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return {
        "document": "docs/drill.md",
        "sha256": f'"{hashlib.sha256(text.encode()).hexdigest()}"',
    }


def test_load_attestations_without_a_file_is_empty(tmp_path: Path) -> None:
    assert load_attestations(tmp_path, KNOWN, DAY) == ()


def test_load_attestations_valid_entry_counts_and_says_who(tmp_path: Path) -> None:
    found = signed(tmp_path)
    assert found.void == ""
    assert found.signed == "head of platform on 2026-11-01, until 2027-03-01"
    assert str(found.at) == "attestations.yaml:2:5"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"expires": "2026-11-24"}, "expired on 2026-11-24"),
        ({"on": "2026-11-26"}, "signed in the future (2026-11-26)"),
        ({"on": "2026-05-01"}, "stale: signed 208 days ago, it counts for 184"),
        ({"id": "recovery-drill"}, "it names no document, and this one needs one"),
    ],
)
def test_load_attestations_void_entry_says_why(
    tmp_path: Path, changes: dict[str, str], reason: str
) -> None:
    assert signed(tmp_path, **changes).void == reason


def test_load_attestations_counts_on_its_last_day(tmp_path: Path) -> None:
    assert signed(tmp_path, expires=DAY).void == ""


def test_load_attestations_document_is_compared_byte_for_byte(tmp_path: Path) -> None:
    named = proof(tmp_path)
    assert signed(tmp_path, id="recovery-drill", **named).void == ""
    (tmp_path / "docs/drill.md").write_text("we drilled.", encoding="utf-8")
    assert signed(tmp_path, id="recovery-drill", **named).void == (
        "docs/drill.md is not the document that was signed (its sha256 differs)"
    )
    (tmp_path / "docs/drill.md").unlink()
    assert signed(tmp_path, **named).void == "docs/drill.md is not there"
    (tmp_path / "docs/drill.md").mkdir()
    assert signed(tmp_path, **named).void == "docs/drill.md cannot be read: Is a directory"


def test_load_attestations_document_behind_a_link_out_of_the_project_is_void(
    tmp_path: Path,
) -> None:
    root = tmp_path / "project"
    root.mkdir()
    named = proof(root)
    (root / "docs/drill.md").rename(tmp_path / "elsewhere.md")
    (root / "docs/drill.md").symlink_to(tmp_path / "elsewhere.md")
    assert signed(root, **named).void == "docs/drill.md leads out of the project"


def test_load_attestations_address_is_taken_as_it_is(tmp_path: Path) -> None:
    assert signed(tmp_path, id="recovery-drill", document="https://wiki.example.com/d").void == ""


@pytest.mark.parametrize(
    ("changes", "place", "message", "hint"),
    [
        ({"id": "on-cal"}, "2:5", "no attestation is called 'on-cal'", "did you mean 'on-call'?"),
        ({"id": '""', "control": "LOG-05"}, "6:5", "no control is called 'LOG-05'", "did you mean 'LOG-04'?"),
        ({"control": "LOG-04"}, "2:5", "an attestation has either an `id` or a `control`", "ids: recovery-drill, on-call"),
        ({"environments": "[prd]"}, "7:5", "no environment is called 'prd'", "did you mean 'prod'?"),
        ({"platforms": "[gcp]"}, "7:5", "no platform is called 'gcp'", "known: aws"),
        ({"on": "2026-02-30"}, "3:5", "'2026-02-30' is no date", "write YYYY-MM-DD"),
        ({"on": "2027-03-02"}, "4:5", "it expires before it was signed", "correct the dates"),
        ({"document": "../x.md"}, "7:5", "the document is a path inside the project, or an https address", "copy it into the project, for example to docs/evidence/"),
        ({"document": "/etc/passwd"}, "7:5", "the document is a path inside the project, or an https address", "copy it into the project, for example to docs/evidence/"),
        ({"document": "http://x.example.com"}, "7:5", "an address starts with https://", "or give a path"),
        ({"document": "a.md"}, "7:5", "a document in the project needs its `sha256`", "sha256sum a.md"),
        ({"sha256": "a" * 64}, "7:5", "a digest of no document", "name the `document`"),
    ],
)  # fmt: skip
def test_load_attestations_fault_is_reported_at_its_place(
    tmp_path: Path, changes: dict[str, str], place: str, message: str, hint: str
) -> None:
    entry = ON_CALL | changes
    ordered = {k: entry[k] for k in ("id", "on", "expires")}
    extra = {k: v for k, v in entry.items() if k not in ordered}
    write_in_order(tmp_path, ordered, extra)
    with pytest.raises(InputError) as caught:
        load_attestations(tmp_path, KNOWN, DAY)
    (fault,) = caught.value.diagnostics
    assert str(fault.at) == f"attestations.yaml:{place}"
    assert (fault.message, fault.hint) == (message, hint)


def write_in_order(root: Path, first: dict[str, str], extra: dict[str, str]) -> None:
    entry = {**first, "statement": "Seen, and found good.", "by": "head of platform", **extra}
    if "control" in extra and first["id"] == '""':
        entry = {"id": '""', "on": first["on"], "expires": first["expires"], "statement": "Seen, and found good.", "control": extra["control"], "by": "head of platform"}  # fmt: skip
    lines = [f"  {'-' if i == 0 else ' '} {k}: {v}" for i, (k, v) in enumerate(entry.items())]
    (root / "attestations.yaml").write_text("\n".join(["attestations:", *lines]) + "\n")


def test_load_attestations_live_needs_control_environments_and_document(tmp_path: Path) -> None:
    write(tmp_path, {"control": "LOG-04", "state": "live", "on": DAY, "expires": DAY})
    with pytest.raises(InputError) as caught:
        load_attestations(tmp_path, KNOWN, DAY)
    assert [d.code for d in caught.value.diagnostics] == ["ATT006"]


def test_load_attestations_unknown_key_and_all_faults_come_at_once(tmp_path: Path) -> None:
    write(tmp_path, ON_CALL | {"expire": "2027-01-01"})
    with pytest.raises(InputError) as caught:
        load_attestations(tmp_path, KNOWN, DAY)
    assert caught.value.diagnostics[0].hint == "did you mean 'expires'?"
    write(tmp_path, ON_CALL | {"id": "x"}, ON_CALL | {"on": "2026-13-01"})
    with pytest.raises(InputError) as caught:
        load_attestations(tmp_path, KNOWN, DAY)
    assert [d.code for d in caught.value.diagnostics] == ["ATT002", "ATT005"]


def test_speaks_of_environments_and_platforms_it_names(tmp_path: Path) -> None:
    found = signed(tmp_path, environments="[prod]", platforms="[aws]")
    assert found.speaks_of("prod", "aws")
    assert found.speaks_of("prod")
    assert not found.speaks_of("dev", "aws")
    assert not found.speaks_of("prod", "gcp")
    assert signed(tmp_path).speaks_of("dev", "gcp")
