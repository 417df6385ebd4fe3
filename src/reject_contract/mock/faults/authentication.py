"""Right credentials refused, and refusals that are not what a 401 must be."""

from dataclasses import replace

from reject_contract.mock.accounts import Account
from reject_contract.mock.app import App
from reject_contract.mock.authentication import authorization, basic_user
from reject_contract.mock.behaviours import fault
from reject_contract.mock.faults.tools import Condition
from reject_contract.mock.http import Request, Response
from reject_contract.mock.refusals import Refusal, crashed, forbidden, not_found, unauthenticated


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


@fault()
def basic_refused(app: App) -> None:
    """Basic is refused, also where the installation allows it."""
    _refuse_when(app, lambda request: authorization(request)[0] == "basic")


@fault()
def soticket_refused(app: App) -> None:
    """SoTicket is refused."""
    _refuse_when(app, lambda request: authorization(request)[0] == "soticket")


@fault()
def bearer_refused(app: App) -> None:
    """Bearer is refused."""
    _refuse_when(app, lambda request: authorization(request)[0] == "bearer")


@fault()
def xsrf_refused(app: App) -> None:
    """A live session with its XSRF token is refused."""
    _refuse_when(app, lambda request: request.header("Authorization") is None)


@fault()
def scheme_case_matters(app: App) -> None:
    """Schemes are known in one spelling only: Basic, SoTicket, Bearer."""
    spellings = ("Basic", "SoTicket", "Bearer")
    _refuse_when(app, lambda r: r.header("Authorization") is not None and _scheme(r) not in spellings)


def _scheme(request: Request) -> str:
    return (request.header("Authorization") or "").partition(" ")[0]


@fault()
def header_name_case_matters(app: App) -> None:
    """The header is seen only when it is spelt Authorization, and X-XSRF-TOKEN in capitals."""
    known = ("Authorization", "X-XSRF-TOKEN")
    _refuse_when(app, lambda request: not any(key in known for key, _ in request.headers))


@fault()
def bearer_needs_app_token_online(app: App) -> None:
    """Online, a Bearer token is refused without an application token."""
    _refuse_when(
        app,
        lambda r: app.gate.online and authorization(r)[0] == "bearer" and r.header("SO-AppToken") is None,
    )


@fault()
def app_token_needed_onsite(app: App) -> None:
    """Onsite, every call without an application token is refused."""
    _refuse_when(app, lambda request: not app.gate.online and request.header("SO-AppToken") is None)


@fault()
def unauthenticated_403(app: App) -> None:
    """Who is not logged in gets 403 in place of 401."""
    _instead_of_401(app, forbidden("Log in first."))


@fault()
def unauthenticated_404(app: App) -> None:
    """Who is not logged in gets 404 in place of 401."""
    _instead_of_401(app, not_found("There is nothing at this address."))


@fault()
def unauthenticated_500(app: App) -> None:
    """Who is not logged in gets 500 in place of 401."""
    _instead_of_401(app, crashed())


@fault()
def unauthenticated_302(app: App) -> None:
    """Who is not logged in is redirected to a login page."""
    _answer_401_with(app, Response(302, [("Location", "/login.aspx")]))


@fault()
def unauthenticated_200_login_page(app: App) -> None:
    """Who is not logged in gets a login page with status 200."""
    page = b"<!DOCTYPE html><title>Log in</title><form></form>"
    _answer_401_with(app, Response(200, [("Content-Type", "text/html")], page))


@fault()
def unauthenticated_204(app: App) -> None:
    """Who is not logged in gets 204, though nothing is done."""
    _answer_401_with(app, Response(204))


def _answer_401_with(app: App, answer: Response) -> None:
    refuse = app.reject.refuse
    app.reject.refuse = lambda r, refusal: replace(answer) if refusal.status == 401 else refuse(r, refusal)


@fault()
def no_challenge(app: App) -> None:
    """A 401 has no WWW-Authenticate."""
    refuse = app.reject.refuse

    def without_challenge(request: Request, refusal: Refusal) -> Response:
        answer = refuse(request, refusal)
        answer.headers = answer.without("WWW-Authenticate")
        return answer

    app.reject.refuse = without_challenge


@fault()
def credential_echoed_in_body(app: App) -> None:
    """A 401 repeats in its message the credential that was sent."""
    refuse = app.reject.refuse
    app.reject.refuse = lambda r, refusal: refuse(
        r, Refusal(401, "SoSessionException", f"Not valid: {_sent(r)}") if refusal.status == 401 else refusal
    )


@fault()
def credential_echoed_in_header(app: App) -> None:
    """A 401 repeats in a header the credential that was sent."""
    refuse = app.reject.refuse

    def echo(request: Request, refusal: Refusal) -> Response:
        answer = refuse(request, refusal)
        answer.headers.append(("X-Debug-Authorization", _sent(request)))
        return answer

    app.reject.refuse = echo


def _sent(request: Request) -> str:
    return request.header("Authorization") or request.header("X-XSRF-TOKEN") or ""


@fault()
def malformed_basic_crashes(app: App) -> None:
    """A Basic credential that is not base64 of name and password is answered with 500."""
    authenticate = app.reject.authenticate

    def fragile(request: Request) -> Account:
        scheme, value = authorization(request)
        if scheme == "basic" and basic_user(value) == ("", ""):
            raise crashed()
        return authenticate(request)

    app.reject.authenticate = fragile
