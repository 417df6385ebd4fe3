"""What HTTP says of the form of an answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from reject_contract.http.exchange import Exchange
from reject_contract.http.raw_connection import Message
from reject_contract.http.transport import TOO_LARGE
from reject_contract.http.violation import Omitted, Unjudged, Violation
from reject_contract.reject import judge
from reject_contract.reject.raw_requests import ClosedEarly, RawRequests, pause_of
from reject_contract.sanitize import quoted
from reject_contract.stage.invitations import Invitation

CHUNKS = "RJ-FRAME-17"
ONCE = ("date", "etag", "last-modified", "location", "content-type", "retry-after")
"""Fields of which an answer can have but one."""


def lacks(exchange: Exchange, name: str) -> None:
    """A 204 goes without a header."""
    value = judge.answered(exchange, judge.NO_CONTENT).header(name)
    if value is not None:
        raise Violation(f"a 204 without {name}", f"{name}: {value}", aspect="framing", exchange=exchange)


def without_host(message: Message) -> Message:
    """The message without its Host."""
    return replace(message, head=re.sub(rb"(?i)\r\nhost: [^\r]*", b"", message.head, count=1))


def with_two_hosts(message: Message) -> Message:
    """The message with another Host as well."""
    return replace(message, head=message.head.replace(b"\r\n\r\n", b"\r\nHost: other.example\r\n\r\n"))


def with_two_lengths(message: Message) -> Message:
    """The message with a second length, which leaves its last byte over."""
    second = b"\r\nContent-Length: %d\r\n\r\n" % (len(message.body) - 1)
    return replace(message, head=message.head.replace(b"\r\n\r\n", second))


def with_blank_before_colon(message: Message) -> Message:
    """The message with a blank between the name and the colon of a header."""
    return replace(message, head=re.sub(rb"(?i)(content-type):", rb"\1 :", message.head, count=1))


def carried_out_or_refused(exchange: Exchange, invitation: Invitation) -> None:
    """What came in chunks is carried out, or refused without side effects; 501 says that no chunks are known."""
    if exchange.status == judge.NOT_IMPLEMENTED:
        judge.untouched(exchange, invitation)
    else:
        judge.accepted_or_refused(exchange, invitation)


def carried_out_behind(raw: RawRequests, first: Message, invitation: Invitation) -> None:
    """A reject that is sent together with another is answered after it, unless the connection was closed."""
    second = raw.valid(invitation.id)
    try:
        earlier, exchange = raw.pipelined(first, second, second.all)
    except ClosedEarly as closed:
        if closed.first.answer is not None:
            _is_carried_out(closed.first)
        return
    _is_carried_out(earlier)
    if exchange.answer is None:
        expected = "an answer to the second of two requests, or the end of the connection"
        actual = f"neither ({exchange.problem}); the first was answered {earlier.summary()}"
        raise Violation(expected, actual, aspect="no answer", exchange=exchange)
    has_its_own_answer(raw, exchange, invitation)


def _is_carried_out(exchange: Exchange) -> None:
    if pause_of(exchange) is None:
        judge.answered(exchange, judge.NO_CONTENT)


def has_its_own_answer(raw: RawRequests, exchange: Exchange, invitation: Invitation) -> None:
    """A reject behind another on its connection is carried out; `Unjudged` where one without another is not either."""
    try:
        judge.declined(exchange, invitation, reason="Busy")
    except Violation as violation:
        if violation.aspect in ("effect", "reason"):
            other = invitation.stage.invitation()
            try:
                judge.declined(raw.once(raw.valid(other.id)), other, reason="Busy")
            except Violation as alike:
                raise Unjudged(f"so fails a reject that has a connection for itself ({alike.actual})") from None
        raise


def chunks_are_read(exchange: Exchange) -> None:
    """They should be, or be refused with 411; a server that answers as HTTP/1.0 knows nothing of them."""
    answer = judge.present(exchange)
    if answer.version != judge.OLD_HTTP and answer.status not in (judge.NO_CONTENT, judge.LENGTH_REQUIRED):
        exchange.note(CHUNKS, f"status {answer.status}", "status 204 or 411", exchange.summary())


def unchunked(exchange: Exchange) -> None:
    """An answer, whatever its status, has no Transfer-Encoding; `Omitted` where there is none."""
    if exchange.answer is None:
        raise Omitted(f"HTTP/1.0 is not answered: {exchange.problem}")
    value = judge.present(exchange).header("Transfer-Encoding")
    if value is not None:
        expected, actual = "an answer without Transfer-Encoding", f"Transfer-Encoding: {value}"
        raise Violation(expected, actual, aspect="framing", exchange=exchange)


def nothing_follows(exchange: Exchange, surplus: bytes) -> None:
    """On the connection nothing follows the header section."""
    judge.present(exchange)
    if surplus:
        expected = "nothing between the header section and the next answer"
        actual = f"{len(surplus)} or more bytes: {quoted(surplus[:60].decode('latin-1'))}"
        raise Violation(expected, actual, aspect="framing", exchange=exchange)


def bare(exchange: Exchange, *, old: bool = False) -> None:
    """A 204, and any answer to HEAD, is its header section alone, and what is `old`, HTTP/1.0, is answered as such.

    What is wrong is noted beside the test's subject.
    """
    if exchange.wire is None:
        return
    header_section, surplus = exchange.wire.header_section, exchange.wire.behind
    checks = {"RJ-FRAME-15": partial(unchunked, exchange)} if old else {}
    if exchange.sent.method == "HEAD":
        chunked = any(name.lower() == "transfer-encoding" for name, _ in exchange.sent.headers)
        if not chunked and exchange.status not in TOO_LARGE:  # a proxy may refuse content before it reads the method
            checks["RJ-FRAME-11"] = partial(nothing_follows, exchange, surplus)
    elif exchange.sent.method == "POST" and exchange.status == judge.NO_CONTENT:
        checks |= {
            "RJ-FRAME-1": partial(nothing_follows, exchange, surplus),
            "RJ-FRAME-2": partial(lacks, exchange, "Content-Length"),
            "RJ-FRAME-3": partial(lacks, exchange, "Transfer-Encoding"),
            "RJ-FRAME-10": partial(well_formed, exchange, header_section),
        }
    for requirement, check in checks.items():
        note(exchange, requirement, check)


def note(exchange: Exchange, requirement: str, check: Callable[[], object]) -> None:
    """Note what a check finds, beside the test's subject."""
    try:
        check()
    except Violation as violation:
        exchange.note(requirement, violation.aspect, violation.expected, violation.actual)


def followed(raw: RawRequests, message: Message, named: int) -> Exchange:
    """The answer to a message in chunks; what is sent next on its connection must not meet a rest of it."""
    following = raw.without_credential(named)
    exchange, after = raw.in_a_row(message, following)
    if after.status != judge.UNAUTHENTICATED == raw.once(following).status:
        expected = f"the next request on the connection is answered {judge.UNAUTHENTICATED}, as on one of its own"
        exchange.note("RJ-FRAME-4", "status", expected, after.summary())
    return exchange


def well_formed(exchange: Exchange, header_section: bytes) -> None:
    """Every line of the header section of a 204 is a name, a colon and a value, and no field contradicts another."""
    answer = judge.answered(exchange, judge.NO_CONTENT)
    for line in header_section.rstrip(b"\r\n").split(b"\r\n")[1:]:
        if not re.fullmatch(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\r\n\0]*", line):
            actual = quoted(line[:80].decode("latin-1"))
            raise Violation("header lines of name, colon and value", actual, aspect="framing", exchange=exchange)
    for name in ONCE:
        values = {value for each, value in answer.headers if each.lower() == name}
        if len(values) > 1:
            raise Violation(f"one {name}", quoted(" and ".join(sorted(values))), aspect="framing", exchange=exchange)
