"""Mocks that count, and keep if wanted, what reaches them, whichever tool sends it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from reject_contract.mock import App, MockServer
from reject_contract.mock.http import Request, Response


@dataclass
class Arrivals:
    """The requests that reached one mock."""

    count: int = 0
    unreadable: int = 0
    """Those of `count` that were no proper HTTP."""
    first: float = 0.0
    """When the first one came, in seconds of time.time()."""
    keep: bool = False
    kept: list[tuple[Request, int]] = field(default_factory=list)
    """Each request with the status of its answer."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, request: Request | None, response: Response) -> Response:
        """Count a request, and hand its answer on."""
        with self._lock:
            self.count += 1
            self.unreadable += request is None
            if self.keep and request is not None:
                self.kept.append((request, response.status))
        return response

    def began(self) -> None:
        """Remember when the first request came."""
        self.first = self.first or time.time()


class CountedMock:
    """A mock on a free loopback port that counts its requests, at the same place for every tool."""

    def __init__(self, app: App, *, keep: bool = False) -> None:
        self.app = app
        self.arrivals = Arrivals(keep=keep)
        respond, refuse_message = app.respond, app.refuse_message

        def counted(request: Request) -> Response:
            self.arrivals.began()
            return self.arrivals.note(request, respond(request))

        def counted_refusal(status: int, message: str) -> Response:
            self.arrivals.began()
            return self.arrivals.note(None, refuse_message(status, message))

        app.respond, app.refuse_message = counted, counted_refusal  # type: ignore[method-assign]
        self.server = MockServer(app)

    @property
    def base_url(self) -> str:
        """Everything before /api/v1."""
        return self.server.base_url

    def __enter__(self) -> Self:
        self.server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.stop()
