"""The composer over the real AWS modules."""

from __future__ import annotations

import pytest

from aiarch.catalog.catalog import Catalog
from aiarch.catalog.types import check_value, parse_type
from aiarch.compose.compose import compose
from aiarch.model.assessment import Metadata
from aiarch.model.blueprint import Blueprint, Delivery, EnvironmentRecord, Selection, Stack
from aiarch.model.composition import UNSET, Expr

CATALOG = Catalog.of()
MODULES = [m for m in CATALOG.modules.values() if m.manifest.platform == "aws"]
CHOICES = {
    "governance": {"retention_years": 7, "regimes": ["soc2"], "tier": 1, "stage": "pilot", "residency": "none"},
    "data": {"personal": "none"},
}  # fmt: skip


def blueprint(*keys: str, wiring: str = "remote_state") -> Blueprint:
    """Return a blueprint with the modules of some folders, needed settings made up from their types."""
    wanted = {}
    for key in keys:
        manifest = CATALOG.modules[key].manifest
        settings = {
            n: _sample(n, s.type, s.pattern) for n, s in manifest.settings.items() if s.required
        }
        wanted[manifest.provides.capability] = Selection(
            flavour=manifest.provides.flavour, settings=settings
        )
    choices = {section: dict(leaves) for section, leaves in CHOICES.items()}
    for module in MODULES:
        for binding in module.manifest.inputs.values():
            if binding.from_ and binding.from_.startswith("blueprint."):
                _, section, leaf = binding.from_.split(".", 2)
                choices.setdefault(section, {}).setdefault(leaf, None)
    return Blueprint(
        metadata=Metadata(name="demo-one", repository="acme/demo"),
        choices=choices,
        stacks=(Stack(platform="aws", region="eu-central-1", capabilities=wanted),),
        environments={"dev": EnvironmentRecord(), "prod": EnvironmentRecord()},
        delivery=Delivery.model_validate({"wiring": wiring}),
    )


def _sample(name: str, kind: str, pattern: str) -> object:
    samples: dict[str, object] = {
        "string": "sample-1",
        "integer": 1,
        "number": 1,
        "boolean": True,
        "bool": True,
    }
    if "vpc" in name:
        return "vpc-0123456789abcdef0"
    return samples.get(kind, {} if kind.startswith(("map", "object")) else [])


def test_compose_audit_trail_brings_keys_and_reads_them() -> None:
    composition = compose(blueprint("aws/audit-trail"), CATALOG)
    (root,) = composition.stacks[0].roots
    assert root.layer == "foundation"
    assert [c.key for c in root.calls] == ["aws/encryption-keys", "aws/audit-trail"]
    trail = root.calls[1].arguments
    assert trail["audit_key_arn"] == Expr("module.encryption_keys.audit_key_arn")
    assert trail["name_prefix"] == Expr("local.name_prefix")
    assert trail["lock_mode"] == Expr("var.audit_trail_lock_mode")
    assert trail["access_log_days"] == 400
    setting = CATALOG.modules["aws/audit-trail"].manifest.settings["lock_mode"]
    assert {e: v["audit_trail_lock_mode"] for e, v in root.tfvars.items()} == {
        e: setting.by_environment[e] for e in ("dev", "prod")
    }
    assert {"aws/_secure-bucket", "aws/audit-trail", "aws/encryption-keys"} <= {
        m.key for m in composition.modules
    }


@pytest.mark.parametrize("wiring", ["remote_state", "variables"])
@pytest.mark.parametrize("key", [m.key for m in MODULES])
def test_compose_every_module_alone_gives_arguments_of_its_types(key: str, wiring: str) -> None:
    composition = compose(blueprint(key, wiring=wiring), CATALOG)
    found = {c.key: (r, c) for s in composition.stacks for r in s.roots for c in r.calls}
    assert key in found
    for root, call in found.values():
        variables = CATALOG.modules[call.key].declared.variables
        assert set(call.arguments) <= set(variables)
        declared = {v.name for v in root.variables}
        for name, value in call.arguments.items():
            if isinstance(value, Expr):
                head, _, rest = value.text.partition(".")
                assert head in {"var", "local", "module", "data"}
                assert head != "var" or rest in declared
            else:
                assert check_value(parse_type(variables[name].type), value) == []
        missing = {n for n, v in variables.items() if not v.has_default} - set(call.arguments)
        bound_to_nothing = {
            n for n in missing if CATALOG.modules[call.key].manifest.inputs[n].from_ in ABSENT
        }
        assert missing == bound_to_nothing


ABSENT = {
    b.from_
    for m in MODULES
    for b in m.manifest.inputs.values()
    if b.from_
    and b.from_.startswith("blueprint.")
    and b.from_.split(".")[2] not in CHOICES.get(b.from_.split(".")[1], {})
}
"""Paths the sample blueprint leaves empty."""


def test_compose_every_root_variable_without_default_has_a_value_in_every_environment() -> None:
    for module in MODULES:
        for root in (r for s in compose(blueprint(module.key), CATALOG).stacks for r in s.roots):
            for variable in root.variables:
                if variable.default is UNSET:
                    assert all(variable.name in values for values in root.tfvars.values()), (
                        root.folder,
                        variable.name,
                    )
