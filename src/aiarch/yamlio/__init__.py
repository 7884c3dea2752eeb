"""YAML ⇄ models with positions: every fault of a file in one pass, each with `path:line:col`."""
