"""What goes wrong when a condition holds; each changes the app so that it happens then, and then only."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from reject_contract.mock.accounts import INVITEE, Account
from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.coercion import RejectCommand
from reject_contract.mock.faults.combined.case import Case, When
from reject_contract.mock.http import Request, Response
from reject_contract.mock.refusals import Refusal, crashed, malformed, unauthenticated

Act = Callable[[Case, Row], None]


def _call(app: App, change: Callable[[Case, Callable[[], Response]], Response]) -> None:
    """Put something around the whole call of who is logged in."""
    call = app.reject.call
    app.reject.call = lambda request, account: change(Case(app, request), lambda: call(request, account))


def crash(app: App, when: When) -> None:
    """500, and nothing is done."""
    refuse(app, when, crashed)


def refuse(
    app: App, when: When, problem: Callable[[], Refusal] = lambda: malformed("The request is not understood.")
) -> None:
    """A refusal of what is valid, and nothing is done."""

    def refusing(case: Case, go_on: Callable[[], Response]) -> Response:
        if when(case):
            raise problem()
        return go_on()

    _call(app, refusing)


def skip(app: App, when: When) -> None:
    """204 for an invitation of the caller's own, and nothing is done."""
    _call(
        app,
        lambda case, go_on: app.reject.answer(case.request) if case.target is not None and when(case) else go_on(),
    )


def answer(app: App, when: When, make: Callable[[], Response]) -> None:
    """Another answer to what has been done."""

    def changed(case: Case, go_on: Callable[[], Response]) -> Response:
        holds = when(case)
        right = go_on()
        return make() if holds else right

    _call(app, changed)


def misread(app: App, when: When, change: Callable[[RejectCommand], RejectCommand]) -> None:
    """What is done is not what was asked for."""
    effect = app.reject.effect

    def changed(request: Request, account: Account, command: RejectCommand) -> None:
        effect(request, account, change(command) if when(Case(app, request)) else command)

    app.reject.effect = changed


def change_reason(app: App, when: When, change: Callable[[str], str]) -> None:
    """Another reason is stored than the one that was sent."""
    misread(app, when, lambda command: replace(command, reason=change(command.reason)))


def decline(app: App, when: When, choose: Callable[[Row, list[Row]], Iterable[Row]]) -> None:
    """Other rows are declined; choose has the named one, and the same participant's in the series, by time."""
    effect = app.reject.effect

    def changed(request: Request, account: Account, command: RejectCommand) -> None:
        case = Case(app, request)
        with app.lock:
            if case.target is None or not when(case):
                return effect(request, account, command)
            for each in choose(case.target, case.occurrences):
                decline_row(app, each, command.reason)
        return None

    app.reject.effect = changed


def then(app: App, when: When, act: Act) -> None:
    """Something more is done, to the caller's invitation or to others."""
    effect = app.reject.effect

    def changed(request: Request, account: Account, command: RejectCommand) -> None:
        case = Case(app, request)
        with app.lock:
            holds = when(case)
            effect(request, account, command)
            if holds and case.target is not None:
                act(case, case.target)

    app.reject.effect = changed


def refuse_credential(app: App, when: When) -> None:
    """401 for a right credential."""
    authenticate = app.reject.authenticate

    def strict(request: Request) -> Account:
        if when(Case(app, request)):
            raise unauthenticated("Not with this credential.")
        return authenticate(request)

    app.reject.authenticate = strict


def admit(app: App, when: When) -> None:
    """Who must be refused is let in, as whoever the credential claims to be."""
    authenticate = app.reject.authenticate

    def lenient(request: Request) -> Account:
        try:
            return authenticate(request)
        except Refusal:
            case = Case(app, request)
            if not when(case):
                raise
            return case.claimed

    app.reject.authenticate = lenient


def permit(app: App, when: When) -> None:
    """Who is logged in rejects an invitation of somebody else, who is the invitee where a master is named."""
    effect = app.reject.effect

    def lenient(request: Request, account: Account, command: RejectCommand) -> None:
        try:
            effect(request, account, command)
        except Refusal as refusal:
            case = Case(app, request)
            row = somebodys_row(case)
            if refusal.status != 403 or row is None or not when(case):
                raise
            for each in app.reject.choose(row, command.mode):
                decline_row(app, each, command.reason)

    app.reject.effect = lenient


def after_refusal(app: App, when: When, act: Act) -> None:
    """A request is refused, and yet something is done to the invitation that it names."""

    def leak(case: Case, response: Response) -> Response:
        if response.status >= 400 and (row := somebodys_row(case)) is not None:
            act(case, row)
        return response

    respond(app, when, leak)


def decline_although_refused(app: App, when: When) -> None:
    """A request is refused, and yet the invitation that it names is declined."""
    after_refusal(app, when, lambda case, row: decline_row(app, row, ""))


def spoil_refusal(app: App, when: When, change: Callable[[Case, Response], None]) -> None:
    """The answer to what is refused is changed."""

    def spoil(case: Case, response: Response) -> Response:
        if response.status >= 400:
            change(case, response)
        return response

    respond(app, when, spoil)


def respond(app: App, when: When, change: Callable[[Case, Response], Response]) -> None:
    """Put something behind every answer, also to who is not let in and to other methods."""
    before = app.reject.respond

    def changed(request: Request) -> Response:
        case = Case(app, request)
        holds = when(case)
        response = before(request)
        return change(case, response) if holds else response

    app.reject.respond = changed


def take_for_post(app: App, when: When) -> None:
    """A request with another method is carried out as if it were a POST."""
    before = app.reject.respond
    app.reject.respond = lambda request: before(
        replace(request, method="POST") if when(Case(app, request)) else request
    )


def remember(app: App) -> None:
    """Note on each connection what came before, for the conditions that ask for it."""
    before = app.reject.respond

    def noting(request: Request) -> Response:
        response = before(request)
        name = "rejected" if response.status < 400 else "refused"
        for note in (name, str(response.status)):
            request.connection[note] = request.connection.get(note, 0) + 1
        return response

    app.reject.respond = noting


# What can be done to rows


def somebodys_row(case: Case) -> Row | None:
    """The invitation that is named; where it is a master, the invitee's."""
    if case.named is None or case.named.is_child:
        return case.named
    rows = case.app.calendar.booking(case.named)
    return next((each for each in rows if each.is_child and each.associate_id == INVITEE.associate_id), None)


def decline_row(app: App, row: Row, reason: str) -> None:
    """A reject's whole effect on one row."""
    app.reject.decline(row, reason)
    app.reject.count(row)


def reopen(row: Row) -> None:
    """Make an invitation pending again."""
    row.status, row.reason = "Invitation", ""


def for_others(status: str) -> Act:
    """Give the other participants' invitations to the same occurrence a status."""

    def change(case: Case, row: Row) -> None:
        for each in case.others:
            each.status = status

    return change


def count_as(change: Callable[[int], int]) -> Act:
    """Write something else on the master than how many have declined."""

    def miscount(case: Case, row: Row) -> None:
        master = case.app.calendar.master(row)
        master.reject_counter = change(master.reject_counter)

    return miscount


def to_booking(change: Callable[[Row], None]) -> Act:
    """Change every row of the occurrence."""

    def everywhere(case: Case, row: Row) -> None:
        for each in case.app.calendar.booking(row):
            change(each)

    return everywhere


def own_others(app: App, row: Row) -> list[Row]:
    """The other invitations of the same person that belong to no series, in order of their making."""
    rows = app.calendar.rows.values()
    return [
        e for e in rows if e.is_child and e.associate_id == row.associate_id and not e.recurrence_id and e is not row
    ]


def notice(app: App, act: Callable[[Case, Account], None]) -> None:
    """Take note of every login that is right."""
    authenticate = app.reject.authenticate

    def noting(request: Request) -> Account:
        account = authenticate(request)
        act(Case(app, request), account)
        return account

    app.reject.authenticate = noting
