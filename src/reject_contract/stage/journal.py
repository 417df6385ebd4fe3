"""Remembers on disk what a run has made, before it is used, so that it can always be cleaned up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO, Any


class Journal:
    """One line for each master that was made, and one for each that was deleted again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] | None = None
        self._left: dict[int, str] = {}
        self.lost: list[str] = []
        """Titles of what may have been made, and whose id never came back."""
        self._making = False

    @classmethod
    def read(cls, path: Path) -> Journal:
        """The journal of an earlier run, to be continued; a line that was cut when the run was killed says nothing."""
        journal = cls(path)
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            if isinstance(entry, dict):
                journal._take(entry)
        return journal

    def _take(self, entry: dict[str, Any]) -> None:
        """Take over a line of an earlier run."""
        if "making" in entry:
            self.lost.append(str(entry["making"]))
            self._making = True
        elif isinstance(entry.get("made"), int):
            self._left[entry["made"]] = str(entry.get("run", ""))
            self._settle()
        elif "not made" in entry:
            self._settle()
        elif entry.get("deleted") in self._left:
            del self._left[entry["deleted"]]

    def _settle(self) -> None:
        """What was about to be made is not lost."""
        if self._making:
            self.lost.pop()
        self._making = False

    def making(self, title: str, run: str) -> None:
        """Write down what is about to be made; the title finds it, should the answer be lost."""
        self._write({"making": title, "run": run})

    def not_made(self, title: str) -> None:
        """Write down that what was about to be made was refused."""
        self._write({"not made": title})

    def made(self, master_id: int, run: str) -> None:
        """Write down a master row, before anything is done with it."""
        if master_id in self._left:
            return
        self._left[master_id] = run
        self._write({"made": master_id, "run": run})

    def deleted(self, master_id: int) -> None:
        """Write down that a master row is gone."""
        self._left.pop(master_id, None)
        self._write({"deleted": master_id})

    @property
    def left(self) -> list[int]:
        """The masters made and not yet deleted, the newest first."""
        return list(reversed(self._left))

    def run_of(self, master_id: int) -> str:
        """The run that made a master."""
        return self._left[master_id]

    def close(self) -> None:
        """Close the file."""
        if self._file:
            self._file.close()
            self._file = None

    def _write(self, entry: dict[str, object]) -> None:
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("a", encoding="utf-8")
        self._file.write(json.dumps(entry) + "\n")
        self._file.flush()  # enough for a process that is killed: the system keeps what was handed over
