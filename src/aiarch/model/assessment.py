"""Answers of one project, with where each came from."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from pydantic import Field

from aiarch.model.frozen import Frozen

AnswerValue = str | int | bool | tuple[str, ...]


class Source(StrEnum):
    """Where an answer came from."""

    USER = "user"
    DEFAULT = "default"
    FILE = "file"
    ASSUMED = "assumed"


class Answer(Frozen):
    """One answer."""

    value: AnswerValue
    source: Source = Source.FILE
    note: str = ""


class Override(Frozen):
    """A person pins a decision's output; hard exclusions still hold."""

    decision: str
    """Id of the decision (or `deployment.platform`)."""
    value: str | int | bool | tuple[str, ...]
    by: str = Field(min_length=1)
    why: str = Field(min_length=1)


class Metadata(Frozen):
    """What the project is called and who owns it."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{1,20}[a-z0-9]$")
    """Project name: becomes part of resource names, so 3-22 lower-case letters, digits and hyphens."""
    owner: str = "platform-team"
    description: str = ""
    repository: str = Field(default="", pattern=r"^$|^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$")
    """`owner/name` of the Git repository the render is pushed to; CI identity trusts only this one."""


class Assessment(Frozen):
    """`assessment.yaml`: all answers. The short form `id: value` means source `file`."""

    api_version: Literal["aiarch.dev/v1"] = Field(default="aiarch.dev/v1", alias="apiVersion")
    kind: Literal["Assessment"] = "Assessment"
    metadata: Metadata
    as_of: str = Field(default="", pattern=r"^$|^\d{4}-\d{2}-\d{2}$")
    """Date dated facts are read at; empty = the knowledge base's own date."""
    answers: Mapping[str, Answer]
    overrides: tuple[Override, ...] = ()
