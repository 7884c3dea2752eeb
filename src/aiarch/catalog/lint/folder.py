"""What a manifest says about itself against its folder, the catalogue and the other modules."""

from __future__ import annotations

from aiarch.catalog.declarations import read_declarations
from aiarch.catalog.lint.shelf import ModuleCheck
from aiarch.catalog.sources import parse_source
from aiarch.errors import Severity, did_you_mean
from aiarch.model.capability import LAYER_ORDER, Layer

FILES = ("README.md", "versions.tf", "variables.tf", "outputs.tf")


class FolderCheck(ModuleCheck):
    """Everything but inputs and settings."""

    def identity(self) -> None:
        """Check names: capability, flavour, platform, controls, and the interface's outputs."""
        provides = self._manifest.provides
        capability = self._catalog.capabilities.get(provides.capability)
        if capability is None:
            near = did_you_mean(provides.capability, set(self._catalog.capabilities))
            self.say(
                "MOD010",
                ("provides", "capability"),
                f"unknown capability {provides.capability!r}",
                near or "add it to capabilities.yaml",
            )
        else:
            flavours = [f.name for f in capability.flavours]
            if provides.flavour not in flavours:
                near = did_you_mean(provides.flavour, set(flavours))
                self.say(
                    "MOD010",
                    ("provides", "flavour"),
                    f"{capability.id} has no flavour {provides.flavour!r}",
                    near or f"flavours: {', '.join(flavours)}",
                )
            if capability.platforms and self._host not in capability.platforms:
                self.say(
                    "MOD010",
                    ("platform",),
                    f"{capability.id} is for {', '.join(capability.platforms)} only",
                )
            for name in capability.interface(self._host):
                if name not in self._declared.outputs:
                    near = did_you_mean(name, self._declared.outputs)
                    self.say(
                        "MOD006",
                        ("provides",),
                        f"the interface of {capability.id} wants output {name!r}, which the module lacks",
                        near or "add the output to outputs.tf",
                    )
        if self._platform is None:
            known = ", ".join(self._catalog.platforms)
            self.say(
                "MOD012",
                ("platform",),
                f"no descriptor for platform {self._host!r}",
                f"descriptors: {known}",
            )
        for index, name in enumerate(self._manifest.covers):
            if name not in self._catalog.capabilities:
                near = did_you_mean(name, set(self._catalog.capabilities))
                self.say("MOD010", ("covers", index), f"unknown capability {name!r}", near)
        for index, control in enumerate(self._manifest.implements):
            known_control = self._catalog.controls.get(control)
            if known_control is None:
                near = did_you_mean(control, set(self._catalog.controls))
                self.say(
                    "MOD009",
                    ("implements", index),
                    f"unknown control {control!r}",
                    near or "see `aiarch catalog list`",
                )
            elif known_control.retired:
                self.say("MOD009", ("implements", index), f"control {control} is retired")

    def needs(self) -> None:
        """Check that what it needs exists, is read, and comes earlier."""
        mine = LAYER_ORDER.index(self._manifest.layer)
        read = {
            s.capability
            for b in self._manifest.inputs.values()
            if b.from_ and (s := parse_source(b.from_)).kind == "capability"
        }
        for index, need in enumerate(self._manifest.needs):
            if need not in self._catalog.capabilities:
                near = did_you_mean(need, set(self._catalog.capabilities))
                self.say("MOD010", ("needs", index), f"unknown capability {need!r}", near)
                continue
            if need == self._manifest.provides.capability:
                self.say("MOD016", ("needs", index), f"needs {need}, which it provides itself")
                continue
            if need not in read:
                self.say(
                    "MOD004",
                    ("needs", index),
                    f"needs {need}, but no input reads it",
                    "bind an output of it, or drop the need",
                    Severity.WARNING,
                )
            others = self._shelf.providers.get((self._host, need), ())
            if not others:
                self.say(
                    "MOD004",
                    ("needs", index),
                    f"needs {need}, which no module provides on {self._host}",
                    "nobody can compose this module yet",
                )
            for other in others:
                if LAYER_ORDER.index(other.manifest.layer) > mine:
                    self.say(
                        "MOD016",
                        ("needs", index),
                        f"{self._manifest.layer} needs {need}, but {other.key} comes later ({other.manifest.layer})",
                        "move one of them to another layer",
                    )
                if Layer.BOOTSTRAP in {other.manifest.layer, self._manifest.layer}:
                    self.say(
                        "MOD016",
                        ("needs", index),
                        f"needs {need} across bootstrap, whose state nobody reads",
                        "pass the value by a setting or a stack variable",
                    )

    def files(self) -> None:
        """Check the files every module has, and the siblings it calls."""
        folder = self._module.folder
        for name in FILES:
            if not (folder / name).is_file():
                self.say("MOD014", (), f"{name} is missing")
        if not any((folder / "tests").glob("*.tftest.hcl")):
            self.say(
                "MOD014",
                (),
                "tests/*.tftest.hcl is missing",
                "a module without a test is not finished",
            )
        if not self._declared.required_version:
            self.say("MOD014", (), "versions.tf has no required_version")
        for index, name in enumerate(self._manifest.uses):
            if not (folder.parent / name).is_dir():
                self.say("MOD013", ("uses", index), f"uses {name!r}, which is no folder beside it")
        called = self._called()
        for name in sorted(called - set(self._manifest.uses)):
            self.say(
                "MOD013",
                ("uses",),
                f"calls ../{name}, which `uses` does not name",
                "it would be missing from the render",
            )
        for name in sorted(set(self._manifest.uses) - called):
            self.say("MOD013", ("uses",), f"`uses` names {name!r}, which nothing calls", "drop it")

    def _called(self) -> set[str]:
        """Return the sibling folders the module calls, and those they call in turn."""
        called: set[str] = set()
        queue = [(self._module.folder, self._declared)]
        while queue:
            folder, declared = queue.pop()
            for source in declared.calls.values():
                parent, slash, name = source.partition("/")
                if parent == ".." and slash and name not in called:
                    called.add(name)
                    sibling = folder.parent / name
                    if sibling.is_dir():
                        queue.append((sibling, read_declarations(sibling)))
        return called

    def providers(self) -> None:
        """Check providers against versions.tf and the platform's pins."""
        listed = set(self._manifest.providers)
        for index, name in enumerate(self._manifest.providers):
            if self._platform and name not in self._platform.providers:
                near = did_you_mean(name, set(self._platform.providers))
                self.say(
                    "MOD012",
                    ("providers", index),
                    f"{self._platform.name} has no provider {name!r}",
                    near or f"providers: {', '.join(self._platform.providers)}",
                )
        declared = set(self._declared.providers)
        for sibling in self._manifest.uses:
            declared |= read_declarations(self._module.folder.parent / sibling).providers
        for name in sorted(declared - listed):
            self.say(
                "MOD012",
                ("providers",),
                f"the module requires provider {name!r}, which `providers` does not name",
                "the root would not pin it",
            )
        for name in sorted(listed - declared):
            self.say(
                "MOD012",
                ("providers",),
                f"`providers` names {name!r}, which no required_providers has",
                "add it to versions.tf, or drop it",
            )
