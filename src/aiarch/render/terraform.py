"""Root modules as Terraform text: the templates of `templates/stack/`, every value through the HCL encoder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from aiarch.errors import ToolFailedError
from aiarch.model.composition import UNSET, Composition, Expr, ModuleFolder, Root, RootVariable
from aiarch.render.environment import environment
from aiarch.render.hcl import attributes, one_line
from aiarch.render.tree import RenderedFile

MARKER = "# Managed by aiarch: edit blueprint.yaml and render again. Your own files beside this one are kept."
ROOT_FILES = ("versions", "providers", "backend", "variables", "main", "links", "outputs")


class RootPrinter:
    """Prints root modules; templates of later packs come first."""

    def __init__(
        self,
        template_folders: tuple[Path, ...],
        *,
        trace_sha256: str = "",
        cache: Path | None = None,
    ) -> None:
        self._trace = trace_sha256
        self._templates = environment(
            template_folders,
            cache,
            header=Expr(MARKER),
            raw=Expr,
            text=_comment,
            attributes=_attributes,
            variable_body=_variable_body,
        )

    def files(self, composition: Composition) -> Iterator[RenderedFile]:
        """Yield every file of every root module and the byte copies of the used modules."""
        for stack in composition.stacks:
            backend = next((r.backend for r in stack.roots if r.backend != "local"), "local")
            for root in stack.roots:
                yield from self._root(root, stack.title, backend)
        for module in composition.modules:
            yield from _copies(module)

    def _root(self, root: Root, title: str, state_backend: str) -> Iterator[RenderedFile]:
        context = {
            "root": root,
            "title": title,
            "state_backend": state_backend,
            "trace": self._trace,
            "providers": {
                name: {"source": pin.source, "version": pin.version}
                for name, pin in sorted(root.providers.items())
            },
        }
        for name in ROOT_FILES:
            if _is_needed(name, root):
                yield self._file(f"{root.folder}/{name}.tf", f"{name}.tf", context)
        for name, values in sorted(root.tfvars.items()):
            path = f"{root.folder}/environments/{name}.tfvars"
            yield self._file(path, "environment.tfvars", {"values": values})
        for name, values in sorted(root.backend_config.items()):
            path = f"{root.folder}/environments/{name}.backend.hcl"
            yield self._file(path, "environment.backend.hcl", {"values": values})

    def _file(self, path: str, template: str, context: Mapping[str, Any]) -> RenderedFile:
        return RenderedFile(path, self._templates.print(f"stack/{template}.j2", context))


def _is_needed(name: str, root: Root) -> bool:
    match name:
        case "outputs":
            return bool(root.outputs)
        case "links":
            return bool(root.links)
        case "variables":
            return bool(root.variables)
        case "providers":
            return any(pin.config for pin in root.providers.values())
        case _:
            return True


def _copies(module: ModuleFolder) -> Iterator[RenderedFile]:
    """Yield a module's files byte for byte, without hidden and compiled ones.

    Raises:
        ToolFailedError: a file cannot be read.
    """
    try:
        module.folder.stat()  # `rglob` finds nothing, silently, where no folder is
        for path in sorted(p for p in module.folder.rglob("*") if p.is_file()):
            relative = path.relative_to(module.folder)
            if not any(part.startswith((".", "__pycache__")) for part in relative.parts):
                yield RenderedFile(f"modules/{module.key}/{relative.as_posix()}", path.read_bytes())
    except OSError as error:
        raise ToolFailedError(
            f"cannot read the module {module.key}: {error.strerror}",
            code="TRE011",
            hint="check the pack's files and their permissions",
        ) from None


def _comment(text: str) -> Expr:
    """Return text that cannot leave its comment line."""
    return Expr(one_line(text))


def _attributes(values: Mapping[str, Any], indent: int) -> Expr:
    return Expr(attributes(values, indent))


def _variable_body(variable: RootVariable) -> dict[str, Any]:
    body: dict[str, Any] = {"description": variable.description, "type": Expr(variable.type)}
    if variable.default is not UNSET:
        body["default"] = variable.default
    return body
