from __future__ import annotations

import pytest
from pydantic import ValidationError

from aiarch.model.plan import Action, LayerPlan, LayerStatus, PlannedChange, SavedPlan

BUCKET = 'module.lake["a.b"].aws_s3_bucket.this[0]'


def plan(*addresses: str, allowed: tuple[str, ...] = (), holds: str = "objects") -> SavedPlan:
    changes = tuple(
        PlannedChange(address=a, type="aws_s3_bucket", action=Action.DELETE, holds=holds)
        for a in addresses
    )
    layer = LayerPlan(stack="aws", layer="platform", status=LayerStatus.PLANNED, changes=changes)
    return SavedPlan(
        project="p", environment="dev", engine="e", blueprint_sha256="", allowed=allowed, layers=(layer,)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "covers"),
    [
        (BUCKET, True),
        ("*", True),
        ("module.lake*", True),
        ("*.aws_s3_bucket.*", True),
        ('module.lake["*"].aws_s3_bucket.this[0]', True),
        ("module.lake", False),  # the whole address, not its beginning
        ("aws_s3_bucket.this[0]", False),
        ('module.lake["a.b"].aws_s3_bucket.this', False),
        ('module.lake["a.b"].aws_s3_bucket.thi?[0]', False),  # only * is special
        ('module.lake[a-z".]*', False),  # brackets are those of the address
        ('module.lake["a-b"].aws_s3_bucket.this[0]', False),
        ("", False),
    ],
)
def test_blocked_pattern_means_the_whole_address(pattern: str, covers: bool) -> None:
    assert bool(plan(BUCKET, allowed=(pattern,)).blocked) is not covers


def test_blocked_names_only_what_nobody_allowed() -> None:
    made = plan("a_b.one", "a_b.two", "a_b.three", allowed=("a_b.t*", "x_y.z"))
    assert [c.address for c in made.blocked] == ["a_b.one"]


def test_blocked_passes_over_what_holds_nothing() -> None:
    assert plan("a_b.one", holds="").blocked == ()


def test_blocked_address_with_a_line_break_in_its_key_is_covered_by_a_star() -> None:
    assert plan('a_b.c["x\ny"]', allowed=("a_b.*",)).blocked == ()


def test_layer_names_itself_and_its_file_and_counts() -> None:
    (layer,) = plan("a_b.one", "a_b.two").layers
    assert (layer.name, layer.file) == ("aws/platform", "aws.platform.tfplan")
    assert (layer.count(Action.DELETE), layer.count(Action.CREATE)) == (2, 0)


def test_actions_go_from_mild_to_bad() -> None:
    """Sorting and the columns of the table build on it."""
    assert [str(a) for a in Action] == ["create", "update", "replace", "forget", "delete"]


def test_saved_plan_with_an_unknown_word_is_refused() -> None:
    text = plan("a_b.c").model_dump_json().replace('"destroys":false', '"destroys":false,"force":true')  # fmt: skip
    with pytest.raises(ValidationError, match="force"):
        SavedPlan.model_validate_json(text)


def test_saved_plan_survives_its_file() -> None:
    made = plan(BUCKET, allowed=("x*",))
    assert SavedPlan.model_validate_json(made.model_dump_json(exclude_defaults=True)) == made
