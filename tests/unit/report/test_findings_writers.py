"""Every format says the same things about one report, and nothing from a file can break out of it."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest

from aiarch.errors import Location, Severity
from aiarch.report import (
    findings_github,
    findings_json,
    findings_junit,
    findings_sarif,
    findings_text,
)
from aiarch.report.plain import plain
from aiarch.validate.finding import CheckerReport, Finding, Report, Status, Suppression, report_of

EVIL = "a\x1b[31m\x00b\u202ec\r\nd"

ERROR = Finding(
    "CKV_T_1",
    "policy",
    Severity.ERROR,
    "Ensure it",
    Location("modules/aws/store/main.tf", 3),
    "module.store.aws_x.y",
    "repair it",
)
WARNING = Finding(
    "WIR010",
    "wiring",
    Severity.WARNING,
    "variable 'a' is never read",
    Location("stacks/a b/main.tf", 2, 5),
)
NOTE = Finding("TER002", "terraform", Severity.INFO, "not validated", Location("stacks/aws"))
TAKEN_BACK = Finding(
    "CKV_T_2",
    "policy",
    Severity.ERROR,
    "Ensure more",
    Location("main.tf", 9),
    "aws_x.z",
    suppressed=Suppression("because, so", "team", "2027-01-31"),
)
REPORT = Report(
    "/tmp/p",
    (
        CheckerReport(
            "wiring", Status.CACHED, findings=(WARNING,), facts={"roots": 1, "modules": 4}
        ),
        CheckerReport("policy", Status.RAN, findings=(ERROR, TAKEN_BACK), facts={"passed": 7}),
        CheckerReport(
            "coverage",
            Status.RAN,
            facts={"resources": 4, "checks": 9, "checks_per_resource": 2.25},
            table=(
                {
                    "type": "aws_x",
                    "resources": 3,
                    "checks": 9,
                    "own": 1,
                    "per_resource": 3.0,
                    "acknowledged": "",
                },
                {
                    "type": "aws_join",
                    "resources": 1,
                    "checks": 0,
                    "own": 0,
                    "per_resource": 0.0,
                    "acknowledged": "joins",
                },
            ),
        ),
        CheckerReport("terraform", Status.RAN, findings=(NOTE,)),
        CheckerReport.skipped("format", "no Terraform engine"),
        CheckerReport.failed("syntax", "it broke"),
    ),
)

TEXT = """\
checker    status   findings  facts
---------  -------  --------  -----
wiring     cached   1         roots 1, modules 4
policy     ran      1         passed 7
coverage   ran      0         resources 4, checks 9, checks per resource 2.25
terraform  ran      1
format     skipped  -         no Terraform engine
syntax     failed   0         it broke

modules/aws/store/main.tf:3: error[CKV_T_1]: Ensure it [module.store.aws_x.y]
  help: repair it
stacks/a b/main.tf:2:5: warning[WIR010]: variable 'a' is never read
stacks/aws: info[TER002]: not validated

Coverage, the thinnest first
type   resources  checks  own  each
-----  ---------  ------  ---  ----
aws_x  3          9       1    3.0
1 types nobody has to look at, each with a reason (--format json lists all)

Suppressed
id       place      owner  expires     reason
-------  ---------  -----  ----------  ------
CKV_T_2  main.tf:9  team   2027-01-31  because, so

out/p: 1 errors, 1 warnings, 1 info, 1 suppressed
checked 4 resources with 9 real checks (2.25 per resource)
could not look: syntax
skipped: format
"""


def test_text_report_is_plain_tables_and_places() -> None:
    assert findings_text.write(REPORT, "out/p") == TEXT


def test_json_report_reads_back() -> None:
    data = json.loads(findings_json.write(REPORT, "out/p"))
    assert (data["project"], data["ok"]) == ("out/p", False)
    assert data["counts"] == {"info": 1, "warning": 1, "error": 1, "suppressed": 1}
    assert tuple(report_of(c) for c in data["checkers"]) == REPORT.checkers
    assert findings_json.to_json(REPORT)["checkers"] == data["checkers"]


def test_sarif_results_carry_places_addresses_and_suppressions() -> None:
    document = json.loads(findings_sarif.write(REPORT, "out/p"))
    run = document["runs"][0]
    assert (document["version"], run["tool"]["driver"]["name"]) == ("2.1.0", "aiarch")
    results = {r["ruleId"]: r for r in run["results"]}
    assert sorted(results) == ["CKV_T_1", "CKV_T_2", "TER002", "WIR010"]
    assert all(
        run["tool"]["driver"]["rules"][r["ruleIndex"]]["id"] == r["ruleId"] for r in run["results"]
    )
    assert results["CKV_T_1"]["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "out/p/modules/aws/store/main.tf"},
                "region": {"startLine": 3},
            },
            "logicalLocations": [
                {"fullyQualifiedName": "module.store.aws_x.y", "kind": "resource"}
            ],
        }
    ]
    assert results["WIR010"]["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "out/p/stacks/a%20b/main.tf"},
        "region": {"startLine": 2, "startColumn": 5},
    }
    assert [results[k]["level"] for k in ("CKV_T_1", "WIR010", "TER002")] == [
        "error",
        "warning",
        "note",
    ]
    assert results["CKV_T_2"]["suppressions"] == [
        {
            "kind": "inSource",
            "status": "accepted",
            "justification": "because, so (owner team, expires 2027-01-31)",
        }
    ]
    invocation = run["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert [n["message"]["text"] for n in invocation["toolExecutionNotifications"]] == [
        "format skipped: no Terraform engine",
        "syntax failed: it broke",
    ]


def prints(*findings: Finding) -> list[str]:
    run = json.loads(
        findings_sarif.write(
            Report("p", (CheckerReport("policy", Status.RAN, findings=findings),)), "."
        )
    )["runs"][0]
    return [r["partialFingerprints"]["aiarchFinding/v1"] for r in run["results"]]


def test_sarif_fingerprint_survives_moved_lines_and_tells_findings_apart() -> None:
    def at(line: int, resource: str = "aws_x.y") -> Finding:
        return Finding(
            "CKV_T_1", "policy", Severity.ERROR, "Ensure it", Location("main.tf", line), resource
        )

    assert prints(at(3)) == prints(at(30))
    assert len(set(prints(at(3), at(5, "aws_x.z"), at(7)))) == 3


@pytest.mark.parametrize(
    ("root", "path", "expected"),
    [
        (".", "a/b.tf", "a/b.tf"),
        ("out", "a/b.tf", "out/a/b.tf"),
        ("../p", "a.tf", "../p/a.tf"),
        ("/abs/p", "a#b.tf", "a%23b.tf"),
    ],
)
def test_sarif_uri_is_relative_and_quoted(root: str, path: str, expected: str) -> None:
    assert findings_sarif.uri(path, root) == expected


def test_junit_counts_add_up_and_remarks_are_no_failures() -> None:
    suites = ET.fromstring(findings_junit.write(REPORT, "out/p"))
    assert {k: suites.get(k) for k in ("tests", "failures", "errors", "skipped")} == {
        "tests": "7",
        "failures": "2",
        "errors": "1",
        "skipped": "3",
    }
    cases = {c.get("name"): c for c in suites.iter("testcase")}
    failed = cases["CKV_T_1 modules/aws/store/main.tf:3 module.store.aws_x.y"]
    assert (failed.get("file"), failed.get("line"), failed.find("failure").get("type")) == (
        "modules/aws/store/main.tf",
        "3",
        "error",
    )  # type: ignore[union-attr]
    assert (
        cases["CKV_T_2 main.tf:9 aws_x.z"].find("skipped").get("message")
        == "suppressed by team until 2027-01-31: because, so"
    )  # type: ignore[union-attr]
    assert cases["TER002 stacks/aws"].find("failure") is None
    assert cases["syntax"].find("error").get("message") == "it broke"  # type: ignore[union-attr]
    assert cases["format"].find("skipped").get("message") == "no Terraform engine"  # type: ignore[union-attr]
    assert list(cases["coverage"]) == []


def test_github_commands_are_escaped() -> None:
    finding = Finding(
        "CKV_T_1",
        "policy",
        Severity.ERROR,
        "50% of: a, b",
        Location("a,b:c%/main.tf", 2, 3),
        "aws_x.y",
        "do it",
    )
    report = Report(
        "p",
        (
            CheckerReport("policy", Status.RAN, findings=(finding, TAKEN_BACK)),
            CheckerReport.failed("syntax", "100%\nbroken"),
        ),
    )
    assert findings_github.write(report, "out").splitlines() == [
        "::error title=aiarch syntax::syntax could not look: 100%25 broken",
        "::error file=out/a%2Cb%3Ac%25/main.tf,title=CKV_T_1 (policy),line=2,col=3::50%25 of: a, b [aws_x.y]%0Ahelp: do it",
        "aiarch validate: 1 error, 0 warning, 0 info, 1 suppressed",
    ]


EVIL_REPORT = Report(
    "p",
    (
        CheckerReport(
            "policy",
            Status.RAN,
            findings=(
                Finding(
                    EVIL,
                    "policy",
                    Severity.ERROR,
                    f"::set-output name=x::{EVIL}\n::error::no",
                    Location(f"{EVIL}.tf", 1),
                    EVIL,
                    EVIL,
                ),
                Finding(
                    "CKV_T_2",
                    "policy",
                    Severity.ERROR,
                    "m",
                    Location("x.tf"),
                    suppressed=Suppression(EVIL, EVIL, EVIL),
                ),
            ),
            table=(
                {
                    "type": EVIL,
                    "resources": 1,
                    "checks": 1,
                    "own": 0,
                    "per_resource": 1.0,
                    "acknowledged": EVIL,
                },
            ),
        ),
        CheckerReport.failed("syntax", EVIL),
    ),
)


@pytest.mark.parametrize("write", [findings_text.write, findings_github.write])
def test_lines_from_files_cannot_reach_the_terminal_or_start_a_command(
    write: Callable[[Report, str], str],
) -> None:
    text = write(EVIL_REPORT, f"out{EVIL}")
    assert not [c for c in text if c in "\x1b\x00\r\u202e"]
    assert not [
        line for line in text.splitlines() if line.startswith(("::set-output", "d", "::error::no"))
    ]


def test_documents_with_control_characters_stay_well_formed() -> None:
    ET.fromstring(findings_junit.write(EVIL_REPORT, EVIL))
    data = json.loads(findings_json.write(EVIL_REPORT, EVIL))
    assert data["checkers"][0]["findings"][0]["id"] == EVIL
    assert (
        json.loads(findings_sarif.write(EVIL_REPORT, "."))["runs"][0]["results"][0]["ruleId"]
        == EVIL
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\tb\nc\r\nd", "a b c d"),
        ("\x1b[0m", "\\x1b[0m"),
        ("\u202e", "\\u202e"),
        ("ünï 日本 🙂", "ünï 日本 🙂"),
    ],
)
def test_plain_keeps_words_and_shows_what_hides(text: str, expected: str) -> None:
    assert plain(text) == expected
