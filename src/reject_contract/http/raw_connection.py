"""Raw connections: the bytes that ordinary HTTP clients hide."""

from __future__ import annotations

import contextlib
import itertools
import re
import select
import socket
import ssl
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPMessage, parse_headers
from io import BytesIO
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

from reject_contract.http.client import Client
from reject_contract.http.exchange import Answer, Exchange, Headers, Sent, Wire, head
from reject_contract.http.reading import MOST_BYTES, TIMEOUT, Allowance, HeaderLines, Unreadable, in_words
from reject_contract.http.transport import ORDINARY
from reject_contract.sanitize import quoted
from reject_contract.target import credentials

LENGTH = re.compile("[0-9]{1,18}")
CHUNK_SIZE = re.compile("[0-9A-Fa-f]{1,15}")
LINGER = 0.05
"""Seconds in which bytes that belong to the answer before would have come."""


@dataclass(frozen=True)
class Message:
    """A request as bytes, in two parts."""

    sent: Sent
    head: bytes
    body: bytes

    @property
    def all(self) -> bytes:
        """Both parts."""
        return self.head + self.body


def message(
    client: Client,
    path: str,
    body: bytes,
    *,
    headers: Mapping[str, str | None] | None = None,
    method: str = "POST",
    version: str = "1.1",
    credential: Mapping[str, str] | None = None,
) -> Message:
    """A request as the ordinary client sends it; a header of value None is left out.

    A chunked body has no Content-Length.
    """
    parts = urlsplit(client.target.root + path)
    given = client.credential if credential is None else credential
    plain = {"Content-Type": "application/json", "Accept": "application/json", **ORDINARY}
    changed = {**plain, **given, **(headers or {})}
    merged = {name: value for name, value in changed.items() if value is not None}
    if method == "POST" and merged.get("Transfer-Encoding") != "chunked":
        merged["Content-Length"] = str(len(body))
    sent = Sent(method, client.target.root + path, tuple(merged.items()), body)
    return Message(sent, head(f"{method} {parts.path} HTTP/{version}", {"Host": parts.netloc, **merged}), body)


@dataclass
class RawConnection:
    """One raw connection, plain or TLS."""

    client: Client
    socket: socket.socket = field(init=False)
    header_section: bytes = b""
    patience: float = field(init=False)
    _allowance: Allowance = field(init=False)
    _unanswered: list[Sent] = field(default_factory=list)
    _given: bytes = b""
    _received: bytes = b""
    _ended: bool = False
    _last: bool = False
    """Whether the server said that it sends no other answer: RFC 9112 section 9.6 forbids to send another request."""

    def __enter__(self) -> RawConnection:
        self.socket = self.client.transport.route.connect()
        self.patience = self.client.target.limits.timeout_seconds
        return self

    def __exit__(self, *_: Any) -> None:
        self.socket.close()
        for sent in self._unanswered:
            self.client.recorder.record_besides(sent, "Sent on a raw connection that was left")

    def begin(self, message: Message, data: bytes) -> None:
        """Send the first bytes of a message, or all of it, once the budget has a request left."""
        self.client.transport.guard.check(message.sent)
        self.client.transport.budget.take(message.sent)
        sent, own = dict(message.sent.headers), self.client.credential
        for secret in {*credentials.secrets_of(sent)} - {*credentials.secrets_of(own)}:
            self.client.redaction.learn(secret)
        self._unanswered.append(message.sent)
        self.send(data)

    def send(self, data: bytes) -> None:
        """Send bytes; a connection that was closed meanwhile shows when the answer is read."""
        self._given += data
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.socket.sendall(data)

    def answer(self, message: Message) -> Exchange:
        """Read one answer and record it; interim answers (1xx) are passed over."""
        started, before = time.time(), time.perf_counter()
        found, problem = None, ""
        self._allowance = Allowance(self.patience)
        try:
            found = self._answer(message.sent.method)
            self._last |= found.last
        except (OSError, HTTPException) as reason:
            problem = in_words(reason)
        title = f"The {self.client.role} sends {message.sent.method} {message.sent.operation} on a raw connection"
        seconds = time.perf_counter() - before
        exchange = Exchange(
            message.sent, found, seconds, started, title, problem, self.client.redaction,
            Wire(self._given, self.header_section, self._received[:200]), self.client.recorder.side_findings,
        )  # fmt: skip
        if message.sent in self._unanswered:
            self._unanswered.remove(message.sent)
        self.client.recorder.record(exchange)
        if problem == TIMEOUT and self.patience > LINGER:
            self.client.transport.count_unanswered()
        return exchange

    def hurry(self) -> None:
        """Wait no longer than a moment for what should have come long ago."""
        self.patience = LINGER

    def waits(self, seconds: float) -> bool:
        """Whether something arrives within some seconds: bytes or the end."""
        if self._received or self._ended:
            return True
        if isinstance(self.socket, ssl.SSLSocket) and self.socket.pending():
            return True
        return bool(select.select([self.socket], [], [], seconds)[0])

    @property
    def closed(self) -> bool:
        """Whether the server has closed the connection and left nothing to read, or said that it will close it."""
        if self._last:
            return True
        if not self._received and self.waits(0):
            self._allowance = Allowance(LINGER)
            with contextlib.suppress(TimeoutError):
                self._more()
        return self._ended and not self._received

    def ends(self, seconds: float) -> bool:
        """Whether the server closes the connection within some seconds; what it sends before that is passed over."""
        self._allowance = Allowance(seconds)
        try:
            while not self._ended:
                self._more()
        except (TimeoutError, Unreadable):
            return False
        except OSError:
            return True  # TLS that ends without a word is an end as well
        return True

    def surplus(self) -> bytes:
        """What follows the last answer read and answers nothing, at most some bytes.

        Whatever comes unasked is surplus. Then a second request is sent, where the server takes one, so that its answer
        marks the end; where the server closes the connection instead, its end does.
        """
        self._allowance = Allowance(self.patience)
        if not self._received and self.waits(LINGER):
            self._more()
        if self._received or self._last:
            return self._received[:200]
        parts = urlsplit(self.client.target.root)
        headers = {**ORDINARY, "Connection": "close"}
        mark = Sent("GET", f"{self.client.target.root}/api", tuple(headers.items()))
        self.client.transport.budget.take(mark)
        self.client.recorder.record_besides(mark, "Its answer marks the end of the one before")
        self.send(head(f"GET {parts.path}/api HTTP/1.1", {"Host": parts.netloc, **headers}))
        while not self._ended and len(self._received) < 5:
            self._more()
        start = self._received.find(b"HTTP/1.")
        return self._received[: start if start >= 0 else 200]

    def told_to_continue(self, seconds: float) -> bool | None:
        """Whether 100 Continue comes within some seconds, or a final answer; None where neither does.

        Interim answers are taken off the connection.
        """
        self._allowance = Allowance(seconds)
        with contextlib.suppress(TimeoutError):
            while True:
                while b"\r\n\r\n" not in self._received and not self._ended:
                    self._more()
                status = self._received[9:12]
                if not status.startswith(b"1"):
                    return False
                self._received = self._received.partition(b"\r\n\r\n")[2]
                if status == b"100":
                    return True
        return None

    def _answer(self, method: str) -> Answer:
        while True:
            lines = self.header_section = self._until(b"\r\n\r\n")
            status_line, _, rest = lines.partition(b"\r\n")
            version, status, reason = _status_line(status_line)
            if status >= 200:
                break
        headers: HTTPMessage = parse_headers(cast(BinaryIO, HeaderLines(BytesIO(rest))))
        bodiless = method == "HEAD" or status in (204, 304)
        body = b"" if bodiless else _decoded(self._body(headers)[:MOST_BYTES], headers.get("Content-Encoding", ""))
        return Answer(status, reason, _pairs(headers), body or b"", version, miscoded=body is None)

    def _body(self, headers: HTTPMessage) -> bytes:
        if "chunked" in headers.get("Transfer-Encoding", "").lower():
            return b"".join(self._chunks())
        lengths = {length.strip() for length in headers.get_all("Content-Length", ())}
        if len(lengths) > 1 or any(not LENGTH.fullmatch(length) for length in lengths):
            raise Unreadable(f"the answer's Content-Length is no length: {quoted(', '.join(sorted(lengths)))}")
        if lengths:
            return self._take(min(int(lengths.pop()), MOST_BYTES))
        while not self._ended and len(self._received) < MOST_BYTES:
            self._more()
        return self._take(len(self._received))

    def _chunks(self) -> Iterator[bytes]:
        left = MOST_BYTES
        while left > 0:
            line = self._until(b"\r\n").split(b";")[0].strip().decode("latin-1")
            if not CHUNK_SIZE.fullmatch(line):
                raise Unreadable(f"the answer's chunks are broken: {quoted(line[:60])} is no size")
            if not (size := int(line, 16)):
                while self._until(b"\r\n") != b"\r\n":
                    pass
                return
            yield self._take(min(size, left))
            left -= size
            if left > 0:
                self._take(2)

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._received:
            if self._ended:
                raise Unreadable("the connection was closed without an answer")
            self._more()
        return self._take(self._received.index(mark) + len(mark))

    def _take(self, size: int) -> bytes:
        while len(self._received) < size:
            if self._ended:
                raise Unreadable("the answer ends before its announced length")
            self._more()
        taken, self._received = self._received[:size], self._received[size:]
        return taken

    def _more(self) -> None:
        try:
            data = self._allowance.receive(self.socket, 65536)
        except ConnectionResetError:
            data = b""
        self._ended = not data
        self._received += data


def chunked(body: bytes, size: int = 27) -> bytes:
    """The body in the chunked transfer coding; sizes as the RFC lets one write them, in either case and with a zero."""
    sizes = itertools.cycle((b"%x", b"%X", b"0%x"))
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    chunks = ((form % len(piece), piece) for form, piece in zip(sizes, pieces, strict=False))
    return b"".join(b"%s\r\n%s\r\n" % chunk for chunk in chunks) + b"0\r\n\r\n"


def _decoded(body: bytes, coding: str) -> bytes | None:
    """The content of a body in one of the codings that are asked for; None where it is not in it."""
    if not body or coding.strip().lower() not in ("gzip", "x-gzip", "deflate"):
        return body
    for window in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):  # gzip or zlib; deflate as some understand it
        decoder = zlib.decompressobj(window)
        with contextlib.suppress(zlib.error):
            content = decoder.decompress(body, MOST_BYTES)
            if decoder.eof or len(content) >= MOST_BYTES:
                return content
    return None


def _status_line(line: bytes) -> tuple[int, int, str]:
    words = line.decode("latin-1").split(" ", 2)
    if len(words) < 2 or words[0] not in ("HTTP/1.0", "HTTP/1.1") or not words[1].isdigit():
        begin = quoted(line[:60].decode("latin-1"))
        raise Unreadable(f"the answer does not begin with an HTTP status line: {begin}")
    return (10 if words[0] == "HTTP/1.0" else 11), int(words[1]), words[2] if len(words) > 2 else ""


def _pairs(headers: HTTPMessage) -> Headers:
    return tuple((name, str(value)) for name, value in headers.items())
