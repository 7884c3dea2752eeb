"""Where states live, and taking platforms down: bootstrap, locks, destroy, other checkouts; with a real Terraform on both engines."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from clirun import Aiarch
from lab import NAME, PACK, Lab, StateServer, write_lab

from aiarch.deploy import layer

pytestmark = [pytest.mark.terraform, pytest.mark.slow]


@pytest.fixture
def states_of() -> Iterator[StateServer]:
    with StateServer() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_bootstrap_makes_the_place_of_states_and_moves_its_own_there(
    lab: Lab, states_of: StateServer
) -> None:
    write_lab(lab.folder, backend="http", port=states_of.port)
    refused = lab("bootstrap")
    assert refused.code == 2
    assert "--confirm lab-foundation" in refused.err
    assert states_of.states == {}

    done = lab("bootstrap", "--confirm", NAME, "--json")
    assert done.code == 0, done.err
    assert done.json["result"]["lab/bootstrap"] == {
        "changes": 1,
        "backend": "http",
        "outputs": {"lab_state_plan_role": "lab-foundation-dev-plan"},
    }
    root = lab.folder / "bootstrap/lab"
    assert list(states_of.states) == ["/dev/bootstrap"]
    assert "/dev/bootstrap" in (root / "environments/dev.backend.hcl").read_text()
    assert [p.name for p in root.iterdir() if "tfstate" in p.name or "override" in p.name] == []

    again = lab("bootstrap", "--json")
    assert (again.code, again.json["result"]["lab/bootstrap"]["changes"]) == (0, 0)
    assert lab("bootstrap", "-e", "staging", "--confirm", NAME).code == 0
    lab.up()
    assert sorted(states_of.states) == [
        "/dev/bootstrap", "/dev/foundation", "/dev/platform", "/dev/workloads", "/staging/bootstrap",
    ]  # fmt: skip
    assert states_of.locks == {}


def test_state_somebody_holds_is_a_conflict(
    lab: Lab, states_of: StateServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layer, "LOCK_TIMEOUT", "0s")
    write_lab(lab.folder, backend="http", port=states_of.port)
    states_of.locks["/dev/foundation"] = json.dumps({"ID": "1", "Who": "somebody"}).encode()
    done = lab("plan")
    assert done.code == 7
    assert "another run holds the state" in done.err


def test_backend_that_does_not_answer_is_said(lab: Lab, states_of: StateServer) -> None:
    write_lab(lab.folder, backend="http", port=states_of.port)
    states_of.broken = True
    done = lab("plan")
    assert done.code == 6
    assert "DEP015" in done.err


def test_bootstrap_that_would_lose_the_states_is_refused(lab: Lab) -> None:
    assert lab("bootstrap", "--confirm", NAME).code == 0
    main = lab.folder / "modules/lab/state/main.tf"
    main.write_text(main.read_text().replace("}\n", "  triggers_replace = 1\n}\n"))
    refused = lab("bootstrap", "--confirm", NAME)
    assert refused.code == 7
    assert "module.lab_state.terraform_data.role would be lost" in refused.err


def test_what_must_not_be_destroyed_can_be_kept(lab: Lab) -> None:
    lab.up()
    main = lab.folder / "modules/lab/net/main.tf"
    main.write_text(
        main.read_text().replace("}\n}", "}\n  lifecycle {\n    prevent_destroy = true\n  }\n}")
    )
    everything = ("destroy", "--confirm", NAME, "--allow-destroy", "*")
    refused = lab(*everything)
    assert refused.code == 7
    assert "--keep ADDRESS" in refused.err
    gone = lab(*everything, "--keep", "module.lab_net.*", "--json")
    assert gone.code == 0, gone.err
    assert lab.resources("foundation") == []
    assert lab.resources("platform") == []


def test_everything_kept_is_destroyed_nowhere(lab: Lab) -> None:
    lab.up()
    done = lab("destroy", "--confirm", NAME, "--keep", "*", "--json")
    assert done.code == 0, done.err
    assert sum(x["changes"] for x in done.json["result"]["applied"]) == 0
    assert lab.resources("workloads") == []


def test_keeping_one_thing_allows_no_other_to_be_lost(lab: Lab) -> None:
    lab.up()
    refused = lab("destroy", "--confirm", NAME, "--keep", "module.lab_net.*")
    assert refused.code == 7
    assert "module.lab_jobs.terraform_data.job" in refused.err
    assert lab.resources("foundation") == ["terraform_data"]


def test_plan_is_applied_in_another_checkout(lab: Lab) -> None:
    lab("plan")
    other = lab.folder.parent / "other"
    write_lab(other)
    shutil.copytree(lab.folder / ".aiarch/plans/dev", other / ".aiarch/plans/dev")
    shutil.rmtree(lab.folder)
    lab.folder = other
    assert lab("apply").code == 0
    assert lab.resources("foundation") == ["terraform_data"]


def test_many_projects_are_planned_side_by_side(aiarch: Aiarch, tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        write_lab(tmp_path / name)
    (tmp_path / "two/modules/lab/net/main.tf").write_text("resource {\n", encoding="utf-8")
    folders = [tmp_path / name for name in ("one", "two", "three")]
    given = ("-e", "dev", "--engine", "embedded", "--no-policy", "--pack", PACK, "--jobs", "2")
    done = aiarch("plan", *folders, *given, "--json")
    assert done.code == 6
    told = {Path(t["project"]).name: t for t in done.json["result"]}
    assert list(told) == ["one", "two", "three"]
    assert (told["one"]["exit_code"], told["three"]["exit_code"]) == (0, 0)
    assert told["one"]["result"]["layers"][0]["changes"][0]["action"] == "create"
    assert told["two"]["exit_code"] == 6
    assert told["two"]["message"].startswith("DEP016 plan of lab/foundation failed")
    assert (tmp_path / "three/.aiarch/plans/dev/lab.foundation.tfplan").is_file()


def test_layers_wired_by_variables_get_the_outputs_of_earlier_ones(lab: Lab) -> None:
    write_lab(lab.folder, wiring="variables")
    assert "terraform_remote_state" not in (lab.folder / "stacks/lab/platform/main.tf").read_text()
    first = lab("plan", "--json")
    assert first.json["result"]["layers"][1]["waits_for"] == "foundation"
    lab.up()
    assert lab("plan", "--check").code == 0
    assert lab("drift").code == 0
    assert list((lab.folder / ".aiarch/plans/dev").glob("*handed*")) == []
    assert lab("destroy", "--confirm", NAME, "--allow-destroy", "*").code == 0


def test_plan_of_a_destroy_is_not_applied_by_apply(lab: Lab) -> None:
    lab.up()
    assert lab("destroy", "--confirm", NAME).code == 7  # refused, and its plan is left
    refused = lab("apply")
    assert refused.code == 7
    assert "the saved plan removes dev" in refused.err
    assert lab.resources("foundation") == ["terraform_data"]
    assert lab("plan").code == 0
    assert lab("apply").code == 0
