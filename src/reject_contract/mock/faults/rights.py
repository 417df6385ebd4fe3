"""Rejects by people whose invitation it is not, and what strangers are told."""

from collections.abc import Callable

from reject_contract.mock.accounts import INVITEE, Account
from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.behaviours import fault
from reject_contract.mock.http import Request, Response
from reject_contract.mock.refusals import Refusal


def _open_to(app: App, may: Callable[[Account, Row], bool]) -> None:
    """Let accounts reject rows that are not theirs."""
    locate = app.reject.locate

    def lenient(account: Account, row_id: int) -> Row:
        try:
            return locate(account, row_id)
        except Refusal:
            row = app.calendar.get(row_id)
            child = next((each for each in app.calendar.booking(row) if each.is_child), row)
            child = row if row.is_child else child
            if not (child.is_child and may(account, child)):
                raise
            return child

    app.reject.locate = lenient


@fault()
def outsider_may_reject(app: App) -> None:
    """Somebody who is not invited may reject another person's invitation."""
    _open_to(app, lambda account, row: not app.calendar.is_open_to(account, row))


@fault()
def organizer_may_reject_for_invitee(app: App) -> None:
    """The organizer may reject an invitation in the invitee's place."""
    _open_to(app, lambda account, row: app.calendar.master(row).associate_id == account.associate_id)


@fault()
def participant_may_reject_for_another(app: App) -> None:
    """One invitee may reject another invitee's invitation."""

    def are_both_invited(account: Account, row: Row) -> bool:
        is_organizer = app.calendar.master(row).associate_id == account.associate_id
        return app.calendar.is_open_to(account, row) and not is_organizer

    _open_to(app, are_both_invited)


@fault()
def refused_reject_takes_effect(app: App) -> None:
    """Somebody who is not invited is refused with 403, and yet the invitation is declined."""
    locate = app.reject.locate

    def leaky(account: Account, row_id: int) -> Row:
        try:
            return locate(account, row_id)
        except Refusal as refusal:
            if refusal.status == 403 and (row := app.calendar.get(row_id)).is_child:
                app.reject.decline(row, "")
            raise

    app.reject.locate = leaky


@fault()
def organizer_row_can_be_declined(app: App) -> None:
    """The organizer's reject of the own master is accepted, and declines the master row."""
    locate = app.reject.locate

    def lenient(account: Account, row_id: int) -> Row:
        row = app.calendar.rows.get(row_id)
        own = row is not None and row.is_master and row.associate_id == account.associate_id
        return row if own and row else locate(account, row_id)

    app.reject.locate = lenient


@fault()
def strangers_learn_which_ids_exist(app: App) -> None:
    """Who is not logged in gets 404 for an unknown id, and 401 for a known one."""
    invoke = app.reject.invoke

    def talkative(request: Request) -> Response:
        try:
            app.calendar.get(app.reject.read(request).appointment_id)
        except Refusal as refusal:
            if refusal.status == 404:
                raise
        return invoke(request)

    app.reject.invoke = talkative


@fault()
def body_judged_before_credential(app: App) -> None:
    """Who is not logged in gets 400 for a malformed body in place of 401."""
    invoke = app.reject.invoke

    def curious(request: Request) -> Response:
        app.reject.read(request)
        return invoke(request)

    app.reject.invoke = curious


@fault()
def master_id_is_the_first_invitees(app: App) -> None:
    """Whoever rejects by a master id rejects the invitation of the first invitee."""
    locate = app.reject.locate

    def confused(account: Account, row_id: int) -> Row:
        row = app.calendar.rows.get(row_id)
        if row is None or not row.is_master or row.associate_id == account.associate_id:
            return locate(account, row_id)
        return next(each for each in app.calendar.booking(row) if each.is_child)

    app.reject.locate = confused


@fault()
def everybody_is_the_invitee(app: App) -> None:
    """Whoever is logged in acts as the invitee."""
    authenticate = app.reject.authenticate

    def mistake(request: Request) -> Account:
        authenticate(request)
        return INVITEE

    app.reject.authenticate = mistake
