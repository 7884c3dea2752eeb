from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from aiarch.catalog.catalog import Catalog
from aiarch.catalog.schema import NAMES, json_schema
from aiarch.errors import InputError
from aiarch.yamlio.parse import parse_file

CATALOG = Catalog.of()
ROOT = CATALOG.packs[0].root

FILES = {
    "blueprint": "blueprints/reference/*.yaml",
    "questions": "blueprints/questions/*.yaml",
    "decisions": "blueprints/decisions/*.yaml",
    "scoring": "blueprints/scoring.yaml",
    "capabilities": "blueprints/capabilities.yaml",
    "module": "templates/modules/*/*/module.yaml",
    "platform": "templates/stack/*/platform.yaml",
    "control": "blueprints/controls/*.yaml",
    "frameworks": "blueprints/frameworks.yaml",
    "lifecycle": "blueprints/lifecycle.yaml",
    "preflight": "blueprints/preflight/*.yaml",
    "stateful": "blueprints/stateful.yaml",
    "promotion": "blueprints/promotion.yaml",
    "permissions": "blueprints/permissions/*.yaml",
    "delivery": "templates/delivery/*/delivery.yaml",
}


def schema(name: str) -> dict[str, Any]:
    return json_schema(name, CATALOG.questions)


@pytest.mark.parametrize("name", NAMES)
def test_json_schema_is_valid_2020_12_and_names_itself(name: str) -> None:
    found = schema(name)
    Draft202012Validator.check_schema(found)
    assert found["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    assert found["$id"].endswith(f"/{name}.json")
    forms = [found["$defs"][f["$ref"].rpartition("/")[2]] for f in found.get("anyOf", ())]
    assert {form["additionalProperties"] for form in forms or [found]} == {False}


@pytest.mark.parametrize("name", sorted(FILES))
def test_json_schema_takes_the_real_files_and_no_unknown_key(name: str) -> None:
    validator = Draft202012Validator(schema(name))
    paths = sorted(ROOT.glob(FILES[name]))
    if not paths and name == "blueprint":
        pytest.skip("no reference blueprint yet")
    assert paths
    for path in paths:
        data = parse_file(path).data
        assert [
            f"{path.name}: {e.json_path} {e.message}" for e in validator.iter_errors(data)
        ] == []
        assert not validator.is_valid(data | {"unknown_key": 1})


def assessment(**answers: object) -> dict[str, Any]:
    return {
        "apiVersion": "aiarch.dev/v1",
        "kind": "Assessment",
        "metadata": {"name": "retail-demo"},
        "answers": answers,
    }


def test_json_schema_of_answers_knows_ids_choices_and_both_forms() -> None:
    validator = Draft202012Validator(schema("answers"))
    assert validator.is_valid(assessment(**{"needs.stage": "poc"}))
    assert validator.is_valid(
        assessment(**{"needs.stage": {"value": "poc", "source": "user", "note": "n"}})
    )
    assert not validator.is_valid(assessment(**{"needs.stage": "pooc"}))
    assert not validator.is_valid(assessment(**{"needs.stge": "poc"}))
    assert not validator.is_valid(assessment(**{"needs.stage": {"value": "poc", "by": "me"}}))


def test_json_schema_of_answers_types_sets_numbers_and_flags() -> None:
    validator = Draft202012Validator(schema("answers"))
    assert validator.is_valid(assessment(**{"ops.skills": ["aws", "k8s"], "data.volume_tb": 12}))
    assert not validator.is_valid(assessment(**{"ops.skills": ["aws", "aws"]}))
    assert not validator.is_valid(assessment(**{"ops.skills": "aws"}))
    assert not validator.is_valid(assessment(**{"data.volume_tb": "12"}))


def test_json_schema_unknown_name_suggests_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        json_schema("modul", {})
    assert caught.value.hint == "did you mean 'module'?"
