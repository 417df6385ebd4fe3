"""One client's connection: reads whole requests, sends each answer in one write."""

import logging
import socket
import time
from email.errors import (
    FirstHeaderLineIsContinuationDefect,
    InvalidHeaderDefect,
    MissingHeaderBodySeparatorDefect,
)
from http.server import BaseHTTPRequestHandler
from io import BufferedReader
from socketserver import TCPServer
from threading import Event
from typing import Protocol, cast

from reject_contract.mock.http import HeaderList, Request, Response
from reject_contract.mock.transport import TransportOptions

logger = logging.getLogger(__name__)

_LONGEST_LINE = 65536
_LINGER_SECONDS = 2.0
_BROKEN_HEAD = (MissingHeaderBodySeparatorDefect, FirstHeaderLineIsContinuationDefect, InvalidHeaderDefect)


class BadMessage(Exception):
    """A request that breaks HTTP itself, or asks more of the transport than it gives."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Application(Protocol):
    """What a listener serves."""

    @property
    def transport(self) -> TransportOptions:
        """The limits of the transport."""

    def respond(self, request: Request) -> Response:
        """The answer to a request."""

    def refuse_message(self, status: int, message: str) -> Response:
        """The answer to what is not a proper HTTP request."""


class Server(TCPServer):
    """What a connection belongs to."""

    app: Application
    stopping: Event


class Connection(BaseHTTPRequestHandler):
    """Serves the requests of one connection, one after the other, until either side closes it."""

    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self) -> None:
        """Prepare the notes that all requests of this connection share."""
        super().setup()
        self.notes: dict[str, int] = {}

    def handle_one_request(self) -> None:
        """Read one request and answer it."""
        self.unread = False
        try:
            if not self._read_request_line() or not self.parse_request():
                return
            try:
                request = self._read_request()
            except BadMessage as problem:
                self._refuse(problem.status, str(problem))
                return
            answer = self.server.app.respond(request)
            self._send(answer, request.method)
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def _read_request_line(self) -> bool:
        """Read a request line, passing over the empty lines that RFC 9112 section 2.2 forgives."""
        self.close_connection = True
        for _ in range(3):
            self.raw_requestline = self.rfile.readline(_LONGEST_LINE + 1)
            if self.raw_requestline not in (b"\r\n", b"\n"):
                break
        if len(self.raw_requestline) > _LONGEST_LINE:
            self.unread = True
            self._refuse(414, "The request line is too long.")
            return False
        return bool(self.raw_requestline)

    def _read_request(self) -> Request:
        headers = self._check_headers()
        left = self.command in self.server.app.transport.body_left_by
        target, body = self.path, b"" if left else self._read_body(headers)
        transport = self.server.app.transport
        behind = self._take_what_is_behind() if transport.behind_dropped or transport.behind_taken_for_body else b""
        body += behind if transport.behind_taken_for_body else b""
        return Request(self.command, target, headers, body, self.request_version, self.notes)

    def _check_headers(self) -> HeaderList:
        headers = [(key, str(value).strip()) for key, value in self.headers.raw_items()]
        # What the standard library's parser finds wrong with a multipart body is none of the head's business.
        broken = any(isinstance(defect, _BROKEN_HEAD) for defect in self.headers.defects)
        if broken or any("\n" in value or "\r" in value for _, value in headers):
            raise self._unreadable(400, "A header line is malformed.")
        lax = self.request_version == "HTTP/1.0" or self.server.app.transport.host_ignored
        if not lax and len(self.headers.get_all("Host", [])) != 1:
            raise self._unreadable(400, "One Host header is required.")
        if self.request_version == "HTTP/1.0":
            self.close_connection = True
        return headers

    def _read_body(self, headers: HeaderList) -> bytes:
        transport = self.server.app.transport
        coding = self.headers.get("Transfer-Encoding")
        length = self._declared_length()
        if coding is not None:
            self._check_coding(coding, length is not None)
        if length is not None and length > transport.body_limit:
            raise self._unreadable(413, "The body is too large.")
        if self.headers.get("Expect", "").lower() == "100-continue" and self.request_version != "HTTP/1.0":
            if transport.expectation_refused:
                raise self._unreadable(417, "The expectation is not met.")
            if not (transport.expectation_ignored or (coding and transport.expectation_ignored_in_chunks)):
                self.connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        if coding is not None:
            body = self._read_chunks(transport.body_limit)
            return b"" if transport.chunks_dropped else body
        return self._read_exactly(length) if length else b""

    def _check_coding(self, coding: str, has_length: bool) -> None:
        if has_length:
            # A message with both may be an attempt to smuggle another request (RFC 9112 section 6.1).
            raise self._unreadable(400, "Content-Length and Transfer-Encoding exclude each other.")
        if coding.strip().lower() != "chunked":
            raise self._unreadable(501, "The transfer coding is not known.")
        if status := self.server.app.transport.chunked_refused:
            raise self._unreadable(status, "The length of the body must be declared.")

    def _declared_length(self) -> int | None:
        given = self.headers.get_all("Content-Length", [])
        values = {value.strip() for value in (given[:1] if self.server.app.transport.second_length_ignored else given)}
        if not values:
            return None
        value = values.pop()
        if values or not (value.isascii() and value.isdigit()) or len(value) > 18:
            raise self._unreadable(400, "Content-Length is malformed.")
        return int(value)

    def _read_exactly(self, length: int) -> bytes:
        if self.server.app.transport.first_piece_only:
            return self.rfile.read1(length)
        data = self.rfile.read(length)
        if len(data) < length:
            self.close_connection = True
            raise BadMessage(400, "The body ended before its declared length.")
        return data

    def _read_chunks(self, limit: int) -> bytes:
        body = bytearray()
        while size := self._read_chunk_size():
            if len(body) + size > limit:
                raise self._unreadable(413, "The body is too large.")
            body += self._read_exactly(size)
            if self.rfile.readline(3) not in (b"\r\n", b"\n"):
                raise self._unreadable(400, "A chunk is malformed.")
        if self.server.app.transport.trailers_left and cast(BufferedReader, self.rfile).peek(2)[:2] != b"\r\n":
            return bytes(body)
        while self.rfile.readline(_LONGEST_LINE) not in (b"\r\n", b"\n", b""):
            pass  # trailer fields mean nothing here
        return bytes(body)

    def _read_chunk_size(self) -> int:
        digits, extension, _ = self.rfile.readline(_LONGEST_LINE).partition(b";")
        digits = digits.strip()
        if extension and self.server.app.transport.extensions_crash:
            raise self._unreadable(500, "A chunk size is malformed.")
        if not digits or len(digits) > 8 or digits.strip(b"0123456789abcdefABCDEF"):
            raise self._unreadable(400, "A chunk size is malformed.")
        return int(digits, 16)

    def _take_what_is_behind(self) -> bytes:
        before = self.connection.gettimeout()
        self.connection.settimeout(0)
        found = self.rfile.read1(1 << 16)
        self.connection.settimeout(before)
        return found or b""

    def _unreadable(self, status: int, message: str) -> BadMessage:
        """A problem after which the rest of the connection cannot be understood."""
        self.unread = True
        self.close_connection = True
        return BadMessage(status, message)

    def _refuse(self, status: int, message: str) -> None:
        answer = self.server.app.refuse_message(status, message)
        self.close_connection = True
        self._send(answer, "POST")

    def _send(self, answer: Response, method: str) -> None:
        if answer.delay:
            self.server.stopping.wait(answer.delay)
        if answer.abort:
            self.close_connection = True
            return
        if self.close_connection:
            answer.close = True
        self.close_connection = answer.close
        modern = getattr(self, "request_version", "") == "HTTP/1.1"
        interim = self.server.app.transport.interim if modern else b""
        self.connection.sendall(interim + answer.encode(method))
        if answer.close and self.server.app.transport.reads_on:
            if answer.exact:  # a body without a length has to end for the client to go
                self.connection.shutdown(socket.SHUT_WR)
            self.connection.settimeout(_LINGER_SECONDS)
            self.rfile.read()
        elif answer.close and self.unread:
            self._linger()

    def _linger(self) -> None:
        """Read what the client still sends, so that closing does not reset what was just answered."""
        self.connection.shutdown(socket.SHUT_WR)
        self.connection.settimeout(0.5)
        until = time.monotonic() + _LINGER_SECONDS
        while time.monotonic() < until and self.rfile.read1(1 << 16):
            pass

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer a request that the base class could not parse, in the mock's own shape."""
        self.unread = True
        self._refuse(int(code), "The request is not understood as HTTP.")

    def handle_expect_100(self) -> bool:
        """Put the interim answer off until the head has been judged."""
        return True

    def log_message(self, format: str, *args: object) -> None:
        """Write nothing to the terminal."""
        logger.debug(format, *args)
