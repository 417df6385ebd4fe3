"""What was done to an invitation before, by whom and how long ago, with something else."""

import time
from collections.abc import Iterable
from datetime import datetime

from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.behaviours import fault
from reject_contract.mock.changes import afterwards
from reject_contract.mock.faults.combined.case import Case, When
from reject_contract.mock.faults.combined.circumstances import by_master, on_series, was_accepted, was_moved
from reject_contract.mock.faults.combined.conditions import only_this
from reject_contract.mock.faults.combined.effects import decline, refuse, skip, then
from reject_contract.mock.media_types import Members
from reject_contract.mock.refusals import Refusal


@fault
def row_written_back_as_it_was_seen(app: App) -> None:
    """A reject of what was seen, and changed then, gives the row its old title and times again: breaks RJ-EFFECT-7."""
    see = app.calendar.see
    copies: dict[int, tuple[str, datetime, datetime]] = {}

    def copy(rows: Iterable[Row]) -> None:
        rows = list(rows)
        see(rows)
        copies.update({row.id: (row.title, row.start, row.end) for row in rows})

    def write_back(case: Case, row: Row) -> None:
        row.title, row.start, row.end = copies[row.id]

    app.calendar.see = copy  # type: ignore[method-assign]
    then(app, When(lambda case: case.row is not None and case.row.id in copies), write_back)


@fault
def only_this_of_a_series_accepted_as_a_whole_declines_all(app: App) -> None:
    """OnlyThis in a series whose occurrences have all been accepted declines all of them: breaks RJ-MODE-7."""
    whole = When(lambda case: all(each.status == "Accepted" for each in case.occurrences))
    decline(app, only_this & on_series & whole, lambda row, own: own)


@fault
def declined_then_moved_taken_for_declined(app: App) -> None:
    """A reject of what was declined, and moved then, is answered with 204 and does nothing: breaks RJ-EFFECT-1."""
    declined: set[int] = set()
    afterwards(app, lambda row: declined.add(row.id))
    skip(app, was_moved & When(lambda case: case.row is not None and case.row.id in declined))


@fault
def changed_by_organizer_is_a_conflict_by_master(app: App) -> None:
    """A reject by the master's id of what its organizer has changed is answered with 412: breaks RJ-ANSWER-2."""
    change = app.calendar.change
    changed: set[int] = set()

    def note(master: Row, title: str, start: datetime, end: datetime, details: Members) -> None:
        change(master, title, start, end, details)
        changed.add(master.id)

    app.calendar.change = note  # type: ignore[method-assign]
    refuse(
        app,
        by_master & When(lambda case: case.id in changed),
        lambda: Refusal(412, "SoConcurrencyException", "The appointment has been changed meanwhile."),
    )


@fault
def reject_within_a_second_of_accepting_is_lost(app: App) -> None:
    """A reject less than a second after the accepting is answered with 204 and does nothing: breaks RJ-REPEAT-6."""
    accept = app.calendar.accept
    times: dict[int, float] = {}

    def note(rows: Iterable[Row]) -> None:
        rows = list(rows)
        accept(rows)
        times.update(dict.fromkeys((row.id for row in rows), time.monotonic()))

    app.calendar.accept = note  # type: ignore[method-assign]
    lately = When(lambda case: case.row is not None and time.monotonic() - times.get(case.row.id, 0.0) < 1)
    skip(app, was_accepted & lately)


@fault
def accepted_occurrence_gets_reason_of_a_later_one(app: App) -> None:
    """OnlyThis on what was accepted, with a later occurrence declined, stores that one's reason: breaks RJ-EFFECT-2."""

    def later(case: Case, row: Row) -> list[Row]:
        return [each for each in case.occurrences if each.start > row.start and each.status == "Declined"]

    def take_over(case: Case, row: Row) -> None:
        row.reason = later(case, row)[0].reason

    behind = When(lambda case: case.row is not None and bool(later(case, case.row)))
    then(app, only_this & on_series & was_accepted & behind, take_over)


@fault
def only_this_makes_seen_occurrences_unseen(app: App) -> None:
    """OnlyThis makes the other occurrences that the invitee has seen unseen: breaks RJ-MODE-7."""

    def forget(case: Case, row: Row) -> None:
        for each in case.occurrences:
            if each is not row and each.status == "Seen":
                each.status = "Invitation"

    then(app, only_this & on_series, forget)
