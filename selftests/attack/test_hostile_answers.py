"""Hostile answers: whatever comes, both clients end in time, and say in words what came."""

from __future__ import annotations

import contextlib
import gzip
import re
import socketserver
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain, cycle
from pathlib import Path

import pytest
import yaml

from reject_contract.http.exchange import Exchange
from reject_contract.http.raw_connection import RawConnection, message
from reject_contract.http.reading import MOST_BYTES
from reject_contract.run.run import Run
from reject_contract.target import target_file

pytestmark = pytest.mark.slow

Parts = Iterator[bytes | float]
"""Bytes to send, and seconds to wait."""

PATIENCE = 0.5
"""The target's timeout_seconds."""
LONG = 12.0
"""After so many seconds the server gives up: a client that is still there hangs."""
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
ZEROS = 60_000_000
GOOD = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"
GZIP = gzip.compress(b"{}")


def at_once(data: bytes) -> Callable[[], Parts]:
    """All of it, and then the end."""
    return lambda: iter([data])


def then_silence(data: bytes) -> Callable[[], Parts]:
    """All of it, and then nothing more."""
    return lambda: iter([data, LONG])


def without_end(begin: bytes, *again: bytes | float) -> Callable[[], Parts]:
    """A beginning, and then the same again and again."""
    return lambda: chain([begin], cycle(again))


def drip(begin: bytes, drop: bytes) -> Callable[[], Parts]:
    """A beginning, and then a few bytes now and then, without end."""
    return without_end(begin, 0.1, drop)


def flood(begin: bytes, piece: bytes) -> Callable[[], Parts]:
    """A beginning, and then as much as the client takes, without end."""
    return without_end(begin, piece * (65536 // len(piece)))


def packed(compress: Callable[[bytes], bytes], coding: bytes) -> bytes:
    """An answer that is small on the way, and large afterwards."""
    body = compress(bytes(ZEROS))
    return HEAD + b"Content-Encoding: %s\r\nContent-Length: %d\r\n\r\n" % (coding, len(body)) + body


ANSWERS: dict[str, Callable[[], Parts]] = {
    "nothing": then_silence(b""),
    "end-at-once": at_once(b""),
    "half-a-status-line": then_silence(b"HTTP/1.1 2"),
    "half-a-status-line-and-end": at_once(b"HTTP/1.1 2"),
    "half-a-header": then_silence(HEAD + b"Conte"),
    "half-a-header-and-end": at_once(HEAD + b"Conte"),
    "half-a-body": then_silence(HEAD + b"Content-Length: 10\r\n\r\n{"),
    "half-a-body-and-end": at_once(HEAD + b"Content-Length: 10\r\n\r\n{"),
    "half-a-chunk": then_silence(CHUNKED + b"a\r\n{"),
    "half-a-chunk-and-end": at_once(CHUNKED + b"a\r\n{"),
    "half-a-trailer": then_silence(CHUNKED + b"2\r\n{}\r\n0\r\nX-A"),
    "half-a-trailer-and-end": at_once(CHUNKED + b"2\r\n{}\r\n0\r\nX-A"),
    "status-line-drips": drip(b"HTTP/1.1 200 ", b"O"),
    "header-lines-drip": drip(HEAD, b"X-A: b\r\n"),
    "header-value-drips": drip(HEAD + b"X-A: ", b"b"),
    "body-drips": drip(HEAD + b"Content-Length: 9999\r\n\r\n", b" "),
    "body-without-length-drips": drip(HEAD + b"\r\n", b" "),
    "chunks-drip": drip(CHUNKED, b"1\r\n \r\n"),
    "chunk-size-drips": drip(CHUNKED, b"0"),
    "chunk-extension-drips": drip(CHUNKED + b"1;", b"a"),
    "trailers-drip": drip(CHUNKED + b"2\r\n{}\r\n0\r\n", b"X-A: b\r\n"),
    "interim-answers-drip": drip(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "continue-drips": drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "status-line-floods": flood(b"HTTP/1.1 200 ", b"O"),
    "header-lines-flood": flood(HEAD, b"X-A: b\r\n"),
    "header-value-floods": flood(HEAD + b"X-A: ", b"b"),
    "body-floods": flood(HEAD + b"Content-Length: 99999999999\r\n\r\n", b" "),
    "body-without-length-floods": flood(HEAD + b"\r\n", b" "),
    "chunks-flood": flood(CHUNKED, b"1\r\n \r\n"),
    "large-chunk-floods": flood(CHUNKED + b"ffffffffff\r\n", b" "),
    "chunk-size-floods": flood(CHUNKED, b"0"),
    "trailers-flood": flood(CHUNKED + b"2\r\n{}\r\n0\r\n", b"X-A: b\r\n"),
    "interim-answers-flood": flood(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "gzip-bomb": at_once(packed(gzip.compress, b"gzip")),
    "deflate-bomb": at_once(packed(zlib.compress, b"deflate")),
    "gzip-cut": then_silence(HEAD + b"Content-Encoding: gzip\r\nContent-Length: 12\r\n\r\n" + GZIP[:12]),
    "no-gzip": at_once(HEAD + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"),
    "chunk-size-negative": at_once(CHUNKED + b"-2\r\n{}\r\n0\r\n\r\n"),
    "chunk-size-no-number": at_once(CHUNKED + b"zz\r\n{}\r\n0\r\n\r\n"),
    "chunk-size-empty": at_once(CHUNKED + b"\r\n{}\r\n0\r\n\r\n"),
    "chunk-size-beyond-all": at_once(CHUNKED + b"f" * 40 + b"\r\n{}"),
    "length-negative": at_once(HEAD + b"Content-Length: -2\r\n\r\n{}"),
    "length-no-number": at_once(HEAD + b"Content-Length: many\r\n\r\n{}"),
    "two-lengths": at_once(HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} "),
    "101-headers": at_once(HEAD + b"X-A: b\r\n" * 101 + b"Content-Length: 2\r\n\r\n{}"),
    "header-without-colon": at_once(HEAD + b"nonsense\r\nContent-Length: 2\r\n\r\n{}"),
    "nul-in-header": at_once(HEAD + b"X-A: \0\r\nContent-Length: 2\r\n\r\n{}"),
    "status-of-two-digits": at_once(b"HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\n{}"),
    "status-of-letters": at_once(b"HTTP/1.1 OK\r\nContent-Length: 2\r\n\r\n{}"),
    "http-2": at_once(b"HTTP/2 200\r\nContent-Length: 2\r\n\r\n{}"),
    "http-9": at_once(b"HTTP/9.9 200 OK\r\nContent-Length: 2\r\n\r\n{}"),
    "tls-record": at_once(b"\x15\x03\x01\x00\x02\x02\x46"),
    "white-space-around-values": at_once(
        HEAD + b"Content-Encoding:\t gzip \t \r\nContent-Length:  %d\t\r\n\r\n" % len(GZIP) + GZIP
    ),
    "line-feeds-only": at_once(b"HTTP/1.1 200 OK\nContent-Length: 2\n\n{}"),
    "upgrade": then_silence(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"),
}
INNARDS = re.compile(
    r"Error\b|Exception|object at|literal|urllib3|http\.client|Errno|\bself\b|\w+\(.*\)|NoneType|got more than"
)
"""What a person should not have to read."""


class Hostile(socketserver.BaseRequestHandler):
    """Answers `GET` well, and everything else with what it is told to."""

    parts: Callable[[], Parts]

    def handle(self) -> None:
        """Answer one request, and close the connection."""
        head = b""
        while b"\r\n\r\n" not in head:
            head += (data := self.request.recv(65536))
            if not data:
                return
        good = head.startswith(b"GET ")
        deadline = time.monotonic() + LONG
        with contextlib.suppress(OSError):
            for part in [GOOD] if good else self.parts():
                if time.monotonic() > deadline:
                    break
                if isinstance(part, bytes):
                    self.request.sendall(part)
                else:
                    self._pause(part)

    def _pause(self, seconds: float) -> None:
        """Wait, unless the client goes away before."""
        self.request.settimeout(seconds)
        with contextlib.suppress(TimeoutError):
            if not self.request.recv(65536):
                raise ConnectionResetError
        self.request.settimeout(None)


@contextmanager
def serving(name: str) -> Iterator[int]:
    """A server that gives one of these answers, on a port of its own."""
    kind = type("Handler", (Hostile,), {"parts": staticmethod(ANSWERS[name])})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), kind) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@contextmanager
def on(port: int, folder: Path) -> Iterator[Run]:
    """A run whose target is on a port."""
    accounts = {role: {"associate_id": number, "basic": {"username": role, "password": f"secret-{role}"}}
                for number, role in enumerate(("organizer", "invitee"), start=1)}  # fmt: skip
    content = {
        "name": "hostile",
        "base_url": f"http://127.0.0.1:{port}",
        "installation": "onsite",
        "accounts": accounts,
        "invitations": "none",
        "limits": {"timeout_seconds": PATIENCE},
    }
    path = folder / "hostile.yaml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    with Run.start(target_file.load(path), folder / "journal.jsonl", no_writes="nothing is written here") as run:
        yield run


def ordinary(run: Run) -> Exchange:
    """By the client of nearly all tests."""
    return run.clients["invitee"].call("GetAppointmentEntity", appointmentEntityId=1)


def raw(run: Run) -> Exchange:
    """On a raw connection."""
    client = run.clients["invitee"]
    with RawConnection(client) as connection:
        asked = message(client, "/api/v1/Agents/Appointment/GetAppointmentEntity", b"")
        connection.begin(asked, asked.all)
        return connection.answer(asked)


@pytest.mark.parametrize("client", [ordinary, raw])
@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_ends_in_time_and_in_words(name: str, client: Callable[[Run], Exchange], tmp_path: Path) -> None:
    """One deadline and one limit of size for the whole answer, and no word of what the client is made of."""
    with serving(name) as port, on(port, tmp_path) as run:
        started = time.monotonic()
        exchange = client(run)
        seconds = time.monotonic() - started
    assert seconds < LONG / 2, "timeout_seconds is half a second"
    assert bool(exchange.answer) != bool(exchange.problem)
    assert not INNARDS.search(exchange.problem), exchange.problem
    if exchange.answer:
        assert len(exchange.answer.body) <= MOST_BYTES


@pytest.mark.parametrize("client", [ordinary, raw])
def test_white_space_after_a_value_is_none_of_it(client: Callable[[Run], Exchange], tmp_path: Path) -> None:
    """RFC 9110 section 5.5: a value is what stands between blanks and tabs, also for whoever decodes the body."""
    with serving("white-space-around-values") as port, on(port, tmp_path) as run:
        exchange = client(run)
    assert exchange.answer is not None, exchange.problem
    assert exchange.answer.body == b"{}"
