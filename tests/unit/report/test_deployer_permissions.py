"""Deployer permissions: what is computed from a project's code, and how each cloud's document is made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiarch.catalog.catalog import Catalog
from aiarch.catalog.permissions import Permissions, load_permissions
from aiarch.errors import InputError, Severity
from aiarch.model.permission import AwsRights
from aiarch.report.permission_aws import LIMIT, AwsNames, policies, size
from aiarch.report.permission_hcl import lines
from aiarch.report.permission_uses import inventory
from aiarch.report.permissions import Deployer, Policy, Role, deployer

NAMES = AwsNames("shop-dev", "eu-west-1", "shop", "dev")
TFVARS = 'environment = "dev"\nproject     = "shop"\nregion      = "eu-west-1"\n'


@pytest.fixture(scope="module")
def known() -> Permissions:
    return load_permissions(Catalog.of())


def project(folder: Path, files: dict[str, str], platform: str = "aws") -> Path:
    for name, text in {
        f"stacks/{platform}/foundation/environments/dev.tfvars": TFVARS,
        **files,
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def rights(policies_: tuple[Policy, ...], role: Role = Role.APPLY) -> set[str]:
    return {right for p in policies_ if p.role is role for right in p.rights}


def statements(documents: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    return {s["Sid"]: s for d in documents for s in d["Statement"]}


def of(folder: Path, known: Permissions) -> Deployer:
    return deployer(inventory(folder), known)


def test_inventory_nested_modules_and_checks_are_reached_once(tmp_path: Path) -> None:
    found = inventory(
        project(
            tmp_path,
            {
                "stacks/aws/foundation/main.tf": 'module "a" {\n  source = "../../../modules/aws/a"\n}\nmodule "b" {\n  source = "../../../modules/aws/a"\n}\n',
                "modules/aws/a/main.tf": 'module "n" {\n  source = "../_n"\n}\ncheck "c" {\n  data "aws_vpc" "x" {}\n}\n',
                "modules/aws/_n/main.tf": '# resource "aws_eip" "comment" {}\nresource "aws_sqs_queue" "q" {\n  name = "x"\n}\n',
                "modules/aws/unused/main.tf": 'resource "aws_vpc" "v" {}\n',
            },
        )
    )
    assert [(u.type, str(u.at)) for u in found.uses] == [
        ("data.aws_vpc", "modules/aws/a/main.tf:5"),
        ("aws_sqs_queue", "modules/aws/_n/main.tf:2"),
    ]
    assert [(v.stack, v.prefix, v.region) for v in found.values] == [
        ("aws", "shop-dev", "eu-west-1")
    ]


@pytest.mark.parametrize(
    "source", ["hashicorp/x/aws", "../../../../outside", "../../../modules/missing", ""]
)
def test_inventory_module_out_of_reach_is_an_error_with_its_place(
    tmp_path: Path, source: str
) -> None:
    root = "stacks/aws/foundation/main.tf"
    found = inventory(project(tmp_path, {root: f'\nmodule "far" {{\n  source = "{source}"\n}}\n'}))
    (finding,) = found.findings
    assert (finding.code, str(finding.at), finding.severity) == (
        "PRM002",
        f"{root}:2",
        Severity.ERROR,
    )
    assert "'far'" in finding.message


def test_inventory_nothing_rendered_says_how_to_render(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        inventory(tmp_path)
    assert (caught.value.code, caught.value.message) == ("PRM010", "nothing is rendered here")


def test_inventory_unknown_layer_is_refused(tmp_path: Path) -> None:
    folder = project(tmp_path, {"stacks/aws/foundation/main.tf": ""})
    with pytest.raises(InputError, match="no root module for aws/workloads"):
        inventory(folder, "aws", "workloads")


def test_deployer_unknown_type_is_reported_and_grants_nothing(
    tmp_path: Path, known: Permissions
) -> None:
    folder = project(
        tmp_path,
        {
            "stacks/aws/foundation/main.tf": 'resource "aws_lightsail_instance" "x" {}\nresource "aws_sqs_queue" "q" {}\n'
        },
    )
    result = of(folder, known)
    (finding,) = result.findings
    assert (finding.code, str(finding.at)) == ("PRM001", "stacks/aws/foundation/main.tf:1")
    assert "aws_lightsail_instance" in finding.message
    assert rights(result.policies, Role.PLAN) == {
        "sqs:GetQueueAttributes",
        "sqs:GetQueueUrl",
        "sqs:ListQueueTags",
    }
    assert {r.split(":")[0] for r in rights(result.policies)} == {"sqs"}


def test_deployer_plan_only_reads_and_apply_contains_plan(
    tmp_path: Path, known: Permissions
) -> None:
    types = [name for name in known.types if not name.startswith(("data.", "azapi"))]
    code = "\n".join(f'resource "{name}" "x" {{}}' for name in types)
    result = of(project(tmp_path, {"stacks/aws/foundation/main.tf": code}), known)
    plan, apply = (rights(result.policies, role) for role in (Role.PLAN, Role.APPLY))
    assert plan < apply
    verbs = ("Create", "Put", "Delete", "Update", "Tag", "Attach", "Modify", "Start", "Pass")
    assert not [r for r in plan if r.partition(":")[2].startswith(verbs)]
    assert not [r for r in plan if r.endswith(("/write", "/delete", "/action"))]
    assert not [r for r in plan if r.endswith((".create", ".delete", ".update", ".setIamPolicy"))]
    assert not [r for r in plan if r.endswith((":create", ":delete", ":patch", ":update"))]


def test_deployer_buckets_are_emptied_in_ephemeral_environments_only(
    tmp_path: Path, known: Permissions
) -> None:
    folder = project(
        tmp_path,
        {
            "stacks/aws/foundation/main.tf": 'resource "aws_s3_bucket" "b" {}\nresource "google_storage_bucket" "b" {}\n',
            "stacks/aws/foundation/environments/prod.tfvars": TFVARS.replace("dev", "prod"),
        },
    )
    result = of(folder, known)
    by_environment = {
        environment: rights(
            tuple(p for p in result.policies if p.environment == environment), Role.APPLY
        )
        for environment in ("dev", "prod")
    }
    assert by_environment["dev"] - by_environment["prod"] == {
        "s3:DeleteObject",
        "s3:DeleteObjectVersion",
        "s3:ListBucketVersions",
        "storage.folders.list",
        "storage.managedFolders.list",
        "storage.objects.delete",
        "storage.objects.list",
    }


def aws(**values: Any) -> AwsRights:
    return AwsRights(type="aws_x", source="test", **values)


def test_aws_named_type_writes_only_below_the_prefix() -> None:
    entry = aws(
        names=("arn:{partition}:sqs:{region}:{account}:{prefix}-*",),
        read=("sqs:GetQueueUrl",),
        write=("sqs:CreateQueue",),
    )
    found = statements(policies([entry], NAMES, frozenset(), may_write=True))
    arn = "arn:aws:sqs:eu-west-1:{account}:shop-dev-*"
    assert {k: (v["Action"], v["Resource"]) for k, v in found.items()} == {
        "Named1": (["sqs:CreateQueue"], [arn]),
        "Read1": (["sqs:GetQueueUrl"], [arn]),
    }
    assert all("Condition" not in s for s in found.values())


def test_aws_tagged_type_is_made_with_our_tags_and_changed_by_them() -> None:
    entry = aws(
        names=("arn:{partition}:ec2:{region}:{account}:subnet/*",),
        parents=("arn:{partition}:ec2:{region}:{account}:vpc/*",),
        by_tag=True,
        create=("ec2:CreateSubnet",),
        write=("ec2:DeleteSubnet",),
    )
    found = statements(policies([entry], NAMES, frozenset(), may_write=True))
    assert found["Make1"]["Resource"] == ["arn:aws:ec2:eu-west-1:{account}:subnet/*"]
    assert found["Make1"]["Condition"] == {
        "StringEquals": {"aws:RequestTag/Environment": "dev", "aws:RequestTag/Project": "shop"},
        "StringEqualsIfExists": {"aws:ResourceTag/Project": "shop"},
    }
    assert found["Own1"]["Action"] == ["ec2:CreateSubnet", "ec2:DeleteSubnet"]
    assert found["Own1"]["Resource"] == [
        "arn:aws:ec2:eu-west-1:{account}:subnet/*",
        "arn:aws:ec2:eu-west-1:{account}:vpc/*",
    ]
    assert found["Own1"]["Condition"] == {
        "StringEquals": {"aws:ResourceTag/Environment": "dev", "aws:ResourceTag/Project": "shop"}
    }


def test_aws_action_without_resource_stands_apart_bounded_by_region() -> None:
    entry = aws(
        names=("arn:{partition}:kms:{region}:{account}:key/*",),
        by_tag=True,
        create=("kms:CreateKey",),
        write=("logs:CreateLogDelivery",),
    )
    found = statements(
        policies(
            [entry], NAMES, frozenset({"kms:CreateKey", "logs:CreateLogDelivery"}), may_write=True
        )
    )
    assert found["MakeAny1"]["Resource"] == ["*"]
    assert found["MakeAny1"]["Condition"]["StringEquals"]["aws:RequestTag/Project"] == NAMES.project
    assert found["Account1"] == {
        "Sid": "Account1",
        "Effect": "Allow",
        "Action": ["logs:CreateLogDelivery"],
        "Resource": ["*"],
        "Condition": {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}},
    }


def test_aws_roles_keys_and_linked_roles_are_bound_to_services() -> None:
    entry = aws(
        pass_role=("sagemaker", "s3"),
        linked_roles=("config",),
        key_use={"s3": ("kms:CreateGrant", "kms:Decrypt")},
    )
    found = statements(policies([entry], NAMES, frozenset(), may_write=True))
    assert found["Pass1"]["Resource"] == ["arn:aws:iam::{account}:role/shop-dev/*"]
    assert found["Pass1"]["Condition"] == {
        "StringEquals": {"iam:PassedToService": ["s3.amazonaws.com", "sagemaker.amazonaws.com"]}
    }
    assert found["Linked1"]["Condition"] == {
        "StringEquals": {"iam:AWSServiceName": ["config.amazonaws.com"]}
    }
    assert (
        found["Keys1"]["Condition"]["StringEquals"]["kms:ViaService"]
        == "s3.eu-west-1.amazonaws.com"
    )
    assert found["KeysGrant1"]["Condition"]["Bool"] == {"kms:GrantIsForAWSResource": "true"}
    assert policies([entry], NAMES, frozenset(), may_write=False) == ()


@pytest.mark.parametrize(
    ("region", "partition"),
    [("us-gov-west-1", "aws-us-gov"), ("cn-north-1", "aws-cn"), ("eu-west-1", "aws")],
)
def test_aws_partition_follows_the_region(region: str, partition: str) -> None:
    names = AwsNames("p", region, "p", "dev")
    assert names.arn("arn:{partition}:s3:::{prefix}-*") == f"arn:{partition}:s3:::p-*"


@given(st.lists(st.integers(1, 400), min_size=1, max_size=40), st.integers(1, 6))
def test_aws_policies_keep_every_action_within_the_limit(lengths: list[int], services: int) -> None:
    entries = [
        aws(
            names=("arn:{partition}:sqs:{region}:{account}:{prefix}-" + "n" * (i % services) + "-*",),
            write=tuple(f"sqs:Do{'x' * (length % 60)}{i}n{k}" for k in range(length)),
        )
        for i, length in enumerate(lengths)
    ]  # fmt: skip
    documents = policies(entries, NAMES, frozenset(), may_write=True)
    assert all(size(d) <= LIMIT for d in documents)
    granted = [a for d in documents for s in d["Statement"] for a in s["Action"]]
    assert sorted(granted) == sorted({a for e in entries for a in e.write})
    assert documents == policies(reversed(entries), NAMES, frozenset(), may_write=True)


def test_azure_azapi_actions_follow_from_the_arguments(tmp_path: Path, known: Permissions) -> None:
    code = """
resource "azapi_resource" "r" {
  type = "Microsoft.MachineLearningServices/registries@${local.api}"
}
resource "azapi_resource_action" "put" {
  type   = "Microsoft.KeyVault/vaults/keys@2024-11-01"
  method = "PUT"
}
resource "azapi_resource_action" "post" {
  type   = "Microsoft.MachineLearningServices/workspaces@2025-01-01"
  action = "provisionManagedNetwork"
}
data "azapi_resource" "d" {
  type = "Microsoft.Network/natGateways@2024-01-01"
}
"""
    folder = project(tmp_path, {"stacks/azure/foundation/main.tf": code}, "azure")
    result = of(folder, known)
    kind = "Microsoft.MachineLearningServices"
    assert rights(result.policies, Role.PLAN) == {
        f"{kind}/registries/read",
        "Microsoft.Network/natGateways/read",
    }
    assert rights(result.policies) == {
        f"{kind}/registries/delete",
        f"{kind}/registries/read",
        f"{kind}/registries/write",
        f"{kind}/workspaces/provisionManagedNetwork/action",
        "Microsoft.KeyVault/vaults/keys/read",
        "Microsoft.KeyVault/vaults/keys/write",
        "Microsoft.Network/natGateways/read",
    }
    assert result.findings == ()


def test_azure_azapi_type_of_a_variable_is_a_finding(tmp_path: Path, known: Permissions) -> None:
    code = 'resource "azapi_resource" "r" {\n  type = var.type\n}\n'
    folder = project(tmp_path, {"stacks/azure/foundation/main.tf": code}, "azure")
    result = of(folder, known)
    assert [(f.code, str(f.at)) for f in result.findings] == [
        ("PRM003", "stacks/azure/foundation/main.tf:1")
    ]
    assert result.policies == ()


def test_azure_scopes_are_roles_of_their_own(tmp_path: Path, known: Permissions) -> None:
    code = "\n".join(
        f'resource "{t}" "x" {{}}'
        for t in (
            "azurerm_key_vault_key",
            "azurerm_management_group_policy_assignment",
            "azurerm_monitor_aad_diagnostic_setting",
        )
    )
    folder = project(tmp_path, {"stacks/azure/foundation/main.tf": code}, "azure")
    result = of(folder, known)
    apply = {p.scope: p.filled("1234") for p in result.policies if p.role is Role.APPLY}
    assert set(apply) == {"management_group", "subscription"}
    assert apply["subscription"]["AssignableScopes"] == ["/subscriptions/1234"]
    assert "Microsoft.KeyVault/vaults/keys/create/action" in apply["subscription"]["DataActions"]
    assert apply["management_group"]["DataActions"] == []
    assert [(f.code, f.severity) for f in result.findings] == [("PRM004", Severity.WARNING)]


def test_gcp_predefined_role_replaces_what_no_custom_role_holds(
    tmp_path: Path, known: Permissions
) -> None:
    code = 'resource "google_billing_budget" "b" {}\nresource "google_pubsub_topic" "t" {}\n'
    folder = project(tmp_path, {"stacks/gcp/foundation/main.tf": code}, "gcp")
    documents = {p.name: p.document for p in of(folder, known).policies}
    assert documents["shop-dev-apply-billing_account-predefined"] == {
        "predefinedRoles": ["roles/billing.costsManager", "roles/billing.viewer"]
    }
    assert documents["shop-dev-apply-project"]["includedPermissions"] == [
        "pubsub.topics.create",
        "pubsub.topics.delete",
        "pubsub.topics.get",
        "pubsub.topics.update",
    ]
    assert documents["shop-dev-plan-project"]["includedPermissions"] == ["pubsub.topics.get"]


def test_kubernetes_manifests_of_a_release_become_rules(tmp_path: Path, known: Permissions) -> None:
    code = """
resource "helm_release" "r" {}
locals {
  made = { apiVersion = "kueue.x-k8s.io/v1beta2"
    kind = "ClusterQueue" }
  either = {
    apiVersion = "sriovnetwork.openshift.io/v1"
    kind       = var.ib ? "SriovIBNetwork" : "SriovNetwork"
  }
  file = { apiVersion = "audit.k8s.io/v1", kind = "Policy" }
  new = { apiVersion = "example.org/v1", kind = "Gizmo" }
}
"""
    folder = project(tmp_path, {"stacks/onprem/foundation/main.tf": code}, "onprem")
    result = of(folder, known)
    granted = rights(result.policies)
    assert "kueue.x-k8s.io/clusterqueues:create" in granted
    assert "sriovnetwork.openshift.io/sriovibnetworks:patch" in granted
    assert "sriovnetwork.openshift.io/sriovnetworks:patch" in granted
    assert not [r for r in granted if r.startswith(("audit.k8s.io", "example.org"))]
    found = {(f.code, f.severity) for f in result.findings}
    assert found == {("PRM001", Severity.ERROR), ("PRM005", Severity.WARNING)}
    assert next(f for f in result.findings if f.code == "PRM001").message.startswith(
        "nothing is known about Gizmo (example.org/v1)"
    )
    scopes = {p.scope: json.dumps(p.document) for p in result.policies if p.role is Role.APPLY}
    assert '"clusterqueues"' in scopes["cluster"]
    assert '"clusterqueues"' not in scopes["namespace"]


def test_hcl_takes_the_account_from_terraform(tmp_path: Path, known: Permissions) -> None:
    code = 'resource "aws_sqs_queue" "q" {}\nresource "azurerm_public_ip" "p" {}\n'
    folder = project(tmp_path, {"stacks/aws/foundation/main.tf": code})
    text = "\n".join(lines(of(folder, known).policies))
    assert (
        '"arn:aws:sqs:eu-west-1:${data.aws_caller_identity.deployer.account_id}:shop-dev-*"' in text
    )
    assert (
        'scope             = "/subscriptions/${data.azurerm_subscription.deployer.subscription_id}"'
        in text
    )
    assert "{account}" not in text


def test_packs_add_types_and_replace_them(tmp_path: Path) -> None:
    folder = tmp_path / "acme" / "blueprints" / "permissions"
    folder.mkdir(parents=True)
    (folder / "acme.yaml").write_text(
        'cloud: aws\ntypes:\n  - {type: aws_new_thing, source: acme, read: ["sqs:GetQueueUrl"]}\n'
        '  - {type: aws_sqs_queue, source: acme, read: ["sqs:ListQueueTags"]}\n'
    )
    known = load_permissions(Catalog.of([tmp_path / "acme"]))
    for name in ("aws_new_thing", "aws_sqs_queue"):
        entry = known.of(name, AwsRights)
        assert entry is not None
        assert entry.source == "acme"
    assert known.of("aws_vpc", AwsRights) is not None


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("cloud: awss\ntypes: []\n", "CAT016", "acme/blueprints/permissions/x.yaml:1:1"),
        (
            'cloud: aws\ntypes:\n  - {type: aws_x, source: abc, read: ["s3:*"]}\n',
            "YML",
            "acme/blueprints/permissions/x.yaml:3",
        ),
        (
            "cloud: none\ntypes:\n  - {type: a_x, source: abc}\n  - {type: a_x, source: abc}\n",
            "CAT011",
            "acme/blueprints/permissions/x.yaml:4",
        ),
    ],
)
def test_packs_fault_is_reported_with_its_place(
    tmp_path: Path, text: str, code: str, place: str
) -> None:
    folder = tmp_path / "acme" / "blueprints" / "permissions"
    folder.mkdir(parents=True)
    (folder / "x.yaml").write_text(text)
    with pytest.raises(InputError) as caught:
        load_permissions(Catalog.of([tmp_path / "acme"]))
    (fault, *_) = caught.value.diagnostics
    assert fault.code.startswith(code)
    assert str(fault.at).startswith(place)
