"""Other right statuses of refusals."""

from reject_contract.mock.app import App
from reject_contract.mock.authentication import session_of
from reject_contract.mock.behaviours import variant
from reject_contract.mock.http import Request, Response
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
    handle = app.handle

    def guarded(request: Request) -> Response:
        account = session_of(request) if request.header("Authorization") is None else None
        if account is None or request.header("X-XSRF-TOKEN") == account.xsrf_token:
            return handle(request)
        return app.refuse(request, refusal)

    app.handle = guarded


@variant
def session_without_token_403(app: App) -> None:
    """A session's cookie without its token is answered with 403, as web frameworks do it."""
    _session_without_token(app, Refusal(403, "HttpException", "CSRF token missing or incorrect."))


@variant
def session_without_token_400(app: App) -> None:
    """A session's cookie without its token is answered with 400."""
    _session_without_token(app, malformed("The CSRF token is missing."))
