from __future__ import annotations

from collections.abc import Callable

import pytest

from aiarch.errors import AiarchError, InputError, NoSolutionError
from aiarch.model.composition import UNSET, Composition, Expr, Root

Build = Callable[..., Composition]


def roots(composition: Composition) -> dict[str, Root]:
    return {f"{s.platform}/{r.layer}": r for s in composition.stacks for r in s.roots}


def test_compose_adds_what_is_needed_and_orders_layers(build: Build) -> None:
    composition = build(("data.lake: {flavour: managed}", "ml.workspace: {flavour: managed}"))
    calls = {k: [c.label for c in r.calls] for k, r in roots(composition).items()}
    assert calls == {
        "aws/foundation": ["keys_store"],
        "aws/platform": ["data_lake", "ml_workspace"],
    }
    assert [m.key for m in composition.modules] == ["aws/keys", "aws/lake", "aws/workspace"]
    assert [m.folder.name for m in composition.modules] == ["keys", "lake", "workspace"]


def test_compose_binds_every_kind_of_source(build: Build) -> None:
    found = roots(build())
    (keys,), (lake,) = found["aws/foundation"].calls, found["aws/platform"].calls
    assert keys.arguments == {
        "name": Expr("local.name_prefix"),
        "tags": Expr("local.tags"),
        "days": 30,
    }
    assert lake.arguments == {
        "key": Expr("data.terraform_remote_state.foundation.outputs.keys_store_key_id"),
        "years": 7,
        "days": Expr("var.data_lake_days"),
        "fixed": [1, "two"],
    }


def test_compose_same_layer_reads_the_module_itself(build: Build) -> None:
    (lake, workspace) = roots(
        build(("managed}", "managed}\n      ml.workspace: {flavour: managed}"))
    )["aws/platform"].calls
    assert workspace.arguments == {"bucket": Expr("module.data_lake.bucket")}
    assert lake.arguments["url"] == Expr("module.ml_workspace.url")


def test_compose_root_declares_only_what_it_reads(build: Build) -> None:
    found = roots(build())
    foundation, platform = found["aws/foundation"], found["aws/platform"]
    assert [v.name for v in foundation.variables] == ["class", "project", "region"]
    assert dict(foundation.locals) == {
        "name_prefix": Expr('"${var.project}-x"'),
        "tags": Expr("{ Class = var.class, Name = local.name_prefix }"),
    }
    assert [v.name for v in platform.variables] == ["data_lake_days", "region", "state_bucket"]
    assert dict(platform.locals) == {}
    assert dict(foundation.remote_states) == {}
    assert platform.remote_states == {
        "foundation": {"bucket": Expr("var.state_bucket"), "key": Expr('"foundation/state"')}
    }
    assert [(o.name, o.value) for o in foundation.outputs] == [
        ("keys_store_key_id", Expr("module.keys_store.key_id"))
    ]


def test_compose_values_per_environment_go_into_tfvars(build: Build) -> None:
    found = roots(build())
    suffix = str(found["aws/platform"].backend_config["dev"]["bucket"]).removeprefix(
        "demo-one-dev-"
    )
    assert found["aws/platform"].tfvars == {
        "dev": {
            "data_lake_days": 30,
            "region": "us-east-1",
            "state_bucket": f"demo-one-dev-{suffix}",
        },
        "prod": {
            "data_lake_days": 365,
            "region": "eu-west-1",
            "state_bucket": f"demo-one-prod-{suffix}",
        },
    }
    assert found["aws/foundation"].tfvars["dev"] == {
        "class": "none",
        "project": "demo-one",
        "region": "us-east-1",
    }
    assert found["aws/platform"].backend_config["prod"] == {
        "bucket": f"demo-one-prod-{suffix}",
        "key": "platform/state",
    }
    assert len(suffix) == 8


def test_compose_setting_for_one_environment_becomes_a_variable(build: Build) -> None:
    root = roots(build(("managed}", "managed, by_environment: {prod: {words: [a]}}}")))[
        "aws/platform"
    ]
    assert root.calls[0].arguments["words"] == Expr("var.data_lake_words")
    variable = next(v for v in root.variables if v.name == "data_lake_words")
    assert (variable.type, variable.default) == ("list(string)", UNSET)
    assert (root.tfvars["dev"]["data_lake_words"], root.tfvars["prod"]["data_lake_words"]) == (
        None,
        ["a"],
    )


def test_compose_setting_for_all_environments_becomes_a_literal(build: Build) -> None:
    root = roots(build(("managed}", "managed, settings: {days: 90}}")))["aws/platform"]
    assert root.calls[0].arguments["days"] == 90
    assert "data_lake_days" not in {v.name for v in root.variables}


def test_compose_environment_wins_over_setting_wins_over_manifest(build: Build) -> None:
    root = roots(
        build(("managed}", "managed, settings: {days: 90}, by_environment: {dev: {days: 30}}}"))
    )["aws/platform"]
    assert {e: v["data_lake_days"] for e, v in root.tfvars.items()} == {"dev": 30, "prod": 90}


def test_compose_wiring_by_variables_reads_no_remote_state(build: Build) -> None:
    root = roots(build(("environments:", "delivery: {wiring: variables}\nenvironments:")))[
        "aws/platform"
    ]
    assert dict(root.remote_states) == {}
    assert root.calls[0].arguments["key"] == Expr("var.keys_store_key_id")
    (variable,) = [v for v in root.variables if v.name == "keys_store_key_id"]
    assert (variable.type, variable.default) == ("string", UNSET)
    assert "state_bucket" not in {v.name for v in root.variables}


def test_compose_wiring_type_of_a_multi_line_object_stays_valid_hcl(build: Build) -> None:
    lake = "name: lake\nplatform: aws\nlayer: platform\nprovides: {capability: data.lake, flavour: managed}\nsummary: s\nproviders: [aws]\nneeds: [keys.store]\ninputs: {shape: {from: keys.store.key_id}}\n"
    root = roots(
        build(
            ("environments:", "delivery: {wiring: variables}\nenvironments:"),
            files={"templates/modules/aws/lake/module.yaml": lake},
        )
    )["aws/platform"]
    (variable,) = [v for v in root.variables if v.name == "keys_store_key_id"]
    assert variable.type == "object({a = string, b = string})"


def test_compose_bootstrap_keeps_its_state_beside_the_code(build: Build) -> None:
    root = roots(build(("data.lake: {flavour: managed}", "state.backend: {flavour: s3}")))[
        "aws/bootstrap"
    ]
    assert (root.folder, root.backend, dict(root.backend_config)) == ("bootstrap/aws", "local", {})
    assert root.module_prefix == "../../modules"


def test_compose_twice_gives_the_same_and_ignores_the_order_of_capabilities(build: Build) -> None:
    one = build(
        (
            "managed}",
            "managed}\n      keys.store: {flavour: cmk}\n      ml.workspace: {flavour: managed}",
        )
    )
    two = build(
        (
            "data.lake: {flavour: managed}",
            "ml.workspace: {flavour: managed}\n      keys.store: {flavour: cmk}\n      data.lake: {flavour: managed}",
        )
    )
    assert (
        one
        == two
        == build(
            (
                "managed}",
                "managed}\n      keys.store: {flavour: cmk}\n      ml.workspace: {flavour: managed}",
            )
        )
    )


GCP = {
    "templates/stack/gcp/platform.yaml": 'name: gcp\ntitle: Google\nrequired_version: ">= 1"\nproviders: {google: {source: hashicorp/google, version: "7"}}\nbackend: {type: gcs, by_environment: {prefix: "{layer}"}}\nvariables: {}\n',
    "templates/modules/gcp/keys/module.yaml": "name: keys\nplatform: gcp\nlayer: foundation\nprovides: {capability: keys.store, flavour: hsm}\nsummary: s\nproviders: [google]\ninputs: {}\n",
}
SECOND = (
    "environments:",
    "  - {platform: gcp, role: leg, region: europe-west1, capabilities: {keys.store: {flavour: hsm}}}\nenvironments:",
)


def test_compose_hybrid_has_one_plan_per_stack(build: Build) -> None:
    composition = build(
        ("gcp: {score: 10, excluded_by: [X06]}", "gcp: {score: 10}"), SECOND, files=GCP
    )
    assert [(s.platform, s.role, [r.folder for r in s.roots]) for s in composition.stacks] == [
        ("aws", "primary", ["stacks/aws/foundation", "stacks/aws/platform"]),
        ("gcp", "leg", ["stacks/gcp/foundation"]),
    ]
    assert [m.key for m in composition.modules] == ["aws/keys", "aws/lake", "gcp/keys"]


SCORING = """candidates: [{id: aws, title: t, kind: cloud}, {id: gcp, title: t, kind: cloud}]
pools: []
criteria: []
exclusions:
  - {id: X06, title: t, when: {fact: q.a, eq: x}, removes: [gcp], because: b, spares_legs: %s}
"""


def test_compose_excluded_leg_is_refused_unless_the_exclusion_spares_legs(build: Build) -> None:
    spared = build(SECOND, files=GCP | {"blueprints/scoring.yaml": SCORING % "true"})
    assert [s.platform for s in spared.stacks] == ["aws", "gcp"]
    with pytest.raises(NoSolutionError) as caught:
        build(SECOND, files=GCP | {"blueprints/scoring.yaml": SCORING % "false"})
    (diagnostic,) = caught.value.diagnostics
    assert (diagnostic.code, str(diagnostic.at)) == ("CMP030", "blueprint.yaml:12:6")
    assert diagnostic.message == "platform gcp is excluded by X06"


def test_compose_gaps_are_kept_and_not_built(build: Build) -> None:
    composition = build(
        (
            "    capabilities:",
            "    gaps: [{capability: gpu.fabric, flavour: nvidia, because: none yet}]\n    capabilities:",
        )
    )
    assert composition.stacks[0].gaps == (("gpu.fabric", "nvidia", "none yet"),)


LAKE_FILE = "templates/modules/aws/lake/module.yaml"
LAKE_HEAD = "name: lake\nplatform: aws\nlayer: %s\nprovides: {capability: data.lake, flavour: managed}\nsummary: s\nproviders: [%s]\n"


@pytest.mark.parametrize(
    ("edits", "files", "error", "found"),
    [
        ([("data.lake:", "data.lak:")], {}, InputError, "CMP002 11:7 unknown capability 'data.lak' | did you mean 'data.lake'?"),
        ([("flavour: managed", "flavour: manged")], {}, InputError, "CMP004 11:19 unknown flavour of data.lake 'manged' | did you mean 'managed'?"),
        ([("flavour: managed", "flavour: ceph")], {}, NoSolutionError, "CMP005 11:19 data.lake has no module of flavour 'ceph' on aws | flavours with a module there: managed"),
        ([("data.lake: {flavour: managed}", "gpu.fabric: {flavour: nvidia}")], {}, NoSolutionError, "CMP003 11:7 gpu.fabric has no module on aws yet | gpu.fabric is for onprem only"),
        ([("managed}", "managed, settings: {dais: 90}}")], {}, InputError, "CMP011 11:48 data.lake has no setting 'dais' | did you mean 'days'?"),
        ([("managed}", "managed, settings: {days: '90'}}")], {}, InputError, "CMP013 11:48 data.lake.days: expected a whole number, found '90' | days kept"),
        ([("managed}", "managed, settings: {days: 31}}")], {}, InputError, "CMP013 11:48 data.lake.days: 31 is not one of 30, 90, 365 | days kept"),
        ([("managed}", "managed, settings: {words: [a, 2]}}")], {}, InputError, "CMP013 11:48 data.lake.words: [1]: expected text, found 2 | words"),
        ([("managed}", "managed, by_environment: {prd: {days: 90}}}")], {}, InputError, "CMP010 11:54 data.lake: settings for environment 'prd', which the blueprint does not have | did you mean 'prod'?"),
        ([("managed}", "managed}\n      keys.store: {flavour: cmk, settings: {days: 3}}")], {}, InputError, "CMP013 12:45 keys.store.days: 3 is below 7 | days to wait"),
        ([("- platform: aws", "- platform: awss")], {}, InputError, "CMP031 8:5 unknown platform 'awss' | did you mean 'aws'?"),
        ([("- platform: aws", "- platform: azure")], {}, NoSolutionError, "CMP001 8:5 the stack needs platform azure, and no module for it exists yet | platforms with modules: aws; add modules with --pack, or wait for the azure release"),
        ([("{dev: {}, prod", "{devv: {}, prod")], {}, InputError, "CMP036 12:16 unknown environment 'devv' | did you mean 'dev'?"),
        ([("{dev: {}, prod: {region: eu-west-1}}", "{}")], {}, InputError, "CMP036 12:1 the blueprint has no environment | name at least one of sandbox, dev, staging, prod"),
        ([("environments:", "  - {platform: aws, region: us-east-1, capabilities: {}}\nenvironments:")], {}, InputError, "CMP037 12:6 platform aws has two stacks | put the capabilities of one platform into one stack"),
        ([("aws: {score: 90}", "aws: {score: 90, excluded_by: [X01, X06]}")], {}, NoSolutionError, "CMP030 8:5 platform aws is excluded by X01, X06 | a hard exclusion holds for edited blueprints too: change the answers it rests on"),
        ([("\n      data.lake: {flavour: managed}", " {}")], {}, NoSolutionError, "CMP008 10:5 stack aws has no capability, so there is nothing to build | add one of `aiarch catalog list`, or drop the stack"),
        ([("    region: us-east-1\n", "")], {}, InputError, "CMP038 8:5 stack aws has no region for dev | add `region:` to the stack, or to each environment"),
        ([("personal: none}", "personal: none}\n  governance: {residency: eu}")], {}, InputError, "CMP034 10:5 region us-east-1 does not keep data in 'eu' (blueprint.governance.residency) | regions that do: eu-west-1, eu-central-1"),
        ([("years: 7, ", "")], {}, InputError, "CMP020 manifest:10:3 aws/lake: input 'years': the blueprint has no blueprint.data.years | decide it (`aiarch assess`), or write it below `choices`"),
        ([(", personal: none", "")], {}, InputError, "CMP021 - root variable 'class': the blueprint has no blueprint.data.personal | decide it (`aiarch assess`), or write it below `choices`"),
        ([], {"templates/modules/aws/lake2/module.yaml": LAKE_HEAD.replace("name: lake", "name: lake2") % ("platform", "aws") + "inputs: {}\n"}, NoSolutionError,
         "CMP006 11:7 data.lake (managed) is provided twice on aws | keep one of aws/lake, aws/lake2, or give them different flavours"),
        ([], {LAKE_FILE: LAKE_HEAD % ("platform", "azurerm") + "inputs: {}\n"}, InputError, "CMP033 - unknown provider (used by aws/lake) 'azurerm' | known: aws"),
        ([], {LAKE_FILE: LAKE_HEAD % ("platform", "aws") + "needs: [ml.workspace]\ninputs: {}\n"}, InputError,
         "CMP032 - modules need each other in a circle: data.lake, ml.workspace | cut one of the `needs`"),
        ([], {LAKE_FILE: LAKE_HEAD % ("foundation", "aws") + "needs: [ml.workspace]\ninputs: {}\n"}, InputError,
         "CMP007 manifest:- aws/lake (foundation) needs ml.workspace, which comes later (platform) | move one of them to another layer"),
        ([], {LAKE_FILE: LAKE_HEAD % ("platform", "aws") + "needs: [gpu.fabric]\ninputs: {}\n"}, NoSolutionError,
         "CMP003 8:5 gpu.fabric, which aws/lake needs, has no module on aws yet | gpu.fabric is for onprem only"),
        ([], {LAKE_FILE: LAKE_HEAD % ("platform", "aws") + "inputs: {x: {from: keys.store.key_id}}\n"}, InputError,
         "CMP020 manifest:7:10 aws/lake: input 'x': reads keys.store.key_id, but keys.store is not in the stack | add keys.store to `needs`"),
        ([], {LAKE_FILE: LAKE_HEAD % ("platform", "aws") + "needs: [keys.store]\ninputs: {x: {from: keys.store.key}}\n"}, InputError,
         "CMP020 manifest:8:10 aws/lake: input 'x': 'key' is not in the interface of keys.store | interface: key_id"),
        ([], {LAKE_FILE: LAKE_HEAD % ("platform", "aws") + "inputs: {x: {from: stack.nobody}, y: {from: setting.nobody}}\n"}, InputError,
         "CMP020 manifest:7:10 aws/lake: input 'x': unknown source stack.nobody | aws has boundary, class, name_prefix, project, region, state_bucket, tags, unused"),
        ([], {LAKE_FILE: LAKE_HEAD % ("platform", "aws") + "inputs: {x: {from: setting.x}}\nsettings: {x: {type: string, help: say it, required: true}}\n"}, InputError,
         "CMP012 11:7 data.lake: setting 'x' is required (say it) | set it below stacks[].capabilities.data.lake.settings"),
    ],
)  # fmt: skip
def test_compose_refuses_with_place_and_way_out(
    build: Build,
    edits: list[tuple[str, str]],
    files: dict[str, str],
    error: type[AiarchError],
    found: str,
) -> None:
    with pytest.raises(error) as caught:
        build(*edits, files=files)
    shown = []
    for d in caught.value.diagnostics:
        assert len(d.lines()) <= 3
        place = "-"
        if d.at:
            name = "" if d.at.path == "blueprint.yaml" else "manifest:"
            place = name + (f"{d.at.line}:{d.at.column}" if d.at.line else "-")
        shown.append(f"{d.code} {place} {d.message} | {d.hint}")
    assert found in shown


def test_compose_without_a_stack_is_refused(build: Build) -> None:
    stack = "  - platform: aws\n    region: us-east-1\n    capabilities:\n      data.lake: {flavour: managed}\n"
    with pytest.raises(InputError) as caught:
        build(("stacks:\n" + stack, "stacks: []\n"))
    assert [d.code for d in caught.value.diagnostics] == ["CMP035"]


def test_compose_reports_all_wrong_names_at_once(build: Build) -> None:
    edit = "managed}\n      data.lak: {flavour: x}\n      keys.store: {flavour: cmkk}\n      gpu.fabric: {flavour: nvidia}"
    with pytest.raises(InputError) as caught:
        build(("managed}", edit))
    assert [(d.code, d.at.line if d.at else 0) for d in caught.value.diagnostics] == [
        ("CMP002", 12),
        ("CMP004", 13),
    ]


def test_compose_reports_faults_of_all_layers_at_once(build: Build) -> None:
    keys = "name: keys\nplatform: aws\nlayer: foundation\nprovides: {capability: keys.store, flavour: cmk}\nsummary: s\nproviders: [aws]\ninputs: {x: {from: blueprint.no.body}}\n"
    with pytest.raises(InputError) as caught:
        build(("years: 7, ", ""), files={"templates/modules/aws/keys/module.yaml": keys})
    assert [d.message.partition(":")[0] for d in caught.value.diagnostics] == [
        "aws/keys",
        "aws/lake",
    ]


def test_compose_answer_text_never_becomes_an_expression(build: Build) -> None:
    nasty = '${file("/etc/passwd")}'
    root = roots(
        build(("personal: none", f"personal: '{nasty}'"), ("owner: team", "owner: '{project}'"))
    )["aws/foundation"]
    assert root.tfvars["dev"]["class"] == nasty
    assert all(isinstance(c.arguments["tags"], Expr) for c in root.calls)
