"""Wrong credentials, or none, that are let in."""

from contextlib import suppress

from reject_contract.mock.accounts import ACCOUNTS, APP_TOKEN, INVITEE, Account
from reject_contract.mock.app import App
from reject_contract.mock.authentication import account_named, authorization, basic_user, session_of
from reject_contract.mock.behaviours import fault, online_fault
from reject_contract.mock.changes import let_in
from reject_contract.mock.http import Request, Response
from reject_contract.mock.refusals import Refusal


def _basic(request: Request) -> tuple[str, str]:
    scheme, value = authorization(request)
    return basic_user(value) if scheme == "basic" else ("", "")


def _invitee_if(holds: bool) -> Account | None:
    return INVITEE if holds else None


@fault
def nobody_let_in(app: App) -> None:
    """A call without any credential is let in: breaks RJ-AUTH-1."""
    let_in(app, lambda r: _invitee_if(not any(r.header(h) for h in ("Authorization", "X-XSRF-TOKEN", "Cookie"))))


@fault
def wrong_password_let_in(app: App) -> None:
    """A known user with a wrong password is let in: breaks RJ-AUTH-8."""
    let_in(app, lambda request: account_named(_basic(request)[0]))


@fault
def password_case_ignored(app: App) -> None:
    """A password is right in any letter case: breaks RJ-AUTH-8."""

    def recognise(request: Request) -> Account | None:
        account = account_named(_basic(request)[0])
        return account if account and account.password.lower() == _basic(request)[1].lower() else None

    let_in(app, recognise)


@fault
def unknown_user_let_in(app: App) -> None:
    """A user that does not exist is let in, whatever the password: breaks RJ-AUTH-9."""
    let_in(app, lambda request: _invitee_if(_basic(request)[0] != "" and not account_named(_basic(request)[0])))


@fault
def forged_ticket_let_in(app: App) -> None:
    """Every ticket with the right prefix is let in: breaks RJ-AUTH-10."""
    let_in(
        app,
        lambda r: _invitee_if(authorization(r)[0] == "soticket" and authorization(r)[1].startswith("7T:")),
    )


@fault
def ticket_tail_ignored(app: App) -> None:
    """A ticket is compared in its first twenty characters only: breaks RJ-AUTH-10."""
    let_in(app, lambda request: _invitee_if(authorization(request)[1][:20] == INVITEE.ticket[:20]))


@fault
def forged_token_let_in(app: App) -> None:
    """Every Bearer token is let in: breaks RJ-AUTH-11."""
    let_in(app, lambda request: _invitee_if(authorization(request)[0] == "bearer"))


@fault
def unknown_scheme_let_in(app: App) -> None:
    """A scheme that is not supported is let in: breaks RJ-AUTH-12."""
    let_in(app, lambda r: _invitee_if(authorization(r)[0] not in ("", "basic", "soticket", "bearer")))


@fault
def cookie_alone_let_in(app: App) -> None:
    """A session cookie without X-XSRF-TOKEN is let in: breaks RJ-AUTH-15."""
    let_in(app, lambda request: session_of(request) if request.header("X-XSRF-TOKEN") is None else None)


@fault
def any_xsrf_token_let_in(app: App) -> None:
    """A session cookie with a made-up X-XSRF-TOKEN is let in: breaks RJ-AUTH-17, RJ-AUTH-18."""
    let_in(app, lambda request: session_of(request) if request.header("X-XSRF-TOKEN") else None)


@fault
def xsrf_token_of_another_session_let_in(app: App) -> None:
    """A session cookie with the XSRF token of somebody else's session is let in: breaks RJ-AUTH-18."""
    tokens = {account.xsrf_token for account in ACCOUNTS}
    let_in(app, lambda request: session_of(request) if request.header("X-XSRF-TOKEN") in tokens else None)


@fault
def xsrf_token_alone_let_in(app: App) -> None:
    """An XSRF token without any session cookie is let in: breaks RJ-AUTH-16."""
    let_in(app, lambda request: _invitee_if(request.header("X-XSRF-TOKEN") == INVITEE.xsrf_token))


@online_fault
def basic_let_in_online(app: App) -> None:
    """Online, Basic with the right password is let in: breaks RJ-AUTH-19."""

    def recognise(request: Request) -> Account | None:
        account = account_named(_basic(request)[0])
        return account if app.gate.online and account and account.password == _basic(request)[1] else None

    let_in(app, recognise)


def _ticket_online(app: App, request: Request) -> bool:
    return app.gate.online and authorization(request) == ("soticket", INVITEE.ticket)


@online_fault
def app_token_may_be_missing_online(app: App) -> None:
    """Online, a ticket without an application token is let in: breaks RJ-AUTH-20."""
    let_in(app, lambda r: _invitee_if(_ticket_online(app, r) and r.header("SO-AppToken") is None))


@online_fault
def app_token_may_be_wrong_online(app: App) -> None:
    """Online, a ticket with a wrong application token is let in: breaks RJ-AUTH-21."""
    let_in(
        app,
        lambda r: _invitee_if(_ticket_online(app, r) and r.header("SO-AppToken") not in (None, APP_TOKEN)),
    )


@fault
def credential_checked_once_per_connection(app: App) -> None:
    """Who has logged in once is believed for the rest of the connection, whatever is sent: breaks RJ-AUTH-1."""
    authenticate = app.reject.authenticate

    def remember(request: Request) -> Account:
        try:
            account = authenticate(request)
        except Refusal:
            if "welcome" not in request.connection:
                raise
            return INVITEE
        request.connection["welcome"] = 1
        return account

    app.reject.authenticate = remember


@fault
def takes_effect_before_authentication(app: App) -> None:
    """Credentials are checked, and refused, after the reject has taken effect: breaks RJ-AUTH-22."""
    invoke = app.reject.invoke

    def hasty(request: Request) -> Response:
        with suppress(Refusal):  # the ordinary way finds the same fault, and answers it
            app.reject.effect(request, INVITEE, app.reject.read(request))
        return invoke(request)

    app.reject.invoke = hasty
