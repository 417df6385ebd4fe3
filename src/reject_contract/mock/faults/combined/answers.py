"""Answers that are wrong for what goes with a request, or for what the server meets when it is done."""

import gzip

from reject_contract.mock.app import App
from reject_contract.mock.behaviours import fault
from reject_contract.mock.faults.combined.case import Case, When
from reject_contract.mock.faults.combined.circumstances import external_invited
from reject_contract.mock.faults.combined.conditions import header, no_reason, select
from reject_contract.mock.faults.combined.effects import answer, respond
from reject_contract.mock.http import Request, Response

_gzip = When(lambda case: "gzip" in (case.request.header("Accept-Encoding") or "").lower())


@fault
def empty_gzip_after_204_with_select(app: App) -> None:
    """With a $select and an Accept-Encoding of gzip, the 204 is followed by nothing, zipped: breaks RJ-FRAME-1."""
    answer(app, _gzip & select, lambda: Response(204, [("Content-Encoding", "gzip")], gzip.compress(b""), exact=True))


@fault
def refusal_behind_head_has_no_body(app: App) -> None:
    """A refusal behind a HEAD on the same connection declares a body that does not come: breaks RJ-FRAME-4."""
    before = app.reject.respond

    def sticky(request: Request) -> Response:
        follows = request.connection.pop("head", 0)
        response = before(request)
        if request.method == "HEAD":
            request.connection["head"] = 1
        elif follows and response.status >= 400:
            response.headers.append(("Content-Length", str(len(response.body))))
            response.body, response.exact = b"", True
        return response

    app.reject.respond = sticky


@fault
def no_reason_for_a_person_from_outside_answered_502(app: App) -> None:
    """A reject without reason of what a person from outside is invited to is carried out and answered with 502.

    Breaks RJ-ANSWER-1, RJ-EFFECT-13.
    """
    text = b"The message could not be delivered."
    answer(app, external_invited & no_reason, lambda: Response(502, [("Content-Type", "text/plain")], text))


@fault
def two_content_types_on_204(app: App) -> None:
    """With an Accept of both JSON and XML, the 204 has two lines of Content-Type: breaks RJ-FRAME-10."""
    types = [("Content-Type", "application/json"), ("Content-Type", "application/xml")]
    both = When(lambda case: all(name in (case.request.header("Accept") or "") for name in ("json", "xml")))
    answer(app, both, lambda: Response(204, list(types)))


@fault
def challenge_hidden_from_scripts(app: App) -> None:
    """The 401 to a call whose X-Requested-With says XMLHttpRequest has no WWW-Authenticate: breaks RJ-AUTH-2."""

    def hide(case: Case, response: Response) -> Response:
        if response.status == 401:
            response.headers = response.without("WWW-Authenticate")
        return response

    respond(app, header("X-Requested-With", "XMLHttpRequest"), hide)
