"""Other right ways of keeping appointments."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import count

from reject_contract.mock.accounts import Account
from reject_contract.mock.app import App
from reject_contract.mock.appointments import Draft, Row
from reject_contract.mock.behaviours import variant
from reject_contract.mock.coercion import UpdateMode
from reject_contract.mock.http import Request, Response
from reject_contract.mock.refusals import Refusal, invalid
from reject_contract.mock.rendering import render
from reject_contract.mock.variants.tools import stays_as_cancelled


@variant
def large_ids(app: App) -> None:
    """Ids lie just below 2^31."""
    app.calendar.ids = count(2**31 - 1_000_000)


@variant
def sparse_ids(app: App) -> None:
    """Ids go up in steps of seven."""
    app.calendar.ids = count(100_003, 7)


@variant
def shuffled_ids(app: App) -> None:
    """Ids are given out in no order."""
    app.calendar.ids = (100_000 + number * 7_919 % 50_021 for number in count())


@variant
def titles_unknown(app: App) -> None:
    """Appointments have descriptions and no titles, as before release 10.2.6."""
    create = app.calendar.create

    def untitled(draft: Draft) -> Row:
        return create(replace(draft, title=""))

    app.calendar.create = untitled  # type: ignore[method-assign]


@variant
def master_shows_the_newest_reason(app: App) -> None:
    """The organizer's row has the reason of whoever declined last."""
    decline = app.reject.decline

    def show(row: Row, reason: str) -> None:
        decline(row, reason)
        app.calendar.master(row).reason = row.reason

    app.reject.decline = show


@variant
def series_deleted_one_by_one(app: App) -> None:
    """There is no Delete, by which a series would go at once."""
    del app.operations["delete"]


@variant
def seen_stays_as_cancelled(app: App) -> None:
    """An invitation that was seen stays as cancelled when its booking is deleted, until it is dismissed."""
    see = app.calendar.see
    seen: set[int] = set()

    def remember(rows: Iterable[Row]) -> None:
        rows = list(rows)
        seen.update(row.id for row in rows)
        see(rows)

    app.calendar.see = remember  # type: ignore[method-assign]
    stays_as_cancelled(app, lambda row: row.id in seen)


@variant
def stop_recurrence_refused(app: App) -> None:
    """StopRecurrence is refused with 400: only an organizer can stop a series."""
    choose = app.reject.choose

    def strict(row: Row, mode: UpdateMode) -> list[Row]:
        if mode == UpdateMode.StopRecurrence:
            raise invalid("Only the organizer can stop a series.")
        return choose(row, mode)

    app.reject.choose = strict


@variant
def stop_recurrence_only_this(app: App) -> None:
    """StopRecurrence declines the named occurrence only."""
    _take(app, UpdateMode.StopRecurrence, UpdateMode.OnlyThis)


@variant
def unknown_mode_declines_forward(app: App) -> None:
    """Unknown on an occurrence of a series is taken for ThisAndForward."""
    _take(app, UpdateMode.Unknown, UpdateMode.ThisAndForward)


def _take(app: App, given: UpdateMode, as_if: UpdateMode) -> None:
    choose = app.reject.choose
    app.reject.choose = lambda row, mode: choose(row, as_if if mode == given else mode)


@variant
def unknown_mode_refused_on_series(app: App) -> None:
    """Unknown on an occurrence of a series is refused with 400."""
    choose = app.reject.choose

    def strict(row: Row, mode: UpdateMode) -> list[Row]:
        if mode == UpdateMode.Unknown and row.recurrence_id:
            raise invalid("Say which occurrences you mean.")
        return choose(row, mode)

    app.reject.choose = strict


@variant
def live_counter(app: App) -> None:
    """RejectCounter is counted anew after every answer to an invitation, so that it sinks when somebody accepts."""
    accept = app.operations["accept"]
    call = accept.call

    def accept_and_count(request: Request, account: Account) -> Response:
        answer = call(request, account)
        with app.lock:
            for row in app.calendar.rows.values():
                if row.is_master:
                    app.calendar.count_declined(row)
        return answer

    accept.call = accept_and_count


@variant
def foreign_entity_null(app: App) -> None:
    """GetAppointmentEntity answers null for the appointments of others."""
    _hide_foreign(app, "getappointmententity", None, "AppointmentEntity")


@variant
def foreign_records_empty(app: App) -> None:
    """GetAppointmentRecords answers an empty list for the appointments of others."""
    _hide_foreign(app, "getappointmentrecords", [], "ArrayOfAppointment")


def _hide_foreign(app: App, name: str, nothing: list[object] | None, root: str) -> None:
    """Let an operation answer with nothing where it would refuse what belongs to others."""
    operation = app.operations[name]
    call = operation.call

    def hide(request: Request, account: Account) -> Response:
        try:
            return call(request, account)
        except Refusal as refusal:
            if refusal.status != 403:
                raise
            return render(request, 200, nothing, root)

    operation.call = hide
