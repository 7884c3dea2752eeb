"""Questions: one typed item of the assessment with a finite domain."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, model_validator

from aiarch.model.condition import Condition
from aiarch.model.frozen import Frozen

ID_PATTERN = r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$"
PATH_PATTERN = r"^blueprint(\.[a-z0-9_]+){2,}$"


class QuestionType(StrEnum):
    """The kinds of answers there are."""

    CHOICE = "choice"
    MULTI = "multi"
    BOOL = "bool"
    INT = "int"
    TEXT = "text"
    REGION = "region"


class Stage(StrEnum):
    """The six stages of the spine, and what cuts across them."""

    NEEDS = "S1"
    DATA = "S2"
    ARCHITECTURE = "S3"
    MLOPS = "S4"
    GOVERNANCE = "S5"
    MONITORING = "S6"
    CROSS = "X"


class Choice(Frozen):
    """One value a person may pick."""

    value: str = Field(pattern=r"^[A-Za-z0-9_]+$")
    label: str
    """What the person reads."""
    resolves_to: str | None = None
    """For `unsure`: the conservative value the engine uses; recorded as an assumption."""
    disabled_when: Condition | None = None
    """When it holds (earlier facts only) the choice is shown but cannot be picked."""
    disabled_reason: str = ""

    @model_validator(mode="after")
    def _reason_with_condition(self) -> Choice:
        if (self.disabled_when is None) != (not self.disabled_reason):
            raise ValueError("disabled_when and disabled_reason come together")
        return self


class Bin(Frozen):
    """One bin of a number: `low <= n < high`; `high: null` is open."""

    label: str = Field(pattern=r"^[a-z0-9_]+$")
    low: int
    high: int | None = None


class AnswerRule(Frozen):
    """A rule an answer must meet; `level: warning` only remarks."""

    rule: Condition
    message: str
    level: str = Field(default="error", pattern="^(error|warning)$")


class Question(Frozen):
    """One question. Reference: decisions-and-controls B2."""

    id: str = Field(pattern=ID_PATTERN)
    """Dotted, snake_case, never reused."""
    number: int = Field(ge=1)
    """Place in the order of asking; unique over all packs."""
    stage: Stage
    type: QuestionType
    prompt: str
    help: str = ""
    """Who knows the answer and what it means."""
    why: str
    """What the answer decides."""
    when: Condition | None = None
    """Asked only when this holds (earlier facts only); otherwise the value is `NA`."""
    choices: tuple[Choice, ...] = ()
    default: str | int | bool | tuple[str, ...] | None = None
    """None = must be answered."""
    checks: tuple[AnswerRule, ...] = Field(default=(), alias="validate")
    bins: tuple[Bin, ...] = ()
    unit: str = ""
    pattern: str = ""
    """For text: a regular expression the whole answer must match."""
    path: str | None = Field(default=None, pattern=PATH_PATTERN)
    """Blueprint path the resolved answer is copied to, if any."""
    at_least: int | None = None
    """For int with a path: the smallest value written there. A smaller answer is raised to it, with a warning."""
    at_least_reason: str = ""
    """Why nothing smaller can be built."""
    drives: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    sensitivity: str = Field(default="internal", pattern="^(public|internal|confidential)$")
    refs: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _shape(self) -> Question:
        picks = self.type in {QuestionType.CHOICE, QuestionType.MULTI, QuestionType.REGION}
        if picks != bool(self.choices):
            raise ValueError(
                f"choices are for choice, multi and region questions; this is {self.type}"
            )
        if (self.type is QuestionType.INT) != bool(self.bins):
            raise ValueError(
                f"bins are for int questions, and int questions need them; this is {self.type}"
            )
        if self.at_least is not None and not (self.bins and self.path and self.at_least_reason):
            raise ValueError("at_least is for int questions with a path, and comes with a reason")
        return self

    @property
    def values(self) -> tuple[str, ...]:
        """Values of the choices in order."""
        return tuple(c.value for c in self.choices)

    def bin_of(self, number: int) -> str | None:
        """Return the label of the bin `number` falls in, None when it falls in no bin."""
        for part in self.bins:
            if number >= part.low and (part.high is None or number < part.high):
                return part.label
        return None


class QuestionFile(Frozen):
    """`blueprints/questions/*.yaml`."""

    questions: tuple[Question, ...]
