"""Secrets that are nearly right, or right in another place, let in only together with something else."""

from collections.abc import Callable

from reject_contract.mock.accounts import ACCOUNTS, Account
from reject_contract.mock.app import App
from reject_contract.mock.authentication import account_named
from reject_contract.mock.behaviours import fault
from reject_contract.mock.changes import let_in
from reject_contract.mock.faults.combined.case import Case, When
from reject_contract.mock.faults.combined.circumstances import by_master, on_series
from reject_contract.mock.faults.combined.conditions import (
    accepts_xml,
    app_token,
    chunked,
    form,
    json_patch,
    merge_patch,
    scheme_in_capitals,
    scheme_in_lower_case,
    select,
    session,
    text_json,
    text_xml,
    xml,
)  # fmt: skip


def _mistake(app: App, when: When, is_like: Callable[[Case, Account], bool]) -> None:
    """When the condition holds, let in who sends what is like an account's secret."""

    def recognise(case: Case) -> Account | None:
        return next((each for each in ACCOUNTS if is_like(case, each)), None) if when(case) else None

    let_in(app, lambda request: recognise(Case(app, request)))


def _password(is_like: Callable[[str, str], bool]) -> Callable[[Case, Account], bool]:
    return lambda case, account: case.user == account.name and is_like(case.password, account.password)


def _ticket(is_like: Callable[[str, str], bool]) -> Callable[[Case, Account], bool]:
    return lambda case, account: case.scheme == "soticket" and is_like(case.secret, account.ticket)


def _token(is_like: Callable[[str, str], bool]) -> Callable[[Case, Account], bool]:
    return lambda case, account: case.scheme == "bearer" and is_like(case.secret, account.token)


def _in_any_case(given: str, right: str) -> bool:
    return given.lower() == right.lower()


def _beginning(given: str, right: str) -> bool:
    return len(given) > 7 and right.startswith(given)


def _with_more(given: str, right: str) -> bool:
    return given.startswith(right)


@fault
def password_case_ignored_with_xml(app: App) -> None:
    """A password is right in any letter case when the body is XML: breaks RJ-AUTH-8."""
    _mistake(app, xml, _password(_in_any_case))


@fault
def cut_password_let_in_with_form(app: App) -> None:
    """The first eight characters of a password are enough when the body is a form: breaks RJ-AUTH-8."""
    _mistake(app, form, _password(_beginning))


@fault
def password_with_more_let_in_in_chunks(app: App) -> None:
    """A password with something behind it is let in when the body is chunked: breaks RJ-AUTH-8."""
    _mistake(app, chunked, _password(_with_more))


@fault
def password_of_another_let_in_with_merge_patch(app: App) -> None:
    """A user with somebody else's password is let in when the body is merge-patch+json: breaks RJ-AUTH-8."""
    passwords = {account.password for account in ACCOUNTS}
    _mistake(app, merge_patch, _password(lambda given, right: given in passwords))


@fault
def user_in_capitals_needs_password_in_any_case(app: App) -> None:
    """A user name in capitals is let in with the password in any letter case: breaks RJ-AUTH-8."""
    capitals = When(lambda case: case.user.isupper())
    _mistake(
        app,
        capitals,
        lambda case, account: (
            account_named(case.user.lower()) is account and _in_any_case(case.password, account.password)
        ),
    )


@fault
def cut_ticket_let_in_with_app_token(app: App) -> None:
    """The beginning of a ticket is enough when an SO-AppToken goes with it: breaks RJ-AUTH-10."""
    _mistake(app, app_token, _ticket(lambda given, right: len(given) > 20 and right.startswith(given)))


@fault
def ticket_tail_ignored_after_scheme_in_capitals(app: App) -> None:
    """A ticket is compared in its first half only when its scheme is in capitals: breaks RJ-AUTH-10."""
    _mistake(app, scheme_in_capitals, _ticket(lambda given, right: given[:24] == right[:24]))


@fault
def ticket_case_ignored_on_series_by_master(app: App) -> None:
    """A ticket is right in any letter case when a master row of a series is named: breaks RJ-AUTH-10."""
    _mistake(app, on_series & by_master, _ticket(_in_any_case))


@fault
def token_case_ignored_after_scheme_in_lower_case(app: App) -> None:
    """A bearer token is right in any letter case when its scheme is in lower case: breaks RJ-AUTH-11."""
    _mistake(app, scheme_in_lower_case, _token(_in_any_case))


@fault
def token_with_more_let_in_with_json_patch(app: App) -> None:
    """A bearer token with something behind it is let in when the body is json-patch+json: breaks RJ-AUTH-11."""
    _mistake(app, json_patch, _token(_with_more))


@fault
def cut_token_let_in_with_select(app: App) -> None:
    """A bearer token of which only the beginning is sent is let in when there is a $select: breaks RJ-AUTH-11."""
    _mistake(app, select, _token(lambda given, right: len(given) > 30 and right.startswith(given)))


@fault
def ticket_let_in_as_token_with_text_xml(app: App) -> None:
    """A ticket is let in under the scheme Bearer when the body is text/xml: breaks RJ-AUTH-11."""
    _mistake(app, text_xml, lambda case, account: case.scheme == "bearer" and case.secret == account.ticket)


@fault
def token_let_in_as_ticket_when_xml_is_accepted(app: App) -> None:
    """A bearer token is let in under the scheme SoTicket when Accept names XML: breaks RJ-AUTH-10."""
    _mistake(app, accepts_xml, lambda case, account: case.scheme == "soticket" and case.secret == account.token)


@fault
def xsrf_token_case_ignored_with_text_json(app: App) -> None:
    """The XSRF token of a session is right in any letter case when the body is text/json: breaks RJ-AUTH-17."""
    _mistake(
        app,
        session & text_json,
        lambda case, account: (
            case.claimed is account and _in_any_case(case.request.header("X-XSRF-TOKEN") or "", account.xsrf_token)
        ),
    )
