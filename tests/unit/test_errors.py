from __future__ import annotations

import re
from pathlib import Path

import pytest

from aiarch import errors
from aiarch.errors import AiarchError, Diagnostic, ExitCode, Location, Severity, did_you_mean


def leaves(kind: type[AiarchError]) -> list[type[AiarchError]]:
    below = kind.__subclasses__()
    return [kind] if not below else [x for b in below for x in leaves(b)]


def test_exit_codes_are_unique_per_kind_of_error() -> None:
    codes = [kind.exit_code for kind in leaves(AiarchError)]
    assert sorted(codes) == sorted(set(codes))
    assert sorted(codes) == [2, 3, 4, 5, 6, 7, 130]


def test_exit_code_table_of_the_readme_is_the_enum(checkout: Path) -> None:
    text = (checkout / "README.md").read_text(encoding="utf-8")
    rows = {int(n) for n in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)}
    assert rows == {int(code) for code in ExitCode}


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Location("a.yaml"), "a.yaml"),
        (Location("a.yaml", 3), "a.yaml:3"),
        (Location("a.yaml", 3, 5), "a.yaml:3:5"),
        (Location("a.yaml", 0, 5), "a.yaml"),
    ],
)
def test_location_prints_only_what_is_known(place: Location, text: str) -> None:
    assert str(place) == text


def test_diagnostic_lines_are_two_at_most() -> None:
    full = Diagnostic("YML001", "no such file", Location("a.yaml", 1, 2), "check the path")
    assert full.lines() == ["a.yaml:1:2: error[YML001]: no such file", "  help: check the path"]
    bare = Diagnostic("L01", "a remark", severity=Severity.WARNING)
    assert bare.lines() == ["warning[L01]: a remark"]


def test_error_without_diagnostics_makes_one_of_its_message() -> None:
    error = errors.InputError("wrong", code="ABC001", at=Location("f"), hint="mend it")
    assert error.diagnostics == (Diagnostic("ABC001", "wrong", Location("f"), "mend it"),)


@pytest.mark.parametrize(
    ("word", "answer"),
    [("asess", "did you mean 'assess'?"), ("zzz", ""), ("render", "did you mean 'render'?")],
)
def test_did_you_mean_names_only_near_words(word: str, answer: str) -> None:
    assert did_you_mean(word, ["render", "assess", "explain"]) == answer
