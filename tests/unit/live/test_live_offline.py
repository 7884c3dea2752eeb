from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from aiarch.errors import InputError, Severity, ToolMissingError, UsageError
from aiarch.live import engine as engine_module
from aiarch.live.engine import EngineThere
from aiarch.live.lifecycle import NothingEnds
from aiarch.live.networks import NetworksApart
from aiarch.live.residency import RegionsAllowed
from aiarch.live.variables import VariablesGiven
from aiarch.live.world import World
from aiarch.validate.finding import CheckerReport

FOUNDATION = "stacks/aws/foundation"
DEV = f"{FOUNDATION}/environments/dev.tfvars"
PROD = f"{FOUNDATION}/environments/prod.tfvars"
GCP = "stacks/gcp/foundation"


def told(report: CheckerReport) -> list[tuple[str, str, str]]:
    return [(f.id, f.severity.value, f.message) for f in report.findings]


def two_clouds(linked: bool, gcp_cidr: str = "10.65.0.0/16") -> dict[str, Any]:
    stacks = [
        {"platform": p, "region": r, "role": role, "capabilities": {}}
        for p, r, role in (("aws", "eu-central-1", "primary"), ("gcp", "europe-west4", "leg"))
    ]
    link = {"kind": "network", "primary": "aws", "leg": "gcp", "way": "both", "payload": "all"}
    return {
        "blueprint": {
            "stacks": stacks,
            "links": [link] if linked else [],
            "environments": {"dev": {}},
        },
        "files": {
            f"{GCP}/main.tf": (
                'module "network_private" {\n  source       = "../../../modules/gcp/network-managed"\n'
                f'  network_cidr = "{gcp_cidr}"\n}}\n'
            ),
        },
    }


def test_networks_of_a_sound_project_are_apart(make_world: Any) -> None:
    report = NetworksApart().look(make_world())
    assert told(report) == []
    assert report.facts == {"networks": 2, "corporate": 2}


def test_networks_shared_by_two_environments_warn_at_the_second(make_world: Any) -> None:
    world = make_world({PROD: 'region = "eu-central-1"\nvpc_cidr = "10.65.128.0/17"\n'})
    (finding,) = NetworksApart().look(world).findings
    assert (finding.id, finding.severity) == ("PRE031", Severity.WARNING)
    assert finding.message == "10.65.128.0/17 of aws/prod overlaps 10.65.0.0/16 of aws/dev"
    assert str(finding.at) == f"{PROD}:2"


@pytest.mark.parametrize(("linked", "severity"), [(True, "error"), (False, "warning")])
def test_networks_of_two_stacks_are_an_error_only_where_they_are_linked(
    make_world: Any, linked: bool, severity: str
) -> None:
    report = NetworksApart().look(make_world(**two_clouds(linked)))
    assert [(i, s) for i, s, _ in told(report)] == [("PRE031", severity)]


@pytest.mark.parametrize(
    ("vpc", "severity", "words"),
    [
        ("172.16.0.0/12", "error", "overlaps the organisation's 172.16.0.0/12"),
        ("172.0.0.0/8", "error", "which it could then not reach"),
        ("172.20.0.0/16", "warning", "lies inside the organisation's 172.16.0.0/12"),
    ],
)
def test_networks_are_compared_with_the_organisation_s(
    make_world: Any, vpc: str, severity: str, words: str
) -> None:
    report = NetworksApart().look(make_world({DEV: f'region = "r"\nvpc_cidr = "{vpc}"\n'}))
    ((code, level, message),) = told(report)
    assert (code, level) == ("PRE032", severity)
    assert words in message


def test_networks_a_stack_told_the_other_are_no_conflict(make_world: Any) -> None:
    world = make_world(**two_clouds(linked=True, gcp_cidr="172.16.0.0/12"))
    assert told(NetworksApart().look(world)) == []


def test_networks_with_host_bits_are_no_networks(make_world: Any) -> None:
    report = NetworksApart().look(make_world({DEV: 'region = "r"\nvpc_cidr = "10.65.0.1/16"\n'}))
    assert told(report) == [("PRE030", "error", "vpc_cidr: '10.65.0.1/16' is no network")]


def test_residency_region_outside_the_list_is_an_error_with_the_allowed_ones(
    make_world: Any,
) -> None:
    world = make_world({DEV: 'region = "us-east-1"\nvpc_cidr = "10.65.0.0/16"\n'})
    (finding,) = RegionsAllowed().look(world).findings
    assert finding.message == "aws/dev lies in us-east-1, which does not keep data in 'eu'"
    assert str(finding.at) == f"{DEV}:1"
    assert "eu-central-1" in finding.hint


def test_residency_covers_the_state_as_well(make_world: Any) -> None:
    path = f"{FOUNDATION}/environments/dev.backend.hcl"
    world = make_world({path: 'bucket = "b"\nkey = "k"\nregion = "us-east-1"\n'})
    (finding,) = RegionsAllowed().look(world).findings
    assert finding.message.startswith("the state of aws/dev lies in us-east-1")
    assert str(finding.at) == f"{path}:3"


def test_residency_none_allows_any_region(make_world: Any) -> None:
    world = make_world(
        {DEV: 'region = "us-east-1"\nvpc_cidr = "10.65.0.0/16"\n'},
        {"choices": {"governance": {"residency": "none"}}},
    )
    assert told(RegionsAllowed().look(world)) == []


def test_residency_without_a_region_is_an_error(make_world: Any) -> None:
    world = make_world({DEV: 'region = ""\nvpc_cidr = "10.65.0.0/16"\n'}, environment="dev")
    assert told(RegionsAllowed().look(world)) == [("PRE040", "error", "aws/dev has no region")]


@pytest.mark.parametrize(
    ("region", "expected"), [("site", []), ("", ["PRE040"]), ("elsewhere", ["PRE041"])]
)
def test_residency_of_a_stack_that_asks_for_no_region_is_the_blueprint_s(
    make_world: Any, region: str, expected: list[str]
) -> None:
    world = make_world(
        {"stacks/onprem/foundation/main.tf": 'locals {\n  x = "1"\n}\n'},
        {"stacks": [{"platform": "onprem", "region": region, "capabilities": {}}]},
        environment="dev",
    )
    assert [f.id for f in RegionsAllowed().look(world).findings] == expected


def test_variables_without_a_value_are_named_with_their_environment(make_world: Any) -> None:
    report = VariablesGiven().look(make_world({PROD: 'region = "eu-central-1"\n'}))
    (finding,) = report.findings
    assert finding.message == f"{FOUNDATION} has no value for vpc_cidr in prod"
    assert str(finding.at) == f"{FOUNDATION}/variables.tf:5"


@pytest.mark.parametrize(
    ("files", "env"),
    [
        ({}, {"TF_VAR_vpc_cidr": "10.1.0.0/16"}),
        ({f"{FOUNDATION}/site.auto.tfvars": 'vpc_cidr = "10.1.0.0/16"\n'}, {}),
        ({f"{FOUNDATION}/terraform.tfvars.json": '{"vpc_cidr": "10.1.0.0/16"}'}, {}),
    ],
)
def test_variables_may_come_from_the_environment_and_the_user_s_files(
    make_world: Any, files: dict[str, str | None], env: dict[str, str]
) -> None:
    world = make_world({PROD: 'region = "eu-central-1"\n', **files}, env=env)
    assert told(VariablesGiven().look(world)) == []


def backend(kind: str, body: str = "") -> dict[str, str | None]:
    return {
        f"{FOUNDATION}/backend.tf": f'terraform {{\n  backend "{kind}" {{\n{body}  }}\n}}\n',
        f"{FOUNDATION}/environments/dev.backend.hcl": "",
        f"{FOUNDATION}/environments/prod.backend.hcl": "",
    }


def test_variables_of_the_environment_are_asked_for_by_name_only(make_world: Any) -> None:
    secret = "glpat-very-secret"
    world = make_world(backend("http"), env={"TF_HTTP_PASSWORD": secret})
    report = VariablesGiven().look(world)
    assert [f.id for f in report.findings] == ["PRE051"]
    assert "TF_HTTP_USERNAME has no value" in report.findings[0].message
    assert secret not in str(report)


@pytest.mark.parametrize(
    ("body", "env", "ids"),
    [
        ("", {}, ["PRE051"]),
        ("", {"PGHOST": "db"}, []),
        ('    conn_str = "postgres://db/x"\n', {}, []),
    ],
)
def test_variables_alternatives_and_arguments_make_one_needless(
    make_world: Any, body: str, env: dict[str, str], ids: list[str]
) -> None:
    report = VariablesGiven().look(make_world(backend("pg", body), env=env))
    assert [f.id for f in report.findings] == ids


def test_lifecycle_sets_what_ends_soon_apart(make_world: Any) -> None:
    queue = {f"{FOUNDATION}/old.tf": 'resource "aws_qldb_ledger" "x" {\n  name = "x"\n}\n'}
    entry = "2025-07-31"  # LC003, Amazon QLDB

    def severity(as_of: str) -> tuple[str, str]:
        (finding,) = NothingEnds().look(make_world(queue, as_of=as_of)).findings
        assert finding.id == "LC003"
        return finding.severity.value, finding.message

    assert severity(entry)[0] == "error"
    level, message = severity("2025-06-01")
    assert level == "warning"
    assert message.endswith("in 60 days")
    assert severity("2025-03-01")[0] == "info"


def test_engine_missing_is_an_error_with_a_way_out(
    make_world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing() -> None:
        raise ToolMissingError("no Terraform engine", hint="install one")

    monkeypatch.setattr(engine_module, "find_runner", nothing)
    (finding,) = EngineThere().look(make_world()).findings
    assert (finding.id, finding.severity, finding.hint) == ("PRE010", Severity.ERROR, "install one")


def test_world_refuses_unknown_names_with_the_nearest(make_world: Any) -> None:
    with pytest.raises(UsageError) as raised:
        make_world(environment="prd")
    assert raised.value.hint == "did you mean 'prod'?"
    with pytest.raises(UsageError, match="no stack 'azure'"):
        make_world(stack="azure")


def test_world_without_terraform_says_how_to_render(tmp_path: Path, make_world: Any) -> None:
    world: World = make_world()
    for path in world.tree.root.rglob("*.tf"):
        path.unlink()
    with pytest.raises(InputError, match="nothing is rendered here"):
        World(type(world.tree)(world.tree.root, world.tree.catalog, "2026-12-01"), world.options)
