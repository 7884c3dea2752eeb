"""Values that take effect in the rendered root modules: variables per environment, arguments of calls, backends."""

from __future__ import annotations

import dataclasses
import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any

from aiarch.errors import InputError, Location
from aiarch.validate.hcl import Declared, SyntaxFault, literal, raw
from aiarch.validate.tree import ProjectTree

_VARIABLE = re.compile(r"\$\{\s*var\.([A-Za-z_][\w-]*)\s*\}")
PREFIX = "TF_VAR_"


@dataclasses.dataclass(frozen=True, slots=True)
class Given:
    """A value and where it is written."""

    value: Any
    at: Location


@dataclasses.dataclass(frozen=True, slots=True)
class Call:
    """A module call of a root module; `module` is the folder below `modules/`, `aws/network-managed`."""

    root: str
    label: str
    module: str
    block: Declared


@dataclasses.dataclass(frozen=True, slots=True)
class Backend:
    """The state backend of a root module in one environment."""

    type: str
    arguments: Mapping[str, Given]
    at: Location

    def text(self, name: str) -> str:
        """Return an argument, or a member of one (`endpoints.s3`), as text; "" when it is not given."""
        head, _, key = name.partition(".")
        value = self.arguments[head].value if head in self.arguments else None
        if key:
            value = value.get(key) if isinstance(value, Mapping) else None
        return "" if value is None or isinstance(value, Mapping | list) else str(value)


class Rendered:
    """Reads values as Terraform does: default, environment, `terraform.tfvars`, `*.auto.tfvars`, then the file of the environment."""

    def __init__(self, tree: ProjectTree, env: Mapping[str, str]) -> None:
        self._tree = tree
        self._env = env
        self._files: dict[str, dict[str, Given]] = {}

    def values(self, root: str, environment: str) -> Mapping[str, Given]:
        """Return the root variables that have a value; null counts as one.

        Raises:
            InputError: a file of values cannot be read.
        """
        found: dict[str, Given] = {}
        for name, block in self._tree.folders[root].variables.items():
            if "default" in block.body:
                found[name] = Given(_plain(block.body["default"]), Location(block.file, block.line))
        for name, value in self._env.items():
            if name.startswith(PREFIX):
                found[name.removeprefix(PREFIX)] = Given(value, Location(f"${name}"))
        for path in self._always(root):
            found |= self._file(path)
        return found | self._file(f"{root}/environments/{environment}.tfvars")

    def calls(self, root: str) -> Iterator[Call]:
        """Yield the module calls of a root module."""
        for label, block in self._tree.folders[root].modules.items():
            parts = posixpath.normpath(literal(block, "source")).split("/")
            yield Call(root, label, "/".join(parts[-2:]), block)

    def argument(self, call: Call, name: str, environment: str) -> Given | None:
        """Return the value of an argument; None when it is not given, or only an apply can know it."""
        if name not in call.block.body:
            return None
        value = _plain(call.block.body[name])
        whole = _VARIABLE.fullmatch(value) if isinstance(value, str) else None
        if whole:
            return self.values(call.root, environment).get(whole[1])
        if "${" in json.dumps(value, default=str):
            return None
        last = call.block.body.get("__end_line__", 0)
        return Given(value, self._place(call.block.file, name, call.block.line, last))

    def backend(self, root: str, environment: str) -> Backend | None:
        """Return where a root module keeps its state; None when it does not say."""
        for kind, block in self._tree.folders[root].backends.items():
            path = f"{root}/environments/{environment}.backend.hcl"
            at = Location(block.file, block.line)
            fixed = {
                k: Given(_plain(v), at) for k, v in block.body.items() if not k.startswith("__")
            }
            shown = Location(path) if path in self._tree.texts else at
            return Backend(kind, {**fixed, **self._file(path)}, shown)
        return None

    def _always(self, root: str) -> Iterator[str]:
        """Yield the files Terraform reads by itself, in its order."""
        here = [p for p in self._tree.everything if posixpath.dirname(p) == root]
        names = {posixpath.basename(p): p for p in here}
        yield from (names[n] for n in ("terraform.tfvars", "terraform.tfvars.json") if n in names)
        yield from sorted(p for p in here if p.endswith((".auto.tfvars", ".auto.tfvars.json")))

    def _file(self, path: str) -> dict[str, Given]:
        if path not in self._files:
            self._files[path] = self._read(path)
        return self._files[path]

    def _read(self, path: str) -> dict[str, Given]:
        try:
            if path.endswith(".json"):
                data = json.loads((self._tree.root / path).read_text(encoding="utf-8"))
                return {str(k): Given(v, Location(path)) for k, v in dict(data).items()}
            text = self._tree.texts.get(path, "")
            data = raw(text) if text.strip() else {}
        except SyntaxFault as fault:
            at = Location(path, fault.line, fault.column)
            raise InputError(f"not HCL: {fault.message}", code="PRE002", at=at) from None
        except (OSError, ValueError, TypeError):
            raise InputError("cannot be read", code="PRE002", at=Location(path)) from None
        return {k: Given(_plain(v), self._place(path, k)) for k, v in data.items()}

    def _place(self, path: str, name: str, first: int = 1, last: int = 0) -> Location:
        """Return the line on which a name is given a value."""
        lines = self._tree.texts[path].splitlines()
        for number in range(first, min(last or len(lines), len(lines)) + 1):
            if re.match(rf'\s*"?{re.escape(name)}"?\s*=', lines[number - 1]):
                return Location(path, number)
        return Location(path, first if last else 0)


def _plain(value: Any) -> Any:  # noqa: ANN401 - hcl2 data
    """Return an attribute's value; hcl2 wraps it in a list of one."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value
