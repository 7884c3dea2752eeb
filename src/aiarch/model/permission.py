"""Which rights a deployer needs per Terraform type (`blueprints/permissions/*.yaml`), one shape per cloud."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from aiarch.model.frozen import Frozen

AwsAction: TypeAlias = Annotated[str, Field(pattern=r"^[a-z0-9-]+:[A-Z][A-Za-z0-9]+$")]
AzureAction: TypeAlias = Annotated[
    str,
    Field(
        pattern=r"^(Microsoft\.[A-Za-z]+|microsoft\.aadiam)(/[A-Za-z0-9]+)+/(read|write|delete|action)$"
    ),
]
GcpPermission: TypeAlias = Annotated[str, Field(pattern=r"^[a-z]+\.[A-Za-z]+\.[A-Za-z]+$")]
GcpRole: TypeAlias = Annotated[str, Field(pattern=r"^roles/[A-Za-z]+\.[A-Za-z0-9.]+$")]
Service: TypeAlias = Annotated[str, Field(pattern=r"^[a-z0-9.-]+$")]
"""An AWS service principal without `.amazonaws.com`."""
Arn: TypeAlias = Annotated[
    str,
    Field(pattern=r"^arn:\{partition\}:[a-z0-9-]+:(\{region\})?:(\{account\}|aws)?:[^\s]*[^\s:]$"),
]
"""An ARN with the placeholders {partition}, {region}, {account} and {prefix}."""
Verb: TypeAlias = Literal["create", "delete", "get", "list", "patch", "update", "watch", "bind"]
TYPE = r"^((data\.)?[a-z][a-z0-9]*_[a-z0-9_]+|provider\.[a-z][a-z0-9-]*)$"


class Confidence(StrEnum):
    """How sure an entry is of being complete."""

    VERIFIED = "verified"
    """The list was compared with the source that the entry names."""
    ASSUMED = "assumed"
    """The names exist; that no other is needed was not seen in a source."""


class TypeRights(Frozen):
    """What all clouds say of a type."""

    type: str = Field(pattern=TYPE)
    """`aws_vpc` for the resource, `data.aws_vpc` for the data source."""
    source: str = Field(min_length=3)
    """Page of a documentation, type of a registry or file of a provider that says so."""
    confidence: Confidence = Confidence.VERIFIED
    note: str = ""
    """What a reader of the policy must know beyond it: a right somebody else has to give, a trap."""


class AwsRights(TypeRights):
    """IAM actions of one type.

    A type is bounded by name (`names` hold {prefix}), by the project's tags (`by_tag`), or by nothing (no `names`): what an
    account has one of, and what AWS authorises without a resource.
    """

    read: tuple[AwsAction, ...] = ()
    write: tuple[AwsAction, ...] = ()
    create: tuple[AwsAction, ...] = ()
    """Writes that make the resource; with `by_tag` they must carry the project's tags in the request."""
    ephemeral: tuple[AwsAction, ...] = ()
    """Writes that only environments made to be thrown away need: emptying a bucket before it is deleted."""
    names: tuple[Arn, ...] = ()
    by_tag: bool = False
    parents: tuple[Arn, ...] = ()
    """What `create` is authorised against besides the new resource: the VPC of a subnet."""
    pass_role: tuple[Service, ...] = ()
    """Services that get a role of the project handed over."""
    linked_roles: tuple[Service, ...] = ()
    """Services whose linked role is made at the first use."""
    key_use: Mapping[Service, tuple[AwsAction, ...]] = Field(default_factory=dict)
    """Service that uses a key of the project in the deployer's name → KMS actions."""


class AwsFile(Frozen):
    """Types of the AWS provider."""

    cloud: Literal["aws"]
    without_resource: tuple[AwsAction, ...] = ()
    """Actions that AWS authorises on `*` only, whatever ARN a policy names."""
    types: tuple[AwsRights, ...]


class AzureScope(StrEnum):
    """Where a custom role must be assigned."""

    SUBSCRIPTION = "subscription"
    MANAGEMENT_GROUP = "management_group"
    TENANT = "tenant"


class Derive(StrEnum):
    """Types whose actions follow from their arguments."""

    RESOURCE = "resource"
    """azapi_resource: read, write and delete on the `type` argument."""
    UPDATE = "update"
    """azapi_update_resource: read and write."""
    ACTION = "action"
    """azapi_resource_action: what `method` and `action` say."""
    READ = "read"
    """Data sources of azapi."""


class AzureRights(TypeRights):
    """Actions and data actions of one type."""

    read: tuple[AzureAction, ...] = ()
    write: tuple[AzureAction, ...] = ()
    read_data: tuple[AzureAction, ...] = ()
    write_data: tuple[AzureAction, ...] = ()
    scope: AzureScope = AzureScope.SUBSCRIPTION
    derive: Derive | None = None


class AzureFile(Frozen):
    """Types of the azurerm and azapi providers."""

    cloud: Literal["azure"]
    types: tuple[AzureRights, ...]


class GcpScope(StrEnum):
    """Where a role must be granted."""

    PROJECT = "project"
    HOST_PROJECT = "host_project"
    FOLDER = "folder"
    ORGANIZATION = "organization"
    BILLING_ACCOUNT = "billing_account"


class GcpRights(TypeRights):
    """Permissions of one type, or predefined roles where no custom role can hold them."""

    read: tuple[GcpPermission, ...] = ()
    write: tuple[GcpPermission, ...] = ()
    ephemeral: tuple[GcpPermission, ...] = ()
    """Writes that only environments made to be thrown away need: emptying a bucket before it is deleted."""
    read_roles: tuple[GcpRole, ...] = ()
    write_roles: tuple[GcpRole, ...] = ()
    scope: GcpScope = GcpScope.PROJECT


class GcpFile(Frozen):
    """Types of the google and google-beta providers."""

    cloud: Literal["gcp"]
    types: tuple[GcpRights, ...]


class Rule(Frozen):
    """RBAC rights on some resources of one API group."""

    group: str = Field(pattern=r"^[a-z0-9.-]*$")
    resources: tuple[Annotated[str, Field(pattern=r"^[a-z]+(/[a-z]+)?$")], ...] = Field(
        min_length=1
    )
    read: tuple[Verb, ...] = ()
    write: tuple[Verb, ...] = ()
    cluster: bool = False
    """Whether the resources belong to no namespace."""


class KubernetesRights(TypeRights):
    """RBAC rules of one type."""

    rules: tuple[Rule, ...] = ()
    carries: bool = False
    """Whether it installs objects of kinds the type does not tell (a Helm chart)."""


class Kind(Frozen):
    """A kind that manifests of ours are written in."""

    api: str = Field(pattern=r"^([a-z0-9.-]+/)?v[0-9a-z]+$")
    kind: str = Field(pattern=r"^[A-Z][A-Za-z]+$")
    resource: str = Field(default="", pattern=r"^[a-z]*$")
    """Plural under which RBAC knows it; empty for configuration files, which no API server ever sees."""
    cluster: bool = False

    @property
    def group(self) -> str:
        """API group, "" for the core."""
        return self.api.rpartition("/")[0]


class KubernetesFile(Frozen):
    """Types of the kubernetes and helm providers, and kinds of manifests."""

    cloud: Literal["kubernetes"]
    types: tuple[KubernetesRights, ...]
    kinds: tuple[Kind, ...] = ()


class LocalFile(Frozen):
    """Types that touch no cloud at all."""

    cloud: Literal["none"]
    types: tuple[TypeRights, ...]


PermissionFile: TypeAlias = AwsFile | AzureFile | GcpFile | KubernetesFile | LocalFile
