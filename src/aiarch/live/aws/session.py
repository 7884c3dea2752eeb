"""The edge to boto3: calls in, plain data out, every failure an error of ours. Credentials never pass through here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from aiarch.errors import ToolFailedError, ToolMissingError

CONNECT_SECONDS = 3
READ_SECONDS = 10
ATTEMPTS = 2
LONG_LIVED = "AKIA"
"""Access keys that start so belong to a user and never expire (IAM user guide, unique identifiers)."""

Factory = Callable[[str, str], Any]
"""(service, region) → boto3 client."""


class CallFailedError(ToolFailedError):
    """An API call that gave no answer; `reason` is AWS's error code, "" when AWS was not reached."""

    default_code = "PRE100"

    def __init__(self, message: str, *, reason: str = "", hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.reason = reason


class Aws:
    """Calls AWS with short timeouts and few retries.

    Args:
        clients: makes a client for a service and region.
        access_key: id of the access key in use, "" when unknown; only its kind is ever told.
    """

    def __init__(self, clients: Factory, access_key: Callable[[], str] = lambda: "") -> None:
        self._clients = clients
        self._access_key = access_key
        self._made: dict[tuple[str, str], Any] = {}

    @property
    def has_long_lived_key(self) -> bool:
        """Whether the credentials are a user's access key, not a session."""
        return self._access_key().startswith(LONG_LIVED)

    def call(
        self, service: str, operation: str, region: str, **parameters: object
    ) -> Mapping[str, Any]:
        """Return the reply of one call.

        Raises:
            CallFailedError: no credentials, no connection, or AWS refused.
        """
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            reply: Mapping[str, Any] = getattr(self._client(service, region), operation)(
                **parameters
            )
        except ClientError as error:
            raise _refused(service, operation, error.response) from None
        except BotoCoreError as error:
            raise CallFailedError(
                f"{service} {operation}: {_one_line(str(error))}",
                hint="check credentials (aws sts get-caller-identity), region and proxy",
            ) from None
        return reply

    def pages(
        self, service: str, operation: str, region: str, key: str, **parameters: object
    ) -> Iterator[tuple[Mapping[str, Any], ...]]:
        """Yield the items of each page of a listing that is paged by `NextToken`; raises as `call`."""
        token: dict[str, object] = {}
        while True:
            reply = self.call(service, operation, region, **parameters, **token)
            yield tuple(reply.get(key, ()))
            if not reply.get("NextToken"):
                return
            token = {"NextToken": reply["NextToken"]}

    def _client(self, service: str, region: str) -> Any:  # noqa: ANN401 - boto3 has no types
        if (service, region) not in self._made:
            self._made[service, region] = self._clients(service, region)
        return self._made[service, region]


def connect() -> Aws:
    """Return AWS as the standard credential chain and `AWS_ENDPOINT_URL` give it; nothing is called yet.

    Raises:
        ToolMissingError: boto3 is not installed.
    """
    try:
        import boto3
        from botocore.config import Config
    except ImportError:
        raise ToolMissingError(
            "boto3 is not installed", code="PRE101", hint="pip install 'aiarch[aws]'"
        ) from None
    session = boto3.session.Session()
    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
    )

    def access_key() -> str:
        credentials = session.get_credentials()
        return str(credentials.access_key or "") if credentials else ""

    return Aws(
        lambda service, region: session.client(service, region_name=region, config=config),
        access_key,
    )


def _refused(service: str, operation: str, response: Mapping[str, Any]) -> CallFailedError:
    error = response.get("Error", {})
    reason = str(error.get("Code", ""))
    told = _one_line(str(error.get("Message", "")))
    hint = (
        "the caller lacks the right for it"
        if "AccessDenied" in reason or reason in {"403", "UnauthorizedOperation"}
        else ""
    )
    return CallFailedError(
        f"{service} {operation}: {reason} {told}".strip(), reason=reason, hint=hint
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]
