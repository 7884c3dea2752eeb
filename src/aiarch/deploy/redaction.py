"""Plan and state documents without secrets: what Terraform marks as sensitive is masked wherever the document repeats it.

Terraform marks less than it should: what a provider computes from a sensitive value (a connection string, `output` of `terraform_data`)
stands open in the state, and defaults and literals stand in the configuration. Whatever this module does not know is left out: a part
that a later format adds may hold values too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

MASK = "(sensitive)"
# https://developer.hashicorp.com/terraform/internals/json-format#plan-representation, and `state_outputs`, which are names.
_KEPT = (
    "format_version", "terraform_version", "timestamp", "applyable", "complete", "errored",
    "relevant_attributes", "checks", "state_outputs",
)  # fmt: skip
_LITERALS = frozenset({"constant_value", "default"})
"""Keys of the configuration under which values stand that the files spell out."""
_LONG = 8
"""Characters from which on a hidden value is looked for in unmarked ones: a short one (`dev`) stands everywhere."""


def redacted(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a plan document with every value that Terraform marks as sensitive replaced by a mask."""
    redactor = _Redactor()
    redactor.plan(data)  # what is hidden in one place may stand open in one before it
    return redactor.plan(data)


def redacted_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the `values` of a state document with what is sensitive masked."""
    redactor = _Redactor()
    redactor.values(values)
    return redactor.values(values)


def masked(value: Any, marks: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return a value with the parts that `marks` says true about replaced by the mask; all of it where the two do not match in shape."""
    if marks is True:
        return None if value is None else MASK
    if isinstance(marks, Mapping) and isinstance(value, Mapping):
        return {k: masked(v, marks.get(k)) for k, v in value.items()}
    if isinstance(marks, list) and isinstance(value, list) and len(marks) <= len(value):
        return [masked(v, marks[i] if i < len(marks) else None) for i, v in enumerate(value)]
    return MASK if value is not None and _is_marked(marks) else value


def _is_marked(marks: Any) -> bool:  # noqa: ANN401 - any JSON
    if isinstance(marks, Mapping):
        return any(_is_marked(m) for m in marks.values())
    return any(_is_marked(m) for m in marks) if isinstance(marks, list) else marks is True


class _Redactor:
    def __init__(self) -> None:
        self._hidden: set[str] = set()
        """Every value that was masked, as text."""

    def plan(self, data: Mapping[str, Any]) -> dict[str, Any]:
        plan = {k: data[k] for k in _KEPT if k in data}
        for key in ("resource_changes", "resource_drift"):
            plan[key] = [self._resource_change(c) for c in data.get(key) or ()]
        if data.get("deferred_changes"):
            plan["deferred_changes"] = [
                {**d, "resource_change": self._resource_change(d["resource_change"])}
                for d in data["deferred_changes"]
            ]
        outputs = data.get("output_changes") or {}
        plan["output_changes"] = {k: self._change(c) for k, c in outputs.items()}
        plan["planned_values"] = self.values(data.get("planned_values") or {})
        if data.get("prior_state"):
            prior = data["prior_state"]
            plan["prior_state"] = {**prior, "values": self.values(prior.get("values") or {})}
        configuration = data.get("configuration") or {}
        plan["variables"] = self._variables(data.get("variables") or {}, configuration)
        plan["configuration"] = self._spelled_out(configuration, literal=False)
        return plan

    def values(self, values: Mapping[str, Any]) -> dict[str, Any]:
        out = dict(values)
        if "outputs" in out:
            out["outputs"] = {
                k: {**o, "value": self._mask(o["value"], o.get("sensitive"))} if "value" in o else o
                for k, o in out["outputs"].items()
            }
        if "root_module" in out:
            out["root_module"] = self._module(out["root_module"])
        return out

    def _module(self, module: Mapping[str, Any]) -> dict[str, Any]:
        out = dict(module)
        if "resources" in out:
            out["resources"] = [
                {**r, "values": self._mask(r.get("values"), r.get("sensitive_values"))}
                for r in out["resources"]
            ]
        if "child_modules" in out:
            out["child_modules"] = [self._module(m) for m in out["child_modules"]]
        return out

    def _resource_change(self, item: Mapping[str, Any]) -> dict[str, Any]:
        return {**item, "change": self._change(item["change"])}

    def _change(self, change: Mapping[str, Any]) -> dict[str, Any]:
        out = {k: v for k, v in change.items() if k != "generated_config"}
        for side in ("before", "after"):
            out[side] = self._mask(change.get(side), change.get(f"{side}_sensitive"))
        return out

    def _variables(
        self, variables: Mapping[str, Any], configuration: Mapping[str, Any]
    ) -> dict[str, Any]:
        declared = (configuration.get("root_module") or {}).get("variables") or {}
        secret = {name for name, v in declared.items() if v.get("sensitive")}
        return {
            name: {**v, "value": self._mask(v.get("value"), name in secret)}
            for name, v in variables.items()
        }

    def _mask(self, value: Any, marks: Any) -> Any:  # noqa: ANN401 - any JSON
        out = masked(value, marks)
        self._note(value, out)
        return self._concealed(out)

    def _concealed(self, value: Any) -> Any:  # noqa: ANN401 - any JSON
        """Return a value in which texts that hold a hidden one are masked."""
        if isinstance(value, Mapping):
            return {k: self._concealed(v) for k, v in value.items()}
        if isinstance(value, list):
            return [self._concealed(v) for v in value]
        is_open = not isinstance(value, str) or len(value) < _LONG
        return value if is_open or not any(h in value for h in self._long) else MASK

    @property
    def _long(self) -> Iterator[str]:
        return (h for h in self._hidden if len(h) >= _LONG)

    def _note(self, value: Any, out: Any) -> None:  # noqa: ANN401 - any JSON
        """Remember the values that a mask hides."""
        if isinstance(value, Mapping):
            for key, part in value.items():
                self._note(part, out[key] if isinstance(out, Mapping) else MASK)
        elif isinstance(value, list):
            for index, part in enumerate(value):
                self._note(part, out[index] if isinstance(out, list) else MASK)
        elif out == MASK and value not in (None, "", True, False):
            self._hidden.add(str(value))

    def _spelled_out(self, value: Any, *, literal: bool) -> Any:  # noqa: ANN401 - any JSON
        """Return a part of the configuration in which defaults of sensitive variables, and literals equal to a hidden value, are masked."""
        if isinstance(value, Mapping):
            out = {
                k: self._spelled_out(v, literal=literal or k in _LITERALS) for k, v in value.items()
            }
            if value.get("sensitive") is True and value.get("default") is not None:
                out["default"] = MASK
            return out
        if isinstance(value, list):
            return [self._spelled_out(v, literal=literal) for v in value]
        if literal and not isinstance(value, bool) and str(value) in self._hidden:
            return MASK
        return self._concealed(value) if literal else value
