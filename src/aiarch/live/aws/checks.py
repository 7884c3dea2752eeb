"""The checks on AWS, on one connection."""

from __future__ import annotations

from collections.abc import Callable

from aiarch.live.aws.account import Account, IdentityFits
from aiarch.live.aws.quotas import QuotasSuffice
from aiarch.live.aws.region import RegionUsable
from aiarch.live.aws.registration import Registered
from aiarch.live.aws.session import Aws
from aiarch.live.aws.state import StateReady
from aiarch.live.check import Check


def aws_checks(connect: Callable[[], Aws]) -> tuple[Check, ...]:
    """Return the checks in the order of reports; nothing is connected yet."""
    account = Account(connect)
    return (
        IdentityFits(account),
        RegionUsable(account),
        StateReady(account),
        QuotasSuffice(account),
        Registered(account),
    )
