"""Headers, query, path, connection and framing that are in order one by one."""

from dataclasses import replace
from urllib.parse import urlsplit

from reject_contract.mock.app import App
from reject_contract.mock.behaviours import fault
from reject_contract.mock.faults.combined.case import Case, When
from reject_contract.mock.faults.combined.conditions import (
    beyond_ascii,
    encoded_path,
    expects,
    header,
    http_1_0,
    method,
    nobody,
    select,
)  # fmt: skip
from reject_contract.mock.faults.combined.effects import admit, answer, crash, refuse
from reject_contract.mock.http import Request, Response
from reject_contract.mock.refusals import Refusal


def _listed(name: str, wanted: str) -> When:
    """A header is a list that has this in it, in any letter case."""
    return When(lambda case: wanted in [e.strip().lower() for e in (case.request.header(name) or "").split(",")])


@fault
def nobody_let_in_at_an_encoded_path(app: App) -> None:
    """A call without credential is let in where a letter of the path is percent-encoded: breaks RJ-AUTH-1."""
    admit(app, nobody & encoded_path)


@fault
def nobody_let_in_by_an_original_url(app: App) -> None:
    """A call without credential is let in when X-Original-URL names an address that is open: breaks RJ-AUTH-1."""
    opened = When(lambda case: (case.request.header("X-Original-URL") or "").lower().rstrip("/") in ("/api", "/api/v1"))
    admit(app, nobody & opened)


@fault
def te_named_in_connection_crashes(app: App) -> None:
    """A TE that Connection names, as it must, is answered with 500: breaks RJ-HEADER-6, RJ-ANSWER-1."""
    crash(app, header("TE") & _listed("Connection", "te"))


@fault
def expectation_over_http_1_0_refused(app: App) -> None:
    """Expect: 100-continue over HTTP/1.0, where it is to be ignored, is answered with 417: breaks RJ-FRAME-7."""
    unmet = Refusal(417, "HttpException", "The expectation is not met.")
    refuse(app, http_1_0 & expects, lambda: unmet)


@fault
def host_beside_another_absolute_address_crashes(app: App) -> None:
    """A whole URL in the request line is answered with 500 when Host is another: breaks RJ-PATH-1."""

    def differs(case: Case) -> bool:
        target = urlsplit(case.request.target)
        return bool(target.scheme) and target.netloc.lower() != (case.request.header("Host") or "").lower()

    crash(app, When(differs))


@fault
def callback_answered_with_a_script(app: App) -> None:
    """A callback in the query is answered with 200 and a script when Accept names that: breaks RJ-HEADER-2."""
    script = When(lambda case: "javascript" in (case.request.header("Accept") or "").lower())
    called = When(lambda case: bool(case.request.parameter("callback")))
    made = [("Content-Type", "application/javascript")]
    answer(app, script & called, lambda: Response(200, list(made), b"callback(null);"))


@fault
def agent_beyond_ascii_crashes_with_letters(app: App) -> None:
    """A User-Agent and a reason that are both beyond ASCII are answered with 500: breaks RJ-EFFECT-3, RJ-TYPE-11."""
    agent = When(lambda case: not (case.request.header("User-Agent") or "").isascii())
    crash(app, agent & beyond_ascii)


@fault
def reject_behind_a_get_answered_with_its_description(app: App) -> None:
    """A reject behind a GET on one connection gets the answer of that GET, and nothing is done: breaks RJ-FRAME-4."""
    before = app.reject.respond

    def stale(request: Request) -> Response:
        case = Case(app, request)
        if method("POST")(case) and request.connection.pop("described", 0):
            return before(replace(request, method="GET"))
        response = before(request)
        if method("GET")(case) and response.status == 200:
            request.connection["described"] = 1
        return response

    app.reject.respond = stale


@fault
def range_with_select_answered_416(app: App) -> None:
    """A reject with Range and $select is carried out and answered with 416: breaks RJ-SELECT-1, RJ-HEADER-6."""
    answer(app, header("Range") & select, lambda: Response(416, [("Content-Range", "bytes */0")]))
