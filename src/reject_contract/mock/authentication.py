"""Who is asking: Basic, SoTicket, Bearer, or a session with its XSRF token."""

import base64
import binascii
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie

from reject_contract.mock.accounts import ACCOUNTS, APP_TOKEN, SESSION_COOKIE, Account
from reject_contract.mock.http import Request
from reject_contract.mock.refusals import unauthenticated

_BY_NAME = {account.name: account for account in ACCOUNTS}
_BY_TICKET = {account.ticket: account for account in ACCOUNTS}
_BY_TOKEN = {account.token: account for account in ACCOUNTS}
_BY_SESSION = {account.session: account for account in ACCOUNTS}

Check = Callable[[Request, str], Account | None]


def authorization(request: Request) -> tuple[str, str]:
    """The scheme, in lower case, and the value of the Authorization header; both empty without one."""
    scheme, _, value = (request.header("Authorization") or "").strip().partition(" ")
    return scheme.lower(), value.strip()


def basic_user(value: str) -> tuple[str, str]:
    """The name and the password in the value of a Basic credential; both empty when it cannot be read."""
    try:
        name, _, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return "", ""
    return name, password


def session_of(request: Request) -> Account | None:
    """The account whose live session is named by the request's cookie."""
    try:
        cookies = SimpleCookie(request.header("Cookie") or "")
    except CookieError:
        return None
    cookie = cookies.get(SESSION_COOKIE)
    return _BY_SESSION.get(cookie.value) if cookie else None


def account_named(name: str) -> Account | None:
    """The account of a user name."""
    return _BY_NAME.get(name)


class LoginGate:
    """Lets known callers in, by the rules of one kind of installation."""

    def __init__(self, installation: str) -> None:
        self.installation = installation
        self.checks: dict[str, Check] = {
            "basic": self._basic,
            "soticket": self._ticket,
            "bearer": self._bearer,
        }
        self.challenges: Callable[[], list[str]] = self._challenges

    @property
    def online(self) -> bool:
        """Whether the installation is the vendor's own."""
        return self.installation == "online"

    def _challenges(self) -> list[str]:
        schemes = ["SoTicket", "Bearer"] if self.online else ["Basic", "SoTicket", "Bearer"]
        return [f'{scheme} realm="SuperOffice"' for scheme in schemes]

    def authenticate(self, request: Request) -> Account:
        """The account that is asking; raises a refusal when there is none."""
        if request.header("Authorization") is None:
            account = self._session(request)
        else:
            scheme, value = authorization(request)
            check = self.checks.get(scheme)
            account = check(request, value) if check else None
        if account is None:
            raise unauthenticated("Log in first: no credential was given, or it is not valid.")
        return account

    def _basic(self, request: Request, value: str) -> Account | None:
        name, password = basic_user(value)
        account = _BY_NAME.get(name)
        return account if account and account.password == password and not self.online else None

    def _ticket(self, request: Request, value: str) -> Account | None:
        if self.online and request.header("SO-AppToken") != APP_TOKEN:
            return None
        return _BY_TICKET.get(value)

    def _bearer(self, request: Request, value: str) -> Account | None:
        return _BY_TOKEN.get(value)

    def _session(self, request: Request) -> Account | None:
        account = session_of(request)
        return account if account and request.header("X-XSRF-TOKEN") == account.xsrf_token else None
