"""Means of changing the app that faults and variants share."""

from collections.abc import Callable

from reject_contract.mock.accounts import INVITEE, Account
from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.coercion import RejectCommand
from reject_contract.mock.http import Request, Response
from reject_contract.mock.refusals import Refusal, crashed
from reject_contract.mock.reject import Effect

Condition = Callable[[Request], bool]
Unmask = Callable[[Request], Account | None]


def invitee(request: Request) -> Account:
    """The invitee, whoever asks."""
    return INVITEE


def answer_with(app: App, make: Callable[[], Response]) -> None:
    """Give every valid reject this answer."""
    app.reject.answer = lambda request: make()


def let_in(app: App, recognise: Unmask) -> None:
    """Let callers in who should be refused, as the account that recognise makes of them."""
    authenticate = app.reject.authenticate

    def lenient(request: Request) -> Account:
        try:
            return authenticate(request)
        except Refusal:
            account = recognise(request)
            if account is None:
                raise
            return account

    app.reject.authenticate = lenient


def raise_when(app: App, condition: Condition, problem: Callable[[], Refusal] = crashed) -> None:
    """Refuse authenticated requests of which the condition holds; by default with a 500."""
    call = app.reject.call

    def fragile(request: Request, account: Account) -> Response:
        if condition(request):
            raise problem()
        return call(request, account)

    app.reject.call = fragile


def raise_for(app: App, condition: Callable[[RejectCommand], bool], problem: Callable[[], Refusal] = crashed) -> None:
    """Refuse commands of which the condition holds; by default with a 500."""
    read = app.reject.read

    def fragile(request: Request) -> RejectCommand:
        command = read(request)
        if condition(command):
            raise problem()
        return command

    app.reject.read = fragile


def instead(app: App, status: int, problem: Callable[[], Refusal] = crashed) -> None:
    """Replace all refusals of one status by another refusal."""
    refuse = app.reject.refuse
    app.reject.refuse = lambda request, refusal: refuse(request, problem() if refusal.status == status else refusal)


def rewrite(app: App, change: Callable[[RejectCommand], RejectCommand]) -> None:
    """Let another command take effect than the one that was read."""
    effect = app.reject.effect
    app.reject.effect = lambda request, account, command: effect(request, account, change(command))


def afterwards(app: App, extra: Callable[[Row], None]) -> None:
    """Do something more to each row that was declined."""
    decline = app.reject.decline

    def decline_and_more(row: Row, reason: str) -> None:
        decline(row, reason)
        extra(row)

    app.reject.decline = decline_and_more


def around(app: App, wrap: Callable[[Effect], Effect]) -> None:
    """Put a wrapper around the whole effect."""
    app.reject.effect = wrap(app.reject.effect)


def open_to(app: App, may: Callable[[Account, Row], bool]) -> None:
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
