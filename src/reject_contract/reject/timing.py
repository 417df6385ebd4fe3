"""How long rejects take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reject_contract.http.exchange import Exchange
from reject_contract.http.violation import Violation

SLOW_SHARE = 20
"""One answer in so many may be slow: the network, or the machine, has its moments."""


def in_time(exchanges: Iterable[Exchange], most_ms: int) -> None:
    """The quickest of some answers is within the limit: one slow answer may be the network's."""
    quickest = min(exchanges, key=lambda each: each.seconds)
    if quickest.seconds * 1000 > most_ms:
        actual = f"the quickest took {quickest.seconds * 1000:.0f} ms"
        raise Violation(f"an answer within {most_ms} ms", actual, aspect="slow", exchange=quickest)


def mostly_in_time(seconds: Sequence[float], most_ms: int) -> None:
    """No more than one answer in `SLOW_SHARE` takes longer than the limit."""
    slow = [each for each in seconds if each * 1000 > most_ms]
    if len(slow) * SLOW_SHARE > len(seconds):
        expected = f"no more than one answer in {SLOW_SHARE} takes longer than {most_ms} ms"
        actual = f"{len(slow)} of {len(seconds)} did, the slowest {max(slow) * 1000:.0f} ms"
        raise Violation(expected, actual, aspect="slow")
