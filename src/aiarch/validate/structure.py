"""The tree against its manifest: files missing or edited, links, blueprint changed since the render."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from aiarch.errors import AiarchError, Location, Severity
from aiarch.validate.finding import CheckerReport, Finding
from aiarch.validate.tree import MANIFEST, ProjectTree


class Structure:
    """Compares sha256 sums; files the manifest does not name belong to the user and are fine."""

    name = "structure"
    cacheable = False

    def salt(self) -> str:
        """Return nothing: it always looks."""
        return ""

    def check(self, tree: ProjectTree) -> CheckerReport:
        """Return one finding per missing or edited file, and per link."""
        findings = [
            self._of(
                "STR008",
                "a symbolic link; what it leads to is neither rendered nor checked",
                Location(path),
                "put the files themselves here",
            )
            for path in tree.links
        ]
        try:
            manifest = tree.manifest
        except AiarchError as error:
            if not tree.has_terraform and not (tree.root / MANIFEST).exists():
                at, hint = (
                    Location("."),
                    "render a project first: aiarch render; or give its folder with -C DIR",
                )
                findings.append(self._of("STR001", "nothing was rendered here", at, hint))
            else:
                findings += [self._of(d.code, d.message, d.at, d.hint) for d in error.diagnostics]
            return CheckerReport.ran(self.name, findings)
        for entry in manifest["files"]:
            path, kind = entry["path"], entry.get("kind", "managed")
            file = tree.root / path
            at = Location(path)
            if not file.resolve().is_relative_to(tree.root):
                findings.append(
                    self._of(
                        "STR006",
                        f"the manifest names {path}, which lies outside the project",
                        at,
                        "render again: aiarch render",
                    )
                )
            elif not file.is_file():
                # A seeded file is the user's: deleting it is a choice.
                if kind == "managed":
                    findings.append(
                        self._of(
                            "STR004",
                            f"{path} was rendered and is missing",
                            at,
                            "render again: aiarch render",
                        )
                    )
            elif kind == "managed" and not _is_as_rendered(file.read_bytes(), entry):
                findings.append(
                    self._of(
                        "STR005",
                        f"{path} was edited by hand; the next render would stop here",
                        at,
                        "move the change to blueprint.yaml or to a file of your own, see: aiarch render --diff",
                    )
                )
        findings += self._drift(tree, str(manifest.get("blueprint_sha256", "")))
        return CheckerReport.ran(self.name, findings, files=len(manifest["files"]))

    def _drift(self, tree: ProjectTree, rendered: str) -> list[Finding]:
        at = Location("blueprint.yaml")
        path = tree.root / "blueprint.yaml"
        if not path.is_file():
            return [
                self._of(
                    "STR003",
                    "the project has no blueprint.yaml",
                    at,
                    "restore it from version control",
                )
            ]
        if rendered and _sha256(path.read_bytes()) != rendered:
            return [
                self._of(
                    "STR007",
                    "blueprint.yaml changed since the files were rendered",
                    at,
                    "render again: aiarch render (aiarch render --diff shows what would change)",
                )
            ]
        return []

    def _of(self, code: str, message: str, at: Location | None, hint: str) -> Finding:
        return Finding(code, self.name, Severity.ERROR, message, at, hint=hint)


def _is_as_rendered(content: bytes, entry: Mapping[str, Any]) -> bool:
    """Return whether a file is what was rendered, apart from what people wrote between its human marks."""
    if _sha256(content) == entry["sha256"]:
        return True
    if not entry.get("human"):
        return False
    from aiarch.render.manifest import digest

    return digest(content, human=True) == str(entry["sha256"])


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
