"""How much of a target a run may use: every request is counted before it is sent, over all processes of the run."""

from __future__ import annotations

import contextlib
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Protocol

from filelock import FileLock

from reject_contract.http.exchange import Sent
from reject_contract.http.violation import BudgetSpent
from reject_contract.target.target_file import Limits

SLACK = 5
"""Requests and writes kept back for clean-up besides one for each appointment: a deletion may have to be repeated."""


@dataclass
class Usage:
    """What has been used: requests, writes, appointments still to be deleted, the next free moment, the begin."""

    requests: int = 0
    writes: int = 0
    owed: int = 0
    next: float = 0.0
    began: float = 0.0


class Ledger(Protocol):
    """Where the account is kept."""

    def open(self) -> contextlib.AbstractContextManager[Usage]:
        """The account, to be read and changed by nobody else meanwhile."""


@dataclass
class OwnLedger:
    """The account of a run in one process."""

    account: Usage = field(default_factory=Usage)

    @contextlib.contextmanager
    def open(self) -> Iterator[Usage]:
        """The account."""
        yield self.account


@dataclass
class SharedLedger:
    """The account of a run that is spread over processes, in a file."""

    path: Path

    @contextlib.contextmanager
    def open(self) -> Iterator[Usage]:
        """The account, locked."""
        with FileLock(f"{self.path}.lock"):
            found = Usage(**json.loads(self.path.read_text())) if self.path.exists() else Usage()
            yield found
            self.path.write_text(json.dumps(asdict(found)))


@dataclass
class Budget:
    """The limits of a target, and what has been used of them."""

    limits: Limits
    pace: float
    ledger: Ledger = field(default_factory=OwnLedger)
    requests: int = 0
    """Requests that this process has sent."""
    writes: int = 0
    """Writes that this process has sent and the target has not refused."""
    kinds: Counter[str] = field(default_factory=Counter)
    """Requests of this process by operation; those of another method than POST begin with it."""

    def take(self, sent: Sent) -> None:
        """Wait for the pace, and count a request that is about to be sent; `BudgetSpent` where none is left."""
        with self.ledger.open() as account:
            self._check(account, sent)
            account.requests += 1
            account.writes += sent.writes
            now = time.monotonic()
            moment = max(now, account.next)
            account.next = moment + (1 / self.pace if self.pace else 0.0)
        self.requests += 1
        self.writes += sent.writes
        self.kinds[sent.operation if sent.method == "POST" else f"{sent.method} {sent.operation}"] += 1
        if moment > now:
            time.sleep(moment - now)

    def was_refused(self, sent: Sent) -> None:
        """Give back a write that the target refused: nothing was written."""
        if sent.writes:
            self.writes -= 1
            with self.ledger.open() as account:
                account.writes -= 1

    def owe(self, appointments: int) -> None:
        """Keep back what deleting some appointments takes; `BudgetSpent` before, where it is not there."""
        with self.ledger.open() as account:
            self._check_limit("requests", account.requests + account.owed + 2 * appointments + SLACK)
            self._check_limit("writes", account.writes + account.owed + 2 * appointments + SLACK)
            account.owed += appointments

    def paid(self, appointments: int = 1) -> None:
        """Appointments are deleted, or were never made."""
        with self.ledger.open() as account:
            account.owed -= appointments

    def _check(self, account: Usage, sent: Sent) -> None:
        account.began = account.began or time.monotonic()
        kept_back = 0 if sent.deletes else account.owed + SLACK
        self._check_limit("requests", account.requests + kept_back + 1)
        if sent.writes:
            self._check_limit("writes", account.writes + kept_back + 1)
        spent = time.monotonic() - account.began
        if self.limits.seconds is not None and spent > self.limits.seconds and not sent.deletes:
            raise BudgetSpent("seconds", self.limits.seconds)

    def _check_limit(self, name: str, needed: int) -> None:
        limit: int = getattr(self.limits, name)
        if needed > limit:
            raise BudgetSpent(name, limit)
