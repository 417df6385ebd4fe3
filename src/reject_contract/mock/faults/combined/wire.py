"""Chunks, expectations, HTTP/1.0 and connections that are used again, with something else."""

from dataclasses import replace

from reject_contract.mock.app import App
from reject_contract.mock.behaviours import fault
from reject_contract.mock.coercion import RejectCommand
from reject_contract.mock.faults.combined.case import Case
from reject_contract.mock.faults.combined.circumstances import (
    after_a_401,
    after_a_refusal,
    after_a_reject,
    after_two_rejects,
    by_master,
    on_series,
    was_declined,
)  # fmt: skip
from reject_contract.mock.faults.combined.conditions import (
    accepts_xml,
    bearer,
    big,
    chunked,
    closes,
    expects,
    form,
    forward,
    header,
    http_1_0,
    merge_patch,
    method,
    no_accept,
    select,
    soticket,
    text_json,
    xml,
)  # fmt: skip
from reject_contract.mock.faults.combined.effects import (
    answer,
    change_reason,
    crash,
    misread,
    refuse,
    refuse_credential,
    remember,
    respond,
    skip,
)  # fmt: skip
from reject_contract.mock.http import Response
from reject_contract.mock.http import chunked as in_chunks
from reject_contract.mock.refusals import malformed


@fault
def chunked_xml_crashes(app: App) -> None:
    """XML in chunks is answered with 500: breaks RJ-FRAME-5."""
    crash(app, chunked & xml)


@fault
def chunked_form_taken_for_none(app: App) -> None:
    """A form in chunks is taken for an empty body: breaks RJ-FRAME-5."""
    refuse(app, chunked & form, lambda: malformed("The body is missing."))


@fault
def chunk_extensions_crash(app: App) -> None:
    """A chunk with an extension is answered with 500: breaks RJ-FRAME-17."""
    app.transport.extensions_crash = True


@fault
def chunks_after_expectation_crash(app: App) -> None:
    """Chunks after Expect: 100-continue are answered with 500: breaks RJ-FRAME-6."""
    crash(app, chunked & expects)


@fault
def chunks_with_trailer_and_text_json_do_nothing(app: App) -> None:
    """Chunks of text/json with a trailer that is announced: 204, and nothing is done: breaks RJ-FRAME-5."""
    skip(app, chunked & header("Trailer") & text_json)


@fault
def big_body_in_chunks_crashes(app: App) -> None:
    """A body of more than 16 kB in chunks is answered with 500: breaks RJ-FRAME-5."""
    crash(app, chunked & big)


@fault
def chunks_by_master_lose_reason(app: App) -> None:
    """In chunks and by the master's id, the reason is not stored: breaks RJ-FRAME-5."""
    change_reason(app, chunked & by_master, lambda text: "")


@fault
def expectation_with_xml_crashes(app: App) -> None:
    """Expect: 100-continue before XML is answered with 500: breaks RJ-FRAME-6."""
    crash(app, expects & xml)


@fault
def expectation_with_bearer_does_nothing(app: App) -> None:
    """Expect: 100-continue with a bearer token is answered with 204, and nothing is done: breaks RJ-FRAME-6."""
    skip(app, expects & bearer)


@fault
def expectation_with_merge_patch_does_nothing(app: App) -> None:
    """Expect: 100-continue before merge-patch+json is answered with 204, and nothing is done: breaks RJ-FRAME-6."""
    skip(app, expects & merge_patch)


@fault
def http_1_0_with_form_does_nothing(app: App) -> None:
    """A form over HTTP/1.0 is answered with 204, and nothing is done: breaks RJ-EFFECT-1."""
    skip(app, http_1_0 & form)


@fault
def http_1_0_answered_in_chunks_by_master(app: App) -> None:
    """By the master's id over HTTP/1.0, the 204 is sent in chunks: breaks RJ-FRAME-3, RJ-FRAME-1."""
    chunks = [("Transfer-Encoding", "chunked")]
    answer(app, http_1_0 & by_master, lambda: Response(204, list(chunks), in_chunks(b""), exact=True))


@fault
def http_1_0_kept_alive_has_length(app: App) -> None:
    """To an HTTP/1.0 client that asks for Keep-Alive the 204 has Content-Length: 0: breaks RJ-FRAME-2."""
    kept = http_1_0 & header("Connection", "Keep-Alive")
    answer(app, kept, lambda: Response(204, [("Content-Length", "0")], exact=True))


@fault
def trailers_taken_for_a_request(app: App) -> None:
    """The fields behind the last chunk are read as the next request: breaks RJ-FRAME-4."""
    app.transport.trailers_left = True


@fault
def body_of_put_taken_for_a_request(app: App) -> None:
    """The body of a PUT, which is answered with 405, is read as the next request: breaks RJ-FRAME-4."""
    app.transport.body_left_by = frozenset({"PUT"})


@fault
def expectation_ignored_before_chunks(app: App) -> None:
    """A call with Expect: 100-continue is told nothing before its chunks arrive: breaks RJ-FRAME-12."""
    app.transport.expectation_ignored_in_chunks = True


@fault
def xml_after_a_refusal_crashes(app: App) -> None:
    """XML on a connection on which something was refused is answered with 500: breaks RJ-FRAME-4."""
    crash(app, after_a_refusal & xml)
    remember(app)


@fault
def bearer_after_a_401_refused(app: App) -> None:
    """A bearer token on a connection on which there was a 401 is refused: breaks RJ-AUTH-5."""
    refuse_credential(app, after_a_401 & bearer)
    remember(app)


@fault
def master_after_a_refusal_does_nothing(app: App) -> None:
    """A master's id on a connection on which something was refused is answered with 204, and nothing is done.

    Breaks RJ-FRAME-4, RJ-ANSWER-2.
    """
    skip(app, after_a_refusal & by_master)
    remember(app)


@fault
def form_after_a_reject_keeps_reason(app: App) -> None:
    """A form on a connection with an earlier reject is stored with the reason of that one: breaks RJ-FRAME-4."""
    reasons: list[str] = []
    effect = app.reject.effect

    def repeat(case: Case, command: RejectCommand) -> RejectCommand:
        reasons.append(command.reason)
        number = case.request.connection.setdefault("first reason", len(reasons) - 1)
        return replace(command, reason=reasons[number]) if (after_a_reject & form)(case) else command

    app.reject.effect = lambda r, account, command: effect(r, account, repeat(Case(app, r), command))
    remember(app)


@fault
def third_reject_with_ticket_crashes(app: App) -> None:
    """The third reject on a connection, with a ticket, is answered with 500: breaks RJ-FRAME-4."""
    crash(app, after_two_rejects & soticket)
    remember(app)


@fault
def second_reject_on_connection_forgets_series(app: App) -> None:
    """ThisAndForward after another reject on the connection is about another occurrence: breaks RJ-FRAME-4."""
    wrong = after_a_reject & forward & on_series
    misread(app, wrong, lambda command: replace(command, appointment_id=_next(app, command.appointment_id)))
    remember(app)


def _next(app: App, row_id: int) -> int:
    """The id of the same participant's next occurrence, or of the last one's."""
    row = app.calendar.rows[row_id]
    own = [each for each in app.calendar.series(row.recurrence_id) if each.associate_id == row.associate_id]
    return own[min(own.index(row) + 1, len(own) - 1)].id


@fault
def close_with_xml_closes_without_answer(app: App) -> None:
    """XML with Connection: close takes effect, and the connection is closed without an answer: breaks RJ-ANSWER-1."""
    answer(app, closes & xml, lambda: Response(204, abort=True))


@fault
def length_0_on_204_by_master_with_form(app: App) -> None:
    """By a master's id in a form, the 204 carries Content-Length: 0: breaks RJ-FRAME-2."""
    answer(app, by_master & form, lambda: Response(204, [("Content-Length", "0")], exact=True))


@fault
def element_after_204_with_bearer_and_xml(app: App) -> None:
    """With a bearer token and XML, the 204 is followed by an empty element: breaks RJ-FRAME-1."""
    answer(app, bearer & xml, lambda: Response(204, [("Content-Type", "text/xml")], b"<Result/>", exact=True))


@fault
def newline_after_204_forward_with_text_json(app: App) -> None:
    """With ThisAndForward on a series in text/json, the 204 is followed by an empty line: breaks RJ-FRAME-1."""
    answer(app, forward & on_series & text_json, lambda: Response(204, [], b"\r\n", exact=True))


@fault
def null_after_204_of_second_reject_by_master(app: App) -> None:
    """A second reject, by the master's id, is answered with a 204 that null follows: breaks RJ-FRAME-1."""
    answer(app, was_declined & by_master, lambda: Response(204, [], b"null", exact=True))


@fault
def transfer_encoding_on_204_with_select_and_xml_accepted(app: App) -> None:
    """With a $select and an Accept of XML, the 204 carries Transfer-Encoding: chunked: breaks RJ-FRAME-3."""
    answer(app, select & accepts_xml, lambda: Response(204, [("Transfer-Encoding", "chunked")], exact=True))


@fault
def header_without_colon_on_204_with_select_alone(app: App) -> None:
    """With a $select and no Accept, the 204 has a header line without a colon: breaks RJ-FRAME-10."""
    answer(app, select & no_accept, lambda: Response(204, exact=True, reason="No Content\r\nthis is no header"))


@fault
def head_with_bearer_has_body(app: App) -> None:
    """HEAD with a bearer token is answered with a body: breaks RJ-FRAME-11."""

    def with_body(case: Case, response: Response) -> Response:
        response.headers.append(("Content-Length", str(len(response.body))))
        response.exact = True
        return response

    respond(app, method("HEAD") & bearer, with_body)
