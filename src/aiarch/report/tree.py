"""The decision tree as a picture: the spine, and every table with what it reads and yields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from aiarch.model.question import Stage

if TYPE_CHECKING:
    from aiarch.decide.engine import Outcome
    from aiarch.decide.knowledge import Knowledge
    from aiarch.model.decision import Decision

TITLES: Mapping[Stage, str] = {
    Stage.NEEDS: "AI needs assessment",
    Stage.DATA: "Data availability",
    Stage.ARCHITECTURE: "Architecture",
    Stage.MLOPS: "MLOps implementation",
    Stage.GOVERNANCE: "Governance frameworks",
    Stage.MONITORING: "Continuous monitoring",
    Stage.CROSS: "Across all stages",
}


def mermaid(knowledge: Knowledge, outcome: Outcome | None = None) -> str:
    """Return a Mermaid flowchart; with an outcome, the values taken are written in and the path is highlighted."""
    lines = ["flowchart TD", *_spine(outcome)]
    by_stage: dict[Stage, list[Decision]] = {}
    for decision in knowledge.decisions.values():
        by_stage.setdefault(decision.stage, []).append(decision)
    for stage in Stage:
        if stage in by_stage:
            lines.append(f'  subgraph {stage.name}["{stage}: {TITLES[stage]}"]')
            lines.extend(
                f"    {_id(d.id)}[{_label(d, outcome)}]"
                for d in sorted(by_stage[stage], key=lambda d: d.id)
            )
            lines.append("  end")
    platform = knowledge.scoring.output
    chosen = f"<br/><b>{outcome.platform or outcome.confidence}</b>" if outcome else ""
    lines.append(
        f'  {_id(platform)}{{{{"{platform}<br/>exclusions, points, confidence{chosen}"}}}}'
    )
    known = {*knowledge.decisions, platform}
    for decision in sorted(knowledge.decisions.values(), key=lambda d: d.id):
        lines.extend(
            f"  {_id(source)} --> {_id(decision.id)}"
            for source in sorted(decision.inputs)
            if source in known
        )
    lines.extend(
        f"  {_id(source)} --> {_id(platform)}"
        for source in sorted(knowledge.scoring_inputs)
        if source in knowledge.decisions
    )
    return "\n".join(lines) + "\n"


def text(knowledge: Knowledge, outcome: Outcome | None = None) -> str:
    """Return the tree as indented text: stage, table, rules; the rule that fired is marked with `>`."""
    out = [
        "needs assessment → data available? → yes: cloud-native architecture | no: on-prem data lake → MLOps → governance → monitoring",
        "",
    ]
    fired = {rule for node in (outcome.nodes if outcome else ()) for rule in node.matched}
    for stage in Stage:
        tables = sorted(
            (d for d in knowledge.decisions.values() if d.stage is stage), key=lambda d: d.id
        )
        if not tables:
            continue
        out.append(f"{stage} {TITLES[stage]}")
        for table in tables:
            value = f" = {_value(table.id, outcome)}" if outcome else ""
            out.append(f"  {table.id}{value}   ({table.title}; {table.hit})")
            out.extend(
                f"  {'>' if rule.id in fired else ' '} {rule.id}: {rule.when.sentence()} → {_word(rule.then)}"
                for rule in table.rules
            )
            if table.otherwise:
                out.append(f"    otherwise → {_word(table.otherwise.then)}")
        out.append("")
    return "\n".join(out)


def _spine(outcome: Outcome | None) -> list[str]:
    available = outcome.facts.get("spine.data_available") if outcome else None
    yes = ":::taken" if available in {True, "yes"} else ""
    no = ":::taken" if available in {False, "no"} else ""
    return [
        "  classDef taken fill:#dff0d8,stroke:#3c763d,stroke-width:2px",
        '  subgraph SPINE["The spine"]',
        "    s1([S1 AI needs assessment]) --> s2{S2 Data available?}",
        f"    s2 -- yes --> s3a[S3 Cloud-native architecture]{yes}",
        f"    s2 -- no --> s3b[S3 On-prem data lake]{no}",
        "    s3a --> s4[S4 MLOps implementation]",
        "    s3b --> s4",
        "    s4 --> s5[S5 Governance frameworks]",
        "    s5 --> s6[S6 Continuous monitoring]",
        "  end",
    ]


def _id(name: str) -> str:
    return "n_" + name.replace(".", "_")


def _label(decision: Decision, outcome: Outcome | None) -> str:
    value = f"<br/><b>{_value(decision.id, outcome)}</b>" if outcome else ""
    return f'"{decision.id}{value}"'


def _value(name: str, outcome: Outcome | None) -> str:
    value = outcome.facts.get(name) if outcome else None
    return _word(value)


def _word(value: object) -> str:
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or "none"
    return (
        {True: "yes", False: "no", None: "–"}[value]
        if isinstance(value, bool) or value is None
        else str(value)
    )
