"""Compiled templates between runs."""

from __future__ import annotations

from pathlib import Path

import jinja2
import pytest

from aiarch.render import compiled
from aiarch.render.environment import environment, text_environment


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "x.j2").write_text("{{ value }}")
    return folder


def compiled_files(cache: Path) -> list[Path]:
    return sorted(cache.glob("templates-*/*.cache"))


def test_second_run_compiles_nothing(
    templates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    first = text_environment((templates,), cache).print("x.j2", {"value": "a"})
    assert len(compiled_files(cache)) == 1

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("compiled again")

    monkeypatch.setattr(jinja2.Environment, "_generate", refuse)
    assert text_environment((templates,), cache).print("x.j2", {"value": "a"}) == first


def test_environments_of_other_settings_share_nothing(templates: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert text_environment((templates,), cache).print("x.j2", {"value": "a"}) == b"a\n"
    assert environment((templates,), cache).print("x.j2", {"value": "a"}) == b'"a"\n'
    assert len(compiled_files(cache)) == 2


def test_changed_template_is_compiled_again(templates: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    text_environment((templates,), cache).print("x.j2", {"value": "a"})
    (templates / "x.j2").write_text("new {{ value }}")
    assert text_environment((templates,), cache).print("x.j2", {"value": "a"}) == b"new a\n"


@pytest.mark.parametrize("content", [b"", b"j2", b"garbage that is no byte code at all"])
def test_broken_file_only_costs_time(templates: Path, tmp_path: Path, content: bytes) -> None:
    cache = tmp_path / "cache"
    text_environment((templates,), cache).print("x.j2", {"value": "a"})
    (path,) = compiled_files(cache)
    path.write_bytes(content)
    assert text_environment((templates,), cache).print("x.j2", {"value": "b"}) == b"b\n"


def test_file_cut_short_only_costs_time(templates: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    text_environment((templates,), cache).print("x.j2", {"value": "a"})
    (path,) = compiled_files(cache)
    path.write_bytes(path.read_bytes()[:-20])
    assert text_environment((templates,), cache).print("x.j2", {"value": "b"}) == b"b\n"


def test_folder_that_others_may_write_is_not_used(templates: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    text_environment((templates,), cache).print("x.j2", {"value": "a"})
    (folder,) = cache.iterdir()
    folder.chmod(0o777)
    assert compiled.compiled_templates(cache, "text") is None


def test_folder_behind_a_link_is_not_used(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    made = compiled.compiled_templates(cache, "text")
    assert made is not None
    (folder,) = cache.iterdir()
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    assert compiled.compiled_templates(cache, "text") is None


def test_no_cache_folder_is_no_store() -> None:
    assert compiled.compiled_templates(None, "text") is None
