"""Decision records (MADR 4) from a trace: one per decision worth a record, per override and per spine exception."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from aiarch.catalog.catalog import Catalog
from aiarch.model.condition import facts_of
from aiarch.model.decision import Decision, Row
from aiarch.render.documents import DocumentPrinter
from aiarch.render.markdown import words

PLATFORM = "deployment.platform"
SURE = {"high", "medium"}
BOARD = "GOV-01"
"""The control whose owner decides: the review board."""


@dataclasses.dataclass(frozen=True, slots=True)
class Driver:
    """One fact that a decision rests on."""

    fact: str
    question: str
    value: str
    source: str


@dataclasses.dataclass(frozen=True, slots=True)
class Option:
    """One value the decision could have taken."""

    value: str
    title: str
    chosen: bool
    points: int | None
    reasons: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Contribution:
    """Points of every candidate for one criterion."""

    criterion: str
    title: str
    weight: int
    points: tuple[int, ...]
    origin: str


def adr_files(
    trace: Mapping[str, Any], catalog: Catalog, *, trace_sha256: str = ""
) -> Iterator[tuple[str, str, str, str]]:
    """Yield (file name, title, status, text) of every record, by node id; names are stable slugs."""
    printer = DocumentPrinter(catalog.template_folders, catalog.cache_folder)
    source = _Source(trace, catalog)
    for name in sorted({*filter(source.wants, source.nodes), *_scored(trace)}):
        record = source.record(name)
        record["trace_sha256"] = trace_sha256
        text = printer.print("docs/decision.md.j2", record).decode()
        yield f"{slug(name)}.md", str(record["title"]), str(record["status"]), text


def slug(name: str) -> str:
    """Return a node id as a file name."""
    return name.replace(".", "-").replace("_", "-")


def _scored(trace: Mapping[str, Any]) -> set[str]:
    return {PLATFORM} if trace.get("scores") else set()


class _Source:
    """The trace beside the knowledge it was made from."""

    def __init__(self, trace: Mapping[str, Any], catalog: Catalog) -> None:
        self.trace = trace
        self.catalog = catalog
        self.nodes: dict[str, Mapping[str, Any]] = {str(n["id"]): n for n in trace.get("nodes", ())}
        self.written: dict[str, list[str]] = {}
        for path, node in trace.get("writes", {}).items():
            self.written.setdefault(str(node), []).append(str(path))

    def wants(self, name: str) -> bool:
        """Say whether a node gets a record."""
        node = self.nodes[name]
        if node.get("overridden"):
            return True
        if "exception" in name:
            return node.get("output") not in (None, False, "", "none", [], ["none"])
        decision = self.catalog.decisions.get(name)
        return decision is not None and decision.adr

    def record(self, name: str) -> dict[str, Any]:
        """Return everything the template prints."""
        node = self.nodes.get(name, {})
        decision = self.catalog.decisions.get(name)
        scored = name == PLATFORM and bool(self.trace.get("scores"))
        chosen = self.chosen_platform() if scored else node.get("output")
        confidence = str(self.trace.get("confidence", "")) if scored else ""
        rows = self._rows(node, decision)
        controls = [
            c for c in (decision.controls if decision else ()) if c in self.catalog.controls
        ]
        board = self.catalog.controls.get(BOARD)
        return {
            "id": name,
            "title": decision.title if decision else self._title(name),
            "stage": str(decision.stage) if decision else "S3",
            "status": "accepted" if not scored or confidence in SURE else "proposed",
            "date": str(self.trace.get("as_of", "")),
            "deciders": [board.owner.role, *board.owner.consulted] if board else [],
            "kb": str(self.trace.get("kb", {}).get("version", "")),
            "chosen": "" if chosen in (None, "") else words(chosen),
            "rules": self._reasons(node, decision, scored=scored),
            "warnings": [row.warn for row in rows if row.warn],
            "override": self._override(name, node),
            "exception": "exception" in name,
            "confidence": confidence,
            "margin": self.trace.get("margin") if scored else None,
            "drivers": self._drivers(node),
            "options": self._candidates(str(chosen)) if scored else self._options(node, decision),
            "candidates": [str(c) for c in self._ranked()] if scored else [],
            "contributions": self._contributions() if scored else [],
            "maximum": next((s.get("maximum") for s in self.trace["scores"].values()), None)
            if scored
            else None,
            "legs": [str(leg) for leg in self.trace.get("legs", ())] if scored else [],
            "consequences": list(decision.consequences) if decision else [],
            "controls": [(c, self.catalog.controls[c].title) for c in controls],
            "evidence": [
                (e.id, e.type, e.query or e.probe)
                for c in controls
                for e in self.catalog.controls[c].evidence
            ],
            "paths": sorted(self.written.get(name, ())),
            "refs": sorted({str(r) for r in node.get("refs", ())}),
            "flips": self._flips() if scored else self._other_rules(node, decision),
            "assumptions": self._assumptions(node),
        }

    def _controls(self, name: str, decision: Decision | None) -> list[str]:
        """Return the controls a decision names, and those whose selection reads it."""
        known = self.catalog.controls
        named = {c for c in (decision.controls if decision else ()) if c in known}
        read = {c.id for c in known.values() if c.applies_when and name in facts_of(c.applies_when)}
        return sorted(named | read)

    def chosen_platform(self) -> str:
        """Return the platform that was picked, "" for a tie or an infeasible result."""
        return str(self.nodes.get(PLATFORM, {}).get("output") or self.trace.get("platform") or "")

    def _title(self, name: str) -> str:
        return (
            "Platform"
            if name == PLATFORM
            else name.replace(".", " ").replace("_", " ").capitalize()
        )

    def _rows(self, node: Mapping[str, Any], decision: Decision | None) -> list[Row]:
        matched = set(node.get("matched", ()))
        return [row for row in decision.rules if row.id in matched] if decision else []

    def _reasons(
        self, node: Mapping[str, Any], decision: Decision | None, *, scored: bool
    ) -> list[tuple[str, str]]:
        """Return (rule, its sentence) for what led here; a person's override has its own line."""
        if node.get("overridden"):
            return []
        if scored:
            return [
                ("points", str(node.get("because", "the most points that no exclusion removes")))
            ]
        rows = [(row.id, row.because) for row in self._rows(node, decision)]
        if rows or decision is None or decision.otherwise is None:
            return rows
        return [("otherwise", decision.otherwise.because)]

    def _override(self, name: str, node: Mapping[str, Any]) -> dict[str, str]:
        given: Any = node.get("overridden")
        if not given and name == PLATFORM:
            listed = self.trace.get("overrides", ())
            given = next(
                (o for o in listed if isinstance(o, Mapping) and o.get("decision") == name), None
            )
        if not given:
            return {}
        if not isinstance(given, Mapping):
            return {"by": "", "why": words(given), "instead_of": ""}
        instead = given.get("computed", node.get("computed"))
        return {
            "by": str(given.get("by", "")),
            "why": str(given.get("why", "")),
            "instead_of": "" if instead is None else words(instead),
        }

    def _drivers(self, node: Mapping[str, Any]) -> list[Driver]:
        return [
            self._driver(str(fact), given) for fact, given in sorted(node.get("inputs", {}).items())
        ]

    def _driver(self, fact: str, given: Mapping[str, Any]) -> Driver:
        return Driver(
            fact,
            self._asked(fact),
            self._answer(fact, given.get("value")),
            str(given.get("source", "")),
        )

    def _asked(self, fact: str) -> str:
        question = self.catalog.questions.get(fact)
        if question:
            return question.prompt
        decision = self.catalog.decisions.get(fact)
        return decision.title if decision else self._title(fact)

    def _answer(self, fact: str, value: Any) -> str:  # noqa: ANN401 - any fact
        """Return an answer as the person read it."""
        if value is None:
            return "does not apply"
        question = self.catalog.questions.get(fact)
        labels = {c.value: c.label for c in question.choices} if question else {}
        if isinstance(value, list | tuple):
            return ", ".join(labels.get(str(v), words(v)) for v in value) or "none"
        return labels.get(str(value), words(value))

    def _options(self, node: Mapping[str, Any], decision: Decision | None) -> list[Option]:
        if decision is None:
            return []
        output = node.get("output")
        taken = set(map(words, output)) if isinstance(output, list | tuple) else {words(output)}
        failed = {str(n["rule"]): str(n.get("failed", "")) for n in node.get("not_matched", ())}
        out = []
        for value in decision.output.domain:
            rules = [row for row in decision.rules if row.then == value]
            chosen = words(value) in taken
            reasons = [
                row.because.rstrip(".")
                if row.id not in failed
                else f"{row.id} needs: {failed[row.id]}"
                for row in rules
                if (row.id not in failed) == chosen
            ]
            if decision.otherwise and decision.otherwise.then == value and not rules:
                reasons = [decision.otherwise.because]
            out.append(Option(words(value), "", chosen, None, tuple(reasons)))
        return out

    def _other_rules(self, node: Mapping[str, Any], decision: Decision | None) -> list[str]:
        """Say which rules would give another result, and what each lacks."""
        rules = {row.id: row for row in decision.rules} if decision else {}
        return [
            f"{words(rules[rule].then)} if {failed} ({rule})"
            for item in node.get("not_matched", ())
            if (rule := str(item["rule"])) in rules
            and (failed := str(item.get("failed", "")))
            and rules[rule].then != node.get("output")
        ]

    def _score(self, name: str) -> Mapping[str, Any]:
        score: Mapping[str, Any] = self.trace["scores"][name]
        return score

    def _ranked(self) -> list[str]:
        """Return the candidates: those that could win, best first, then the others."""
        scores = self.trace.get("scores", {})

        def place(name: str) -> tuple[bool, bool, int, str]:
            score = scores[name]
            out = bool(score.get("excluded_by"))
            return (not score.get("competes", True), out, -int(score["total"]), name)

        return sorted(scores, key=place)

    def _candidates(self, chosen: str) -> list[Option]:
        out = []
        for name in self._ranked():
            score = self._score(name)
            barriers = [
                f"{x['id']}, {x['because'].rstrip('.')}" for x in score.get("excluded_by", ())
            ]
            if not score.get("competes", True):
                barriers.append("does not compete where the core runs")
            title = str(score.get("title", name))
            out.append(Option(name, title, name == chosen, int(score["total"]), tuple(barriers)))
        return out

    def _contributions(self) -> list[Contribution]:
        names = self._ranked()
        parts = [{str(p["c"]): p for p in self._score(n).get("parts", ())} for n in names]
        seen = {c: p for of_one in parts for c, p in of_one.items()}
        out = []
        for criterion, about in seen.items():
            found = [of_one.get(criterion, {}) for of_one in parts]
            points = tuple(int(p.get("w", 0)) * int(p.get("p", 0)) for p in found)
            title, origin = str(about.get("title", "")), str(about.get("from", ""))
            out.append(Contribution(criterion, title, int(about["w"]), points, origin))
        return sorted(out, key=lambda c: (-c.weight, len(c.criterion), c.criterion))

    def _flips(self) -> list[str]:
        return [
            f"{words(item['then'])} if “{self._asked(str(item['question']))}” were answered "
            f"“{self._answer(str(item['question']), item['if'])}”"
            for item in self.trace.get("sensitivity", ())
        ]

    def _assumptions(self, node: Mapping[str, Any]) -> list[str]:
        read = set(node.get("inputs", {}))
        return [
            f"{self._asked(question)} — assumed: {self._answer(question, item['assumed'])} ({words(item.get('because', ''))})"
            for item in self.trace.get("assumptions", ())
            if (question := str(item["question"])) in read or not read
        ]
