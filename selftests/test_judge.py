"""What each helper of the judge lets pass, and what it asks the server on the way."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from judging import DECLINED, LEAK, NOTHING, PENDING, Check, Server, came, invited
from reject_contract.http.exchange import Answer, Exchange, Sent
from reject_contract.http.violation import Omitted, Unjudged, Violation
from reject_contract.reject import bodies, framing, judge, timing, xml_shapes
from reject_contract.reject.client import RejectClient
from reject_contract.stage.invitations import Absent, Invitation, State


class Fine(NamedTuple):
    """What is judged, what came, and how the row reads then."""

    check: Check
    exchange: Exchange
    row: State = PENDING


FINE = {
    "the-only-status": Fine(lambda each, _: judge.answered(each, 204), came(204)),
    "the-second-status": Fine(lambda each, _: judge.answered(each, 204, 406), came(406)),
    "accepted-204": Fine(lambda each, row: judge.accepted(each, row.stage.invitee), came(204)),
    "declined": Fine(judge.declined, came(204), DECLINED),
    "declined-with-the-reason": Fine(
        lambda each, row: judge.declined(each, row, "Busy"), came(), State("Declined", "Busy")
    ),
    "declined-with-some-reason": Fine(judge.declined, came(204), State("Declined", "Busy")),
    "effect-whatever-the-status": Fine(judge.took_effect, came(500), DECLINED),
    "untouched": Fine(judge.untouched, came(400)),
    "seen-is-untouched": Fine(judge.untouched, came(400), State("Seen", "")),
    "refused-400": Fine(judge.refused, came(400)),
    "refused-499": Fine(judge.refused, came(499)),
    "refused-by-null": Fine(judge.refused, came(200, "null")),
    "unauthenticated": Fine(judge.unauthenticated, came(401)),
    "unauthenticated-403": Fine(lambda each, row: judge.unauthenticated(each, row, [401, 403]), came(403)),
    "settled-declined": Fine(judge.accepted_or_refused, came(204), DECLINED),
    "settled-refused": Fine(judge.accepted_or_refused, came(400)),
    "settled-by-null": Fine(judge.accepted_or_refused, came(200, "null")),
    "settled-by-hanging-up": Fine(lambda each, row: judge.accepted_or_refused(each, row, may_hang_up=True), NOTHING),
    "moved-301": Fine(judge.accepted_refused_or_redirected, came(301)),
    "moved-302": Fine(judge.accepted_refused_or_redirected, came(302)),
    "moved-307": Fine(judge.accepted_refused_or_redirected, came(307)),
    "moved-308": Fine(judge.accepted_refused_or_redirected, came(308)),
    "not-moved-but-settled": Fine(judge.accepted_refused_or_redirected, came(204), DECLINED),
    "not-crashed-499": Fine(lambda each, _: judge.not_crashed(each), came(499)),
    "not-crashed-since-501-is-allowed": Fine(lambda each, _: judge.not_crashed(each, [501]), came(501)),
    "clean-400": Fine(lambda each, _: judge.clean(each), came(400, "Bad request")),
    "no-error-is-not-looked-into": Fine(lambda each, _: judge.clean(each), came(399, LEAK)),
    "same": Fine(lambda each, _: judge.same({1: "a"}, {1: "a"}, "rows", each), came()),
    "in-time-to-the-millisecond": Fine(lambda each, _: timing.in_time([each], 2000), came(seconds=2.0)),
    "one-of-them-in-time": Fine(lambda each, _: timing.in_time([came(seconds=9), each], 2000), came(seconds=1)),
    "one-in-twenty-slow": Fine(lambda each, _: timing.mostly_in_time([each.seconds] * 20 + [9], 2000), came(seconds=1)),
    "challenged": Fine(lambda each, _: judge.challenged(each), came(401, WWW_Authenticate=" Basic realm=x")),
    "challenged-in-lower-case": Fine(lambda each, _: judge.challenged(each), came(401, WWW_Authenticate="negotiate")),
    "no-challenge-needed": Fine(lambda each, _: judge.challenged(each), came(403)),
    "allows-post": Fine(lambda each, _: judge.allows(each, "POST"), came(405, Allow="GET,post, HEAD")),
    "nothing-to-allow": Fine(lambda each, _: judge.allows(each, "POST"), came(404)),
    "not-supported-400": Fine(lambda each, _: judge.not_supported(each), came(400)),
    "not-supported-499": Fine(lambda each, _: judge.not_supported(each), came(499)),
    "not-supported-501": Fine(lambda each, _: judge.not_supported(each), came(501)),
    "silent": Fine(lambda each, _: judge.silent_about(each, "Bearer t0ken", "pa55"), came(401, "Bearer", X="Bearer")),
    "silent-but-for-a-word": Fine(lambda each, _: judge.silent_about(each, "Basic a word"), came(401, "a good word")),
    "some-accepted": Fine(lambda each, _: judge.some_accepted([came(409), each]), came(204)),
    "nothing-follows": Fine(lambda each, _: framing.nothing_follows(each, b""), came()),
    "well-formed": Fine(
        lambda each, _: framing.well_formed(each, b"HTTP/1.1 204 x\r\nDate:\r\nA-b: c:d\r\n\r\n"), came()
    ),
    "well-formed-without-headers": Fine(lambda each, _: framing.well_formed(each, b"HTTP/1.1 204 x\r\n\r\n"), came()),
    "chunks-not-known": Fine(framing.carried_out_or_refused, came(501)),
    "answer-in-http-1.0": Fine(lambda each, _: framing.unchunked(each), came(401, Connection="close")),
    "told-by-100": Fine(lambda each, _: judge.told_at_once(each, interim=True), came(204)),
    "told-by-a-refusal": Fine(lambda each, _: judge.told_at_once(each, interim=False), came(417)),
    "told-by-http-1.0": Fine(lambda each, _: judge.told_at_once(each, interim=False), came(204, version=10)),
    "lacks": Fine(lambda each, _: framing.lacks(each, "Content-Length"), came(204, Date="today")),
}


@pytest.mark.parametrize("fine", FINE.values(), ids=FINE)
def test_what_the_contract_allows_passes(fine: Fine, server: Server, invitation: Invitation) -> None:
    """No false alarm: what is right, and what the documents leave open, is not held against a server."""
    server.row = fine.row
    fine.check(fine.exchange, invitation)


ROWS = [State("Declined", ""), State("Seen", ""), State("Accepted", "")]


@pytest.mark.parametrize("expected", [["Declined", "pending", "Accepted"], ["any", "any", "any"]])
def test_occurrences_that_read_as_they_should_pass(expected: list[str]) -> None:
    """Of each occurrence its status counts, or that it waits for an answer, or nothing at all."""
    judge.states(ROWS, expected, came())


@pytest.mark.parametrize(
    ("expected", "aspect", "words"),
    [
        (["Declined", "Declined", "any"], "effect", "occurrence 2 of 3 reads Declined"),
        (["pending", "any", "any"], "others", "occurrence 1 of 3 stays pending"),
        (["any", "Seen", "pending"], "others", "occurrence 3 of 3 stays pending"),
    ],
    ids=["not-declined", "declined-too-early", "no-longer-pending"],
)
def test_wrong_occurrence_is_named_beside_all(expected: list[str], aspect: str, words: str) -> None:
    """Which occurrence is wrong, and how all of them read: a shift by one is seen at once."""
    exchange = came()
    with pytest.raises(Violation) as caught:
        judge.states(iter(ROWS), iter(expected), exchange)
    found = caught.value
    assert (found.aspect, found.expected, found.exchange) == (aspect, words, exchange)
    assert found.actual == f"it reads {ROWS[int(words[11]) - 1].status} (in order: Declined, Seen, Accepted)"


def test_missing_occurrence_is_no_pass() -> None:
    """As many occurrences as expected must be there."""
    with pytest.raises(ValueError, match="argument 2 is longer"):
        judge.states(ROWS[:2], ["any", "any", "any"], came())


@pytest.mark.parametrize(
    "check",
    [lambda each, row: judge.accepted(each, row.stage.invitee), judge.declined, judge.refused],
    ids=["accepted", "declined", "refused"],
)
def test_credential_that_opens_nothing_is_not_held_against_the_operation(
    check: Check, server: Server, invitation: Invitation
) -> None:
    """A 401 everywhere says that the credential has expired, and nothing of the Reject operation."""
    server.other_operations = 401
    with pytest.raises(Unjudged) as caught:
        check(came(401), invitation)
    assert str(caught.value) == (
        "the soticket credential of the invitee is refused by other operations too (401, no content): has it expired?"
    )


def test_text_that_a_firewall_stops_is_omitted(server: Server, invitation: Invitation) -> None:
    """A page in place of an answer, for another operation too: the operation never saw the text."""
    server.other_operations, server.page = 403, True
    with pytest.raises(Omitted, match="a firewall before the API stops such a text"):
        judge.accepted(came(403, "<html/>", Content_Type="text/html"), invitation.stage.invitee)


@pytest.mark.parametrize(("status", "page"), [(200, False), (403, False), (406, True)],
                         ids=["carried-out", "refused-by-the-api", "another-status"])  # fmt: skip
def test_page_of_the_operation_alone_is_no_firewall(
    server: Server, invitation: Invitation, status: int, page: bool
) -> None:
    """Another operation takes the text, or refuses it itself: the page is the operation's own."""
    server.other_operations, server.page = status, page
    with pytest.raises(Violation):
        judge.accepted(came(403, "<html/>", Content_Type="text/html"), invitation.stage.invitee)


def test_many_rejects_with_a_credential_that_opens_nothing(server: Server, invitation: Invitation) -> None:
    """What holds of one reject holds of many."""
    server.other_operations = 401
    with pytest.raises(Unjudged):
        judge.all_declined([came(401), came()], [PENDING, DECLINED], invitation.stage.invitee)


def test_many_rejects_are_judged_at_once_without_a_401(server: Server, invitation: Invitation) -> None:
    """Nothing else is asked."""
    server.other_operations = 401
    with pytest.raises(Violation):
        judge.all_declined([came(500), came()], [PENDING, DECLINED], invitation.stage.invitee)
    assert server.asked == []


@pytest.mark.parametrize("requirement", ["RJ-AUTH-22", None], ids=["another-requirement", "what-the-test-is-about"])
def test_violation_ends_the_test_that_is_about_it(
    requirement: str | None, server: Server, invitation: Invitation
) -> None:
    """A test goes on past a failure of another requirement, and notes it."""
    server.row, exchange = DECLINED, came(401)
    with contextlib.nullcontext() if requirement else pytest.raises(Violation):
        judge.untouched(exchange, invitation, requirement)
    assert [found.requirement for found in exchange.side_findings] == [requirement] * bool(requirement)
    assert not invitation.untouched


def test_other_operations_are_asked_after_a_401_alone(server: Server, invitation: Invitation) -> None:
    """A wrong status is judged at once, whatever the credential is good for."""
    server.other_operations = 401
    with pytest.raises(Violation):
        judge.accepted(came(403), invitation.stage.invitee)
    assert server.asked == []


def test_answered_gives_the_answer() -> None:
    """What was judged can be looked into."""
    exchange = came(406)
    assert judge.answered(exchange, 406) is exchange.answer
    assert judge.not_crashed(exchange) is exchange.answer


def test_invitation_that_was_answered_is_not_used_again(server: Server, invitation: Invitation) -> None:
    """After a reject that should take effect the invitation is used up, even if it had none."""
    with pytest.raises(Violation):
        judge.took_effect(came(), invitation)
    assert invitation.answered


@pytest.mark.parametrize(("row", "reusable"), [(PENDING, True), (DECLINED, False)])
def test_only_an_untouched_invitation_is_used_again(
    server: Server, invitation: Invitation, row: State, reusable: bool
) -> None:
    """An invitation is as good as new where it was seen to be."""
    server.row = row
    try:
        judge.untouched(came(400), invitation)
    except Violation:
        assert not reusable
    assert invitation.untouched is reusable


def test_nothing_is_read_of_an_id_without_an_appointment(server: Server, invitation: Invitation) -> None:
    """Where the target has no invitations, nothing can be touched and nothing is asked."""
    judge.untouched(came(400), Absent(invitation.stage, 8, 0, "", State("no appointment", "")))
    assert server.asked == []


@pytest.mark.parametrize("kind", ["basic", "bearer", "xsrf"])
def test_credential_that_is_not_given_omits_the_test(invitation: Invitation, kind: Any) -> None:
    """The reason names role and kind, so that the target file can be completed."""
    with pytest.raises(Omitted) as caught:
        judge.needs_kind(invitation.stage.invitee, kind)
    assert str(caught.value) == (f"the target file gives the invitee no {kind} credential that the installation allows")


def test_credential_that_is_given_omits_nothing(invitation: Invitation) -> None:
    """A kind that the account has is judged."""
    judge.needs_kind(invitation.stage.invitee, "soticket")


@dataclass
class Picky(Server):
    """Understands one namespace alone, and answers 204 to all or refuses the others."""

    wanted: str = ""
    others: int = 204

    def send(self, sent: Sent) -> Answer:
        """Decline where the namespace is the wanted one."""
        if not sent.url.endswith("Reject"):
            return super().send(sent)
        self.asked.append(sent)
        understood = (bodies.DATA_CONTRACT in sent.body.decode()) == bool(self.wanted)
        self.row = State("Declined", "Busy") if understood else PENDING
        return Answer(204 if understood else self.others, "", ())


PLAIN, NAMESPACED = (
    bodies.encode(bodies.request(7, "Busy", "ThisAndForward"), "text/xml", shape) for shape in bodies.SHAPES[:2]
)
JSON = bodies.encode(bodies.request(7, "Busy", "ThisAndForward"), "application/json")


@pytest.mark.parametrize(
    ("media_type", "habits", "sent"),
    [
        ("text/xml", {"wanted": ""}, [PLAIN]),
        ("text/xml; charset=utf-8", {"wanted": bodies.DATA_CONTRACT}, [PLAIN, NAMESPACED]),
        ("text/xml", {"wanted": bodies.DATA_CONTRACT, "others": 400}, [PLAIN, NAMESPACED]),
        ("application/json", {"wanted": ""}, [JSON]),
        ("application/json", {"wanted": bodies.DATA_CONTRACT}, [JSON]),
    ],
    ids=["plain", "namespace-after-a-204-without-effect", "namespace-after-a-refusal", "json", "json-without-effect"],
)
def test_xml_is_sent_in_each_shape_until_one_takes_effect(
    media_type: str, habits: dict[str, Any], sent: list[bytes], tmp_path: Path
) -> None:
    """No document shows the XML of a request: the first shape that is understood counts, or the last one."""
    picky = Picky(**habits)
    with invited(picky, tmp_path) as invitation:
        client = RejectClient.of(invitation.stage.invitee)
        xml_shapes.reject(client, invitation, "Busy", media_type, "ThisAndForward")
    assert [each.body for each in picky.asked if each.url.endswith("Reject")] == sent


def test_xml_is_tried_with_a_reject_of_one_occurrence(invitation: Invitation) -> None:
    """Where a test says nothing else, OnlyThis is what it rejects."""
    client = RejectClient.of(invitation.stage.invitee)
    exchange = xml_shapes.reject(client, invitation, "Busy", "application/json")
    assert exchange.sent.body == bodies.encode(bodies.request(7, "Busy", "OnlyThis"), "application/json")


def test_answer_of_the_shape_that_works_is_judged(server: Server, invitation: Invitation) -> None:
    """The exchange that comes back is that of the shape that took effect."""
    server.row = DECLINED
    answers = {bodies.SHAPES[0]: came(400), bodies.SHAPES[1]: came(204)}
    assert xml_shapes.first_that_works(answers.__getitem__, invitation, "text/xml").status == 204


def test_shape_that_an_answer_asks_for_is_tried_last(server: Server, invitation: Invitation) -> None:
    """DataContractSerializer says which root element it wants; JSON in between may have escaped the quotes."""
    wanted = bodies.Shape("Controller.RejectRequest", "http://example.org/2004/07/Other")
    words = f"Expecting element \\u0027{wanted.root}\\u0027 from namespace \\u0027{wanted.namespace}\\u0027."
    refused = came(400, words)
    server.row = DECLINED
    answers = {**dict.fromkeys(bodies.SHAPES, refused), wanted: came(204)}
    assert xml_shapes.first_that_works(answers.__getitem__, invitation, "text/xml").status == 204


def test_request_without_a_media_type_has_one_shape(invitation: Invitation) -> None:
    """Where no media type is declared, nothing is tried twice."""
    only = came(400)
    assert xml_shapes.first_that_works({bodies.PLAIN: only}.__getitem__, invitation, None) is only
