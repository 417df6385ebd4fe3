"""What a reject must do to a booking, and what it must leave as it was: one model, whole snapshots.

A snapshot holds all rows with all their members. What is compared are documented members that have nothing to do with
an answer, and of these only those that read the same twice where nobody rejected in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from reject_contract.stage.answers import Entity, Record
from reject_contract.stage.invitations import GONE, Invitation, State
from reject_contract.stage.stage import Stage

KEPT = (
    "Title", "Description", "Agenda", "InternalNotes", "Location", "StartDate", "EndDate", "Private", "IsAlldayEvent",
    "AssociateId", "MotherId", "ContactId", "PersonId", "ProjectId", "SaleId", "TaskId", "PriorityId", "CreatedDate",
    "CreatedByAssociateId", "MotherAssociateId",
)  # fmt: skip
"""Members of a row that no answer changes."""
KEPT_OF_OTHERS = (*KEPT, "Type", "Completed", "ColorIndex", "IsFree", "HasAlarm", "AlarmLeadTime", "AssignmentStatus")
"""Members of the rows of those who have not answered."""
KEPT_OF_MASTER = (
    "Title", "Description", "Agenda", "InternalNotes", "Location", "StartDate", "EndDate", "Private", "IsAlldayEvent",
    "MotherId", "Type", "Completed", "ColorIndex", "IsFree", "HasAlarm",
)  # fmt: skip
"""Members of the master's entity."""

SEEN, UNSEEN = ("Seen", "MovedSeen"), ("Invitation", "Moved")
"""A reader may make a row seen; nothing makes it unseen."""


@dataclass(frozen=True)
class Problem:
    """Something that is not as the model says."""

    claim: str
    """answer, effect, reason, others, counter or later-reasons."""
    aspect: str
    expected: str
    actual: str


@dataclass(frozen=True)
class Scene:
    """A booking before a reject: the invitee's occurrences in the order of time, and which of them is named."""

    named: Invitation
    occurrences: tuple[Invitation, ...]
    recurrence_id: int = 0
    rival: Invitation | None = None
    """Another invitation at the same time, which stays as it is."""
    rejected: bool = False
    """Whether the invitee has rejected it before, or another has and took it back: how it is counted is open then."""
    answered_by_others: bool = False
    """Whether others answered the named occurrence alone, which may take it out of its series."""

    @property
    def place(self) -> int:
        """The place of the named occurrence."""
        return self.occurrences.index(self.named)


@dataclass(frozen=True)
class Snapshot:
    """All rows of a booking by id, and the entity of the named occurrence's master."""

    states: dict[int, State]
    rows: dict[int, dict[str, Any]]
    master: dict[str, Any]

    def state(self, row_id: int) -> State:
        """Status and reason of a row."""
        return self.states.get(row_id, State(GONE, ""))

    @property
    def counter(self) -> int:
        """How many invitees have rejected, as the master says."""
        return int(self.master.get("RejectCounter") or 0)


def take(stage: Stage, scene: Scene) -> Snapshot:
    """Read everything."""
    rows = stage.series_records(scene.recurrence_id, scene.occurrences)
    if scene.rival:
        rows |= stage.records(mother_id=scene.rival.master_id)
    return listed(rows, stage.entity(stage.organizer, scene.named.master_id))


def listed(rows: Mapping[int, Record], master: Entity | None = None) -> Snapshot:
    """What was listed; without the master its counter is taken for 0, as that of a new booking."""
    states, members = {key: row.state for key, row in rows.items()}, {key: row.members for key, row in rows.items()}
    return Snapshot(states, members, master.members if master else {})


def unsteady(one: Snapshot, other: Snapshot) -> frozenset[str]:
    """The members that read differently although nobody rejected in between."""
    pairs = [(one.master, other.master), *((row, other.rows.get(key, row)) for key, row in one.rows.items())]
    return frozenset(name for left, right in pairs for name in left if left.get(name) != right.get(name))


@dataclass(frozen=True)
class Model:
    """A booking before and after a reject in a mode, with a reason."""

    scene: Scene
    before: Snapshot
    after: Snapshot
    mode: str
    reason: str | None
    """None where the documents leave open what becomes of it."""
    unsteady: frozenset[str] = field(default_factory=frozenset)
    counts_occurrences: bool = True
    """Whether the master of an occurrence counts rejects of that occurrence, which no document says."""

    def carried_out(self) -> Iterator[Problem]:
        """What is wrong after a 204, the worst first."""
        named = self.after.state(self.scene.named.id)
        before = self.before.state(self.scene.named.id)
        if named.status != "Declined":
            yield Problem("effect", "effect", "the named row reads Declined", f"it reads {named}")
        elif before.unrejected and self.reason is not None and not named.gives(self.reason):
            yield Problem("reason", "reason", f"the reason reads {self.reason!r}", f"it reads {named.reason!r}")
        yield from self._other_occurrences()
        yield from self._left_alone({each.id for each in self.scene.occurrences})
        first = not self.scene.rejected and (before.pending or before.status == "Accepted")
        if self._is_counted and first and self.after.counter != self.before.counter + 1:
            expected = f"RejectCounter goes from {self.before.counter} to {self.before.counter + 1}"
            yield Problem("counter", "counter", expected, str(self.after.counter))

    @property
    def _is_counted(self) -> bool:
        """Whether this reject raises the master's counter; an invitee of a series may be counted once."""
        if not self.scene.recurrence_id:
            return True
        answered = any(self.before.state(each.id).status == "Declined" for each in self.scene.occurrences)
        return self.counts_occurrences and self.mode == "OnlyThis" and not answered

    def refused(self) -> Iterator[Problem]:
        """What has changed although the reject was refused."""
        for each in self.scene.occurrences:
            yield from self._same_state(each.id)
        yield from self._left_alone(set())
        known = self.before.master or not self.scene.recurrence_id  # one may count what went before in the series
        if known and self.after.counter != self.before.counter:
            yield Problem("counter", "counter", f"RejectCounter stays {self.before.counter}", str(self.after.counter))

    def left_to_the_invitee(self) -> Iterator[Problem]:
        """What has changed for the invitee although somebody else sent the reject."""
        for each in self.scene.occurrences:
            yield from self._same_state(each.id)
        if added := sorted(set(self.after.rows) - set(self.before.rows)):
            yield Problem("others", "rows", "no row is added", f"new: {added}")

    def _other_occurrences(self) -> Iterator[Problem]:
        place = self.scene.place
        alike = len({self.before.state(each.id).status for each in self.scene.occurrences[place:]}) == 1
        for number, each in enumerate(self.scene.occurrences):
            if number == place:
                continue
            later = number > place
            if self.mode == "OnlyThis" or (not later and self.mode in ("ThisAndForward", "StopRecurrence")):
                yield from self._same_state(each.id)
            elif self.mode == "ThisAndForward":
                yield from self._forward(each.id, alike=alike)
            # What Unknown and StopRecurrence do to the others is written nowhere.

    def _forward(self, row_id: int, *, alike: bool) -> Iterator[Problem]:
        """A later occurrence: where all are pending alike it is declined; otherwise it may stay as it was."""
        before, after = self.before.state(row_id), self.after.state(row_id)
        if alike and before.pending and not self.scene.answered_by_others:
            if after.status != "Declined":
                yield Problem("effect", "effect", f"later occurrence {row_id} reads Declined", f"it reads {after}")
            elif self.reason is not None and not after.gives(self.reason):
                expected = f"the reason of later occurrence {row_id} reads {self.reason!r}"
                yield Problem("later-reasons", "reason", expected, f"it reads {after.reason!r}")
        elif after.status != "Declined" and not after.like(before):
            expected = f"later occurrence {row_id} reads Declined, or as before ({before})"
            yield Problem("others", "others", expected, f"it reads {after}")

    def _same_state(self, row_id: int) -> Iterator[Problem]:
        before, after = self.before.state(row_id), self.after.state(row_id)
        if not after.like(before) or (before.status in SEEN and after.status in UNSEEN):
            yield Problem("others", "others", f"row {row_id} stays as it was ({before})", f"it reads {after}")

    def _left_alone(self, answered: set[int]) -> Iterator[Problem]:
        """Rows of others, content of all rows, the master; and that no row comes or goes."""
        known, found = set(self.before.rows), set(self.after.rows)
        if self.mode != "StopRecurrence" and known - found:
            yield Problem("others", "rows", "all rows stay", f"gone: {sorted(known - found)}")
        if found - known:
            yield Problem("others", "rows", "no row is added", f"new: {sorted(found - known)}")
        mine = {each.id for each in self.scene.occurrences}
        for row_id in sorted(known & found):
            if row_id not in mine:
                yield from self._same_state(row_id)
            kept = KEPT if row_id in answered else KEPT_OF_OTHERS
            yield from self._same_members(f"row {row_id}", self.before.rows[row_id], self.after.rows[row_id], kept)
        yield from self._same_members("the master", self.before.master, self.after.master, KEPT_OF_MASTER)
        yield from self._participants()

    def _participants(self) -> Iterator[Problem]:
        """The list of participants names the same people."""
        before, after = _people(self.before.master), _people(self.after.master)
        if self.before.master and "Participants" not in self.unsteady and before != after:
            yield Problem("others", "rows", f"the participants stay {before}", str(after))

    def _same_members(
        self, what: str, before: Mapping[str, Any], after: Mapping[str, Any], kept: Iterable[str]
    ) -> Iterator[Problem]:
        for name in kept:
            if name in self.unsteady or name not in before or name not in after:
                continue
            if before[name] != after[name]:
                yield Problem("others", "content", f"{name} of {what} stays {before[name]!r}", repr(after[name]))


def _people(master: Mapping[str, Any]) -> list[int]:
    return sorted(int(each.get("AssociateId") or 0) for each in master.get("Participants") or ())
