"""What the bootstrap modules grant the pipeline, against what the platform's modules need: there is no difference.

What a bootstrap cannot grant is written down here with who grants it; its README says the same to the reader.
"""

from __future__ import annotations

import fnmatch
import re
import shutil
from collections.abc import Iterable, Iterator
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


def uncovered(wanted: Iterable[str], patterns: Iterable[str]) -> list[str]:
    """Return what no pattern of IAM's kind matches."""
    allowed = [p.lower() for p in patterns]
    return sorted(w for w in wanted if not any(fnmatch.fnmatchcase(w.lower(), p) for p in allowed))


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

SERVICE = re.compile(
    r'    ([\w-]+) = \{\s*topic = "\w+",\s*read = "([^"]+)",?\s*write = "([^"]+)"(.*?)\n    \}',
    re.DOTALL,
)
"""Name, read, write and names of a service in services.tf."""


def aws_allowed() -> set[str]:
    """Return the action patterns that the module's roles allow."""
    out: set[str] = set()
    services = text_of("aws/state-backend/services.tf")
    for name, read, write, _ in SERVICE.findall(services):
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


@pytest.mark.parametrize("role", [Role.PLAN, Role.APPLY])
def test_aws_bootstrap_covers_what_the_modules_need(tmp_path: Path, role: Role) -> None:
    allowed = aws_allowed()
    found = platform(tmp_path, "aws")
    assert not [f for f in found.findings if f.code == "PRM001"]
    assert uncovered(needed(found, role, "account"), allowed) == []


def test_aws_bootstrap_passes_and_links_the_services_the_modules_need(tmp_path: Path) -> None:
    text = text_of("aws/state-backend/deploy.tf")
    lists = {
        name: set(re.findall(r'"([a-z0-9.-]+)"', block_of(text, name).partition("]")[0]))
        for name in ("passable_services", "linked_services")
    }
    entries = aws_entries(tmp_path)
    assert {s for e in entries for s in e.linked_roles} - lists["linked_services"] == set()
    assert {s for e in entries for s in e.pass_role} - lists["passable_services"] == set()


def test_aws_bootstrap_names_what_the_modules_make(tmp_path: Path) -> None:
    """An action is worth nothing on another name: `firewall/shop-prod` is not matched by `firewall/<prefix>-*`."""
    outside = set()
    for entry in aws_entries(tmp_path):
        for service, _, verbs, names in SERVICE.findall(text_of("aws/state-backend/services.tf")):
            # By tag where ids are all there is; log groups follow from the modules below.
            writes = {a for a in (*entry.create, *entry.write) if a.startswith(f"{service}:")}
            if entry.by_tag or service == "logs" or not writes:
                continue
            if uncovered(writes, {f"{service}:{verb}" for verb in verbs.split()}):
                continue
            patterns = [named(name) for name in re.findall(r'"([^"]+)"', names)]
            for arn in entry.names:
                _, _, owner, _, _, suffix = arn.split(":", 5)
                if owner == service and uncovered([named(suffix)], patterns):
                    outside.add(f"{service}:{suffix}")
    assert outside == set()


def test_aws_bootstrap_names_the_log_groups_the_modules_make() -> None:
    services = SERVICE.findall(text_of("aws/state-backend/services.tf"))
    (names,) = [names for service, *_, names in services if service == "logs"]
    patterns = [named(p) for p in re.findall(r'"(log-group:[^"]+)"', names) if "${name}" not in p]
    made = {
        named(name)
        for file in sorted((MODULES / "aws").glob("*/*.tf"))
        for name in re.findall(r'name += "(/aws/[^"]+)"', file.read_text(encoding="utf-8"))
    }
    assert {"/aws/vpc/shop-prod/flow", "/aws/sagemaker/${each.value}"} <= made
    arns = {f"log-group:{g}{end}" for g in made if "${" not in g for end in ("", ":*")}
    assert uncovered(arns, patterns) == []
    # SageMaker names its own.
    storage = text_of("aws/ml-workspace/storage.tf").partition("setsubtract([")[2].partition("]")[0]
    assert set(re.findall(r'"(\w+)"', storage)) <= set(re.findall(r'"(\w+)"', names))


def aws_entries(folder: Path) -> list[AwsRights]:
    platform(folder, "aws")
    types = sorted({use.type for use in inventory(folder).uses})
    return [entry for type_ in types if (entry := KNOWN.of(type_, AwsRights))]


def named(name: str) -> str:
    """Return a name of a module or the data as it is in the project shop, environment prod."""
    name = re.sub(r"\$\{local\.u\}|\{prefix_\}", "shop_prod", name)
    name = re.sub(r"\$\{(local\.p|var\.name_prefix)\}|\{prefix\}", "shop-prod", name)
    name = name.replace("${local.trail_name}", "shop-prod-trail")
    return name.replace("${each.key}", "alert")


# Azure

READER = ("*/read",)
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
KEY_OFFICER = (
    "Microsoft.KeyVault/vaults/keyrotationpolicies/*",
    "Microsoft.KeyVault/vaults/keys/*",
)
KEY_READER = ("Microsoft.KeyVault/vaults/*/read",)
"""Data actions of Key Vault Crypto Officer and Key Vault Reader."""
ROLE_NAME = re.compile(
    r'"((?:AcrPull|AcrPush|Contributor|Reader)|[A-Z]\w*(?: [A-Z]\w*)* (?:Administrator|Approver|Contributor'
    r'|Officer|Operator|Owner|Publisher|Reader|Scientist|User|Writer))(?: \(preview\))?"'
)


def _azure_allows(action: str) -> bool:
    action = action.lower()
    special = [
        p for role, patterns in AZURE_ROLES.items() if role != "Contributor" for p in patterns
    ]
    return not uncovered([action], special) or bool(uncovered([action], CONTRIBUTOR_NOT))


def test_azure_bootstrap_covers_the_subscription(tmp_path: Path) -> None:
    roles = text_of("azure/state-backend/roles.tf")
    assert [name for name in AZURE_ROLES if name not in roles] == []
    found = platform(tmp_path, "azure")
    data = azure_data(found, Role.PLAN) | azure_data(found, Role.APPLY)
    apply = needed(found, Role.APPLY, "subscription") - data
    assert {a for a in apply if not _azure_allows(a)} == set()
    assert uncovered(needed(found, Role.PLAN, "subscription") - data, READER) == []


def test_azure_keys_over_the_data_plane_are_granted_on_the_vault(tmp_path: Path) -> None:
    """The vault is made by the security module, which gives the right on it and nowhere else."""
    found = platform(tmp_path, "azure")
    assert uncovered(azure_data(found, Role.APPLY), KEY_OFFICER) == []
    assert uncovered(azure_data(found, Role.PLAN), KEY_READER) == []
    granted = " ".join(text_of("azure/security/roles.tf").split())
    assert (
        'scope = local.key_vault_id role_definition_name = "Key Vault Crypto Officer" principal_id = each.value'
        in granted
    )
    assert {"Key Vault Crypto Officer", "Key Vault Reader"} <= assignable()


def test_azure_bootstrap_covers_the_management_group(tmp_path: Path) -> None:
    text = text_of("azure/state-backend/management-group.tf")
    found = platform(tmp_path, "azure")
    reads = block_of(text, "policy_reads")
    for role, listed in ((Role.PLAN, reads), (Role.APPLY, reads + block_of(text, "policy_roles"))):
        granted = set(re.findall(r'"(Microsoft\.[^"]+)"', listed))
        # The policies' identity lies in the subscription, where Contributor may assign it.
        assert needed(found, role, "management_group") - granted <= {
            "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action"
        }


def test_azure_bootstrap_may_give_every_role_the_modules_give() -> None:
    given = {
        name
        for file in sorted((MODULES / "azure").glob("*/*.tf"))
        if file.parent.name != "state-backend" and not file.name.startswith("variables")
        for name in ROLE_NAME.findall(file.read_text(encoding="utf-8"))
    }
    assert "Tag Contributor" in given
    assert given - assignable() == set()


def test_azure_leaves_only_the_tenants_logs_to_a_person(tmp_path: Path) -> None:
    """No custom role reaches /providers/microsoft.aadiam: a Security Administrator makes the setting."""
    (finding,) = platform(tmp_path, "azure").findings
    assert (finding.code, finding.at and finding.at.path) == (
        "PRM004",
        "modules/azure/evidence/main.tf",
    )
    assert "microsoft.aadiam" in text_of("azure/state-backend/README.md")


def azure_data(found: Deployer, role: Role) -> set[str]:
    return {a for p in found.policies if p.role is role for a in p.document["DataActions"]}


def assignable() -> set[str]:
    table = block_of(text_of("azure/state-backend/roles.tf"), "assignable_roles")
    return set(re.findall(r'"([^"]+)" += "[0-9a-f-]{36}"', table))


# Google Cloud

GCP_ROLES = {
    "accessapproval.settings.": ("accessapproval.configEditor", "accessapproval.viewer"),
    "aiplatform.": ("aiplatform.admin", "aiplatform.viewer"),
    "artifactregistry.": ("artifactregistry.admin", "artifactregistry.reader"),
    "bigquery.": ("bigquery.dataOwner", "bigquery.metadataViewer"),
    "binaryauthorization.attestors.": (
        "binaryauthorization.attestorsAdmin",
        "binaryauthorization.attestorsViewer",
    ),
    "cloudkms.cryptoKeyVersions.viewPublicKey": (
        "cloudkms.publicKeyViewer",
        "cloudkms.publicKeyViewer",
    ),
    "cloudkms.": ("cloudkms.admin", "cloudkms.viewer"),
    "cloudquotas.": ("cloudquotas.admin", "cloudquotas.viewer"),
    "compute.firewall": ("compute.securityAdmin", "compute.viewer"),
    "compute.projects.": ("compute.instanceAdmin.v1", "compute.viewer"),
    "compute.": ("compute.networkAdmin", "compute.viewer"),
    "containeranalysis.": ("containeranalysis.admin", "containeranalysis.notes.viewer"),
    "dataplex.": ("dataplex.catalogAdmin", "dataplex.catalogViewer"),
    "dns.": ("dns.admin", "dns.reader"),
    "essentialcontacts.": ("essentialcontacts.admin", "essentialcontacts.viewer"),
    "iam.roles.": ("iam.roleAdmin", "iam.securityReviewer"),
    "iam.serviceAccounts.": ("iam.serviceAccountAdmin", "iam.securityReviewer"),
    "iam.workloadIdentityPool": ("iam.workloadIdentityPoolAdmin", "iam.workloadIdentityPoolViewer"),
    "logging.": ("logging.configWriter", "logging.viewer"),
    "modelarmor.templates.": ("modelarmor.admin", "modelarmor.viewer"),
    "monitoring.": ("monitoring.editor", "monitoring.viewer"),
    "notebooks.": ("notebooks.admin", "notebooks.viewer"),
    "privilegedaccessmanager.": ("privilegedaccessmanager.admin", "privilegedaccessmanager.viewer"),
    "pubsub.": ("pubsub.admin", "pubsub.viewer"),
    "resourcemanager.projects.get": ("browser", "browser"),
    "resourcemanager.projects.list": ("browser", "browser"),
    "resourcemanager.projects.setIamPolicy": ("resourcemanager.projectIamAdmin", ""),
    "securitycenter.notificationconfig.": (
        "securitycenter.notificationConfigEditor",
        "securitycenter.notificationConfigViewer",
    ),
    "servicedirectory.": ("compute.networkAdmin", ""),
    "servicenetworking.": ("compute.networkAdmin", "servicenetworking.viewer"),
    "serviceusage.": ("serviceusage.serviceUsageAdmin", "serviceusage.serviceUsageConsumer"),
    "storage.": ("storage.admin", "storage.bucketViewer"),
}
"""Start of a permission → predefined roles that hold it, to apply and to plan (IAM's index); the first that fits counts."""
GCP_ELSEWHERE = {
    Role.APPLY: {"iam.serviceAccounts.actAs"},  # on the account, by the identity module
    Role.PLAN: {"logging.cmekSettings.get"},  # in a custom role of the project
}


@pytest.mark.parametrize("role", [Role.PLAN, Role.APPLY])
def test_gcp_bootstrap_covers_the_project(tmp_path: Path, role: Role) -> None:
    text = text_of("gcp/state-backend/permissions.tf")
    granted = set(re.findall(r'"roles/([A-Za-z0-9.]+)"', block_of(text, f"{role}_roles")))
    if role is Role.APPLY:
        granted |= {"resourcemanager.projectIamAdmin"} & set(re.findall(r'"roles/([\w.]+)"', text))
    found = platform(tmp_path, "gcp")
    assert found.findings == ()
    missing = set()
    for permission in needed(found, role, "project"):
        holder = next(
            (
                r[role is Role.PLAN]
                for start, r in GCP_ROLES.items()
                if permission.startswith(start)
            ),
            None,
        )
        if role is Role.PLAN and permission.endswith(".getIamPolicy"):
            holder = "iam.securityReviewer"
        if holder not in granted or permission in GCP_ELSEWHERE[role]:
            missing.add(permission)
    assert missing == GCP_ELSEWHERE[role]


def test_gcp_rights_that_no_role_of_the_project_may_hold_are_granted_narrower() -> None:
    identity = " ".join(text_of("gcp/identity/main.tf").split())
    assert 'var.grant_deployer ? keys(local.workloads) : [] : "deployer/${name}"' in identity
    assert 'role = "roles/iam.serviceAccountUser"' in identity
    assert 'permissions = ["logging.cmekSettings.get"]' in text_of(
        "gcp/state-backend/permissions.tf"
    )


@pytest.mark.parametrize("role", [Role.PLAN, Role.APPLY])
def test_gcp_bootstrap_covers_what_lies_above_the_project(tmp_path: Path, role: Role) -> None:
    found = platform(tmp_path, "gcp")
    text = text_of("gcp/state-backend/permissions.tf")
    sink = text[text.index('"google_organization_iam_custom_role" "sink"') :]
    (granted,) = re.findall(rf"^    {role} += \[([^\]]*)\]", sink, re.MULTILINE)
    assert needed(found, role, "organization") - set(re.findall(r'"([^"]+)"', granted)) == {
        name for name in above(found, role) if "billing" not in name
    }
    assert [name for name in above(found, role) if f'"{name}"' not in text] == []


def above(found: Deployer, role: Role) -> set[str]:
    roles = [p.document.get("predefinedRoles", ()) for p in found.policies if p.role is role]
    return {name for names in roles for name in names}


def test_gcp_leaves_only_a_host_project_to_its_owner(tmp_path: Path) -> None:
    scopes = {p.scope for p in platform(tmp_path, "gcp").policies}
    assert scopes == {"billing_account", "folder", "host_project", "organization", "project"}
    assert "host_project" in text_of("gcp/state-backend/README.md")
