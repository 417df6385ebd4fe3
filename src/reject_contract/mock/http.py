"""Requests and responses as the mock sees them, and how a response becomes bytes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import parse_qsl, unquote, urlsplit

HeaderList = list[tuple[str, str]]

_WITHOUT_CONTENT = frozenset({204, 304})


@dataclass(frozen=True)
class Request:
    """One request, whole: head and body."""

    method: str
    target: str
    headers: HeaderList
    body: bytes = b""
    version: str = "HTTP/1.1"
    connection: dict[str, int] = field(default_factory=dict)
    """Notes about the connection, shared by all requests that arrive on it."""

    @property
    def path(self) -> str:
        """The path, percent-decoded, without the query."""
        return unquote(urlsplit(self.target).path)

    @property
    def query(self) -> list[tuple[str, str]]:
        """The query's names and values, in order."""
        return parse_qsl(urlsplit(self.target).query, keep_blank_values=True)

    def parameter(self, name: str) -> str | None:
        """The first value of a query parameter, whose name is matched in any letter case."""
        return next((value for key, value in self.query if key.lower() == name.lower()), None)

    def all_headers(self, name: str) -> list[str]:
        """Every value of a header, in order."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def header(self, name: str) -> str | None:
        """The value of a header; several are joined as a list."""
        values = self.all_headers(name)
        return ", ".join(values) if values else None


@dataclass
class Response:
    """One answer, with the means to send what a correct framework would refuse to send."""

    status: int
    headers: HeaderList = field(default_factory=list)
    body: bytes = b""
    exact: bool = False
    """Send status, headers and body just as they are: add no framing and strip nothing."""
    reason: str | None = None
    version: str = "HTTP/1.1"
    close: bool = False
    announce_close: bool = True
    abort: bool = False
    """Close the connection instead of answering."""
    delay: float = 0.0
    spell_header: Callable[[str], str] = str

    def header(self, name: str) -> str | None:
        """The first value of a header."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def without(self, *names: str) -> HeaderList:
        """The headers but for those named."""
        dropped = {name.lower() for name in names}
        return [(key, value) for key, value in self.headers if key.lower() not in dropped]

    def encode(self, method: str = "POST") -> bytes:
        """The bytes of this answer to a request of this method."""
        headers, body = list(self.headers), self.body
        if not self.exact:
            headers, body = _frame(self.status, headers, body, method)
        if self.close and self.announce_close:
            headers.append(("Connection", "close"))
        lines = [f"{self.version} {self.status} {_phrase(self.status, self.reason)}"]
        lines += [f"{self.spell_header(key)}: {value}" for key, value in headers]
        return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + body


def _frame(status: int, headers: HeaderList, body: bytes, method: str) -> tuple[HeaderList, bytes]:
    """Headers and body with the Content-Length that RFC 9110 section 8.6 allows for them."""
    if status < 200 or status in _WITHOUT_CONTENT:
        return headers, b""
    if not any(key.lower() == "transfer-encoding" for key, _ in headers):
        headers = [*headers, ("Content-Length", str(len(body)))]
    return headers, b"" if method == "HEAD" else body


def _phrase(status: int, given: str | None) -> str:
    if given is not None:
        return given
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def chunked(body: bytes, size: int = 64) -> bytes:
    """A body in chunked transfer coding."""
    parts: Iterable[bytes] = (body[at : at + size] for at in range(0, len(body), size))
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
