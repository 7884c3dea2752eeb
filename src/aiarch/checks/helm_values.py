"""What the values of a chart say, read from text: a YAML document, or what checkov left of `yamlencode(merge(…))`.

The same functions judge both, and the values of a plan, where everything is worked out.
"""

from __future__ import annotations

import re
from typing import Any

from aiarch.checks.expression import written

SEMVER = re.compile(
    r"^v?(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$"
)

_LATEST = re.compile(r"(?<![\w./-])[\w.-]+(?:[/:][\w.-]+)*:latest(?![\w.-])")
_SECRET_KEY = re.compile(
    r"(?i)(?<![\w-])([\w-]*(?:password|passwd|passphrase|secret_?key|access_?key|api_?key|token|client_?secret|private_?key))"
    r"[\\'\"]*[^\S\n]*[:=][^\S\n]*[\\'\"]*([^\\'\",{}\[\]\s]+)"
)
_NAME = re.compile(
    r"^[a-z][a-z0-9.]*(?:[-_/][a-z0-9.]+)*$|^[A-Z][A-Z0-9_]+$|^[a-z]+(?:[A-Z][a-z]+)+$"
)
_PASSWORD = re.compile(r"(?i)(?:password|passwd|passphrase)$")
_NO_VALUE = re.compile(
    r"(?i)^(?:true|false|null|none|~|\d+|[${<(|>&*!%/].*|.*\$\{.*|.*\b(?:var|local|each|module|data)\..*)$"
)
_SHAPES = re.compile(
    r"AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30,}|glpat-[\w-]{20}|hf_[A-Za-z]{30,}|nvapi-[\w-]{40,}|sk-[A-Za-z0-9]{32,}"
    r"|xox[abprs]-[\w-]{10,}|eyJ[\w-]{15,}\.eyJ[\w-]{15,}|-----BEGIN [A-Z ]*PRIVATE KEY-----|://[^/\s:@'\"{$]+:[^/\s:@'\"{$]+@"
)


def text_of(*values: Any) -> str:  # noqa: ANN401 - whatever checkov resolved
    """Return values as one text in which `written` finds keys: mappings as Python writes them."""
    return "\n".join(v if isinstance(v, str) else repr(v) for v in values if v is not None)


def moving_tags(text: str) -> list[str]:
    """Return the images that are named by `latest`."""
    keys = ("tag", "imageTag", "image_tag")
    named = [f"{key}: latest" for key in keys for value in written(text, key) if value == "latest"]
    return named + _LATEST.findall(text)


def open_services(text: str) -> list[str]:
    """Return the kinds of services that are reached from outside without a list of who may."""
    keys = ("type", "serviceType", "service_type")
    kinds = [v for key in keys for v in written(text, key) if v in {"LoadBalancer", "NodePort"}]
    return [k for k in kinds if k == "NodePort" or "loadBalancerSourceRanges" not in text]


def secrets(text: str) -> list[str]:
    """Return the keys whose value is a secret, or what looks like one by itself.

    A password is any text; of keys and tokens only what does not look like a name: charts have many keys that name the secret or the
    field in it (`secretKey: access-key`).
    """
    found = [
        key
        for key, value in _SECRET_KEY.findall(text)
        if not _NO_VALUE.match(value) and (_PASSWORD.search(key) or not _NAME.match(value))
    ]
    shaped = [match[:8] + "…" for match in _SHAPES.findall(text)]
    kinds = written(text, "kind")
    filled = "Secret" in kinds and bool(written(text, "stringData") or "stringData" in text)
    return found + shaped + (["kind: Secret"] if filled else [])
