"""Remembers on disk what a run has made, before it is used, so that it can always be cleaned up."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from reject_contract import files


@dataclass(frozen=True)
class Made:
    """What may have been made: so many appointments of a title, by a run, from a start on, one a day.

    `server` is where, and by which associate.
    """

    title: str
    run: str
    start: str = ""
    count: int = 1
    server: str = ""


class Journal:
    """One line before something is made, one for each master that was made, and one when it is deleted again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] | None = None
        self._left: dict[int, Made] = {}
        self._making: dict[str, Made] = {}
        self._missing: dict[str, int] = {}
        self.series: dict[str, int] = {}
        """The ids of series, by title."""

    @classmethod
    def read(cls, path: Path) -> Journal:
        """The journal of an earlier run, to be continued; a line that was cut when the run was killed says nothing."""
        journal = cls(path)
        for line in files.content(path, "journal", files.RECORDED).decode(errors="replace").splitlines():
            try:
                entry = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(entry, dict):
                journal._take(entry)
        return journal

    def _take(self, entry: dict[str, Any]) -> None:
        """Take a line for true."""
        title, run = str(entry.get("title", "")), str(entry.get("run", ""))
        if "making" in entry:
            title, count = str(entry["making"]), entry.get("count", 1)
            start, server = str(entry.get("start", "")), str(entry.get("server", ""))
            self._making[title] = Made(title, run, start, count if isinstance(count, int) else 1, server)
            self._missing[title] = self._making[title].count
        elif isinstance(entry.get("series"), int):
            self.series[title] = entry["series"]
        elif isinstance(entry.get("made"), int):
            self._left[entry["made"]] = self._making.get(title, Made(title, run))
            self._missing[title] = self._missing.get(title, 1) - 1
        elif "not made" in entry:
            self._missing.pop(str(entry["not made"]), None)
        elif entry.get("not ours") in self._left:
            title = self._left.pop(entry["not ours"]).title
            self._missing[title] = self._missing.get(title, 0) + 1
        elif isinstance(entry.get("deleted"), int):
            self._left.pop(entry["deleted"], None)

    def making(self, what: Made) -> None:
        """Write down what is about to be made; the title finds it, should the answer be lost."""
        self._write({"making": what.title, "run": what.run, "start": what.start, "count": what.count,
                     "server": what.server})  # fmt: skip

    def made_series(self, recurrence_id: int, title: str) -> None:
        """Write down the id of a series, so that it can be listed and deleted as a whole."""
        self._write({"series": recurrence_id, "title": title})

    def not_made(self, title: str) -> None:
        """Write down that nothing more of what was about to be made is there."""
        self._write({"not made": title})

    def made(self, master_id: int, title: str) -> None:
        """Write down a master row, before anything is done with it."""
        if master_id not in self._left:
            self._write({"made": master_id, "run": self._making[title].run, "title": title})

    def not_ours(self, master_id: int) -> None:
        """Write down that an id was answered to a save, and is somebody else's."""
        self._write({"not ours": master_id})

    def deleted(self, master_id: int) -> None:
        """Write down that a master row is gone."""
        self._write({"deleted": master_id})

    @property
    def left(self) -> dict[int, Made]:
        """The masters made and not yet deleted, the newest first."""
        return dict(reversed(self._left.items()))

    @property
    def lost(self) -> list[Made]:
        """What may have been made, and whose id never came back."""
        return [self._making[title] for title, count in self._missing.items() if count > 0 and title in self._making]

    @property
    def count(self) -> int:
        """How many appointments are, or may be, left."""
        return len(self._left) + sum(self._missing[made.title] for made in self.lost)

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
        self._take(entry)
