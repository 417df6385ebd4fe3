"""Conditions over what is in the calendar: the place in a series, what happened before, times, other invitations."""

from collections.abc import Callable
from datetime import datetime, timedelta

from reject_contract.mock.appointments import Row
from reject_contract.mock.faults.combined.case import Case, When
from reject_contract.mock.http import Request


def row(holds: Callable[[Row], object]) -> When:
    """Something is true of the row that the request is about."""
    return When(lambda case: case.row is not None and bool(holds(case.row)))


# Which id, and where in a series

by_master = When(lambda case: case.named is not None and case.named.is_master)
on_series = row(lambda row: row.recurrence_id)
on_single = row(lambda row: not row.recurrence_id)
first = When(lambda case: case.occurrences[:1] == [case.row])
second = When(lambda case: case.occurrences[1:2] == [case.row])
last = When(lambda case: case.occurrences[-1:] == [case.row])
weekly = When(
    lambda case: case.row is not None and getattr(case.app.calendar.rules.get(case.row.recurrence_id), "pattern", "")
    == "Weekly"
)  # fmt: skip


def occurrences(holds: Callable[[int], bool]) -> When:
    """Something is true of the number of occurrences of the series."""
    return When(lambda case: holds(len(case.occurrences)))


# What happened before


def status(*names: str) -> When:
    """The invitation has one of these statuses."""
    return row(lambda row: row.status in names)


was_seen, was_accepted, was_declined = status("Seen", "MovedSeen"), status("Accepted"), status("Declined")
was_moved = status("Moved", "MovedSeen")
declined_earlier = When(
    # Accepting does not lower the counter, so it still tells of a reject that was taken back.
    lambda case: (
        case.row is not None
        and case.app.calendar.master(case.row).reject_counter
        > sum(each.status == "Declined" for each in case.app.calendar.booking(case.row))
    )
)


def occurrence_declined(before: bool) -> When:
    """An occurrence before this one, or behind it, was declined by the same participant."""

    def holds(case: Case) -> bool:
        at = case.occurrences.index(case.row) if case.row in case.occurrences else 0
        around = case.occurrences[:at] if before else case.occurrences[at + 1 :]
        return any(each.status == "Declined" for each in around)

    return When(holds)


def other(*names: str) -> When:
    """Another participant's invitation to the same occurrence has one of these statuses."""
    return When(lambda case: any(each.status in names and each.associate_id for each in case.others))


other_declined, other_accepted, other_seen = other("Declined"), other("Accepted"), other("Seen")
other_without_reason = When(lambda case: any(e.status == "Declined" and not e.reason for e in case.others))
external_invited = When(lambda case: any(not each.associate_id for each in case.others))


def invited(holds: Callable[[int], bool]) -> When:
    """Something is true of the number of those who are invited."""
    return When(lambda case: case.row is not None and holds(len(case.others) + 1))


# Times, ids, texts, and other invitations

whole_day = row(lambda row: row.details.get("IsAlldayEvent"))
at_midnight = row(lambda row: row.start.hour == row.start.minute == 0)
over_midnight = row(lambda row: row.end.date() > row.start.date())
at_the_end_of_a_month = row(lambda row: (row.start + timedelta(days=1)).day == 1)
on_29_february = row(lambda row: (row.start.month, row.start.day) == (2, 29))
on_a_weekend = row(lambda row: row.start.weekday() > 4)
in_the_past = row(lambda row: row.end < datetime.now())
after_2037 = row(lambda row: row.start.year > 2037)
without_length = row(lambda row: row.start == row.end)
title_beyond_ascii = row(lambda row: not row.title.isascii())
description_of_lines = row(lambda row: "\n" in str(row.details.get("Description", "")))
private = row(lambda row: row.details.get("Private") not in (None, "", "Public"))
id_divisible_by_4 = When(lambda case: case.id % 4 == 0)


def rivals(case_row: Row, rows: list[Row]) -> list[Row]:
    """The other invitations of the same person that start at the same time."""
    return [
        each
        for each in rows
        if each.is_child and each.associate_id == case_row.associate_id and each.start == case_row.start
        if each.mother_id != case_row.mother_id
    ]


at_the_same_time = When(
    lambda case: case.row is not None and bool(rivals(case.row, list(case.app.calendar.rows.values())))
)


def clock_changes(row: Row) -> datetime:
    """The Sunday after a row's start on which European clocks are next changed."""
    for month in (3, 10, 15):
        year, month = row.start.year + month // 13, month % 12 or 12
        last = datetime(year, month, 31)
        sunday = last - timedelta(days=(last.weekday() + 1) % 7)
        if sunday > row.start:
            return sunday
    raise AssertionError("there is a change of clocks in every year")


# What came before on the same connection: effects.remember takes the notes.


def _notes(request: Request, name: str) -> int:
    return request.connection.get(name, 0)


after_a_refusal = When(lambda case: _notes(case.request, "refused") > 0)
after_a_401 = When(lambda case: _notes(case.request, "401") > 0)
after_a_reject = When(lambda case: _notes(case.request, "rejected") > 0)
after_two_rejects = When(lambda case: _notes(case.request, "rejected") > 1)
