"""`aiarch compare`, and what `assess` says about a hybrid's meeting points."""

from __future__ import annotations

from pathlib import Path

import pytest
from clirun import EXAMPLES, RETAIL, Aiarch, tree_of

HOSPITAL = EXAMPLES / "hospital-consortium" / "assessment.yaml"
INSURER = EXAMPLES / "insurer-pricing-hybrid" / "assessment.yaml"


def test_compare_counts_and_writes_nothing(aiarch: Aiarch, assessed: Path) -> None:
    before = tree_of(assessed)
    done = aiarch("compare", "aws", "azure", "--no-checks", "-C", assessed)
    assert done.code == 0, done.err
    assert "Chosen: aws, confidence high, 51 points ahead." in done.out
    assert "resource blocks" in done.out
    assert tree_of(assessed) == before


def test_compare_all_four_when_none_is_named(aiarch: Aiarch, tmp_path: Path) -> None:
    done = aiarch("compare", "--no-checks", "--json", "--answers", RETAIL, "-C", tmp_path)
    result = done.json["result"]
    assert [p["platform"] for p in result["platforms"]][:2] == ["aws", "azure"]
    assert {p["platform"] for p in result["platforms"]} == {"aws", "azure", "gcp", "onprem"}
    assert result["decided"]["platform"] == "aws"
    excluded = next(p for p in result["platforms"] if p["platform"] == "onprem")
    assert excluded["hypothetical"] is True
    assert [x["id"] for x in excluded["exclusions"]] != []
    assert list(tmp_path.iterdir()) == []


def test_compare_checks_a_temporary_render(aiarch: Aiarch, tmp_path: Path) -> None:
    done = aiarch("compare", "aws", "azure", "--json", "--answers", RETAIL, "-C", tmp_path)
    found = {p["platform"]: p for p in done.json["result"]["platforms"]}
    assert found["aws"]["findings"]["error"] == 0
    assert found["aws"]["checkers"]["ran"] == [
        "structure", "format", "syntax", "wiring", "lifecycle",
    ]  # fmt: skip
    assert "checking azure" in done.err
    assert list(tmp_path.iterdir()) == []


def test_compare_markdown_is_the_whole_answer(aiarch: Aiarch, assessed: Path) -> None:
    done = aiarch("compare", "gcp", "aws", "--no-checks", "--format", "markdown", "-C", assessed)
    assert done.out.startswith("# Platforms compared for retail-forecast\n")
    assert "|   | gcp | aws |" in done.out


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("aws", "azur"), 2, "error[USE016]: unknown platform 'azur'"),
        (("aws",), 2, "error[USE017]: 1 platform cannot be compared"),
        (("aws", "aws"), 2, "error[USE017]: 1 platform cannot be compared"),
        (("--format", "html"), 2, "error[USE006]: unknown format 'html'"),
        (("--no-checks", "--policy"), 2, "error[USE015]: --no-checks and --policy exclude each other"),
    ],
)  # fmt: skip
def test_compare_what_makes_no_sense_is_refused(
    aiarch: Aiarch, assessed: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    done = aiarch("compare", *arguments, "-C", assessed)
    assert (done.code, done.out, done.first) == (code, "", message)


def test_compare_stopped_assessment_is_refused(aiarch: Aiarch, tmp_path: Path) -> None:
    answers = EXAMPLES / "rules-suffice" / "assessment.yaml"
    done = aiarch("compare", "--no-checks", "--answers", answers, "-C", tmp_path)
    assert (done.code, done.first[:14]) == (4, "error[SOL012]:")


def test_compare_undecided_assessment_shows_every_platform(aiarch: Aiarch, tmp_path: Path) -> None:
    answers = EXAMPLES / "startup-undecided" / "assessment.yaml"
    done = aiarch("compare", "--no-checks", "--answers", answers, "-C", tmp_path)
    assert done.code == 0
    assert "No platform is chosen: tie." in done.out


@pytest.mark.parametrize(
    ("answers", "sides", "crossing"),
    [(HOSPITAL, ("gcp", "onprem"), "data (aggregates)"), (INSURER, ("azure", "onprem"), "data (deidentified)")],
)  # fmt: skip
def test_assess_hybrid_warns_which_links_are_to_be_agreed(
    aiarch: Aiarch, tmp_path: Path, answers: Path, sides: tuple[str, str], crossing: str
) -> None:
    done = aiarch("assess", "--no-input", "--answers", answers, "-C", tmp_path)
    assert done.code == 0
    warning = next(line for line in done.err.splitlines() if "LNK010" in line)
    assert warning.startswith(f"warning[LNK010]: stacks {sides[0]} and {sides[1]} meet, ")
    assert warning.endswith(crossing)
    assert "Where the stacks meet" in done.out
    assert "\nlinks:\n" in (tmp_path / "blueprint.yaml").read_text(encoding="utf-8")


def test_assess_of_one_stack_says_nothing_about_links(aiarch: Aiarch, tmp_path: Path) -> None:
    done = aiarch("assess", "--no-input", "--answers", RETAIL, "-C", tmp_path)
    assert "LNK010" not in done.err
    assert "links:" not in (tmp_path / "blueprint.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("answers", "cloud", "payload"),
    [(HOSPITAL, "gcp", "aggregates"), (INSURER, "azure", "deidentified")],
)
def test_render_hybrid_carries_the_links_in_both_stacks(
    aiarch: Aiarch, tmp_path: Path, answers: Path, cloud: str, payload: str
) -> None:
    assert aiarch("assess", "-q", "--no-input", "--answers", answers, "-C", tmp_path).code == 0
    done = aiarch("render", "-C", tmp_path)
    assert done.code == 0, done.err
    assert "LNK010" in done.err
    texts = tree_of(tmp_path)
    for here, peer in ((cloud, "onprem"), ("onprem", cloud)):
        mine = {p: t.decode() for p, t in texts.items() if p.startswith(f"stacks/{here}/")}
        everything = "\n".join(mine.values())
        for kind in ("network", "identity", "registry", "data"):
            assert f'check "link_{peer}_{kind}" {{' in everything
            assert f'variable "peer_{peer}_{kind}" {{' in everything
            assert f'output "link_{peer}_{kind}" {{' in everything
        assert f'var.peer_{peer}_data.payload == "{payload}"' in everything
    page = texts["docs/architecture.md"].decode()
    assert "## Where the stacks meet" in page
    assert f"### Data hand-over: onprem to {cloud}" in page
