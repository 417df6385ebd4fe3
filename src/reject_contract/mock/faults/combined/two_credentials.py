"""Two credentials in one request, cookies beside Authorization, and XSRF tokens."""

from reject_contract.mock.accounts import ORGANIZER, Account
from reject_contract.mock.app import App
from reject_contract.mock.authentication import session_of
from reject_contract.mock.behaviours import fault
from reject_contract.mock.faults.combined.case import Case, When
from reject_contract.mock.faults.combined.circumstances import on_series
from reject_contract.mock.faults.combined.conditions import (
    bearer,
    empty_authorization,
    forged_ticket,
    forged_token,
    form,
    header,
    other_cookies,
    right_app_token,
    session,
    session_cookie,
    session_with_foreign_token,
    session_with_made_up_token,
    session_without_token,
    soticket,
    token_without_session,
    wrong_password,
    xml,
    xsrf_token,
)  # fmt: skip
from reject_contract.mock.faults.combined.effects import admit, refuse_credential
from reject_contract.mock.http import Request


def _cookie_wins(app: App, when: When) -> None:
    """When the condition holds, who is asking is read from the session cookie."""
    authenticate = app.reject.authenticate

    def mistake(request: Request) -> Account:
        account = authenticate(request)
        return session_of(request) or account if when(Case(app, request)) else account

    app.reject.authenticate = mistake


@fault
def cookie_beside_bearer_says_who(app: App) -> None:
    """Beside a bearer token, a session cookie without its XSRF token says who is asking: breaks RJ-AUTH-24."""
    _cookie_wins(app, bearer & session_cookie & ~xsrf_token)


@fault
def cookie_beside_ticket_says_who_on_series(app: App) -> None:
    """Beside a ticket, a session cookie says who is asking about an occurrence of a series: breaks RJ-AUTH-24."""
    _cookie_wins(app, soticket & session_cookie & ~xsrf_token & on_series)


@fault
def ticket_beside_wrong_xsrf_token_refused(app: App) -> None:
    """A ticket is refused when an X-XSRF-TOKEN goes with it: breaks RJ-AUTH-4."""
    refuse_credential(app, soticket & xsrf_token)


@fault
def session_among_other_cookies_refused_with_form(app: App) -> None:
    """A session that stands among other cookies is refused when the body is a form: breaks RJ-AUTH-6."""
    refuse_credential(app, session & xsrf_token & other_cookies & form)


@fault
def xsrf_token_of_another_let_in_with_xml(app: App) -> None:
    """A session with the XSRF token of another session is let in when the body is XML: breaks RJ-AUTH-18."""
    admit(app, session_with_foreign_token & xml)


@fault
def made_up_xsrf_token_let_in_with_origin(app: App) -> None:
    """A session with a made-up XSRF token is let in when an Origin goes with it: breaks RJ-AUTH-17."""
    admit(app, session_with_made_up_token & header("Origin"))


@fault
def xsrf_token_let_in_beside_another_cookie(app: App) -> None:
    """An XSRF token without its session is let in when there is a cookie of another name: breaks RJ-AUTH-16."""
    admit(app, token_without_session & header("Cookie"))


@fault
def cookie_alone_let_in_with_referer(app: App) -> None:
    """A session cookie without XSRF token is let in when a Referer goes with it: breaks RJ-AUTH-15."""
    admit(app, session_without_token & header("Referer"))


@fault
def forged_token_let_in_beside_session_cookie(app: App) -> None:
    """A forged bearer token is let in beside a session cookie without its XSRF token: breaks RJ-AUTH-11."""
    admit(app, forged_token & session_cookie & ~xsrf_token)


@fault
def forged_ticket_let_in_beside_organizers_cookie(app: App) -> None:
    """A forged ticket is let in beside the session cookie of the organizer: breaks RJ-AUTH-10."""
    admit(app, forged_ticket & When(lambda case: session_of(case.request) is ORGANIZER))


@fault
def wrong_password_let_in_beside_app_token(app: App) -> None:
    """A wrong password is let in beside the right SO-AppToken: breaks RJ-AUTH-8."""
    admit(app, wrong_password & right_app_token)


@fault
def empty_authorization_beside_cookie_let_in(app: App) -> None:
    """An empty Authorization is let in beside a session cookie without its XSRF token: breaks RJ-AUTH-13."""
    admit(app, empty_authorization & session_cookie & ~xsrf_token)
