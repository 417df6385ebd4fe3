"""Rows, counters and other bookings that change along, where the people or the times make it seem natural."""

from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.behaviours import fault
from reject_contract.mock.faults.combined.case import Case, When
from reject_contract.mock.faults.combined.circumstances import (
    by_master,
    external_invited,
    invited,
    on_series,
    other_declined,
    private,
    was_accepted,
)
from reject_contract.mock.faults.combined.conditions import forward
from reject_contract.mock.faults.combined.effects import count_as, decline_row, then, to_booking


def _own(app: App, named: Row) -> list[Row]:
    """The same person's invitations to other bookings."""
    rows = list(app.calendar.rows.values())
    return [e for e in rows if e.is_child and e.associate_id == named.associate_id and e.mother_id != named.mother_id]


@fault
def who_accepted_first_is_not_counted_beside_another(app: App) -> None:
    """Who had accepted before he declines is not counted where another has declined: breaks RJ-EFFECT-15."""
    then(app, was_accepted & other_declined, count_as(lambda number: number - 1))


@fault
def private_description_written_back_masked(app: App) -> None:
    """A reject by the master's id empties the description of a private booking: breaks RJ-EFFECT-7."""

    def mask(each: Row) -> None:
        each.details["Description"] = ""

    then(app, private & by_master, to_booking(mask))


@fault
def person_from_outside_leaves_with_the_only_colleague(app: App) -> None:
    """The rows of people from outside are removed when the only colleague who is invited declines.

    Breaks RJ-EFFECT-8.
    """

    def remove(case: Case, named: Row) -> None:
        for each in case.others:
            app.calendar.remove(each)

    alone = When(lambda case: not any(each.associate_id for each in case.others))
    then(app, external_invited & alone, remove)


@fault
def booking_right_behind_declined_as_well(app: App) -> None:
    """A pending invitation that begins the minute the rejected one ends is declined as well: breaks RJ-EFFECT-9."""

    def go_on(case: Case, named: Row) -> None:
        for each in _own(app, named):
            if each.start == named.end and each.status in ("Invitation", "Seen"):
                decline_row(app, each, case.reason)

    then(app, When(lambda case: case.target is not None), go_on)


@fault
def overlapping_accepted_one_is_asked_again(app: App) -> None:
    """An accepted invitation that overlaps the rejected one in part becomes pending again: breaks RJ-EFFECT-9."""

    def ask_again(case: Case, named: Row) -> None:
        for each in _own(app, named):
            overlaps = each.start < named.end and each.end > named.start and each.start != named.start
            if overlaps and each.status == "Accepted":
                each.status = "Invitation"

    then(app, When(lambda case: case.target is not None), ask_again)


@fault
def master_declined_with_its_only_invitee(app: App) -> None:
    """A reject by the master's id declines the organizer's row too where nobody else is invited: breaks RJ-EFFECT-6."""

    def decline_master(case: Case, named: Row) -> None:
        app.calendar.master(named).status = "Declined"

    then(app, by_master & invited(lambda number: number == 1), decline_master)


@fault
def forward_asks_again_who_accepted_later_ones(app: App) -> None:
    """ThisAndForward marks later occurrences as moved for others who accepted them: breaks RJ-MODE-15."""

    def ask_again(case: Case, named: Row) -> None:
        for each in app.calendar.series(named.recurrence_id):
            other = each.is_child and each.associate_id not in (0, named.associate_id)
            if other and each.start > named.start and each.status == "Accepted":
                each.status = "Moved"

    then(app, forward & on_series, ask_again)
