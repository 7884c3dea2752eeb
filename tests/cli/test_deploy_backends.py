"""The backends of our own platforms, against stores that answer on localhost: the settings are the product's, only the endpoint is not."""

from __future__ import annotations

import json
import os
import re
import shutil
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from backends import (
    LOCK,
    emulator,
    free_address,
    hand_on,
    in_three_lines,
    live_through_it,
    moto_server,
    product,
    remote,
)
from clirun import Aiarch
from lab import ENGINES, NAME

from aiarch.deploy import layer

pytestmark = [pytest.mark.terraform, pytest.mark.slow]


def ask(method: str, url: str, data: bytes | None = None) -> bytes:
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, data=data, method=method, headers=headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return bytes(answer.read())


class S3:
    """moto."""

    def __init__(self, endpoint: str) -> None:
        import boto3

        self.endpoint = endpoint
        ask("POST", f"{endpoint}/moto-api/reset")
        self._client = boto3.client("s3", region_name="us-east-1", endpoint_url=endpoint)

    def make(self, bucket: str) -> None:
        self._client.create_bucket(Bucket=bucket)

    def put(self, bucket: str, key: str, data: bytes) -> None:
        self._client.put_object(Bucket=bucket, Key=key, Body=data)

    def keys(self, bucket: str) -> list[str]:
        found = self._client.list_objects_v2(Bucket=bucket).get("Contents", [])
        return sorted(o["Key"] for o in found)

    def get(self, bucket: str, key: str) -> bytes:
        return bytes(self._client.get_object(Bucket=bucket, Key=key)["Body"].read())

    def delete(self, bucket: str, key: str) -> None:
        self._client.delete_object(Bucket=bucket, Key=key)


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    with moto_server() as endpoint:
        yield endpoint


@pytest.fixture
def s3(moto: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> S3:
    """An empty S3 that the caller's environment names, away from the caller's own account."""
    for name in [n for n in os.environ if n.startswith("AWS_")]:
        monkeypatch.delenv(name)
    values = {
        "AWS_ACCESS_KEY_ID": "ASIATESTING",
        "AWS_SECRET_ACCESS_KEY": "testing-secret",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": str(tmp_path / "none"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
        "AWS_ENDPOINT_URL": moto,
        "NO_PROXY": "127.0.0.1,localhost",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return S3(moto)


# S3 -------------------------------------------------------------------------------------------------------------------------


def s3_key(name: str) -> str:
    return f"{name}/terraform.tfstate"


@pytest.mark.parametrize("engine", ENGINES)
def test_s3_of_the_aws_platform_from_nothing_to_nothing(
    aiarch: Aiarch, tmp_path: Path, s3: S3, engine: str
) -> None:
    lab, bucket = remote(aiarch, tmp_path, engine, "s3", product("aws", "s3"))
    backend = (lab.folder / "stacks/lab/foundation/backend.tf").read_text(encoding="utf-8")
    assert re.search(r"use_lockfile\s+= true", backend)
    s3.make(bucket)
    live_through_it(lab, s3, bucket, s3_key)


@pytest.mark.parametrize("engine", ENGINES)
def test_s3_state_somebody_holds_is_a_conflict(
    aiarch: Aiarch, tmp_path: Path, s3: S3, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layer, "LOCK_TIMEOUT", "0s")
    lab, bucket = remote(aiarch, tmp_path, engine, "s3", product("aws", "s3"))
    s3.make(bucket)
    lock = f"{s3_key('foundation')}.tflock"
    s3.put(bucket, lock, json.dumps(LOCK).encode())
    in_three_lines(lab("plan"), 7, "DEP012", "somebody@elsewhere", "force-unlock")
    s3.delete(bucket, lock)
    assert lab("plan").code == 0
    assert s3.keys(bucket) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_s3_bucket_that_is_gone_is_said(
    aiarch: Aiarch, tmp_path: Path, s3: S3, engine: str
) -> None:
    lab, bucket = remote(aiarch, tmp_path, engine, "s3", product("aws", "s3"))
    in_three_lines(lab("plan"), 6, "DEP015", "S3 bucket", "aiarch bootstrap")
    in_three_lines(lab("bootstrap", "--confirm", NAME), 6, "DEP015", "S3 bucket")
    assert (lab.folder / "bootstrap/lab/dev.tfstate").is_file()
    s3.make(bucket)
    assert lab("bootstrap").code == 0
    assert s3.keys(bucket) == [s3_key("bootstrap")]


def test_s3_of_a_site_keeps_states_and_hands_them_on(
    aiarch: Aiarch, tmp_path: Path, s3: S3, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store on premises: no STS, no region of AWS; its address in the settings."""
    backend = product("onprem", "s3")
    backend["by_environment"]["endpoints"] = {"s3": s3.endpoint}
    backend["remote_state"]["endpoints"] = f'{{ s3 = "{s3.endpoint}" }}'
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    lab, bucket = remote(aiarch, tmp_path, "embedded", "s3", backend)
    s3.make(bucket)
    hand_on(lab, s3, bucket, s3_key)


# Google Cloud Storage -------------------------------------------------------------------------------------------------------


class Gcs:
    """fake-gcs-server (https://github.com/fsouza/fake-gcs-server)."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self._api = f"{endpoint}/storage/v1/b"

    def _json(self, method: str, path: str = "", data: Any = None) -> Any:
        body = None if data is None else json.dumps(data).encode()
        said = ask(method, f"{self._api}{path}", body)
        return json.loads(said or b"{}")

    def make(self, bucket: str) -> None:
        self._json("POST", data={"name": bucket})

    def clear(self) -> None:
        for bucket in [b["name"] for b in self._json("GET").get("items", [])]:
            for key in self.keys(bucket):
                self.delete(bucket, key)
            self._json("DELETE", f"/{bucket}")

    def put(self, bucket: str, key: str, data: bytes) -> None:
        url = f"{self.endpoint}/upload/storage/v1/b/{bucket}/o?uploadType=media&name={quote(key, safe='')}"
        ask("POST", url, data)

    def keys(self, bucket: str) -> list[str]:
        return sorted(o["name"] for o in self._json("GET", f"/{bucket}/o").get("items", []))

    def get(self, bucket: str, key: str) -> bytes:
        return ask("GET", f"{self._api}/{bucket}/o/{quote(key, safe='')}?alt=media")

    def delete(self, bucket: str, key: str) -> None:
        ask("DELETE", f"{self._api}/{bucket}/o/{quote(key, safe='')}")


def gcs_key(name: str) -> str:
    return f"{name}/default.tfstate"


@pytest.fixture(scope="module")
def fake_gcs() -> Iterator[str]:
    program = os.environ.get("AIARCH_TEST_GCS_SERVER") or shutil.which("fake-gcs-server")
    if not program:
        pytest.skip("no fake-gcs-server on PATH nor in AIARCH_TEST_GCS_SERVER")
    address = free_address()
    host, port = address.split(":")
    # Downloads go to the public host; any other Host is taken for that of a bucket.
    command = [program, "-backend", "memory", "-scheme", "http", "-host", host, "-port", port, "-public-host", address, "-log-level", "error"]  # fmt: skip
    with emulator(command, address):
        yield f"http://{address}"


@pytest.fixture
def gcs(fake_gcs: str, monkeypatch: pytest.MonkeyPatch) -> Gcs:
    """An empty store that the caller's environment names, with a token of nobody."""
    for name in [n for n in os.environ if n.startswith(("GOOGLE_", "CLOUDSDK_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GOOGLE_OAUTH_ACCESS_TOKEN", "testing-token")
    monkeypatch.setenv("GOOGLE_BACKEND_STORAGE_CUSTOM_ENDPOINT", f"{fake_gcs}/storage/v1/")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    store = Gcs(fake_gcs)
    store.clear()
    return store


@pytest.mark.parametrize("engine", ENGINES)
def test_gcs_keeps_states_and_hands_them_on(
    aiarch: Aiarch, tmp_path: Path, gcs: Gcs, engine: str
) -> None:
    lab, bucket = remote(aiarch, tmp_path, engine, "gcs", product("gcp", "gcs"))
    gcs.make(bucket)
    hand_on(lab, gcs, bucket, gcs_key)


def test_gcs_from_nothing_to_nothing(aiarch: Aiarch, tmp_path: Path, gcs: Gcs) -> None:
    lab, bucket = remote(aiarch, tmp_path, "embedded", "gcs", product("gcp", "gcs"))
    gcs.make(bucket)
    live_through_it(lab, gcs, bucket, gcs_key)


def test_gcs_state_somebody_holds_is_a_conflict(
    aiarch: Aiarch, tmp_path: Path, gcs: Gcs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layer, "LOCK_TIMEOUT", "0s")
    lab, bucket = remote(aiarch, tmp_path, "embedded", "gcs", product("gcp", "gcs"))
    gcs.make(bucket)
    lock = "foundation/default.tflock"
    for _ in range(2):  # it is found elsewhere where a first state would be made
        gcs.put(bucket, lock, json.dumps(LOCK).encode())
        in_three_lines(lab("plan"), 7, "DEP012", "somebody@elsewhere", "force-unlock")
        gcs.delete(bucket, lock)
        assert lab("plan").code == 0
        assert lab("apply").code == 0


def test_gcs_bucket_that_is_gone_is_said(aiarch: Aiarch, tmp_path: Path, gcs: Gcs) -> None:
    lab, bucket = remote(aiarch, tmp_path, "embedded", "gcs", product("gcp", "gcs"))
    in_three_lines(lab("plan"), 6, "DEP015", "aiarch bootstrap")
    in_three_lines(lab("bootstrap", "--confirm", NAME), 6, "DEP015")
    gcs.make(bucket)
    assert lab("bootstrap").code == 0
    assert gcs.keys(bucket) == [gcs_key("bootstrap")]
