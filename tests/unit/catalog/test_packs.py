from __future__ import annotations

from pathlib import Path

import pytest

from aiarch.catalog.catalog import Catalog, digest_of
from aiarch.catalog.packs import Pack, builtin_root, find_packs
from aiarch.errors import InputError

QUESTION = "questions:\n  - {id: %s, number: 1, stage: S1, type: bool, prompt: %s, why: w}\n"


def pack(root: Path, files: dict[str, str]) -> Pack:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Pack(root.name, root)


def test_find_packs_missing_folder_is_refused_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        find_packs([tmp_path / "nowhere"])
    assert caught.value.code == "CAT001"
    assert str(caught.value.at) == str(tmp_path / "nowhere")


def test_find_packs_folder_without_trees_is_no_pack(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a pack"):
        find_packs([tmp_path])


def test_find_packs_of_the_current_folder_keeps_the_folder_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "acme" / "blueprints").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "acme")
    assert [p.name for p in find_packs([Path()])] == ["builtin", "acme"]


def test_pack_called_builtin_is_not_shown_as_the_built_in_one(tmp_path: Path) -> None:
    (tmp_path / "builtin" / "blueprints").mkdir(parents=True)
    (_, found) = find_packs([tmp_path / "builtin"])
    assert found.shown(found.root / "blueprints" / "x.yaml") == "builtin-pack/blueprints/x.yaml"


def test_builtin_root_holds_both_trees() -> None:
    assert (builtin_root() / "blueprints" / "capabilities.yaml").is_file()
    assert (builtin_root() / "templates" / "stack").is_dir()


def test_catalog_later_pack_replaces_by_id_and_tells_its_place(tmp_path: Path) -> None:
    one = pack(tmp_path / "one", {"blueprints/questions/q.yaml": QUESTION % ("q.a", "first")})
    two = pack(
        tmp_path / "two", {"blueprints/questions/z.yaml": "\n" + QUESTION % ("q.a", "second")}
    )
    catalog = Catalog((one, two))
    assert catalog.questions["q.a"].prompt == "second"
    assert str(catalog.place("question", "q.a")) == "two/blueprints/questions/z.yaml:3:5"
    assert str(catalog.place("question", "q.a", "prompt")) == "two/blueprints/questions/z.yaml:3:49"
    assert catalog.place("question", "q.b") is None


def test_catalog_same_id_twice_in_one_pack_is_refused(tmp_path: Path) -> None:
    text = QUESTION % ("q.a", "x")
    found = pack(
        tmp_path / "p", {"blueprints/questions/a.yaml": text, "blueprints/questions/b.yaml": text}
    )
    with pytest.raises(InputError) as caught:
        _ = Catalog((found,)).questions
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.code == "CAT011"
    assert "first at p/blueprints/questions/a.yaml:2:5" in diagnostic.message
    assert str(diagnostic.at) == "p/blueprints/questions/b.yaml:2:5"


def test_catalog_same_id_twice_in_one_file_is_refused(tmp_path: Path) -> None:
    text = QUESTION % ("q.a", "x") + (QUESTION % ("q.a", "y")).partition("\n")[2]
    with pytest.raises(InputError) as caught:
        _ = Catalog((pack(tmp_path / "p", {"blueprints/questions/a.yaml": text}),)).questions
    assert [str(d.at) for d in caught.value.diagnostics] == ["p/blueprints/questions/a.yaml:3:5"]


def test_catalog_manifest_in_the_wrong_folder_is_refused(tmp_path: Path) -> None:
    manifest = "name: lake\nplatform: aws\nlayer: platform\nprovides: {capability: data.lake, flavour: x}\nsummary: s\nproviders: []\ninputs: {}\n"
    with pytest.raises(InputError, match="says aws/lake but lies in azure/lake"):
        _ = Catalog(
            (pack(tmp_path / "p", {"templates/modules/azure/lake/module.yaml": manifest}),)
        ).modules


def test_digest_changes_with_content_not_with_line_ends(tmp_path: Path) -> None:
    text = QUESTION % ("q.a", "x")
    one = pack(tmp_path / "a", {"blueprints/questions/q.yaml": text})
    crlf = pack(tmp_path / "b", {})
    (tmp_path / "b/blueprints/questions").mkdir(parents=True)
    (tmp_path / "b/blueprints/questions/q.yaml").write_bytes(text.replace("\n", "\r\n").encode())
    other = pack(tmp_path / "c", {"blueprints/questions/q.yaml": text + "\n"})
    assert digest_of([one]) == digest_of([crlf]) == Catalog((one,)).digest
    assert digest_of([one]) != digest_of([other])


def test_catalog_without_a_required_file_says_which(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no pack has blueprints/kb\.yaml"):
        _ = Catalog((pack(tmp_path / "p", {}),)).knowledge_base


def test_catalog_template_folders_look_into_the_last_pack_first(tmp_path: Path) -> None:
    one = pack(tmp_path / "one", {"templates/docs/x.j2": ""})
    two = pack(tmp_path / "two", {"templates/docs/x.j2": ""})
    assert Catalog((one, two)).template_folders == (two.root / "templates", one.root / "templates")


TABLE = """decisions:
  - id: t.one
    title: t
    stage: S1
    inputs: [q.a]
    output: {domain: [x]}
    hit: %s
    rules: [{id: R-1, when: {fact: q.a, eq: true}, then: x, because: b}]
"""
ADDITION = """additions:
  - decision: %s
    inputs: %s
    domain: [y]
    rules: [{id: R-2, when: {fact: q.b, eq: true}, then: y, because: b}]
"""


def added(
    tmp_path: Path, hit: str = "collect", decision: str = "t.one", inputs: str = "[q.b]"
) -> Catalog:
    one = pack(tmp_path / "one", {"blueprints/decisions/d.yaml": TABLE % hit})
    two = pack(tmp_path / "two", {"blueprints/decisions/d.yaml": ADDITION % (decision, inputs)})
    return Catalog((one, two))


def test_catalog_addition_extends_a_table_and_keeps_its_rules(tmp_path: Path) -> None:
    table = added(tmp_path).decisions["t.one"]
    assert [r.id for r in table.rules] == ["R-1", "R-2"]
    assert (table.inputs, table.output.domain) == (("q.a", "q.b"), ("x", "y"))


@pytest.mark.parametrize(
    ("change", "code"),
    [({"hit": "unique"}, "CAT014"), ({"decision": "t.on"}, "CAT013"), ({"inputs": "[]"}, "CAT015"), ({"inputs": "[q.b, q.c]"}, "CAT015")],
)  # fmt: skip
def test_catalog_addition_that_does_not_fit_is_refused(
    tmp_path: Path, change: dict[str, str], code: str
) -> None:
    with pytest.raises(InputError) as caught:
        _ = added(tmp_path, **change).decisions
    (diagnostic,) = caught.value.diagnostics
    assert (diagnostic.code, str(diagnostic.at)) == (code, "two/blueprints/decisions/d.yaml:2:5")
    assert diagnostic.hint


def test_catalog_table_replaced_by_a_later_pack_loses_earlier_additions(tmp_path: Path) -> None:
    packs = added(tmp_path).packs
    three = pack(tmp_path / "three", {"blueprints/decisions/d.yaml": TABLE % "collect"})
    catalog = Catalog((*packs, three))
    assert [r.id for r in catalog.decisions["t.one"].rules] == ["R-1"]
    assert str(catalog.place("decision", "t.one", "rules", 0)).startswith("three/")
