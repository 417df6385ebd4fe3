"""The bytes on the connection, which ordinary clients hide."""

from collections.abc import Callable

import pytest

from reject_contract.http.raw_connection import Message
from reject_contract.plugin.case_result import Observe
from reject_contract.reject import framing, judge
from reject_contract.reject.client import RejectClient as Client
from reject_contract.reject.raw_requests import RawRequests
from reject_contract.stage.invitations import Invitation

First = Callable[[RawRequests, int], Message]


@pytest.mark.requirement("RJ-FRAME-1")
def test_nothing_follows_the_204(raw: RawRequests, invitation: Invitation) -> None:
    """A 204 ends with its header section: what came after would be read as the next answer."""
    exchange, surplus = raw.alone(invitation.id)
    judge.accepted(exchange, raw.client)
    framing.nothing_follows(exchange, surplus)


@pytest.mark.requirement("RJ-FRAME-2")
def test_204_has_no_content_length(raw: RawRequests, invitation: Invitation) -> None:
    """A 204 carries no Content-Length, not even of zero."""
    exchange, _ = raw.alone(invitation.id)
    judge.credential_works(exchange, raw.client)
    framing.lacks(exchange, "Content-Length")


@pytest.mark.requirement("RJ-FRAME-3")
def test_204_has_no_transfer_encoding(raw: RawRequests, invitation: Invitation) -> None:
    """A 204 carries no Transfer-Encoding."""
    exchange, _ = raw.alone(invitation.id)
    judge.credential_works(exchange, raw.client)
    framing.lacks(exchange, "Transfer-Encoding")


@pytest.mark.requirement("RJ-FRAME-10")
def test_header_section_is_well_formed(raw: RawRequests, invitation: Invitation) -> None:
    """Every line of it is a name, a colon and a value."""
    exchange, header_section = raw.header_section(invitation.id)
    judge.credential_works(exchange, raw.client)
    framing.well_formed(exchange, header_section)


@pytest.mark.requirement("RJ-FRAME-11")
def test_nothing_follows_the_answer_to_head(raw: RawRequests) -> None:
    """The answer to HEAD ends with its header section, whatever that says."""
    exchange, surplus = raw.head()
    framing.nothing_follows(exchange, surplus)


@pytest.mark.requirement("RJ-FRAME-4")
@pytest.mark.parametrize("first", [RawRequests.valid, RawRequests.of_another_type, RawRequests.without_credential,
                                   RawRequests.of_another_method],
                         ids=["after-a-reject", "after-a-refused-type", "after-a-401", "after-a-405"])  # fmt: skip
def test_next_request_gets_its_own_answer(
    raw: RawRequests, invitation: Invitation, pending: Invitation, first: First
) -> None:
    """After any answer the connection serves the next request, or is closed."""
    earlier, exchange = raw.in_a_row(first(raw, pending.id), raw.valid(invitation.id))
    judge.not_crashed(earlier, also=[judge.NOT_IMPLEMENTED] if earlier.sent.method == "PUT" else [])
    framing.has_its_own_answer(raw, exchange, invitation)


@pytest.mark.requirement("RJ-FRAME-18")
def test_request_right_behind_another_gets_its_own_answer(
    raw: RawRequests, invitation: Invitation, pending: Invitation
) -> None:
    """What arrives before the request before it was answered is carried out as well, or the connection is closed."""
    framing.carried_out_behind(raw, raw.valid(pending.id), invitation)


@pytest.mark.requirement("RJ-FRAME-14")
@pytest.mark.parametrize("last", [RawRequests.valid, RawRequests.without_credential],
                         ids=["after-a-204", "after-a-401"])  # fmt: skip
def test_connection_is_closed_where_that_is_asked_for(
    raw: RawRequests, invitation: Invitation, last: First, observe: Observe
) -> None:
    """Whatever the answer, it is the last on its connection; within which time is written nowhere."""
    exchange, closed = raw.closing(last(raw, invitation.id))
    observe("RJ-FRAME-14", f"{exchange.summary()}; {'closed' if closed else 'open still'}")


@pytest.mark.requirement("RJ-FRAME-5", "RJ-FRAME-9", "RJ-FRAME-17")
def test_chunked_body_is_accepted_or_refused(raw: RawRequests, invitation: Invitation, observe: Observe) -> None:
    """A body in chunks is carried out, or refused without side effects; it should be refused with nothing but 411."""
    exchange = raw.chunked(invitation.id)
    judge.credential_works(exchange, raw.client)
    framing.carried_out_or_refused(exchange, invitation)
    framing.chunks_are_read(exchange)
    observe("RJ-FRAME-9", f"chunked body: {exchange.summary()}")


@pytest.mark.requirement("RJ-FRAME-6", "RJ-FRAME-9")
def test_expectation_is_accepted_or_refused(raw: RawRequests, invitation: Invitation, observe: Observe) -> None:
    """A reject that asks for 100 Continue first is carried out, or refused with a 4xx such as 417."""
    exchange, interim = raw.expecting(invitation.id)
    judge.accepted_or_refused(exchange, invitation)
    observe("RJ-FRAME-9", f"100-continue: {exchange.summary()}, {'with' if interim else 'without'} an interim answer")


@pytest.mark.requirement("RJ-FRAME-12")
def test_expectation_is_answered_at_once(raw: RawRequests, invitation: Invitation) -> None:
    """Who asks 100-continue and holds the body back is told within a second whether to send it."""
    exchange, interim = raw.expecting(invitation.id)
    judge.told_at_once(exchange, interim)


@pytest.mark.requirement("RJ-FRAME-7", "RJ-FRAME-9")
def test_http_1_0_is_understood(invitee: Client, raw: RawRequests, invitation: Invitation, observe: Observe) -> None:
    """A reject of an HTTP/1.0 client is carried out."""
    exchange = raw.as_http_1_0(raw.valid(invitation.id))
    observe("RJ-FRAME-9", f"HTTP/1.0: {exchange.summary()}")
    judge.declined(exchange, invitation)


@pytest.mark.requirement("RJ-FRAME-15")
@pytest.mark.parametrize("refused", [RawRequests.without_credential, RawRequests.of_another_type],
                         ids=["401", "refused-type"])  # fmt: skip
def test_answer_to_http_1_0_is_not_chunked(raw: RawRequests, pending: Invitation, refused: First) -> None:
    """An HTTP/1.0 client knows nothing of chunks."""
    framing.unchunked(raw.as_http_1_0(refused(raw, pending.id)))


@pytest.mark.requirement("RJ-FRAME-16")
@pytest.mark.parametrize("spoil", [framing.without_host, framing.with_two_hosts, framing.with_two_lengths,
                                   framing.with_blank_before_colon],
                         ids=["no-host", "two-hosts", "two-lengths", "blank-before-colon"])  # fmt: skip
def test_what_is_no_request_is_answered_400(
    raw: RawRequests, invitation: Invitation, spoil: Callable[[Message], Message]
) -> None:
    """Of whom a request is meant, and what it says, must not be read in two ways."""
    judge.answered(raw.once(spoil(raw.valid(invitation.id))), 400)


@pytest.mark.requirement("RJ-FRAME-13")
def test_reject_without_user_agent_is_accepted_or_refused(raw: RawRequests, invitation: Invitation) -> None:
    """A reject without a User-Agent is carried out, or refused without side effects."""
    judge.accepted_or_refused(raw.without_user_agent(invitation.id), invitation, reason="Busy")


@pytest.mark.requirement("RJ-FRAME-8")
def test_request_in_pieces_is_carried_out(invitee: Client, raw: RawRequests, invitation: Invitation) -> None:
    """How a request is cut into packets means nothing."""
    judge.declined(raw.in_pieces(invitation.id), invitation, reason="Busy")
