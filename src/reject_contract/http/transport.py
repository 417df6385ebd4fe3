"""Sends one request to a target over `requests` and reads the answer, whatever happens on the way."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict

from reject_contract import __version__
from reject_contract.http.budget import Budget
from reject_contract.http.exchange import ELSEWHERE, Answer, Sent
from reject_contract.http.guard import Guard
from reject_contract.http.reading import MOST_BYTES, FinalAnswer, in_words, lost
from reject_contract.http.route import Route
from reject_contract.http.violation import TargetGone
from reject_contract.target.target_file import Target

TIMEOUT = "no answer within"
MOST_UNANSWERED = 6
"""Requests that may run out of time before the rest of a run is not judged."""
ORDINARY = {"User-Agent": f"reject-contract/{__version__}", "Accept-Encoding": "gzip, deflate"}
"""Headers that go with every request."""
WITHOUT_CONTENT = (204, 304)
TOO_LARGE = (400, 413, 414, 431)
"""What refuses a request for its size."""
LARGE = 4000
"""Bytes of a request that a server may find too large to read."""
LATE = (requests.exceptions.ReadTimeout, urllib3.exceptions.ReadTimeoutError)
"""What the library raises where the head, or the body, took too long."""
UNREAD = (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError)
"""What it raises where there is no answer that could be read."""


class Prompt:
    """What is particular to a connection: it acknowledges what comes at once.

    A server that sends an answer in two pieces, with Nagle's algorithm, waits for that before the second: some 40 ms.
    """

    response_class = FinalAnswer
    sock: socket.socket

    def getresponse(self) -> Any:
        """The answer."""
        with contextlib.suppress(AttributeError, OSError):  # Linux alone has it
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        return super().getresponse()  # type: ignore[misc]


class OneServer(HTTPAdapter):
    """Speaks with one server, whose pool of connections need not be looked up for each request."""

    pool: Any = None  # an HTTPConnectionPool; the stubs of requests know only its base class

    def __init__(self, route: Route) -> None:
        self.route = route
        super().__init__(max_retries=0)

    def get_connection_with_tls_context(self, *request: Any, **how: Any) -> Any:
        """The pool for the first request, which is the one for all."""
        if self.pool is None:
            self.pool = super().get_connection_with_tls_context(*request, **how)
            self.pool.ConnectionCls = type("Connection", (Prompt, self.pool.ConnectionCls), {})
        return self.pool

    def build_connection_pool_key_attributes(self, *request: Any, **how: Any) -> Any:
        """Host, port and scheme as usual; TLS as the route has it."""
        host, _ = super().build_connection_pool_key_attributes(*request, **how)
        return host, {"ssl_context": self.route.tls} if self.route.target.secure else {}

    def cert_verify(self, *_: Any) -> None:
        """Nothing is left to choose here: the route's TLS has the authorities."""

    def build_response(self, req: requests.PreparedRequest, resp: urllib3.BaseHTTPResponse) -> requests.Response:
        """The answer without what nobody looks at here: cookies, and the encoding that a browser would guess."""
        response = requests.Response()
        response.status_code, response.reason, response.raw = resp.status, resp.reason or "", resp
        return response

    @property
    def connections(self) -> int:
        """How many have been opened since the last close."""
        return int(self.pool.num_connections) if self.pool else 0

    def close(self) -> None:
        """Close all connections; the next request opens a new one."""
        self.pool = None
        super().close()


@dataclass
class Transport:
    """One connection pool to one target; not shared between threads."""

    target: Target
    budget: Budget
    besides: Callable[[Sent, str, Answer | None], None] = lambda sent, why, answer: None
    """Told of each request that is sent and becomes no exchange of its own: why, and its answer if there is one."""
    # An adapter without a session: neither .netrc nor cookies of earlier answers may add credentials to a
    # request, and a redirect is an answer here, and is never looked into.
    adapter: OneServer = field(init=False)
    route: Route = field(init=False)
    unanswered: int = 0
    not_continued: int = 0
    """How often in a row an expectation of 100 Continue was told nothing."""
    seconds: float = 0.0
    """How long the last request took, without what it waited for its turn."""
    guard: Guard = field(default_factory=Guard)

    def __post_init__(self) -> None:
        self.route = Route(self.target)
        self.route.proxy  # noqa: B018 - an address that is none is told now
        self.adapter = OneServer(self.route)

    def send(self, sent: Sent) -> Answer | str:
        """The answer, or the reason in words why there is none.

        An answer 429 or 503 with Retry-After is obeyed and asked again: nothing was done yet. A save is not, since
        one that was carried out all the same would be made twice; the stage looks for it first. What only reads is
        sent once more where a gateway answered.
        Raises `TargetGone` when the target answers nothing at all any more.
        """
        self.guard.check(sent)
        patience, looks = Patience(), 1
        while True:
            answer = self._once(sent)
            if isinstance(answer, str):
                self._see_after(sent, answer)
                return answer
            pause = asked_to_wait(answer)
            if pause is None and sent.reads and answer.status in ELSEWHERE and looks:
                self.besides(sent, "A gateway answered in place of the server: sent again", answer)
                looks -= 1
                continue
            if pause is None or sent.saves:
                return answer
            self.besides(sent, "The target asks to come back later", answer)
            patience.wait(pause)

    def _see_after(self, sent: Sent, problem: str) -> None:
        """Tell a lost request from a lost server."""
        try:
            if problem.startswith(TIMEOUT):
                self.count_unanswered()
            self.check_alive(problem)
        except TargetGone:
            self.besides(sent, f"The last request: {problem}", None)
            raise

    def count_unanswered(self) -> None:
        """Give up on a target that lets one request after the other run out of time."""
        self.unanswered += 1
        if self.unanswered > MOST_UNANSWERED:
            raise TargetGone(
                f"{self.target.root} left {MOST_UNANSWERED} requests without an answer; the rest is not judged"
            )

    def _once(self, sent: Sent) -> Answer | str:
        request = _prepared(sent)
        for attempt in ("first", "again"):
            connections = self.adapter.connections
            self.budget.take(sent)
            started = time.perf_counter()
            try:
                answer = self._exchanged(request)
                self.guard.learn(sent, answer)
                return answer
            except LATE:
                return f"{TIMEOUT} {self.target.limits.timeout_seconds:g} s"
            except UNREAD as reason:
                reused = self.adapter.connections == connections > 0
                self.adapter.close()
                # A server may close an idle connection at any time, just as we send on it: send again. What
                # only reads is sent again also where bytes of an earlier answer have spoilt the connection. A save
                # is not: it may have been carried out, and the stage looks for it first.
                if attempt == "first" and reused and (sent.safe or (lost(reason) and not sent.saves)):
                    self.besides(sent, "The connection was lost: sent again", None)
                    continue
                return in_words(reason)
            finally:
                self.seconds = time.perf_counter() - started
        raise AssertionError("unreachable")

    def _exchanged(self, request: requests.PreparedRequest) -> Answer:
        response = self.adapter.send(
            request,
            stream=True,
            timeout=self.target.limits.timeout_seconds,
            proxies=self.route.proxies,
        )
        raw = response.raw
        body: bytes | None = b""
        if response.status_code in WITHOUT_CONTENT:
            if "Transfer-Encoding" in raw.headers or "Content-Length" in raw.headers:
                response.close()  # whatever follows must not be read as the next answer
        else:
            body = _body(raw, may_be_cut=response.status_code in TOO_LARGE and _size(request) > LARGE)
            if body is None or len(body) >= MOST_BYTES:
                response.close()
        raw.release_conn()
        headers, reason = tuple(raw.headers.iteritems()), response.reason or ""
        return Answer(response.status_code, reason, headers, body or b"", raw.version, miscoded=body is None)

    def check_alive(self, problem: str) -> None:
        """Tell one lost request from a lost server."""
        probe = Sent("GET", f"{self.target.root}/api", (("Accept", "*/*"),))
        self.budget.take(probe)
        self.besides(probe, "Whether the server is still there", None)
        try:
            self._exchanged(_prepared(probe))
        except UNREAD as reason:
            raise TargetGone(
                f"{self.target.root} does not answer: {problem}; then GET /api: {in_words(reason)}"
            ) from None


class Patience:
    """Waits, for one request, when the target asks it to come back later; not for ever."""

    MOST = 60.0

    def __init__(self) -> None:
        self.waited = 0.0

    def wait(self, seconds: float) -> None:
        """Wait as long as the target asked; `TargetGone` once it has asked for too much in all."""
        self.waited += max(seconds, 0.05)
        if self.waited > self.MOST:
            raise TargetGone(
                f"the target kept answering 429/503 and asked for {self.waited:.0f} s of waiting; gave up, the limit is"
                f" {self.MOST:.0f} s"
            )
        time.sleep(seconds)


def _prepared(sent: Sent) -> requests.PreparedRequest:
    """The request as given: no header is added and the URL is not touched."""
    request = requests.PreparedRequest()
    request.method, request.url = sent.method, sent.url
    request.headers = CaseInsensitiveDict(sent.headers)
    for name, value in ORDINARY.items():
        request.headers.setdefault(name, value)
    request.body = sent.body or None
    if sent.body or sent.method in ("POST", "PUT", "PATCH"):
        request.headers["Content-Length"] = str(len(sent.body))
    request.hooks = requests.hooks.default_hooks()
    return request


def _size(request: requests.PreparedRequest) -> int:
    return len(request.url or "") + len(request.body or b"")


def _body(raw: Any, *, may_be_cut: bool) -> bytes | None:
    """The decoded content, up to a bound; None where it is not in the coding that it declares.

    Who refuses a large request before it was read, and closes, cuts off its own answer.
    """
    try:
        return bytes(raw.read(MOST_BYTES, decode_content=True))[:MOST_BYTES]
    except urllib3.exceptions.DecodeError:
        return None
    except urllib3.exceptions.ProtocolError:
        if may_be_cut:
            return b""
        raise


def asked_to_wait(answer: Answer) -> float | None:
    """Seconds to wait before asking again; None where the answer is final."""
    after = (answer.header("Retry-After") or "").strip()
    if answer.status == 429 or (answer.status == 503 and after):
        return float(after) if after.isdigit() else 1.0
    return None
