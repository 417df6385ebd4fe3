"""Reading one answer: within a time and a size, and in words where that fails."""

from __future__ import annotations

import http.client
import io
import socket
import time
from typing import Any, cast

from reject_contract.http.route import ProxyFault, proxy_in_words

MOST_BYTES = 10_000_000
"""Bytes of an answer's body that are kept; no answer of this API is near it."""
TIMEOUT = "nothing came in time"
MOST_RECEIVED = 2 * MOST_BYTES
"""Bytes that one answer may take on its way, whatever they are."""


TOO_LONG = f"the answer is longer than {MOST_RECEIVED} bytes"


class Unreadable(http.client.HTTPException):
    """An answer that cannot be read; its text says why, in words for people."""


class Allowance:
    """What one answer may take: some seconds, and `MOST_RECEIVED` bytes."""

    def __init__(self, seconds: float) -> None:
        self.deadline = time.monotonic() + seconds
        self.left = MOST_RECEIVED

    def receive(self, connection: socket.socket, size: int) -> bytes:
        """The next bytes, at most so many; none at the end. Raises `TimeoutError` and `Unreadable`."""
        seconds = self.deadline - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        patience = connection.gettimeout()
        connection.settimeout(seconds)
        try:
            data = connection.recv(size)
        finally:
            connection.settimeout(patience)
        self.left -= len(data)
        if self.left < 0:
            raise Unreadable(TOO_LONG)
        return data


class Received(io.RawIOBase):
    """The bytes of one answer as a file, for the standard library."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.file = connection.makefile("rb", buffering=0)  # keeps the connection open until the answer is closed
        self.allowance = Allowance(connection.gettimeout() or 0)

    def readable(self) -> bool:
        """Always: `io` asks before it reads."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer with what comes next."""
        data = self.allowance.receive(self.connection, len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Let the connection go."""
        self.file.close()
        super().close()


class HeaderLines:
    """The header section of an answer; white space after a value is none of it (RFC 9110 section 5.5)."""

    def __init__(self, file: io.BufferedIOBase) -> None:
        self.file = file

    def readline(self, size: int = -1) -> bytes:
        """The next line."""
        line = self.file.readline(size)
        return line.rstrip(b" \t\r\n") + b"\r\n" if line.endswith(b"\n") else line

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)


class FinalAnswer(http.client.HTTPResponse):
    """An answer within its `Allowance`; every interim answer (1xx) before it is passed over."""

    def __init__(self, sock: socket.socket, *how: object, **more: object) -> None:
        super().__init__(sock, *how, **more)  # type: ignore[arg-type]
        self.fp.close()
        self.fp = io.BufferedReader(Received(sock))

    def begin(self) -> None:
        """Read status line and header section."""
        file, lines = self.fp, cast(Any, HeaderLines(self.fp))
        self.fp = lines
        try:
            super().begin()
        finally:
            if self.fp is lines:
                self.fp = file

    def _check_close(self) -> bool:
        """Whether a line of Connection says so; several are one list (RFC 9110 section 5.3)."""
        said = ", ".join(self.headers.get_all("Connection", ()))
        return "close" in said.lower() or bool(super()._check_close())  # type: ignore[misc]

    def _read_status(self) -> tuple[str, int, str]:
        while True:
            version, status, reason = super()._read_status()  # type: ignore[misc]
            if not 102 <= status < 200:
                return version, status, reason
            http.client.parse_headers(self.fp)


def lost(reason: BaseException) -> bool:
    """Whether the server closed the connection before its answer began."""
    text = repr(reason)
    return any(
        sign in text for sign in ("RemoteDisconnected", "ConnectionResetError", "BrokenPipeError", "ConnectionAborted")
    )


def in_words(reason: BaseException) -> str:
    """What happened on the connection, without the internals of the client."""
    if isinstance(reason, Unreadable | ProxyFault):
        return str(reason)
    text = repr(reason)
    if "ProxyError" in text or "SOCKS" in text:
        return proxy_in_words(text)
    known = {
        "Unreadable": TOO_LONG,
        "RemoteDisconnected": "the connection was closed without an answer",
        "ConnectionResetError": "the connection was reset",
        "BrokenPipeError": "the connection was closed while the request was sent",
        "ConnectionRefusedError": "the connection was refused",
        "NameResolutionError": "the host name does not resolve",
        "CERTIFICATE_VERIFY_FAILED": "its TLS certificate is not trusted",
        "SSLError": "TLS could not be established",
        "ConnectTimeout": "the connection could not be opened in time",
        "NewConnectionError": "the connection could not be opened",
        "TimeoutError": TIMEOUT,
        "ReadTimeout": TIMEOUT,
        "BadStatusLine": "the answer is not HTTP",
        "IncompleteRead": "the answer ends before its announced length",
        "InvalidChunkLength": "the answer's chunks are broken",
        "read length must be": "the answer's chunks are broken",
        "LineTooLong": "the answer has a header line of more than 65536 bytes",
        "got more than": "the answer has more than 100 header lines",
        "UnknownProtocol": "the answer is in a version of HTTP that was not asked for",
        "multiple unmatching values": "the answer has two lengths that contradict each other",
    }
    return next((words for sign, words in known.items() if sign in text), "the answer cannot be read as HTTP")
