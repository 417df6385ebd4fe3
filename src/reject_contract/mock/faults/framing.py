"""Answers whose bytes break HTTP."""

from reject_contract.mock.app import App
from reject_contract.mock.behaviours import fault
from reject_contract.mock.faults.tools import answer_with
from reject_contract.mock.http import HeaderList, Request, Response, chunked
from reject_contract.mock.refusals import Refusal

JSON = ("Content-Type", "application/json; charset=utf-8")


def _no_content(app: App, headers: HeaderList, body: bytes = b"") -> None:
    answer_with(app, lambda: Response(204, list(headers), body, exact=True))


@fault()
def body_after_204_with_length(app: App) -> None:
    """A 204 is followed by the text null, with its Content-Length."""
    _no_content(app, [JSON, ("Content-Length", "4")], b"null")


@fault()
def body_after_204_without_length(app: App) -> None:
    """A 204 without Content-Length is followed by the text null."""
    _no_content(app, [JSON], b"null")


@fault()
def newline_after_204(app: App) -> None:
    """A 204 is followed by an empty line that belongs to no message."""
    _no_content(app, [], b"\r\n")


@fault()
def length_0_on_204(app: App) -> None:
    """A 204 carries Content-Length: 0."""
    _no_content(app, [("Content-Length", "0")])


@fault()
def length_4_on_204(app: App) -> None:
    """A 204 carries Content-Length: 4, and no body follows."""
    _no_content(app, [("Content-Length", "4")])


@fault()
def chunked_204(app: App) -> None:
    """A 204 carries Transfer-Encoding: chunked and the last chunk."""
    _no_content(app, [("Transfer-Encoding", "chunked")], chunked(b""))


@fault()
def chunked_body_after_204(app: App) -> None:
    """A 204 carries Transfer-Encoding: chunked and the text null in a chunk."""
    _no_content(app, [JSON, ("Transfer-Encoding", "chunked")], chunked(b"null"))


@fault()
def transfer_encoding_on_204(app: App) -> None:
    """A 204 carries Transfer-Encoding: chunked, and no chunk follows."""
    _no_content(app, [("Transfer-Encoding", "chunked")])


@fault()
def answers_twice(app: App) -> None:
    """One reject is answered by two 204 responses in a row."""
    _no_content(app, [], b"HTTP/1.1 204 No Content\r\n\r\n")


@fault()
def error_page_after_204(app: App) -> None:
    """A 204 is followed by a second response, a 500, that nobody asked for."""
    _no_content(app, [], b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n")


@fault()
def header_without_colon(app: App) -> None:
    """A 204 has a header line without a colon."""
    answer_with(app, lambda: Response(204, exact=True, reason="No Content\r\nthis is no header"))


@fault()
def space_before_colon(app: App) -> None:
    """A 204 has a header whose name ends in a space."""
    _no_content(app, [("X-Server ", "crm")])


@fault()
def status_line_without_version(app: App) -> None:
    """The status line of a 204 does not begin with an HTTP version."""
    answer_with(app, lambda: Response(204, exact=True, version="CRM"))


@fault()
def closes_without_answer(app: App) -> None:
    """A valid reject takes effect, and the connection is closed without an answer."""
    answer_with(app, lambda: Response(204, abort=True))


@fault()
def error_body_too_short(app: App) -> None:
    """Errors declare one byte more than they send, and the connection is closed."""
    _misframe_errors(app, 1)


@fault()
def error_body_too_long(app: App) -> None:
    """Errors send more bytes than they declare."""
    _misframe_errors(app, -5)


def _misframe_errors(app: App, surplus: int) -> None:
    refuse = app.reject.refuse

    def misframed(request: Request, refusal: Refusal) -> Response:
        answer = refuse(request, refusal)
        answer.headers.append(("Content-Length", str(len(answer.body) + surplus)))
        answer.exact, answer.close = True, surplus > 0
        return answer

    app.reject.refuse = misframed
