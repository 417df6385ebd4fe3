"""What else changes: other rows, counters, texts, other appointments, with something else."""

from datetime import timedelta

from reject_contract.mock.accounts import BYSTANDER
from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.behaviours import fault
from reject_contract.mock.faults.combined.case import Case
from reject_contract.mock.faults.combined.circumstances import (
    by_master,
    description_of_lines,
    external_invited,
    first,
    invited,
    last,
    on_series,
    other_seen,
    title_beyond_ascii,
    was_accepted,
    was_declined,
    was_seen,
)  # fmt: skip
from reject_contract.mock.faults.combined.conditions import (
    bearer,
    form,
    forward,
    json_patch,
    merge_patch,
    soticket,
    text_json,
    unknown,
    xml,
)  # fmt: skip
from reject_contract.mock.faults.combined.effects import (
    count_as,
    decline_row,
    for_others,
    own_others,
    reopen,
    then,
    to_booking,
)  # fmt: skip


@fault
def reason_in_description_by_master_with_form(app: App) -> None:
    """A reject by the master's id in a form appends its reason to the description: breaks RJ-EFFECT-7."""

    def publish(case: Case, row: Row) -> None:
        master = app.calendar.master(row)
        master.details["Description"] = f"{master.details.get('Description', '')} ({case.reason})"

    then(app, by_master & form, publish)


@fault
def others_moved_by_forward_from_first(app: App) -> None:
    """ThisAndForward from the first occurrence moves its rows by an hour: breaks RJ-EFFECT-7."""

    def move(row: Row) -> None:
        row.start, row.end = row.start + timedelta(hours=1), row.end + timedelta(hours=1)

    then(app, forward & first, to_booking(move))


@fault
def title_marked_where_accepted_with_xml(app: App) -> None:
    """A reject in XML of what was accepted writes so into the title of the booking: breaks RJ-EFFECT-7."""
    then(app, was_accepted & xml, to_booking(lambda row: setattr(row, "title", f"Declined: {row.title}")))


@fault
def title_loses_letters_with_unknown_mode(app: App) -> None:
    """A reject with Unknown makes question marks of the title's letters beyond ASCII: breaks RJ-EFFECT-7."""

    def flatten(row: Row) -> None:
        row.title = row.title.encode("ascii", "replace").decode()

    then(app, title_beyond_ascii & unknown, to_booking(flatten))


@fault
def description_loses_lines_by_master(app: App) -> None:
    """A reject by the master's id makes one line of a description of several: breaks RJ-EFFECT-7."""

    def join(row: Row) -> None:
        row.details["Description"] = " ".join(str(row.details.get("Description", "")).split())

    then(app, description_of_lines & by_master, to_booking(join))


@fault
def row_doubled_where_declined_with_text_json(app: App) -> None:
    """A second reject, in text/json, gives the booking a second row for the invitee: breaks RJ-EFFECT-8."""

    def double(case: Case, row: Row) -> None:
        copy = Row(next(app.calendar.ids), row.mother_id, row.associate_id, row.title, row.start, row.end)
        copy.status, copy.type = row.status, row.type
        app.calendar.rows[copy.id] = copy
        app.calendar.booking(row).append(copy)

    then(app, was_declined & text_json, double)


@fault
def row_removed_where_accepted_by_master(app: App) -> None:
    """A reject by the master's id of what was accepted removes the invitee's row: breaks RJ-EFFECT-8."""
    then(app, was_accepted & by_master, lambda case, row: app.calendar.remove(row))


@fault
def row_given_to_bystander_where_seen(app: App) -> None:
    """A reject with Unknown of what was seen gives the row to another person: breaks RJ-EFFECT-8."""
    then(app, was_seen & unknown, lambda case, row: setattr(row, "associate_id", BYSTANDER.associate_id))


@fault
def later_occurrences_removed_by_master(app: App) -> None:
    """ThisAndForward by a master's id removes the invitee's row from the last occurrence: breaks RJ-EFFECT-8."""
    then(app, forward & by_master & on_series & ~last, lambda case, row: app.calendar.remove(case.occurrences[-1]))


@fault
def newest_invitation_declined_with_ticket_and_form(app: App) -> None:
    """A reject with a ticket in a form declines the invitee's newest single invitation too: breaks RJ-EFFECT-9."""

    def more(case: Case, row: Row) -> None:
        for each in own_others(app, row)[-1:]:
            decline_row(app, each, case.reason)

    then(app, soticket & form, more)


@fault
def reason_of_earlier_reject_replaced_with_merge_patch(app: App) -> None:
    """A reject by the master's id in merge-patch+json gives what was declined before its reason: breaks RJ-EFFECT-9."""

    def replace_reasons(case: Case, row: Row) -> None:
        for each in own_others(app, row):
            if each.status == "Declined":
                each.reason = case.reason

    then(app, by_master & merge_patch, replace_reasons)


@fault
def other_invitation_opened_again_on_series(app: App) -> None:
    """A reject in XML on a series makes declined single invitations pending again: breaks RJ-EFFECT-9."""

    def open_again(case: Case, row: Row) -> None:
        for each in own_others(app, row):
            if each.status == "Declined":
                reopen(each)

    then(app, on_series & xml, open_again)


@fault
def counter_raised_twice_with_bearer_and_xml(app: App) -> None:
    """A reject with a bearer token in XML raises RejectCounter by two: breaks RJ-EFFECT-5."""
    then(app, bearer & xml, count_as(lambda number: number + 1))


@fault
def counter_not_raised_where_accepted_with_form(app: App) -> None:
    """A reject in a form of what was accepted does not raise RejectCounter: breaks RJ-EFFECT-5."""
    then(app, was_accepted & form, count_as(lambda number: number - 1))


@fault
def counter_includes_who_has_seen_by_master(app: App) -> None:
    """A reject by the master's id counts other participants who have seen as declined: breaks RJ-EFFECT-5."""
    then(app, by_master & other_seen, count_as(lambda number: number + 1))


@fault
def counter_not_raised_by_master_on_series(app: App) -> None:
    """Any mode but ThisAndForward, by a master of a series, does not raise RejectCounter: breaks RJ-EFFECT-5."""
    then(app, by_master & on_series & ~forward, count_as(lambda number: number - 1))


@fault
def external_declined_by_forward(app: App) -> None:
    """ThisAndForward declines the rows of people from outside as well: breaks RJ-EFFECT-6."""

    def spread(case: Case, row: Row) -> None:
        for each in case.others:
            each.status = each.status if each.associate_id else "Declined"

    then(app, external_invited & forward, spread)


@fault
def all_declined_by_master_among_three(app: App) -> None:
    """A reject by the master's id declines for all when three or more are invited: breaks RJ-EFFECT-6."""
    then(app, by_master & invited(lambda number: number > 2), for_others("Declined"))


@fault
def others_get_reason_with_json_patch_by_master(app: App) -> None:
    """A reject by the master's id in json-patch+json writes its reason on everybody's row: breaks RJ-EFFECT-6."""

    def write(case: Case, row: Row) -> None:
        for each in case.others:
            each.reason = case.reason

    then(app, by_master & json_patch, write)
