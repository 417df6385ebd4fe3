"""Wrong effects on rows: the status, the counter, other people's rows, the booking itself."""

import contextlib
import threading
from collections.abc import Iterable
from datetime import timedelta
from itertools import count

from reject_contract.mock.accounts import Account
from reject_contract.mock.app import App
from reject_contract.mock.appointments import Draft, Row, default_times
from reject_contract.mock.behaviours import fault
from reject_contract.mock.changes import afterwards, around
from reject_contract.mock.coercion import RejectCommand, UpdateMode
from reject_contract.mock.http import Request
from reject_contract.mock.refusals import Refusal
from reject_contract.mock.reject import Effect


def _set_status(app: App, status: str) -> None:
    afterwards(app, lambda row: setattr(row, "status", status))


@fault
def no_effect(app: App) -> None:
    """A valid reject is answered with 204 and does nothing: breaks RJ-EFFECT-1."""
    app.reject.effect = lambda request, account, command: None


@fault
def no_effect_and_no_checks(app: App) -> None:
    """Whatever an authenticated caller sends is answered with 204, and nothing is done.

    Breaks RJ-EFFECT-1, RJ-BODY-1.
    """
    app.reject.call = lambda request, account: app.reject.answer(request)


@fault
def id_zero_makes_an_appointment(app: App) -> None:
    """A reject of id 0 stores a new appointment of the caller's before it is refused: breaks RJ-BODY-32."""
    effect = app.reject.effect

    def store(request: Request, account: Account, command: RejectCommand) -> None:
        if command.appointment_id == 0:
            app.calendar.create(Draft(account.associate_id, "", *default_times()))
        effect(request, account, command)

    app.reject.effect = store


@fault
def accepting_keeps_the_reason(app: App) -> None:
    """What was rejected and is accepted then still has its reason: breaks RJ-REPEAT-14."""
    accept = app.calendar.accept

    def keep(rows: Iterable[Row]) -> None:
        rows = list(rows)
        reasons = {row.id: row.reason for row in rows}
        accept(rows)
        for row in rows:
            row.reason = reasons[row.id]

    app.calendar.accept = keep  # type: ignore[method-assign]


@fault
def status_accepted(app: App) -> None:
    """A reject marks the invitation as accepted: breaks RJ-EFFECT-1."""
    _set_status(app, "Accepted")


@fault
def accepted_cannot_be_declined(app: App) -> None:
    """A reject of an invitation that had been accepted does nothing: breaks RJ-REPEAT-6."""
    _ignore_when(app, "Accepted")


@fault
def seen_cannot_be_declined(app: App) -> None:
    """A reject of an invitation that had been seen does nothing: breaks RJ-REPEAT-8."""
    _ignore_when(app, "Seen")


def _ignore_when(app: App, status: str) -> None:
    decline = app.reject.decline

    def ignore(row: Row, reason: str) -> None:
        if row.status != status:
            decline(row, reason)

    app.reject.decline = ignore


@fault
def others_declined(app: App) -> None:
    """A reject declines the invitations of all participants: breaks RJ-EFFECT-6."""

    def decline_all(row: Row) -> None:
        for each in app.calendar.booking(row):
            if each.is_child:
                each.status = "Declined"

    afterwards(app, decline_all)


@fault
def row_deleted(app: App) -> None:
    """A reject removes the invitation: breaks RJ-EFFECT-8."""
    afterwards(app, app.calendar.remove)


@fault
def booking_deleted(app: App) -> None:
    """A reject removes the whole booking: breaks RJ-EFFECT-8."""
    choose = app.reject.choose

    def destroy(row: Row, mode: UpdateMode) -> list[Row]:
        for each in choose(row, mode):
            app.calendar.delete(each)
        return []

    app.reject.choose = destroy


@fault
def booking_moved(app: App) -> None:
    """A reject moves the booking by one hour: breaks RJ-EFFECT-7."""

    def move(row: Row) -> None:
        for each in app.calendar.booking(row):
            each.start, each.end = each.start + timedelta(hours=1), each.end + timedelta(hours=1)

    afterwards(app, move)


@fault
def type_changed(app: App) -> None:
    """A reject puts the invitation into the invitee's diary, as if it were accepted: breaks RJ-EFFECT-14."""
    afterwards(app, lambda row: setattr(row, "type", "inDiary"))


@fault
def counter_not_raised(app: App) -> None:
    """A reject does not raise RejectCounter: breaks RJ-EFFECT-5."""
    app.reject.count = lambda row: None


@fault
def counter_stays_at_one(app: App) -> None:
    """RejectCounter is 1 however many have rejected: breaks RJ-EFFECT-15."""
    app.reject.count = lambda row: setattr(app.calendar.master(row), "reject_counter", 1)


@fault
def takes_effect_a_second_later(app: App) -> None:
    """A valid reject is answered at once and takes effect a second later: breaks RJ-EFFECT-1."""

    def wrap(effect: Effect) -> Effect:
        def later(request: Request, account: Account, command: RejectCommand) -> None:
            app.reject.locate(account, command.appointment_id)

            def if_still_there() -> None:
                with contextlib.suppress(Refusal):
                    effect(request, account, command)

            timer = threading.Timer(1.0, if_still_there)
            timer.daemon = True
            timer.start()

        return later

    around(app, wrap)


@fault
def another_booking_declined(app: App) -> None:
    """A reject declines the invitee's previous invitation as well: breaks RJ-EFFECT-9."""

    def also_previous(row: Row) -> None:
        own = [e for e in app.calendar.rows.values() if e.is_child and e.associate_id == row.associate_id]
        earlier = [each for each in own if each.id < row.id and not each.recurrence_id]
        if earlier:
            earlier[-1].status = "Declined"

    afterwards(app, also_previous)


@fault
def master_id_does_nothing(app: App) -> None:
    """A reject by the master's id is answered with 204 and does nothing: breaks RJ-ANSWER-2."""

    def wrap(effect: Effect) -> Effect:
        def by_child_only(request: Request, account: Account, command: RejectCommand) -> None:
            row = app.calendar.rows.get(command.appointment_id)
            if row is None or not row.is_master:
                effect(request, account, command)

        return by_child_only

    around(app, wrap)


@fault
def id_off_by_one(app: App) -> None:
    """A reject declines the row after the named one, where there is one: breaks RJ-EFFECT-1."""
    locate = app.reject.locate

    def miss(account: Account, row_id: int) -> Row:
        row = locate(account, row_id)
        return app.calendar.rows.get(row.id + 1, row)

    app.reject.locate = miss


@fault
def participant_list_not_updated(app: App) -> None:
    """The participant list of the master goes on showing the invitation as open: breaks RJ-EFFECT-10."""
    app.calendar.listed_status = lambda row: "Invitation" if row.status == "Declined" else row.status


@fault
def previous_one_opened_again(app: App) -> None:
    """A reject opens again the single invitation that was declined before it: breaks RJ-STATE-1."""
    declined: list[Row] = []

    def reopen(row: Row) -> None:
        if row.recurrence_id:
            return
        for before in declined:
            before.status, before.reason = "Invitation", ""
        declined[:] = [row]

    afterwards(app, reopen)


@fault
def declined_is_pending_again_later(app: App) -> None:
    """What was declined fifty rejects ago is pending again: breaks RJ-EFFECT-1."""
    declined: list[Row] = []

    def revive(row: Row) -> None:
        declined.append(row)
        if len(declined) > 50:
            declined.pop(0).status = "Invitation"

    afterwards(app, revive)


@fault
def fortieth_reject_declines_the_oldest(app: App) -> None:
    """Every fortieth reject declines the oldest pending invitation as well: breaks RJ-EFFECT-9."""
    rejects = count(1)

    def decline_oldest(row: Row) -> None:
        pending = [each for each in app.calendar.rows.values() if each.is_child and each.status == "Invitation"]
        if next(rejects) % 40 == 0 and pending:
            pending[0].status = "Declined"

    afterwards(app, decline_oldest)
