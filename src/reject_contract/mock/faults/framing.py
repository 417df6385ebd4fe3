"""Answers whose bytes break HTTP."""

from reject_contract.mock.app import App
from reject_contract.mock.behaviours import fault
from reject_contract.mock.changes import answer_with, raise_when
from reject_contract.mock.http import HeaderList, Request, Response, chunked
from reject_contract.mock.refusals import Refusal

JSON = ("Content-Type", "application/json; charset=utf-8")


def _no_content(app: App, headers: HeaderList, body: bytes = b"") -> None:
    answer_with(app, lambda: Response(204, list(headers), body, exact=True))


@fault
def body_after_204_with_length(app: App) -> None:
    """A 204 is followed by the text null, with its Content-Length: breaks RJ-FRAME-1."""
    _no_content(app, [JSON, ("Content-Length", "4")], b"null")


@fault
def body_after_204_without_length(app: App) -> None:
    """A 204 without Content-Length is followed by the text null: breaks RJ-FRAME-1."""
    _no_content(app, [JSON], b"null")


@fault
def newline_after_204(app: App) -> None:
    """A 204 is followed by an empty line that belongs to no message: breaks RJ-FRAME-1."""
    _no_content(app, [], b"\r\n")


@fault
def length_0_on_204(app: App) -> None:
    """A 204 carries Content-Length: 0: breaks RJ-FRAME-2."""
    _no_content(app, [("Content-Length", "0")])


@fault
def chunked_204(app: App) -> None:
    """A 204 carries Transfer-Encoding: chunked and the last chunk: breaks RJ-FRAME-3."""
    _no_content(app, [("Transfer-Encoding", "chunked")], chunked(b""))


@fault
def transfer_encoding_on_204(app: App) -> None:
    """A 204 carries Transfer-Encoding: chunked, and no chunk follows: breaks RJ-FRAME-3."""
    _no_content(app, [("Transfer-Encoding", "chunked")])


@fault
def header_without_colon(app: App) -> None:
    """A 204 has a header line without a colon: breaks RJ-FRAME-10."""
    answer_with(app, lambda: Response(204, exact=True, reason="No Content\r\nthis is no header"))


@fault
def status_line_without_version(app: App) -> None:
    """The status line of a 204 does not begin with an HTTP version: breaks RJ-ANSWER-1."""
    answer_with(app, lambda: Response(204, exact=True, version="CRM"))


@fault
def closes_without_answer(app: App) -> None:
    """A valid reject takes effect, and the connection is closed without an answer: breaks RJ-ANSWER-1."""
    answer_with(app, lambda: Response(204, abort=True))


@fault
def error_body_too_short(app: App) -> None:
    """The refusal of a media type declares one byte more than it sends, and the connection is closed.

    Breaks RJ-TYPE-24, RJ-FRAME-4.
    """
    _misframe_errors(app, 1, 415)


@fault
def error_body_too_long(app: App) -> None:
    """Errors send more bytes than they declare: breaks RJ-REFUSAL-4."""
    _misframe_errors(app, -5)


def _misframe_errors(app: App, surplus: int, status: int | None = None) -> None:
    refuse = app.reject.refuse

    def misframed(request: Request, refusal: Refusal) -> Response:
        answer = refuse(request, refusal)
        if status in (None, refusal.status):
            answer.headers.append(("Content-Length", str(len(answer.body) + surplus)))
            answer.exact, answer.close = True, surplus > 0
        return answer

    app.reject.refuse = misframed


@fault
def chunked_body_taken_for_none(app: App) -> None:
    """A request body in chunks is taken for an empty one: breaks RJ-FRAME-17."""
    app.transport.chunks_dropped = True


@fault
def no_user_agent_crashes(app: App) -> None:
    """A reject without a User-Agent is answered with 500: breaks RJ-FRAME-13."""
    raise_when(app, lambda request: request.header("User-Agent") is None)


@fault
def body_in_pieces_cut(app: App) -> None:
    """Of a request body that arrives in pieces only the first piece is read: breaks RJ-FRAME-8."""
    app.transport.first_piece_only = True


@fault
def expectation_crashes(app: App) -> None:
    """A call with Expect: 100-continue is answered with 500: breaks RJ-FRAME-6."""
    raise_when(app, lambda request: request.header("Expect") is not None)


@fault
def expectation_ignored(app: App) -> None:
    """A call with Expect: 100-continue is told nothing before its body arrives: breaks RJ-FRAME-12."""
    app.transport.expectation_ignored = True


@fault
def http_1_0_refused(app: App) -> None:
    """A call as HTTP/1.0 is answered with 505: breaks RJ-FRAME-7."""
    raise_when(app, lambda request: request.version == "HTTP/1.0", lambda: Refusal(505, "HttpException", "Too old."))


@fault
def http_1_0_answered_in_chunks(app: App) -> None:
    """A refusal of a call as HTTP/1.0 is sent in chunks: breaks RJ-FRAME-15."""
    refuse = app.reject.refuse

    def in_chunks(request: Request, refusal: Refusal) -> Response:
        answer = refuse(request, refusal)
        if request.version == "HTTP/1.0":
            headers = [*answer.headers, ("Transfer-Encoding", "chunked"), ("Connection", "close")]
            return Response(answer.status, headers, chunked(answer.body), exact=True, close=True)
        return answer

    app.reject.refuse = in_chunks


@fault
def host_not_looked_at(app: App) -> None:
    """Whether a request has one Host, two or none does not matter: breaks RJ-FRAME-16."""
    app.transport.host_ignored = True


@fault
def second_length_not_looked_at(app: App) -> None:
    """Of two Content-Lengths the first is taken: breaks RJ-FRAME-16."""
    app.transport.second_length_ignored = True


@fault
def request_behind_another_is_lost(app: App) -> None:
    """Of what arrives together only the first request is read: breaks RJ-FRAME-18."""
    app.transport.behind_dropped = True


@fault
def request_behind_another_spoils_it(app: App) -> None:
    """What arrives together with a request is taken for more of its body: breaks RJ-FRAME-18."""
    app.transport.behind_taken_for_body = True


@fault
def chunks_answered_400(app: App) -> None:
    """A body in chunks is answered with 400: breaks RJ-FRAME-17."""
    app.transport.chunked_refused = 400


@fault
def chunks_unanswered(app: App) -> None:
    """After a body in chunks the connection is closed without an answer: breaks RJ-FRAME-5."""
    handle = app.handle

    def closing(request: Request) -> Response:
        return Response(204, abort=True) if request.header("Transfer-Encoding") else handle(request)

    app.handle = closing
