"""The scripts that pipelines carry, run for real: bash, and Python against a server on this machine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

DELIVERY = Path(__file__).resolve().parents[3] / "templates" / "delivery"
SIGN_IN = DELIVERY / "sign-in.sh"


class Api:
    """Answers by method and path, and remembers what was asked."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, Any]] = []
        api = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                size = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(size)) if size else None
                key = f"{self.command} {self.path}"
                api.asked.append((key, body))
                found = api.answers.get(key)
                self.send_response(404 if found is None else 200)
                self.end_headers()
                self.wfile.write(json.dumps(found).encode())

            do_GET = do_POST = do_PUT = do_PATCH = answer  # noqa: N815

            def log_message(self, *_: object) -> None:
                """Keep quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def api() -> Iterator[Api]:
    made = Api({})
    thread = threading.Thread(target=made.server.serve_forever)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


def bash(lines: str, home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    found = shutil.which("bash")
    if not found:
        pytest.skip("bash is not installed")
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "TMPDIR": str(home), **variables}
    return subprocess.run(
        [found, "-c", f"source {SIGN_IN} {lines}"], env=environment, capture_output=True, text=True, check=False, timeout=60
    )  # fmt: skip


COMMON = {"ROLE": "plan", "ENVIRONMENT": "dev", "PROJECT": "acme"}


def test_sign_in_passes_shellcheck() -> None:
    tool = shutil.which("shellcheck")
    if not tool:
        pytest.skip("shellcheck is not installed")
    done = subprocess.run([tool, str(SIGN_IN)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_sign_in_aws_names_role_session_and_token_file(tmp_path: Path) -> None:
    done = bash(
        'aws && echo "$AWS_ROLE_ARN $AWS_ROLE_SESSION_NAME $(cat "$AWS_WEB_IDENTITY_TOKEN_FILE") $(stat -c %a "$AWS_WEB_IDENTITY_TOKEN_FILE")"',
        tmp_path, **COMMON, AWS_PLAN_ROLE_ARN_DEV="arn:plan", AWS_APPLY_ROLE_ARN_DEV="arn:apply", OIDC_TOKEN_AWS="jwt",
    )  # fmt: skip
    assert done.stdout == "arn:plan acme-plan-dev jwt 600\n"


def test_sign_in_azure_takes_the_identity_of_the_role(tmp_path: Path) -> None:
    done = bash(
        'azure && echo "$ARM_CLIENT_ID $ARM_TENANT_ID $ARM_SUBSCRIPTION_ID $ARM_USE_OIDC $ARM_OIDC_TOKEN_FILE_PATH"',
        tmp_path, **COMMON | {"ROLE": "apply"}, AZURE_PLAN_CLIENT_ID_DEV="p", AZURE_APPLY_CLIENT_ID_DEV="a",
        AZURE_TENANT_ID_DEV="t", AZURE_SUBSCRIPTION_ID_DEV="s", OIDC_TOKEN_FILE_AZURE="/x.jwt",
    )  # fmt: skip
    assert done.stdout == "a t s true /x.jwt\n"


def test_sign_in_gcp_writes_federated_credentials_without_a_key(tmp_path: Path) -> None:
    done = bash(
        'gcp && cat "$GOOGLE_APPLICATION_CREDENTIALS"',
        tmp_path, **COMMON, GCP_PLAN_PROVIDER_DEV="projects/1/x", GCP_PLAN_ACCOUNT_DEV="p@x", OIDC_TOKEN_FILE_GCP="/x.jwt",
    )  # fmt: skip
    credentials = json.loads(done.stdout)
    assert credentials["type"] == "external_account"
    assert credentials["audience"] == "//iam.googleapis.com/projects/1/x"
    assert credentials["credential_source"] == {"file": "/x.jwt"}
    assert "/p@x:" in credentials["service_account_impersonation_url"]


def test_sign_in_onprem_puts_one_lent_token_per_cluster_beside_the_kubeconfig(
    tmp_path: Path, api: Api
) -> None:
    api.answers = {
        "POST /v1/auth/jwt/login": {"auth": {"client_token": "s"}},
        "POST /v1/kubernetes/acme-dev/creds/reader": {"data": {"service_account_token": "dev"}},
        "POST /v1/kubernetes/acme-management/creds/reader": {"data": {"service_account_token": "m"}},
    }  # fmt: skip
    done = bash(
        "onprem", tmp_path, **COMMON, VAULT_ADDR=api.url, VAULT_PLAN_ROLE_DEV="reader",
        OIDC_TOKEN_ONPREM="jwt", STATE_CLUSTER="acme-management",
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    tokens = tmp_path / ".kube" / "tokens"
    assert {p.name: p.read_text() for p in tokens.iterdir()} == {
        "acme-dev": "dev",
        "acme-management": "m",
    }
    assert {p.stat().st_mode & 0o777 for p in tokens.iterdir()} == {0o600}
    assert api.asked[0] == ("POST /v1/auth/jwt/login", {"role": "reader", "jwt": "jwt"})


@pytest.mark.parametrize(
    ("lines", "variables", "said"),
    [
        ("aws", {"OIDC_TOKEN_AWS": "x"}, "the CI variable AWS_PLAN_ROLE_ARN_DEV is not set"),
        ("aws", {"AWS_PLAN_ROLE_ARN_DEV": "x"}, "this job was given no token for AWS"),
        ("onprem", {"OIDC_TOKEN_ONPREM": "x", "VAULT_PLAN_ROLE_DEV": "r"}, "VAULT_ADDR is not set"),
    ],
)
def test_sign_in_without_what_it_needs_stops_and_says_what(
    lines: str, variables: dict[str, str], said: str, tmp_path: Path
) -> None:
    done = bash(f"{lines}; echo reached", tmp_path, **COMMON, **variables)
    assert done.returncode != 0
    assert said in done.stderr
    assert "reached" not in done.stdout


def test_sign_in_refused_by_vault_says_so_in_one_line(tmp_path: Path, api: Api) -> None:
    done = bash("onprem", tmp_path, **COMMON, VAULT_ADDR=api.url, VAULT_PLAN_ROLE_DEV="r", OIDC_TOKEN_ONPREM="x")  # fmt: skip
    assert done.returncode != 0
    assert done.stderr == f"Vault refused {api.url}/v1/auth/jwt/login: 404 Not Found\n"


def script(path: str, project: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(DELIVERY / path), "dev"],
        cwd=project, env=variables, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    folder = tmp_path / ".aiarch" / "plans" / "dev"
    folder.mkdir(parents=True)
    (folder / "plan-summary.md").write_text("## Plan\n", encoding="utf-8")
    changes = [["create"], ["delete", "create"], ["update"], ["no-op"], ["read"]]
    (folder / "aws.foundation.json").write_text(
        json.dumps({"resource_changes": [{"change": {"actions": a}} for a in changes]})
    )
    (folder / "plan.json").write_text('{"resource_changes": "of no interest"}')
    return folder


NOTES = "/projects/7/merge_requests/3/notes"
GITLAB = {"CI_PROJECT_ID": "7", "CI_MERGE_REQUEST_IID": "3", "CI_JOB_URL": "https://job", "CI_COMMIT_SHA": "abc", "AIARCH_COMMENT_TOKEN": "t"}  # fmt: skip


def test_gitlab_widget_counts_a_replacement_as_both(plan: Path) -> None:
    done = script("gitlab/merge_request.py", plan.parents[2])
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads((plan / "gitlab.json").read_text()) == {"create": 2, "update": 1, "delete": 1}


@pytest.mark.parametrize(
    ("notes", "written"),
    [
        ([{"id": 1, "body": "else"}], f"POST {NOTES}"),
        ([{"id": 9, "body": "<!-- aiarch plan dev -->\nold"}], f"PUT {NOTES}/9"),
    ],
)
def test_gitlab_note_is_written_once_and_then_anew(
    notes: list[Any], written: str, plan: Path, api: Api
) -> None:
    api.answers = {f"GET {NOTES}?per_page=100&page=1": notes, written: {}}
    done = script("gitlab/merge_request.py", plan.parents[2], **GITLAB, CI_API_V4_URL=api.url)
    assert (done.returncode, done.stderr) == (0, "")
    assert api.asked[-1] == (
        written,
        {"body": "<!-- aiarch plan dev -->\n## Plan\n\n\n[Job](https://job) for abc"},
    )


def test_gitlab_note_that_cannot_be_written_does_not_fail_the_plan(plan: Path, api: Api) -> None:
    done = script("gitlab/merge_request.py", plan.parents[2], **GITLAB, CI_API_V4_URL=api.url)
    assert done.returncode == 0
    assert "the note could not be written: HTTP Error 404" in done.stderr


THREADS = "/acme/project/_apis/git/repositories/repo/pullRequests/5/threads"


@pytest.mark.parametrize(
    ("threads", "written"),
    [
        ([], f"POST {THREADS}"),
        ([{"id": 2, "comments": [{"id": 1, "content": "<!-- aiarch plan dev -->\nold"}]}], f"PATCH {THREADS}/2/comments/1"),
        ([{"id": 2, "isDeleted": True, "comments": [{"id": 1, "content": "<!-- aiarch plan dev -->"}]}, {"id": 3, "comments": [{"id": 1}]}], f"POST {THREADS}"),
    ],
)  # fmt: skip
def test_azure_thread_is_written_once_and_then_anew(
    threads: list[Any], written: str, plan: Path, api: Api
) -> None:
    version = "?api-version=7.1"
    api.answers = {f"GET {THREADS}{version}": {"value": threads}, f"{written}{version}": {}}
    done = script(
        "azure_devops/pull_request.py", plan.parents[2], BUILD_REPOSITORY_PROVIDER="TfsGit", SYSTEM_COLLECTIONURI=f"{api.url}/acme/",
        SYSTEM_TEAMPROJECTID="project", BUILD_REPOSITORY_ID="repo", SYSTEM_PULLREQUEST_PULLREQUESTID="5", SYSTEM_ACCESSTOKEN="t",
        BUILD_BUILDNUMBER="1", BUILD_SOURCEVERSION="abc",
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    key, body = api.asked[-1]
    assert key == f"{written}{version}"
    content = body["content"] if "content" in body else body["comments"][0]["content"]
    assert content == "<!-- aiarch plan dev -->\n## Plan\n\n\nRun 1 for abc"
