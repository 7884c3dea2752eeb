"""Suppressions: `# checkov:skip=CHECK:reason; owner=team; expires=YYYY-MM-DD`, all three parts mandatory."""

from __future__ import annotations

import dataclasses
import posixpath
import re
from collections.abc import Iterator

from aiarch.errors import Location, Severity
from aiarch.validate.finding import Finding, Suppression
from aiarch.validate.tree import ProjectTree, root_platform

LIMIT = 5
"""Suppressions a stack may have."""
HINT = "write `# checkov:skip=CHECK:reason; owner=team; expires=YYYY-MM-DD`, or repair the resource"

# checkov takes several checks and two older names of itself; so do we, or a gate would open unseen.
_COMMENT = re.compile(
    r"(?:checkov|bridgecrew|cortex):skip=[ ]*(?P<checks>[A-Za-z_\d-]+(?:,[A-Za-z_\d-]+)*)?(?P<text>:[^\n]*)?"
)
_DATE = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")


@dataclasses.dataclass(frozen=True, slots=True)
class Comment:
    """One skip comment in a file."""

    file: str
    line: int
    column: int
    checks: tuple[str, ...]
    suppression: Suppression


def comments(tree: ProjectTree) -> Iterator[Comment]:
    """Yield the skip comments of every Terraform file, in order of place."""
    for path, text in tree.texts.items():
        if path.endswith(".tf"):
            yield from comments_in(path, text)


def comments_in(path: str, text: str) -> Iterator[Comment]:
    """Yield the skip comments of one file."""
    for number, line in enumerate(text.splitlines(), 1):
        if ":skip=" not in line:
            continue
        for match in _COMMENT.finditer(line):
            checks = tuple(filter(None, (match["checks"] or "").split(",")))
            told = parse(match["text"] or "")
            yield Comment(path, number, match.start() + 1, checks, told)


def parse(text: str) -> Suppression:
    """Return reason, owner and expiry of a comment's text; missing parts are empty."""
    reason: list[str] = []
    named: dict[str, str] = {}
    for part in text.lstrip(":").split(";"):
        key, equals, value = part.partition("=")
        if equals and key.strip() in {"owner", "expires"}:
            named[key.strip()] = value.strip()
        elif part.strip():
            reason.append(part.strip())
    return Suppression("; ".join(reason), named.get("owner", ""), named.get("expires", ""))


def faults(suppression: Suppression, as_of: str) -> Iterator[tuple[str, str]]:
    """Yield (code, message) for everything that makes a suppression void on a date."""
    if len(suppression.reason) < 3 or suppression.reason == "No comment provided":
        yield "SUP001", "the suppression gives no reason"
    if not suppression.owner:
        yield "SUP002", "the suppression has no owner"
    if not _DATE.fullmatch(suppression.expires):
        yield "SUP003", "the suppression has no expiry date (YYYY-MM-DD)"
    elif suppression.expires < as_of:
        yield "SUP004", f"the suppression expired on {suppression.expires}"


def is_valid(suppression: Suppression, as_of: str) -> bool:
    """Return whether a suppression counts on a date."""
    return not any(faults(suppression, as_of))


def findings(tree: ProjectTree, checker: str) -> Iterator[Finding]:
    """Yield what is wrong with the suppressions of a project, and stacks that have too many."""
    found = list(comments(tree))
    for comment in found:
        at = Location(comment.file, comment.line, comment.column)
        wrong = list(faults(comment.suppression, tree.as_of))
        if not comment.checks:
            wrong.append(("SUP006", "the suppression names no check"))
        for code, message in wrong:
            names = ", ".join(comment.checks)
            yield Finding(
                code,
                checker,
                Severity.ERROR,
                f"{message}{f': {names}' if names else ''}",
                at,
                hint=HINT,
            )
    for platform, folders in sorted(_stacks(tree).items()):
        mine = [c for c in found if posixpath.dirname(c.file) in folders]
        if len(mine) > LIMIT:
            yield Finding(
                "SUP005",
                checker,
                Severity.ERROR,
                f"the {platform} stack has {len(mine)} suppressions; {LIMIT} is the most a stack may have",
                Location(mine[LIMIT].file, mine[LIMIT].line),
                hint="repair the resources behind the oldest ones",
            )


def _stacks(tree: ProjectTree) -> dict[str, set[str]]:
    """Return platform → folders of its root modules and of the modules they reach."""
    stacks: dict[str, set[str]] = {}
    for root in tree.roots:
        stacks.setdefault(root_platform(root), set()).update(tree.calls_from(root))
    return stacks
