"""Pipelines of the chosen CI system: which files there are is data (`templates/delivery/<ci>/delivery.yaml`)."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from aiarch.catalog.catalog import Catalog, unknown
from aiarch.errors import InputError, Location, ToolFailedError
from aiarch.model.blueprint import Blueprint
from aiarch.model.composition import Composition, Expr, StackPlan
from aiarch.model.delivery import PipelineFile, PipelineSystem, PipelineVariable
from aiarch.render.environment import pipeline_environment
from aiarch.render.tree import RenderedFile
from aiarch.version import __version__

MANAGED = "Managed by aiarch: edit blueprint.yaml and render again. Your own files beside this one are kept."
SEEDED = "Seeded by aiarch once; yours from now on."
AIR_GAPPED = "air_gapped"


@dataclasses.dataclass(frozen=True, slots=True)
class Target:
    """One platform a pipeline signs in to."""

    name: str
    title: str
    region: str
    """Region of the first environment's stack, where a sign-in has to name one."""
    bootstrap: str
    """Folder of the bootstrap; "" where the platform has none."""
    variables: tuple[PipelineVariable, ...]


@dataclasses.dataclass(frozen=True)
class Delivery:
    """The pipelines of one project."""

    composition: Composition
    blueprint: Blueprint
    catalog: Catalog

    @cached_property
    def system(self) -> PipelineSystem:
        """The CI system of the blueprint.

        Raises:
            InputError: no pack knows it.
        """
        name = self.blueprint.delivery.ci
        system = self.catalog.pipelines.system(name)
        if system is None:
            raise unknown(
                "CI system", name, self.catalog.pipelines.names, Location("blueprint.yaml")
            )
        return system

    @cached_property
    def words(self) -> Mapping[str, Any]:
        """What templates of pipelines and of the page about them read."""
        stacks = self.composition.stacks
        backends = sorted({root.backend for stack in stacks for root in stack.roots})
        connectivity = self.blueprint.choices.get("estate", {}).get("connectivity")
        # A cluster on site has no public address: whoever plans it stands inside.
        inside = connectivity == AIR_GAPPED or any(s.platform == "onprem" for s in stacks)
        return {
            **self.system.words,
            **(self.system.inside if inside else {}),
            "ci": self.system.name,
            "ci_title": self.system.title,
            "project": self.composition.project,
            "environments": self.composition.environments,
            "targets": tuple(self._target(stack) for stack in stacks),
            "platforms": tuple(stack.platform for stack in stacks),
            "backends": tuple(backends),
            "air_gapped": connectivity == AIR_GAPPED,
            "inside": inside,
            "aiarch_version": __version__,
        }

    def files(self) -> Iterator[RenderedFile]:
        """Yield every file the CI system gets.

        Raises:
            InputError: a template is faulty, an action has no pin, or a value cannot stand in a pipeline.
            ToolFailedError: a file to copy cannot be read.
        """
        pins = self.catalog.pipelines.pins(self.system.name)

        def pin(action: str) -> Expr:
            if action not in pins:
                raise unknown("pinned action", action, pins)
            return Expr(f"{action}@{pins[action].sha} # {pins[action].version}")

        comment = self.system.comment
        templates = pipeline_environment(
            self.catalog.template_folders,
            self.catalog.cache_folder,
            pin=pin,
            trusted=Expr,
            managed=Expr(f"{comment} {MANAGED}"),
            seeded=Expr(f"{comment} {SEEDED}"),
        )
        for file in self.system.files:
            if file.platforms and not set(file.platforms) & set(self.words["platforms"]):
                continue
            if file.template.endswith(".j2"):
                content = templates.print(f"delivery/{file.template}", self.words)
            else:
                content = self._copied(file)
            yield RenderedFile(file.path, content, file.kind)

    def _copied(self, file: PipelineFile) -> bytes:
        for folder in self.catalog.template_folders:
            path: Path = folder / "delivery" / file.template
            if not path.is_file():
                continue
            try:
                return path.read_bytes()
            except OSError as error:
                raise ToolFailedError(
                    f"cannot read delivery/{file.template}: {error.strerror}",
                    code="TRE011",
                    hint="check the pack's files and their permissions",
                ) from None
        raise InputError(
            f"no pack has the template delivery/{file.template}",
            code="TPL001",
            hint=f"it is named in templates/delivery/{self.system.name}/delivery.yaml",
        )

    def _target(self, stack: StackPlan) -> Target:
        regions = (
            str(values["region"])
            for root in stack.roots
            for values in root.tfvars.values()
            if "region" in values
        )
        declared = (s.region for s in self.blueprint.stacks if s.platform == stack.platform)
        sign_in = self.catalog.pipelines.sign_in(stack.platform)
        return Target(
            stack.platform,
            stack.title,
            next(regions, "") or next(declared, ""),
            next((r.folder for r in stack.roots if r.folder.startswith("bootstrap/")), ""),
            sign_in.variables_of(self.system.name) if sign_in else (),
        )
