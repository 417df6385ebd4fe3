"""Other right ways with connections and the protocol."""

from urllib.parse import unquote_plus

from reject_contract.mock.app import App
from reject_contract.mock.behaviours import variant
from reject_contract.mock.http import Request, Response, chunked
from reject_contract.mock.refusals import Refusal
from reject_contract.mock.variants.tools import every_answer


@variant
def closes_after_answer(app: App) -> None:
    """Every answer says that the connection is closed, and it is."""
    every_answer(app, lambda request, answer: setattr(answer, "close", True))


@variant
def closes_when_the_client_does(app: App) -> None:
    """Every answer says that the connection is closed, and it is once nothing more comes, as Werkzeug does it."""
    closes_after_answer(app)
    app.transport.reads_on = True


@variant
def closes_silently(app: App) -> None:
    """The connection is closed after every answer, without saying so."""

    def close(request: Request, answer: Response) -> None:
        answer.close, answer.announce_close = True, False

    every_answer(app, close)


@variant
def closes_late(app: App) -> None:
    """A connection is closed after one answer, without saying so, and just as the next request arrives."""
    handle = app.handle

    def closing(request: Request) -> Response:
        if request.connection.setdefault("answered", False):
            return Response(204, abort=True)
        request.connection["answered"] = True
        return handle(request)

    app.handle = closing


@variant
def closes_after_five(app: App) -> None:
    """A connection is closed after five answers."""

    def count(request: Request, answer: Response) -> None:
        request.connection["answers"] = request.connection.get("answers", 0) + 1
        answer.close = request.connection["answers"] >= 5

    every_answer(app, count)


@variant
def http_1_0_answers(app: App) -> None:
    """Answers are in HTTP/1.0, each on a connection of its own."""

    def age(request: Request, answer: Response) -> None:
        answer.version, answer.close = "HTTP/1.0", True

    every_answer(app, age)


@variant
def expectation_refused(app: App) -> None:
    """Expect: 100-continue is answered with 417."""
    app.transport.expectation_refused = True


@variant
def chunked_refused(app: App) -> None:
    """A body in chunks is answered with 411."""
    app.transport.chunked_refused = 411


@variant
def small_bodies_only(app: App) -> None:
    """Bodies of more than 64 kB are answered with 413."""
    app.transport.body_limit = 64 * 1024


@variant
def chunked_bodies(app: App) -> None:
    """Bodies of answers are sent in chunks, to clients that know them."""

    def chunk(request: Request, answer: Response) -> None:
        if answer.body and request.version == "HTTP/1.1" and not answer.exact:
            body = b"" if request.method == "HEAD" else chunked(answer.body)
            answer.headers.append(("Transfer-Encoding", "chunked"))
            answer.body = body

    every_answer(app, chunk)


@variant
def interim_answers(app: App) -> None:
    """Every answer is preceded by interim answers: 100 Continue, 102 Processing and 103 Early Hints."""
    app.transport.interim = (
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"
        b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"
    )


@variant
def user_agent_needed(app: App) -> None:
    """A request without a User-Agent is answered with 403, as a firewall does it."""
    handle = app.handle
    refusal = Refusal(403, "HttpException", "The request is not allowed.")
    app.handle = lambda request: handle(request) if request.header("User-Agent") else app.refuse(request, refusal)


@variant
def foreign_origin_refused(app: App) -> None:
    """A request for a page of another origin is answered with 403, as a filter for cross-origin requests does it."""
    handle = app.handle
    refusal = Refusal(403, "HttpException", "The origin is not allowed.")
    app.handle = lambda request: app.refuse(request, refusal) if request.header("Origin") else handle(request)


@variant
def firewall_stops_markup(app: App) -> None:
    """A firewall before the API answers markup in a body with a page, whatever operation it is for."""
    _put_firewall_before(app, 403, "")


@variant
def firewall_stops_markup_in_rejects(app: App) -> None:
    """A rule of a firewall for the one operation answers markup in a reason with 406 and a page."""
    _put_firewall_before(app, 406, "/reject")


def _put_firewall_before(app: App, status: int, paths: str) -> None:
    handle, signs = app.handle, ("<b>", "<script", "&lt;b&gt;")
    page = b"<html><body>Your request was blocked.</body></html>"

    def guarded(request: Request) -> Response:
        body = unquote_plus(request.body.decode("latin-1")).lower()
        if request.path.lower().endswith(paths) and any(sign in body for sign in signs):
            return Response(status, [("Content-Type", "text/html")], page)
        return handle(request)

    app.handle = guarded


@variant
def no_reason_phrases(app: App) -> None:
    """Status lines have no reason phrase."""
    every_answer(app, lambda request, answer: setattr(answer, "reason", ""))


@variant
def other_reason_phrases(app: App) -> None:
    """Status lines have a reason phrase of the server's own."""
    every_answer(app, lambda request, answer: setattr(answer, "reason", "As You Like It"))
