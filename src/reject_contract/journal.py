"""Remembers on disk what a run has made, before it is used, so that it can always be cleaned up."""

from __future__ import annotations

import json
from pathlib import Path


class Journal:
    """One line for each master that was made, and one for each that was deleted again."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._file = path.open("a", encoding="utf-8")
        self._left: dict[int, None] = {}

    def making(self, title: str, run: str) -> None:
        """Write down what is about to be made; the title finds it, should the answer be lost."""
        self._write({"making": title, "run": run})

    def made(self, master_id: int, run: str) -> None:
        """Write down a master row, before anything is done with it."""
        if master_id in self._left:
            return
        self._left[master_id] = None
        self._write({"made": master_id, "run": run})

    def deleted(self, master_id: int) -> None:
        """Write down that a master row is gone."""
        self._left.pop(master_id, None)
        self._write({"deleted": master_id})

    @property
    def left(self) -> list[int]:
        """The masters made and not yet deleted, the newest first."""
        return list(reversed(self._left))

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _write(self, entry: dict[str, object]) -> None:
        self._file.write(json.dumps(entry) + "\n")
        self._file.flush()  # enough for a process that is killed: the system keeps what was handed over
