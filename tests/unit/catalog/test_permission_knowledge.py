"""`blueprints/permissions`: every type of our modules is known, every name exists, nothing is a wildcard."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import cfnlint
import pytest
import yaml
from policy_sentry.querying.actions import get_action_data

from aiarch.catalog.catalog import Catalog
from aiarch.catalog.declarations import scan
from aiarch.catalog.permissions import load_permissions
from aiarch.model.permission import AwsRights, Confidence
from aiarch.report.permission_uses import inventory

CHECKOUT = Path(__file__).resolve().parents[3]
MODULES = CHECKOUT / "templates" / "modules"
FILES = sorted((CHECKOUT / "blueprints" / "permissions").glob("*.yaml"))
known = load_permissions(Catalog.of())
AWS = {n: e for n, (_, e) in known.types.items() if isinstance(e, AwsRights)}


def module_files() -> Iterator[Path]:
    yield from (p for p in sorted(MODULES.rglob("*.tf")) if "tests" not in p.parts)


def types_in_modules() -> dict[str, str]:
    """Type → a file that uses it."""
    found: dict[str, str] = {}
    for path in module_files():
        for block in scan(path.read_text(encoding="utf-8")):
            inner = block.parts() if block.name == "check" else (block,)
            for part in inner:
                if part.name in {"resource", "data"} and part.labels:
                    kind = ("data." if part.name == "data" else "") + part.labels[0]
                    found.setdefault(kind, path.relative_to(CHECKOUT).as_posix())
    return found


def test_every_type_in_modules_has_an_entry() -> None:
    missing = {kind: file for kind, file in types_in_modules().items() if kind not in known.types}
    assert missing == {}
    assert "data.terraform_remote_state" in known.types


def test_every_kind_of_our_manifests_is_known(tmp_path: Path) -> None:
    root = tmp_path / "stacks" / "onprem" / "foundation"
    root.mkdir(parents=True)
    calls = []
    for path in sorted(MODULES.glob("*/*/*.tf")):
        target = tmp_path / "modules" / path.relative_to(MODULES)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
        calls.append(path.parent.relative_to(MODULES).as_posix())
    (root / "main.tf").write_text(
        "\n".join(
            f'module "m{i}" {{\n  source = "../../../modules/{name}"\n}}'
            for i, name in enumerate(dict.fromkeys(calls))
        )
    )
    found = inventory(tmp_path)
    unknown = {
        (m.api, m.kind): str(m.at)
        for m in found.manifests
        if (m.api.rpartition("/")[0], m.kind) not in known.kinds
    }
    assert unknown == {}
    assert ("cert-manager.io/v1", "ClusterIssuer") in {(m.api, m.kind) for m in found.manifests}


@pytest.mark.parametrize("file", FILES, ids=lambda p: p.name)
def test_file_holds_no_wildcard_outside_of_names(file: Path) -> None:
    def strings(value: object, path: str) -> Iterator[tuple[str, str]]:
        if isinstance(value, dict):
            for key, item in value.items():
                yield from strings(item, f"{path}.{key}")
        elif isinstance(value, list):
            for item in value:
                yield from strings(item, path)
        else:
            yield path, str(value)

    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    prose = (".note", ".source", ".names", ".parents")
    assert [
        (path, text) for path, text in strings(data, "") if "*" in text and not path.endswith(prose)
    ] == []


def test_no_verb_lets_a_deployer_escalate() -> None:
    text = (CHECKOUT / "blueprints/permissions/kubernetes.yaml").read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    verbs = {
        verb
        for entry in data["types"]
        for rule in entry.get("rules", ())
        for verb in (*rule.get("read", ()), *rule.get("write", ()))
    }
    assert verbs == {"create", "delete", "get", "list", "patch", "update", "watch"}


@cache
def handlers() -> dict[str, set[str]]:
    """Return CloudFormation type → what its handlers need, in lower case."""
    out = {}
    for path in (Path(cfnlint.__file__).parent / "data/schemas/resources").glob("*.json"):
        schema = json.loads(path.read_bytes())
        called = schema.get("handlers", {}).values()
        out[schema["typeName"]] = {p.lower() for h in called for p in h.get("permissions", ())}
    return out


def actions(entry: AwsRights) -> set[str]:
    keys = {action for used in entry.key_use.values() for action in used}
    return {*entry.read, *entry.write, *entry.create, *entry.ephemeral, *keys}


@cache
def formats(action: str) -> tuple[str, ...] | None:
    """Return the resources that IAM's reference knows an action on; None when it does not know the action."""
    service, _, name = action.partition(":")
    data = get_action_data(service, name)
    if not data:
        return None
    return tuple(row["resource_arn_format"] for row in data[service])


NEWER = {
    "ec2:CreateVpcEncryptionControl",
    "ec2:DeleteVpcEncryptionControl",
    "ec2:DescribeVpcBlockPublicAccessOptions",
    "ec2:DescribeVpcEncryptionControls",
    "ec2:ModifyVpcBlockPublicAccessOptions",
    "ec2:ModifyVpcEncryptionControl",
    "logs:PutLogGroupDeletionProtection",
}
"""Younger than the reference at hand; CloudFormation's handlers name them."""


def test_aws_every_action_exists() -> None:
    everything = {action for entry in AWS.values() for action in actions(entry)}
    unknown = {action for action in everything if formats(action) is None}
    assert unknown == NEWER
    named = {permission for found in handlers().values() for permission in found}
    assert {action for action in unknown if action.lower() not in named} == set()


@pytest.mark.parametrize("kind", sorted(AWS))
def test_aws_verified_list_is_what_the_source_says(kind: str) -> None:
    entry = AWS[kind]
    cited = re.findall(r"cfn:(AWS::\w+::\w+)", entry.source)
    assert set(cited) <= set(handlers()), "no such CloudFormation type"
    if (
        entry.confidence is Confidence.VERIFIED
        and cited
        and not re.search(r" \+ |; ", entry.source)
    ):
        said = set().union(*(handlers()[name] for name in cited))
        assert {a for a in actions(entry) if a.lower() not in said} == set()


def test_aws_actions_without_resource_are_those_of_the_reference() -> None:
    used = {a for entry in AWS.values() for a in actions(entry)} - NEWER
    free = {a for a in used if set(formats(a) or ()) == {"*"}}
    assert known.without_resource - NEWER == free


def _shape(arn: str) -> list[str]:
    """Return service and start of the resource part, which tell the kind of an ARN."""
    filled = re.sub(r"\$?\{[^}]*\}", "*", arn)
    parts = filled.split(":", 5)
    return [parts[2], re.split(r"[/:*]", parts[5])[0]]


@pytest.mark.parametrize("kind", sorted(AWS))
def test_aws_scoped_action_fits_a_resource_of_its_type(kind: str) -> None:
    entry = AWS[kind]
    shapes = [_shape(name) for name in (*entry.names, *entry.parents)]
    keyed = {action for used in entry.key_use.values() for action in used}
    for action in actions(entry) - keyed - known.without_resource - NEWER:
        mine = [_shape(f) for f in formats(action) or () if f != "*"]
        assert any(shape in shapes for shape in mine), f"{action} takes {mine}, names are {shapes}"


def test_aws_objects_of_modules_lie_where_the_policy_allows() -> None:
    keys = []
    for path in sorted((MODULES / "aws").rglob("*.tf")):
        text = path.read_text(encoding="utf-8")
        for block in scan(text):
            if block.name == "resource" and block.labels[0] == "aws_s3_object":
                name = (block.attribute("key") or "").removeprefix("local.")
                keys += re.findall(rf'\b{name}\s*= "([^"]+)"', text)
    assert keys == ["config/sagemaker-sdk/config.yaml"]
    assert AWS["aws_s3_object"].names == ("arn:{partition}:s3:::{prefix}-*/config/*",)


def test_assumed_entries_and_notes_are_marked_with_a_source() -> None:
    assert [n for n, (_, e) in known.types.items() if not e.source.strip()] == []
    assumed = {n for n, (_, e) in known.types.items() if e.confidence is Confidence.ASSUMED}
    assert {"azapi_resource", "helm_release", "aws_s3_object"} <= assumed
    assert "aws_sns_topic" not in assumed
