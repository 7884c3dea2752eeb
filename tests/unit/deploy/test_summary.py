from __future__ import annotations

from aiarch.deploy.summary import COLUMNS, SHOWN, markdown, row, state
from aiarch.model.plan import Action, LayerPlan, LayerStatus, PlanFinding, PlannedChange, SavedPlan


def change(address: str, action: Action, **more: object) -> PlannedChange:
    return PlannedChange(address=address, type="aws_s3_bucket", action=action, **more)


LOST = change(
    "aws_s3_bucket.lake", Action.REPLACE, holds="objects", replaced_by=("bucket",), because="somebody asked for it",
)  # fmt: skip
FOUNDATION = LayerPlan(
    stack="aws",
    layer="foundation",
    status=LayerStatus.PLANNED,
    changes=(LOST, change("aws_s3_bucket.a", Action.CREATE), change("aws_s3_bucket.b", Action.CREATE)),
    findings=(PlanFinding(check="CKV_AWS_1", address="aws_s3_bucket.a", message="It is open", severity="error"),),
)  # fmt: skip
PLATFORM = LayerPlan(
    stack="aws", layer="platform", status=LayerStatus.WAITS, waits_for="foundation (output id)"
)
DATA = LayerPlan(stack="aws", layer="data", status=LayerStatus.UNCHANGED)


def plan(*layers: LayerPlan, **more: object) -> SavedPlan:
    return SavedPlan(
        project="shop", environment="dev", engine="terraform 1.11.4", blueprint_sha256="0123456789abcdef", layers=layers, **more
    )  # fmt: skip


def test_row_counts_by_column() -> None:
    told = dict(zip(COLUMNS, row(FOUNDATION), strict=True))
    assert {k: v for k, v in told.items() if v} == {
        "layer": "aws/foundation", "state": "planned", "create": "2", "replace": "1", "findings": "1", "stateful": "1",
    }  # fmt: skip


def test_state_in_words() -> None:
    assert [state(x) for x in (FOUNDATION, PLATFORM, DATA)] == [
        "planned", "waits for foundation (output id)", "no changes",
    ]  # fmt: skip


def test_markdown_says_what_blocks_what_fails_and_what_waits() -> None:
    text = markdown(plan(FOUNDATION, PLATFORM, DATA))
    lines = text.splitlines()
    assert lines[0] == "### Plan: shop, dev"
    assert "| aws/foundation | planned | 2 |  | 1 |  |  | 1 | 1 |" in lines
    assert "- `aws_s3_bucket.lake` is to be replaced: lost are objects (bucket)" in lines
    assert "- **error** `CKV_AWS_1` `aws_s3_bucket.a`: It is open" in lines
    assert "± aws_s3_bucket.lake  # somebody asked for it" in lines
    assert "Waiting: aws/platform. Apply this plan, then plan again." in lines
    assert lines[-1] == (
        "Engine terraform 1.11.4; blueprint `0123456789ab`. `aiarch apply -e dev` applies exactly this."
    )
    assert text.count("```") == 2


def test_markdown_of_what_was_allowed_blocks_nothing() -> None:
    assert "Blocked" not in markdown(plan(FOUNDATION, allowed=("aws_s3_bucket.lake",)))


def test_markdown_of_a_destroy_says_so() -> None:
    assert markdown(plan(DATA, destroys=True)).startswith("### Destroy: shop, dev\n")


def test_markdown_counts_what_it_does_not_list() -> None:
    many = tuple(change(f"aws_s3_bucket.b{n:03}", Action.CREATE) for n in range(SHOWN + 4))
    text = markdown(plan(DATA.model_copy(update={"changes": many})))
    assert f"aws_s3_bucket.b{SHOWN - 1:03}" in text
    assert f"aws_s3_bucket.b{SHOWN:03}" not in text
    assert "  and 4 more: plan.json has all" in text
