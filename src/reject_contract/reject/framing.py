"""What HTTP says of the form of an answer."""

from __future__ import annotations

import re
from functools import partial

from reject_contract.http.exchange import Exchange
from reject_contract.http.violation import Violation
from reject_contract.reject import judge
from reject_contract.sanitize import quoted

ONCE = ("date", "etag", "last-modified", "location", "content-type", "retry-after")
"""Fields of which an answer can have but one."""


def lacks(exchange: Exchange, name: str) -> None:
    """A 204 goes without a header."""
    value = judge.answered(exchange, judge.NO_CONTENT).header(name)
    if value is not None:
        raise Violation(f"a 204 without {name}", f"{name}: {value}", aspect="framing", exchange=exchange)


def nothing_follows(exchange: Exchange, surplus: bytes) -> None:
    """On the connection nothing follows the header section."""
    judge.present(exchange)
    if surplus:
        expected = "nothing between the header section and the next answer"
        actual = f"{len(surplus)} or more bytes: {quoted(surplus[:60].decode('latin-1'))}"
        raise Violation(expected, actual, aspect="framing", exchange=exchange)


def bare(exchange: Exchange) -> None:
    """A 204, and any answer to HEAD, is its header section alone; what is wrong is noted beside the test's subject."""
    if exchange.wire is None:
        return
    header_section, surplus = exchange.wire
    checks = {
        "RJ-FRAME-1": partial(nothing_follows, exchange, surplus),
        "RJ-FRAME-2": partial(lacks, exchange, "Content-Length"),
        "RJ-FRAME-3": partial(lacks, exchange, "Transfer-Encoding"),
        "RJ-FRAME-10": partial(well_formed, exchange, header_section),
    }
    if exchange.sent.method == "HEAD":
        if any(name.lower() == "transfer-encoding" for name, _ in exchange.sent.headers):
            return  # HEAD with chunks may be refused before anybody looks at the method
        checks = {"RJ-FRAME-11": partial(nothing_follows, exchange, surplus)}
    elif exchange.sent.method != "POST" or exchange.status != judge.NO_CONTENT:
        return
    for requirement, check in checks.items():
        try:
            check()
        except Violation as violation:
            exchange.note(requirement, violation.aspect, violation.expected, violation.actual)


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
