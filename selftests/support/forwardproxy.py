"""A forward proxy, as stands between an office and the rest of the world: it passes requests on, and opens tunnels."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

from tlsproxy import pump


@contextmanager
def forward_proxy(port: int, *, status: int = 200) -> Iterator[tuple[int, list[str]]]:
    """A proxy that leads all to one port, and notes what it was asked for; other statuses refuse each CONNECT."""
    seen: list[str] = []
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _proxying(port, status, seen)) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], seen
        server.shutdown()


def _proxying(port: int, status: int, seen: list[str]) -> type[BaseHTTPRequestHandler]:
    class Proxy(BaseHTTPRequestHandler):
        """Sends on what it gets, whatever the method."""

        def handle_one_request(self) -> None:
            """Read one request, and answer what the server behind answers."""
            self.raw_requestline = self.rfile.readline(65537)
            self.close_connection = True
            if not self.raw_requestline or not self.parse_request():
                return
            seen.append(f"{self.path} {self.headers.get('Proxy-Authorization', '')}".strip())
            if self.command == "CONNECT":
                self._tunnel()
            else:
                self._pass_on()

        def _tunnel(self) -> None:
            self.wfile.write(b"HTTP/1.1 %d Whatever\r\n\r\n" % status)
            if status == 200:
                behind = socket.create_connection(("127.0.0.1", port))
                threading.Thread(target=pump, args=(behind, self.connection), daemon=True).start()
                pump(self.connection, behind)

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path = "/" + self.path.split("/", 3)[3]
            head = f"{self.command} {path} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in self.headers.items())
            with socket.create_connection(("127.0.0.1", port)) as behind:
                behind.sendall(head.encode("latin-1") + b"Connection: close\r\n\r\n" + body)
                while data := behind.recv(65536):
                    self.wfile.write(data)

    return Proxy
