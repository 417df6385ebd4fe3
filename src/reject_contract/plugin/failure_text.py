"""A violation as a person reads it: what was expected, what came, the exchange, and how to repeat it."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator

from reject_contract.http.exchange import Exchange, SideFinding
from reject_contract.http.violation import Violation
from reject_contract.run.run import Run
from reject_contract.sanitize import shown
from reject_contract.verdict.register import Requirement

HEADERS = 5
"""Header lines that are shown of a request or an answer."""
WIDTH = 140
"""Characters of a line that only informs; what is there to be copied is never cut."""
STATED = 300
"""Characters of what was expected and what came instead."""
LONGEST_CURL = 4000
"""A longer command is of no use on a terminal."""
ROUTINE_HEADERS = {
    "accept-encoding",
    "connection",
    "content-length",
    "date",
    "host",
    "keep-alive",
    "server",
    "user-agent",
}
"""Headers of every exchange, which say nothing."""
FRAMING = {"connection", "content-length"}
"""Those of them that matter in an answer."""


def heading(requirement: Requirement) -> str:
    """The requirement that is violated."""
    return f"{requirement.id}  {requirement.title}"


def where(requirement: Requirement) -> str:
    """Where the requirement comes from."""
    return _line("where", f"{requirement.source} ({requirement.level}, {requirement.basis})", WIDTH * 2)


def reason(text: str) -> str:
    """Why the outcome is what it is, in one line."""
    return _line("reason", text, STATED)


def details(violation: Violation | SideFinding, run: Run, nodeid: str, seed: int, commands: str) -> str:
    """All that follows the heading, whichever requirement it is; the command to copy stands last."""
    mask = run.redaction.mask
    lines = [
        _line("expected", mask(violation.expected), STATED),
        _line("actual", mask(violation.actual), STATED),
    ]
    exchange = violation.exchange
    if exchange:
        lines += _block("sent", map(mask, _sent(exchange)))
        lines += came(exchange, mask)
    lines += [_line("seed", str(seed)), _line("again", mask(again(run, nodeid)))]
    if exchange:
        too_long = f"too long for a terminal ({len(commands)} characters); it stands in the statement"
        lines += _block("curl", (commands if len(commands) <= LONGEST_CURL else too_long).splitlines(), most=0)
    return "\n".join(lines)


def again(run: Run, nodeid: str) -> str:
    """The command that repeats the test."""
    return shlex.join(["reject-contract", "verify", nodeid, *run.naming, *run.repeating])


def came(exchange: Exchange, mask: Callable[[str], str]) -> Iterator[str]:
    """The answer, in lines; masked before they are cut, since a part of a secret is not known for one."""
    return _block("came", map(mask, _came(exchange)))


def _sent(exchange: Exchange) -> Iterator[str]:
    sent = exchange.sent
    yield f"{sent.method} {sent.url}"
    yield from _headers(sent.headers, ROUTINE_HEADERS)
    yield sent.body.decode("utf-8", errors="replace")


def _came(exchange: Exchange) -> Iterator[str]:
    answer = exchange.answer
    if answer is None:
        yield f"no answer: {exchange.problem}"
        return
    yield f"HTTP/{answer.version // 10}.{answer.version % 10} {answer.status} {answer.reason}"
    yield from _headers(answer.headers, ROUTINE_HEADERS - FRAMING)
    yield answer.text


def _headers(headers: Iterable[tuple[str, str]], routine: set[str]) -> list[str]:
    lines = [f"{name}: {value}" for name, value in headers if name.lower() not in routine]
    more = len(lines) - HEADERS
    return lines if more <= 0 else [*lines[: HEADERS - 1], f"… and {more + 1} headers more"]


def _block(label: str, lines: Iterable[str], most: int = WIDTH) -> Iterator[str]:
    """Lines below one another, the label before the first; empty ones are left out."""
    for line in lines:
        if line:
            yield _line(label, line, most)
            label = ""


def _line(label: str, text: str, most: int = 0) -> str:
    """One line without anything that steers a terminal, cut where it may be."""
    line = " ".join(text.splitlines()).rstrip()
    return f"  {label:<9} {shown(line, most or len(line) + 1, '…')}"
