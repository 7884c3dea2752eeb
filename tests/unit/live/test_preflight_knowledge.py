from __future__ import annotations

from pathlib import Path

import pytest

from aiarch.catalog.catalog import Catalog
from aiarch.errors import InputError
from aiarch.live.knowledge import PreflightKnowledge

CATALOG = Catalog.of()
KNOWLEDGE = PreflightKnowledge.of(CATALOG)
PLATFORMS = sorted(CATALOG.platforms)
HEAD = "source: the pack of a test\nchecked_on: '2026-12-01'\n"


def pack(folder: Path, text: str) -> PreflightKnowledge:
    path = folder / "blueprints" / "preflight" / "own.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(HEAD + text)
    return PreflightKnowledge.of(Catalog.of([folder]))


def test_knowledge_names_arguments_that_modules_have() -> None:
    named = [(n.module, a) for n in KNOWLEDGE.networks.values() for a in (*n.own, *n.corporate)]
    for platform in PLATFORMS:
        for capacity in KNOWLEDGE.capacity(platform):
            named += [(capacity.module, capacity.argument)]
            named += [(capacity.module, capacity.members_of)] if capacity.members_of else []
    assert ("aws/network-managed", "vpc_cidr") in named
    unknown = [
        (module, argument)
        for module, argument in named
        if module not in CATALOG.modules or argument not in CATALOG.modules[module].manifest.inputs
    ]
    assert unknown == []


def test_knowledge_covers_every_network_a_managed_module_takes() -> None:
    """A module that makes a network of its own must be compared with the others."""
    makers = {
        key
        for key, module in CATALOG.modules.items()
        if (module.manifest.provides.capability, module.manifest.provides.flavour)
        == ("network.private", "managed")
    }
    assert makers <= {n.module for n in KNOWLEDGE.networks.values() if n.own}


def test_knowledge_places_every_backend_of_the_platforms() -> None:
    types = {
        backend.type
        for platform in CATALOG.platforms.values()
        for backend in (platform.backend, *platform.backends.values())
    }
    assert types <= set(KNOWLEDGE.backends)


def test_knowledge_refers_to_usages_flavours_and_lifecycle_entries_that_exist() -> None:
    for platform in PLATFORMS:
        usages = KNOWLEDGE.usages(platform)
        for capacity in KNOWLEDGE.capacity(platform):
            assert set(capacity.usages) <= set(usages)
        for registration in KNOWLEDGE.registrations(platform):
            capability, _, flavour = registration.when.partition("=")
            assert flavour in {f.name for f in CATALOG.capabilities[capability].flavours}
            assert CATALOG.lifecycle[registration.lifecycle].allowed_when == registration.when


@pytest.mark.parametrize(
    ("region", "home"),
    [
        ("eu-central-1", "us-east-1"),
        ("us-gov-east-1", "us-gov-west-1"),
        ("cn-northwest-1", "cn-north-1"),
    ],
)
def test_home_region_is_that_of_the_partition(region: str, home: str) -> None:
    assert KNOWLEDGE.home_region("aws", region) == home


def test_knowledge_of_a_pack_replaces_by_key_and_stays_on_its_platform(tmp_path: Path) -> None:
    found = pack(
        tmp_path / "acme",
        "platform: aws\nusages:\n"
        "  - {id: training, title: jobs, service: sagemaker, quota: 'our {type}'}\n",
    )
    assert found.usages("aws")["training"].quota == "our {type}"
    assert found.usages("aws")["endpoint"] == KNOWLEDGE.usages("aws")["endpoint"]
    assert found.usages("gcp") == {}


def test_knowledge_of_a_pack_may_name_no_operation_that_writes(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        pack(
            tmp_path / "acme",
            "registrations:\n  - {id: x, title: X, when: a.b=c, service: s3, operation: delete_bucket,"
            " answer: status, accepted: [A], hint: h}\n",
        )
    assert "operation" in str(raised.value.diagnostics)
