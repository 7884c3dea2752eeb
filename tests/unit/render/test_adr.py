from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from aiarch.catalog.catalog import Catalog
from aiarch.catalog.packs import Pack, builtin_root
from aiarch.render.adr import adr_files

QUESTIONS = """
questions:
  - id: data.movability
    number: 1
    stage: S2
    type: choice
    prompt: May the training data leave its present location?
    why: It decides the first branch.
    choices:
      - {value: free, label: "Yes, anywhere"}
      - {value: must_stay, label: "No"}
      - {value: unsure, label: "Not known yet", resolves_to: must_stay}
"""
DECISIONS = """
decisions:
  - id: deployment.core
    title: Where the core runs
    stage: S3
    adr: true
    inputs: [data.movability]
    output: {path: blueprint.deployment.core, domain: [cloud_first, on_prem, hybrid]}
    hit: unique
    rules:
      - {id: DM-1, when: {fact: data.movability, eq: must_stay}, then: on_prem, because: The data may not leave., refs: ["source-doc:spine"]}
      - {id: DM-7, when: {fact: data.movability, eq: free}, then: cloud_first, because: The data may go to a cloud., warn: "egress | costs money"}
    consequences: [The estate of the cloud decides about lock-in.]
    controls: [LOG-01]
  - id: data.layers
    title: Layers of the lake
    stage: S2
    adr: true
    inputs: [data.movability]
    output: {domain: [lake, stream]}
    hit: collect
    rules:
      - {id: DL-1, when: {fact: data.movability, in: [free, must_stay]}, then: lake, because: There is always a lake.}
      - {id: DL-2, when: {fact: data.movability, is_na: true}, then: stream, because: Data arrive as a stream.}
  - id: facts.plain
    title: Not worth a record
    stage: S2
    inputs: [data.movability]
    output: {domain: [yes_, no_]}
    hit: unique
    rules:
      - {id: FP-1, when: {fact: data.movability, eq: free}, then: yes_, because: A fact.}
    otherwise: {then: no_, because: No fact.}
  - id: spine.exception
    title: Deviation from the literal spine
    stage: S3
    adr: true
    inputs: [deployment.core]
    output: {domain: [none, cloud_landing_lake]}
    hit: unique
    rules:
      - {id: SX-1, when: {fact: deployment.core, eq: cloud_first}, then: cloud_landing_lake, because: A landing lake in the cloud.}
    otherwise: {then: none, because: The design follows the spine.}
"""


@pytest.fixture
def knowledge(tmp_path: Path, catalog: Catalog) -> Catalog:
    for name, text in (
        ("questions/q", QUESTIONS),
        ("decisions/d", DECISIONS),
    ):
        path = tmp_path / "kb" / "blueprints" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    made = Catalog((Pack("kb", tmp_path / "kb"),))
    made.__dict__["controls"] = catalog.controls
    made.__dict__["template_folders"] = (builtin_root() / "templates",)
    return made


def trace(**changes: Any) -> dict[str, Any]:
    free = {"data.movability": {"value": "free", "source": "user", "question": "data.movability"}}
    part = {"c": "C1", "title": "Primary cloud", "w": 5, "from": "data.movability=free"}
    c9 = {"c": "C9", "title": "Timeline", "w": 2, "p": 3, "from": "x"}
    barrier = {"id": "X07", "because": "There is no place to put the machines.", "facts": {}}
    base: dict[str, Any] = {
        "trace_version": 1,
        "kb": {"version": "2026.11", "sha256": "00"},
        "as_of": "2026-11-22",
        "nodes": [
            {"seq": 1, "id": "data.layers", "hit": "collect", "inputs": free, "matched": ["DL-1"],
             "not_matched": [{"rule": "DL-2", "failed": "data.movability does not apply"}], "output": ["lake"], "because": "DL-1", "refs": [], "overridden": None},
            {"seq": 2, "id": "deployment.core", "hit": "unique", "inputs": free, "matched": ["DM-7"],
             "not_matched": [{"rule": "DM-1", "failed": "data.movability is must_stay"}], "output": "cloud_first", "because": "DM-7", "refs": ["source-doc:spine"], "overridden": None},
            {"seq": 3, "id": "facts.plain", "hit": "unique", "inputs": free, "matched": ["FP-1"], "not_matched": [], "output": "yes_", "because": "FP-1", "refs": [], "overridden": None},
            {"seq": 4, "id": "spine.exception", "hit": "unique", "inputs": {}, "matched": ["otherwise"], "not_matched": [], "output": "none", "because": "otherwise", "refs": [], "overridden": None},
        ],
        "platform": "aws",
        "legs": ["onprem"],
        "scores": {
            "azure": {"title": "Azure Machine Learning", "competes": True, "excluded_by": [], "total": 6, "maximum": 28, "parts": [part | {"p": 0}, c9]},
            "aws": {"title": "AWS SageMaker AI", "competes": True, "excluded_by": [], "total": 26, "maximum": 28, "parts": [c9, part | {"p": 4}]},
            "onprem": {"title": "DGX and Kubernetes", "competes": True, "excluded_by": [barrier], "total": 30, "maximum": 28, "parts": []},
        },
        "confidence": "high",
        "margin": 20,
        "sensitivity": [{"question": "data.movability", "if": "must_stay", "then": "onprem"}],
        "assumptions": [],
        "writes": {"blueprint.deployment.core": "deployment.core"},
    }  # fmt: skip
    return base | changes


def records(trace_: dict[str, Any], knowledge: Catalog) -> dict[str, tuple[str, str, str]]:
    return {path: rest for path, *rest in adr_files(trace_, knowledge, trace_sha256="ab")}  # type: ignore[misc]


def section(text: str, title: str) -> str:
    return re.split(r"\n##+ ", text.partition(f" {title}\n")[2])[0].strip()


def test_adr_files_one_per_decision_worth_it_and_the_platform(knowledge: Catalog) -> None:
    assert {
        path: (title, status) for path, (title, status, _) in records(trace(), knowledge).items()
    } == {
        "data-layers.md": ("Layers of the lake", "accepted"),
        "deployment-core.md": ("Where the core runs", "accepted"),
        "deployment-platform.md": ("Platform", "accepted"),
    }


def test_adr_decision_has_every_section_of_madr(knowledge: Catalog) -> None:
    text = records(trace(), knowledge)["deployment-core.md"][2]
    assert text.startswith(
        '---\nstatus: accepted\ndate: "2026-11-22"\ndecision-makers: ["chief-risk-officer", "review-board"]\n'
        'node: "deployment.core"\nknowledge: "2026.11"\ntrace-sha256: "ab"\n---\n'
    )
    assert "# Where the core runs: cloud_first\n" in text
    assert (
        "| `data.movability` | May the training data leave its present location? | Yes, anywhere | user |"
        in section(text, "Decision drivers")
    )
    assert section(text, "Considered options").splitlines() == [
        "- **cloud_first**",
        "- on_prem: DM-1 needs: data.movability is must_stay",
        "- hybrid",
    ]
    assert section(text, "Decision outcome").splitlines() == [
        "Chosen: **cloud_first**, because:",
        "",
        "- DM-7: The data may go to a cloud.",
        "- Note: egress \\| costs money",
    ]
    assert section(text, "Consequences").splitlines() == [
        "- The estate of the cloud decides about lock-in.",
        "- Bears on control LOG-01, Title of LOG-01.",
        "- Sets `blueprint.deployment.core`.",
    ]
    assert "- LOG-01.E1 (plan): planned values" in section(text, "Confirmation")
    assert (
        section(text, "What would change this")
        == "- on_prem if data.movability is must_stay (DM-1)"
    )
    assert section(text, "More information") == "- `source-doc:spine`"
    assert text.endswith("<!-- human -->\n<!-- /human -->\n")


def test_adr_collect_names_members_taken(knowledge: Catalog) -> None:
    text = records(trace(), knowledge)["data-layers.md"][2]
    assert section(text, "Considered options").splitlines() == [
        "- **lake**",
        "- stream: DL-2 needs: data.movability does not apply",
    ]


def test_adr_platform_scores_exclusions_and_flips(knowledge: Catalog) -> None:
    text = records(trace(), knowledge)["deployment-platform.md"][2]
    assert section(text, "Considered options").splitlines() == [
        "- **aws** (AWS SageMaker AI): 26 points of 28",
        "- azure (Azure Machine Learning): 6 points of 28",
        "- onprem (DGX and Kubernetes): 30 points of 28; out: X07, There is no place to put the machines",
    ]
    assert "confidence high (margin 20 points)" in section(text, "Decision outcome")
    assert section(text, "Pros and cons of the options").splitlines()[2:] == [
        "| Criterion | Weight | aws | azure | onprem | From |",
        "|---|---:|---:|---:|---:|---|",
        "| C1 Primary cloud | 5 | 20 | 0 | 0 | data.movability=free |",
        "| C9 Timeline | 2 | 6 | 6 | 0 | x |",
    ]
    assert (
        section(text, "What would change this")
        == "- onprem if “May the training data leave its present location?” were answered “No”"
    )


@pytest.mark.parametrize(
    ("confidence", "status"),
    [("high", "accepted"), ("medium", "accepted"), ("low", "proposed"), ("tie", "proposed")],
)
def test_adr_platform_status_follows_confidence(
    knowledge: Catalog, confidence: str, status: str
) -> None:
    assert records(trace(confidence=confidence), knowledge)["deployment-platform.md"][1] == status


def test_adr_tie_chooses_nothing(knowledge: Catalog) -> None:
    text = records(trace(confidence="tie", platform=None), knowledge)["deployment-platform.md"][2]
    assert "Nothing is chosen: confidence tie. A person must decide." in text
    assert "**aws**" not in text


def test_adr_override_is_recorded_with_who_and_why(knowledge: Catalog) -> None:
    made = trace()
    made["nodes"][2] |= {
        "overridden": {"by": "cto", "why": "we <know> better"},
        "computed": "yes_",
        "output": "no_",
    }
    text = records(made, knowledge)["facts-plain.md"][2]
    assert (
        "Chosen: **no\\_**, by override of cto: we \\<know\\> better. The rules gave yes\\_. Hard exclusions still hold."
        in text
    )


def test_adr_spine_exception_only_when_there_is_one(knowledge: Catalog) -> None:
    made = trace()
    made["nodes"][3] |= {"output": "cloud_landing_lake", "matched": ["SX-1"]}
    text = records(made, knowledge)["spine-exception.md"][2]
    assert "recorded as a deviation" in section(text, "Context and problem statement")


def test_adr_assumption_is_shown_where_it_is_read(knowledge: Catalog) -> None:
    made = trace(
        assumptions=[{"question": "data.movability", "assumed": "must_stay", "because": "unsure"}]
    )
    text = records(made, knowledge)["deployment-core.md"][2]
    assert (
        "- Assumption: May the training data leave its present location? — assumed: No (unsure)"
        in text
    )


def test_adr_hostile_trace_stays_text(knowledge: Catalog) -> None:
    evil = '"]\n---\n# x <script> [a](http://b.example) | `c`'
    made = trace(as_of=evil)
    made["nodes"][1]["not_matched"][0]["failed"] = evil
    made["nodes"][1]["inputs"]["data.movability"] = {"value": evil, "source": evil}
    text = records(made, knowledge)["deployment-core.md"][2]
    _, front, body = text.split("---\n", 2)
    assert yaml.safe_load(front)["date"] == evil
    assert "<script>" not in body.replace("\\<", "")
    assert re.search(r"(?<!\\)\[a", body) is None
