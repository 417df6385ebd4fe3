"""Logins that are remembered, guessed or doubted because of what else a request has, or of what came before."""

import re
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie

from reject_contract.mock.accounts import ACCOUNTS, SESSION_COOKIE, Account
from reject_contract.mock.app import App
from reject_contract.mock.authentication import account_named
from reject_contract.mock.behaviours import fault, online_fault
from reject_contract.mock.changes import let_in
from reject_contract.mock.faults.combined.case import Case, When
from reject_contract.mock.faults.combined.conditions import (
    header,
    nobody,
    right_app_token,
    session,
    session_cookie,
    session_with_foreign_token,
    session_without_token,
    soticket,
    wrong_password,
    xsrf_token,
)  # fmt: skip
from reject_contract.mock.faults.combined.effects import admit, notice, refuse_credential
from reject_contract.mock.http import Request
from reject_contract.mock.refusals import Refusal

_LOCAL = ("127.0.0.1", "::1")
_CACHED = 32
"""How many characters of a token a cache of tokens looks at."""


@fault
def forged_token_let_in_after_one_that_begins_alike(app: App) -> None:
    """A forged bearer token is let in after a right one whose first 32 characters are the same: breaks RJ-AUTH-11."""
    cache: dict[str, Account] = {}

    def remember(case: Case, account: Account) -> None:
        if case.scheme == "bearer":
            cache[case.secret[:_CACHED]] = account

    notice(app, remember)

    def cached(request: Request) -> Account | None:
        case = Case(app, request)
        return cache.get(case.secret[:_CACHED]) if case.scheme == "bearer" else None

    let_in(app, cached)


@fault
def foreign_xsrf_token_let_in_once_it_was_used(app: App) -> None:
    """A session is let in with the XSRF token of another session that was let in before: breaks RJ-AUTH-18."""
    used: set[str | None] = set()

    def remember(case: Case, account: Account) -> None:
        if (session & xsrf_token)(case):
            used.add(case.request.header("X-XSRF-TOKEN"))

    notice(app, remember)
    admit(app, session_with_foreign_token & When(lambda case: case.request.header("X-XSRF-TOKEN") in used))


@fault
def password_of_another_let_in_after_his_login(app: App) -> None:
    """A user is let in with the password of another user who has logged in before: breaks RJ-AUTH-8."""
    hashes: set[str] = set()

    def remember(case: Case, account: Account) -> None:
        if case.password:
            hashes.add(case.password)

    notice(app, remember)
    admit(app, wrong_password & When(lambda case: case.password in hashes))


@fault
def nameless_basic_is_the_last_user(app: App) -> None:
    """Basic with neither name nor password is let in as who was let in last: breaks RJ-AUTH-9."""
    last: list[Account] = []
    notice(app, lambda case, account: last.append(account))
    nameless = When(lambda case: case.scheme == "basic" and case.secret == "Og==")
    let_in(app, lambda request: last[-1] if last and nameless(Case(app, request)) else None)


@fault
def cookie_alone_let_in_with_fetch_metadata(app: App) -> None:
    """A session without XSRF token is let in when Sec-Fetch-Site says same-origin: breaks RJ-AUTH-15."""
    admit(app, session_without_token & header("Sec-Fetch-Site", "same-origin"))


@fault
def nobody_let_in_from_a_forwarded_local_address(app: App) -> None:
    """A call without credential is let in when X-Forwarded-For says that it is a local one: breaks RJ-AUTH-1."""
    first = When(lambda case: (case.request.header("X-Forwarded-For") or "").partition(",")[0].strip() in _LOCAL)
    admit(app, nobody & first)


@online_fault
def basic_let_in_online_after_a_ticket(app: App) -> None:
    """Online, Basic is let in for a user whose ticket was let in before: breaks RJ-AUTH-19."""
    known: set[str] = set()

    def remember(case: Case, account: Account) -> None:
        if soticket(case):
            known.add(account.name)

    notice(app, remember)

    def right(request: Request) -> Account | None:
        case = Case(app, request)
        account = account_named(case.user)
        return account if account and account.password == case.password and account.name in known else None

    let_in(app, right)


@fault
def expired_ticket_let_in_while_a_live_one_is_used(app: App) -> None:
    """An expired ticket is let in after its user was let in with a live one: breaks RJ-AUTH-10."""
    active: set[Account] = set()

    def remember(case: Case, account: Account) -> None:
        if soticket(case):
            active.add(account)

    notice(app, remember)
    owners = {account.expired_ticket: account for account in ACCOUNTS}

    def prolonged(request: Request) -> Account | None:
        case = Case(app, request)
        account = owners.get(case.secret) if soticket(case) else None
        return account if account in active else None

    let_in(app, prolonged)


@fault
def ticket_bound_to_the_user_agent(app: App) -> None:
    """A ticket is refused with another User-Agent than the one that it came with first: breaks RJ-AUTH-4."""
    agents: dict[str, str | None] = {}

    def bind(case: Case, account: Account) -> None:
        if soticket(case):
            agents.setdefault(case.secret, case.request.header("User-Agent"))

    notice(app, bind)

    def foreign(case: Case) -> bool:
        agent = case.request.header("User-Agent")
        return agents.get(case.secret, agent) != agent

    refuse_credential(app, soticket & When(foreign))


@fault
def session_not_found_behind_a_cookie_of_like_name(app: App) -> None:
    """A session is refused behind a cookie whose name ends as that of the session's: breaks RJ-AUTH-6."""
    like = re.compile(rf"[^;\s]{SESSION_COOKIE}=.*;\s*{SESSION_COOKIE}=")
    refuse_credential(app, session & When(lambda case: like.search(case.request.header("Cookie") or "") is not None))


@online_fault
def ticket_refused_once_more_after_a_missing_app_token(app: App) -> None:
    """Online, a ticket that came without its SO-AppToken is refused the next time, with it, too: breaks RJ-AUTH-4."""
    authenticate = app.reject.authenticate
    refused: set[str] = set()

    def distrustful(request: Request) -> Account:
        case = Case(app, request)
        try:
            account = authenticate(request)
        except Refusal:
            if (soticket & ~right_app_token)(case):
                refused.add(case.secret)
            raise
        if case.secret in refused:
            refused.discard(case.secret)
            raise Refusal(401, "SoSessionException", "The ticket is not valid.")
        return account

    app.reject.authenticate = distrustful


@fault
def authorization_beside_a_dead_session_refused(app: App) -> None:
    """A right Authorization is refused beside the cookie of a session that is no more: breaks RJ-AUTH-3, RJ-AUTH-5."""
    dead = ~session_cookie & When(lambda case: _has_session_cookie(case.request))
    refuse_credential(app, header("Authorization") & dead)


def _has_session_cookie(request: Request) -> bool:
    with suppress(CookieError):
        return SESSION_COOKIE in SimpleCookie(request.header("Cookie") or "")
    return False
