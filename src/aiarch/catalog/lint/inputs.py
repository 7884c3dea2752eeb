"""Inputs and settings of a manifest against the module's variables and the sources they name."""

from __future__ import annotations

from aiarch.catalog.lint.shelf import ModuleCheck
from aiarch.catalog.settings import misfits, setting_values
from aiarch.catalog.sources import Source, parse_source
from aiarch.catalog.types import Type, check_value, hcl, is_assignable, parse_type
from aiarch.errors import InputError, did_you_mean
from aiarch.model.capability import ENVIRONMENTS, LAYER_ORDER, Binding, Capability

TYPES_FROM_STACK = {"name_prefix": "string", "tags": "map(string)"}
"""Locals of a platform descriptor have no declared type; these two are the same everywhere."""


class InputCheck(ModuleCheck):
    """`inputs` and `settings` of one manifest."""

    def inputs(self) -> None:
        """Check that every variable gets a value of its type from a source that exists."""
        variables = self._declared.variables
        for name, variable in variables.items():
            if name not in self._manifest.inputs and not variable.has_default:
                at = f"{variable.file}:{variable.line}"
                self.say(
                    "MOD001",
                    ("inputs",),
                    f"variable {name!r} ({at}) has no default and no input binds it",
                    f"add `{name}: {{from: …}}`",
                )
        for name, binding in self._manifest.inputs.items():
            known = variables.get(name)
            if known is None:
                near = did_you_mean(name, set(variables))
                self.say(
                    "MOD002",
                    ("inputs", name),
                    f"input {name!r} names no variable of the module",
                    near,
                )
                continue
            try:
                wanted = parse_type(known.type)
            except InputError as error:
                self.say(
                    "MOD015",
                    ("inputs", name),
                    f"variable {name!r} ({known.file}:{known.line}): {error.message}",
                    error.hint,
                )
                continue
            may_be_absent = self._bound(name, binding, wanted)
            if may_be_absent and not known.has_default:
                self.say(
                    "MOD001",
                    ("inputs", name),
                    f"input {name!r} may have no value ({may_be_absent}), and the variable has no default",
                )

    def _bound(self, name: str, binding: Binding, wanted: Type) -> str:
        """Check where a value comes from; return why it may be absent, or ""."""
        if binding.from_ is None:
            for fault in check_value(wanted, binding.value):
                self.say("MOD015", ("inputs", name, "value"), f"input {name!r}: {fault}")
            return "null" if binding.value is None else ""
        source = parse_source(binding.from_)
        at = ("inputs", name, "from")
        match source.kind:
            case "stack":
                return self._from_stack(name, source, wanted)
            case "setting":
                return self._from_setting(name, source, wanted)
            case "blueprint":
                writers = self._shelf.paths.get(binding.from_)
                if not writers:
                    near = did_you_mean(binding.from_, set(self._shelf.paths))
                    self.say(
                        "MOD003",
                        at,
                        f"input {name!r}: no question or table writes {binding.from_}",
                        near or "add the writer, or read a setting",
                    )
                    return ""
                self._compare(name, at, writers[0].type, wanted, binding.from_)
                return f"{writers[0].writer[1]} may not apply" if writers[0].may_be_absent else ""
            case _:
                self._from_capability(name, source, optional=binding.optional)
                return "it is optional" if binding.optional else ""

    def _from_stack(self, name: str, source: Source, wanted: Type) -> str:
        platform, at = self._platform, ("inputs", name, "from")
        if platform is None:
            return ""
        known = {*platform.locals, *platform.variables}
        if source.leaf not in known:
            near = did_you_mean(source.leaf, known)
            self.say(
                "MOD003",
                at,
                f"input {name!r}: {platform.name} has no stack.{source.leaf}",
                near or f"stack: {', '.join(sorted(known))}",
            )
            return ""
        variable = platform.variables.get(source.leaf)
        text = variable.type if variable else TYPES_FROM_STACK.get(source.leaf, "any")
        self._compare(name, at, parse_type(text), wanted, source.text)
        return ""

    def _from_setting(self, name: str, source: Source, wanted: Type) -> str:
        at = ("inputs", name, "from")
        setting = self._manifest.settings.get(source.leaf)
        if setting is None:
            near = did_you_mean(source.leaf, set(self._manifest.settings))
            self.say(
                "MOD003", at, f"input {name!r}: the manifest has no setting {source.leaf!r}", near
            )
            return ""
        try:
            self._compare(name, at, parse_type(setting.type), wanted, source.text)
        except InputError:
            return ""  # reported with the setting
        empty = None in {None if v is None else 0 for v in setting_values(setting).values()}
        return "null" if empty and not setting.required else ""

    def _from_capability(self, name: str, source: Source, *, optional: bool) -> None:
        at = ("inputs", name, "from")
        capability = self._catalog.capabilities.get(source.capability)
        if capability is None:
            near = did_you_mean(
                source.capability, {*self._catalog.capabilities, "stack", "setting"}
            )
            self.say(
                "MOD003",
                at,
                f"input {name!r}: unknown source {source.text!r}",
                near or "stack.*, setting.*, blueprint.*.*, or <capability>.<output>",
            )
            return
        if optional == (source.capability in self._manifest.needs):
            text = "is needed, so it is never absent" if optional else "is not in `needs`"
            hint = (
                "drop `optional`"
                if optional
                else f"add {source.capability} to `needs`, or say `optional: true`"
            )
            self.say("MOD004", at, f"input {name!r}: {source.capability} {text}", hint)
        self._interface(name, source, capability)

    def _interface(self, name: str, source: Source, capability: Capability) -> None:
        at = ("inputs", name, "from")
        interface = capability.interface(self._host)
        if source.leaf not in interface:
            near = did_you_mean(source.leaf, set(interface))
            self.say(
                "MOD005",
                at,
                f"input {name!r}: {source.leaf!r} is not in the interface of {capability.id} on {self._host}",
                near or f"interface: {', '.join(interface) or 'none'}",
            )
            return
        mine = LAYER_ORDER.index(self._manifest.layer)
        for other in self._shelf.providers.get((self._host, capability.id), ()):
            if (
                LAYER_ORDER.index(other.manifest.layer) > mine
                and capability.id not in self._manifest.needs
            ):
                self.say(
                    "MOD016",
                    at,
                    f"input {name!r}: {other.key} comes later ({other.manifest.layer}), so it is never bound",
                    "move one of them to another layer",
                )

    def _compare(
        self, name: str, at: tuple[str | int, ...], source: Type, wanted: Type, text: str
    ) -> None:
        if not is_assignable(source, wanted):
            self.say(
                "MOD015",
                at,
                f"input {name!r}: {text} is {hcl(source)}, the variable is {hcl(wanted)}",
                "make the two types agree",
            )

    def settings(self) -> None:
        """Check that defaults fit, and that something reads each setting."""
        used = {b.from_ for b in self._manifest.inputs.values()}
        for name, setting in self._manifest.settings.items():
            at = ("settings", name)
            if f"setting.{name}" not in used:
                self.say("MOD008", at, f"no input reads setting {name!r}", "bind it, or drop it")
            try:
                parse_type(setting.type)
            except InputError as error:
                self.say("MOD007", (*at, "type"), f"setting {name!r}: {error.message}", error.hint)
                continue
            if setting.required and setting.default is not None:
                self.say(
                    "MOD007",
                    (*at, "default"),
                    f"setting {name!r} is required and has a default",
                    "drop one of them",
                )
            for environment in setting.by_environment:
                if environment not in ENVIRONMENTS:
                    near = did_you_mean(environment, set(ENVIRONMENTS))
                    self.say(
                        "MOD007",
                        (*at, "by_environment", environment),
                        f"setting {name!r}: unknown environment {environment!r}",
                        near or f"environments: {', '.join(ENVIRONMENTS)}",
                    )
            for environment, value in {"": setting.default, **setting.by_environment}.items():
                path = ("by_environment", environment) if environment else ("default",)
                for fault in misfits(setting, value):
                    self.say("MOD007", (*at, *path), f"setting {name!r}: {fault}")
            if (
                setting.minimum is not None
                and setting.maximum is not None
                and setting.minimum > setting.maximum
            ):
                self.say(
                    "MOD007",
                    (*at, "minimum"),
                    f"setting {name!r}: the minimum is above the maximum",
                )
