"""Appointments as the suite sees them: rows, an invitation, a series of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from reject_contract.http.client import Client
from reject_contract.http.violation import StageFailed
from reject_contract.sanitize import quoted

STATUS_BY_NUMBER = {
    0: "Unknown", 1: "None", 2: "Accepted", 4: "Hidden", 5: "Invitation",
    6: "Moved", 7: "Seen", 8: "MovedSeen", 9: "Declined", 10: "Cancelled",
}  # fmt: skip
PENDING = frozenset({"Invitation", "Moved", "Seen", "MovedSeen"})
GONE = "gone"
"""The status of a row that can no longer be read."""


@dataclass(frozen=True)
class State:
    """What a reject may change on a row."""

    status: str
    reason: str

    @property
    def pending(self) -> bool:
        """Whether the invitation still waits for an answer."""
        return self.status in PENDING

    @property
    def unrejected(self) -> bool:
        """Whether it is pending or accepted, with no reason left of an earlier reject."""
        return (self.pending or self.status == "Accepted") and not self.reason

    def like(self, other: State) -> bool:
        """Whether both are the same, or both pending with the same reason: being seen is no answer."""
        same_status = self.status == other.status or (self.pending and other.pending)
        return same_status and self.reason == other.reason

    def gives(self, reason: str) -> bool:
        """Whether it has this reason; no document says how the ends of its lines are written."""
        return _lines(self.reason) == _lines(reason)

    def __str__(self) -> str:
        return f"{self.status}, reason {quoted(self.reason)}" if self.reason else self.status


def invited(people: Iterable[Client]) -> dict[str, Any]:
    """The member of an entity that says who takes part."""
    return {"Participants": [{"AssociateId": person.account.associate_id} for person in people]}


def as_after(step: str, state: State) -> None:
    """`StageFailed` where a row does not read as it must after a step that was taken to set the stage."""
    if step == "Accept" and state.status != "Accepted":
        raise StageFailed(f"after Accept the invitation reads {state}, not Accepted")
    if step in ("SetSeen", "Move") and not state.pending:
        raise StageFailed(f"after {step} the invitation reads {state}, not pending")


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True)
class Row:
    """One participant's row of a booking."""

    id: int
    master_id: int
    associate_id: int
    start: str
    end: str
    title: str
    description: str
    kind: str
    state: State

    @property
    def content(self) -> dict[str, str]:
        """What a reject must leave alone."""
        return {"Title": self.title, "Description": self.description, "StartDate": self.start, "EndDate": self.end}


@dataclass(frozen=True)
class Place:
    """Which of its owner's rows of what was saved a row is: the first is 1."""

    saved: int
    """The master that was saved."""
    associate_id: int
    number: int
    count: int

    def beside(self, other: Place) -> bool:
        """Whether both are rows of one owner in what was saved at once."""
        return (self.saved, self.associate_id) == (other.saved, other.associate_id)


class Reader(Protocol):
    """What an invitation asks of the stage."""

    invitee: Client

    def invitation(self) -> Invitation:
        """A pending invitation of the invitee."""

    def read(self, appointment_id: int) -> State:
        """Status and reason of a row of the invitee."""

    def rows(self, master_id: int) -> dict[int, Row]:
        """All rows of a booking, by id."""

    def series_rows(self, recurrence_id: int, occurrences: Iterable[Invitation] = ()) -> dict[int, Row]:
        """All rows of a series, by id, those of these occurrences also where it no longer lists them."""

    def tried(self, what: str, trial: Callable[[Invitation], bool]) -> bool:
        """What trying something on an invitation of its own shows of the target; it is tried once."""

    def reject_counter(self, master_id: int) -> int:
        """How many invitees have rejected, as the master says."""

    def participant_status(self, master_id: int) -> str:
        """The invitee's InvitationStatus in the participant list of a master."""

    def absent_id(self) -> int:
        """An id that names no appointment."""


@dataclass(eq=False)
class Invitation:
    """An invitation that the run made: the invitee's row (`id`), its master, and how the row began.

    `untouched` is set where it was seen to be as it began, `answered` where it cannot be any more.
    """

    readable: ClassVar[bool] = True
    """Whether what became of it can be read."""
    stage: Reader
    id: int
    master_id: int
    start: str
    initial: State
    untouched: bool = False
    answered: bool = False

    def read(self) -> State:
        """The invitee's row as it is now."""
        return self.stage.read(self.id)

    def rows(self) -> dict[int, Row]:
        """All rows of the booking as they are now, by id."""
        return self.stage.rows(self.master_id)

    def row_of(self, associate_id: int) -> Row:
        """The row of a participant."""
        found = [row for row in self.rows().values() if row.associate_id == associate_id]
        if not found:
            raise StageFailed(f"booking {self.master_id} has no row of associate {associate_id} any more")
        return found[0]

    def reject_counter(self) -> int:
        """How many invitees have rejected, as the master says."""
        return self.stage.reject_counter(self.master_id)

    def participant_status(self) -> str:
        """The invitee's InvitationStatus in the participant list of the master."""
        return self.stage.participant_status(self.master_id)


@dataclass(eq=False)
class Absent(Invitation):
    """An id that names no appointment: nothing can be read of it, and nothing can happen to it."""

    def read(self) -> State:
        """What it was: nothing."""
        return self.initial


@dataclass(eq=False)
class Series:
    """A recurring invitation: one occurrence after the other."""

    stage: Reader
    recurrence_id: int
    occurrences: list[Invitation]

    def states(self) -> list[State]:
        """The invitee's rows as they are now, in the order of time."""
        rows, gone = self.stage.series_rows(self.recurrence_id, self.occurrences), State(GONE, "")
        return [rows[each.id].state if each.id in rows else gone for each in self.occurrences]

    def others(self) -> dict[int, State]:
        """Status and reason of all rows of other participants, by id."""
        mine = {each.id for each in self.occurrences}
        rows = self.stage.series_rows(self.recurrence_id, self.occurrences)
        return {row.id: row.state for row in rows.values() if row.id not in mine}
