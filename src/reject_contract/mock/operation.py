"""What all agent methods have in common: how each HTTP method of their address is answered."""

from collections.abc import Callable
from threading import RLock
from typing import Protocol

from reject_contract.mock.accounts import Account
from reject_contract.mock.appointments import Calendar
from reject_contract.mock.authentication import LoginGate
from reject_contract.mock.http import Request, Response
from reject_contract.mock.refusals import Refusal, method_not_allowed
from reject_contract.mock.rendering import render

ALLOWED = ("POST", "GET", "HEAD", "OPTIONS")


def no_content(request: Request) -> Response:
    """204, and nothing else."""
    return Response(204)


class Shared(Protocol):
    """What an application lends to its operations."""

    gate: LoginGate
    calendar: Calendar
    lock: RLock
    refuse: Callable[[Request | None, Refusal], Response]


class Operation:
    """One agent method. Its steps are attributes, so that each can be replaced alone."""

    def __init__(self, app: Shared, name: str, call: Callable[[Request, Account], Response]) -> None:
        self.app = app
        self.name = name
        self.authenticate: Callable[[Request], Account] = lambda request: app.gate.authenticate(request)
        self.call = call
        self.invoke: Callable[[Request], Response] = self._invoke
        self.describe: Callable[[Request], Response] = self._describe
        self.refuse: Callable[[Request, Refusal], Response] = self._refuse
        self.respond: Callable[[Request], Response] = self._respond
        self.methods: dict[str, Callable[[Request], Response]] = {
            "POST": lambda request: self.invoke(request),
            "GET": lambda request: self.describe(request),
            "HEAD": lambda request: self.describe(request),
            "OPTIONS": self._options,
        }

    def _respond(self, request: Request) -> Response:
        try:
            handler = self.methods.get(request.method)
            if handler is None:
                raise method_not_allowed()
            return handler(request)
        except Refusal as refusal:
            return self.refuse(request, refusal)

    def _invoke(self, request: Request) -> Response:
        account = self.authenticate(request)
        return self.call(request, account)

    def _describe(self, request: Request) -> Response:
        """Say what the method is, without invoking it."""
        self.authenticate(request)
        value = {"Name": f"Agents/Appointment/{self.name}", "Method": "POST", "Invoked": False}
        return render(request, 200, value, "Description")

    def _options(self, request: Request) -> Response:
        return Response(204, [("Allow", ", ".join(ALLOWED))])

    def _refuse(self, request: Request, refusal: Refusal) -> Response:
        response = self.app.refuse(request, refusal)
        if refusal.status == 405:
            response.headers.append(("Allow", ", ".join(ALLOWED)))
        return response
