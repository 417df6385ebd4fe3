"""Dates, lengths, ids, and other invitations at the same time, with something else."""

from dataclasses import replace

from reject_contract.mock.accounts import INVITEE
from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.behaviours import fault
from reject_contract.mock.coercion import RejectCommand
from reject_contract.mock.faults.combined.case import Case, When
from reject_contract.mock.faults.combined.circumstances import (
    after_2037,
    at_midnight,
    at_the_end_of_a_month,
    at_the_same_time,
    by_master,
    clock_changes,
    id_divisible_by_4,
    in_the_past,
    on_29_february,
    on_a_weekend,
    on_series,
    over_midnight,
    private,
    rivals,
    whole_day,
    without_length,
)  # fmt: skip
from reject_contract.mock.faults.combined.conditions import (
    form,
    forward,
    header,
    id_in_quotes,
    only_this,
    stop,
    unknown,
    xml,
)  # fmt: skip
from reject_contract.mock.faults.combined.effects import crash, decline, decline_row, misread, skip, then


@fault
def whole_day_with_xml_does_nothing(app: App) -> None:
    """A reject in XML of a whole day is answered with 204 and does nothing: breaks RJ-EFFECT-1."""
    skip(app, whole_day & xml)


@fault
def whole_day_by_master_crashes(app: App) -> None:
    """A reject by the master's id of a whole day is answered with 500: breaks RJ-ANSWER-2."""
    crash(app, whole_day & by_master)


@fault
def forward_stops_at_the_end_of_the_month(app: App) -> None:
    """ThisAndForward declines nothing that is in another month than the named occurrence: breaks RJ-MODE-8."""

    def within(row: Row, own: list[Row]) -> list[Row]:
        return [each for each in own[own.index(row) :] if each.start.month == row.start.month]

    decline(app, forward & on_series, within)


@fault
def forward_stops_where_clocks_change(app: App) -> None:
    """ThisAndForward declines nothing that is behind the next change of clocks: breaks RJ-MODE-8."""

    def before(row: Row, own: list[Row]) -> list[Row]:
        return [each for each in own[own.index(row) :] if each.start < clock_changes(row)]

    decline(app, forward & on_series, before)


@fault
def forward_at_midnight_declines_previous(app: App) -> None:
    """ThisAndForward from an occurrence that starts at midnight declines the one before it too: breaks RJ-MODE-9."""
    decline(app, forward & on_series & at_midnight, lambda row, own: own[max(0, own.index(row) - 1) :])


@fault
def only_this_on_weekend_declines_next(app: App) -> None:
    """OnlyThis on an occurrence on a weekend declines the next one as well: breaks RJ-MODE-7."""
    decline(app, only_this & on_series & on_a_weekend, lambda row, own: own[own.index(row) :][:2])


@fault
def over_midnight_with_time_zone_crashes(app: App) -> None:
    """A reject with SO-TimeZone of what ends on another day is answered with 500: breaks RJ-HEADER-4."""
    crash(app, over_midnight & header("SO-TimeZone"))


@fault
def end_of_month_by_master_does_nothing(app: App) -> None:
    """A reject by the master's id on the last day of a month is answered with 204 and does nothing.

    Breaks RJ-ANSWER-2.
    """
    skip(app, at_the_end_of_a_month & by_master)


@fault
def leap_day_with_form_crashes(app: App) -> None:
    """A reject in a form of what is on 29 February is answered with 500: breaks RJ-TYPE-5."""
    crash(app, on_29_february & form)


@fault
def past_forward_does_nothing(app: App) -> None:
    """ThisAndForward on what is in the past is answered with 204 and does nothing: breaks RJ-EFFECT-1."""
    skip(app, in_the_past & forward)


@fault
def after_2037_with_xml_crashes(app: App) -> None:
    """A reject in XML of what is later than 2037 is answered with 500: breaks RJ-TYPE-3."""
    crash(app, after_2037 & xml)


@fault
def without_length_by_master_crashes(app: App) -> None:
    """A reject by the master's id of what ends when it starts is answered with 500: breaks RJ-ANSWER-2."""
    crash(app, without_length & by_master)


@fault
def private_with_unknown_mode_does_nothing(app: App) -> None:
    """A reject with Unknown of a private appointment is answered with 204 and does nothing: breaks RJ-MODE-1."""
    skip(app, private & unknown)


@fault
def rival_declined_by_forward(app: App) -> None:
    """ThisAndForward declines the invitee's other invitations at the same time as well: breaks RJ-EFFECT-9."""

    def more(case: Case, row: Row) -> None:
        for each in rivals(row, list(app.calendar.rows.values())):
            decline_row(app, each, case.reason)

    then(app, at_the_same_time & forward, more)


@fault
def rival_declined_instead_by_master(app: App) -> None:
    """By the master's id, another invitation at the same time is declined instead: breaks RJ-EFFECT-1, RJ-EFFECT-9."""
    decline(app, at_the_same_time & by_master, lambda row, own: rivals(row, list(app.calendar.rows.values()))[:1])


@fault
def id_divisible_by_4_with_stop_crashes(app: App) -> None:
    """StopRecurrence with an id that can be divided by 4 is answered with 500: breaks RJ-MODE-4, RJ-MODE-10."""
    crash(app, id_divisible_by_4 & stop)


@fault
def id_divisible_by_4_with_form_is_another(app: App) -> None:
    """In a form, an invitee's id that can be divided by 4 is taken for the one behind it: breaks RJ-TYPE-5."""
    next_id = id_divisible_by_4 & form & ~by_master
    misread(app, next_id, lambda command: replace(command, appointment_id=command.appointment_id + 1))


@fault
def id_in_quotes_on_series_does_nothing(app: App) -> None:
    """An id in quotes that names an occurrence is answered with 204, and nothing is done: breaks RJ-BODY-23."""
    skip(app, id_in_quotes & on_series)


@fault
def unknown_id_with_forward_declines_the_newest(app: App) -> None:
    """ThisAndForward of an id that names nothing declines the newest invitation of the caller: breaks RJ-BODY-24."""

    def newest(command: RejectCommand) -> RejectCommand:
        own = [
            row.id for row in app.calendar.rows.values() if row.is_child and row.associate_id == INVITEE.associate_id
        ]
        return replace(command, appointment_id=own[-1]) if own else command

    misread(app, forward & When(lambda case: case.named is None), newest)


@fault
def only_this_of_two_declines_both(app: App) -> None:
    """OnlyThis of a series of two occurrences declines both: breaks RJ-MODE-6."""
    decline(app, only_this & When(lambda case: len(case.occurrences) == 2), lambda row, own: own)
