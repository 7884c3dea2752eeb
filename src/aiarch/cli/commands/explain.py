"""`aiarch explain` and `aiarch what-if`: why it is so, and what would change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from aiarch.cli.command import command
from aiarch.cli.present import decision_rows, value_of, word
from aiarch.cli.session import Reply, Session
from aiarch.errors import UsageError

if TYPE_CHECKING:
    from aiarch.cli.ui import Screen
    from aiarch.decide.engine import Node, Outcome

SHOWN_FLIPS = 12


def register(app: typer.Typer) -> None:
    """Add the commands."""

    @command(app, "explain")
    def explain(
        session: Session,
        field: Annotated[
            str,
            typer.Argument(
                metavar="[FIELD]",
                help="A decision, a blueprint path, a capability or a question; everything when left out.",
            ),
        ] = "",
    ) -> Reply:
        """Say why each choice was made: rule, answers, rejected options, and what single answer would flip it.

        Example: aiarch explain deployment.platform
        """
        from aiarch.cli.project import decided

        outcome = decided(session)
        if not field:
            rows = list(decision_rows(outcome))
            data = [
                {"id": a, "value": b, "rules": c.split(", "), "because": d} for a, b, c, d in rows
            ]
            return Reply(data, lambda screen: _overview(screen, outcome))
        if field in outcome.knowledge.questions:
            return _question(outcome, field)
        node, member = _resolve(outcome, field)
        if node.id == outcome.knowledge.scoring.output:
            return Reply(_platform_data(outcome), lambda screen: _platform(screen, outcome))
        return Reply(
            _node_data(outcome, node, member), lambda screen: _node(screen, outcome, node, member)
        )

    @command(app, "what-if")
    def what_if(
        session: Session,
        set_: Annotated[
            list[str],
            typer.Option(
                "--set",
                metavar="ID=VALUE",
                help="An answer to change (repeatable; several values with commas).",
            ),
        ],
    ) -> Reply:
        """Show what other answers would change, before anything is written.

        Example: aiarch what-if --set data.movability=must_stay
        """
        from aiarch.cli.intake import with_sets
        from aiarch.cli.project import decided, load_assessment

        before = decided(session)
        after = decided(session, with_sets(before.knowledge, load_assessment(session), set_))
        rows = _differences(before, after)
        built = _built(session, before), _built(session, after)
        result = {
            "decisions": [{"id": i, "old": a, "new": b, "because": c} for i, a, b, c in rows],
            "capabilities": {
                "added": sorted(built[1] - built[0]),
                "removed": sorted(built[0] - built[1]),
            },
            "platform": {"old": before.platform, "new": after.platform},
            "confidence": {"old": str(before.confidence), "new": str(after.confidence)},
        }
        return Reply(
            result, lambda screen: _what_if(screen, rows, *built), diagnostics=after.warnings
        )


def _resolve(outcome: Outcome, field: str) -> tuple[Node, str]:
    """Return the node a field belongs to, and the member of it that was asked for ("" = the whole).

    Raises:
        UsageError: nothing of that name was decided.
    """
    from aiarch.errors import did_you_mean

    path = field if field.startswith("blueprint.") else f"blueprint.{field}"
    name = outcome.writes.get(path, field)
    node = outcome.node(name)
    if node:
        return node, ""
    for holder in outcome.nodes:
        if isinstance(holder.output, frozenset) and field in holder.output:
            return holder, field
    known = [n.id for n in outcome.nodes] + [p.removeprefix("blueprint.") for p in outcome.writes]
    near = did_you_mean(field, set(known))
    raise UsageError(
        f"nothing called {field!r} was decided",
        code="USE020",
        hint=near
        or f"decisions: {', '.join(n.id for n in outcome.nodes[:8])} …; `aiarch explain` lists all",
    )


def _question(outcome: Outcome, name: str) -> Reply:
    question = outcome.knowledge.questions[name]
    source = outcome.resolved.sources[name]
    readers = [n.id for n in outcome.nodes if name in n.inputs]
    data = {
        "question": name,
        "answer": outcome.resolved.values[name],
        "source": source,
        "why": question.why,
        "read_by": readers,
    }

    def show(screen: Screen) -> None:
        screen.heading(f"{name} = {word(outcome.resolved.values[name])} ({source})")
        screen.text(question.prompt)
        screen.text(question.why)
        screen.text(f"read by: {', '.join(readers) or 'nothing for these answers'}")

    return Reply(data, show)


def _overview(screen: Screen, outcome: Outcome) -> None:
    screen.heading(f"Why {outcome.assessment.metadata.name} is what it is")
    screen.table(("decision", "value", "rule", "because"), decision_rows(outcome))
    screen.text()
    screen.text("one of them in full: aiarch explain deployment.platform")


def _node_data(outcome: Outcome, node: Node, member: str) -> dict[str, Any]:
    from aiarch.decide.sensitivity import flips
    from aiarch.decide.trace import trace_data

    record = next(n for n in trace_data(outcome)["nodes"] if n["id"] == node.id)
    if member:
        return {"member": member, "rules": list(node.because_of(member)), "decision": node.id}
    return {
        **record,
        "flips": [
            {"question": f.question, "if": f.answer, "then": f.then}
            for f in flips(outcome, node.id)
        ],
    }


def _node(screen: Screen, outcome: Outcome, node: Node, member: str) -> None:
    from aiarch.decide.sensitivity import flips
    from aiarch.model.condition import first_failure

    decision = outcome.knowledge.decisions[node.id]
    if member:
        screen.heading(f"{member} (member of {node.id})")
        for row in node.rows:
            if row.then == member:
                screen.bullet(f"{row.id}: {row.because}{_refs(row.refs)}")
        return
    screen.heading(f"{node.id} = {value_of(node, outcome)}")
    screen.text(decision.title)
    if node.overridden:
        screen.bullet(
            f"pinned by {node.overridden.by}: {node.overridden.why} (the rules say {word(node.computed)})"
        )
    for row in node.rows:
        screen.bullet(f"{row.id}: {row.because}{_refs(row.refs)}")
        screen.bullet(f"because {row.when.sentence()}", indent=2)
    screen.heading("It read")
    screen.table(
        ("fact", "value", "from"),
        [(f, word(v), _source(outcome, f)) for f, v in node.inputs.items()],
    )
    rejected = [r for r in decision.rules if r.id not in node.matched and r.then != node.output]
    if rejected and not isinstance(node.output, frozenset):
        screen.heading("Rejected")
        screen.table(
            ("value", "rule", "not the case"),
            [(word(r.then), r.id, first_failure(r.when, outcome.facts)) for r in rejected],
        )
    _flips(screen, flips(outcome, node.id))
    for sentence in decision.consequences:
        screen.text(f"note: {sentence}")


def _flips(screen: Screen, found: Any) -> None:  # noqa: ANN401 - flips, kept out of module level
    screen.heading("What single answer would change it")
    if not found:
        screen.text("none: two or more answers would have to change")
        return
    rows = [(f.question, word(f.answer), word(f.then)) for f in found]
    screen.table(("if this question", "were answered", "it would be"), rows[:SHOWN_FLIPS])
    if len(rows) > SHOWN_FLIPS:
        screen.text(f"… and {len(rows) - SHOWN_FLIPS} more; --json lists all")


def _platform_data(outcome: Outcome) -> dict[str, Any]:
    from aiarch.decide.trace import trace_data

    data = trace_data(outcome)
    keys = ("platform", "legs", "scores", "ranking", "confidence", "margin", "forced_by", "contrast", "sensitivity", "relaxations")  # fmt: skip
    return {key: data[key] for key in keys}


def _platform(screen: Screen, outcome: Outcome) -> None:
    from aiarch.decide.sensitivity import contrast, relaxations, sensitivity

    node = outcome.node(outcome.knowledge.scoring.output)
    if node is None:
        screen.text("the assessment stopped at stage 1; no platform was chosen")
        return
    screen.heading(f"{node.id} = {value_of(node, outcome)}")
    screen.text(node.because)
    screen.heading("Candidates")
    rows = [
        (
            s.candidate.id,
            s.candidate.title,
            s.total,
            s.maximum,
            ", ".join(s.excluded_by) or _standing(s.competes),
        )
        for s in sorted(
            outcome.scores.values(), key=lambda s: (not s.eligible, -s.total, s.candidate.id)
        )
    ]
    screen.table(
        ("platform", "what it is", "points", "of", "state"), rows, numbers=("points", "of")
    )
    barriers = {b.id: b for s in outcome.scores.values() for b in s.barriers}
    for barrier in sorted(barriers.values(), key=lambda b: b.id):
        facts = ", ".join(f"{f} is {word(v)}" for f, v in barrier.facts.items())
        screen.bullet(f"{barrier.id}: {barrier.because} ({facts})")
    best = outcome.scores.get(outcome.platform)
    if best:
        screen.heading(f"Where the points of {best.candidate.id} come from")
        parts = sorted(best.parts, key=lambda p: (-p.contribution, p.criterion))
        screen.table(
            ("criterion", "weight", "points", "gives", "answer"),
            [
                (
                    p.title,
                    p.weight,
                    p.points,
                    p.contribution,
                    ", ".join(word(v) for v in p.facts.values()),
                )
                for p in parts
            ],
            numbers=("weight", "points", "gives"),
        )
    differing = contrast(outcome)
    if differing:
        first, second = outcome.ranking[:2]
        screen.heading(f"{first} against the runner-up {second}")
        screen.table(
            ("criterion", first, second),
            [(c.title, c.winner, c.runner_up) for c in differing],
            numbers=(first, second),
        )
    ways = relaxations(outcome)
    if ways:
        screen.heading("Smallest changes that open a way")
        for way in ways:
            changes = " and ".join(f"{q} = {word(v)}" for q, v in way.changes)
            screen.bullet(f"{changes} → {way.then}")
        return
    _flips(screen, sensitivity(outcome))


def _standing(competes: bool) -> str:
    return "competes" if competes else "not in the pool of this deployment model"


def _refs(refs: tuple[str, ...]) -> str:
    return f" [{', '.join(refs)}]" if refs else ""


def _source(outcome: Outcome, fact: str) -> str:
    return outcome.resolved.sources.get(fact, "derived")


def _differences(before: Outcome, after: Outcome) -> list[tuple[str, str, str, str]]:
    rows = []
    for name in dict.fromkeys([*(n.id for n in before.nodes), *(n.id for n in after.nodes)]):
        old, new = before.node(name), after.node(name)
        a = value_of(old, before) if old else "not decided"
        b = value_of(new, after) if new else "not decided"
        if a != b and not name.startswith("capabilities."):
            rows.append((name, a, b, new.because if new else "the run stops before it"))
    return rows


def _built(session: Session, outcome: Outcome) -> frozenset[str]:
    """Return `<platform>:<capability>` of everything the blueprint would build."""
    from aiarch.blueprint.derive import UNDECIDED, derive

    if outcome.confidence in UNDECIDED:
        return frozenset()
    blueprint = derive(outcome, session.catalog)
    return frozenset(f"{s.platform}:{c}" for s in blueprint.stacks for c in s.capabilities)


def _what_if(
    screen: Screen, rows: list[tuple[str, str, str, str]], old: frozenset[str], new: frozenset[str]
) -> None:
    if not rows and old == new:
        screen.text("nothing would change")
        return
    screen.table(("decision", "now", "then", "because"), rows)
    for title, names in (("also built", new - old), ("no longer built", old - new)):
        if names:
            screen.text(f"{title}: {', '.join(sorted(names))}")
    screen.text("nothing was written; answer for good with: aiarch assess --set …")
