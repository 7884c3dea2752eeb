"""Who we are on AWS: asked once, shared by all checks."""

from __future__ import annotations

import contextlib
import dataclasses
import re
from collections.abc import Callable, Iterator

from aiarch.errors import AiarchError, Location, Severity, ToolMissingError
from aiarch.live.aws.session import Aws, CallFailedError
from aiarch.live.world import Target, World
from aiarch.validate.finding import CheckerReport, Finding, Status

PLATFORM = "aws"
NAME = "aws-identity"
_ACCOUNT = re.compile(r"^\d{12}$")


@dataclasses.dataclass(frozen=True, slots=True)
class Identity:
    """The caller: account and ARN."""

    account: str
    arn: str

    @property
    def is_root(self) -> bool:
        """Whether it is the account's root user."""
        return self.arn.endswith(":root")

    @property
    def is_user(self) -> bool:
        """Whether it is an IAM user, not a role."""
        return ":user/" in self.arn


class Account:
    """The connection and who it is for; a failure is kept, so that nobody waits for it twice."""

    def __init__(self, connect: Callable[[], Aws]) -> None:
        self._connect = connect
        self._aws: Aws | None = None
        self._identity: Identity | AiarchError | None = None

    @property
    def aws(self) -> Aws:
        """The connection.

        Raises:
            ToolMissingError: boto3 is not installed.
        """
        if self._aws is None:
            self._aws = self._connect()
        return self._aws

    def identity(self, world: World) -> Identity:
        """Return who calls.

        Raises:
            ToolMissingError, CallFailedError: nobody can tell.
        """
        if self._identity is None:
            try:
                self._identity = self._ask(world)
            except AiarchError as error:
                self._identity = error
        if isinstance(self._identity, AiarchError):
            raise self._identity
        return self._identity

    def _ask(self, world: World) -> Identity:
        region = next(iter(region_of(world, t) for t in aws_targets(world)), "")
        home = world.knowledge.home_region(PLATFORM, region)
        reply = self.aws.call("sts", "get_caller_identity", home)
        return Identity(str(reply.get("Account", "")), str(reply.get("Arn", "")))


def aws_targets(world: World) -> tuple[Target, ...]:
    """Return the targets on AWS that were asked for."""
    return tuple(t for t in world.targets if t.platform == PLATFORM)


def region_of(world: World, target: Target) -> str:
    """Return the region a stack is rendered for."""
    return next((str(g.value) for g in world.regions(target)), "")


def account_of(world: World, target: Target) -> str:
    """Return the account the blueprint names, "" when it names none of AWS's."""
    named = world.blueprint.environments[target.environment].account
    return named if _ACCOUNT.match(named) else ""


class Notes:
    """What a check has found so far; a call that fails costs its own answer and no other."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.facts: dict[str, int | float | str] = {}
        self._unseen: list[str] = []

    @contextlib.contextmanager
    def softly(self) -> Iterator[None]:
        """Go on after a call that failed, and remember why."""
        try:
            yield
        except CallFailedError as error:
            self._unseen.append(f"{error.message} ({error.hint})" if error.hint else error.message)

    def report(self, name: str) -> CheckerReport:
        """Return everything found; `failed` when something could not be looked at."""
        report = CheckerReport.ran(name, self.findings, **self.facts)
        if not self._unseen:
            return report
        reason = "could not look: " + "; ".join(dict.fromkeys(self._unseen))
        return dataclasses.replace(report, status=Status.FAILED, reason=reason)


class AwsCheck:
    """What the checks on AWS share: no boto3, no identity or the wrong account is said, and nothing is asked then."""

    name = ""
    platform = PLATFORM
    online = True

    def __init__(self, account: Account) -> None:
        self._account = account

    def look(self, world: World) -> CheckerReport:
        """Look at every target the credentials are for."""
        try:
            identity = self._account.identity(world)
        except ToolMissingError as error:
            return CheckerReport.skipped(self.name, f"{error.message}: {error.hint}")
        except AiarchError:
            return CheckerReport.skipped(self.name, f"nobody knows who calls, see {NAME}")
        targets = aws_targets(world)
        own = [t for t in targets if account_of(world, t) in {"", identity.account}]
        others = ", ".join(str(t) for t in targets if t not in own)
        if not own:
            return CheckerReport.skipped(
                self.name,
                f"the credentials are for account {identity.account}, not for that of {others}",
            )
        notes = Notes()
        self.look_at(world, self._account.aws, own, notes)
        if others:
            notes.facts["not_looked_at"] = others
        return notes.report(self.name)

    def look_at(self, world: World, aws: Aws, targets: list[Target], notes: Notes) -> None:
        """Write down what is found at the targets; never called without credentials for them."""
        raise NotImplementedError


class IdentityFits:
    """The right account, not the root user, no key that lives for ever."""

    name = NAME
    platform = PLATFORM
    online = True

    def __init__(self, account: Account) -> None:
        self._account = account

    def look(self, world: World) -> CheckerReport:
        """Return what is wrong with the caller.

        Raises:
            CallFailedError: STS gave no answer.
        """
        try:
            identity = self._account.identity(world)
        except ToolMissingError as error:
            return CheckerReport.skipped(NAME, f"{error.message}: {error.hint}")
        findings = []
        if identity.is_root:
            findings.append(
                _finding(
                    "PRE110",
                    Severity.ERROR,
                    f"the caller is the root user of account {identity.account}",
                    "use a role: aws sso login, or the pipeline's plan and apply roles",
                )
            )
        if identity.is_user and self._account.aws.has_long_lived_key:
            findings.append(
                _finding(
                    "PRE111",
                    Severity.WARNING,
                    f"the caller is an IAM user with a long-lived access key ({identity.arn})",
                    "use a role with short-lived credentials, and delete the key",
                )
            )
        for target in aws_targets(world):
            named = account_of(world, target)
            if named and named != identity.account:
                findings.append(
                    _finding(
                        "PRE112",
                        Severity.ERROR,
                        f"the credentials are for account {identity.account}, {target} belongs to {named}",
                        f"take those of {named}, or look at one environment with -e",
                        Location("blueprint.yaml"),
                    )
                )
        return CheckerReport.ran(NAME, findings, account=identity.account, caller=identity.arn)


def _finding(
    code: str, severity: Severity, message: str, hint: str, at: Location | None = None
) -> Finding:
    return Finding(code, NAME, severity, message, at, hint=hint)
