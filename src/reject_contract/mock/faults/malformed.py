"""Bad input that crashes the server, or that it lets pass."""

import json
import re
from collections.abc import Callable

from reject_contract.mock.accounts import Account
from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.behaviours import fault
from reject_contract.mock.changes import instead, raise_when
from reject_contract.mock.coercion import RejectCommand
from reject_contract.mock.http import Request
from reject_contract.mock.media_types import JSON_TYPES, XML_TYPES
from reject_contract.mock.refusals import Refusal, crashed


def _parse(app: App, media_types: tuple[str, ...], recover: Callable[[bytes], object]) -> None:
    """Let recover say what a body means that the parser refuses."""
    for media_type in media_types:
        parse = app.reject.body.parsers[media_type]

        def lenient(data: bytes, charset: str | None, parse: Callable[..., object] = parse) -> object:
            try:
                return parse(data, charset)
            except Refusal:
                return recover(data)

        app.reject.body.parsers[media_type] = lenient


def _crash(data: bytes) -> object:
    raise crashed()


@fault
def malformed_json_crashes(app: App) -> None:
    """A body that is not valid JSON is answered with 500: breaks RJ-BODY-1."""
    _parse(app, JSON_TYPES, _crash)


@fault
def malformed_json_accepted(app: App) -> None:
    """A body that is not valid JSON is searched for an id, and what is found is rejected: breaks RJ-BODY-1."""
    _parse(app, JSON_TYPES, lambda data: {"AppointmentId": (re.findall(rb"\d+", data) or [b"0"])[0].decode()})


@fault
def malformed_json_answered_204(app: App) -> None:
    """A body that is not valid JSON is answered with 204, and nothing is done: breaks RJ-BODY-1."""
    _parse(app, JSON_TYPES, lambda data: {"AppointmentId": 0})
    _ignore_id_0(app)


@fault
def malformed_xml_crashes(app: App) -> None:
    """A body that is not valid XML is answered with 500: breaks RJ-TYPE-17."""
    _parse(app, XML_TYPES, _crash)


@fault
def text_after_json_crashes(app: App) -> None:
    """A JSON object with something after it is answered with 500: breaks RJ-BODY-28."""

    def has_more(request: Request) -> bool:
        try:
            json.loads(request.body)
        except ValueError as reason:
            return str(reason).startswith("Extra data")
        return False

    raise_when(app, has_more)


@fault
def empty_body_crashes(app: App) -> None:
    """An empty body is answered with 500: breaks RJ-BODY-2."""
    raise_when(app, lambda request: not request.body)


@fault
def empty_body_answered_204(app: App) -> None:
    """An empty body is answered with 204, and nothing is done: breaks RJ-BODY-2."""
    _answer_204_when(app, lambda request: not request.body)


@fault
def null_body_crashes(app: App) -> None:
    """A body of null is answered with 500: breaks RJ-BODY-22."""
    raise_when(app, lambda request: request.body.strip() == b"null")


@fault
def list_body_answered_204(app: App) -> None:
    """A body that is a JSON list is answered with 204, and nothing is done: breaks RJ-BODY-3."""
    _answer_204_when(app, lambda request: request.body.lstrip().startswith(b"["))


def _answer_204_when(app: App, condition: Callable[[Request], bool]) -> None:
    call = app.reject.call
    app.reject.call = lambda r, account: app.reject.answer(r) if condition(r) else call(r, account)


def _ignore_id_0(app: App) -> None:
    effect = app.reject.effect
    app.reject.effect = lambda r, a, c: effect(r, a, c) if c.appointment_id else None


@fault
def malformed_is_401(app: App) -> None:
    """Every body that cannot be read is answered with 401, as if the caller were not logged in: breaks RJ-BODY-1."""
    instead(app, 400, lambda: Refusal(401, "SoSessionException", "Log in first."))


@fault
def every_refusal_is_500(app: App) -> None:
    """Every request that is refused, for whatever reason, is answered with 500: breaks RJ-BODY-1."""
    for status in (400, 403, 404, 405, 415):
        instead(app, status)


def _to_id(app: App, recover: Callable[[object], int]) -> None:
    """Let recover say what a value means that is no id."""
    to_id = app.reject.to_id

    def lenient(value: object) -> int:
        try:
            return to_id(value)
        except Refusal:
            return recover(value)

    app.reject.to_id = lenient


def _no_id(value: object) -> int:
    raise crashed()


@fault
def text_as_id_crashes(app: App) -> None:
    """An AppointmentId that is no number is answered with 500: breaks RJ-BODY-26."""
    _to_id(app, _no_id)


@fault
def digits_in_text_as_id(app: App) -> None:
    """Of an AppointmentId that is a text, the digits are taken, and that appointment is rejected: breaks RJ-BODY-26."""
    _to_id(app, lambda value: int("".join(re.findall(r"\d", str(value)))[:9] or "0"))


@fault
def list_of_one_id_read(app: App) -> None:
    """An AppointmentId that is a list of one id is taken for that id, as some validators do it: breaks RJ-BODY-4."""
    to_id = app.reject.to_id
    app.reject.to_id = lambda value: to_id(value[0] if isinstance(value, list) and len(value) == 1 else value)


@fault
def fraction_of_id_dropped(app: App) -> None:
    """An AppointmentId with a fraction loses it, and that appointment is rejected: breaks RJ-BODY-31."""
    to_id = app.reject.to_id
    app.reject.to_id = lambda value: to_id(int(value) if isinstance(value, float) else value)


@fault
def fraction_of_id_crashes(app: App) -> None:
    """An AppointmentId with a fraction crashes the operation: breaks RJ-BODY-30."""
    to_id = app.reject.to_id

    def crash(value: object) -> int:
        if isinstance(value, float) and value % 1:
            raise crashed()
        return to_id(value)

    app.reject.to_id = crash


@fault
def big_id_wraps_around(app: App) -> None:
    """An AppointmentId beyond 32 bits wraps around, and that appointment is rejected: breaks RJ-BODY-7."""
    to_id = app.reject.to_id

    def wrap(value: object) -> int:
        return to_id((value + 2**31) % 2**32 - 2**31 if isinstance(value, int) else value)

    app.reject.to_id = wrap


@fault
def big_id_crashes(app: App) -> None:
    """An AppointmentId beyond 32 bits is answered with 500: breaks RJ-BODY-6."""
    to_id = app.reject.to_id

    def overflow(value: object) -> int:
        if isinstance(value, int) and abs(value) >= 2**31:
            raise crashed()
        return to_id(value)

    app.reject.to_id = overflow


@fault
def sign_of_id_ignored(app: App) -> None:
    """A negative AppointmentId rejects the appointment of the positive number: breaks RJ-BODY-7."""
    to_id = app.reject.to_id
    app.reject.to_id = lambda value: abs(to_id(value))


@fault
def id_0_rejects_everything(app: App) -> None:
    """An AppointmentId of 0 is answered with 204, and rejects everything the caller is invited to.

    Breaks RJ-BODY-24 and RJ-EFFECT-9.
    """
    effect = app.reject.effect

    def rampage(request: Request, account: Account, command: RejectCommand) -> None:
        if command.appointment_id:
            return effect(request, account, command)
        for row in list(app.calendar.rows.values()):
            if row.is_child and row.associate_id == account.associate_id:
                app.reject.decline(row, command.reason)
        return None

    app.reject.effect = rampage


@fault
def unknown_id_crashes(app: App) -> None:
    """The id of no appointment is answered with 500: breaks RJ-BODY-8."""
    instead(app, 404)


@fault
def bad_mode_takes_effect(app: App) -> None:
    """An unknown mode is refused with 400, and yet the invitation is declined: breaks RJ-MODE-23."""
    read = app.reject.read

    def leaky(request: Request) -> RejectCommand:
        try:
            return read(request)
        except Refusal:
            members = app.reject.body.members(request, "RejectRequest")
            row = app.calendar.rows.get(app.reject.to_id(app.reject.find(members, "AppointmentId", 0)))
            if row is not None and row.is_child:
                app.reject.decline(row, "")
            raise

    app.reject.read = leaky


@fault
def unknown_id_declines_the_newest(app: App) -> None:
    """The id of no appointment is refused, and yet the caller's newest invitation is declined: breaks RJ-BODY-24."""
    locate = app.reject.locate

    def leaky(account: Account, row_id: int) -> Row:
        rows = app.calendar.rows
        own = [each for each in rows.values() if each.is_child and each.associate_id == account.associate_id]
        if row_id not in rows and own:
            app.reject.decline(own[-1], "")
        return locate(account, row_id)

    app.reject.locate = leaky


@fault
def body_of_another_type_crashes(app: App) -> None:
    """A body that is a JSON list, a text or a number is answered with 500: breaks RJ-BODY-3."""
    raise_when(app, lambda request: request.body.lstrip()[:1] in (b"[", b'"') or request.body.strip().isdigit())
