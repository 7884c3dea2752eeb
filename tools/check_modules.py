"""Terraform checks of every module and of every example's rendered roots, offline, with the checkers of ../shared/tfcheck.

    check_modules.py TFCHECK                       everything
    check_modules.py TFCHECK --only modules|roots  one half
    check_modules.py TFCHECK --example SLUG        roots of one example (repeatable)
    check_modules.py TFCHECK --fast                layers nobody reads from are applied in the last environment, planned in the others

Prints one line per step with its numbers; exits 1 when any step found an error.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
WORK = HERE / ".demo" / "checked"
MODULES = HERE / "templates" / "modules"
LAYERS = ("foundation", "platform", "workloads")
ORDER = ("sandbox", "dev", "staging", "prod")
NO_SOLUTION = 4


class Outcome:
    """Counts of what was looked at, and what was wrong."""

    def __init__(self) -> None:
        self.failures: list[str] = []
        self.tests = 0
        self.roots = 0
        self.plans = 0

    def fail(self, what: str, text: str) -> None:
        """Record a failure and show the end of its output."""
        self.failures.append(what)
        print(f"FAILED {what}\n{text[-3000:]}", flush=True)


def run(
    *command: str | Path, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command from the checkout and capture what it prints."""
    return subprocess.run(
        [str(c) for c in command],
        cwd=HERE,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def check_schemas(tools: Path, folders: list[Path], out: Outcome) -> None:
    """Check all folders against provider schemas in one call."""
    done = run(tools / "check", *folders)
    print(f"check: {(done.stdout.strip().splitlines() or ['nothing'])[-1]}", flush=True)
    if done.returncode:
        out.fail("check", done.stdout + done.stderr)


def test_module(tools: Path, folder: Path, out: Outcome) -> None:
    """Validate one module for real and run its `terraform test` files."""
    started = time.monotonic()
    done = run(tools / "validate", "--test", folder)
    name = folder.relative_to(MODULES).as_posix()
    found = re.findall(r"(\d+) passed, (\d+) failed", done.stdout + done.stderr)
    passed = sum(int(p) for p, _ in found)
    out.tests += passed
    print(
        f"validate --test {name}: {passed} passed ({time.monotonic() - started:.0f} s)", flush=True
    )
    if done.returncode or not passed:
        out.fail(f"validate --test {name}", done.stdout + done.stderr)


def render(example: Path, out: Outcome) -> Path | None:
    """Decide and render one example; None when its answers end in a refusal (exit 4), as some must."""
    folder = WORK / example.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    aiarch = (sys.executable, "-m", "aiarch")
    for step in (
        ("assess", "--no-input", "--answers", example / "assessment.yaml", "-C", folder),
        ("render", "--accept-low-confidence", "-C", folder),
    ):
        done = run(*aiarch, *step)
        if done.returncode == NO_SOLUTION:
            print(f"{example.name}: refused: {done.stderr.strip().splitlines()[0]}", flush=True)
            return None
        if done.returncode:
            out.fail(f"{example.name}: aiarch {step[0]}", done.stdout + done.stderr)
            return None
    write_rights(folder, out)
    return folder


def write_rights(project: Path, out: Outcome) -> None:
    """Give the bootstrap of the first environment its computed rights; the others are planned with the module's own."""
    for bootstrap in sorted(project.glob("bootstrap/*")):
        if "deployer_rights" not in (bootstrap / "main.tf").read_text(encoding="utf-8"):
            continue
        found = (p.stem for p in bootstrap.glob("environments/*.tfvars"))
        environment = min(found, key=ORDER.index)
        arguments = ("--write", "-e", environment, "--stack", bootstrap.name, "-C", project)
        done = run(sys.executable, "-m", "aiarch", "permissions", *arguments)
        if done.returncode:
            out.fail(f"{project.name}: aiarch permissions", done.stdout + done.stderr)


def roots_of(project: Path) -> list[Path]:
    """Return root modules in order of apply: bootstrap first, then the layers of each stack."""
    found = sorted(project.glob("bootstrap/*"))
    for stack in sorted(project.glob("stacks/*")):
        found += [stack / layer for layer in LAYERS if (stack / layer).is_dir()]
    return found


def reads_from(root: Path) -> bool:
    """Return whether a later layer of the same stack reads this one's outputs: then they are needed in every environment."""
    wanted = f'data "terraform_remote_state" "{root.name}"'
    return any(
        wanted in file.read_text(encoding="utf-8") for file in root.parent.parent.glob("*/*/*.tf")
    )


def plan_roots(tools: Path, project: Path, out: Outcome, *, fast: bool) -> None:
    """Validate, then plan, apply, plan again and destroy every root in every environment, layers chained by outputs."""
    roots = roots_of(project)
    done = run(tools / "validate", *roots)
    out.roots += len(roots)
    if done.returncode:
        out.fail(f"validate {project.name}", done.stdout + done.stderr)
    scratch = project.parent / f"{project.name}.outputs"
    scratch.mkdir(exist_ok=True)
    for root in roots:
        found = sorted((root / "environments").glob("*.tfvars"), key=lambda p: ORDER.index(p.stem))
        planned_only = (
            found[:-1] if fast and not reads_from(root) and root.parent.name != "bootstrap" else []
        )
        for values in found:
            environment = values.stem
            stack = root.parent.name if root.parent.parent.name == "stacks" else root.name
            arguments: list[str | Path] = [tools / "plan", "--var-file", values]
            if values not in planned_only:
                outputs = scratch / f"{stack}.{root.name}.{environment}.json"
                arguments += ["--apply", "--outputs", outputs]
            for layer in LAYERS:
                earlier = scratch / f"{stack}.{layer}.{environment}.json"
                if layer != root.name and earlier.is_file():
                    arguments += ["--remote-state", f"{layer}={earlier}"]
            planned = run(*arguments, root)
            out.plans += 1
            last = next(
                (x for x in reversed(planned.stdout.strip().splitlines()) if "add" in x), "no plan"
            )
            where = root.relative_to(project).as_posix()
            print(
                f"plan{'' if values in planned_only else ' --apply'} {project.name}/{where} ({environment}): {last.strip()}",
                flush=True,
            )
            if planned.returncode:
                out.fail(
                    f"plan {project.name}/{where} {environment}", planned.stdout + planned.stderr
                )
    shutil.rmtree(scratch)


def main(arguments: list[str]) -> int:
    """Run the checks and print a summary as one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tools", type=Path)
    parser.add_argument("--only", choices=("modules", "roots"))
    parser.add_argument("--example", action="append", default=[])
    parser.add_argument("--fast", action="store_true")
    given = parser.parse_args(arguments)
    tools = given.tools.resolve()
    out = Outcome()
    started = time.monotonic()
    WORK.mkdir(parents=True, exist_ok=True)
    run(tools / "validate", "--help")  # sets up its environment once, before threads race for it
    modules = [p.parent for p in sorted(MODULES.glob("*/*/versions.tf"))]
    projects: list[Path] = []
    if given.only != "modules":
        examples = [
            p.parent
            for p in sorted((HERE / "examples").glob("*/assessment.yaml"))
            if not given.example or p.parent.name in given.example
        ]
        projects = [p for e in examples if (p := render(e, out))]
    roots = [r for p in projects for r in roots_of(p)]
    check_schemas(tools, [*(modules if given.only != "roots" else []), *roots], out)
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        # Projects first, the one with most plans ahead: each is a chain, and modules fill what is left of the time.
        projects.sort(
            key=lambda p: (
                len(list(p.glob("*/*/environments/*")))
                + len(list(p.glob("stacks/*/*/environments/*")))
            ),
            reverse=True,
        )
        jobs = [pool.submit(plan_roots, tools, p, out, fast=given.fast) for p in projects]
        if given.only != "roots":
            jobs += [
                pool.submit(test_module, tools, m, out) for m in modules if (m / "tests").is_dir()
            ]
        for job in jobs:
            job.result()
    summary = {
        "modules": len(modules), "module_tests": out.tests, "projects": len(projects), "roots": out.roots,
        "plans": out.plans, "failures": out.failures, "seconds": round(time.monotonic() - started),
    }  # fmt: skip
    print(json.dumps(summary))
    return 1 if out.failures else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
