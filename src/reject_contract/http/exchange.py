"""A recorded request and its answer, as text, and as a command that repeats it."""

from __future__ import annotations

import codecs
import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote, urlsplit

from reject_contract.http.redaction import Redaction
from reject_contract.sanitize import harmless
from reject_contract.target import credentials

NO_VARIABLES: Mapping[int, str] = {}
WAIT = 5
"""Seconds in which a server should have answered."""
SHOWN = 2000
"""Characters of a body that are shown; the rest is counted."""

WRITING = (
    "reject", "saveappointmententity", "accept", "setseen", "deleteappointmententity", "delete",
    "cleanupbookingdeleted",
)  # fmt: skip
"""Operations that change something on the target, and are counted as writes; servers may ignore letter case."""

Headers = tuple[tuple[str, str], ...]
MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
"""Byte order marks, and what they tell; that of UTF-8 stays in the text."""

ELSEWHERE = {421: "it has moved", 502: "a gateway does not reach it", 503: "it is in maintenance or overloaded",
             504: "a gateway does not reach it in time"}  # fmt: skip
"""Answers that say nothing of the operation: status codes, and what they say of the server."""


@dataclass(frozen=True)
class Sent:
    """A request as it went out."""

    method: str
    url: str
    headers: Headers
    body: bytes = b""

    @cached_property
    def operation(self) -> str:
        """The last part of the path: the operation's name, percent-decoded."""
        return unquote(self.url.split("?")[0]).rstrip("/").rsplit("/", 1)[-1]

    @property
    def safe(self) -> bool:
        """Whether it only reads, so that it may be sent again at any time."""
        return self.method == "GET" or self.reads

    @property
    def reads(self) -> bool:
        """Whether it is a request of a neighbour that only reads."""
        return self.operation.startswith(("Get", "Calculate", "CreateDefault"))

    @property
    def saves(self) -> bool:
        """Whether it makes an appointment, and would make a second one where it is sent twice."""
        return self.operation == "SaveAppointmentEntity"

    @property
    def writes(self) -> bool:
        """Whether it is a write: a request of a writing operation, also where it is refused."""
        return self.method == "POST" and self.operation.lower() in WRITING

    @property
    def deletes(self) -> bool:
        """Whether it cleans up."""
        return self.operation in ("DeleteAppointmentEntity", "Delete", "CleanUpBookingDeleted")


@dataclass(frozen=True)
class Answer:
    """An answer as it came in; `body` is decoded and may be cut, `version` is 10 or 11."""

    status: int
    reason: str
    headers: Headers
    body: bytes = b""
    version: int = 11
    miscoded: bool = False
    """Whether the body is not in the content coding that it declares, so that nothing of it could be read."""

    def header(self, name: str) -> str | None:
        """The values of a header, joined by commas; None where it is absent."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return ", ".join(values) if values else None

    @property
    def last(self) -> bool:
        """Whether it says that nothing more is read or sent on its connection (RFC 9112 section 9.3)."""
        options = {each.strip().lower() for each in (self.header("Connection") or "").split(",")}
        return "close" in options or (self.version == 10 and "keep-alive" not in options)

    @property
    def media_type(self) -> str:
        """The media type in lower case, without parameters; empty where there is none."""
        return (self.header("Content-Type") or "").split(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """How the body is encoded: as its first bytes say, or its Content-Type; else UTF-8."""
        for mark, encoding in MARKS.items():
            if self.body.startswith(mark):
                return encoding
        declared = re.search(r'charset\s*=\s*"?([\w.:-]+)', self.header("Content-Type") or "", re.IGNORECASE)
        try:
            return codecs.lookup(declared[1]).name if declared else "utf-8"
        except LookupError:
            return "utf-8"

    @property
    def text(self) -> str:
        """The body as text; what is not in its charset is replaced."""
        return self.body.decode(self.charset, errors="replace")


@dataclass(frozen=True)
class Wire:
    """What only a raw connection shows: all bytes that were sent on it by then, and those that came."""

    sent: bytes
    header_section: bytes
    behind: bytes
    """What had come behind the answer."""


@dataclass(frozen=True)
class Exchange:
    """One request with its answer, or with the reason why there is none."""

    sent: Sent
    answer: Answer | None
    seconds: float
    started: float
    title: str = ""
    problem: str = ""
    redaction: Redaction = field(default_factory=lambda: Redaction({}), repr=False, compare=False)
    wire: Wire | None = field(default=None, repr=False, compare=False)
    """The bytes, on a raw connection."""
    side_findings: list[SideFinding] = field(default_factory=list, repr=False, compare=False)
    """Those of the test that sent it, on this and on other exchanges."""

    @property
    def status(self) -> int | None:
        """The status code, None where no answer came."""
        return self.answer.status if self.answer else None

    def note(self, requirement: str, aspect: str, expected: str, actual: str) -> None:
        """Note that a requirement is violated which the test is not about, so that it can go on."""
        self.side_findings.append(SideFinding(requirement, aspect, expected, actual, self))

    def summary(self) -> str:
        """The answer in one line."""
        if self.answer is None:
            return f"no answer ({self.problem})"
        # Masked before it is cut: a part of a secret is not known for one.
        body = harmless(" ".join(self.redaction.mask(self.answer.text).split()))
        line = harmless(self.redaction.mask(f"{self.answer.status} {self.answer.reason}".strip()))
        if not body:
            return line if line.endswith("No Content") else f"{line}, no content"
        return f"{line}: {body[:160]}{'…' if len(body) > 160 else ''}"

    def text(self) -> str:
        """Request and answer, one under the other, with the secrets masked."""
        asked = [f"{self.sent.method} {self.sent.url}", *_lines(self.sent.headers)]
        if self.answer is None:
            answered, content = [f"no answer: {self.problem}"], []
        else:
            version = f"HTTP/{self.answer.version // 10}.{self.answer.version % 10}"
            answered = [f"{version} {self.answer.status} {self.answer.reason}", *_lines(self.answer.headers)]
            content = ["", self.shown(self.answer.body)]
        request, answer = (self.redaction.mask("\n".join(lines)) for lines in (asked, answered))
        time = f"\n({self.seconds * 1000:.0f} ms)"
        return "\n".join([request, "", self.shown(self.sent.body), "", answer, *content, time])

    def curl(self, variables: Mapping[int, str] = NO_VARIABLES) -> str:
        """A shell command that sends the request again; secrets are shell variables, and so are some numbers.

        What curl would send otherwise goes byte by byte, with all that went before it on its connection.
        """
        if self.wire and self.wire.sent != _usual(self.sent):
            return self._bytes_again(self.wire.sent, variables)
        words = ["curl -i -sS -X", self._word(self.sent.method)]
        skipped = {"content-length", "host", "accept-encoding", "connection", "user-agent"}
        names = {name.lower() for name, _ in self.sent.headers}
        for absent in ("Accept", "Content-Type"):
            if absent.lower() not in names:
                words += ["-H", self._word(f"{absent}:")]
        for name, value in self.sent.headers:
            if name == "Authorization" and (pair := self._own_pair(value)):  # curl writes -u in these letters
                user, colon, password = pair.partition(":")
                words += ["-u", self._word(user + colon) + (self._word(password) if password else "")]
            elif name.lower() not in skipped:
                words += ["-H", self._word(f"{name}: {value}" if value else f"{name};")]
        address, mark, query = self.sent.url.partition("?")
        asked = self._word(mark + query, variables) if mark else ""
        plain = _plain(self.sent.body)
        command = " ".join([*words, self._word(address) + asked])
        if self.sent.body or self.sent.method == "POST":  # else curl leaves out Content-Length, and some answer 411
            command += f" --data-binary {'@-' if plain is None else self._word(plain, variables)}"
        return command if plain is not None else f"{self._printed(self.sent.body, variables)} | {command}"

    def _bytes_again(self, sent: bytes, variables: Mapping[int, str]) -> str:
        """A command that sends these very bytes, and waits some seconds for what comes."""
        to = urlsplit(self.sent.url)
        reader = f"timeout {WAIT} openssl s_client -quiet -connect {to.hostname}:{to.port or 443}"
        if to.scheme == "http":
            reader = f"curl -s -m {WAIT} telnet://{to.netloc}"
        return f"{self._printed(sent, variables)} | {reader}"

    def _printed(self, content: bytes, variables: Mapping[int, str]) -> str:
        return f"printf %b {self._word(_escaped(content), variables)}"

    def shown(self, body: bytes) -> str:
        """A body as text, masked and not too long."""
        # Masked before it is cut: a part of a secret is not known for one.
        text = self.redaction.mask(body.decode("utf-8", errors="replace"))
        return text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(body)} bytes in all)"

    def _own_pair(self, value: str) -> str:
        """User and password of a Basic credential of the target file; a made-up one is shown as it was sent."""
        scheme, _, encoded = value.partition(" ")
        pair = credentials.decoded(encoded) if scheme == "Basic" else None
        return pair if pair and self.redaction.mask(pair) != pair else ""

    def _word(self, word: str, variables: Mapping[int, str] = NO_VARIABLES) -> str:
        """The word quoted for a shell, with a variable in place of each secret and of some numbers."""
        pieces = self.redaction.split(word)
        quoted = (f'"${piece}"' if is_secret else _quoted(piece, variables) for piece, is_secret in pieces)
        return "".join(quoted) or "''"


@dataclass(frozen=True)
class SideFinding:
    """A violation of a requirement that the test is not about; the fields are those of `Violation`."""

    requirement: str
    aspect: str
    expected: str
    actual: str
    exchange: Exchange


def _quoted(text: str, variables: Mapping[int, str]) -> str:
    """The text quoted for a shell, with variables in place of some numbers."""
    pieces = re.split(rf"(?<!\d)({'|'.join(map(str, variables))})(?!\d)", text) if variables else [text]
    named = [f'"${variables[int(each)]}"' if at % 2 else shlex.quote(each) for at, each in enumerate(pieces) if each]
    return "".join(named)


def _plain(body: bytes) -> str | None:
    """The body as a word of a command line; None where it has not got a line of its own, or is no UTF-8."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() and not text.startswith("@") else None


def _usual(sent: Sent) -> bytes:
    """What an ordinary client sends on a connection of its own."""
    to = urlsplit(sent.url)
    target = f"{to.path}?{to.query}" if to.query else to.path
    return head(f"{sent.method} {target} HTTP/1.1", {"Host": to.netloc, **dict(sent.headers)}) + sent.body


def head(request_line: str, headers: Mapping[str, str]) -> bytes:
    """A header section."""
    lines = [request_line, *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


_ESCAPES = [chr(byte) if 32 <= byte < 127 and byte != ord("\\") else rf"\0{byte:03o}" for byte in range(256)]
_ESCAPES[ord("\r")], _ESCAPES[ord("\n")], _ESCAPES[ord("\t")] = r"\r", r"\n", r"\t"


def _escaped(content: bytes) -> str:
    """The content as `printf %b` reads it: what is not printable ASCII as an escape."""
    return "".join(map(_ESCAPES.__getitem__, content))


def _lines(headers: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{name}: {value}" for name, value in headers]
