"""What the judge holds against a server, and in which words."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import pytest

from judging import DECLINED, LEAK, NOTHING, PENDING, Check, Server, came
from reject_contract.http.exchange import Exchange, SideFinding
from reject_contract.http.violation import Violation
from reject_contract.reject import framing, judge, timing
from reject_contract.reject.error_bodies import LOCAL
from reject_contract.stage.invitations import Invitation, State


class Broken(NamedTuple):
    """What is judged and what came; how that is told; how the row reads then, and which other requirement breaks."""

    check: Check
    exchange: Exchange
    aspect: str
    expected: str
    actual: str
    row: State = PENDING
    requirement: str | None = None


STAYS = "the invitation stays as it was (Invitation)"
ACCEPTED = State("Accepted", "")

BROKEN = {
    "status": Broken(
        lambda each, _: judge.answered(each, 204, 406), came(400),
        "status 400", "status 204 or 406", "400, no content",
    ),
    "status-of-a-crash": Broken(
        lambda each, _: judge.answered(each, 204), came(500),
        "crash", "status 204", "500, no content",
    ),
    "no-answer": Broken(
        lambda each, _: judge.answered(each, 204), NOTHING,
        "no answer", "an answer", "none: connection reset",
    ),
    "accepted-with-200": Broken(
        lambda each, row: judge.accepted(each, row.stage.invitee), came(200, "null"),
        "status 200", "status 204", "200: null",
    ),
    "accepted-with-401": Broken(
        lambda each, row: judge.accepted(each, row.stage.invitee), came(401),
        "status 401", "status 204", "401, no content",
    ),
    "declined-with-200": Broken(
        judge.declined, came(200),
        "status 200", "status 204", "200, no content", DECLINED,
    ),
    "declined-without-effect": Broken(
        judge.declined, came(204),
        "effect", "the invitation reads Declined", "it reads Accepted, reason “x”", State("Accepted", "x"),
    ),
    "declined-with-another-reason": Broken(
        lambda each, row: judge.declined(each, row, "Busy"), came(204),
        "reason", "the reason reads back as “Busy”", "it reads “Bus”", State("Declined", "Bus"),
    ),
    "reason-of-120-letters": Broken(
        lambda each, row: judge.took_effect(each, row, "b" * 120), came(204),
        "reason", f"the reason reads back as “{'b' * 120}”", "it reads “”", DECLINED,
    ),
    "reason-of-121-letters": Broken(
        lambda each, row: judge.took_effect(each, row, "b" * 121), came(204),
        "reason", f"the reason reads back as “{'b' * 100}”… (121 characters)", "it reads “”", DECLINED,
    ),
    "touched": Broken(
        judge.untouched, came(400),
        "changed", STAYS, "after 400, no content it reads Accepted", ACCEPTED,
    ),
    "touched-by-a-reason": Broken(
        judge.untouched, came(400),
        "changed", STAYS, "after 400, no content it reads Invitation, reason “x”", State("Invitation", "x"),
    ),
    "touched-where-another-requirement-forbids": Broken(
        lambda each, row: judge.untouched(each, row, requirement="RJ-AUTH-22"), came(401),
        "changed", STAYS, "after 401, no content it reads Accepted", ACCEPTED, "RJ-AUTH-22",
    ),
    "not-refused": Broken(
        judge.refused, came(204),
        "status 204", "a refusal (4xx)", "204, no content",
    ),
    "not-refused-but-crashed": Broken(
        judge.refused, came(500),
        "crash", "a refusal (4xx)", "500, no content",
    ),
    "refused-for-good-credentials": Broken(
        judge.refused, came(401),
        "status 401", "a refusal (4xx) other than status 401", "401, no content",
    ),
    "refused-with-a-stack-trace": Broken(
        judge.refused, came(400, LEAK),
        "leak", "an error without a stack trace",
        f"the body contains “{LEAK}”{LOCAL}: 400: {LEAK}", requirement="RJ-REFUSAL-1",
    ),
    "refused-and-done": Broken(
        judge.refused, came(400),
        "changed", STAYS, "after 400, no content it reads Declined", DECLINED,
    ),
    "refused-without-an-answer": Broken(
        judge.refused, NOTHING,
        "no answer", "an answer", "none: connection reset",
    ),
    "unauthenticated-with-403": Broken(
        judge.unauthenticated, came(403),
        "status 403", "status 401", "403, no content",
    ),
    "unauthenticated-with-a-stack-trace": Broken(
        judge.unauthenticated, came(401, LEAK),
        "leak", "an error without a stack trace",
        f"the body contains “{LEAK}”{LOCAL}: 401: {LEAK}", requirement="RJ-REFUSAL-1",
    ),
    "unauthenticated-and-done": Broken(
        judge.unauthenticated, came(401),
        "changed", STAYS, "after 401, no content it reads Declined", DECLINED, "RJ-AUTH-22",
    ),
    "settled-without-effect": Broken(
        judge.accepted_or_refused, came(204),
        "effect", "the invitation reads Declined", "it reads Invitation",
    ),
    "settled-with-another-reason": Broken(
        lambda each, row: judge.accepted_or_refused(each, row, "Busy"), came(204),
        "reason", "the reason reads back as “Busy”", "it reads “”", DECLINED,
    ),
    "settled-with-200": Broken(
        judge.accepted_or_refused, came(200, "null"),
        "status 200", "204 for a request that is carried out", "200: null", DECLINED,
    ),
    "settled-with-300": Broken(
        judge.accepted_or_refused, came(300),
        "status 300", "a refusal (4xx)", "300, no content", DECLINED,
    ),
    "settled-by-neither": Broken(
        judge.accepted_or_refused, came(200),
        "status 200", "a refusal (4xx)", "200, no content",
    ),
    "settled-by-a-crash": Broken(
        judge.accepted_or_refused, came(500),
        "crash", "no server error (5xx)", "500, no content",
    ),
    "hung-up": Broken(
        judge.accepted_or_refused, NOTHING,
        "no answer", "an answer", "none: connection reset",
    ),
    "hung-up-and-done": Broken(
        lambda each, row: judge.accepted_or_refused(each, row, may_hang_up=True), NOTHING,
        "changed", STAYS, "after no answer (connection reset) it reads Declined", DECLINED,
    ),
    "not-hung-up-and-not-done": Broken(
        lambda each, row: judge.accepted_or_refused(each, row, may_hang_up=True), came(204),
        "effect", "the invitation reads Declined", "it reads Invitation",
    ),
    "moved-and-done": Broken(
        judge.accepted_refused_or_redirected, came(307),
        "changed", STAYS, "after 307, no content it reads Declined", DECLINED,
    ),
    "moved-to-be-got": Broken(
        judge.accepted_refused_or_redirected, came(303),
        "status 303", "a refusal (4xx)", "303, no content",
    ),
    "crashed": Broken(
        lambda each, _: judge.not_crashed(each), came(500),
        "crash", "no server error (5xx)", "500, no content",
    ),
    "crashed-in-another-way-than-is-allowed": Broken(
        lambda each, _: judge.not_crashed(each, [501]), came(500),
        "crash", "no server error (5xx)", "500, no content",
    ),
    "not-crashed-with-a-stack-trace": Broken(
        lambda each, _: judge.not_crashed(each), came(400, LEAK),
        "leak", "an error without a stack trace",
        f"the body contains “{LEAK}”{LOCAL}: 400: {LEAK}", requirement="RJ-REFUSAL-1",
    ),
    "crashed-without-an-answer": Broken(
        lambda each, _: judge.not_crashed(each), NOTHING,
        "no answer", "an answer", "none: connection reset",
    ),
    "body-of-another-type": Broken(
        lambda each, _: judge.clean(each), came(400, "{", Content_Type="text/json"),
        "shape", "a body of the media type that it declares", "the body contains text/json that does not parse: 400: {",
        requirement="RJ-REFUSAL-4",
    ),
    "others-changed": Broken(
        lambda each, _: judge.same([1], [2], "the rows", each), came(),
        "others", "the rows: 1", "2",
    ),
    "something-else-changed": Broken(
        lambda each, _: judge.same([1], [2], "the counter", each, "effect"), came(),
        "effect", "the counter: 1", "2",
    ),
    "too-slow": Broken(
        lambda each, _: timing.in_time([came(seconds=9), each], 2000), came(seconds=2.001),
        "slow", "an answer within 2000 ms", "the quickest took 2001 ms",
    ),
    "no-challenge": Broken(
        lambda each, _: judge.challenged(each), came(401),
        "challenge", "a WWW-Authenticate header with a challenge", "401 without WWW-Authenticate",
    ),
    "empty-challenge": Broken(
        lambda each, _: judge.challenged(each), came(401, WWW_Authenticate=""),
        "challenge", "a WWW-Authenticate header with a challenge", "401 with WWW-Authenticate: ",
    ),
    "challenge-without-a-scheme": Broken(
        lambda each, _: judge.challenged(each), came(401, WWW_Authenticate='"x"'),
        "challenge", "a WWW-Authenticate header with a challenge", '401 with WWW-Authenticate: "x"',
    ),
    "allow-missing": Broken(
        lambda each, _: judge.allows(each, "POST"), came(405),
        "allow", "an Allow header with POST", "405 without Allow",
    ),
    "allow-without-the-method": Broken(
        lambda each, _: judge.allows(each, "POST"), came(405, Allow="POSTAL, GET"),
        "allow", "an Allow header with POST", "405 with Allow: POSTAL, GET",
    ),
    "method-served": Broken(
        lambda each, _: judge.not_supported(each), came(399),
        "status 399", "a refusal (4xx or 501)", "399, no content",
    ),
    "method-crashes": Broken(
        lambda each, _: judge.not_supported(each), came(500),
        "crash", "a refusal (4xx or 501)", "500, no content",
    ),
    "credential-in-the-body": Broken(
        lambda each, _: judge.silent_about(each, "Bearer t0ken"), came(401, "no t0ken"),
        "leak", "an answer that does not repeat the credential", "it repeats it",
    ),
    "credential-in-a-header": Broken(
        lambda each, _: judge.silent_about(each, "Basic dXNlcg== b"), came(401, Warning="dXNlcg== b"),
        "leak", "an answer that does not repeat the credential", "it repeats it",
    ),
    "credential-without-a-scheme": Broken(
        lambda each, _: judge.silent_about(each, "t0ken"), came(401, "no t0ken"),
        "leak", "an answer that does not repeat the credential", "it repeats it",
    ),
    "password-in-the-body": Broken(
        lambda each, _: judge.silent_about(each, "Basic dXNlcg==", "pa55"), came(401, "pa55"),
        "leak", "an answer that does not repeat the credential", "it repeats it",
    ),
    "none-accepted": Broken(
        lambda each, _: judge.some_accepted([each, came(409)]), came(400),
        "status 400", "204 for at least one of them", "400, 409",
    ),
    "one-of-some-crashes": Broken(
        lambda each, _: judge.some_accepted([came(204), each]), came(500),
        "crash", "no server error (5xx)", "500, no content",
    ),
    "refused-for-its-own-sake": Broken(
        lambda each, invitation: judge.accepted(each, invitation.stage.invitee, own=415), came(415),
        "refused", "status 204", "415, no content",
    ),
    "refused-for-something-else": Broken(
        lambda each, invitation: judge.accepted(each, invitation.stage.invitee, own=415), came(400),
        "status 400", "status 204", "400, no content",
    ),
    "every-one-crashes": Broken(
        lambda each, invitation: judge.all_declined([each, came(500)], [PENDING, PENDING], invitation.stage.invitee),
        came(500), "crash", "all 2 are answered 204 and read Declined",
        "2 failed; first number 1: 500, no content; it reads Invitation",
    ),
    "one-of-several-crashes": Broken(
        lambda each, invitation: judge.all_declined([came(), each], [DECLINED, PENDING], invitation.stage.invitee),
        came(503), "sometimes crash", "all 2 are answered 204 and read Declined",
        "1 failed; first number 2: 503, no content; it reads Invitation",
    ),
    "one-of-several-is-forgotten": Broken(
        lambda each, invitation: judge.all_declined([came(), each], [DECLINED, PENDING], invitation.stage.invitee),
        came(), "sometimes effect", "all 2 are answered 204 and read Declined",
        "1 failed; first number 2: 204, no content; it reads Invitation",
    ),
    "one-of-several-is-not-answered": Broken(
        lambda each, invitation: judge.all_declined([each, came()], [PENDING, DECLINED], invitation.stage.invitee),
        NOTHING, "sometimes no answer", "all 2 are answered 204 and read Declined",
        "1 failed; first number 1: no answer (connection reset); it reads Invitation",
    ),
    "something-follows": Broken(
        lambda each, _: framing.nothing_follows(each, b"x" * 61), came(),
        "framing", "nothing between the header section and the next answer", f"61 or more bytes: “{'x' * 60}”",
    ),
    "malformed-line": Broken(
        lambda each, _: framing.well_formed(each, b"HTTP/1.1 204 x\r\nDate: now\r\nno colon\r\n\r\n"), came(),
        "framing", "header lines of name, colon and value", "“no colon”",
    ),
    "blank-last-line": Broken(
        lambda each, _: framing.well_formed(each, b"HTTP/1.1 204 x\r\nDate: now\r\n \r\n\r\n"), came(),
        "framing", "header lines of name, colon and value", "“ ”",
    ),
    "malformed-long-line": Broken(
        lambda each, _: framing.well_formed(each, b"HTTP/1.1 204 x\r\n" + b"n" * 81), came(),
        "framing", "header lines of name, colon and value", f"“{'n' * 80}”",
    ),
    "well-formed-but-no-204": Broken(
        lambda each, _: framing.well_formed(each, b"HTTP/1.1 200 x\r\n\r\n"), came(200),
        "status 200", "status 204", "200, no content",
    ),
    "chunks-for-http-1.0": Broken(
        lambda each, _: framing.unchunked(each), came(401, Transfer_Encoding="chunked"),
        "framing", "an answer without Transfer-Encoding", "Transfer-Encoding: chunked",
    ),
    "told-by-nothing": Broken(
        lambda each, _: judge.told_at_once(each, interim=False), came(204),
        "interim", "100 Continue, or a final answer, before the body is sent", "neither came within a second",
    ),
    "header-that-must-not-be": Broken(
        lambda each, _: framing.lacks(each, "Content-Length"), came(204, Content_Length="0"),
        "framing", "a 204 without Content-Length", "Content-Length: 0",
    ),
    "lacks-but-no-204": Broken(
        lambda each, _: framing.lacks(each, "Content-Length"), came(200),
        "status 200", "status 204", "200, no content",
    ),
}  # fmt: skip


def violation(broken: Broken, server: Server, invitation: Invitation) -> Violation | SideFinding:
    """What is held against the server; what the test is not about is noted, and does not end it."""
    server.row = broken.row
    if broken.requirement:
        exchange = replace(broken.exchange, side_findings=[])
        broken.check(exchange, invitation)
        (found,) = exchange.side_findings
        return found
    with pytest.raises(Violation) as caught:
        broken.check(broken.exchange, invitation)
    return caught.value


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_violation_says_what_was_expected_and_what_came(broken: Broken, server: Server, invitation: Invitation) -> None:
    """A reader sees from the words alone what is wrong."""
    found = violation(broken, server, invitation)
    assert (found.expected, found.actual) == (broken.expected, broken.actual)


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_violation_is_told_apart_by_its_aspect(broken: Broken, server: Server, invitation: Invitation) -> None:
    """Aspect and requirement decide what is counted, and what is only the consequence of another failure."""
    found = violation(broken, server, invitation)
    assert (found.aspect, getattr(found, "requirement", None)) == (broken.aspect, broken.requirement)


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_violation_carries_the_exchange_to_repeat(broken: Broken, server: Server, invitation: Invitation) -> None:
    """The request under a violation is the one that was answered wrongly."""
    assert violation(broken, server, invitation).exchange == broken.exchange


def test_more_than_one_slow_answer_in_twenty_is_too_many() -> None:
    """What is said of many answers names how many, and the worst."""
    with pytest.raises(Violation) as caught:
        timing.mostly_in_time([2.001, 2.5] + [0.1] * 37, 2000)
    assert caught.value.expected == "no more than one answer in 20 takes longer than 2000 ms"
    assert caught.value.actual == "2 of 39 did, the slowest 2500 ms"
