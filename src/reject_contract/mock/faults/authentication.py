"""Right credentials refused, and refusals that are not what a 401 must be."""

from reject_contract.mock.accounts import APP_TOKEN, Account
from reject_contract.mock.app import App
from reject_contract.mock.authentication import authorization, basic_user
from reject_contract.mock.behaviours import fault, online_fault
from reject_contract.mock.changes import Condition
from reject_contract.mock.http import Request, Response
from reject_contract.mock.refusals import Refusal, crashed, forbidden, unauthenticated


def _refuse_when(app: App, condition: Condition) -> None:
    authenticate = app.reject.authenticate

    def strict(request: Request) -> Account:
        if condition(request):
            raise unauthenticated("Not with this credential.")
        return authenticate(request)

    app.reject.authenticate = strict


def _instead_of_401(app: App, problem: Refusal) -> None:
    refuse = app.reject.refuse
    app.reject.refuse = lambda request, refusal: refuse(request, problem if refusal.status == 401 else refusal)


@fault
def basic_refused(app: App) -> None:
    """Basic is refused, also where the installation allows it: breaks RJ-AUTH-3."""
    _refuse_when(app, lambda request: authorization(request)[0] == "basic")


@fault
def soticket_refused(app: App) -> None:
    """SoTicket is refused: breaks RJ-AUTH-4."""
    _refuse_when(app, lambda request: authorization(request)[0] == "soticket")


@fault
def bearer_refused(app: App) -> None:
    """Bearer is refused: breaks RJ-AUTH-5."""
    _refuse_when(app, lambda request: authorization(request)[0] == "bearer")


@fault
def xsrf_refused(app: App) -> None:
    """A live session with its XSRF token is refused: breaks RJ-AUTH-6."""
    _refuse_when(app, lambda request: request.header("Authorization") is None)


@fault
def scheme_case_matters(app: App) -> None:
    """Schemes are known in one spelling only: Basic, SoTicket, Bearer: breaks RJ-AUTH-7."""
    spellings = ("Basic", "SoTicket", "Bearer")
    _refuse_when(app, lambda r: r.header("Authorization") is not None and _scheme(r) not in spellings)


def _scheme(request: Request) -> str:
    return (request.header("Authorization") or "").partition(" ")[0]


@fault
def header_name_case_matters(app: App) -> None:
    """The header is seen only when it is spelt Authorization, and X-XSRF-TOKEN in capitals: breaks RJ-HEADER-5."""
    known = ("Authorization", "X-XSRF-TOKEN")
    _refuse_when(app, lambda request: not any(key in known for key, _ in request.headers))


@online_fault
def bearer_needs_app_token_online(app: App) -> None:
    """Online, a Bearer token is refused without an application token: breaks RJ-AUTH-5."""
    _refuse_when(
        app,
        lambda r: app.gate.online and authorization(r)[0] == "bearer" and r.header("SO-AppToken") is None,
    )


@fault
def app_token_checked_onsite(app: App) -> None:
    """Onsite, a wrong application token is refused: breaks RJ-AUTH-26."""
    _refuse_when(app, lambda r: not app.gate.online and r.header("SO-AppToken") not in (None, APP_TOKEN))


@fault
def unauthenticated_403(app: App) -> None:
    """Who is not logged in gets 403 in place of 401: breaks RJ-AUTH-1."""
    _instead_of_401(app, forbidden("Log in first."))


@fault
def no_challenge(app: App) -> None:
    """A 401 has no WWW-Authenticate: breaks RJ-AUTH-2."""
    refuse = app.reject.refuse

    def without_challenge(request: Request, refusal: Refusal) -> Response:
        answer = refuse(request, refusal)
        answer.headers = answer.without("WWW-Authenticate")
        return answer

    app.reject.refuse = without_challenge


@fault
def credential_echoed_in_body(app: App) -> None:
    """A 401 repeats in its message the credential that was sent: breaks RJ-AUTH-23."""
    refuse = app.reject.refuse
    app.reject.refuse = lambda r, refusal: refuse(
        r, Refusal(401, "SoSessionException", f"Not valid: {_sent(r)}") if refusal.status == 401 else refusal
    )


def _sent(request: Request) -> str:
    return request.header("Authorization") or request.header("X-XSRF-TOKEN") or ""


@fault
def malformed_basic_crashes(app: App) -> None:
    """A Basic credential that is not base64 of name and password is answered with 500: breaks RJ-AUTH-14."""
    authenticate = app.reject.authenticate

    def fragile(request: Request) -> Account:
        scheme, value = authorization(request)
        if scheme == "basic" and basic_user(value) == ("", ""):
            raise crashed()
        return authenticate(request)

    app.reject.authenticate = fragile


@fault
def scheme_without_value_crashes(app: App) -> None:
    """A scheme without a value is answered with 500: breaks RJ-AUTH-13."""
    authenticate = app.reject.authenticate

    def fragile(request: Request) -> Account:
        if request.header("Authorization") and not authorization(request)[1]:
            raise crashed()
        return authenticate(request)

    app.reject.authenticate = fragile
