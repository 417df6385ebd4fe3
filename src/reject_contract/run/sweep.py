"""Deletes what runs have left behind: exactly what their journals name and still carries their marker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reject_contract.http.violation import TargetGone, Unjudged
from reject_contract.run.run import Run
from reject_contract.stage.journal import Journal
from reject_contract.stage.stage import marker


@dataclass(frozen=True)
class Left:
    """An appointment that a journal names as made and not deleted, and what was found of it."""

    journal: Journal
    master_id: int
    title: str | None
    """None where it is gone already."""

    @property
    def ours(self) -> bool:
        """Whether its title still carries the marker of the run that made it."""
        return self.title is not None and marker(self.journal.run_of(self.master_id)) in self.title

    @property
    def words(self) -> str:
        """What it is, and what will be done with it."""
        if self.title is None:
            return f"{self.master_id}: is gone already"
        if not self.ours:
            return f"{self.master_id}: is left alone, its title does not carry the marker of the run that made it"
        return f"{self.master_id}: {self.title}"


def journals(folder: Path) -> list[Journal]:
    """The journals in a target's folder of reports, those with something left."""
    found = [Journal.read(path) for path in sorted(folder.glob("journal*.jsonl"))]
    return [journal for journal in found if journal.left or journal.lost]


def look(run: Run, found: list[Journal]) -> Iterator[Left]:
    """What is left, as the organizer sees it; nothing is changed."""
    organizer = run.clients["organizer"]
    for journal in found:
        _add_siblings(run, journal)
        for master_id in journal.left:
            entity = run.stage.entity(organizer, master_id)
            yield Left(journal, master_id, None if entity is None else str(entity.get("Title") or ""))


def _add_siblings(run: Run, journal: Journal) -> None:
    """A run that was killed just after it had saved a series has written down its first occurrence alone."""
    for master_id in journal.left:
        of_run = journal.run_of(master_id)
        for each in run.stage.siblings(master_id, of_run):
            journal.made(each, of_run)


def delete(run: Run, left: list[Left]) -> int:
    """Delete what is ours, strike out what is gone, leave the rest; how many were deleted."""
    done = 0
    for each in left:
        if each.title is None:
            each.journal.deleted(each.master_id)
        elif each.ours and run.stage.delete_booking(each.master_id):
            each.journal.deleted(each.master_id)
            done += 1
    for each in left:
        each.journal.close()
    return done


def quietly(run: Run, folder: Path) -> None:
    """Delete what processes of this run have left that came to a sudden end."""
    with run.recorder.summarised():
        try:
            delete(run, list(look(run, journals(folder))))
        except (TargetGone, Unjudged):
            return  # the journals name what is left
