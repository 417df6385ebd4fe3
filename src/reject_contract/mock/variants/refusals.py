"""Other right statuses of refusals."""

from reject_contract.mock.accounts import Account
from reject_contract.mock.app import App
from reject_contract.mock.authentication import session_of
from reject_contract.mock.behaviours import variant
from reject_contract.mock.http import Request
from reject_contract.mock.refusals import Refusal, malformed
from reject_contract.mock.variants.tools import restate


@variant
def undeclared_media_type_400(app: App) -> None:
    """A media type that is not declared is answered with 400."""
    restate(app, 415, malformed("The body cannot be read."))


@variant
def malformed_422(app: App) -> None:
    """A body that is malformed or makes no sense is answered with 422."""
    restate(app, 400, Refusal(422, "SoValidationException", "The body cannot be processed."))


@variant
def outsider_409(app: App) -> None:
    """An appointment of others is answered with 409."""
    restate(app, 403, Refusal(409, "SoIllegalOperationException", "It may not be rejected."))


def _session_without_token(app: App, refusal: Refusal) -> None:
    authenticate = app.gate.authenticate

    def guarded(request: Request) -> Account:
        try:
            return authenticate(request)
        except Refusal as other:
            lacks = session_of(request) and request.header("Authorization") is None
            raise (refusal if lacks else other) from None

    app.gate.authenticate = guarded  # type: ignore[method-assign]


@variant
def session_without_token_403(app: App) -> None:
    """A session's cookie without its token is answered with 403, as web frameworks do it."""
    _session_without_token(app, Refusal(403, "HttpException", "CSRF token missing or incorrect."))


@variant
def session_without_token_400(app: App) -> None:
    """A session's cookie without its token is answered with 400."""
    _session_without_token(app, malformed("The CSRF token is missing."))
