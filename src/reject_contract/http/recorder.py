"""Keeps what was sent and received during a test, and shows it as steps of the Allure report."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import allure
from allure_commons import plugin_manager

from reject_contract.http.exchange import Answer, Exchange, Sent, SideFinding
from reject_contract.http.exchange_log import ExchangeLog
from reject_contract.http.redaction import Redaction


@dataclass
class Recorder:
    """The exchanges of the test under way, and when the first and the last of the run were, for one target."""

    log: ExchangeLog | None = None
    redaction: Redaction = field(default_factory=lambda: Redaction({}), repr=False)
    exchanges: list[Exchange] = field(default_factory=list)
    entries: list[str] = field(default_factory=list)
    """The ids of the exchanges in the log."""
    first: float = 0.0
    last: float = 0.0
    seconds: dict[str, list[float]] = field(default_factory=dict)
    """How long each ordinary request of the run took, by operation."""
    quiet: bool = False
    side_findings: list[SideFinding] = field(default_factory=list)
    """What the test under way has met beside what it is about; each of its exchanges adds to this list."""
    _open: list[Exchange] | None = None

    def record(self, exchange: Exchange) -> None:
        """Keep one exchange; outside a step it is a step of its own."""
        self.first = self.first or exchange.started
        self.last = exchange.started + exchange.seconds
        self.exchanges.append(exchange)
        self.entries.append(self.log.write(exchange) if self.log else "")
        if self._open is not None:
            self._open.append(exchange)
        elif not self.quiet:
            with allure.step(exchange.title or f"{exchange.sent.method} {exchange.sent.operation}"):
                attach([exchange])

    def record_besides(self, sent: Sent, why: str, answer: Answer | None = None) -> None:
        """Write down a request that no test looks at, so that the log has all that were sent."""
        if self.log:
            problem = "" if answer else "the answer was not kept"
            self.log.write(Exchange(sent, answer, 0.0, time.time(), why, problem, self.redaction))

    def entry_of(self, exchange: Exchange) -> str:
        """The id of an exchange in the log; empty where it is not there."""
        found = (entry for each, entry in zip(self.exchanges, self.entries, strict=True) if each is exchange)
        return next(found, "")

    @contextlib.contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Show all that is sent inside as one step with one attachment."""
        if self.quiet or self._open is not None:
            yield
            return
        self._open = []
        try:
            with allure.step(title):
                try:
                    yield
                finally:
                    attach(self._open)
        finally:
            self._open = None

    @contextlib.contextmanager
    def summarised(self) -> Iterator[None]:
        """Show nothing of what is sent inside: generated cases would swamp the report."""
        before, self.quiet = self.quiet, True
        try:
            yield
        finally:
            self.quiet = before

    def begin(self) -> None:
        """Forget the test before; the counts go on."""
        self.side_findings.clear()
        self.clear()

    def clear(self) -> None:
        """Forget the exchanges so far, but for those with a side finding."""
        kept = {id(found.exchange) for found in self.side_findings}
        pairs = [pair for pair in zip(self.exchanges, self.entries, strict=True) if id(pair[0]) in kept]
        self.exchanges, self.entries = [exchange for exchange, _ in pairs], [entry for _, entry in pairs]


def attach(exchanges: list[Exchange]) -> None:
    """Attach exchanges to the Allure step under way, each with the command that repeats it."""
    if not exchanges or not plugin_manager.hook.attach_data.get_hookimpls():  # Allure may be left out
        return
    text = "\n\n----\n\n".join(
        f"{exchange.text()}\n\n{exchange.redaction.mask(exchange.curl())}" for exchange in exchanges
    )
    allure.attach(text, name="request and answer", attachment_type=allure.attachment_type.TEXT)
