"""The Reject operation, as a chain of steps that can each be replaced."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from reject_contract.mock.accounts import Account
from reject_contract.mock.appointments import Row
from reject_contract.mock.coercion import RejectCommand, UpdateMode, find, to_int32, to_mode, to_text
from reject_contract.mock.http import Request, Response
from reject_contract.mock.media_types import BodyReader, Members
from reject_contract.mock.operation import Operation, no_content

if TYPE_CHECKING:
    from reject_contract.mock.app import App

Effect = Callable[[Request, Account, RejectCommand], None]


class RejectOperation(Operation):
    """Declines the caller's invitation: authenticate, read, effect (locate, choose, decline, count), answer."""

    def __init__(self, app: "App") -> None:
        super().__init__(app, "Reject", self._reject)
        calendar = app.calendar
        self.body = BodyReader()
        self.find: Callable[[Members, str, object], object] = find
        self.to_id: Callable[[object], int] = to_int32
        self.to_reason: Callable[[object], str] = to_text
        self.to_mode: Callable[[object], UpdateMode] = to_mode
        self.read: Callable[[Request], RejectCommand] = self._read
        self.locate: Callable[[Account, int], Row] = calendar.invitation
        self.choose: Callable[[Row, UpdateMode], list[Row]] = calendar.rows_for
        self.decline: Callable[[Row, str], None] = calendar.decline
        self.count: Callable[[Row], None] = calendar.count_declined
        self.effect: Effect = self._effect
        self.answer: Callable[[Request], Response] = no_content

    def _reject(self, request: Request, account: Account) -> Response:
        command = self.read(request)
        self.effect(request, account, command)
        return self.answer(request)

    def _read(self, request: Request) -> RejectCommand:
        members = self.body.members(request, "RejectRequest")
        return RejectCommand(
            self.to_id(self.find(members, "AppointmentId", 0)),
            self.to_reason(self.find(members, "RejectReason", "")),
            self.to_mode(self.find(members, "UpdateMode", "Unknown")),
        )

    def _effect(self, request: Request, account: Account, command: RejectCommand) -> None:
        with self.app.lock:
            row = self.locate(account, command.appointment_id)
            for each in self.choose(row, command.mode):
                self.decline(each, command.reason)
                self.count(each)
