"""What the bootstrap modules grant the pipeline, against what the platform's modules need.

The differences are written down here. One that appears or goes away is a change to decide on, in the module or in the data.
"""

from __future__ import annotations

import fnmatch
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from aiarch.catalog.catalog import Catalog
from aiarch.catalog.declarations import scan
from aiarch.catalog.permissions import load_permissions
from aiarch.model.permission import AwsRights
from aiarch.report.permission_uses import inventory
from aiarch.report.permissions import Deployer, Role, deployer

CHECKOUT = Path(__file__).resolve().parents[3]
MODULES = CHECKOUT / "templates" / "modules"
KNOWN = load_permissions(Catalog.of())
ACTION = re.compile(r'"([a-z0-9-]+:[A-Za-z*]+)"')


def platform(folder: Path, name: str) -> Deployer:
    """Return the rights for a stack of every module of a platform but the bootstrap's own."""
    shutil.copytree(MODULES / name, folder / "modules" / name)
    root = folder / "stacks" / name / "foundation"
    (root / "environments").mkdir(parents=True)
    (root / "environments/prod.tfvars").write_text(
        'project = "shop"\nenvironment = "prod"\nregion = "eu-west-1"\n'
    )
    modules = [p.parent.name for p in sorted((MODULES / name).glob("*/module.yaml"))]
    calls = (
        f'module "m{i}" {{\n  source = "../../../modules/{name}/{module}"\n}}'
        for i, module in enumerate(modules)
        if module != "state-backend"
    )
    (root / "main.tf").write_text("\n".join(calls))
    return deployer(inventory(folder), KNOWN)


def needed(found: Deployer, role: Role, scope: str) -> set[str]:
    return {
        right for p in found.policies if p.role is role and p.scope == scope for right in p.rights
    }


def text_of(path: str) -> str:
    return (MODULES / path).read_text(encoding="utf-8")


def block_of(text: str, name: str) -> str:
    """Return the expression of a local value."""
    for block in scan(text):
        for part in block.parts():
            if part.name == name:
                return part.text
    raise AssertionError(f"no {name}")


# AWS

AWS_APPLY_MISSING = {
    "auditmanager:DeregisterAccount",
    "ec2:CreateVpcEncryptionControl",
    "ec2:DisableVgwRoutePropagation",
    "guardduty:UntagResource",
    "iam:DeleteServiceLinkedRole",
    "kms:RetireGrant",
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "sso:ListInstances",
}
AWS_LINKED_MISSING = {"auditmanager", "config-conforms", "route53resolver", "sagemaker"}
AWS_PASSED_MISSING = {"auditmanager"}


def aws_allowed() -> set[str]:
    """Return the action patterns that the module's roles allow."""
    out: set[str] = set()
    services = text_of("aws/state-backend/services.tf")
    table = r'([\w-]+) = \{\s*topic = "\w+",\s*read = "([^"]+)",?\s*write = "([^"]+)"'
    for name, read, write in re.findall(table, services):
        out |= {f"{name}:{verb}" for verb in f"{read} {write}".split()}
    for name, verbs in re.findall(r'([\w-]+)\s*= "([^"]+)"', block_of(services, "more_reads")):
        out |= {f"{name}:{verb}" for verb in verbs.split()}
    for file in ("deploy.tf", "permissions.tf"):
        text = text_of(f"aws/state-backend/{file}")
        for denied in _denies(text):
            text = text.replace(denied, "")
        out |= set(ACTION.findall(text))
    return out


def _denies(text: str) -> Iterator[str]:
    for start in re.finditer(r"jsonencode\(", text):
        depth = 0
        for end in range(start.end() - 1, len(text)):
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            if not depth:
                break
        statement = text[start.start() : end + 1]
        if re.search(r'Effect\s*=\s*"Deny"', statement):
            yield statement


@pytest.mark.parametrize(
    ("role", "missing"), [(Role.PLAN, {"sso:ListInstances"}), (Role.APPLY, AWS_APPLY_MISSING)]
)
def test_aws_bootstrap_covers_what_the_modules_need(
    tmp_path: Path, role: Role, missing: set[str]
) -> None:
    allowed = aws_allowed()
    found = platform(tmp_path, "aws")
    assert not [f for f in found.findings if f.code == "PRM001"]
    uncovered = {
        action
        for action in needed(found, role, "account")
        if not any(fnmatch.fnmatchcase(action.lower(), p.lower()) for p in allowed)
    }
    assert uncovered == missing


def test_aws_bootstrap_passes_and_links_the_services_the_modules_need(tmp_path: Path) -> None:
    text = text_of("aws/state-backend/deploy.tf")
    entries = [
        entry
        for use in inventory_of_aws(tmp_path)
        if (entry := KNOWN.of(use, AwsRights))
    ]  # fmt: skip
    lists = {
        name: set(re.findall(r'"([a-z0-9.-]+)"', block_of(text, name).partition("]")[0]))
        for name in ("passable_services", "linked_services")
    }
    linked = {s for e in entries for s in e.linked_roles}
    passed = {s for e in entries for s in e.pass_role}
    # The recorder's role is passed by a statement of its own.
    assert linked - lists["linked_services"] == AWS_LINKED_MISSING
    assert passed - lists["passable_services"] == AWS_PASSED_MISSING


def inventory_of_aws(folder: Path) -> list[str]:
    platform(folder, "aws")
    return sorted({use.type for use in inventory(folder).uses})


# Azure

CONTRIBUTOR_NOT = ("microsoft.authorization/*/delete", "microsoft.authorization/*/write")
AZURE_ROLES = {
    "Contributor": ("*",),
    "Resource Policy Contributor": (
        "microsoft.authorization/policyassignments/*",
        "microsoft.authorization/policydefinitions/*",
        "microsoft.authorization/policyexemptions/*",
        "microsoft.authorization/policysetdefinitions/*",
        "microsoft.policyinsights/*",
    ),
    "Role Based Access Control Administrator": (
        "microsoft.authorization/roleassignments/delete",
        "microsoft.authorization/roleassignments/write",
    ),
    "lock keeper": ("microsoft.authorization/locks/*",),
}
"""Actions of the roles that roles.tf assigns (built-in roles reference); Contributor's exceptions stand above."""
AZURE_DATA_MISSING = {
    "Microsoft.KeyVault/vaults/keyrotationpolicies/read",
    "Microsoft.KeyVault/vaults/keyrotationpolicies/write",
    "Microsoft.KeyVault/vaults/keys/create/action",
    "Microsoft.KeyVault/vaults/keys/delete",
    "Microsoft.KeyVault/vaults/keys/read",
    "Microsoft.KeyVault/vaults/keys/recover/action",
    "Microsoft.KeyVault/vaults/keys/update/action",
}


def _azure_allows(action: str) -> bool:
    action = action.lower()
    if any(
        fnmatch.fnmatchcase(action, pattern)
        for role, patterns in AZURE_ROLES.items()
        if role != "Contributor"
        for pattern in patterns
    ):
        return True
    return not any(fnmatch.fnmatchcase(action, pattern) for pattern in CONTRIBUTOR_NOT)


def test_azure_bootstrap_covers_the_subscription_but_no_data_and_no_management_group(
    tmp_path: Path,
) -> None:
    roles = text_of("azure/state-backend/roles.tf")
    assert [name for name in AZURE_ROLES if name not in roles] == []
    found = platform(tmp_path, "azure")
    data = {action for p in found.policies for action in p.document["DataActions"]}
    actions = needed(found, Role.APPLY, "subscription") - data
    assert {a for a in actions if not _azure_allows(a)} == set()
    # The pipeline has no role on vaults: the deployer makes keys through the resource manager where it has none.
    assert data == AZURE_DATA_MISSING
    # Nothing is assigned above the subscription; governance on a management group needs it.
    assert needed(found, Role.APPLY, "management_group") >= {
        "Microsoft.Authorization/policyAssignments/write"
    }
    assert {f.code for f in found.findings} == {"PRM004"}


# Google Cloud

GCP_ROLES = {
    "aiplatform.": "aiplatform.admin",
    "artifactregistry.": "artifactregistry.admin",
    "bigquery.": "bigquery.dataOwner",
    "cloudkms.": "cloudkms.admin",
    "cloudquotas.": "cloudquotas.admin",
    "compute.firewall": "compute.securityAdmin",
    "compute.projects.": "compute.instanceAdmin.v1",
    "compute.": "compute.networkAdmin",
    "dns.": "dns.admin",
    "essentialcontacts.": "essentialcontacts.admin",
    "iam.roles.": "iam.roleAdmin",
    "iam.serviceAccounts.": "iam.serviceAccountAdmin",
    "iam.workloadIdentityPool": "iam.workloadIdentityPoolAdmin",
    "logging.": "logging.configWriter",
    "monitoring.": "monitoring.editor",
    "notebooks.": "notebooks.admin",
    "privilegedaccessmanager.": "privilegedaccessmanager.admin",
    "pubsub.": "pubsub.admin",
    "resourcemanager.projects.get": "browser",
    "resourcemanager.projects.list": "browser",
    "resourcemanager.projects.setIamPolicy": "resourcemanager.projectIamAdmin",
    "servicedirectory.": "compute.networkAdmin",
    "servicenetworking.": "compute.networkAdmin",
    "serviceusage.": "serviceusage.serviceUsageAdmin",
    "storage.": "storage.admin",
}
"""Start of a permission → predefined role that holds it (IAM's roles and permissions index)."""
GCP_OUTSIDE = {"cloudkms.cryptoKeyVersions.viewPublicKey", "iam.serviceAccounts.actAs"}
"""Not in the role of their service, on purpose."""
GCP_SERVICES_MISSING = {
    "accessapproval",
    "binaryauthorization",
    "cloudkms",
    "containeranalysis",
    "dataplex",
    "iam",
    "modelarmor",
    "securitycenter",
}


def test_gcp_bootstrap_covers_the_services_but_for_those_named(tmp_path: Path) -> None:
    text = text_of("gcp/state-backend/permissions.tf")
    granted = set(re.findall(r'"roles/([A-Za-z0-9.]+)"', block_of(text, "apply_roles")))
    granted |= {"resourcemanager.projectIamAdmin"} & set(re.findall(r'"roles/([\w.]+)"', text))
    found = platform(tmp_path, "gcp")
    assert found.findings == ()
    uncovered = {
        permission
        for permission in needed(found, Role.APPLY, "project")
        if permission in GCP_OUTSIDE
        or not any(
            permission.startswith(start) and role in granted for start, role in GCP_ROLES.items()
        )
    }
    assert {p.partition(".")[0] for p in uncovered} == GCP_SERVICES_MISSING
    assert {p for p in uncovered if p.startswith(("cloudkms.", "iam."))} == GCP_OUTSIDE


def test_gcp_roles_above_the_project_are_those_the_bootstrap_can_grant(tmp_path: Path) -> None:
    text = text_of("gcp/state-backend/permissions.tf")
    found = platform(tmp_path, "gcp")
    roles = {
        role
        for p in found.policies
        if p.role is Role.APPLY
        for role in p.document.get("predefinedRoles", ())
        if not role.lower().endswith(("viewer", "reviewer"))
    }
    assert roles == {
        "roles/billing.costsManager",
        "roles/iam.denyAdmin",
        "roles/orgpolicy.policyAdmin",
    }
    assert [role for role in sorted(roles) if f'"{role}"' not in text] == []
