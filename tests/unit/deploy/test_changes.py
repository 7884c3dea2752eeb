"""Real plan documents, read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from aiarch.deploy.changes import (
    Drift,
    Stateful,
    address_type,
    differing,
    dotted,
    read_plan,
    state_values,
    without_keys,
)
from aiarch.model.plan import Action, PlannedChange

NOTHING_HELD = Stateful({})
pytestmark = pytest.mark.terraform


def change(address: str, action: Action, **more: Any) -> PlannedChange:
    return PlannedChange(address=address, type="terraform_data", action=action, **more)


def test_read_plan_first_plan_creates_everything(documents: Mapping[str, Any]) -> None:
    shown = read_plan(documents["create"], NOTHING_HELD)
    assert [c.address for c in shown.changes] == [
        "module.inner.terraform_data.this",
        'terraform_data.each["a"]',
        'terraform_data.each["b.c]d"]',
        "terraform_data.forgotten",
        "terraform_data.old",
        "terraform_data.replaced",
        "terraform_data.secret",
        "terraform_data.updated",
    ]
    assert {c.action for c in shown.changes} == {Action.CREATE}
    assert shown.outputs_changed == ("code", "password", "user")
    assert (shown.applied, shown.pending, shown.drift) == (False, True, ())


def test_read_plan_names_what_happens_to_each_worst_first(documents: Mapping[str, Any]) -> None:
    shown = read_plan(documents["change"], Stateful({"terraform_*": "its data"}))
    assert shown.changes == (
        change(
            'terraform_data.each["b.c]d"]',
            Action.DELETE,
            because="its for_each key is gone",
            holds="its data",
        ),
        change("terraform_data.forgotten", Action.FORGET, because="its configuration is gone"),
        change(
            "terraform_data.replaced",
            Action.REPLACE,
            because="the provider cannot change it in place",
            replaced_by=("triggers_replace",),
            holds="its data",
        ),
        change("terraform_data.new", Action.UPDATE, because="it was terraform_data.old"),
        change("terraform_data.updated", Action.UPDATE),
    )
    assert shown.outputs_changed == ("user",)
    assert shown.applied


def test_read_plan_of_a_move_alone_is_something_to_apply(documents: Mapping[str, Any]) -> None:
    shown = read_plan(documents["move"], Stateful({"terraform_data": "its data"}))
    assert shown.changes == (
        change("terraform_data.new", Action.UPDATE, because="it was terraform_data.old"),
    )
    assert (shown.pending, shown.outputs_changed) == (True, ())


def test_read_plan_without_changes_says_so(documents: Mapping[str, Any]) -> None:
    shown = read_plan(documents["nothing"], NOTHING_HELD)
    assert (shown.changes, shown.outputs_changed, shown.pending) == ((), (), False)
    assert shown.applied


def test_read_plan_destroy_deletes_everything_and_says_what_is_lost(
    documents: Mapping[str, Any],
) -> None:
    shown = read_plan(documents["destroy"], Stateful({"terraform_data": "its data"}))
    assert len(shown.changes) == 8
    assert {(c.action, c.holds) for c in shown.changes} == {(Action.DELETE, "its data")}


@pytest.mark.parametrize(
    ("actions", "action"),
    [
        (["create", "delete"], Action.REPLACE),
        (["delete", "create"], Action.REPLACE),
        (["create", "forget"], Action.REPLACE),
        (["forget"], Action.FORGET),
        (["read"], None),
        (["no-op"], None),
    ],
)
def test_read_plan_action_of_terraform_words(actions: list[str], action: Action | None) -> None:
    item = {
        "address": "a_b.c",
        "type": "a_b",
        "mode": "managed",
        "change": {"actions": actions, "before": None, "after": None},
    }
    found = read_plan({"resource_changes": [item]}, NOTHING_HELD).changes
    assert [c.action for c in found] == ([action] if action else [])


def test_read_plan_import_of_what_is_right_already_is_something_to_apply() -> None:
    item = {
        "address": "a_b.c",
        "type": "a_b",
        "mode": "managed",
        "change": {"actions": ["no-op"], "importing": {"id": "i-1"}},
    }
    (found,) = read_plan({"resource_changes": [item]}, NOTHING_HELD).changes
    assert (found.action, found.because) == (Action.UPDATE, "it is taken into the state")


def test_read_plan_drift_names_attributes_and_what_is_gone() -> None:
    def moved(address: str, actions: list[str], before: Any, after: Any) -> dict[str, Any]:
        change = {"actions": actions, "before": before, "after": after}
        return {"address": address, "type": "aws_x", "change": change}

    rules = [{"port": 1, "from": ["a"]}]
    document = {
        "resource_drift": [
            moved("aws_x.gone", ["delete"], {"a": 1}, None),
            moved("aws_x.b", ["update"], {"rule": rules, "tags": {"x": "1"}}, {"rule": [{"port": 2, "from": ["a"]}], "tags": {}}),
            moved("aws_x.a", ["update"], {"same": 1}, {"same": 1}),
        ]
    }  # fmt: skip
    assert read_plan(document, NOTHING_HELD).drift == (
        Drift("aws_x.b", "aws_x", ("rule[0].port", "tags.x"), gone=False),
        Drift("aws_x.gone", "aws_x", (), gone=True),
    )


@pytest.mark.parametrize(
    ("before", "after", "paths"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"b": 1}, ["a", "b"]),
        ({"a": [1, 2]}, {"a": [1]}, ["a"]),
        ({"a": {"b": [{"c": 1}]}}, {"a": {"b": [{"c": None}]}}, ["a.b[0].c"]),
        ([1, 2], [1, 3], ["[1]"]),
        (None, {"a": 1}, [""]),
        ({"a": 1}, {"a": True}, []),  # as JSON has it in Python; Terraform's types never mix them
    ],
)
def test_differing_paths(before: Any, after: Any, paths: list[str]) -> None:
    assert list(differing(before, after)) == paths


@pytest.mark.parametrize(
    ("address", "kind", "plain"),
    [
        ("aws_vpc.this", "aws_vpc", "aws_vpc.this"),
        ('module.a["x.y"].aws_vpc.this[0]', "aws_vpc", "module.a.aws_vpc.this"),
        ('terraform_data.each["b.c]d"]', "terraform_data", "terraform_data.each"),
        (r'module.m["q\"].x"].aws_s3_bucket.b["]"]', "aws_s3_bucket", "module.m.aws_s3_bucket.b"),
    ],
)
def test_address_type_and_plain_address(address: str, kind: str, plain: str) -> None:
    assert (address_type(address), without_keys(address)) == (kind, plain)


def test_dotted_path() -> None:
    assert dotted(["rule", 0, "name"]) == "rule[0].name"


def test_stateful_exact_type_is_said_before_a_prefix() -> None:
    known = Stateful({"aws_db_*": "rows", "aws_db_proxy": ""})
    assert [known.holds(t) for t in ("aws_db_instance", "aws_db_proxy", "aws_vpc")] == [
        "rows", "", "",
    ]  # fmt: skip


def test_state_values_by_address_of_every_module(documents: Mapping[str, Any]) -> None:
    values = state_values(documents["state"])
    assert set(values) == {c.address for c in read_plan(documents["create"], NOTHING_HELD).changes}
    assert values["terraform_data.updated"]["input"] == "one"
    assert values["terraform_data.secret"]["input"] == {
        "password": "(sensitive)",
        "user": "somebody",
    }
