"""Error bodies that tell too much, or that are not what they are labelled as."""

from collections.abc import Callable

from reject_contract.mock.accounts import ORGANIZER
from reject_contract.mock.app import App
from reject_contract.mock.behaviours import fault
from reject_contract.mock.http import Request, Response
from reject_contract.mock.refusals import Refusal


def _say(app: App, words: Callable[[Request], str]) -> None:
    """Put other words into the message of every refusal."""
    refuse = app.reject.refuse
    app.reject.refuse = lambda r, refusal: refuse(r, Refusal(refusal.status, refusal.error_type, words(r)))


def _change(app: App, change: Callable[[Request, Response], None]) -> None:
    """Change every refusal but a 401 or a 405."""
    refuse = app.reject.refuse

    def changed(request: Request, refusal: Refusal) -> Response:
        answer = refuse(request, refusal)
        if refusal.status not in (401, 405):
            change(request, answer)
        return answer

    app.reject.refuse = changed


def _label(answer: Response, media_type: str) -> None:
    answer.headers = [*answer.without("Content-Type"), ("Content-Type", media_type)]


@fault
def stack_trace_in_error(app: App) -> None:
    """Errors carry a stack trace: breaks RJ-REFUSAL-1."""
    trace = "   at SuperOffice.CRM.Reject(Int32 id)\n   at System.Web.Http.ApiController.Invoke() in Reject.cs:line 42"
    _say(app, lambda request: f"System.NullReferenceException: Object reference not set.\n{trace}")


@fault
def file_path_in_error(app: App) -> None:
    """Errors name a file on the server: breaks RJ-REFUSAL-2."""
    _say(app, lambda request: "Could not read C:\\inetpub\\wwwroot\\SuperOffice\\web.config")


@fault
def secret_in_error(app: App) -> None:
    """Errors carry somebody else's ticket: breaks RJ-REFUSAL-3."""
    _say(app, lambda request: f"Session {ORGANIZER.ticket} is not allowed to do this.")


@fault
def authorization_in_error(app: App) -> None:
    """Errors repeat the caller's credential: breaks RJ-REFUSAL-3."""
    _say(app, lambda r: f"Refused for {r.header('Authorization') or r.header('Cookie') or 'nobody'}.")


@fault
def html_error_with_200(app: App) -> None:
    """Errors are pages of HTML with status 200: breaks RJ-BODY-1."""

    def page(request: Request, answer: Response) -> None:
        answer.status, answer.body = 200, b"<!DOCTYPE html><title>Error</title>"
        _label(answer, "text/html")

    _change(app, page)


@fault
def error_is_not_json(app: App) -> None:
    """Errors are labelled as JSON and are not JSON: breaks RJ-REFUSAL-4."""
    _change(app, lambda request, answer: setattr(answer, "body", b"{Error: true, 'Message': Refused}"))


@fault
def error_answered_204(app: App) -> None:
    """Every request that is refused but for its credential is answered with 204: breaks RJ-BODY-1."""

    def swallow(request: Request, answer: Response) -> None:
        answer.status, answer.body, answer.headers = 204, b"", []

    _change(app, swallow)
