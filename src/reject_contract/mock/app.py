"""The application: which operation answers which address, and everything they share."""

import logging
import threading
import time
from collections.abc import Callable
from email.utils import formatdate

from reject_contract.mock.accounts import INSTALLATIONS
from reject_contract.mock.appointments import Calendar
from reject_contract.mock.authentication import LoginGate
from reject_contract.mock.http import Request, Response
from reject_contract.mock.neighbours import Neighbours
from reject_contract.mock.operation import Operation
from reject_contract.mock.refusals import Refusal, crashed, method_not_allowed, not_found
from reject_contract.mock.reject import RejectOperation
from reject_contract.mock.rendering import render, render_refusal
from reject_contract.mock.transport import TransportOptions

logger = logging.getLogger(__name__)

AGENT = "/api/v1/agents/appointment/"
RELEASE = "12.4"


class App:
    """A conforming server's behaviour, all in memory; faults and variants replace single attributes."""

    def __init__(self, installation: str = "onsite", base_path: str = "") -> None:
        if installation not in INSTALLATIONS:
            raise ValueError(f"installation must be one of {', '.join(INSTALLATIONS)}, not {installation!r}")
        self.installation = installation
        self.base_path = base_path.rstrip("/")
        self.transport = TransportOptions()
        self.limits: dict[str, float] = {}
        """Limits that the target file of this server should have, where the generous ones hide what it does."""
        self.lock = threading.RLock()
        self.calendar = Calendar()
        self.gate = LoginGate(installation)
        self.refuse: Callable[[Request | None, Refusal], Response] = self._refuse
        self.reject = RejectOperation(self)
        operations: list[Operation] = [self.reject, *Neighbours(self).operations()]
        self.operations = {operation.name.lower(): operation for operation in operations}
        self.handle: Callable[[Request], Response] = self._handle

    def respond(self, request: Request) -> Response:
        """The answer to a request; what breaks inside becomes a 500 that tells nothing about it."""
        try:
            return _dated(self.handle(request))
        except Exception:
            logger.exception("the mock broke while answering %s %s", request.method, request.path)
            return _dated(self.refuse(request, crashed()))

    def refuse_message(self, status: int, message: str) -> Response:
        """The answer to what is not a proper HTTP request."""
        return _dated(self.refuse(None, Refusal(status, "HttpException", message)))

    def is_reject(self, request: Request) -> bool:
        """Whether a request goes to the Reject operation."""
        return self._local_path(request) == AGENT + "reject"

    def _handle(self, request: Request) -> Response:
        path = self._local_path(request)
        if path in ("/api", "/api/v1"):
            return self._metadata(request)
        if request.method == "OPTIONS" and request.target == "*":
            return Response(204, [("Allow", "POST, GET, HEAD, OPTIONS")])
        operation = self.operations.get(path.removeprefix(AGENT)) if path.startswith(AGENT) else None
        if operation is None:
            return self.refuse(request, not_found("There is nothing at this address."))
        return operation.respond(request)

    def _local_path(self, request: Request) -> str:
        """The path below the base path, in lower case and without a slash at its end."""
        path, base = request.path.lower().rstrip("/"), self.base_path.lower()
        return path.removeprefix(base) if path.startswith(base + "/") else "" if base else path

    def _metadata(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            response = self.refuse(request, method_not_allowed())
            response.headers.append(("Allow", "GET, HEAD"))
            return response
        return render(request, 200, {"Name": "SuperOffice WebAPI mock", "Version": RELEASE}, "Api")

    def _refuse(self, request: Request | None, refusal: Refusal) -> Response:
        response = render_refusal(request, refusal)
        if refusal.status == 401:
            response.headers += [("WWW-Authenticate", challenge) for challenge in self.gate.challenges()]
        return response


def _dated(response: Response) -> Response:
    if not response.exact:
        stamp = formatdate(time.time(), usegmt=True)
        response.headers = [("Date", stamp), ("Cache-Control", "no-cache"), *response.headers]
    return response
