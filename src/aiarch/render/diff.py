"""A plan of writes for people: counts, and a unified diff."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator

from aiarch.render.changes import Action, Change, SyncPlan

NO_NEWLINE = "\\ No newline at end of file\n"


def summary(plan: SyncPlan) -> list[tuple[str, int]]:
    """Return how many paths each action concerns, in the order of `Action`; absent actions are left out."""
    counts = Counter(change.action for change in plan.changes)
    return [(str(action), counts[action]) for action in Action if counts[action]]


def diff_text(plan: SyncPlan) -> str:
    """Return every write as one unified diff that `git apply` reads; "" when nothing changes."""
    return "".join(line for change in plan.changes if change.writes for line in _lines(change))


def _lines(change: Change) -> Iterator[str]:
    source = f"a/{change.path}" if change.before is not None else "/dev/null"
    target = f"b/{change.path}" if change.after is not None else "/dev/null"
    yield f"diff --git a/{change.path} b/{change.path}\n"
    if change.before is None:
        yield "new file mode 100644\n"
    if change.after is None:
        yield "deleted file mode 100644\n"
    old, new = _text(change.before), _text(change.after)
    if old is None or new is None:
        yield f"Binary files {source} and {target} differ\n"
        return
    for line in difflib.unified_diff(old, new, source, target):
        yield line if line.endswith("\n") else f"{line}\n{NO_NEWLINE}"


def _text(content: bytes | None) -> list[str] | None:
    """Return lines with their ends, None for what is no text."""
    try:
        text = (content or b"").decode()
    except UnicodeDecodeError:
        return None
    if "\0" in text:
        return None
    # Not `splitlines`: it would also split at form feeds and U+2028.
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
