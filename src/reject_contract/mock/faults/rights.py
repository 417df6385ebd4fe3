"""Rejects by people whose invitation it is not, and what strangers are told."""

from reject_contract.mock.accounts import INVITEE, Account
from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.behaviours import fault
from reject_contract.mock.changes import open_to
from reject_contract.mock.http import Request
from reject_contract.mock.refusals import Refusal, crashed


@fault
def outsider_may_reject(app: App) -> None:
    """Somebody who is not invited may reject another person's invitation: breaks RJ-AUTH-24."""
    open_to(app, lambda account, row: not app.calendar.is_open_to(account, row))


@fault
def participant_may_reject_for_another(app: App) -> None:
    """One invitee may reject another invitee's invitation: breaks RJ-AUTH-27."""

    def are_both_invited(account: Account, row: Row) -> bool:
        is_organizer = app.calendar.master(row).associate_id == account.associate_id
        return app.calendar.is_open_to(account, row) and not is_organizer

    open_to(app, are_both_invited)


@fault
def refused_reject_takes_effect(app: App) -> None:
    """Somebody who is not invited is refused with 403, and yet the invitation is declined: breaks RJ-AUTH-24."""
    locate = app.reject.locate

    def leaky(account: Account, row_id: int) -> Row:
        try:
            return locate(account, row_id)
        except Refusal as refusal:
            if refusal.status == 403 and (row := app.calendar.get(row_id)).is_child:
                app.reject.decline(row, "")
            raise

    app.reject.locate = leaky


@fault
def master_id_is_the_first_invitees(app: App) -> None:
    """Whoever rejects by a master id rejects the invitation of the first invitee: breaks RJ-AUTH-24."""
    locate = app.reject.locate

    def confused(account: Account, row_id: int) -> Row:
        row = app.calendar.rows.get(row_id)
        if row is None or not row.is_master or row.associate_id == account.associate_id:
            return locate(account, row_id)
        return next(each for each in app.calendar.booking(row) if each.is_child)

    app.reject.locate = confused


@fault
def everybody_is_the_invitee(app: App) -> None:
    """Whoever is logged in acts as the invitee: breaks RJ-AUTH-24."""
    authenticate = app.reject.authenticate

    def mistake(request: Request) -> Account:
        authenticate(request)
        return INVITEE

    app.reject.authenticate = mistake


@fault
def organizer_reject_crashes(app: App) -> None:
    """The organizer's reject of the own booking is answered with 500: breaks RJ-REPEAT-10."""
    locate = app.reject.locate

    def fragile(account: Account, row_id: int) -> Row:
        row = app.calendar.rows.get(row_id)
        if row is not None and row.is_master and row.associate_id == account.associate_id:
            raise crashed()
        return locate(account, row_id)

    app.reject.locate = fragile
