"""Other right answers to a reject: on success, and where nothing is documented."""

from reject_contract.mock.accounts import Account
from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.behaviours import variant
from reject_contract.mock.coercion import RejectCommand
from reject_contract.mock.http import Request, Response
from reject_contract.mock.refusals import Refusal, forbidden, invalid, malformed, not_found
from reject_contract.mock.variants.tools import restate


@variant
def content_type_on_204(app: App) -> None:
    """A 204 carries a Content-Type, as the page's sample shows it."""
    json = ("Content-Type", "application/json; charset=utf-8")
    app.reject.answer = lambda request: Response(204, [json])


@variant
def unknown_id_204(app: App) -> None:
    """The id of no appointment is answered with 204: there is nothing to reject."""
    effect = app.reject.effect

    def skip(request: Request, account: Account, command: RejectCommand) -> None:
        if command.appointment_id in app.calendar.rows:
            effect(request, account, command)

    app.reject.effect = skip


@variant
def unknown_id_400(app: App) -> None:
    """The id of no appointment is answered with 400."""
    restate(app, 404, invalid("There is no such appointment."))


@variant
def unknown_id_403(app: App) -> None:
    """The id of no appointment is answered with 403, as one that belongs to others."""
    restate(app, 404, forbidden("You do not take part in this appointment."))


@variant
def outsider_404(app: App) -> None:
    """An appointment of others is answered with 404, as if it did not exist."""
    restate(app, 403, not_found("There is no such appointment."))


@variant
def outsider_400(app: App) -> None:
    """An appointment of others is answered with 400."""
    restate(app, 403, invalid("You do not take part in this appointment."))


@variant
def second_reject_409(app: App) -> None:
    """A second reject of the same invitation is refused with 409."""
    _refuse_second(app, Refusal(409, "SoIllegalOperationException", "It has been declined already."))


@variant
def second_reject_400(app: App) -> None:
    """A second reject of the same invitation is refused with 400."""
    _refuse_second(app, invalid("It has been declined already."))


def _refuse_second(app: App, problem: Refusal) -> None:
    locate = app.reject.locate

    def once(account: Account, row_id: int) -> Row:
        row = locate(account, row_id)
        if row.status == "Declined":
            raise problem
        return row

    app.reject.locate = once


@variant
def second_reject_keeps_first_reason(app: App) -> None:
    """A second reject is answered with 204 and leaves the first reason."""
    decline = app.reject.decline

    def once(row: Row, reason: str) -> None:
        if row.status != "Declined":
            decline(row, reason)

    app.reject.decline = once


@variant
def own_master_204(app: App) -> None:
    """The organizer's reject of the own master is answered with 204, and nothing is done."""
    effect = app.reject.effect

    def skip(request: Request, account: Account, command: RejectCommand) -> None:
        row = app.calendar.rows.get(command.appointment_id)
        if row is None or row.is_child or row.associate_id != account.associate_id:
            effect(request, account, command)

    app.reject.effect = skip


@variant
def long_reason_refused(app: App) -> None:
    """A reason of more than 254 characters is refused with 400."""
    read = app.reject.read

    def strict(request: Request) -> RejectCommand:
        command = read(request)
        if len(command.reason) > 254:
            raise malformed("The reason is too long.")
        return command

    app.reject.read = strict


@variant
def refusals_200_null(app: App) -> None:
    """A request that is refused, but for its credential or method, is answered with 200 and null."""
    refuse = app.reject.refuse
    json = ("Content-Type", "application/json; charset=utf-8")
    app.reject.refuse = lambda request, refusal: (
        refuse(request, refusal) if refusal.status in (401, 405, 415) else Response(200, [json], b"null")
    )
