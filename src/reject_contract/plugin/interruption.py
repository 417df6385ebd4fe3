"""Ends a run on a signal, with its clean-up, also where the exception that it raises gets lost."""

from __future__ import annotations

import signal
import threading
from functools import partial
from typing import Any

import pytest

from reject_contract.stage.deferred_signals import SIGNALS


class Interruption:
    """Whether a signal has come.

    What a handler raises while garbage is collected, Python drops; so the next test asks again.
    """

    def __init__(self) -> None:
        self._came = False

    def install(self, config: pytest.Config) -> None:
        """Heed the signals until pytest has ended; only the main thread may."""
        if threading.current_thread() is threading.main_thread():
            for each in SIGNALS:
                config.add_cleanup(partial(_restore, each, signal.signal(each, self._end)))

    def check(self) -> None:
        """End the run, if it should have ended already."""
        if self._came:
            raise KeyboardInterrupt

    def _end(self, *_: Any) -> None:
        if not self._came:  # the first ends the run; another one would end its clean-up
            self._came = True
            raise KeyboardInterrupt


def _restore(number: signal.Signals, handler: Any) -> None:
    signal.signal(number, handler)
