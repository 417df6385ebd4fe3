"""Puts Ctrl-C, SIGTERM and SIGHUP off for a moment in which an interruption would lose what is to be cleaned up."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from typing import Any

SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
"""Signals that end a run as Ctrl-C does; Windows has no SIGHUP."""


@contextlib.contextmanager
def deferred() -> Iterator[None]:
    """Do what is inside to its end; an interruption meanwhile takes effect after it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before: dict[signal.Signals, Any] = {
        each: signal.signal(each, lambda number, _: came.append(number)) for each in SIGNALS
    }
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
        if came:
            raise KeyboardInterrupt
