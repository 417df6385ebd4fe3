"""Appointments as the suite sees them: rows, an invitation, a series of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reject_contract.http.violation import StageFailed

if TYPE_CHECKING:
    from reject_contract.stage.stage import Stage

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

    def like(self, other: State) -> bool:
        """Whether both are the same, or both pending with the same reason: being seen is no answer."""
        same_status = self.status == other.status or (self.pending and other.pending)
        return same_status and self.reason == other.reason

    def __str__(self) -> str:
        return f"{self.status}, reason {self.reason!r}" if self.reason else self.status


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
    def content(self) -> tuple[str, str, str, str]:
        """What a reject must leave alone: title, description, start and end."""
        return self.title, self.description, self.start, self.end


def state_of(carrier: Mapping[str, Any]) -> State:
    """Status and reason of an appointment as the API writes it; an enum may come as name or number."""
    status = carrier.get("InvitationStatus")
    name = STATUS_BY_NUMBER.get(status, str(status)) if isinstance(status, int) else str(status)
    return State(name, str(carrier.get("RejectReason") or ""))


def row_of(carrier: Mapping[str, Any]) -> Row:
    """One row of GetAppointmentRecords."""
    row_id = int(carrier["AppointmentId"])
    return Row(
        id=row_id,
        master_id=int(carrier.get("MotherId") or row_id),
        associate_id=int(carrier.get("AssociateId") or 0),
        start=str(carrier.get("StartDate") or ""),
        end=str(carrier.get("EndDate") or ""),
        title=str(carrier.get("Title") or ""),
        description=str(carrier.get("Description") or ""),
        kind=str(carrier.get("Type") or ""),
        state=state_of(carrier),
    )


@dataclass(eq=False)
class Invitation:
    """An invitation that the run made: the invitee's row (`id`), its master, and how the row began.

    `untouched` is set where it was seen to be as it began, `answered` where it cannot be any more.
    """

    stage: Stage
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

    stage: Stage
    recurrence_id: int
    occurrences: list[Invitation]

    def states(self) -> list[State]:
        """The invitee's rows as they are now, in the order of time."""
        rows = self.stage.series_rows(self.recurrence_id)
        gone = State(GONE, "")
        return [rows[each.id].state if each.id in rows else gone for each in self.occurrences]

    def others(self) -> dict[int, State]:
        """Status and reason of all rows of other participants, by id."""
        mine = {each.id for each in self.occurrences}
        rows = self.stage.series_rows(self.recurrence_id)
        return {row.id: row.state for row in rows.values() if row.id not in mine}
