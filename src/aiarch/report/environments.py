"""Where two environments of a rendered project differ, for another reason than their names."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from pathlib import Path

from aiarch.catalog.declarations import scan
from aiarch.model.capability import LAYER_ORDER

HIDDEN_VALUE = "(sensitive)"


@dataclasses.dataclass(frozen=True, slots=True)
class ValueDifference:
    """One value; None on the side that does not set it."""

    name: str
    source: str | None
    target: str | None


@dataclasses.dataclass(frozen=True, slots=True)
class LayerDifference:
    """One layer of one stack.

    Attributes:
        values: what differs, or is set in one environment only.
        by_name: values that differ by the environment's name in them and by nothing else.
        only_in: the environment that alone has this layer, "" when both have it.
    """

    stack: str
    layer: str
    values: tuple[ValueDifference, ...]
    by_name: tuple[str, ...] = ()
    only_in: str = ""

    @property
    def name(self) -> str:
        """Return `stack/layer`."""
        return f"{self.stack}/{self.layer}"


def differences(root: Path, source: str, target: str) -> tuple[LayerDifference, ...]:
    """Return every layer with its differences, bootstrap first, then in the order of apply."""
    found = []
    for stack, layer, folder in _layers(root):
        files = {e: folder / "environments" / f"{e}.tfvars" for e in (source, target)}
        there = [e for e, path in files.items() if path.is_file()]
        if len(there) == 1:
            found.append(LayerDifference(stack, layer, (), only_in=there[0]))
        elif there:
            secret = _sensitive(folder)
            mine, theirs = (_values(files[e]) for e in (source, target))
            found.append(_compared(stack, layer, (source, mine), (target, theirs), secret))
    return tuple(found)


def _layers(root: Path) -> list[tuple[str, str, Path]]:
    order = [str(layer) for layer in LAYER_ORDER]
    folders = [(p.parent.name, "bootstrap", p.parent) for p in root.glob("bootstrap/*/main.tf")]
    folders += [
        (p.parent.parent.name, p.parent.name, p.parent) for p in root.glob("stacks/*/*/main.tf")
    ]
    return sorted(
        folders, key=lambda f: (f[0], order.index(f[1]) if f[1] in order else len(order), f[1])
    )


def _compared(
    stack: str,
    layer: str,
    source: tuple[str, Mapping[str, str]],
    target: tuple[str, Mapping[str, str]],
    secret: frozenset[str],
) -> LayerDifference:
    (here, mine), (there, theirs) = source, target
    values, by_name = [], []
    for name in sorted({*mine, *theirs}):
        old, new = mine.get(name), theirs.get(name)
        if old == new:
            continue
        if old is not None and new is not None and _nameless(old, here) == _nameless(new, there):
            by_name.append(name)
        else:
            shown = [HIDDEN_VALUE if v is not None and name in secret else v for v in (old, new)]
            values.append(ValueDifference(name, *shown))
    return LayerDifference(stack, layer, tuple(values), tuple(by_name))


def _nameless(text: str, environment: str) -> str:
    """Return a value with the environment's name, where no letter touches it, blanked (`dev` in `st3e97dev`, not in `devops`)."""
    name = re.escape(environment)
    return re.sub(rf"(?<![A-Za-z]){name}(?![A-Za-z])", "\0", text)


def _values(path: Path) -> dict[str, str]:
    text = path.read_text(encoding="utf-8", errors="replace")
    return {b.name: " ".join(b.text.split()) for b in scan(text) if b.is_attribute}


def _sensitive(folder: Path) -> frozenset[str]:
    """Return the variables whose values are not shown."""
    texts = (p.read_text(encoding="utf-8", errors="replace") for p in sorted(folder.glob("*.tf")))
    return frozenset(
        block.labels[0]
        for text in texts
        for block in scan(text)
        if block.name == "variable" and block.labels and block.attribute("sensitive") == "true"
    )
