"""Take examples from nothing to a running platform and back with aiarch itself, against the simulated clouds of ../shared/tfcheck.

    cycle.py TFCHECK                       every example, its first environment
    cycle.py TFCHECK --example SLUG        one example (repeatable)
    cycle.py TFCHECK --environment prod    another environment

permissions and bootstrap, plan, apply (again while layers wait), plan without changes, drift without drift, destroy; state on the local disk, embedded engine.
Exits 1 when a step does not end as it must.
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

import check_modules

HERE = Path(__file__).resolve().parent.parent
WORK = HERE / ".demo" / "cycled"
ROUNDS = 4
NO_SOLUTION = 4
KEPT = ("*.google_kms_crypto_key.*", "*.google_kms_key_ring.*", "*.helm_release.protected[*")
"""What modules protect from any destroy: nothing could bring it back, or (definitions of a cluster) all objects would go with it."""


class StepError(Exception):
    """A step that did not end as it must."""


class Cycle:
    """One project in one environment."""

    def __init__(self, folder: Path, environment: str, *, policy: bool) -> None:
        self._folder = folder
        self._environment = environment
        self._policy = policy
        self.said: list[str] = []

    def run(self, command: str, *arguments: str, code: int = 0, engine: bool = True) -> dict:
        """Run a command with --json and return its result."""
        done = subprocess.run(
            [
                sys.executable, "-m", "aiarch", command, "-e", self._environment, "-C", str(self._folder),
                *(("--engine", "embedded") if engine else ()), "--json", *arguments,
            ],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode != code:
            raise StepError(f"{command}: exit {done.returncode}\n{done.stderr[-2000:]}")
        return json.loads(done.stdout)["result"]

    def plan(self, *arguments: str) -> dict:
        """Plan, with the policy where asked for."""
        return self.run("plan", *([] if self._policy else ["--no-policy"]), *arguments)

    def bootstrap(self) -> int:
        """Hand the computed rights to the bootstraps that take them, and apply all; return how many changes that were."""
        roots = sorted(self._folder.glob("bootstrap/*"))
        if any("deployer_rights" in (r / "main.tf").read_text(encoding="utf-8") for r in roots):
            self.run("permissions", "--write", engine=False)
        name = re.search(
            r"^  name: (\S+)", (self._folder / "blueprint.yaml").read_text("utf-8"), re.MULTILINE
        )
        done = self.run("bootstrap", "--confirm", name[1] if name else "") if roots else {}
        return sum(root["changes"] for root in done.values())

    def whole(self) -> str:
        """Do everything; return one line of numbers."""
        changes = rounds = 0
        made = self.bootstrap()
        while rounds < ROUNDS:
            plan = self.plan()
            if all(x["status"] == "unchanged" for x in plan["layers"]):
                break
            applied = self.run("apply")
            changes += sum(x["changes"] for x in applied["applied"])
            rounds += 1
        again = self.plan("--check")
        moved = self.run("drift")
        kept = [word for pattern in KEPT for word in ("--keep", pattern)]
        gone = self.run("destroy", "--confirm", again["project"], "--allow-destroy", "*", *kept)
        removed = sum(x["changes"] for x in gone["applied"])
        drifted = sum(len(x["drift"]) for x in moved)
        layers = len(again["layers"])
        return f"bootstrap of {made}, {layers} layers, {changes} changes applied in {rounds} rounds, no changes after, {drifted} drift, {removed} removed"


def render(example: Path, folder: Path) -> bool:
    """Decide and render an example with its state on the local disk; False when its answers end in a refusal."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    aiarch = (sys.executable, "-m", "aiarch")
    done = check_modules.run(
        *aiarch, "assess", "--no-input", "--answers", example / "assessment.yaml", "-C", folder
    )
    if done.returncode == NO_SOLUTION:
        return False
    path = folder / "blueprint.yaml"
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"^delivery:\n(?:[ ]+.*\n)*", "", text, flags=re.MULTILINE)
    ci = re.search(r"^    ci: (\w+)", text, re.MULTILINE)
    path.write_text(
        f"{text}\ndelivery:\n  ci: {ci[1] if ci else 'github'}\n  state_backend: local\n",
        encoding="utf-8",
    )
    done = check_modules.run(*aiarch, "render", "--accept-low-confidence", "-C", folder)
    if done.returncode:
        raise StepError(f"render: {done.stderr[-1000:]}")
    return True


def environment_of(folder: Path, wanted: str) -> str:
    """Return the wanted environment where the project has it, else its first."""
    names = {p.stem for p in folder.glob("stacks/*/*/environments/*.tfvars")}
    order = ("sandbox", "dev", "staging", "prod")
    return wanted if wanted in names else next(n for n in order if n in names)


def cycle(tools: Path, example: Path, wanted: str, *, policy: bool) -> str:
    """Run one example inside the simulated cloud; return a line that starts with `ok`, `refused` or `FAILED`."""
    folder = WORK / example.name
    try:
        if not render(example, folder):
            return "refused, as it must"
    except StepError as error:
        return f"FAILED {error}"
    environment = environment_of(folder, wanted)
    inside = [
        sys.executable,
        __file__,
        str(tools),
        "--inside",
        str(folder),
        "--environment",
        environment,
    ]
    done = subprocess.run(
        [str(tools / "cloud"), str(folder), "--", *inside, *(["--policy"] if policy else [])],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    said = (done.stdout.strip() or done.stderr[-2000:]).strip()
    return f"{said} ({environment})"


def main(arguments: list[str]) -> int:
    """Run the cycles asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("tools", type=Path)
    parser.add_argument("--example", action="append", default=[])
    parser.add_argument("--environment", default="dev")
    parser.add_argument("--policy", action="store_true", help="checks on the plans too")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.inside:
        try:
            print(f"ok {Cycle(given.inside, given.environment, policy=given.policy).whole()}")
        except StepError as error:
            print(f"FAILED {error}")
            return 1
        return 0
    tools = given.tools.resolve()
    examples = [
        p.parent
        for p in sorted((HERE / "examples").glob("*/assessment.yaml"))
        if not given.example or p.parent.name in given.example
    ]
    check_modules.run(tools / "validate", "--help")
    failed = 0
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        started = time.monotonic()
        jobs = {
            e.name: pool.submit(cycle, tools, e, given.environment, policy=given.policy)
            for e in examples
        }
        for name, job in jobs.items():
            said = job.result()
            failed += said.startswith("FAILED")
            print(f"cycle {name}: {said}", flush=True)
    print(json.dumps({"examples": len(examples), "failed": failed, "seconds": round(time.monotonic() - started)}))  # fmt: skip
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
