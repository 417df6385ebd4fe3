"""Logins that are remembered, mixed up or read wrongly, together with something else."""

import base64
import binascii
import re
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie

from reject_contract.mock.accounts import ACCOUNTS, Account
from reject_contract.mock.app import App
from reject_contract.mock.authentication import account_named, session_of
from reject_contract.mock.behaviours import fault, online_fault
from reject_contract.mock.changes import let_in
from reject_contract.mock.faults.combined.case import Case, When
from reject_contract.mock.faults.combined.conditions import (
    app_token,
    bearer,
    header,
    method,
    nobody,
    right_app_token,
    session,
    session_cookie,
    session_with_made_up_token,
    session_without_token,
    soticket,
    xsrf_token,
)  # fmt: skip
from reject_contract.mock.faults.combined.effects import admit, notice, refuse_credential
from reject_contract.mock.http import Request, Response


@fault
def xsrf_token_checked_once_per_session(app: App) -> None:
    """A session whose XSRF token was right once is let in without it afterwards: breaks RJ-AUTH-15."""
    trusted: set[Account] = set()

    def trust(case: Case, account: Account) -> None:
        if (session & xsrf_token)(case):
            trusted.add(account)

    notice(app, trust)
    admit(app, session_without_token & When(lambda case: session_of(case.request) in trusted))


@fault
def empty_password_let_in_after_a_login(app: App) -> None:
    """A user who has logged in with Basic is let in with an empty password afterwards: breaks RJ-AUTH-8."""
    bound: set[str] = set()

    def bind(case: Case, account: Account) -> None:
        if case.user:
            bound.add(case.user)

    notice(app, bind)
    empty = When(lambda case: case.user in bound and _text_of_basic(case.secret) == f"{case.user}:")
    let_in(app, lambda request: account_named(case.user) if empty(case := Case(app, request)) else None)


def _text_of_basic(value: str) -> str:
    with suppress(binascii.Error, ValueError):
        return base64.b64decode(value, validate=True).decode()
    return ""


@fault
def xsrf_token_compared_with_a_cookie(app: App) -> None:
    """A session with a made-up XSRF token is let in where a cookie XSRF-TOKEN holds the same: breaks RJ-AUTH-17."""
    same = When(lambda case: _cookie(case.request, "XSRF-TOKEN") == case.request.header("X-XSRF-TOKEN"))
    admit(app, session_with_made_up_token & same)


def _cookie(request: Request, name: str) -> str | None:
    with suppress(CookieError):
        found = SimpleCookie(request.header("Cookie") or "").get(name)
        return found.value if found else None
    return None


@online_fault
def app_token_checked_once_per_ticket_online(app: App) -> None:
    """Online, a ticket that has come with its SO-AppToken once is let in without it afterwards: breaks RJ-AUTH-20."""
    checked: set[str] = set()

    def remember(case: Case, account: Account) -> None:
        if (soticket & right_app_token)(case):
            checked.add(case.secret)

    notice(app, remember)
    known = soticket & ~app_token & When(lambda case: case.secret in checked)
    owners = {account.ticket: account for account in ACCOUNTS}
    let_in(app, lambda request: owners.get(case.secret) if known(case := Case(app, request)) else None)


@fault
def nobody_answered_from_a_cache(app: App) -> None:
    """A call without credential that repeats one that was carried out is answered with 204: breaks RJ-AUTH-1."""
    before = app.reject.respond
    seen: set[tuple[str, bytes]] = set()

    def cached(request: Request) -> Response:
        case, key = Case(app, request), (request.target, request.body)
        if (nobody & method("POST"))(case) and key in seen:
            return app.reject.answer(request)
        response = before(request)
        if method("POST")(case) and response.status == 204:
            seen.add(key)
        return response

    app.reject.respond = cached


@fault
def authorization_beside_session_cookie_needs_xsrf_token(app: App) -> None:
    """A right Authorization is refused beside a session cookie without XSRF token: breaks RJ-AUTH-3, RJ-AUTH-5."""
    refuse_credential(app, header("Authorization") & session_cookie & ~xsrf_token)


@fault
def another_user_on_a_connection_refused(app: App) -> None:
    """A right login is refused on a connection on which another user was let in before: breaks RJ-AUTH-3."""

    def mark(case: Case, account: Account) -> None:
        case.request.connection.setdefault("user", account.associate_id)

    notice(app, mark)
    refuse_credential(
        app,
        When(
            lambda case: (
                case.account is not None
                and case.request.connection.get("user", case.account.associate_id) != case.account.associate_id
            )
        ),
    )


@fault
def bearer_behind_two_spaces_refused(app: App) -> None:
    """A bearer token is refused when two spaces stand between it and its scheme: breaks RJ-AUTH-5."""
    refuse_credential(
        app, bearer & When(lambda case: re.match(r"\S+ {2,}\S", case.request.header("Authorization") or "") is not None)
    )
