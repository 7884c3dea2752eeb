"""Decision records (MADR 4) from a trace: one per decision worth a record, per override and per spine exception."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from aiarch.catalog.catalog import Catalog
from aiarch.model.decision import Decision, Row
from aiarch.model.scoring import Scoring
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
    printer = DocumentPrinter(catalog.template_folders)
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
            "chosen": words(chosen),
            "rules": [(row.id, row.because) for row in rows]
            or self._otherwise(decision, scored=scored),
            "warnings": [row.warn for row in rows if row.warn],
            "override": self._override(name, node),
            "exception": "exception" in name,
            "confidence": confidence,
            "margin": self.trace.get("margin") if scored else None,
            "drivers": self._scoring_drivers() if scored else self._drivers(node),
            "options": self._candidates(chosen) if scored else self._options(node, decision),
            "candidates": [str(c) for c in self._ranked()] if scored else [],
            "contributions": self._contributions() if scored else [],
            "maximum": self.catalog.scoring.maximum if scored else None,
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

    def chosen_platform(self) -> str:
        """Return the platform that was picked, "" for a tie or an infeasible result."""
        node = self.nodes.get(PLATFORM, {})
        output = node.get("output") or self.trace.get("platform")
        if output:
            return str(output)
        if str(self.trace.get("confidence")) not in {*SURE, "low"}:
            return ""
        open_ = [name for name in self._ranked() if not self._score(name).get("excluded_by")]
        return open_[0] if open_ else ""

    def _title(self, name: str) -> str:
        return (
            "Platform"
            if name == PLATFORM
            else name.replace(".", " ").replace("_", " ").capitalize()
        )

    def _rows(self, node: Mapping[str, Any], decision: Decision | None) -> list[Row]:
        matched = set(node.get("matched", ()))
        return [row for row in decision.rules if row.id in matched] if decision else []

    def _otherwise(self, decision: Decision | None, *, scored: bool) -> list[tuple[str, str]]:
        if scored:
            return [("scoring", "The candidate with the most points that no exclusion removes.")]
        return (
            [("otherwise", decision.otherwise.because)] if decision and decision.otherwise else []
        )

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
        instead = given.get("instead_of", given.get("derived", given.get("was")))
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
                row.because if row.id not in failed else f"{row.id} needs: {failed[row.id]}"
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
        scores = self.trace.get("scores", {})
        return sorted(
            scores, key=lambda n: (bool(scores[n].get("excluded_by")), -int(scores[n]["total"]), n)
        )

    def _candidates(self, chosen: Any) -> list[Option]:  # noqa: ANN401 - platform id
        scoring = self.catalog.scoring
        titles = {c.id: c.title for c in scoring.candidates}
        why = {x.id: f"{x.id} {x.title}: {x.because}" for x in scoring.exclusions}
        return [
            Option(
                name, titles.get(name, name), name == chosen, int(self._score(name)["total"]),
                tuple(why.get(str(x), str(x)) for x in self._score(name).get("excluded_by", ())),
            )
            for name in self._ranked()
        ]  # fmt: skip

    def _contributions(self) -> list[Contribution]:
        scoring: Scoring = self.catalog.scoring
        parts = {
            name: {str(p["c"]): p for p in self._score(name).get("parts", ())}
            for name in self._ranked()
        }
        out = []
        for criterion in scoring.criteria:
            found = [parts[name].get(criterion.id, {}) for name in parts]
            if any(found):
                points = tuple(int(p.get("w", 0)) * int(p.get("p", 0)) for p in found)
                origin = next((str(p["from"]) for p in found if p.get("from")), "")
                out.append(
                    Contribution(criterion.id, criterion.title, criterion.weight, points, origin)
                )
        return sorted(out, key=lambda c: (-c.weight, int(c.criterion[1:])))

    def _scoring_drivers(self) -> list[Driver]:
        facts = dict.fromkeys(fact for c in self.catalog.scoring.criteria for fact in c.inputs)
        known = {
            str(fact): given
            for node in self.nodes.values()
            for fact, given in node.get("inputs", {}).items()
        }
        return [self._driver(fact, known[fact]) for fact in sorted(facts) if fact in known]

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
