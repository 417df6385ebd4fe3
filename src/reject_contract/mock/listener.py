"""The listening socket: a thread for each connection, and an end that does not wait for clients."""

import contextlib
import logging
import socket
import socketserver
import sys
import threading
from typing import Any, Protocol

from reject_contract.mock.connection import Connection
from reject_contract.mock.http import Request, Response
from reject_contract.mock.transport import Transport

logger = logging.getLogger(__name__)


class Application(Protocol):
    """What a listener serves."""

    @property
    def transport(self) -> Transport:
        """The limits of the transport."""

    def respond(self, request: Request) -> Response:
        """The answer to a request."""

    def refuse_message(self, status: int, message: str) -> Response:
        """The answer to what is not a proper HTTP request."""


class Listener(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Accepts connections in a thread of its own until told to stop."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, app: Application, host: str, port: int) -> None:
        self.app = app
        self.stopping = threading.Event()
        self._open: set[socket.socket] = set()
        self._all_closed = threading.Condition()
        super().__init__((host, port), Connection)
        self._thread = threading.Thread(target=self._accept, name=f"mock-{self.port}", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return int(self.socket.getsockname()[1])

    def _accept(self) -> None:
        while not self.stopping.is_set():
            self.handle_request()

    def stop(self) -> None:
        """Stop listening and close every connection, also those kept alive."""
        self.stopping.set()
        # A connection to itself wakes the accepting thread; polling would cost every idle server.
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        self._thread.join(timeout=2)
        self.server_close()
        with self._all_closed:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            self._all_closed.wait_for(lambda: not self._open, timeout=2)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Hand a new connection to its own thread, and remember it."""
        with self._all_closed:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Close a connection, and forget it."""
        super().shutdown_request(request)
        with self._all_closed:
            self._open.discard(request)
            self._all_closed.notify_all()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that went away; log what else broke a connection."""
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            logger.error("a connection broke: %r", error)
