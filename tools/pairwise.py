"""Pairwise coverage of everything the knowledge base lets vary: compose, render and check what no example happens to choose.

    pairwise.py TFCHECK                    all platforms, every pair, rendered roots against the provider schemas
    pairwise.py TFCHECK --platform azure   one platform (repeatable)
    pairwise.py TFCHECK --limit 40         the first combinations only
    pairwise.py TFCHECK --checkov 20       also scan so many combinations per platform, spread over all
    pairwise.py TFCHECK --plan 2           also plan, apply and destroy so many against the simulated cloud

What may not be combined, and values only a customer knows, are data: tools/pairwise.yaml. Exits 1 on any error.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import check_modules
from allpairs import Combination, Coverage, all_pairs, pairs_of
from variation import Rules, blueprint_of, factors_of, read_rules

from aiarch.catalog.catalog import Catalog
from aiarch.compose.compose import compose
from aiarch.errors import AiarchError
from aiarch.render.project import project_files
from aiarch.render.tree import RenderedFile
from aiarch.validate.scanner import Scan, Scanner

RULES = Path(__file__).resolve().parent / "pairwise.yaml"
SCANS_AT_ONCE = 2
SHOWN = 20


@dataclasses.dataclass(frozen=True, slots=True)
class Case:
    """One combination with the project it renders to."""

    name: str
    combination: Combination
    files: tuple[RenderedFile, ...]


class Errors:
    """What went wrong, by step; equal messages are shown once."""

    def __init__(self) -> None:
        self.count = 0
        self._said: set[str] = set()

    def add(self, where: str, text: str) -> None:
        """Count an error, and print it unless the same one was printed before."""
        self.count += 1
        if text not in self._said and len(self._said) < SHOWN:
            self._said.add(text)
            print(f"  {where}: {text}", flush=True)


def render(
    platform: str, found: Coverage, limit: int, catalog: Catalog, rules: Rules, errors: Errors
) -> list[Case]:
    """Return the rendered cases of a platform; a combination that does not compose is an error."""
    cases = []
    for number, combination in enumerate(found.combinations[: limit or None]):
        name = f"c{number:03}"
        try:
            blueprint = blueprint_of(platform, combination, number, catalog, rules)
            files = project_files(compose(blueprint, catalog), blueprint, catalog, None)
        except AiarchError as error:
            for fault in error.diagnostics:
                errors.add(f"{platform} {name} {_short(combination)}", str(fault))
            continue
        cases.append(Case(name, combination, files))
    return cases


def lay_out(cases: Sequence[Case], tree: Path) -> list[Path]:
    """Write the roots of all cases side by side over one `modules/`, and return them.

    `stacks/P/L` becomes `<case>/P/L` and `bootstrap/P` becomes `<case>-bootstrap/P`: as deep as before, so that the
    relative sources lead to the one copy, which the checker then reads once.
    """
    roots = set()
    for case in cases:
        for file in case.files:
            top, _, rest = file.path.partition("/")
            match top:
                case "modules":
                    path = tree / file.path
                case "stacks" | "bootstrap":
                    path = (
                        tree / (case.name if top == "stacks" else f"{case.name}-bootstrap") / rest
                    )
                    if path.suffix == ".tf":
                        roots.add(path.parent)
                case _:
                    continue
            _write(path, file.content)
    return sorted(roots)


def check(tools: Path, roots: Sequence[Path], tree: Path, errors: Errors) -> None:
    """Check every root against the provider schemas, in one call."""
    done = subprocess.run(
        [str(tools / "check"), "--json", *(str(r.relative_to(tree)) for r in roots)],
        cwd=tree,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        problems = json.loads(done.stdout)["problems"]
    except (ValueError, KeyError):
        errors.add("check", (done.stderr.strip().splitlines() or ["it said nothing"])[-1])
        return
    for problem in problems:
        errors.add(
            f"{problem['path']}:{problem['line']}", f"{problem['code']} {problem['message']}"
        )


def scan(
    platform: str, cases: Sequence[Case], tree: Path, rules: Rules, errors: Errors
) -> Counter[str]:
    """Scan whole projects with checkov and aiarch's own checks; a failure that neither a suppression nor the choice explains is an error."""
    totals: Counter[str] = Counter()
    with ThreadPoolExecutor(max_workers=SCANS_AT_ONCE) as pool:
        for case, seen in zip(cases, pool.map(lambda c: _scan(c, tree), cases), strict=True):
            for text in (*seen.unparsed, *seen.broken, *seen.crashed):
                errors.add(f"{platform} {case.name}", f"checkov could not look: {text}")
            for record in seen.records:
                chosen = rules.excuses(record.check, case.combination)
                result = "weakened" if record.result == "failed" and chosen else record.result
                totals[result] += 1
                if result == "failed":
                    errors.add(
                        f"{platform} {case.name} {record.file}:{record.line}",
                        f"{record.check} {record.name}",
                    )
    return totals


def _scan(case: Case, tree: Path) -> Scan:
    project = _project(case, tree / "scanned")
    scanner = Scanner(project)
    try:
        return scanner.result()
    finally:
        scanner.close()


def plan(tools: Path, cases: Sequence[Case], tree: Path, errors: Errors) -> int:
    """Plan, apply and destroy whole projects in every environment; return how many plans that were."""
    outcome = check_modules.Outcome()
    for case in cases:
        check_modules.plan_roots(tools, _project(case, tree / "planned"), outcome)
    for what in outcome.failures:
        errors.add("plan", what)
    return outcome.plans


def spread(cases: Sequence[Case], number: int) -> list[Case]:
    """Return so many cases, evenly spread: neighbours were made for neighbouring pairs."""
    step = max(len(cases) / number, 1) if number else 0
    return [cases[int(i * step)] for i in range(min(number, len(cases)))]


def _can_be_planned(combination: Combination, rules: Rules) -> bool:
    # With the other wiring root variables carry another layer's outputs, and nobody gives them here.
    chained = combination["delivery.wiring"] == "remote_state"
    return chained and not any(e.holds(combination) for e in rules.unplannable)


def _project(case: Case, below: Path) -> Path:
    for file in case.files:
        _write(below / case.name / file.path, file.content)
    return below / case.name


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _short(combination: Combination) -> str:
    return json.dumps({k: v for k, v in combination.items() if "/" not in k})


def run(platform: str, given: argparse.Namespace, catalog: Catalog) -> int:
    """Do everything for one platform, print one line of numbers, and return the number of errors."""
    started = time.monotonic()
    errors = Errors()
    rules = read_rules(RULES, platform)
    factors = factors_of(platform, catalog, rules)
    rules.check(factors)
    found = all_pairs(factors, rules.excludes)
    cases = render(platform, found, given.limit, catalog, rules, errors)
    said = [f"{len(cases)} of {len(found.combinations)} combinations of {len(factors)} factors"]
    pairs = {p for c in cases for p in pairs_of(c.combination)}
    said += [f"{len(pairs)} of {len(found.covered)} pairs", f"{len(found.impossible)} excluded"]
    with tempfile.TemporaryDirectory(prefix=f"pairwise-{platform}-") as folder:
        tree = Path(folder)
        roots = lay_out(cases, tree)
        check(given.tools.resolve(), roots, tree, errors)
        said.append(f"{len(roots)} roots checked")
        if given.checkov:
            totals = scan(platform, spread(cases, given.checkov), tree, rules, errors)
            said.append("checkov " + ", ".join(f"{n} {r}" for r, n in sorted(totals.items())))
        if given.plan:
            chained = [c for c in cases if _can_be_planned(c.combination, rules)]
            number = plan(given.tools.resolve(), spread(chained, given.plan), tree, errors)
            said.append(f"{number} plans")
    seconds = time.monotonic() - started
    print(f"{platform}: {'; '.join(said)}; {errors.count} errors; {seconds:.0f} s", flush=True)
    return errors.count


def platforms_of(catalog: Catalog) -> Iterator[str]:
    """Yield the platforms that have a descriptor and modules."""
    yield from (p for p in catalog.platforms if catalog.modules_on(p))


def main(arguments: list[str]) -> int:
    """Run the platforms asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("tools", type=Path)
    parser.add_argument("--platform", action="append", default=[])
    for option in ("--limit", "--checkov", "--plan"):
        parser.add_argument(option, type=int, default=0)
    given = parser.parse_args(arguments)
    catalog = Catalog.of()
    wanted = given.platform or list(platforms_of(catalog))
    return 1 if sum(run(p, given, catalog) for p in wanted) else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
