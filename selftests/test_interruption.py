"""Signals end a run, also where what they raise gets lost."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator

import pytest

from reject_contract.plugin.interruption import Interruption
from reject_contract.stage import deferred_signals


@pytest.fixture
def interruption(pytestconfig: pytest.Config) -> Iterator[Interruption]:
    """The handlers of a run, for the time of a test."""
    before = {each: signal.getsignal(each) for each in deferred_signals.SIGNALS}
    found = Interruption()
    found.install(pytestconfig)
    yield found
    for each, handler in before.items():
        signal.signal(each, handler)


@pytest.mark.parametrize("number", deferred_signals.SIGNALS, ids=lambda number: number.name)
def test_signal_whose_exception_is_lost_ends_the_run_at_the_next_test(
    interruption: Interruption, number: signal.Signals
) -> None:
    """As where it comes while garbage is collected: Python drops what a callback raises there."""
    interruption.check()
    with contextlib.suppress(KeyboardInterrupt):
        signal.raise_signal(number)
    with pytest.raises(KeyboardInterrupt):
        interruption.check()


@pytest.mark.parametrize("number", deferred_signals.SIGNALS, ids=lambda number: number.name)
def test_signal_is_put_off_to_the_end_of_a_save(interruption: Interruption, number: signal.Signals) -> None:
    """What is being made is written down before the run ends."""
    written = []

    def save() -> None:
        with deferred_signals.deferred():
            signal.raise_signal(number)
            written.append("the id")

    with pytest.raises(KeyboardInterrupt):
        save()
    assert written == ["the id"]
    interruption.check()
