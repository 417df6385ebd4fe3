"""Other right readings of what a mode means for a series, and of a second reject."""

import json
from dataclasses import replace

from reject_contract.mock.accounts import Account
from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.behaviours import variant
from reject_contract.mock.coercion import UpdateMode
from reject_contract.mock.http import Request, Response


@variant
def unknown_mode_declines_all(app: App) -> None:
    """Unknown declines the whole series, also what is earlier."""
    choose = app.reject.choose

    def choose_all(row: Row, mode: UpdateMode) -> list[Row]:
        if mode != UpdateMode.Unknown or not row.recurrence_id:
            return choose(row, mode)
        rows = app.calendar.series(row.recurrence_id)
        return [each for each in rows if each.is_child and each.associate_id == row.associate_id]

    app.reject.choose = choose_all


@variant
def this_and_forward_skips_answered(app: App) -> None:
    """ThisAndForward leaves out later occurrences that have been accepted."""
    choose = app.reject.choose
    app.reject.choose = lambda row, mode: [
        each for each in choose(row, mode) if each is row or each.status != "Accepted"
    ]


@variant
def this_and_forward_splits_the_series(app: App) -> None:
    """A reject of an occurrence and all later ones gives these a rule of their own."""
    choose = app.reject.choose

    def choose_and_split(row: Row, mode: UpdateMode) -> list[Row]:
        rows = choose(row, mode)
        if row.recurrence_id and mode in (UpdateMode.ThisAndForward, UpdateMode.StopRecurrence):
            app.calendar.split(row)
        return rows

    app.reject.choose = choose_and_split


@variant
def declined_row_leaves_the_series(app: App) -> None:
    """An occurrence that somebody rejects alone gets a rule of its own in his diary; the others' rows keep theirs."""
    choose = app.reject.choose

    def choose_and_set_apart(row: Row, mode: UpdateMode) -> list[Row]:
        rows = choose(row, mode)
        if rows == [row] and len(app.calendar.series(row.recurrence_id)) > 1:
            app.calendar.set_apart(rows)
        return rows

    app.reject.choose = choose_and_set_apart


@variant
def reasons_of_a_code_page(app: App) -> None:
    """The column of the reason is not Unicode: letters beyond its code page become question marks."""
    decline = app.reject.decline
    app.reject.decline = lambda row, reason: decline(row, reason.encode("cp1252", "replace").decode("cp1252"))


@variant
def omitted_mode_is_this_and_forward(app: App) -> None:
    """A body without UpdateMode is taken for ThisAndForward."""
    find = app.reject.find
    app.reject.find = lambda members, name, default: find(
        members, name, UpdateMode.ThisAndForward.name if name == "UpdateMode" else default
    )


@variant
def repeat_raises_counter(app: App) -> None:
    """Every reject raises RejectCounter, also a repeated one."""

    def add(row: Row) -> None:
        app.calendar.master(row).reject_counter += 1

    app.reject.count = add


@variant
def occurrences_are_not_counted(app: App) -> None:
    """A reject of an occurrence of a series raises no RejectCounter."""
    count = app.reject.count
    app.reject.count = lambda row: None if row.recurrence_id else count(row)


@variant
def people_of_a_series_are_counted_once(app: App) -> None:
    """The masters of a series count each invitee once, however many occurrences he rejects."""
    count = app.reject.count

    def once(row: Row) -> None:
        rows = app.calendar.series(row.recurrence_id) if row.recurrence_id else []
        if rows:
            people = {each.associate_id for each in rows if each.is_child and each.status == "Declined"}
            for master in (each for each in rows if each.is_master):
                master.reject_counter = len(people)
        else:
            count(row)

    app.reject.count = once


@variant
def repeat_appends_reason(app: App) -> None:
    """A second reject appends its reason to the first one."""
    decline = app.reject.decline
    app.reject.decline = lambda row, reason: decline(row, row.reason + reason)


@variant
def rule_lists_own_rows_only(app: App) -> None:
    """Of a series, by its rule, GetAppointmentRecords lists the rows of who asks; of a booking it lists all."""
    operation = app.operations["getappointmentrecords"]
    call = operation.call

    def own(request: Request, account: Account) -> Response:
        answer = call(request, account)
        if answer.status != 200 or b'"MotherId": 0' not in request.body:
            return answer
        rows = [row for row in json.loads(answer.body) if row["AssociateId"] == account.associate_id]
        return replace(answer, body=json.dumps(rows).encode())

    operation.call = own
