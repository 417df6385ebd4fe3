"""A stub of Reject in sixty lines: it remembers nothing, and knows one invitee by one password.

python interop/mocks/stub.py 8901, and beside it: reject-contract verify --target interop/mocks/stub.yaml
"""

import base64
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATH = "/api/v1/agents/appointment/reject"
CREDENTIAL = base64.b64encode(b"invitee:open sesame").decode()
JSON = ("application/json", "text/json", "application/json-patch+json", "application/merge-patch+json")
OTHERS = ("application/xml", "text/xml", "application/x-www-form-urlencoded")


class Stub(BaseHTTPRequestHandler):
    """Answers 204 to a valid reject, and refuses the rest."""

    protocol_version = "HTTP/1.1"

    def handle_any(self) -> None:
        """Read the whole request, and answer it."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status = self.status(body)
        self.send_response(status)
        if status == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="stub"')
        if status == 405:
            self.send_header("Allow", "POST")
        if status != 204:
            self.send_header("Content-Length", "0")
        self.end_headers()

    def status(self, body: bytes) -> int:
        """The status of an answer."""
        scheme, _, given = self.headers.get("Authorization", "").partition(" ")
        if self.path.partition("?")[0].rstrip("/").lower() != PATH:
            return 404
        if scheme.lower() != "basic" or given != CREDENTIAL:
            return 401
        if self.command != "POST":
            return 405
        media_type = self.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if media_type in OTHERS:
            return 204 if b"AppointmentId" in body else 400
        try:
            request = json.loads(body) if media_type in JSON else None
        except ValueError:
            request = None
        names = {name.lower(): value for name, value in request.items()} if isinstance(request, dict) else {}
        return 204 if type(names.get("appointmentid")) is int else 400

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = handle_any  # noqa: N815 (names that http.server calls)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Stub)
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
