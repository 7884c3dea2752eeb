"""Speed as ratios against a peer in the same run: `make bench`. Prints numbers, asserts nothing.

Whole processes are timed, peer and ours in turn, and medians are compared: a slow machine slows both.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
EXAMPLE = HERE / "examples" / "retail-forecasting-aws" / "assessment.yaml"
RANDOM_ITEMS = (50, 100, 200)


def timed(*command: str | Path, codes: tuple[int, ...] = (0,)) -> float:
    """Return the wall seconds of one process.

    Raises:
        RuntimeError: it ended with another exit code than those expected.
    """
    started = time.perf_counter()
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode not in codes:
        raise RuntimeError(f"{command} ended with {done.returncode}: {done.stderr[-800:]}")
    return seconds


def compare(
    title: str, ours: Callable[[], float], peer: Callable[[], float], what: str, rounds: int
) -> None:
    """Time both in turn and print medians and their ratio."""
    pairs = [(ours(), peer()) for _ in range(rounds)]
    mine = statistics.median(p[0] for p in pairs)
    other = statistics.median(p[1] for p in pairs)
    print(
        f"{title:44} {mine * 1000:8.0f} ms   {what:34} {other * 1000:8.0f} ms   ratio {mine / other:5.2f}",
        flush=True,
    )


def help_speed() -> None:
    """`aiarch --help` against importing the CLI library alone."""
    compare(
        "aiarch --help",
        lambda: timed(BIN / "aiarch", "--help"),
        lambda: timed(sys.executable, "-c", "import typer"),
        'python -c "import typer"',
        11,
    )


def render_speed(scratch: Path) -> Path:
    """Render of the full AWS stack against copier copying the same files; returns the project."""
    project = scratch / "project"
    project.mkdir()
    timed(BIN / "aiarch", "assess", "--no-input", "--answers", EXAMPLE, "-C", project)
    timed(BIN / "aiarch", "render", "-C", project)
    inputs = ("assessment.yaml", "blueprint.yaml")
    template = scratch / "template"
    shutil.copytree(project, template, ignore=shutil.ignore_patterns(".aiarch"))
    (template / "copier.yml").write_text("_templates_suffix: .copier-none\n", encoding="utf-8")
    count = iter(range(1000))

    def ours() -> float:
        fresh = scratch / f"ours{next(count)}"
        (fresh / ".aiarch").mkdir(parents=True)
        for name in (*inputs, ".aiarch/trace.json"):
            shutil.copy(project / name, fresh / name)
        return timed(BIN / "aiarch", "render", "-C", fresh)

    def peer() -> float:
        return timed(
            BIN / "copier",
            "copy",
            "--quiet",
            "--defaults",
            template,
            scratch / f"peer{next(count)}",
        )

    compare(
        "aiarch render (AWS stack, whole process)", ours, peer, "copier copy of the same files", 5
    )
    compare(
        "aiarch render (nothing changed)",
        lambda: timed(BIN / "aiarch", "render", "-C", project),
        peer,
        "copier copy of the same files",
        5,
    )
    return project


def validate_speed(project: Path) -> None:
    """Validate, cold and cached, against the checkov command on the same tree."""

    def checkov() -> float:
        command = (
            BIN / "checkov",
            "-d",
            project,
            "--framework",
            "terraform",
            "--skip-download",
            "--quiet",
            "--compact",
            "-o",
            "json",
        )
        return timed(*command, codes=(0, 1))

    compare(
        "aiarch validate (cold)",
        lambda: timed(BIN / "aiarch", "validate", "--no-cache", "-C", project),
        checkov,
        "checkov -d",
        3,
    )
    timed(BIN / "aiarch", "validate", "-C", project)
    compare(
        "aiarch validate (nothing changed)",
        lambda: timed(BIN / "aiarch", "validate", "-C", project),
        checkov,
        "checkov -d",
        3,
    )


def growth(count: int) -> None:
    """Assess and render `count` random answer sets that some platform with modules can meet, all in this process."""
    from random import Random

    from aiarch.assess.questionnaire import random_assessment
    from aiarch.blueprint.derive import derive
    from aiarch.catalog.catalog import Catalog
    from aiarch.compose.compose import compose
    from aiarch.decide.engine import decide
    from aiarch.decide.knowledge import Knowledge
    from aiarch.decide.trace import trace_data
    from aiarch.errors import NoSolutionError
    from aiarch.render.project import project_files

    catalog = Catalog.of()
    knowledge = Knowledge.of(catalog)
    dice = Random(20261124)
    rendered = refused = files = 0
    started = time.perf_counter()
    while rendered < count:
        assessment = random_assessment(knowledge, dice, f"bench-{rendered}")
        outcome = decide(knowledge, assessment)
        try:
            blueprint = derive(outcome, catalog)
            composition = compose(blueprint, catalog)
        except NoSolutionError:
            refused += 1
            continue
        files += len(project_files(composition, blueprint, catalog, trace_data(outcome)))
        rendered += 1
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{count:4} rendered ({refused} more refused): {seconds:6.2f} s, {seconds / count * 1000:5.0f} ms each, "
        f"{files} files, peak {peak:4.0f} MiB",
        flush=True,
    )


def main() -> int:
    """Run all, or `growth N` in a process of its own so that peak memory is its own."""
    if sys.argv[1:2] == ["growth"]:
        growth(int(sys.argv[2]))
        return 0
    os.environ.pop("TF_CLI_CONFIG_FILE", None)
    with tempfile.TemporaryDirectory(prefix="aiarch-bench-") as name:
        scratch = Path(name)
        help_speed()
        validate_speed(render_speed(scratch))
    print("growth (assess + render of random assessments, one process each):")
    for count in RANDOM_ITEMS:
        subprocess.run([sys.executable, __file__, "growth", str(count)], check=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
