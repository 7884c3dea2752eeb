"""On moto's server what it knows; what it does not know (quotas, Audit Manager) on botocore's Stubber."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from aiarch.errors import Severity, ToolMissingError
from aiarch.live.aws.account import Account, IdentityFits
from aiarch.live.aws.quotas import QuotasSuffice
from aiarch.live.aws.region import RegionUsable
from aiarch.live.aws.registration import Registered
from aiarch.live.aws.session import Aws, CallFailedError, connect
from aiarch.live.aws.state import StateReady
from aiarch.live.run import preflight
from aiarch.validate.finding import CheckerReport, FailOn, Status

FOUNDATION = "stacks/aws/foundation"
REGION = "eu-central-1"
MOTO_ACCOUNT = "123456789012"
BUCKET, ALIAS = "shop-dev-tfstate", "alias/shop-dev-tfstate"


def ids(report: CheckerReport) -> list[str]:
    return [f.id for f in report.findings]


def client(service: str, region: str = REGION) -> Any:
    return boto3.client(service, region_name=region)


@pytest.fixture
def stubs(aws_env: str) -> Iterator[dict[str, Stubber]]:
    """Clients whose replies a test queues, by service; every queued reply must be asked for."""
    found: dict[str, Stubber] = {}
    for service in ("sts", "service-quotas", "auditmanager", "ec2", "s3", "kms"):
        found[service] = Stubber(client(service))
        found[service].activate()
    yield found
    for stub in found.values():
        stub.assert_no_pending_responses()


def stubbed(stubs: dict[str, Stubber], key: str = "ASIA1", account: str = MOTO_ACCOUNT) -> Account:
    """Return an account whose identity is answered, unless the test queued something else."""
    if not stubs["sts"]._queue:
        arn = f"arn:aws:sts::{account}:assumed-role/plan/run"
        stubs["sts"].add_response(
            "get_caller_identity", {"Account": account, "Arn": arn, "UserId": "X"}
        )
    return Account(lambda: Aws(lambda service, _: stubs[service].client, lambda: key))


def caller(stubs: dict[str, Stubber], arn: str) -> None:
    stubs["sts"].add_response(
        "get_caller_identity", {"Account": MOTO_ACCOUNT, "Arn": arn, "UserId": "X"}
    )


def test_identity_through_the_standard_endpoint_variable_names_account_and_caller(
    aws_env: str, make_world: Any
) -> None:
    report = IdentityFits(Account(connect)).look(make_world())
    assert ids(report) == []
    assert report.facts["account"] == MOTO_ACCOUNT


def test_identity_of_the_root_user_is_refused(stubs: dict[str, Stubber], make_world: Any) -> None:
    caller(stubs, f"arn:aws:iam::{MOTO_ACCOUNT}:root")
    (finding,) = IdentityFits(stubbed(stubs)).look(make_world()).findings
    assert (finding.id, finding.severity) == ("PRE110", Severity.ERROR)


@pytest.mark.parametrize(("key", "expected"), [("AKIA1", ["PRE111"]), ("ASIA1", [])])
def test_identity_of_a_user_warns_only_about_a_key_that_lives_on(
    stubs: dict[str, Stubber], make_world: Any, key: str, expected: list[str]
) -> None:
    caller(stubs, f"arn:aws:iam::{MOTO_ACCOUNT}:user/ada")
    report = IdentityFits(stubbed(stubs, key)).look(make_world())
    assert ids(report) == expected
    assert key not in str(report)


def test_identity_of_another_account_is_an_error_and_nothing_else_is_asked_there(
    stubs: dict[str, Stubber], make_world: Any
) -> None:
    account = stubbed(stubs)
    world = make_world(blueprint={"environments": {"dev": {"account": "999999999999"}}})
    (finding,) = IdentityFits(account).look(world).findings
    assert finding.id == "PRE112"
    assert "aws/dev belongs to 999999999999" in finding.message
    report = StateReady(account).look(world)
    assert report.status is Status.SKIPPED
    assert "not for that of aws/dev" in report.reason


def test_checks_look_at_the_environments_the_credentials_are_for(
    stubs: dict[str, Stubber], make_world: Any
) -> None:
    environments = {"dev": {"account": MOTO_ACCOUNT}, "prod": {"account": "999999999999"}}
    stubs["ec2"].add_response("describe_regions", {"Regions": [{"RegionName": REGION}]})
    stubs["ec2"].add_response(
        "describe_instance_type_offerings",
        {
            "InstanceTypeOfferings": [
                {"InstanceType": t} for t in ("t3.medium", "m5.large", "g5.xlarge")
            ]
        },
    )
    report = RegionUsable(stubbed(stubs)).look(make_world(blueprint={"environments": environments}))
    assert ids(report) == []
    assert report.facts["not_looked_at"] == "aws/prod"


def test_identity_nobody_answers_fails_once_and_the_others_say_so(
    monkeypatch: pytest.MonkeyPatch, aws_env: str, make_world: Any
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    account = Account(connect)
    world = make_world()
    with pytest.raises(CallFailedError, match="Unable to locate credentials"):
        IdentityFits(account).look(world)
    report = QuotasSuffice(account).look(world)
    assert (report.status, report.reason) == (
        Status.SKIPPED,
        "nobody knows who calls, see aws-identity",
    )


def test_checks_without_boto3_are_skipped_with_the_way_to_install_it(
    monkeypatch: pytest.MonkeyPatch, make_world: Any
) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(ToolMissingError):
        connect()
    account = Account(connect)
    for check in (IdentityFits(account), RegionUsable(account), StateReady(account)):
        report = check.look(make_world())
        assert report.status is Status.SKIPPED
        assert report.reason == "boto3 is not installed: pip install 'aiarch[aws]'"


def test_region_that_is_not_enabled_is_an_error_asked_for_in_the_home_region(
    aws_env: str, make_world: Any
) -> None:
    tfvars = 'region = "af-south-1"\nvpc_cidr = "10.65.0.0/16"\n'
    for closed in client("ec2", "us-east-1").describe_regions(AllRegions=True)["Regions"]:
        if closed["OptInStatus"] == "not-opted-in":
            break
    tfvars = tfvars.replace("af-south-1", closed["RegionName"])
    world = make_world({f"{FOUNDATION}/environments/dev.tfvars": tfvars}, environment="dev")
    (finding,) = RegionUsable(Account(connect)).look(world).findings
    assert finding.id == "PRE121"
    assert f"--region-name {closed['RegionName']}" in finding.hint


def test_region_nobody_knows_is_an_error(aws_env: str, make_world: Any) -> None:
    tfvars = 'region = "eu-moon-1"\nvpc_cidr = "10.65.0.0/16"\n'
    world = make_world({f"{FOUNDATION}/environments/dev.tfvars": tfvars}, environment="dev")
    assert ids(RegionUsable(Account(connect)).look(world)) == ["PRE120"]


def test_region_without_a_chosen_type_warns_where_it_is_chosen(
    aws_env: str, make_world: Any
) -> None:
    main = 'module "w" {\n  source = "../../../modules/aws/ml-workspace"\n  job_instance_types = ["ml.m5.*", "ml.x9.huge"]\n}\n'
    world = make_world({f"{FOUNDATION}/main.tf": main})
    (finding,) = RegionUsable(Account(connect)).look(world).findings
    assert (finding.id, finding.severity) == ("PRE122", Severity.WARNING)
    assert "eu-central-1 does not seem to have ml.x9.huge" in finding.message
    assert str(finding.at) == f"{FOUNDATION}/main.tf:3"


def make_bucket(region: str = REGION, *, versioned: bool = True, closed: bool = True) -> Any:
    s3 = client("s3", region)
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": region})
    if versioned:
        s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    if closed:
        names = (
            "BlockPublicAcls",
            "IgnorePublicAcls",
            "BlockPublicPolicy",
            "RestrictPublicBuckets",
        )
        s3.put_public_access_block(
            Bucket=BUCKET, PublicAccessBlockConfiguration=dict.fromkeys(names, True)
        )
    return s3


def make_key() -> str:
    kms = client("kms")
    key = str(kms.create_key()["KeyMetadata"]["KeyId"])
    kms.create_alias(AliasName=ALIAS, TargetKeyId=key)
    return key


def state(world: Any) -> CheckerReport:
    return StateReady(Account(connect)).look(world)


def test_state_before_bootstrap_says_what_to_run(aws_env: str, make_world: Any) -> None:
    report = state(make_world(environment="dev"))
    assert ids(report) == ["PRE140", "PRE145"]
    assert report.findings[0].hint == "make it: aiarch bootstrap -e dev"
    assert str(report.findings[0].at) == f"{FOUNDATION}/environments/dev.backend.hcl"


def test_state_after_bootstrap_is_ready(aws_env: str, make_world: Any) -> None:
    make_bucket()
    make_key()
    report = state(make_world(environment="dev"))
    assert ids(report) == []
    assert report.facts["buckets"] == BUCKET


def test_state_that_could_be_lost_or_read_is_an_error(aws_env: str, make_world: Any) -> None:
    make_bucket(versioned=False, closed=False)
    key = make_key()
    client("kms").disable_key(KeyId=key)
    text = 'terraform {\n  backend "s3" {\n    encrypt = true\n  }\n}\n'
    report = state(make_world({f"{FOUNDATION}/backend.tf": text}, environment="dev"))
    assert sorted(ids(report)) == ["PRE142", "PRE143", "PRE144", "PRE146"]
    assert next(f for f in report.findings if f.id == "PRE146").message == (
        f"the state's key {ALIAS} is Disabled"
    )


def test_state_in_another_region_is_an_error(aws_env: str, make_world: Any) -> None:
    make_bucket("eu-west-1")
    make_key()
    (finding,) = state(make_world(environment="dev")).findings
    assert finding.id == "PRE141"
    assert "lies in eu-west-1, not in eu-central-1" in finding.message


def test_state_with_a_lock_left_behind_warns_since_when(aws_env: str, make_world: Any) -> None:
    make_key()
    s3 = make_bucket()
    s3.put_object(Bucket=BUCKET, Key="foundation/terraform.tfstate.tflock", Body=b"{}")
    (finding,) = state(make_world(environment="dev")).findings
    assert (finding.id, finding.severity) == ("PRE147", Severity.WARNING)
    assert finding.message.startswith(
        "the state foundation/terraform.tfstate of aws/dev is locked since 20"
    )


def test_state_elsewhere_is_skipped(aws_env: str, make_world: Any) -> None:
    world = make_world({f"{FOUNDATION}/backend.tf": 'terraform {\n  backend "pg" {\n  }\n}\n'})
    report = state(world)
    assert (report.status, report.reason) == (Status.SKIPPED, "the state is not kept in S3")


def test_state_keeps_what_it_saw_when_one_call_is_refused(
    stubs: dict[str, Stubber], make_world: Any
) -> None:
    stubs["s3"].add_response("get_bucket_location", {"LocationConstraint": REGION})
    stubs["s3"].add_response("get_bucket_versioning", {})
    stubs["s3"].add_client_error("get_public_access_block", "AccessDenied", "no\nright")
    stubs["kms"].add_client_error("describe_key", "NotFoundException")
    stubs["s3"].add_client_error("head_object", "404")
    report = StateReady(stubbed(stubs)).look(make_world(environment="dev"))
    assert ids(report) == ["PRE142", "PRE145"]
    assert report.status is Status.FAILED
    assert report.reason == (
        "could not look: s3 get_public_access_block: AccessDenied no right"
        " (the caller lacks the right for it)"
    )


def quota(name: str, value: float, code: str = "L-1") -> dict[str, Any]:
    return {"QuotaName": name, "QuotaCode": code, "Value": value}


PLENTY = [
    quota("Studio JupyterLab Apps running on ml.t3.medium instances", 5, "L-71FAF417"),
    *(
        quota(f"{t} for {usage} usage", 2)
        for t in ("ml.m5.large", "ml.g5.xlarge")
        for usage in ("training job", "processing job", "endpoint")
    ),
]


def with_quotas(
    stubs: dict[str, Stubber], defaults: list[dict[str, Any]], applied: list[dict[str, Any]]
) -> None:
    asked = {"ServiceCode": "sagemaker", "MaxResults": 100}
    half = len(defaults) // 2
    add = stubs["service-quotas"].add_response
    operation = "list_aws_default_service_quotas"
    add(operation, {"Quotas": defaults[:half], "NextToken": "more"}, asked)
    add(operation, {"Quotas": defaults[half:]}, {**asked, "NextToken": "more"})
    add("list_service_quotas", {"Quotas": applied}, asked)


def quotas(stubs: dict[str, Stubber], world: Any) -> CheckerReport:
    return QuotasSuffice(stubbed(stubs)).look(world)


def test_quotas_that_suffice_are_read_once_for_all_environments(
    stubs: dict[str, Stubber], make_world: Any
) -> None:
    with_quotas(stubs, PLENTY, [])
    report = quotas(stubs, make_world())
    assert (report.status, ids(report)) == (Status.RAN, [])


def test_quotas_applied_count_more_than_defaults(
    stubs: dict[str, Stubber], make_world: Any
) -> None:
    name = "ml.g5.xlarge for endpoint usage"
    with_quotas(stubs, [*PLENTY[:-1], quota(name, 0)], [quota(name, 1)])
    assert ids(quotas(stubs, make_world())) == []


def test_quotas_below_the_request_say_how_to_ask_for_more(
    stubs: dict[str, Stubber], make_world: Any
) -> None:
    short = [
        quota("Studio JupyterLab Apps running on ml.t3.medium instances", 1, "L-71FAF417"),
        quota("ml.g5.xlarge for endpoint usage", 0, "L-1928E07B"),
        quota("ml.g5.xlarge for training job usage", 0, "L-2"),
    ]
    with_quotas(stubs, PLENTY, short)
    found = {f.message: f for f in quotas(stubs, make_world()).findings}
    gpu = next(f for m, f in found.items() if m.startswith("ml.g5.xlarge"))
    assert (gpu.id, gpu.severity) == ("PRE130", Severity.WARNING)
    assert "1 wanted, allowed are training jobs 0, endpoints 0" in gpu.message
    assert gpu.hint.startswith(
        "aws service-quotas request-service-quota-increase --region eu-central-1"
        " --service-code sagemaker --quota-code L-2 --desired-value 1; the same for 1 more"
    )
    apps = next(f for f in found.values() if f.severity is Severity.ERROR)
    assert "ml.t3.medium in eu-central-1: 2 wanted, allowed are JupyterLab apps 1" in apps.message
    assert "--quota-code L-71FAF417 --desired-value 2" in apps.hint


def test_quotas_of_a_family_are_those_of_its_best_type(
    stubs: dict[str, Stubber], make_world: Any
) -> None:
    without = [q for q in PLENTY if not q["QuotaName"].startswith("ml.m5.large for endpoint")]
    empty = [quota(f"ml.m5.{s} for endpoint usage", 0) for s in ("large", "xlarge")]
    with_quotas(stubs, without + empty, [])
    (finding,) = quotas(stubs, make_world()).findings
    assert finding.message.startswith("ml.m5.* in eu-central-1: 1 wanted, allowed are endpoints 0")


def test_quotas_nobody_knows_are_told(stubs: dict[str, Stubber], make_world: Any) -> None:
    with_quotas(stubs, [q for q in PLENTY if "g5.xlarge for endpoint" not in q["QuotaName"]], [])
    (finding,) = quotas(stubs, make_world()).findings
    assert finding.id == "PRE131"
    assert "has nothing on ml.g5.xlarge for endpoints" in finding.message


def test_quotas_on_an_aws_that_cannot_tell_are_a_failure_not_a_pass(
    aws_env: str, make_world: Any
) -> None:
    report = QuotasSuffice(Account(connect)).look(make_world(environment="dev"))
    assert report.status is Status.FAILED
    assert report.reason.startswith("could not look: service-quotas list_aws_default")


AUDIT_MANAGER = {
    "stacks": [
        {
            "platform": "aws",
            "region": REGION,
            "capabilities": {"governance.policy": {"flavour": "audit-manager"}},
        }
    ]
}


def test_registration_is_not_asked_for_where_nothing_needs_it(
    stubs: dict[str, Stubber], make_world: Any
) -> None:
    report = Registered(Account(lambda: pytest.fail("nothing to ask"))).look(make_world())
    assert report.status is Status.SKIPPED


def test_registration_of_an_account_that_is_in_passes(
    stubs: dict[str, Stubber], make_world: Any
) -> None:
    stubs["auditmanager"].add_response("get_account_status", {"status": "ACTIVE"})
    report = Registered(stubbed(stubs)).look(make_world(blueprint=AUDIT_MANAGER))
    assert (report.status, ids(report)) == (Status.RAN, [])
    assert report.facts == {"services": "AWS Audit Manager"}


def test_registration_that_is_missing_says_since_when_nobody_gets_in(
    stubs: dict[str, Stubber], make_world: Any
) -> None:
    stubs["auditmanager"].add_response("get_account_status", {"status": "INACTIVE"})
    (finding,) = Registered(stubbed(stubs)).look(make_world(blueprint=AUDIT_MANAGER)).findings
    assert (finding.id, finding.severity) == ("PRE150", Severity.ERROR)
    assert finding.message == (
        "AWS Audit Manager is INACTIVE for this account in eu-central-1,"
        " and it takes no new accounts since 2026-04-30"
    )
    assert "conformance" in finding.hint


def test_registration_nobody_may_ask_for_is_a_failure(
    stubs: dict[str, Stubber], make_world: Any
) -> None:
    stubs["auditmanager"].add_client_error("get_account_status", "AccessDeniedException", "no")
    report = Registered(stubbed(stubs)).look(make_world(blueprint=AUDIT_MANAGER))
    assert report.status is Status.FAILED
    assert "auditmanager get_account_status: AccessDeniedException no" in report.reason


def test_preflight_goes_on_after_a_check_that_cannot_look(
    stubs: dict[str, Stubber], make_world: Any
) -> None:
    stubs["sts"].add_client_error("get_caller_identity", "ExpiredToken", "it expired")
    world = make_world({f"{FOUNDATION}/backend.tf": 'terraform {\n  backend "local" {\n  }\n}\n'})

    def aws() -> Aws:
        return Aws(lambda service, _: stubs[service].client)

    report = preflight(world.tree.root, world.tree.catalog, world.options, aws=aws)
    by_name = {c.checker: c for c in report.checkers}
    assert by_name["aws-identity"].status is Status.FAILED
    assert by_name["aws-identity"].reason == (
        "could not look: sts get_caller_identity: ExpiredToken it expired"
    )
    assert by_name["aws-quotas"].status is Status.SKIPPED
    assert by_name["networks"].status is Status.RAN
    assert report.exit_code(FailOn.NONE) == 6
