"""Plan, apply, drift and destroy, with a real Terraform: the embedded one always, a program when there is one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from clirun import Aiarch, Ran
from lab import NAME, PACK, Lab, write_lab

pytestmark = [pytest.mark.terraform, pytest.mark.slow]


def states(done: Ran) -> dict[str, str]:
    return {layer["layer"]: layer["status"] for layer in done.json["result"]["layers"]}


def test_platform_from_nothing_to_nothing(lab: Lab) -> None:
    first = lab("plan", "--json")
    assert first.code == 0
    assert states(first) == {"foundation": "planned", "platform": "waits", "workloads": "waits"}
    assert first.json["result"]["layers"][1]["waits_for"] == "foundation"
    summary = (lab.folder / ".aiarch/plans/dev/plan-summary.md").read_text(encoding="utf-8")
    assert "| lab/foundation | planned | 1 |" in summary
    assert "+ module.lab_net.terraform_data.net" in summary
    assert "Waiting: lab/platform, lab/workloads." in summary
    assert "**Not checked**" in summary

    applied = lab("apply", "--json")
    assert applied.json["result"] == {
        "applied": [{"layer": "lab/foundation", "changes": 1}],
        "applied_before": [],
        "waiting": ["lab/platform", "lab/workloads"],
    }
    assert (lab.folder / ".aiarch/plans/dev").stat().st_mode & 0o077 == 0
    again = lab("apply")
    assert (again.code, "applied before" in again.out) == (0, True)
    for _ in range(2):
        lab("plan")
        assert lab("apply").code == 0

    quiet = lab("plan", "--check", "--json")
    assert quiet.code == 0
    assert set(states(quiet).values()) == {"unchanged"}
    assert lab("drift").code == 0

    refused = lab("destroy", "--confirm", NAME)
    assert refused.code == 7
    assert "would be lost, with whatever a test keeps in it" in refused.err
    gone = lab("destroy", "--confirm", NAME, "--allow-destroy", "*", "--json")
    assert [x["layer"] for x in gone.json["result"]["applied"]] == [
        "lab/workloads", "lab/platform", "lab/foundation",
    ]  # fmt: skip
    assert states(lab("plan", "--json"))["foundation"] == "planned"


def test_plan_with_changes_exits_11_when_asked(lab: Lab) -> None:
    assert lab("plan", "--check").code == 11


def test_other_environment_is_left_alone(lab: Lab) -> None:
    lab.up()
    assert sorted(p.name for p in (lab.folder / ".state").iterdir()) == ["dev"]
    assert "10.0.0.0/16" in (lab.folder / ".state/dev/foundation.tfstate").read_text()


@pytest.mark.parametrize(
    ("path", "edit", "says"),
    [
        ("modules/lab/net/main.tf", "\n# tampered\n", "the files of lab/foundation were changed"),
        ("stacks/lab/foundation/environments/dev.tfvars", "\n", "the files of lab/foundation"),
        ("blueprint.yaml", "\n", "blueprint.yaml was changed after the plan"),
        (".aiarch/plans/dev/lab.foundation.tfplan", "x", "is not the one that was reviewed"),
    ],
)
def test_apply_of_what_was_not_reviewed_is_refused(
    lab: Lab, path: str, edit: str, says: str
) -> None:
    lab("plan")
    with (lab.folder / path).open("a", encoding="utf-8") as file:
        file.write(edit)
    refused = lab("apply")
    assert refused.code == 7
    assert says in refused.err
    assert "aiarch plan -e dev" in refused.err
    assert list(lab.folder.glob(".state/**/*.tfstate")) == []


def test_apply_without_a_plan_says_so(lab: Lab) -> None:
    done = lab("apply")
    assert (done.code, done.first) == (
        7,
        ".aiarch/plans/dev/plan.json: error[DEP030]: there is no saved plan for dev",
    )


def test_apply_after_somebody_else_applied_is_refused(lab: Lab) -> None:
    lab("plan")
    kept = lab.folder.parent / "kept"
    shutil.copytree(lab.folder / ".aiarch", kept)
    assert lab("apply").code == 0
    shutil.rmtree(lab.folder / ".aiarch")
    shutil.copytree(kept, lab.folder / ".aiarch")  # as on another machine, with the same plan
    done = lab("apply")
    assert done.code == 7
    assert "stale" in done.err
    assert "review what it says now" in done.err


def test_state_changed_by_hand_is_drift(lab: Lab) -> None:
    lab.up()
    path = lab.folder / ".state/dev/platform.tfstate"
    state = json.loads(path.read_text(encoding="utf-8"))
    (store,) = [r for r in state["resources"] if r["type"] == "terraform_data"]
    store["instances"][0]["attributes"]["output"]["value"]["name"] = "other"
    state["serial"] += 1
    path.write_text(json.dumps(state), encoding="utf-8")
    done = lab("drift", "--json")
    assert done.code == 11
    (moved,) = [x for x in done.json["result"] if x["drift"]]
    assert moved["name"] == "lab/platform"
    assert moved["drift"] == [
        {
            "address": "module.lab_store.terraform_data.store",
            "type": "terraform_data",
            "attributes": ["output.name"],
            "gone": False,
        }
    ]
    plan = json.loads((lab.folder / ".aiarch/plans/dev/lab.platform.applied.json").read_text())
    assert moved["since"].endswith(f"(plan {plan['plan'][:12]})")


def test_replacing_a_store_is_blocked_until_its_address_is_allowed(lab: Lab) -> None:
    lab.up()
    write_lab(lab.folder, store="v2")
    blocked = lab("plan")
    assert blocked.code == 10
    assert "module.lab_store.terraform_data.store would be lost (replace)" in blocked.err
    assert lab("apply").code == 7
    address = "module.lab_store.terraform_data.store"
    allowed = lab("plan", "--allow-destroy", address, "--json")
    assert allowed.code == 0
    (layer,) = [x for x in allowed.json["result"]["layers"] if x["layer"] == "platform"]
    (change,) = layer["changes"]
    assert (change["action"], change["replaced_by"]) == ("replace", ["triggers_replace"])
    assert lab("apply").code == 0


def test_failed_layer_stops_and_says_how_far_it_came(lab: Lab) -> None:
    lab.up()
    write_lab(lab.folder, jobs=("broken", "ingest", "train"))
    main = lab.folder / "modules/lab/jobs/main.tf"
    main.write_text(
        main.read_text().replace('"sleep ${', '"test ${each.key} != broken && sleep ${'),
        encoding="utf-8",
    )
    lab("plan")
    done = lab("apply")
    assert done.code == 6
    assert "apply of lab/workloads failed: local-exec provisioner error" in done.err
    assert "0 of 1 changes of lab/workloads are made and in its state" in done.err
    assert len(done.err.strip().splitlines()[-2:]) == 2
    main.write_text(main.read_text().replace("test ${each.key} != broken && ", ""))
    lab("plan", "--allow-destroy", "*")
    assert lab("apply").code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("plan", "-e", "prod"), 2, "no environment 'prod' here"),
        (("plan", "-e", "dv"), 2, "did you mean 'dev'?"),
        (("plan", "--stack", "labb"), 2, "did you mean 'lab'?"),
        (("plan", "--layer", "top"), 2, "layers: foundation, platform, workloads"),
        (("plan", "--engine", "terrafrom"), 5, "no such program on PATH"),
        (("plan", "--provider-mirror", "/nowhere"), 2, "no provider mirror at /nowhere"),
        (
            ("destroy", "--confirm", "other"),
            2,
            "the project is called 'lab-foundation', not 'other'",
        ),
        (("destroy",), 2, "--confirm lab-foundation"),
    ],
)
def test_wrong_request_is_refused_in_three_lines(
    aiarch: Aiarch, tmp_path: Path, arguments: tuple[str, ...], code: int, says: str
) -> None:
    folder = write_lab(tmp_path / "project")
    command, *rest = arguments
    given = ["--engine", "embedded", "-e", "dev", *rest]
    done = aiarch(command, "--pack", PACK, "-C", folder, *given)
    assert done.code == code
    assert says in done.err
    assert len(done.err.strip().splitlines()) <= 3


def test_no_project_is_said(aiarch: Aiarch, tmp_path: Path) -> None:
    done = aiarch("plan", "-e", "dev", "-C", tmp_path)
    assert (done.code, "there are no stacks here" in done.first) == (3, True)
    assert "aiarch render" in done.err


def test_environment_must_be_named(aiarch: Aiarch, tmp_path: Path) -> None:
    done = aiarch("apply", "-C", write_lab(tmp_path))
    assert (done.code, done.first) == (2, "error[USE022]: which environment?")
