"""Wiring of root modules: values per environment, remote state outputs, backends."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from aiarch.errors import Location, Severity, did_you_mean
from aiarch.validate.finding import Finding
from aiarch.validate.hcl import SyntaxFault, raw, references
from aiarch.validate.tree import Folder, ProjectTree, root_platform

NEEDED = {
    "s3": ("bucket", "key", "region"),
    "azurerm": ("storage_account_name", "container_name", "key"),
    "gcs": ("bucket",),
    "kubernetes": ("secret_suffix",),
}
"""Arguments without which a backend cannot be initialised and that are no secrets."""


def root_findings(tree: ProjectTree, checker: str) -> Iterator[Finding]:
    """Yield what is wrong between root modules and their environment files."""
    seen: dict[tuple[str, ...], str] = {}
    for path in tree.roots:
        root = tree.folders.get(path)
        if root is not None:
            yield from _Root(tree, root, checker).findings(seen)


class _Root:
    def __init__(self, tree: ProjectTree, folder: Folder, checker: str) -> None:
        self._tree = tree
        self._folder = folder
        self._checker = checker
        self._platform = root_platform(folder.path)

    def findings(self, seen: dict[tuple[str, ...], str]) -> Iterator[Finding]:
        yield from self._values()
        yield from self._remote()
        yield from self._backends(seen)

    def _values(self) -> Iterator[Finding]:
        """Yield values nobody declares, and required variables without a value."""
        variables = self._folder.variables
        always = self._always()
        required = {n for n, v in variables.items() if "default" not in v.body}
        # With `delivery.wiring: variables` the pipeline hands over the outputs of earlier layers.
        handed = required & self._outputs_of_others()
        for environment in self._tree.environments:
            path = f"{self._folder.path}/environments/{environment}.tfvars"
            values = self._read(path)
            if values is None:
                continue  # not HCL: syntax says so
            for name in sorted(set(values) - set(variables)):
                yield self._error(
                    "WIR020",
                    f"no variable {name!r} is declared in {self._folder.path}",
                    self._line(path, name),
                    did_you_mean(name, set(variables))
                    or "remove the value, or declare the variable",
                )
            missing = sorted(required - set(values) - always - handed)
            if missing and path not in self._tree.texts:
                yield self._error(
                    "WIR021",
                    f"environment {environment!r} has no values: {', '.join(missing)}",
                    Location(path),
                    "render again: aiarch render",
                )
                continue
            for name in missing:
                yield self._error(
                    "WIR021",
                    f"environment {environment!r} gives no value for variable {name!r}",
                    Location(path),
                    f"declared in {variables[name].file}:{variables[name].line}",
                )

    def _remote(self) -> Iterator[Finding]:
        """Yield remote state outputs that the other layer does not have."""
        for path in self._folder.files:
            for r in references(self._tree.texts[path]):
                if r.path[:2] != ("data", "terraform_remote_state") or len(r.path) < 5:
                    continue
                layer, output = r.path[2], r.path[4]
                other = self._layer(layer)
                if r.path[3] == "outputs" and other and output not in other.outputs:
                    yield self._error(
                        "WIR022",
                        f"the {layer} layer has no output {output!r}",
                        Location(path, r.line, r.column),
                        did_you_mean(output, set(other.outputs)) or f"outputs are in {other.path}",
                    )

    def _backends(self, seen: dict[tuple[str, ...], str]) -> Iterator[Finding]:
        """Yield environments without a backend configuration, and two root modules on one state."""
        for kind, block in self._folder.backends.items():
            if kind not in NEEDED:
                continue
            for environment in self._tree.environments:
                path = f"{self._folder.path}/environments/{environment}.backend.hcl"
                given = self._read(path)
                if given is None:
                    yield self._error("WIR023", "the file cannot be read as HCL", Location(path))
                    continue
                values = {**{k: _text(v) for k, v in block.body.items()}, **given}
                at = (
                    Location(path) if path in self._tree.texts else Location(block.file, block.line)
                )
                missing = [name for name in NEEDED[kind] if not values.get(name)]
                if missing:
                    yield self._error(
                        "WIR023",
                        f"the {kind} backend of environment {environment!r} lacks {', '.join(missing)}",
                        at,
                        f"{path} holds what differs by environment",
                    )
                    continue
                state = (kind, *(values[name] for name in NEEDED[kind]), values.get("prefix", ""))
                first = seen.setdefault(state, path)
                if first != path:
                    yield self._error(
                        "WIR024",
                        f"keeps its state where {first} keeps its own",
                        at,
                        "two root modules, or two environments, need two keys",
                    )

    def _read(self, path: str) -> dict[str, str] | None:
        """Return the values of a file as text, empty when there is none, None when it is not HCL."""
        text = self._tree.texts.get(path, "")
        try:
            return {k: _text(v) for k, v in raw(text).items()} if text.strip() else {}
        except SyntaxFault:
            return None

    def _always(self) -> set[str]:
        """Return variables that Terraform itself reads values for."""
        found: set[str] = set()
        for path in self._tree.files:
            name = posixpath.basename(path)
            if posixpath.dirname(path) == self._folder.path and (
                name == "terraform.tfvars" or name.endswith(".auto.tfvars")
            ):
                found |= set(self._read(path) or ())
        return found

    def _outputs_of_others(self) -> set[str]:
        others = (
            self._tree.folders.get(path)
            for path in self._tree.roots
            if path != self._folder.path and root_platform(path) == self._platform
        )
        return {output for folder in others if folder for output in folder.outputs}

    def _layer(self, name: str) -> Folder | None:
        path = (
            f"bootstrap/{self._platform}"
            if name == "bootstrap"
            else f"stacks/{self._platform}/{name}"
        )
        return self._tree.folders.get(path)

    def _line(self, path: str, name: str) -> Location:
        for number, line in enumerate(self._tree.texts[path].splitlines(), 1):
            if re.match(rf"\s*\"?{re.escape(name)}\"?\s*=", line):
                return Location(path, number, len(line) - len(line.lstrip()) + 1)
        return Location(path)

    def _error(self, code: str, message: str, at: Location, hint: str = "") -> Finding:
        return Finding(code, self._checker, Severity.ERROR, message, at, hint=hint)


def _text(value: Any) -> str:  # noqa: ANN401 - hcl2 data
    """Return an attribute's value as text; hcl2 wraps it in a list of one."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return "" if value is None else str(value)
