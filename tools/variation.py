"""What varies on a platform, read from the knowledge base, and the blueprint of one combination."""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from allpairs import Combination, Exclusion, Factor, members

from aiarch.catalog.catalog import Catalog, Module
from aiarch.model.assessment import Metadata
from aiarch.model.blueprint import Blueprint, Delivery, EnvironmentRecord, Selection, Stack
from aiarch.model.capability import ENVIRONMENTS, Setting
from aiarch.model.question import QuestionType

COUNTRY = "country"
"""Level of the residency that stands for all countries in turn: they differ in nothing but the region."""
UNSET = None
"""Level of a setting that is left to the manifest, environment by environment."""
SPECIAL = {
    "delivery.environments",
    "delivery.repository",
    "delivery.state_backend",
    "governance.residency",
}
"""Paths that get their factor, or their one value, in another way."""


@dataclasses.dataclass(frozen=True, slots=True)
class Companion:
    """Settings that must be there exactly when levels meet."""

    when: Exclusion
    settings: Mapping[str, Mapping[str, Any]]
    """Module → setting → value."""


@dataclasses.dataclass(frozen=True, slots=True)
class Rules:
    """What `pairwise.yaml` says about one platform."""

    excludes: tuple[Exclusion, ...] = ()
    unplannable: tuple[Exclusion, ...] = ()
    """Fit to be rendered and checked, but a plan needs root variables of the customer."""
    weakens: Mapping[str, tuple[Exclusion, ...]] = dataclasses.field(default_factory=dict)
    """Check of the policy → levels with which it is right to fail."""
    companions: tuple[Companion, ...] = ()
    only_with: Mapping[str, tuple[str, str]] = dataclasses.field(default_factory=dict)
    """Capability → (factor, level) without which it is not in the stack."""
    fixtures: Mapping[str, Mapping[str, Any]] = dataclasses.field(default_factory=dict)
    """Module → setting → value."""
    account: str = ""
    """Account, subscription or project of every environment."""

    def excuses(self, check: str, combination: Combination) -> bool:
        """Return whether a check fails with a combination because that was chosen."""
        return any(e.holds(combination) for e in self.weakens.get(check, ()))

    def check(self, factors: Sequence[Factor]) -> None:
        """Refuse rules that speak of what is not there: they would exclude nothing.

        Raises:
            ValueError: a rule names an unknown factor, or a level its factor never has.
        """
        levels = {f.name: {m for v in f.levels for m in members(v)} for f in factors}
        whens = [*self.excludes, *self.unplannable, *(c.when for c in self.companions)]
        whens += [e for rules in self.weakens.values() for e in rules]
        for name, wanted in (item for when in whens for item in when.when.items()):
            if name not in levels:
                raise ValueError(f"pairwise.yaml speaks of {name}, which does not vary")
            if strange := [w for w in wanted if w not in levels[name]]:
                raise ValueError(f"pairwise.yaml: {name} is never {strange}")


def read_rules(path: Path, platform: str) -> Rules:
    """Return the rules of a file for a platform."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    mine = [e for e in data["excludes"] if e["platform"] == platform]
    weakens: dict[str, tuple[Exclusion, ...]] = {}
    for entry in data["weakens"]:
        if entry["platform"] == platform:
            check = entry["check"]
            weakens[check] = (*weakens.get(check, ()), _exclusion(entry))
    return Rules(
        weakens=weakens,
        excludes=tuple(_exclusion(e) for e in mine if not e.get("plan")),
        unplannable=tuple(_exclusion(e) for e in mine if e.get("plan")),
        companions=tuple(
            Companion(_exclusion(c), c["settings"])
            for c in data["companions"]
            if c["platform"] == platform
        ),
        only_with={
            c: next(iter(w.items())) for c, w in data["only_with"].get(platform, {}).items()
        },
        fixtures=data["fixtures"],
        account=data["accounts"].get(platform, ""),
    )


def _exclusion(entry: Mapping[str, Any]) -> Exclusion:
    when = {k: tuple(v) if isinstance(v, list) else (v,) for k, v in entry["when"].items()}
    return Exclusion(when, entry.get("reason", ""))


def factors_of(platform: str, catalog: Catalog, rules: Rules) -> list[Factor]:
    """Return everything that varies on a platform: flavours first, then what blueprints say, then settings."""
    modules = catalog.modules_on(platform)
    flavours: dict[str, list[str]] = {}
    for module in modules:
        provides = module.manifest.provides
        flavours.setdefault(provides.capability, []).append(provides.flavour)
    factors = [Factor(c, tuple(sorted(f))) for c, f in sorted(flavours.items()) if len(f) > 1]
    factors += _blueprint_factors(platform, catalog)
    for module in modules:
        provides = module.manifest.provides
        several = len(flavours[provides.capability]) > 1
        parent: tuple[str, Hashable] | None = rules.only_with.get(provides.capability)
        if several:
            parent = (provides.capability, provides.flavour)
        fixed = rules.fixtures.get(module.key, {})
        for name, setting in module.manifest.settings.items():
            levels = levels_of(setting)
            if name not in fixed and len(levels) > 1:
                factors.append(Factor(f"{module.key}.{name}", levels, parent))
    return factors


def levels_of(setting: Setting) -> tuple[Hashable, ...]:
    """Return the values of a setting worth trying: every word, both ends of a number, and the manifest's own."""
    numbers = [c for c in setting.choices if isinstance(c, int)]
    levels: list[Hashable]
    if setting.choices and not numbers:
        levels = list(setting.choices)
    elif setting.type in {"bool", "boolean"}:
        levels = [False, True]
    elif numbers:
        levels = [min(numbers), max(numbers)]
    else:
        levels = [n for n in (setting.minimum, setting.maximum) if n is not None]
    if levels and (setting.by_environment or len(levels) == 1):
        levels.insert(0, UNSET)
    return tuple(levels)


def blueprint_of(
    platform: str, combination: Combination, number: int, catalog: Catalog, rules: Rules
) -> Blueprint:
    """Return the blueprint of a combination with every capability the platform has modules for."""
    choices: dict[str, dict[str, Any]] = {}
    for name, level in combination.items():
        section, _, leaf = name.partition(".")
        if "/" not in name and name not in catalog.capabilities and leaf:
            choices.setdefault(section, {})[leaf] = (
                list(level) if isinstance(level, tuple) else level
            )
    descriptor = catalog.platforms[platform]
    residency = choices["governance"]["residency"]
    if residency == COUNTRY:
        countries = [r for r in descriptor.regions if r.isupper()]
        residency = choices["governance"]["residency"] = countries[number % len(countries)]
    delivery = choices.pop("delivery")
    environments: Any = combination["environments"]
    return Blueprint(
        metadata=Metadata(
            name="pairwise", owner="platform-team", repository="example-org/pairwise"
        ),
        choices=choices | {"delivery": {"ci": delivery["ci"]}},
        stacks=(
            Stack(
                platform=platform,
                region=descriptor.regions[residency][0],
                capabilities=_capabilities(platform, combination, catalog, rules),
            ),
        ),
        environments={e: EnvironmentRecord(account=rules.account) for e in environments},
        delivery=Delivery(**delivery),
    )


def _capabilities(
    platform: str, combination: Combination, catalog: Catalog, rules: Rules
) -> dict[str, Selection]:
    beside = [c.settings for c in rules.companions if c.when.holds(combination)]
    selected = {}
    for module in catalog.modules_on(platform):
        provides = module.manifest.provides
        other = rules.only_with.get(provides.capability)
        if other and combination.get(other[0]) != other[1]:
            continue
        if combination.get(provides.capability, provides.flavour) == provides.flavour:
            settings = dict(rules.fixtures.get(module.key, {}))
            for more in beside:
                settings |= more.get(module.key, {})
            settings |= _chosen(module, combination)
            selected[provides.capability] = Selection(flavour=provides.flavour, settings=settings)
    return selected


def _chosen(module: Module, combination: Combination) -> Iterator[tuple[str, Any]]:
    for name in module.manifest.settings:
        level = combination.get(f"{module.key}.{name}", UNSET)
        if level is not UNSET:
            yield name, level


def _blueprint_factors(platform: str, catalog: Catalog) -> Iterator[Factor]:
    """Yield the environments, how it is delivered, and every path the platform's modules or descriptor read."""
    descriptor = catalog.platforms[platform]
    yield Factor("environments", (*((e,) for e in ENVIRONMENTS), ENVIRONMENTS[1:], ENVIRONMENTS))
    yield Factor("delivery.wiring", ("remote_state", "variables"))
    yield Factor("delivery.state_backend", descriptor.state_backends)
    areas = [r for r in descriptor.regions if not r.isupper()]
    yield Factor("governance.residency", (*areas, COUNTRY))
    sources = {v.from_ for v in descriptor.variables.values() if v.from_}
    for module in catalog.modules_on(platform):
        sources |= {b.from_ for b in module.manifest.inputs.values() if b.from_}
    read = {s.removeprefix("blueprint.") for s in sources if s.startswith("blueprint.")}
    # The CI is a field of every blueprint, whether a module reads it or not.
    for name in sorted((read | {"delivery.ci"}) - SPECIAL):
        yield Factor(name, tuple(_domain(f"blueprint.{name}", catalog)))


def _domain(path: str, catalog: Catalog) -> Iterator[Hashable]:
    """Yield the values a blueprint path can have, by the question or decision that writes it."""
    for question in catalog.questions.values():
        if question.path == path:
            words = [v for v in question.values if v != "unsure"]
            if question.type is QuestionType.MULTI:
                yield from _sets([w for w in words if w != "none"])
            elif question.type is QuestionType.INT:
                least = question.at_least
                yield from dict.fromkeys(
                    b.low if least is None else max(b.low, least) for b in question.bins
                )
            else:
                yield from words
            return
    yield from next(d.output.domain for d in catalog.decisions.values() if d.output.path == path)


def _sets(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield no word, each alone, each half, and all together."""
    yield ("none",)
    yield from ((w,) for w in words)
    middle = len(words) // 2
    yield from (tuple(words[:middle]), tuple(words[middle:]), tuple(words))
