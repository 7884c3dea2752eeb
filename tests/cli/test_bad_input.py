"""Bad input: at most three lines on stderr, the right exit code, nothing written, nothing on stdout."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from clirun import EXAMPLES, RETAIL, Aiarch, Ran, tree_of

HEAD = "apiVersion: aiarch.dev/v1\nkind: Assessment\nmetadata: {name: shop}\n"


def short(done: Ran, code: int, *words: str) -> None:
    assert done.code == code, done.err
    assert done.out == ""
    assert 1 <= len(done.err.strip().splitlines()) <= 3, done.err
    for word in words:
        assert word in done.err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(HEAD + "answers: {needs.ai_fitt: clear_fit}\n", ("unknown question 'needs.ai_fitt'", "needs.ai_fit", ":4:"), id="unknown question"),
        pytest.param(HEAD + "answers: {data.volume_tb: lots}\n", ("data.volume_tb", "a whole number", ":4:"), id="wrong type"),
        pytest.param(HEAD + "answers: {needs.stage: pilott}\n", ("'pilott'", "did you mean 'pilot'", ":4:"), id="choice typo"),
        pytest.param(HEAD + "answers: {needs.stage: pilot\n", ("YAML syntax",), id="syntax"),
        pytest.param(HEAD + "answers:\n  needs.stage: pilot\n  needs.stage: poc\n", ("second time", ":6:3"), id="duplicate key"),
        pytest.param(HEAD + "answers: &a {x: [" + ", ".join(["*a"] * 3) + "]}\n", ("alias",), id="anchor"),
        pytest.param("a: " + "[" * 100 + "]" * 100, ("nested deeper",), id="deep"),
        pytest.param("x" * (10 * 1024 * 1024), ("larger than",), id="10 MB"),
        pytest.param(HEAD.replace("v1", "v9") + "answers: {}\n", ("aiarch.dev/v9", "upgrade"), id="newer apiVersion"),
        pytest.param(HEAD + "answers: {}\nextra: 1\n", ("unknown key 'extra'",), id="unknown key"),
        pytest.param("- a\n- b\n", ("expected a mapping",), id="a list"),
    ],
)  # fmt: skip
def test_assess_bad_answers_file(
    aiarch: Aiarch, tmp_path: Path, text: str, words: tuple[str, ...]
) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    answers = tmp_path / "answers.yaml"
    answers.write_text(text, encoding="utf-8")
    short(aiarch("assess", "--no-input", "--answers", answers, "-C", folder), 3, *words)
    assert tree_of(folder) == {}


def test_assess_anchor_bomb_is_refused_at_once(aiarch: Aiarch, tmp_path: Path) -> None:
    bomb = "a: &a [x]\n" + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9))  # fmt: skip
    (tmp_path / "bomb.yaml").write_text(bomb, encoding="utf-8")
    done = aiarch("assess", "--no-input", "--answers", tmp_path / "bomb.yaml", "-C", tmp_path)
    assert done.code == 3
    assert "anchors and aliases are not read" in done.err


def test_assess_missing_answers_without_terminal_are_named(aiarch: Aiarch, tmp_path: Path) -> None:
    short(aiarch("assess", "-C", tmp_path), 2, "answers are missing: needs.ai_fit", "--answers")
    assert tree_of(tmp_path) == {}


@pytest.mark.parametrize(
    ("example", "words"),
    [
        ("startup-undecided", ("tie", "aws, azure, gcp")),
        ("agency-infeasible", ("no platform can meet",)),
        ("rules-suffice", ("stops at stage 1",)),
    ],
)
def test_assess_refusals_say_what_to_read(
    aiarch: Aiarch, tmp_path: Path, example: str, words: tuple[str, ...]
) -> None:
    answers = RETAIL.parent.parent / example / "assessment.yaml"
    short(aiarch("assess", "--no-input", "-q", "--answers", answers, "-C", tmp_path), 4, *words)


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("      network.private:\n", "      network.privat:\n", 3, ("unknown capability 'network.privat'", "network.private")),
        ("        flavour: cloudtrail\n", "        flavour: cloudtrial\n", 3, ("cloudtrial", "cloudtrail")),
        ("apiVersion: aiarch.dev/v1", "apiVersion: aiarch.dev/v2", 3, ("aiarch.dev/v2",)),
        ("    role: primary\n", "    rolle: primary\n", 3, ("unknown key 'rolle'", "role")),
    ],
)  # fmt: skip
def test_render_bad_blueprint(
    aiarch: Aiarch, assessed: Path, old: str, new: str, code: int, words: tuple[str, ...]
) -> None:
    path = assessed / "blueprint.yaml"
    text = path.read_text(encoding="utf-8")
    if old not in text and "role" in old:
        old, new = "  - platform: aws\n", "  - platform: aws\n    rolle: primary\n"
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    before = tree_of(assessed)
    short(aiarch("render", "-q", "-C", assessed), code, *words)
    assert tree_of(assessed) == before


def test_render_capability_the_platform_lacks_names_what_exists(
    aiarch: Aiarch, assessed: Path
) -> None:
    path = assessed / "blueprint.yaml"
    text = path.read_text(encoding="utf-8")
    changed = text.replace("    capabilities:\n", "    capabilities:\n      scheduling.batch: {flavour: kueue}\n", 1)  # fmt: skip
    path.write_text(changed, encoding="utf-8")
    short(aiarch("render", "-q", "-C", assessed), 4, "scheduling.batch", "aws has")


def test_render_without_blueprint_says_how_to_make_one(aiarch: Aiarch, tmp_path: Path) -> None:
    short(aiarch("render", "-C", tmp_path), 3, "blueprint.yaml", "aiarch assess")


def test_render_edited_managed_file_is_a_conflict(aiarch: Aiarch, rendered: Path) -> None:
    edited = rendered / "stacks/aws/foundation/main.tf"
    edited.write_text(edited.read_text(encoding="utf-8") + "\n# mine\n", encoding="utf-8")
    before = tree_of(rendered)
    done = aiarch("render", "-q", "-C", rendered)
    assert done.code == 7
    assert "stacks/aws/foundation/main.tf" in done.err
    assert "--force" in done.err
    assert tree_of(rendered) == before


def test_render_symlink_in_the_tree_is_refused(aiarch: Aiarch, assessed: Path, tmp_path_factory: pytest.TempPathFactory) -> None:  # fmt: skip
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (assessed / "modules").symlink_to(elsewhere)
    done = aiarch("render", "-q", "-C", assessed)
    assert done.code == 3
    assert "modules" in done.err
    assert list(elsewhere.iterdir()) == []
    assert not (assessed / "stacks").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_assess_unwritable_folder_is_a_failed_tool(aiarch: Aiarch, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    short(
        aiarch("assess", "--no-input", "-q", "--answers", RETAIL, "-C", tmp_path), 6, "cannot write"
    )


def test_assess_folder_that_is_a_file_is_a_failed_tool(aiarch: Aiarch, tmp_path: Path) -> None:
    (tmp_path / ".aiarch").write_text("in the way", encoding="utf-8")
    done = aiarch("assess", "--no-input", "-q", "--answers", RETAIL, "-C", tmp_path)
    assert done.code == 6
    assert "cannot write" in done.err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("asess",), 2, ("asess", "assess")),
        (("assess", "--no-inputt"), 2, ("--no-inputt", "--no-input")),
        (("render", "-C", "/no/such/folder"), 3, ("no such folder",)),
        (("lint", "--pack", "/no/such/pack"), 3, ("pack folder not found",)),
        (("catalog", "list", "capabilitys"), 2, ("capabilities",)),
        (("catalog", "show", "network.privat"), 3, ("network.private",)),
        (("schema", "answer"), 3, ("answers",)),
        (("validate", "--format", "sarf"), 2, ("sarif",)),
        (("validate", "--fail-on", "eror"), 2, ("error",)),
        (("tree", "--format", "png"), 2, ("text or mermaid",)),
        (("doctor", "--color", "blue"), 2, ("auto, always, never",)),
        (("demo", "retail"), 2, ("retail-forecasting-aws",)),
        (("what-if",), 2, ("--set",)),
    ],
)
def test_bad_command_line(
    aiarch: Aiarch, arguments: tuple[str, ...], code: int, words: tuple[str, ...]
) -> None:
    short(aiarch(*arguments), code, *words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nonsense", ("expected ID=VALUE",)),
        ("needs.stge=poc", ("needs.stage",)),
        ("needs.stage=pock", ("'poc'",)),
        ("data.volume_tb=many", ("a whole number",)),
    ],
)
def test_assess_bad_set(aiarch: Aiarch, tmp_path: Path, text: str, words: tuple[str, ...]) -> None:
    short(aiarch("assess", "--no-input", "--set", text, "-C", tmp_path), 2, *words)


def test_assess_pin_needs_who_and_why(aiarch: Aiarch, tmp_path: Path) -> None:
    done = aiarch("assess", "--answers", RETAIL, "--decide", "deployment.platform=gcp", "-C", tmp_path)  # fmt: skip
    short(done, 2, "--by and --why")


def test_explain_unknown_field_suggests(aiarch: Aiarch, assessed: Path) -> None:
    short(aiarch("explain", "deployment.platfrom", "-C", assessed), 2, "deployment.platform")


def test_config_with_unknown_key_is_refused(aiarch: Aiarch, tmp_path: Path) -> None:
    (tmp_path / "aiarch.toml").write_text("pack = []\n", encoding="utf-8")
    short(aiarch("lint", "-C", tmp_path), 3, "unknown key 'pack'", "packs")


def test_render_exclusion_holds_although_the_blueprint_was_edited(
    aiarch: Aiarch, tmp_path: Path
) -> None:
    answers = RETAIL.parent.parent / "retail-forecasting-aws" / "assessment.yaml"
    done = aiarch("assess", "--no-input", "-q", "--answers", answers, "-C", tmp_path)
    assert done.code == 0
    path = tmp_path / "blueprint.yaml"
    text = path.read_text(encoding="utf-8").replace("  - platform: aws\n", "  - platform: onprem\n")
    head, _, rest = text.partition("platforms:\n")
    path.write_text(head + "stacks:\n" + rest.partition("stacks:\n")[2], encoding="utf-8")
    short(aiarch("render", "-q", "-C", tmp_path), 4, "onprem", "X07, X08")


def test_assess_hosted_vector_store_behind_an_air_gap_is_refused(
    aiarch: Aiarch, tmp_path: Path
) -> None:
    example = EXAMPLES / "defence-airgapped" / "assessment.yaml"
    rag = ("--set", "needs.use_case=genai_rag")
    given = ("assess", "--no-input", "--answers", example, "-C", tmp_path, *rag)
    refused = aiarch(*given, "--set", "wl.vector_store=pinecone")
    short(refused, 3, "cannot be reached from an air-gapped site")
    assert tree_of(tmp_path) == {}
    assert aiarch(*given, "--set", "wl.vector_store=weaviate").code == 0
