"""Rules of the on-prem reference that hold over several modules, so that no module's own tests can hold them.

Read from the modules as text: they are formatted, so a block ends at the first closing brace in column 0.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
MODULES = ROOT / "templates" / "modules"
PLATFORM = ROOT / "templates" / "stack" / "onprem" / "platform.yaml"
FOLDERS = sorted({p.parent for f in ("kubernetes", "onprem") for p in MODULES.glob(f"{f}/*/*.tf")})
WITH_MANIFEST = [f for f in FOLDERS if (f / "module.yaml").exists()]

BLOCK = re.compile(r'^(\w+)((?: "[^"]+")*) \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
CHART = re.compile(r'\brepository\s*=\s*"(?:https|oci)://[^"]+"[,\s]+name\s*=\s*"([^"]+)"')

VERSIONED = re.compile(r"^kubernetes_\w+_v\d+$")
OTHER_TYPES = {"helm_release", "kubernetes_labels", "kubernetes_node_taint", "terraform_data"}
"""Types that have no versioned name, or are no object of the cluster."""

OBJECTS_AFTER = {
    "kubernetes/gateway-envoy": {"objects": {"gateway"}},
    "kubernetes/gateway-kong": {"objects": {"kong"}},
    "kubernetes/mlops-kubeflow": {"applications": {"argo_cd"}},
    "kubernetes/observability": {"objects": {"stack"}},
    "kubernetes/policy": {"policies": {"kyverno"}},
    "kubernetes/registry-models": {"database": {"operator", "backup_plugin"}, "mlflow": {"database"}},
    "kubernetes/scheduling": {"kueue": {"jobset", "lws"}, "queues": {"kueue"}},
    "kubernetes/serving": {"kserve": {"definitions"}, "runtimes": {"kserve"}, "models": {"runtimes", "keda"}},
    "kubernetes/trust": {
        "cert_manager": {"gateway_crds", "prometheus_crds"},
        "issuers": {"cert_manager"},
        "external_secrets": {"issuers", "prometheus_crds"},
        "stores": {"external_secrets"},
    },
    "onprem/gpu-fabric": {
        "gpu_operator": {"nfd"},
        "network_operator": {"nfd"},
        "nic_policy": {"network_operator"},
        "fabric_networks": {"nic_policy"},
    },
}  # fmt: skip
"""Module → block → blocks it waits for: an object before its definition or webhook fails the apply, after it the destroy."""

KEPT = {
    "kubernetes/registry-models": ("operator", "protect_database"),
    "kubernetes/scheduling": ("kueue", "protect_definitions"),
    "kubernetes/serving": ("definitions", "protect_definitions"),
}
"""Releases whose chart has its definitions in templates and keeps none: their end deletes every object of theirs."""

KEPT_IN_PROD = {
    "kubernetes/policy": ("kyverno", "protect_crds"),
    "kubernetes/trust": ("external_secrets", "protect_crds"),
}

NOT_INSTALLED = {
    "dcgm-exporter": "the GPU operator brings one; two count every GPU twice",
    "deploykf": "nothing released since May 2024",
    "gatekeeper": "fails open by default; Kyverno is the one engine",
    "grafana-agent-operator": "deprecated",
    "ingress-nginx": "archived in March 2026",
    "kai-scheduler": "gangs are placed by Kueue's quota and the default scheduler",
    "kyverno-policies": "legacy kind, baseline level, audit only",
    "loki-distributed": "deprecated",
    "loki-stack": "deprecated",
    "minio": "images deleted in September 2026",
    "openmetadata-dependencies": "demo grade, Bitnami",
    "policy-controller": "a second verifier of signatures beside Kyverno",
    "prometheus-adapter": "a second owner of external.metrics beside KEDA",
    "promtail": "deprecated",
    "tempo-distributed": "deprecated",
    "tenant": "MinIO's",
    "training-operator": "maintenance only",
    "volcano": "a second scheduler",
}

SEVERAL_RELEASES = {"opentelemetry-collector": {"kubernetes/audit", "kubernetes/observability"}}
"""Charts that own no definitions and run more than once, each with a name of its own."""


def key(folder: Path) -> str:
    return f"{folder.parent.name}/{folder.name}"


@cache
def text(folder: Path) -> str:
    return "\n".join(p.read_text(encoding="utf-8") for p in sorted(folder.glob("*.tf")))


@cache
def manifest(module: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((MODULES / module / "module.yaml").read_text("utf-8"))
    return found


def blocks(folder: Path, kind: str) -> Iterator[tuple[tuple[str, ...], str]]:
    for found in BLOCK.finditer(text(folder)):
        if found[1] == kind:
            yield tuple(re.findall(r'"([^"]+)"', found[2])), found[3]


def block(module: str, kind: str, *labels: str) -> str:
    return next(body for names, body in blocks(MODULES / module, kind) if names == labels)


def components(folder: Path) -> Iterator[tuple[str, str]]:
    for (name,), body in blocks(folder, "module"):
        if re.search(r'source\s*=\s*"[^"]*/_component"', body):
            yield name, body


def test_resource_types_are_versioned_and_planned_without_a_cluster() -> None:
    # `kubernetes_manifest` asks the API server for the definition at plan; names without a suffix are deprecated since 3.0.
    types = {names[0] for f in FOLDERS for names, _ in blocks(f, "resource")}
    assert {t for t in types if not VERSIONED.match(t)} <= OTHER_TYPES
    assert "kubernetes_network_policy_v1" in types


def test_providers_are_hashicorps_where_write_only_secrets_work() -> None:
    seen: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for folder in FOLDERS:
        for _, body in blocks(folder, "terraform"):
            for name, source, version in re.findall(
                r'(\w+) = \{\s*source\s*=\s*"([^"]+)"\s*version\s*=\s*"([^"]+)"', body
            ):
                seen[name].add((source, version))
    assert seen == {
        "helm": {("hashicorp/helm", ">= 3.1.1, < 4.0.0")},
        "kubernetes": {("hashicorp/kubernetes", ">= 3.2.1, < 4.0.0")},
    }


def test_release_is_made_by_the_shared_modules_only_and_never_by_set() -> None:
    makers = {
        key(f) for f in FOLDERS for names, _ in blocks(f, "resource") if "helm_release" in names
    }
    assert makers == {"kubernetes/_component", "kubernetes/_raw"}
    bodies = [text(MODULES / m) for m in makers]
    assert [
        w for b in bodies for w in re.findall(r"^\s*(set(?:_\w+)?)\s*[={]", b, re.MULTILINE)
    ] == []


def test_provider_is_configured_from_variables_and_reads_no_cluster_at_plan() -> None:
    platform = yaml.safe_load(PLATFORM.read_text(encoding="utf-8"))
    configs = {name: p["config"] for name, p in platform["providers"].items() if "config" in p}
    assert set(configs) == {"helm", "kubernetes"}
    for config in configs.values():
        values = re.findall(r"^\s*\w+\s*=\s*([^{\s].*)$", config, re.MULTILINE)
        assert values
        assert [v for v in values if not v.startswith("var.")] == []
        assert "experiments" not in config


def test_raw_chart_prints_what_it_is_given_and_nothing_else() -> None:
    # Helm shows no difference for an edited template of a local chart: objects must arrive as values.
    chart = MODULES / "kubernetes/_raw/chart"
    assert [p.name for p in (chart / "templates").iterdir()] == ["manifests.yaml"]
    template = (chart / "templates/manifests.yaml").read_text(encoding="utf-8")
    assert ".Values.manifests" in template
    assert "kind:" not in template


def test_namespace_is_made_by_tenancy_or_for_states() -> None:
    makers = {key(f) for f in FOLDERS for names, _ in blocks(f, "resource") if names[0] == "kubernetes_namespace_v1"}  # fmt: skip
    assert makers == {"kubernetes/state-backend", "kubernetes/tenancy"}
    assert not any(re.search(r"create_namespace\s*=\s*true", text(f)) for f in FOLDERS)


@pytest.mark.parametrize("folder", FOLDERS, ids=key)
def test_nothing_fails_open(folder: Path) -> None:
    assert re.findall(r'failurePolicy\w*"?\s*[=:]\s*"Ignore"', text(folder)) == []
    assert "ValidatingAdmissionPolicy" not in text(folder)  # without a binding it enforces nothing


@pytest.mark.parametrize("folder", WITH_MANIFEST, ids=key)
def test_release_can_be_mirrored_and_be_somebody_elses(folder: Path) -> None:
    for name, body in components(folder):
        given = set(re.findall(r"^  (\w+)\s*=", body, re.MULTILINE))
        need = {"chart_registry", "image_registry", "connectivity", "externally_managed"}
        assert need <= given, name
        assert "create_namespace" not in given


def charts() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for folder in WITH_MANIFEST:
        for name in CHART.findall(text(folder)):
            found[name].add(key(folder))
    return found


def test_chart_has_one_owner() -> None:
    # Covers one NFD, one external.metrics (KEDA), one verifier of signatures (Kyverno), one scheduler of quota (Kueue).
    found = charts()
    assert {n: m for n, m in found.items() if len(m) > 1} == SEVERAL_RELEASES
    for name, owner in {
        "node-feature-discovery": "onprem/gpu-fabric",
        "keda": "kubernetes/serving",
        "kueue": "kubernetes/scheduling",
        "kyverno": "kubernetes/policy",
    }.items():
        assert found[name] == {owner}


def test_rivals_and_retired_charts_are_not_installed() -> None:
    assert {name: NOT_INSTALLED[name] for name in charts().keys() & NOT_INSTALLED.keys()} == {}


@pytest.mark.parametrize("module", OBJECTS_AFTER)
def test_object_waits_for_its_operator(module: str) -> None:
    for name, wanted in OBJECTS_AFTER[module].items():
        listed = re.search(r"depends_on\s*=\s*\[([^\]]*)\]", block(module, "module", name))
        assert listed, name
        assert set(re.findall(r"module\.(\w+)", listed[1])) >= wanted, name


def test_every_module_with_an_operator_and_objects_says_what_waits() -> None:
    objects_only = {
        "kubernetes/audit",  # native kinds and monitors, whose definitions are another layer's
        "kubernetes/mlops-zenml",
        "kubernetes/storage",  # the other way round: the release waits for its secrets
        "kubernetes/vector-qdrant",
        "kubernetes/vector-weaviate",
    }
    both = {key(f) for f in WITH_MANIFEST if "/_raw" in text(f) and "/_component" in text(f)}
    assert both == OBJECTS_AFTER.keys() | objects_only


@pytest.mark.parametrize("module", KEPT)
def test_release_that_would_take_its_objects_along_is_protected(module: str) -> None:
    name, switch = KEPT[module]
    assert re.search(rf"protect\s*=\s*var\.{switch}\b", block(module, "module", name))
    assert re.search(r"default\s*=\s*true", block(module, "variable", switch))
    setting = manifest(module)["settings"].get(switch, {"default": True})
    assert setting.get("by_environment", {}).get("prod", setting["default"]) is True


@pytest.mark.parametrize("module", KEPT_IN_PROD)
def test_release_with_definitions_is_protected_in_prod(module: str) -> None:
    name, switch = KEPT_IN_PROD[module]
    assert re.search(rf"protect\s*=\s*var\.{switch}\b", block(module, "module", name))
    assert manifest(module)["settings"][switch]["by_environment"]["prod"] is True


def test_protection_is_prevent_destroy_and_differs_in_nothing_else() -> None:
    plain = block("kubernetes/_component", "resource", "helm_release", "this")
    kept = block("kubernetes/_component", "resource", "helm_release", "protected")
    cut = re.compile(r"\n  lifecycle \{\n    prevent_destroy = true\n  \}")
    assert cut.search(kept)
    rest = [re.sub(r"  for_each = .*\n", "", cut.sub("", body)).split() for body in (plain, kept)]
    assert rest[0] == rest[1]
    states = block("kubernetes/state-backend", "resource", "kubernetes_namespace_v1", "this")
    assert "prevent_destroy = true" in states


def test_operator_that_builds_drivers_has_half_an_hour() -> None:
    for name in ("gpu_operator", "network_operator"):
        assert re.search(r"timeout\s*=\s*1800\b", block("onprem/gpu-fabric", "module", name))


@pytest.mark.parametrize("module", ["tenancy", "gateway-kong", "observability"])
def test_control_plane_networks_must_be_given_and_come_from_the_cluster(module: str) -> None:
    of = f"kubernetes/{module}"
    assert not re.search(
        r"^\s*default\s*=", block(of, "variable", "control_plane_cidrs"), re.MULTILINE
    )
    given = manifest(of)["inputs"]["control_plane_cidrs"]
    assert given == {"from": "cluster.kubernetes.control_plane_cidrs"}


@pytest.mark.parametrize(("module", "input_"), [("policy", "gpu_resource_names"), ("scheduling", "accelerators")])  # fmt: skip
def test_names_of_gpu_resources_come_from_the_fabric(module: str, input_: str) -> None:
    given = manifest(f"kubernetes/{module}")["inputs"][input_]
    assert given["from"] == "gpu.fabric.gpu_resource_names"


def test_layout_of_gpus_and_what_runs_on_them_are_applied_apart() -> None:
    # A new MIG layout evicts pods: it must never come in one apply with workloads.
    workloads = ("serving", "mlops-kubeflow", "mlops-zenml", "registry-models", "scheduling")
    fabric = manifest("onprem/gpu-fabric")["layer"]
    assert fabric not in {manifest(f"kubernetes/{m}")["layer"] for m in workloads}
    assert fabric == manifest("kubernetes/trust")["layer"] == "foundation"


def test_training_is_baseline_and_every_other_purpose_restricted() -> None:
    tenants = manifest("kubernetes/tenancy")["settings"]["tenants"]["default"]
    assert {n: t.get("pod_security") for n, t in tenants.items() if "pod_security" in t} == {
        "training": "baseline"
    }


def test_policies_are_audited_before_they_are_enforced() -> None:
    modes = manifest("kubernetes/policy")["settings"]["mode"]["by_environment"]
    assert modes == {"sandbox": "audit", "dev": "audit", "staging": "enforce", "prod": "enforce"}
    replicas = manifest("kubernetes/policy")["settings"]["replicas"]["by_environment"]
    assert replicas["prod"] >= 3


def test_envoy_comes_before_kong_which_is_free_unless_somebody_says_a_licence() -> None:
    envoy, kong = (manifest(f"kubernetes/gateway-{n}")["provides"] for n in ("envoy", "kong"))
    flavours = {
        c["id"]: [f["name"] for f in c["flavours"]]
        for c in yaml.safe_load((ROOT / "blueprints/capabilities.yaml").read_text("utf-8"))["capabilities"]
    }  # fmt: skip
    order = flavours["gateway.models"]
    assert order.index(envoy["flavour"]) < order.index(kong["flavour"])
    assert manifest("kubernetes/gateway-kong")["settings"]["edition"]["default"] == "oss"


def backend(name: str) -> dict[str, Any]:
    platform: dict[str, Any] = yaml.safe_load(PLATFORM.read_text(encoding="utf-8"))
    return platform["backend"] if name == "kubernetes" else platform["backends"][name]


def test_state_in_kubernetes_lies_in_another_cluster() -> None:
    platform = yaml.safe_load(PLATFORM.read_text(encoding="utf-8"))
    found = backend("kubernetes")["by_environment"]
    assert found["config_context"] != platform["variables"]["kubeconfig_context"]["value"]
    assert "{layer}" in found["secret_suffix"]
    assert not re.search(r"-\d+$", found["secret_suffix"])  # how Terraform numbers its chunks


def test_state_in_postgresql_has_a_schema_per_root_and_no_credential() -> None:
    found = backend("pg")
    assert "{layer}" in found["by_environment"]["schema_name"]
    assert "conn_str" not in str(found)  # PG_CONN_STR, with sslmode=verify-full


def test_state_in_an_s3_store_of_the_site_skips_what_is_amazons() -> None:
    found = backend("s3")
    skipped = {k for k, v in found["fixed"].items() if k.startswith("skip_") and v is True}
    assert skipped == {
        "skip_credentials_validation",
        "skip_metadata_api_check",
        "skip_region_validation",
        "skip_requesting_account_id",
        "skip_s3_checksum",
    }
    assert found["fixed"]["use_path_style"] is True
    assert found["fixed"]["use_lockfile"] is True
    assert found["by_environment"]["endpoints"]["s3"].startswith("https://")
    assert "access_key" not in str(found)
