"""Writes every request of a run down while it runs, masked, for exchanges.har."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from reject_contract.http import har
from reject_contract.http.exchange import Exchange


@dataclass
class ExchangeLog:
    """The part of one process: one line for each request, with an entry of the archive to be.

    `test` and `requirements` say what the requests are sent for; empty before the first test and after the last.
    """

    path: Path
    worker: str = ""
    test: str = ""
    requirements: tuple[str, ...] = ()
    _written: int = 0
    _file: TextIO | None = field(default=None, repr=False)

    def write(self, exchange: Exchange) -> str:
        """Write one exchange down; returns the id of its entry."""
        self._written += 1
        entry_id = f"{self.worker}-{self._written}".lstrip("-")
        entry = har.entry(exchange) | {"_id": entry_id, "_test": self.test, "_requirements": self.requirements}
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("w", encoding="utf-8")
        self._file.write(har.line(entry))
        return entry_id

    def about(self, test: str = "", requirements: tuple[str, ...] = ()) -> None:
        """Say what the requests to come are sent for; what was sent before is on disk."""
        self.test, self.requirements = test, requirements
        if self._file:
            self._file.flush()

    def close(self) -> None:
        """Close the file."""
        if self._file:
            self._file.close()
