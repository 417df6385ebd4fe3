"""Deletes what a journal names, once it was seen to be exactly that, and sees that it is gone; nothing else."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from reject_contract.http.violation import StageFailed, TargetGone
from reject_contract.stage import dismissal
from reject_contract.stage.invitations import Row
from reject_contract.stage.journal import Journal, Made
from reject_contract.stage.stage import Stage

State = Literal["ours", "gone", "somebody else's", "not known"]


@dataclass(frozen=True)
class Left:
    """A master that a journal names as made and not deleted, and what was found of it."""

    master_id: int
    made: Made
    state: State
    found: str

    @property
    def words(self) -> str:
        """What it is, and what will be done with it."""
        if self.state == "ours":
            return f"{self.master_id}: {self.made.title}"
        if self.state == "gone":
            return f"{self.master_id}: is gone already"
        return f"{self.master_id}: is left alone, {self.found}; it was to be {self.made.title or 'of no title'!r}"


@dataclass
class CleanUp:
    """The clean-up after one journal; each entry is tried by itself."""

    stage: Stage
    journal: Journal
    before: dict[int, Row] | None = field(init=False)
    """What stood in the organizer's diary; None where it could not be read."""
    _invited: dict[int, int] = field(default_factory=dict)
    """Rows of those who were invited by an earlier run, with the associate of each."""
    _series: dict[str, dict[int, Row]] = field(default_factory=dict)
    """What stood in series, by title."""

    def __post_init__(self) -> None:
        for made in self._all():
            self.stage.organizer.transport.guard.claim(made.title)
        self.before = self._diary()
        self._find()

    def look(self) -> Iterator[Left]:
        """What is left, as the organizer sees it; nothing is changed."""
        for master_id, made in self.journal.left.items():
            yield self._seen(master_id, made)

    def delete(self, found: list[Left]) -> int:
        """Delete what is ours and strike out what is gone; how many were seen to be gone after it."""
        for each in found:
            if each.state == "gone":
                self.stage.strike(self.journal, each.master_id)
            elif each.state == "somebody else's" and self._stands_elsewhere(each):
                self.journal.not_ours(each.master_id)
        ours = [each for each in found if each.state == "ours"]
        whole = self._delete_series(ours)
        left = self._still_there([*whole, *self._delete_singly([each for each in ours if each not in whole])])
        self._still_there(self._delete_singly([each for each in left if each in whole]))
        gone = [each for each in ours if each.master_id not in self.journal.left]
        for made in self.journal.lost:
            known = self.before is not None or made.title in self.stage.saves.refused
            if known and made.server == self.stage.server:
                self.journal.not_made(made.title)
        return len(gone)

    def clear(self) -> bool:
        """Let those who were invited dismiss what is left with them as cancelled; whether that could be seen."""
        dismissal.clear(self.stage, self._invited)
        invitee = self.stage.invitee.account.associate_id
        mine = [row for row, owner in self._invited.items() if owner == invitee]
        return bool(mine) and not dismissal.stays(self.stage, mine)

    def _delete_series(self, ours: list[Left]) -> list[Left]:
        """Delete what belongs to series, series by series; what was asked for."""
        titles = {each.made: self.journal.series.get(each.made.title) for each in ours if each.made.count > 1}
        known = {each.master_id for each in ours}
        asked = {made for made, rule in titles.items() if rule and self.stage.delete_series(made, rule, known)}
        return [each for each in ours if each.made in asked]

    def _delete_singly(self, found: list[Left]) -> list[Left]:
        """Delete one by one; what was asked for."""
        asked = []
        for each in found:
            with contextlib.suppress(StageFailed):
                self.stage.organizer.call("DeleteAppointmentEntity", appointmentEntityId=each.master_id)
                asked.append(each)
        return asked

    def _still_there(self, asked: list[Left]) -> list[Left]:
        """Strike out what was deleted and is gone; what is not."""
        after = self._diary() if asked else None
        gone = {each.master_id for each in asked if self._is_gone(each, after)}
        for master_id in gone:
            self.stage.strike(self.journal, master_id)
        return [each for each in asked if each.master_id not in gone]

    def _all(self) -> list[Made]:
        return [*self.journal.left.values(), *self.journal.lost]

    def _diary(self) -> dict[int, Row] | None:
        """The organizer's appointments in the time of what was made; None where they cannot be read."""
        here = [made for made in self._all() if made.start and made.server == self.stage.server]
        try:
            starts = [datetime.fromisoformat(made.start).replace(tzinfo=None) for made in here]  # some have a zone
            ends = [start + timedelta(days=made.count) for start, made in zip(starts, here, strict=True)]
            return self.stage.diary(min(starts), max(ends), 1000 + 2 * len(here)) if here else None
        except (StageFailed, ValueError, TypeError, OverflowError):
            return None

    def _find(self) -> None:
        """Write down what carries a title of the journal, and whose id it does not know."""
        titles = {made.title for made in self._all() if made.server == self.stage.server}
        for row in (self.before or {}).values():
            if row.title in titles and row.associate_id == self.stage.owner and row.id == row.master_id:
                self.journal.made(row.id, row.title)

    def _seen(self, master_id: int, made: Made) -> Left:
        if made.server != self.stage.server:
            return Left(
                master_id, made, "not known", f"it was made elsewhere ({made.server or 'it is not known where'})"
            )
        row = (self.before or {}).get(master_id)
        if row is None or master_id not in self.stage.proved:
            try:
                row = self._in_series(made).get(master_id) or self.stage.row_by_its_id(master_id)
            except StageFailed as reason:
                return Left(master_id, made, "not known", str(reason))
        if row is None:
            known = self.before is not None
            return Left(master_id, made, "gone" if known else "not known", "and whether it is gone cannot be told")
        why = self.stage.foreign(row, made.title, made.run, master_id)
        if not why and master_id not in self.stage.proved:
            self._note_invited(made, master_id)
        return Left(master_id, made, "somebody else's" if why else "ours", why)

    def _note_invited(self, made: Made, master_id: int) -> None:
        with contextlib.suppress(StageFailed):
            rows = self._in_series(made) or self.stage.rows(master_id)
            ours = (row for row in rows.values() if row.title == made.title and row.master_id == master_id)
            self._invited |= {row.id: row.associate_id for row in ours if row.id != master_id}

    def _in_series(self, made: Made) -> dict[int, Row]:
        """The rows of a series, which is listed once; none where it is no series, or cannot be listed."""
        recurrence_id = self.journal.series.get(made.title)
        if recurrence_id and made.title not in self._series:
            self._series[made.title] = {}
            with contextlib.suppress(StageFailed):
                self._series[made.title] = self.stage.series_rows(recurrence_id)
        return self._series.get(made.title, {})

    def _is_gone(self, each: Left, after: dict[int, Row] | None) -> bool:
        if after is not None and each.master_id in (self.before or {}):
            return each.master_id not in after
        try:
            return self.stage.row_by_its_id(each.master_id) is None
        except StageFailed:
            return False

    def _stands_elsewhere(self, each: Left) -> bool:
        """Whether all that was made under the title has other ids: the save was answered with a wrong one."""
        rows = (self.before or {}).values()
        return sum(row.title == each.made.title and row.id != each.master_id for row in rows) >= each.made.count


def quietly(stage: Stage, journal: Journal) -> None:
    """Clean up as far as it goes, and once more where some of it went; what is left stands in the journal."""
    with contextlib.suppress(TargetGone), stage.budget.cleaning():
        try:
            work = CleanUp(stage, journal)
            had = journal.count
            if had and work.delete(list(work.look())) and journal.count:
                again = CleanUp(stage, journal)
                again.delete(list(again.look()))
            if had and not journal.count:
                dismissal.dismiss(stage)
        finally:
            journal.close()
