from __future__ import annotations

from pathlib import Path

import pytest

from aiarch.errors import InputError, Location
from aiarch.yamlio import store as module
from aiarch.yamlio.parse import parse_file
from aiarch.yamlio.store import ParsedStore, default_folder

TEXT = "a: 1\nb:\n  - x\n  - {c: no}\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def kept(folder: Path, source: Path) -> None:
    store = ParsedStore(folder)
    store.parse(source, "source.yaml")
    store.save()


def test_parse_kept_file_has_the_same_data_and_places(tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    fresh = parse_file(source, "source.yaml")
    kept(tmp_path / "cache", source)
    monkeypatch.setattr(module, "parse_text", lambda *_: pytest.fail("parsed again"))
    document = ParsedStore(tmp_path / "cache").parse(source, "source.yaml")
    assert document.data == fresh.data
    assert document.at(("b", 1, "c")) == Location("source.yaml", 4, 6) == fresh.at(("b", 1, "c"))


def test_parse_changed_file_is_read_anew(tmp_path: Path, source: Path) -> None:
    kept(tmp_path / "cache", source)
    source.write_text("a: 2\n", encoding="utf-8")
    assert ParsedStore(tmp_path / "cache").parse(source, "s").data == {"a": 2}


def test_parse_faulty_file_is_never_kept(tmp_path: Path, source: Path) -> None:
    source.write_text("a: 1\na: 2\n", encoding="utf-8")
    store = ParsedStore(tmp_path / "cache")
    with pytest.raises(InputError):
        store.parse(source, "s")
    store.save()
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("garbage", [b"", b"{", b"[1]", b"\xff\xfe"])
def test_store_that_cannot_be_read_only_costs_time(
    tmp_path: Path, source: Path, garbage: bytes
) -> None:
    kept(tmp_path / "cache", source)
    (file,) = (tmp_path / "cache").iterdir()
    file.write_bytes(garbage)
    assert ParsedStore(tmp_path / "cache").parse(source, "s").data["a"] == 1


def test_store_that_cannot_be_written_only_costs_time(tmp_path: Path, source: Path) -> None:
    (tmp_path / "cache").write_text("a file", encoding="utf-8")
    kept(tmp_path / "cache", source)
    assert (tmp_path / "cache").read_text(encoding="utf-8") == "a file"


def test_default_folder_follows_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIARCH_CACHE_DIR", "")
    assert default_folder() is None
    monkeypatch.delenv("AIARCH_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_folder() == tmp_path / "aiarch"
