"""Other right answers to the question who may do what, and what strangers are told."""

import json

from reject_contract.mock.accounts import INVITEE, OUTSIDER, Account
from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.authentication import session_of
from reject_contract.mock.behaviours import variant
from reject_contract.mock.changes import let_in, open_to
from reject_contract.mock.http import Request, Response
from reject_contract.mock.refusals import Refusal


@variant
def organizer_may_reject_for_invitee(app: App) -> None:
    """The organizer may reject an invitation in the invitee's place."""
    open_to(app, lambda account, row: app.calendar.master(row).associate_id == account.associate_id)


@variant
def outsider_with_rights(app: App) -> None:
    """A colleague with rights in the invitee's diary may reject in the invitee's place, and is told of the right."""
    open_to(app, lambda account, row: account.associate_id == OUTSIDER.associate_id)
    operation = app.operations["getappointmententity"]
    call = operation.call

    def rightful(request: Request, account: Account) -> Response:
        answer = call(request, INVITEE if account.associate_id == OUTSIDER.associate_id else account)
        entity = json.loads(answer.body or b"null")
        if isinstance(entity, dict) and account.associate_id == OUTSIDER.associate_id:
            entity["TableRight"] = {"Mask": "Select, Update, Insert, Delete", "Reason": ""}
            answer.body = json.dumps(entity).encode()
        return answer

    operation.call = rightful


@variant
def outsider_is_a_secretary(app: App) -> None:
    """A colleague who may answer invitations in the invitee's place, and whom nothing tells so."""
    open_to(app, lambda account, row: account.associate_id == OUTSIDER.associate_id)
    accept = app.operations["accept"]
    call = accept.call
    accept.call = lambda request, account: call(
        request, INVITEE if account.associate_id == OUTSIDER.associate_id else account
    )


@variant
def organizer_row_can_be_declined(app: App) -> None:
    """The organizer's reject of the own master is accepted, and declines the master row."""
    locate = app.reject.locate

    def lenient(account: Account, row_id: int) -> Row:
        row = app.calendar.rows.get(row_id)
        own = row is not None and row.is_master and row.associate_id == account.associate_id
        return row if own and row else locate(account, row_id)

    app.reject.locate = lenient


@variant
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


@variant
def body_judged_before_credential(app: App) -> None:
    """Who is not logged in gets 400 for a malformed body in place of 401."""
    invoke = app.reject.invoke

    def curious(request: Request) -> Response:
        app.reject.read(request)
        return invoke(request)

    app.reject.invoke = curious


@variant
def session_counts_beside_wrong_authorization(app: App) -> None:
    """A wrong Authorization is ignored beside a session with its XSRF token."""

    def recognise(request: Request) -> Account | None:
        account = session_of(request)
        return account if account and request.header("X-XSRF-TOKEN") == account.xsrf_token else None

    let_in(app, recognise)
