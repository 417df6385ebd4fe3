"""A proxy that ends TLS before a mock."""

from __future__ import annotations

import socket
import ssl
import threading


class Terminator:
    """Ends TLS before a mock, as a reverse proxy does."""

    def __init__(self, context: ssl.SSLContext, port: int) -> None:
        self._context = context
        self._behind = port
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Accept nobody any more."""
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                plain, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(plain,), daemon=True).start()

    def _serve(self, plain: socket.socket) -> None:
        try:
            secure = self._context.wrap_socket(plain, server_side=True)
        except (ssl.SSLError, OSError):
            plain.close()
            return
        behind = socket.create_connection(("127.0.0.1", self._behind))
        threading.Thread(target=pump, args=(behind, secure), daemon=True).start()
        pump(secure, behind)


def pump(source: socket.socket, sink: socket.socket) -> None:
    """Pass on what comes, until one side has ended."""
    try:
        while data := source.recv(65536):
            sink.sendall(data)
    except OSError:
        pass  # an end like any other
    finally:
        for each in (source, sink):
            each.close()
