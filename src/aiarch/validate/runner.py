"""One run of the checkers over one project: slow children first, cheap checkers meanwhile, nothing twice."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiarch.errors import AiarchError, UsageError, did_you_mean
from aiarch.validate.airgap import AirGap
from aiarch.validate.cache import Cache, digest, digest_files
from aiarch.validate.checker import Checker
from aiarch.validate.coverage import Coverage
from aiarch.validate.finding import CheckerReport, Report, Status, report_data, report_of
from aiarch.validate.hclformat import Format, Formatter, Syntax
from aiarch.validate.knowledge import READ
from aiarch.validate.lifecycle import Lifecycle
from aiarch.validate.policy import Policy
from aiarch.validate.scanner import Scan, Scanner, checkov_version
from aiarch.validate.structure import Structure
from aiarch.validate.terraform import TerraformValidate
from aiarch.validate.tree import ProjectTree
from aiarch.validate.wiring import Wiring

if TYPE_CHECKING:
    from aiarch.catalog.catalog import Catalog

CHECKERS = (
    "structure",
    "format",
    "syntax",
    "wiring",
    "airgap",
    "policy",
    "coverage",
    "lifecycle",
    "terraform",
)
"""Names, in the order of reports."""
_SCANNING = frozenset({"policy", "coverage"})
_FORMATTING = frozenset({"format", "syntax"})
# Cheap ones run while the children work.
_ORDER = (
    "structure", "wiring", "airgap", "lifecycle", "format", "syntax", "terraform", "policy", "coverage",
)  # fmt: skip


def validate(
    root: Path,
    catalog: Catalog,
    *,
    cache: bool = True,
    progress: Callable[[str], None] = lambda _: None,
    only: Sequence[str] | None = None,
    as_of: str = "",
) -> Report:
    """Run the checkers on a project folder.

    Args:
        root: the project.
        catalog: knowledge: lifecycle, severities, acknowledged types.
        cache: take reports of an unchanged project from `.aiarch/cache/`, and leave them there.
        progress: told the name of each checker before it looks.
        only: names of checkers; all when empty.
        as_of: date (`YYYY-MM-DD`) for whatever expires; today (UTC) when empty.

    Raises:
        UsageError: an unknown checker, or no date.
    """
    names = _names(only or CHECKERS)
    day = _day(as_of)
    formatter = Formatter()
    checkers = _checkers(formatter)
    tree = ProjectTree(root, catalog, day)
    store = Cache(tree.root) if cache else None
    content = digest_files(tree.root, tree.everything)
    knowledge = _knowledge(catalog)
    keys = {
        n: digest([n, content, knowledge, day, checkers[n].salt()])
        for n in names
        if checkers[n].cacheable
    }
    done = _cached(store, keys)
    todo = [n for n in names if n not in done]
    scanner = Scanner(tree.root, store, digest([content, knowledge, checkov_version()]))
    tree.use(scanner)
    try:
        if tree.has_terraform:
            _start(todo, tree, scanner, formatter)
        for name in sorted(todo, key=_ORDER.index):
            progress(name)
            done[name] = _look(checkers[name], tree)
    finally:
        scanner.close()
        formatter.close()
    _keep(store, keys, done)
    return Report(str(root), tuple(done[name] for name in names))


def scan_of_project(root: Path, catalog: Catalog) -> Scan:
    """Return what checkov says about a project's files, from the cache where nothing has changed.

    Raises:
        ToolMissingError: checkov is not installed.
        ToolFailedError: the scan broke.
    """
    tree = ProjectTree(root, catalog, today())
    content = digest_files(tree.root, tree.everything)
    key = digest([content, _knowledge(catalog), checkov_version()])
    scanner = Scanner(tree.root, Cache(tree.root), key)
    try:
        return scanner.result()
    finally:
        scanner.close()


def _start(todo: Sequence[str], tree: ProjectTree, scanner: Scanner, formatter: Formatter) -> None:
    """Start the children that some checker will wait for; one that cannot start fails where it is asked."""
    if _SCANNING & set(todo):
        scanner.start()
    if _FORMATTING & set(todo):
        try:
            formatter.start(tree.engine, tree)
        except AiarchError:
            return


def _look(checker: Checker, tree: ProjectTree) -> CheckerReport:
    if checker.name != "structure" and not tree.has_terraform:
        return CheckerReport.skipped(checker.name, "there is no Terraform here")
    try:
        return checker.check(tree)
    except AiarchError as error:
        first = error.diagnostics[0]
        place = f"{first.at}: " if first.at else ""
        hint = f" ({first.hint})" if first.hint else ""
        return CheckerReport.failed(checker.name, f"{place}{first.message}{hint}")


def _checkers(formatter: Formatter) -> Mapping[str, Checker]:
    found: tuple[Checker, ...] = (
        Structure(),
        Format(formatter),
        Syntax(formatter),
        Wiring(),
        AirGap(),
        Policy(),
        Coverage(),
        Lifecycle(),
        TerraformValidate(),
    )
    return {checker.name: checker for checker in found}


def _names(only: Sequence[str]) -> tuple[str, ...]:
    for name in only:
        if name not in CHECKERS:
            raise UsageError(
                f"unknown checker {name!r}",
                code="USE008",
                hint=did_you_mean(name, CHECKERS) or f"checkers: {', '.join(CHECKERS)}",
            )
    return tuple(name for name in CHECKERS if name in only)


def today() -> str:
    """Return the date (UTC) for whatever expires."""
    return datetime.datetime.now(datetime.UTC).date().isoformat()


def _day(as_of: str) -> str:
    if not as_of:
        return today()
    try:
        return datetime.date.fromisoformat(as_of).isoformat()
    except ValueError:
        raise UsageError(
            f"{as_of!r} is no date", code="USE009", hint="give a date as YYYY-MM-DD"
        ) from None


def _knowledge(catalog: Catalog) -> str:
    """Return a digest of what reports depend on besides the project: packs' data, our checkers and checks."""
    parts: list[str] = []
    for pack in catalog.packs:
        for name in READ:
            path = pack.blueprint_file(name)
            if path:
                parts += [name, digest_files(path.parent, [path.name])]
    package = Path(__file__).resolve().parent.parent
    for folder in ("checks", "validate"):
        files = sorted(
            p.relative_to(package).as_posix()
            for p in (package / folder).rglob("*")
            if p.suffix in {".py", ".yaml"}
        )
        parts.append(digest_files(package, files))
    return digest(parts)


def _cached(store: Cache | None, keys: Mapping[str, str]) -> dict[str, CheckerReport]:
    """Return the reports that an earlier run left for exactly these keys."""
    import dataclasses

    found: dict[str, CheckerReport] = {}
    for name, key in keys.items():
        data: Any = store.load(f"report-{name}", key) if store else None
        try:
            report = report_of(data) if data else None
        except (KeyError, TypeError, ValueError, AttributeError):
            continue
        if report is not None and report.checker == name and report.status is Status.RAN:
            found[name] = dataclasses.replace(report, status=Status.CACHED)
    return found


def _keep(store: Cache | None, keys: Mapping[str, str], done: Mapping[str, CheckerReport]) -> None:
    """Save what looked; a skipped or failed checker may find its tool next time."""
    for name, key in keys.items():
        if store and done[name].status is Status.RAN:
            store.save(f"report-{name}", key, report_data(done[name]))
