"""Pipelines of every CI system, rendered for every kind of stack, held to what must never be missing."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from aiarch.catalog.catalog import Catalog
from aiarch.errors import InputError
from aiarch.model.assessment import Metadata
from aiarch.model.blueprint import Blueprint, EnvironmentRecord, Stack
from aiarch.model.blueprint import Delivery as BlueprintDelivery
from aiarch.model.composition import Composition, Root, StackPlan
from aiarch.render.delivery import MANAGED, Delivery
from aiarch.render.documents import DocumentPrinter
from aiarch.version import __version__

ROOT = Path(__file__).resolve().parents[3]
GOLDEN = ROOT / "tests" / "golden" / "delivery"
SYSTEMS = ("azure_devops", "github", "gitlab", "jenkins")
ENVIRONMENTS = ("dev", "staging", "prod")
STACKS = {
    "aws": ("aws",),
    "azure": ("azure",),
    "gcp": ("gcp",),
    "onprem": ("onprem",),
    "hybrid": ("aws", "onprem"),
}
REGIONS = {"aws": "eu-central-1", "azure": "germanywestcentral", "gcp": "europe-west3", "onprem": "site"}  # fmt: skip
BACKENDS = {"aws": "s3", "azure": "azurerm", "gcp": "gcs", "onprem": "kubernetes"}
UNTRUSTED = re.compile(r"\$\{\{")


@cache
def catalog() -> Catalog:
    return Catalog.of()


def project(ci: str, platforms: tuple[str, ...]) -> tuple[Composition, Blueprint]:
    made = Blueprint(
        metadata=Metadata(name="acme-ml", repository="acme/platform"),
        stacks=tuple(Stack(platform=p, region=REGIONS[p], capabilities={}) for p in platforms),
        environments={name: EnvironmentRecord() for name in ENVIRONMENTS},
        delivery=BlueprintDelivery(ci=ci),
    )
    stacks = tuple(StackPlan(p, p, "primary", _roots(p)) for p in platforms)
    return Composition("acme-ml", "team-ml", ENVIRONMENTS, stacks, ()), made


def _roots(platform: str) -> tuple[Root, ...]:
    def root(layer: str, folder: str, backend: str) -> Root:
        tfvars = {e: {"region": REGIONS[platform]} for e in ENVIRONMENTS}
        return Root(platform, layer, folder, (), (), {}, {}, (), "", {}, backend, {}, {}, tfvars)

    bootstrap = root("bootstrap", f"bootstrap/{platform}", "local")
    layer = root("foundation", f"stacks/{platform}/foundation", BACKENDS[platform])
    return (layer,) if platform == "onprem" else (bootstrap, layer)


@cache
def rendered(ci: str, kind: str = "aws") -> Mapping[str, str]:
    composition, made = project(ci, STACKS[kind])
    delivery = Delivery(composition, made, catalog())
    page = DocumentPrinter(catalog().template_folders).print(
        "docs/delivery.md.j2", {"project": made.metadata, "delivery": delivery.words}
    )
    files = {f.path: f.content.decode() for f in delivery.files()}
    return files | {"docs/delivery.md": page.decode()}


class _Loader(yaml.SafeLoader):
    """GitLab's `!reference` as a plain list; `on` stays text."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        key: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool"]
        for key, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


_Loader.add_constructor("!reference", lambda loader, node: loader.construct_sequence(node))
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))


def document(text: str) -> Any:
    return yaml.load(text, _Loader)


def workflows(kind: str = "aws") -> dict[str, Any]:
    files = rendered("github", kind)
    return {
        Path(p).stem: document(t) for p, t in files.items() if p.startswith(".github/workflows/")
    }


def steps_of(workflow: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for job in workflow["jobs"].values():
        yield from job.get("steps", ())


# Every system


@pytest.mark.parametrize("ci", SYSTEMS)
def test_golden_each_file_of_each_system(ci: str, update_golden: bool) -> None:
    # Copied files are in the templates as they are; one of each would be a copy to lint twice.
    printed = catalog().pipelines.system(ci).files  # type: ignore[union-attr]
    known = {f.path for f in printed if f.template.endswith(".j2")}
    files = {p: t for p, t in rendered(ci).items() if p in known or p == "docs/delivery.md"}
    folder = GOLDEN / ci
    if update_golden:
        shutil.rmtree(folder, ignore_errors=True)
        for path, text in files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text.replace(__version__, "VERSION"), encoding="utf-8")
    golden = {
        p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8")
        for p in folder.rglob("*")
        if p.is_file()
    }
    hint = "regenerate: pytest tests/unit/render/test_delivery.py --update-golden"
    assert golden == {p: t.replace(__version__, "VERSION") for p, t in files.items()}, hint


@pytest.mark.parametrize("kind", STACKS)
@pytest.mark.parametrize("ci", SYSTEMS)
def test_every_system_and_stack_plans_applies_and_looks_for_drift_in_every_environment(
    ci: str, kind: str
) -> None:
    text = "\n".join(t for p, t in rendered(ci, kind).items() if not p.startswith("docs/"))
    for command in ("aiarch validate", "aiarch render --check", "aiarch plan", "aiarch apply -e", "aiarch drift -e"):  # fmt: skip
        assert command in text
    assert 'aiarch apply -e "$ENVIRONMENT"' in text
    assert f"{__version__}" in text
    for environment in ENVIRONMENTS:
        assert re.search(rf"\b{environment}\b", text)


@pytest.mark.parametrize("kind", STACKS)
@pytest.mark.parametrize("ci", SYSTEMS)
def test_every_system_and_stack_has_no_long_lived_key(ci: str, kind: str) -> None:
    for path, text in rendered(ci, kind).items():
        assert not re.search(r"\$\{\{ *secrets", text), path
        names = set(re.findall(r"\b[A-Z_]*(?:SECRET|ACCESS_KEY|PASSWORD|CREDENTIALS_JSON|ACCOUNT_KEY)[A-Z_]*\b", text))  # fmt: skip
        # Session credentials the AWS Toolkit was lent, the job token of GitLab's own state.
        allowed = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "SESSION_AWS_ACCESS_KEY_ID", "SESSION_AWS_SECRET_ACCESS_KEY"}  # fmt: skip
        assert names <= (allowed if ci == "azure_devops" else set()), path


@pytest.mark.parametrize("ci", SYSTEMS)
def test_every_managed_file_says_so_and_every_plan_goes_without_a_lock(ci: str) -> None:
    for file in catalog().pipelines.system(ci).files:  # type: ignore[union-attr]
        text = rendered(ci, "onprem")[file.path]
        assert ("Managed by aiarch" in text) == (file.kind == "managed")
        if "aiarch plan -e" in text or "aiarch drift -e" in text:
            assert "AIARCH_NO_LOCK" in text


def test_page_lists_variables_with_the_output_that_says_them() -> None:
    page = rendered("gitlab")["docs/delivery.md"]
    assert (
        "| `AWS_PLAN_ROLE_ARN_<ENVIRONMENT>` | role that reads; plans and drift runs assume it | `terraform -chdir=bootstrap/aws output`, `state_backend_plan_role_arn` |"
        in page
    )
    assert "dev → staging → prod" in page
    assert f"aiarch[terraform]=={__version__}" in page


@pytest.mark.parametrize("platform", ["aws", "azure", "gcp"])
def test_variables_name_outputs_the_bootstrap_module_really_has(platform: str) -> None:
    declared = catalog().modules[f"{platform}/state-backend"].declared.outputs
    sign_in = catalog().pipelines.sign_in(platform)
    assert sign_in is not None
    named = {v.output.partition(",")[0] for v in sign_in.variables} - {""}
    assert named
    assert named <= {f"state_backend_{output}" for output in declared}


def test_unknown_system_is_refused_with_the_known_ones() -> None:
    composition, made = project("gihtub", ("aws",))
    with pytest.raises(InputError, match="unknown CI system 'gihtub'") as caught:
        _ = Delivery(composition, made, catalog()).system
    assert "github" in str(caught.value.hint)


@pytest.mark.parametrize("value", ["${{ secrets.X }}", "dev\n  evil: true", "$(id)", "'; evil()"])
@pytest.mark.parametrize("ci", SYSTEMS)
def test_value_that_would_be_an_expression_stops_the_render(ci: str, value: str) -> None:
    composition, made = project(ci, ("aws",))
    changed = dataclasses.replace(composition, environments=(value,))
    with pytest.raises(InputError, match="cannot stand in a pipeline"):
        list(Delivery(changed, made, catalog()).files())


def test_system_of_a_pack_needs_no_python(tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "delivery" / "woodpecker"
    folder.mkdir(parents=True)
    (folder / "delivery.yaml").write_text(
        "name: woodpecker\ntitle: Woodpecker\nfiles:\n  - {path: .woodpecker.yml, template: woodpecker/pipeline.yml.j2}\n"
        "  - {path: ci/copy.sh, template: woodpecker/copy.sh}\nwords: {keep_days: 2}\n"
    )
    (folder / "pipeline.yml.j2").write_text(
        "[= managed =]\nsteps: [= environments =]\nversion: [= aiarch_version =]\n"
    )
    (folder / "copy.sh").write_bytes(b"echo [= not printed =]\r\n")
    composition, made = project("woodpecker", ("aws",))
    found = Delivery(composition, made, Catalog.of([tmp_path])).files()
    assert {f.path: f.content.decode() for f in found} == {
        ".woodpecker.yml": f'# {MANAGED}\nsteps: [dev, staging, prod]\nversion: "{__version__}"\n',
        "ci/copy.sh": "echo [= not printed =]\r\n",
    }


def test_action_without_a_pin_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "delivery" / "github"
    folder.mkdir(parents=True)
    (folder / "validate.yml.j2").write_text('uses: [= pin("evil/action") =]\n')
    composition, made = project("github", ("aws",))
    with pytest.raises(InputError, match="unknown pinned action 'evil/action'") as caught:
        list(Delivery(composition, made, Catalog.of([tmp_path])).files())
    assert "validate.yml.j2" in str(caught.value.at)


# GitHub


def test_github_every_action_is_pinned_to_a_commit_of_the_data_file() -> None:
    pins = {p.action: p for p in catalog().pipelines.pins("github").values()}
    used = set()
    for kind in STACKS:
        for path, text in rendered("github", kind).items():
            for line in re.findall(r"uses: (?!\./)(.+)", text):
                action, _, rest = line.partition("@")
                assert rest == f"{pins[action].sha} # {pins[action].version}", path
                used.add(action)
    assert used == set(pins)


def test_root_action_uses_the_same_pins() -> None:
    pins = catalog().pipelines.pins("github")
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    for action, rest in re.findall(r"^ +uses: ([^@]+)@(.+)", text, re.MULTILINE):
        assert rest == f"{pins[action].sha} # {pins[action].version}"
    for step in document(text)["runs"]["steps"]:
        assert not UNTRUSTED.search(step.get("run", ""))


@pytest.mark.parametrize("kind", STACKS)
def test_github_jobs_ask_for_the_least(kind: str) -> None:
    may = {"validate": {"contents"}, "plan": {"contents", "id-token"}, "apply": {"contents", "id-token"},
           "drift": {"contents", "id-token"}, "comment": {"pull-requests"}, "issue": {"issues"}}  # fmt: skip
    for name, workflow in workflows(kind).items():
        assert workflow["permissions"] == {}, name
        for job_name, job in workflow["jobs"].items():
            if "uses" in job:
                assert set(job["permissions"]) == {"contents", "id-token"}
                continue
            assert set(job["permissions"]) == may[job_name], (name, job_name)
            assert job["permissions"].get("contents", "read") == "read"
            assert 0 < job["timeout-minutes"] <= 180
        for step in steps_of(workflow):
            assert not UNTRUSTED.search(step.get("run", "")), step["name"]
            assert "${{" not in step.get("with", {}).get("script", "")
            if "checkout" in step.get("uses", ""):
                assert step["with"] == {"persist-credentials": False}


def test_github_who_comments_runs_nothing_from_the_repository() -> None:
    made = workflows()
    for job in (made["aiarch-plan"]["jobs"]["comment"], made["aiarch-drift"]["jobs"]["issue"]):
        assert [s["uses"].partition("@")[0] for s in job["steps"]] == [
            "actions/download-artifact",
            "actions/github-script",
        ]


def test_github_apply_is_protected_queued_and_fed_by_the_plan_of_its_own_run() -> None:
    jobs = workflows()["aiarch-environment"]["jobs"]
    apply = jobs["apply"]
    assert "environment" not in jobs["plan"]
    assert apply["environment"] == "${{ inputs.environment }}"
    assert apply["concurrency"] == {
        "group": "aiarch-apply-${{ inputs.environment }}",
        "cancel-in-progress": False,
    }
    assert apply["needs"] == "plan"
    assert not any("aiarch plan" in s.get("run", "") for s in apply["steps"])
    fetched = next(s for s in apply["steps"] if "download-artifact" in s.get("uses", ""))
    stored = next(s for s in jobs["plan"]["steps"] if "upload-artifact" in s.get("uses", ""))
    assert fetched["with"] == {k: stored["with"][k] for k in ("name", "path")}
    assert stored["with"]["include-hidden-files"] is True
    assert stored["with"]["retention-days"] <= 7
    roles = [json.dumps(job["steps"]) for job in (jobs["plan"], apply)]
    assert ["AWS_PLAN_ROLE_ARN" in r for r in roles] == [True, False]
    assert ["AWS_APPLY_ROLE_ARN" in r for r in roles] == [False, True]


def test_github_environments_are_promoted_in_the_blueprint_order() -> None:
    jobs = workflows()["aiarch-apply"]["jobs"]
    assert [(n, j.get("needs")) for n, j in jobs.items()] == [
        ("dev", None),
        ("staging", "dev"),
        ("prod", "staging"),
    ]
    for name in ("aiarch-plan", "aiarch-drift"):
        job = next(iter(workflows()[name]["jobs"].values()))
        assert job["strategy"]["matrix"]["environment"] == list(ENVIRONMENTS)


def test_github_pull_requests_of_forks_get_no_plan_and_no_terraform_plan_is_stored() -> None:
    plan = workflows()["aiarch-plan"]["jobs"]["plan"]
    assert plan["if"] == "github.event.pull_request.head.repo.full_name == github.repository"
    stored = next(s for s in plan["steps"] if "upload-artifact" in s.get("uses", ""))
    assert "!.aiarch/plans/${{ matrix.environment }}/*.tfplan" in stored["with"]["path"]


# GitLab, Azure DevOps, Jenkins


def test_gitlab_applies_the_stored_plan_after_a_manual_step_in_order() -> None:
    jobs = document(rendered("gitlab")[".gitlab/aiarch/pipeline.yml"])
    for before, environment in zip((None, *ENVIRONMENTS), ENVIRONMENTS, strict=False):
        plan, apply = jobs[f"plan {environment} for apply"], jobs[f"apply {environment}"]
        assert plan["needs"] == [f"apply {before}" if before else "validate"]
        assert apply["needs"] == [{"job": f"plan {environment} for apply", "artifacts": True}]
        assert apply["rules"][0]["when"] == "manual"
        assert apply["rules"][0]["allow_failure"] is False
        assert apply["environment"] == {"name": environment}
        assert apply["resource_group"] == f"aiarch-{environment}"
        assert apply["interruptible"] is False
        assert (plan["variables"]["ROLE"], apply["variables"]["ROLE"]) == ("plan", "apply")
        assert plan["artifacts"]["access"] == "developer"
        assert jobs[f"plan {environment}"]["artifacts"]["exclude"] == [
            f".aiarch/plans/{environment}/*.tfplan"
        ]
        assert jobs[f"drift {environment}"]["rules"] == [
            {"if": '$CI_PIPELINE_SOURCE == "schedule"'}
        ]


@pytest.mark.parametrize("kind", STACKS)
def test_gitlab_jobs_ask_for_one_token_per_platform(kind: str) -> None:
    jobs = document(rendered("gitlab", kind)[".gitlab/aiarch/pipeline.yml"])
    own = {**jobs[".aiarch-signed-in"].get("id_tokens", {}), **jobs["apply prod"].get("id_tokens", {})}  # fmt: skip
    assert set(own) == {f"OIDC_TOKEN_{p.upper()}" for p in STACKS[kind]}


def test_azure_devops_plan_and_apply_are_stages_of_their_own() -> None:
    stages = {
        s["stage"]: s for s in document(rendered("azure_devops")["azure-pipelines/aiarch.yml"])["stages"]
    }  # fmt: skip
    for before, environment in zip((None, *ENVIRONMENTS), ENVIRONMENTS, strict=False):
        plan, apply = stages[f"plan_{environment}"], stages[f"apply_{environment}"]
        assert plan["dependsOn"] == (f"apply_{before}" if before else "validate")
        assert apply["dependsOn"] == f"plan_{environment}"
        job = apply["jobs"][0]
        assert job["environment"] == environment
        text = json.dumps(job)
        assert f'"artifactName": "plan-{environment}"' in text
        assert f"aiarch-aws-apply-{environment}" in text
        assert f"aiarch-aws-plan-{environment}" not in text
        assert "aiarch plan" not in text
        assert "PullRequest" in stages[f"plan_{environment}_pull_request"]["condition"]
    assert document(rendered("azure_devops")["azure-pipelines/aiarch.yml"])["lockBehavior"] == "sequential"  # fmt: skip


def test_jenkins_apply_is_approved_locked_and_fed_by_the_plan() -> None:
    # npm-groovy-lint needs a JVM and minutes; braces, quotes and stages are held here instead.
    for name in ("Jenkinsfile", "jenkins/drift.Jenkinsfile"):
        code = re.sub(r"'''.*?'''|\"\"\".*?\"\"\"|'[^'\n]*'|\"[^\"\n]*\"|//[^\n]*", "", rendered("jenkins", "hybrid")[name], flags=re.DOTALL)  # fmt: skip
        assert "'" not in code
        assert '"' not in code
        for opening, closing in ("{}", "()", "[]"):
            assert code.count(opening) == code.count(closing)
    text = rendered("jenkins")["Jenkinsfile"]
    stages = dict(re.findall(r"stage\('([^']+)'\) \{(.*?)(?=\n    stage\('|\Z)", text, re.DOTALL))
    order = [s for e in ENVIRONMENTS for s in (f"plan {e}, to read", f"plan {e}", f"approve {e}", f"apply {e}")]  # fmt: skip
    assert list(stages) == ["validate", *order]
    for environment in ENVIRONMENTS:
        apply = stages[f"apply {environment}"]
        assert f"submitter: 'aiarch-approvers-{environment}'" in stages[f"approve {environment}"]
        assert f"lock(resource: 'acme-ml-{environment}')" in apply
        assert f"unstash 'plan-{environment}'" in apply
        assert f"signedIn('apply', '{environment}'" in apply
        assert "aiarch plan" not in apply
        assert "excludes: '**/*.tfplan'" in stages[f"plan {environment}, to read"]


# Linted by the tools of the field


def _written(files: Mapping[str, str], folder: Path) -> Path:
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def _tool(name: str) -> str:
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if not found:
        pytest.skip(f"{name} is not installed")
    return found


def _passes(*command: str | Path, cwd: Path) -> None:
    done = subprocess.run(
        [str(c) for c in command], cwd=cwd, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


@pytest.mark.parametrize("kind", STACKS)
def test_github_actionlint_finds_nothing(kind: str, tmp_path: Path) -> None:
    tool = _tool("actionlint")
    _written(rendered("github", kind), tmp_path)
    (tmp_path / ".git").mkdir()
    _passes(tool, "-no-color", cwd=tmp_path)


@pytest.mark.parametrize("kind", STACKS)
def test_github_zizmor_finds_nothing(kind: str, tmp_path: Path) -> None:
    tool = _tool("zizmor")
    _written(rendered("github", kind), tmp_path)
    (tmp_path / "action.yml").write_bytes((ROOT / "action.yml").read_bytes())
    _passes(tool, "--offline", "--no-progress", ".github", "action.yml", cwd=tmp_path)


@pytest.mark.parametrize("kind", STACKS)
@pytest.mark.parametrize(
    ("ci", "pattern", "schema"),
    [
        ("github", ".github/workflows/*.yml", ["--builtin-schema", "github-workflows"]),
        ("gitlab", ".gitlab*/**/*.yml", ["--builtin-schema", "gitlab-ci", "--data-transform", "gitlab-ci"]),
    ],
)  # fmt: skip
def test_published_schema_accepts_every_file(
    ci: str, pattern: str, schema: list[str], kind: str, tmp_path: Path
) -> None:
    tool = _tool("check-jsonschema")
    files = sorted(_written(rendered(ci, kind), tmp_path).glob(pattern))
    assert files
    _passes(tool, *schema, *files, cwd=tmp_path)


@pytest.mark.parametrize("kind", STACKS)
def test_azure_schema_accepts_every_file(kind: str) -> None:
    check_jsonschema = pytest.importorskip("check_jsonschema")
    folder = Path(check_jsonschema.__file__).parent / "builtin_schemas" / "vendor"
    schema = json.loads((folder / "azure-pipelines.json").read_text(encoding="utf-8"))
    files = [t for p, t in rendered("azure_devops", kind).items() if p.endswith(".yml")]
    assert len(files) == 2
    for text in files:
        assert jsonschema.Draft7Validator(schema).is_valid(_as_text(document(text)))


def _as_text(node: Any, *, typed: bool = False) -> Any:
    """Azure reads every scalar as text, except the inputs of tasks; so does its schema."""
    if isinstance(node, dict):
        if (
            node.get("task") == "AWSShellScript@1"
        ):  # of an extension; the schema knows Microsoft's own tasks
            return {"bash": node["inputs"]["inlineScript"]}
        return {k: _as_text(v, typed=typed or k == "inputs") for k, v in node.items()}
    if isinstance(node, list):
        return [_as_text(item, typed=typed) for item in node]
    return node if typed or isinstance(node, str) else str(node).lower()
