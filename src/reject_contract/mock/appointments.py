"""The calendar: one row for each participant of a booking, and what happens to the rows."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

from reject_contract.mock.accounts import Account, account_of
from reject_contract.mock.coercion import UpdateMode
from reject_contract.mock.media_types import Members
from reject_contract.mock.recurrence import Rule
from reject_contract.mock.refusals import forbidden, invalid, not_found

FIRST_ID = 401
LONGEST_REASON = 254

_SEEN = {"Invitation": "Seen", "Moved": "MovedSeen"}
_TOLD_OF_MOVE = {"Accepted": "Moved", "Declined": "Moved", "Seen": "Moved", "MovedSeen": "Moved"}


@dataclass
class Row:
    """One participant's part of one occurrence."""

    id: int
    mother_id: int
    associate_id: int
    title: str
    start: datetime
    end: datetime
    person_id: int = 0
    type: str = "inDiary"
    status: str = "Accepted"
    reason: str = ""
    reject_counter: int = 0
    recurrence_id: int = 0
    created: datetime = field(default_factory=datetime.now)
    details: Members = field(default_factory=dict)
    """Members of the entity that are kept as they were saved."""

    @property
    def is_master(self) -> bool:
        """Whether this is the organizer's row of a booking."""
        return self.mother_id == self.id

    @property
    def is_child(self) -> bool:
        """Whether this is an invitation."""
        return self.mother_id not in (0, self.id)


@dataclass
class Draft:
    """An appointment that is to be made."""

    owner_id: int
    title: str
    start: datetime
    end: datetime
    invited: list[tuple[int, int]] = field(default_factory=list)
    """Associate id and person id of every participant but the organizer."""
    is_booking: bool = False
    rule: Rule | None = None
    details: Members = field(default_factory=dict)


class Calendar:
    """All rows. Its users hold the lock of the application while they call it."""

    def __init__(self) -> None:
        self.ids: Iterator[int] = count(FIRST_ID)
        self.rows: dict[int, Row] = {}
        self.rules: dict[int, Rule] = {}
        self.listed_status: Callable[[Row], str] = lambda row: row.status
        self._bookings: dict[int, list[Row]] = {}
        self._series: dict[int, list[Row]] = {}

    # Reading

    def get(self, row_id: int) -> Row:
        """The row with an id; raises a refusal when there is none."""
        row = self.rows.get(row_id)
        if row is None:
            raise not_found(f"Appointment id {row_id} does not exist.")
        return row

    def booking(self, row: Row) -> list[Row]:
        """All rows of a row's occurrence, the master first."""
        return self._bookings.get(row.mother_id or row.id, [row])

    def master(self, row: Row) -> Row:
        """The organizer's row of a row's occurrence."""
        return self.rows.get(row.mother_id or row.id, row)

    def series(self, recurrence_id: int) -> list[Row]:
        """All rows of a series, by time."""
        return sorted(self._series.get(recurrence_id, []), key=lambda row: (row.start, row.id))

    def is_open_to(self, account: Account, row: Row) -> bool:
        """Whether an account takes part in a row's occurrence."""
        return any(each.associate_id == account.associate_id for each in self.booking(row))

    def invitation(self, account: Account, row_id: int) -> Row:
        """The account's own invitation that an id names, itself or through its master."""
        row = self.get(row_id)
        own = [each for each in self.booking(row) if each.associate_id == account.associate_id]
        if row.is_child:
            own = [each for each in own if each is row]
        if not own:
            raise forbidden("You do not take part in this appointment.")
        if not own[0].is_child:
            raise invalid("This appointment is not an invitation.")
        return own[0]

    def rows_for(self, row: Row, mode: UpdateMode) -> list[Row]:
        """The rows of a row's participant that an update mode is about."""
        if mode in (UpdateMode.Unknown, UpdateMode.OnlyThis) or not row.recurrence_id:
            return [row]
        same_participant = (row.associate_id, row.person_id)
        return [
            each
            for each in self.series(row.recurrence_id)
            if each.is_child and (each.associate_id, each.person_id) == same_participant and each.start >= row.start
        ]

    def masters_for(self, row: Row, mode: UpdateMode) -> list[Row]:
        """The organizer's rows that an update mode is about."""
        if mode in (UpdateMode.Unknown, UpdateMode.OnlyThis) or not row.recurrence_id:
            return [row]
        return [each for each in self.series(row.recurrence_id) if not each.is_child and each.start >= row.start]

    # Changing

    def create(self, draft: Draft) -> Row:
        """Make the rows of an appointment, and answer the organizer's first."""
        if draft.rule is None:
            return self._create_occurrence(draft, draft.start, 0)
        rule = draft.rule
        rule.id = max(self.rules, default=20) + 1
        self.rules[rule.id] = rule
        starts = [datetime.combine(day, draft.start.time()) for day in rule.days]
        masters = [self._create_occurrence(draft, start, rule.id) for start in starts]
        return masters[0]

    def _create_occurrence(self, draft: Draft, start: datetime, recurrence_id: int) -> Row:
        end = start + (draft.end - draft.start)

        def row(associate_id: int, person_id: int = 0) -> Row:
            made = Row(next(self.ids), 0, associate_id, draft.title, start, end, person_id)
            made.recurrence_id, made.details = recurrence_id, dict(draft.details)
            return made

        master = row(draft.owner_id)
        rows = [master]
        if draft.is_booking:
            rows += [row(*participant) for participant in draft.invited]
        for each in rows:
            each.mother_id = master.id if draft.is_booking else 0
            if each.is_child and account_of(each.associate_id):
                each.type, each.status = "BookingForDiary", "Invitation"
            self.rows[each.id] = each
        self._bookings[master.id] = rows
        if recurrence_id:
            self._series.setdefault(recurrence_id, []).extend(rows)
        return master

    def change(self, master: Row, title: str, start: datetime, end: datetime, details: Members) -> None:
        """Give all rows of an occurrence another title or time; a move asks everybody again."""
        moved = (start, end) != (master.start, master.end)
        for row in self.booking(master):
            row.title, row.start, row.end = title, start, end
            row.details.update(details)
            if moved and row.is_child and account_of(row.associate_id):
                row.status = _TOLD_OF_MOVE.get(row.status, row.status)

    def decline(self, row: Row, reason: str) -> None:
        """Mark an invitation as declined, for a reason."""
        row.status = "Declined"
        row.reason = reason[:LONGEST_REASON]

    def count_declined(self, row: Row) -> None:
        """Write on the master how many have declined."""
        booking = self.booking(row)
        self.master(row).reject_counter = sum(each.status == "Declined" for each in booking)

    def accept(self, rows: Iterable[Row]) -> None:
        """Mark invitations as accepted."""
        for row in rows:
            row.status, row.type, row.reason = "Accepted", "inDiary", ""

    def see(self, rows: Iterable[Row]) -> None:
        """Mark invitations as seen, where they have not been answered."""
        for row in rows:
            row.status = _SEEN.get(row.status, row.status)

    def split(self, row: Row) -> None:
        """Make a series of its own of an occurrence and all later ones."""
        rows = self.series(row.recurrence_id)
        later = [each for each in rows if each.start >= row.start]
        if len(later) < len(rows):
            self.set_apart(later)

    def set_apart(self, rows: list[Row]) -> None:
        """Give some rows of a series a rule of their own."""
        old, new = rows[0].recurrence_id, max(self.rules) + 1
        self.rules[new] = replace(self.rules[old], id=new)
        self._series[old] = [each for each in self._series[old] if each not in rows]
        self._series[new] = rows
        for each in rows:
            each.recurrence_id = new

    def delete(self, row: Row) -> None:
        """Remove an occurrence, all its rows."""
        for each in self._bookings.pop(row.mother_id or row.id, [row]):
            self._forget(each)

    def remove(self, row: Row) -> None:
        """Remove one row, and leave the rest of its booking."""
        self.booking(row).remove(row)
        self._forget(row)

    def _forget(self, row: Row) -> None:
        del self.rows[row.id]
        if row.recurrence_id:
            self._series[row.recurrence_id].remove(row)


def default_times() -> tuple[datetime, datetime]:
    """The start and end of an appointment that names neither: the next full hour."""
    start = datetime.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return start, start + timedelta(hours=1)
