"""Time and order: slowness, and answers that depend on what came before or comes at once."""

import itertools
import threading
import time

from reject_contract.mock.accounts import Account
from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.behaviours import fault
from reject_contract.mock.changes import around, raise_for
from reject_contract.mock.coercion import RejectCommand
from reject_contract.mock.http import Request, Response
from reject_contract.mock.refusals import Refusal, crashed
from reject_contract.mock.reject import Effect


def _delay(app: App, seconds: float) -> None:
    answer = app.reject.answer

    def late(request: Request) -> Response:
        response = answer(request)
        response.delay = seconds
        return response

    app.reject.answer = late


@fault
def slow(app: App) -> None:
    """A valid reject takes longer than the target file allows: breaks RJ-TIME-1."""
    app.limits["slow_ms"] = 40
    _delay(app, 0.06)


@fault
def every_fifth_is_slow(app: App) -> None:
    """Every fifth reject takes longer than the target file allows: breaks RJ-TIME-2."""
    app.limits["slow_ms"] = 100
    answer, numbers = app.reject.answer, itertools.count(1)

    def late(request: Request) -> Response:
        response = answer(request)
        response.delay = 0.0 if next(numbers) % 5 else 0.12
        return response

    app.reject.answer = late


@fault
def hangs(app: App) -> None:
    """A valid reject is not answered for a minute: breaks RJ-ANSWER-1."""
    app.limits["timeout_seconds"] = 0.5
    _delay(app, 60.0)


def _fail_by_number(app: App, fails: range, problem: Refusal) -> None:
    """Refuse the authenticated rejects whose number, counted from 1, is in the range."""
    call, numbers = app.reject.call, iter(range(1, 2**31))

    def count(request: Request, account: Account) -> Response:
        if next(numbers) in fails:
            raise problem
        return call(request, account)

    app.reject.call = count


@fault
def every_seventh_fails(app: App) -> None:
    """Every seventh reject is answered with 500 and does nothing: breaks RJ-REPEAT-5."""
    _fail_by_number(app, range(7, 2**31, 7), crashed())


@fault
def worn_out_after_twenty(app: App) -> None:
    """After twenty rejects, every further one is answered with 500: breaks RJ-REPEAT-5."""
    _fail_by_number(app, range(21, 2**31), crashed())


@fault
def every_fifth_forgotten(app: App) -> None:
    """Every fifth reject is answered with 204 and does nothing: breaks RJ-REPEAT-5."""

    def wrap(effect: Effect) -> Effect:
        numbers = iter(range(1, 2**31))
        return lambda r, account, command: effect(r, account, command) if next(numbers) % 5 else None

    around(app, wrap)


@fault
def two_at_once_fail(app: App) -> None:
    """A reject that arrives while another one is at work is answered with 500: breaks RJ-REPEAT-3."""
    busy = threading.Lock()

    def wrap(effect: Effect) -> Effect:
        def alone(request: Request, account: Account, command: RejectCommand) -> None:
            if not busy.acquire(blocking=False):
                raise crashed()
            try:
                time.sleep(0.02)
                effect(request, account, command)
            finally:
                busy.release()

        return alone

    around(app, wrap)


@fault
def two_at_once_overwrite(app: App) -> None:
    """Of rejects that are at work at once, all do what the last one asked for: breaks RJ-REPEAT-4."""
    latest: list[RejectCommand] = []

    def wrap(effect: Effect) -> Effect:
        def shared(request: Request, account: Account, command: RejectCommand) -> None:
            latest[:] = [command]
            time.sleep(0.02)
            effect(request, account, latest[0])

        return shared

    around(app, wrap)


@fault
def two_at_once_lose_a_count(app: App) -> None:
    """RejectCounter is read, and written back later, so that rejects at once raise it only once.

    Breaks RJ-REPEAT-13.
    """
    app.reject.count = lambda row: None

    def wrap(effect: Effect) -> Effect:
        def racy(request: Request, account: Account, command: RejectCommand) -> None:
            row = app.reject.locate(account, command.appointment_id)
            before = sum(each.status == "Declined" for each in app.calendar.booking(row) if each is not row)
            time.sleep(0.02)
            effect(request, account, command)
            app.calendar.master(row).reject_counter = before + 1

        return racy

    around(app, wrap)


@fault
def two_invitees_at_once_lose_one(app: App) -> None:
    """A reject writes the rest of the booking back as it was, so of two at once one is lost: breaks RJ-REPEAT-12."""

    def wrap(effect: Effect) -> Effect:
        def racy(request: Request, account: Account, command: RejectCommand) -> None:
            own = app.reject.locate(account, command.appointment_id)
            before = [(each, each.status, each.reason) for each in app.calendar.booking(own) if each is not own]
            time.sleep(0.02)
            effect(request, account, command)
            for each, status, reason in before:
                each.status, each.reason = status, reason

        return racy

    around(app, wrap)


@fault
def repeat_undoes(app: App) -> None:
    """A second reject turns a declined invitation into an open one again: breaks RJ-REPEAT-1."""
    decline = app.reject.decline

    def toggle(row: Row, reason: str) -> None:
        if row.status == "Declined":
            row.status, row.reason = "Invitation", ""
        else:
            decline(row, reason)

    app.reject.decline = toggle


@fault
def repeat_crashes(app: App) -> None:
    """A second reject of the same invitation is answered with 500: breaks RJ-REPEAT-1."""
    decline = app.reject.decline

    def fragile(row: Row, reason: str) -> None:
        if row.status == "Declined":
            raise crashed()
        decline(row, reason)

    app.reject.decline = fragile


@fault
def once_per_connection(app: App) -> None:
    """A second reject on the same connection is answered with 500: breaks RJ-FRAME-4."""
    call = app.reject.call

    def once(request: Request, account: Account) -> Response:
        request.connection["rejects"] = request.connection.get("rejects", 0) + 1
        if request.connection["rejects"] > 1:
            raise crashed()
        return call(request, account)

    app.reject.call = once


@fault
def connection_remembers_first_id(app: App) -> None:
    """Every reject on a connection is about the appointment of the first one: breaks RJ-FRAME-4."""
    read = app.reject.read

    def sticky(request: Request) -> RejectCommand:
        command = read(request)
        first = request.connection.setdefault("first", command.appointment_id)
        return RejectCommand(first, command.reason, command.mode)

    app.reject.read = sticky


@fault
def deleted_id_crashes(app: App) -> None:
    """The id of an appointment that was deleted is answered with 500: breaks RJ-REPEAT-9."""
    delete = app.calendar.delete
    gone: set[int] = set()

    def note(row: Row) -> None:
        gone.update(each.id for each in app.calendar.booking(row))
        delete(row)

    app.calendar.delete = note  # type: ignore[method-assign]
    raise_for(app, lambda command: command.appointment_id in gone)
