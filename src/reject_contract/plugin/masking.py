"""Keeps secrets out of what pytest itself writes: its terminal, its reports of failures, and the log."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import IO, Any

import pytest

from reject_contract.http.redaction import Redaction


class MaskedStream:
    """A stream that masks what is written to it, and else is the stream it wraps."""

    def __init__(self, stream: IO[str], redaction: Redaction) -> None:
        self._stream = stream
        self._redaction = redaction

    def write(self, text: str) -> int:
        """Write the text with its secrets masked."""
        return self._stream.write(self._redaction.replace(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def install(config: pytest.Config, redaction: Redaction) -> None:
    """Mask the terminal and the log until the end of the session."""
    if not hasattr(config, "workerinput"):  # a worker has no terminal
        terminal = config.get_terminal_writer()
        terminal._file = MaskedStream(terminal._file, redaction)
    make = logging.getLogRecordFactory()
    logging.setLogRecordFactory(_masked(make, redaction))
    config.add_cleanup(lambda: logging.setLogRecordFactory(make))


def _masked(make: Callable[..., logging.LogRecord], redaction: Redaction) -> Callable[..., logging.LogRecord]:
    def factory(*arguments: Any, **more: Any) -> logging.LogRecord:
        record = make(*arguments, **more)
        record.msg, record.args = redaction.mask(record.getMessage()), ()
        return record

    return factory


def mask_report(report: pytest.TestReport | pytest.CollectReport, redaction: Redaction) -> None:
    """Mask a failure with its traceback and local variables, and what the test printed."""
    if report.longrepr is not None and not isinstance(report.longrepr, tuple):
        text = str(report.longrepr)
        if redaction.mask(text) != text:
            report.longrepr = redaction.mask(text)
    report.sections = [(name, redaction.mask(content)) for name, content in report.sections]
