"""Bookings, counters and times that change although nobody named them, where something else comes to it."""

from datetime import datetime, timedelta

from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.behaviours import fault
from reject_contract.mock.faults.combined.case import Case, When
from reject_contract.mock.faults.combined.circumstances import other_declined, whole_day
from reject_contract.mock.faults.combined.conditions import header
from reject_contract.mock.faults.combined.effects import count_as, then, to_booking
from reject_contract.mock.media_types import Members


@fault
def booking_cancelled_when_the_last_one_declines(app: App) -> None:
    """The rows of the others are cancelled when the last of several invitees declines: breaks RJ-EFFECT-6."""

    def internal(case: Case) -> list[Row]:
        return [each for each in case.others if each.associate_id]

    def cancel(case: Case, row: Row) -> None:
        for each in app.calendar.booking(row):
            each.status = each.status if each is row else "Cancelled"

    last = When(lambda case: bool(internal(case)) and all(each.status == "Declined" for each in internal(case)))
    then(app, last, cancel)


@fault
def counter_starts_anew_after_a_change(app: App) -> None:
    """Who declined before the organizer changed the booking is no longer counted: breaks RJ-EFFECT-15."""
    change = app.calendar.change
    changed: set[int] = set()

    def note(master: Row, title: str, start: datetime, end: datetime, details: Members) -> None:
        change(master, title, start, end, details)
        if any(each.status == "Declined" for each in app.calendar.booking(master)):
            changed.add(master.id)

    app.calendar.change = note  # type: ignore[method-assign]
    then(
        app,
        other_declined & When(lambda case: case.row is not None and case.row.mother_id in changed),
        count_as(lambda number: 1),
    )


@fault
def whole_day_moved_by_time_zone(app: App) -> None:
    """A reject with SO-TimeZone of a whole day moves the booking by an hour: breaks RJ-EFFECT-7, RJ-HEADER-4."""

    def move(row: Row) -> None:
        row.start, row.end = row.start + timedelta(hours=1), row.end + timedelta(hours=1)

    then(app, whole_day & header("SO-TimeZone"), to_booking(move))


@fault
def own_booking_at_the_same_time_declined(app: App) -> None:
    """A booking that the invitee himself has made for the same time is declined as well: breaks RJ-EFFECT-9."""

    def own(row: Row) -> list[Row]:
        rows = app.calendar.rows.values()
        return [e for e in rows if e.is_master and e.associate_id == row.associate_id and e.start == row.start]

    def decline_own(case: Case, row: Row) -> None:
        for each in own(row):
            each.status, each.reason = "Declined", case.reason

    then(app, When(lambda case: case.row is not None and bool(own(case.row))), decline_own)
