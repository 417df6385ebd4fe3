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
from reject_contract.http.lockout import Lockout
from reject_contract.http.violation import BudgetSpent, Omitted
from reject_contract.target.target_file import Limits

LOCKED = (
    "limits.wrong_passwords allows no more of them, since a domain may lock an account out; name accounts.scapegoat"
)
SLACK = 5
"""Kept back for clean-up besides a write and two requests for each appointment, or for a series that goes at once."""


@dataclass
class Usage:
    """What has been used: requests, writes, appointments to be deleted, wrong passwords, next free moment, begin."""

    requests: int = 0
    writes: int = 0
    owed: int = 0
    wrong_passwords: int = 0
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
        with FileLock(f"{self.path}.lock", poll_interval=0.005):
            found = Usage(**json.loads(self.path.read_text())) if self.path.exists() else Usage()
            yield found
            new = self.path.with_suffix(".new")
            new.write_text(json.dumps(asdict(found)))
            new.replace(self.path)  # whole, also where this process is killed meanwhile


@dataclass
class Budget:
    """The limits of a target, and what has been used of them."""

    limits: Limits
    pace: float
    ledger: Ledger = field(default_factory=OwnLedger)
    lockout: Lockout | None = None
    requests: int = 0
    """Requests that this process has sent."""
    writes: int = 0
    """Requests of writing operations that this process has sent, whatever became of them."""
    kinds: Counter[str] = field(default_factory=Counter)
    """Requests of this process by operation; those of another method than POST begin with it."""
    owed: int = 0
    """What this process keeps back for clean-up."""
    _cleaning: bool = False

    def take(self, sent: Sent) -> None:
        """Wait for the pace, and count a request that is about to be sent; `BudgetSpent` where none is left."""
        with self.ledger.open() as account:
            self._check(account, sent)
            self._check_password(account, sent)
            account.requests += 1
            account.writes += sent.writes
            # Waited for with the lock held, so that two requests are never nearer than the pace allows.
            if (wait := account.next - time.monotonic()) > 0:
                time.sleep(wait)
            account.next = time.monotonic() + (1 / self.pace if self.pace else 0.0)
        self.requests += 1
        self.writes += sent.writes
        self.kinds[sent.operation if sent.method == "POST" else f"{sent.method} {sent.operation}"] += 1

    @contextlib.contextmanager
    def cleaning(self) -> Iterator[None]:
        """Draw on what was kept back."""
        self._cleaning = True
        try:
            yield
        finally:
            self._cleaning = False

    def has(self, requests: int, writes: int) -> bool:
        """Whether so much is left beside what clean-up needs."""
        with self.ledger.open() as account:
            enough = account.requests + 2 * account.owed + SLACK + requests <= self.limits.requests
            return enough and account.writes + account.owed + SLACK + writes <= self.limits.writes

    def owe(self, appointments: int) -> None:
        """Keep back what deleting some appointments takes; `BudgetSpent` before, where it is not there."""
        with self.ledger.open() as account:
            self._check_limit("requests", account.requests + 2 * account.owed + 3 * appointments + SLACK)
            self._check_limit("writes", account.writes + account.owed + 2 * appointments + SLACK)
            account.owed += appointments
        self.owed += appointments

    def paid(self, appointments: int = 1) -> None:
        """Release the reserve for appointments that are gone, or were never made; never more than was reserved."""
        appointments = min(appointments, self.owed)
        self.owed -= appointments
        with self.ledger.open() as account:
            account.owed -= appointments

    def _check(self, account: Usage, sent: Sent) -> None:
        account.began = account.began or time.monotonic()
        exempt = self._cleaning or sent.deletes
        self._check_limit("requests", account.requests + 1 + (0 if exempt else 2 * account.owed + SLACK))
        if sent.writes:
            self._check_limit("writes", account.writes + 1 + (0 if exempt else account.owed + SLACK))
        spent = time.monotonic() - account.began
        if self.limits.seconds is not None and spent > self.limits.seconds and not exempt:
            raise BudgetSpent("seconds", self.limits.seconds)

    def _check_password(self, account: Usage, sent: Sent) -> None:
        if self.lockout and self.lockout.is_near(sent):
            if account.wrong_passwords >= self.lockout.most:
                raise Omitted(LOCKED)
            account.wrong_passwords += 1

    def _check_limit(self, name: str, needed: int) -> None:
        limit: int = getattr(self.limits, name)
        if needed > limit:
            raise BudgetSpent(name, limit)
