"""The trace: canonical JSON of what was decided and why, without clock, user or path. Reference: decisions-and-controls B8."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from aiarch.decide.sensitivity import contrast, relaxations, sensitivity
from aiarch.model.condition import first_failure
from aiarch.version import __version__

if TYPE_CHECKING:
    from aiarch.decide.engine import Node, Outcome
    from aiarch.decide.scoring import Score

TRACE_VERSION = 1


def trace_json(outcome: Outcome) -> str:
    """Return the trace as canonical JSON: sorted keys, no spaces, UTF-8, one final newline.

    The same answers and knowledge give the same bytes on every machine.
    """
    return canonical(trace_data(outcome)) + "\n"


def trace_sha256(text: str) -> str:
    """Return the digest of a trace's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return JSON with sorted keys and no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def trace_data(outcome: Outcome) -> dict[str, Any]:
    """Return the trace as JSON data."""
    knowledge = outcome.knowledge
    answers = {k: a.model_dump(mode="json") for k, a in outcome.assessment.answers.items()}
    return {
        "trace_version": TRACE_VERSION,
        "engine": __version__,
        "kb": {"version": knowledge.version, "sha256": knowledge.sha256},
        "answers_sha256": trace_sha256(canonical(answers)),
        "as_of": outcome.assessment.as_of or knowledge.as_of,
        "project": outcome.assessment.metadata.name,
        "owner": outcome.assessment.metadata.owner,
        "answers": {
            q.id: {
                "value": _plain(outcome.resolved.values[q.id]),
                "source": outcome.resolved.sources[q.id],
            }
            for q in knowledge.questions.values()
            if outcome.resolved.sources[q.id] != "na"
        },
        "nodes": [_node(i, n, outcome) for i, n in enumerate(outcome.nodes, 1)],
        "platform": outcome.platform or None,
        "legs": list(outcome.legs),
        "scores": {name: _score(s) for name, s in outcome.scores.items()},
        "ranking": list(outcome.ranking),
        "confidence": str(outcome.confidence),
        "margin": outcome.margin,
        "forced_by": list(outcome.choice.forced_by) if outcome.choice else [],
        "contrast": [
            {"c": c.criterion, "title": c.title, "winner": c.winner, "runner_up": c.runner_up}
            for c in contrast(outcome)
        ],
        "sensitivity": [
            {"question": f.question, "if": _plain(f.answer), "then": f.then}
            for f in sensitivity(outcome)
        ],
        "relaxations": [
            {"changes": {q: _plain(v) for q, v in r.changes}, "then": r.then}
            for r in relaxations(outcome)
        ],
        "assumptions": [
            {
                "question": a.question,
                "answered": a.answered,
                "assumed": a.assumed,
                "because": "unsure",
            }
            for a in outcome.assumptions
        ],
        "overrides": [o.model_dump(mode="json") for o in outcome.assessment.overrides],
        "warnings": [d.message for d in outcome.warnings],
        "writes": dict(outcome.writes),
    }


def _node(seq: int, node: Node, outcome: Outcome) -> dict[str, Any]:
    decision = outcome.knowledge.decisions.get(node.id)
    rules = decision.rules if decision else ()
    return {
        "seq": seq,
        "id": node.id,
        "hit": node.hit,
        "inputs": {name: _input(name, value, outcome) for name, value in node.inputs.items()},
        "matched": list(node.matched),
        "not_matched": [
            {"rule": r.id, "then": r.then, "failed": first_failure(r.when, outcome.facts)}
            for r in rules
            if r.id not in node.matched
        ],
        "output": _plain(node.output),
        "computed": _plain(node.computed),
        "because": node.because,
        "refs": sorted({ref for row in node.rows for ref in row.refs}),
        "overridden": (
            {"by": node.overridden.by, "why": node.overridden.why} if node.overridden else None
        ),
    }


def _input(name: str, value: object, outcome: Outcome) -> dict[str, Any]:
    if name in outcome.knowledge.questions:
        source = outcome.resolved.sources[name]
        return {"value": _plain(value), "source": source, "question": name}
    return {"value": _plain(value), "source": "derived", "node": name}


def _score(score: Score) -> dict[str, Any]:
    return {
        "title": score.candidate.title,
        "competes": score.competes,
        "excluded_by": [
            {"id": b.id, "because": b.because, "facts": _facts(b.facts)} for b in score.barriers
        ],
        "total": score.total,
        "maximum": score.maximum,
        "of_hundred": score.of_hundred,
        "parts": [
            {
                "c": p.criterion,
                "title": p.title,
                "w": p.weight,
                "p": p.points,
                "from": ", ".join(f"{k}={_word(v)}" for k, v in p.facts.items()),
            }
            for p in score.parts
        ],
    }


def _facts(facts: Mapping[str, object]) -> dict[str, Any]:
    return {k: _plain(v) for k, v in facts.items()}


def _plain(value: object) -> Any:  # noqa: ANN401 - a JSON value
    if isinstance(value, frozenset):
        return sorted(value)
    return list(value) if isinstance(value, tuple) else value


def _word(value: object) -> str:
    if value is None:
        return "does not apply"
    plain = _plain(value)
    return " + ".join(plain) if isinstance(plain, list) else str(plain)
