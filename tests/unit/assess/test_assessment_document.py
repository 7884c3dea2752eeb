"""`assessment.yaml`: both forms, every fault at its place in one pass, and a file a person can read."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from aiarch.assess.document import (
    dump_assessment,
    load_assessment,
    loads_assessment,
    remarks,
)
from aiarch.catalog.catalog import Catalog
from aiarch.errors import InputError, Severity
from aiarch.model.assessment import Answer, Assessment, Metadata, Override, Source

HEAD = "metadata: {name: my-project}\n"


@cache
def catalog() -> Catalog:
    return Catalog.of()


def load(text: str) -> Assessment:
    return loads_assessment(text, catalog(), "a.yaml")


def faults(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        load(text)
    return [f"{d.at}: {d.code} {d.message}" for d in caught.value.diagnostics]


def test_load_short_form_counts_as_file() -> None:
    found = load(
        HEAD
        + "answers:\n  needs.ai_fit: clear_fit\n  data.volume_tb: 12\n  estate.reuse_onprem: true\n"
    )
    assert found.answers == {
        "needs.ai_fit": Answer(value="clear_fit", source=Source.FILE),
        "data.volume_tb": Answer(value=12),
        "estate.reuse_onprem": Answer(value=True),
    }


def test_load_long_form_keeps_source_and_note() -> None:
    found = load(
        HEAD + "answers:\n  org.regimes: {value: [gdpr], source: user, note: asked legal}\n"
    )
    assert found.answers["org.regimes"] == Answer(
        value=("gdpr",), source=Source.USER, note="asked legal"
    )


def test_load_reports_every_fault_at_its_place() -> None:
    text = """\
metadata: {nane: my-project}
as_of: 2026-13-01
answers:
  needs.ai_fits: clear_fit
  needs.use_case: genai_rga
  needs.stage: 3
  org.regimes: [gdpr, hippa]
  data.volume_tb: -1
  data.parties:
  ops.ci: {value: gitlub, sorce: user}
  ops.finance: {value: either, source: users}
  ops.skills: {note: 7, value: [aws]}
  ops.timeline: [1, 2]
"""
    assert faults(text) == [
        "a.yaml:1:1: YML021 key 'name' is missing",
        "a.yaml:1:12: YML020 unknown key 'nane'",
        "a.yaml:4:3: ASM001 unknown question 'needs.ai_fits'",
        "a.yaml:5:3: ASM003 needs.use_case: 'genai_rga' is not a choice",
        "a.yaml:6:3: ASM002 needs.stage: expected one choice, found the number 3",
        "a.yaml:7:23: ASM003 org.regimes: 'hippa' is not a choice",
        "a.yaml:8:3: ASM005 data.volume_tb: -1 TB is out of range",
        "a.yaml:9:3: ASM011 data.parties: no value",
        "a.yaml:10:27: ASM009 ops.ci: unknown key 'sorce'",
        "a.yaml:11:32: ASM010 ops.finance: 'users' is not a source of answers",
        "a.yaml:12:16: ASM011 ops.skills: a note is text, found the number 7",
        "a.yaml:13:3: ASM002 ops.timeline: expected one choice, found a list of other things than text",
    ]


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        ("needs.ai_fits: clear_fit", "did you mean 'needs.ai_fit'?"),
        ("needs.ai_fit: clearfit", "did you mean 'clear_fit'?"),
        ("org.regimes: gdpr", "write [gdpr]"),
        ("ops.ci: {valeu: gitlab}", "did you mean 'value'?"),
        ("ops.ci: {value: gitlab, source: [user]}", "sources: assumed, default, file, user"),
    ],
)
def test_load_fault_hints_at_the_way_out(answer: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        load(HEAD + f"answers:\n  {answer}\n")
    assert caught.value.diagnostics[0].hint == hint


def test_load_date_that_is_no_day_is_refused() -> None:
    assert faults(HEAD + "as_of: 2026-02-30\nanswers: {}\n") == [
        "a.yaml:2:1: ASM012 as_of: 2026-02-30 is not a day of the calendar"
    ]


@pytest.mark.parametrize("answers", ["answers: [a]\n", "answers: text\n", ""])
def test_load_without_a_mapping_of_answers_is_refused(answers: str) -> None:
    assert len(faults(HEAD + answers)) == 1


def test_load_choice_an_earlier_answer_disables_is_refused() -> None:
    text = "answers:\n  needs.ai_fit: clear_fit\n  needs.use_case: genai_rag\n  estate.connectivity: air_gapped\n  wl.fm_family: {value: openai}\n"
    assert faults(HEAD + text) == [
        "a.yaml:6:18: ASM007 wl.fm_family: 'openai' cannot be picked: a hosted model cannot be reached from an air-gapped site"
    ]


def test_load_answers_that_contradict_each_other_are_refused() -> None:
    text = "answers:\n  data.movability: in_region\n  data.residency: none\n  org.regimes: [gdpr, none]\n"
    assert faults(HEAD + text) == [
        "a.yaml:4:3: ASM008 data.residency: data that may move only inside a region needs the region; `none` contradicts data.movability",
        "a.yaml:5:3: ASM008 org.regimes: `none` does not go together with a regime",
    ]


def test_load_warning_of_a_rule_is_no_fault() -> None:
    text = "answers:\n  org.regimes: [gdpr]\n  data.personal: phi\n"
    assert load(HEAD + text).answers["data.personal"].value == "phi"


def test_load_answer_that_does_not_apply_is_kept_and_remarked() -> None:
    found = load(
        HEAD
        + "answers:\n  estate.datacentre: none\n  estate.gpu: dgx\n  estate.reuse_onprem: true\n"
    )
    assert found.answers["estate.gpu"].value == "dgx"
    (gpu, reuse) = remarks(found, catalog().questions)
    assert gpu.message == "estate.gpu: the answer counts for nothing, the question does not apply"
    assert gpu.hint == "it applies when estate.datacentre is colo or own"
    assert reuse.message.startswith("estate.reuse_onprem: ")
    assert {gpu.severity, reuse.severity} == {Severity.WARNING}


def test_remarks_about_an_answer_whose_question_may_apply_are_none() -> None:
    assert remarks(load(HEAD + "answers:\n  estate.gpu: dgx\n"), catalog().questions) == ()


def test_load_file_that_is_missing_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_assessment(tmp_path / "none.yaml", catalog())
    assert caught.value.code == "YML001"


DUMPED = """\
# Answers of the assessment. Edit them, then run `aiarch assess --no-input`.
# Short form `id: value`; long form `id: {value: …, source: …, note: …}`.
apiVersion: aiarch.dev/v1
kind: Assessment

metadata:
  name: my-project
  owner: platform-team
  description: what it is for
  repository: example-org/my-project

# Dated facts are read at this day.
as_of: '2026-11-22'

answers:
  # S1 AI needs assessment
  # Does the problem need a learned model?
  needs.ai_fit: {value: rules_suffice, source: user}
  # How far shall this blueprint go now?
  needs.stage:
    value: poc
    source: file
    note: 'no budget: yet'

"""


def test_dump_reads_as_a_commented_file() -> None:
    assessment = Assessment(
        metadata=Metadata(
            name="my-project", description="what it is for", repository="example-org/my-project"
        ),
        as_of="2026-11-22",
        answers={
            "needs.stage": Answer(value="poc", note="no budget: yet"),
            "needs.impact": Answer(value="internal"),
            "needs.ai_fit": Answer(value="rules_suffice", source=Source.USER),
        },
        overrides=(Override(decision="risk.tier", value=3, by="board", why="caution"),),
    )
    text = dump_assessment(assessment, catalog())
    start, _, rest = text.partition("  # What happens to people")
    assert start == DUMPED.partition("  # How far")[0]
    assert rest.startswith(
        " when the model is wrong?\n"
        "  # (does not apply to the other answers, so this one counts for nothing)\n"
        "  needs.impact: internal\n"
        "  # How far" + DUMPED.partition("  # How far")[2]
    )
    assert (
        "  # org.approved_platforms:    # open: the default is [aws, azure, gcp, onprem]\n" in text
    )
    assert "  # data.volume_tb:    # open: a whole number\n" in text
    assert text.endswith(
        "overrides:\n  - decision: risk.tier\n    value: 3\n    by: board\n    why: caution\n"
    )
    assert load(text) == assessment


def test_dump_without_answers_lists_what_is_open() -> None:
    assessment = Assessment(metadata=Metadata(name="my-project"), answers={})
    text = dump_assessment(assessment, catalog())
    assert "answers: {}\n\n  # S1 AI needs assessment\n" in text
    assert load(text) == assessment
