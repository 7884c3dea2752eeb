"""A stack as a Mermaid flowchart: layers, modules, and whose outputs feed whom."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from aiarch.model.composition import Expr, HclValue, Root, StackPlan
from aiarch.render.markdown import mermaid_text

_MODULE = re.compile(r"\bmodule\.([A-Za-z0-9_-]+)\.")
_REMOTE = re.compile(r"\boutputs\.([A-Za-z0-9_-]+)|\bvar\.([A-Za-z0-9_-]+)")


def diagram(stack: StackPlan) -> str:
    """Return the flowchart's text, without a fence."""
    lines = ["flowchart LR"]
    makers: dict[str, str] = {}
    edges: set[tuple[str, str]] = set()
    for root in stack.roots:
        lines.append(
            f'  subgraph {_id(f"{root.platform}_{root.layer}")}["{mermaid_text(root.layer)}"]'
        )
        for call in root.calls:
            name = mermaid_text(call.key.rpartition("/")[2])
            about = f"{mermaid_text(call.capability)}<br/>{name} ({mermaid_text(call.flavour)})"
            lines.append(f'    {_id(call.label)}["{about}"]')
        lines.append("  end")
        edges |= set(_edges(root, makers))
        makers |= {
            o.name: m[1]
            for o in root.outputs
            if isinstance(o.value, Expr) and (m := _MODULE.match(o.value.text + "."))
        }
    lines.extend(f"  {_id(source)} --> {_id(target)}" for source, target in sorted(edges))
    return "\n".join(lines)


def _edges(root: Root, makers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield (feeding module, fed module); `makers` says which module made an earlier layer's output."""
    for call in root.calls:
        for text in _expressions(list(call.arguments.values())):
            for label in _MODULE.findall(text):
                yield label, call.label
            for output, variable in _REMOTE.findall(text):
                maker = makers.get(output or variable)
                if maker:
                    yield maker, call.label


def _expressions(value: HclValue) -> Iterator[str]:
    match value:
        case Expr():
            yield value.text
        case Mapping():
            for item in value.values():
                yield from _expressions(item)
        case list() | tuple():
            for item in value:
                yield from _expressions(item)
        case _:
            return


def _id(name: str) -> str:
    # `end` and other words of Mermaid are no ids; the prefix keeps every label apart from them.
    return "n_" + re.sub(r"[^A-Za-z0-9]", "_", name)


def meeting_diagram(stacks: Iterable[StackPlan]) -> str:
    """Return the flowchart of where stacks meet: one box per root that carries links, one edge per link; "" without links."""
    lines: list[str] = []
    edges: dict[tuple[str, ...], str] = {}
    for stack in stacks:
        roots = [r for r in stack.roots if r.links]
        if not roots:
            continue
        lines.append(f'  subgraph {_id(stack.platform)}["{mermaid_text(stack.title)}"]')
        for root in roots:
            for end in root.links:
                node = _id(f"{stack.platform}_{end.peer}_{end.kind}")
                about = f"{mermaid_text(end.title)}<br/>{mermaid_text(root.layer)} layer"
                lines.append(f'    {node}["{about}"]')
                other = _id(f"{end.peer}_{stack.platform}_{end.kind}")
                if end.way.startswith("inbound") or (end.way == "both ways" and other < node):
                    continue
                arrow = "<-->" if end.way == "both ways" else "-->"
                payload = mermaid_text(end.payload.replace("_", " "))
                edges[node, other] = f'  {node} {arrow}|"{payload}"| {other}'
        lines.append("  end")
    return "\n".join(["flowchart LR", *lines, *edges.values()]) if lines else ""
