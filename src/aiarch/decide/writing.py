"""What a decided assessment leaves behind: the blueprint's leaves, who wrote each, and remarks for the reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from aiarch.decide.facts import NONE, Resolved
from aiarch.errors import Diagnostic, Severity

if TYPE_CHECKING:
    from aiarch.decide.engine import Node
    from aiarch.decide.knowledge import Knowledge
    from aiarch.model.condition import Facts
    from aiarch.model.question import Question


def written(
    knowledge: Knowledge, resolved: Resolved, nodes: Sequence[Node]
) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """Return blueprint leaves with who wrote them; `NA` is written as null, "none of these" as an empty list."""
    choices: dict[str, dict[str, Any]] = {}
    writes: dict[str, str] = {}

    def write(path: str, value: Any, by: str) -> None:  # noqa: ANN401 - any YAML value
        _, section, leaf = path.split(".", 2)
        choices.setdefault(section, {})[leaf] = value
        writes[path] = by

    for question in knowledge.questions.values():
        if question.path:
            write(question.path, _plain(question, resolved.values.get(question.id)), question.id)
    for node in nodes:
        if node.id == knowledge.scoring.output:
            write(f"blueprint.{node.id}", node.output, node.id)
            continue
        path = knowledge.decisions[node.id].output.path
        if path:
            output = node.output
            write(path, sorted(output) if isinstance(output, frozenset) else output, node.id)
    return {s: dict(sorted(leaves.items())) for s, leaves in sorted(choices.items())}, writes


def _plain(question: Question, value: Any) -> Any:  # noqa: ANN401 - any answer
    if isinstance(value, tuple):
        return [v for v in value if v != NONE]
    return question.at_least if _is_raised(question, value) else value


def _is_raised(question: Question, value: Any) -> bool:  # noqa: ANN401 - any answer
    return isinstance(value, int) and question.at_least is not None and value < question.at_least


def warnings(
    knowledge: Knowledge, resolved: Resolved, nodes: Sequence[Node], facts: Facts
) -> Iterator[Diagnostic]:
    """Yield what the reader of the outcome must know: assumptions, raised answers, and rules that only remark."""
    for a in resolved.assumptions:
        yield Diagnostic(
            "DEC030",
            f"{a.question}: {a.answered} counts as {a.assumed} until somebody knows",
            hint="find out and answer it; the most cautious value is used meanwhile",
            severity=Severity.WARNING,
        )
    for question in knowledge.questions.values():
        if facts.get(question.id) is None:
            continue
        yield from _remarks(question, resolved.values, facts)
    for node in nodes:
        for row in node.rows:
            if row.warn and node.overridden is None:
                yield Diagnostic("DEC032", f"{node.id}: {row.warn}", severity=Severity.WARNING)


def _remarks(question: Question, values: Mapping[str, Any], facts: Facts) -> Iterator[Diagnostic]:
    for rule in question.checks:
        if rule.level == "warning" and not rule.rule.holds(facts):
            yield Diagnostic("DEC031", f"{question.id}: {rule.message}", severity=Severity.WARNING)
    if _is_raised(question, values.get(question.id)):
        yield Diagnostic(
            "DEC033",
            f"{question.id}: {values[question.id]} {question.unit} is built as {question.at_least}",
            hint=question.at_least_reason,
            severity=Severity.WARNING,
        )
