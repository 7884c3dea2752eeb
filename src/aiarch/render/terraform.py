"""Root modules as Terraform text: the templates of `templates/stack/`, every value through the HCL encoder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2

from aiarch.model.composition import UNSET, Composition, Expr, Root, RootVariable
from aiarch.render.hcl import attributes, environment
from aiarch.render.tree import RenderedFile

MARKER = "# Managed by aiarch: edit blueprint.yaml and render again. Your own files beside this one are kept."
ROOT_FILES = ("versions", "providers", "backend", "variables", "main", "outputs")


class RootPrinter:
    """Prints root modules; templates of later packs come first."""

    def __init__(self, template_folders: tuple[Path, ...]) -> None:
        self._jinja = environment(template_folders)
        self._jinja.globals |= {
            "header": Expr(MARKER), "raw": Expr, "text": _comment, "word": _comment, "attributes": _attributes, "variable_body": _variable_body,
        }
        self._templates: dict[str, jinja2.Template] = {}

    def files(self, composition: Composition) -> Iterator[RenderedFile]:
        """Yield every file of every root module and the byte copies of the used modules."""
        for stack in composition.stacks:
            backend = next((r.backend for r in stack.roots if r.backend != "local"), "local")
            for root in stack.roots:
                yield from self._root(root, backend)
        for module in composition.modules:
            for path in sorted(p for p in module.folder.rglob("*") if p.is_file()):
                relative = path.relative_to(module.folder)
                if not any(part.startswith(".") or part == "__pycache__" for part in relative.parts):
                    yield RenderedFile(f"modules/{module.key}/{relative.as_posix()}", path.read_bytes(), "managed")

    def _root(self, root: Root, state_backend: str) -> Iterator[RenderedFile]:
        providers = {name: {"source": pin.source, "version": pin.version} for name, pin in root.providers.items()}
        for name in ROOT_FILES:
            if (name == "outputs" and not root.outputs) or (name == "providers" and not any(p.config for p in root.providers.values())):
                continue
            text = self._print(f"{name}.tf", root=root, providers=providers, state_backend=state_backend)
            yield RenderedFile(f"{root.folder}/{name}.tf", text, "managed")
        for name, values in root.tfvars.items():
            yield RenderedFile(f"{root.folder}/environments/{name}.tfvars", self._print("environment.tfvars", values=values), "managed")
        for name, config in root.backend_config.items():
            yield RenderedFile(f"{root.folder}/environments/{name}.backend.hcl", self._print("environment.backend.hcl", values=config), "managed")

    def _print(self, name: str, **context: Any) -> bytes:  # noqa: ANN401 - template context
        template = self._templates.get(name)
        if template is None:
            template = self._templates[name] = self._jinja.get_template(f"stack/{name}.j2")
        text = template.render(**context)
        return (re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n").encode()


def _comment(text: str) -> Expr:
    """Return text that cannot leave its comment line."""
    return Expr("".join(c if c.isprintable() else " " for c in text))


def _attributes(values: Any, indent: int) -> Expr:  # noqa: ANN401 - Jinja hands over any mapping
    return Expr(attributes(values, indent))


def _variable_body(variable: RootVariable) -> dict[str, Any]:
    body: dict[str, Any] = {"type": Expr(variable.type), "description": variable.description}
    if variable.default is not UNSET:
        body["default"] = variable.default
    return body
