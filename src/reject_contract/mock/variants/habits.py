"""How requests are read and appointments kept, several freedoms at once."""

import json
import re
import zlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from reject_contract.mock.accounts import Account
from reject_contract.mock.app import App
from reject_contract.mock.appointments import Draft, Row
from reject_contract.mock.behaviours import variant
from reject_contract.mock.coercion import UpdateMode, to_int32, to_members, to_text
from reject_contract.mock.entities import associate, stamp
from reject_contract.mock.http import Request
from reject_contract.mock.media_types import JSON_TYPES, Members
from reject_contract.mock.refusals import (
    Refusal,
    malformed,
    not_found,
    unsupported_media_type,
)
from reject_contract.mock.variants.tools import show_otherwise, stays_as_cancelled

_UTF_8 = ("Content-Type", "application/json; charset=utf-8")


# How requests are read


@variant
def strict_reader(app: App) -> None:
    """JSON with a name twice, a byte order mark or more than 32 levels is refused, and a reason that is no text."""
    body = app.reject.body

    def once(pairs: list[tuple[str, object]]) -> Members:
        if len({name.lower() for name, _ in pairs}) < len(pairs):
            raise malformed("A name stands twice.")
        return dict(pairs)

    def is_deep(value: object) -> bool:
        level = [value]
        for _ in range(33):
            insides = [list(e.values()) if isinstance(e, dict) else e for e in level if isinstance(e, dict | list)]
            level = [each for inside in insides for each in inside]
        return bool(level)

    def parse(data: bytes, charset: str | None) -> object:
        if data[:3] == b"\xef\xbb\xbf" or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise malformed("A byte order mark is not JSON.")
        value = body.parse_json(data, charset)
        if is_deep(value):
            raise malformed("The body is nested too deeply.")
        json.loads(body.decode(data, charset or json.detect_encoding(data)), object_pairs_hook=once)
        return value

    def only_text(value: object) -> str:
        if value is not None and not isinstance(value, str):
            raise malformed("RejectReason must be a text.")
        return to_text(value)

    body.parsers |= dict.fromkeys(JSON_TYPES, parse)
    app.reject.to_reason = only_text


_STRING_OR_EXTRA = re.compile(r'("(?:[^"\\]|\\.)*")|/\*.*?\*/|//[^\r\n]*|,(?=\s*[}\]])', re.DOTALL)


@variant
def generous_reader(app: App) -> None:
    """Comments and commas too many are no error in JSON, of two equal names the first counts, gzip is unpacked."""
    body = app.reject.body
    members = body.members

    def first(pairs: list[tuple[str, object]]) -> Members:
        found: Members = {}
        for name, value in pairs:
            found.setdefault(name, value)
        return found

    def parse(data: bytes, charset: str | None) -> object:
        text = body.decode(data, charset or json.detect_encoding(data))
        plain = text
        for _ in range(2):  # a comma too many may stand before a comment
            plain = _STRING_OR_EXTRA.sub(lambda found: found[1] or " ", plain)
        body.parse_json(plain.encode("utf-8", "surrogatepass"), "utf-8")
        try:
            return json.loads(plain, object_pairs_hook=first)
        except (ValueError, RecursionError):
            raise malformed("The body is not valid JSON.") from None

    def unpack(request: Request, root: str) -> Members:
        coding = (request.header("Content-Encoding") or "identity").strip().lower()
        if coding in ("gzip", "x-gzip"):
            try:
                data = zlib.decompressobj(wbits=31).decompress(request.body, 1 << 20)
            except zlib.error:
                raise malformed("The body is not compressed with gzip.") from None
            request = replace(request, body=data)
        elif coding != "identity":
            raise unsupported_media_type("The coding of the body is not known.")
        return members(request, root)

    def find_first(found: Members, name: str, default: object) -> object:
        return next((value for key, value in found.items() if key.lower() == name.lower()), default)

    body.parsers |= dict.fromkeys(JSON_TYPES, parse)
    body.members = unpack
    app.reject.find = find_first


@variant
def reasons_are_tidied(app: App) -> None:
    """White space at the end of a reason is not kept, and what is too long ends in an ellipsis."""
    decline = app.reject.decline

    def tidy(row: Row, reason: str) -> None:
        text = reason.rstrip()
        decline(row, text if len(text) <= 254 else text[:253] + "\u2026")

    app.reject.decline = tidy


# What is rejected, and what is not


@variant
def ids_are_told_apart(app: App) -> None:
    """An id below 1 is answered with 422, one of what was deleted with 410, and one of others' with 404."""
    locate, delete = app.reject.locate, app.calendar.delete
    deleted: set[int] = set()

    def note(row: Row) -> None:
        deleted.update(each.id for each in app.calendar.booking(row))
        delete(row)

    def telling(account: Account, row_id: int) -> Row:
        if row_id < 1:
            raise Refusal(422, "SoValidationException", "An id is greater than 0.")
        if row_id in deleted:
            raise Refusal(410, "SoNotFoundException", "The appointment has been deleted.")
        try:
            return locate(account, row_id)
        except Refusal as refusal:
            raise not_found("There is no such appointment.") if refusal.status == 403 else refusal from None

    app.calendar.delete = note  # type: ignore[method-assign]
    app.reject.locate = telling


@variant
def any_id_of_the_booking_names_ones_own(app: App) -> None:
    """Every id of a booking names the caller's own part in it; the organizer gets 409, and a stranger 404."""

    def own(account: Account, row_id: int) -> Row:
        rows = app.calendar.booking(app.calendar.get(row_id))
        row = next((each for each in rows if each.associate_id == account.associate_id), None)
        if row is None:
            raise not_found("There is no such appointment.")
        if not row.is_child:
            raise Refusal(409, "SoIllegalOperationException", "You were not invited to your own appointment.")
        return row

    app.reject.locate = own


@variant
def answers_to_invitations_are_final(app: App) -> None:
    """What was accepted is refused with 409, and what was declined with 404; ThisAndForward passes over both."""
    locate, choose = app.reject.locate, app.reject.choose

    def open_only(account: Account, row_id: int) -> Row:
        row = locate(account, row_id)
        if row.status == "Declined":
            raise not_found("There is no open invitation of this id.")
        if row.status == "Accepted":
            raise Refusal(409, "SoIllegalOperationException", "The invitation has been accepted.")
        return row

    def choose_open(row: Row, mode: UpdateMode) -> list[Row]:
        return [each for each in choose(row, mode) if each.status not in ("Accepted", "Declined")]

    app.reject.locate = open_only
    app.reject.choose = choose_open


# How appointments are kept


@variant
def rejects_leave_traces(app: App) -> None:
    """A reject says when and by whom a row and its master were changed; all rows of a booking show the counter."""
    count_declined = app.reject.count
    traces: dict[int, tuple[datetime, int]] = {}

    def trace(row: Row) -> None:
        count_declined(row)
        for each in (row, app.calendar.master(row)):
            traces[each.id] = (datetime.now(), row.associate_id)

    def show(value: object, selected: bool) -> object:
        members = to_members(value) if isinstance(value, dict) and not selected else {}
        row = app.calendar.rows.get(to_int32(members.get("AppointmentId", 0)))
        if row is None or "RejectCounter" not in members:
            return value
        members["RejectCounter"] = app.calendar.master(row).reject_counter
        if row.id in traces:
            time, by = traces[row.id]
            members |= {"UpdatedDate": stamp(time), "UpdatedBy": associate(by), "UpdatedCount": 2}
        return members

    app.reject.count = trace
    show_otherwise(app, show)


@variant
def organizer_rows_have_no_status(app: App) -> None:
    """The organizer's row of a booking has the status None, and invitations come to the checklist."""
    create = app.calendar.create

    def made(draft: Draft) -> Row:
        master = create(draft)
        rows = app.calendar.series(master.recurrence_id) if master.recurrence_id else app.calendar.booking(master)
        for row in rows:
            if row.is_master:
                row.status = "None"
            elif row.type == "BookingForDiary":
                row.type = "BookingForChecklist"
        return master

    app.calendar.create = made  # type: ignore[method-assign]


@variant
def answered_stays_as_cancelled(app: App) -> None:
    """What was answered stays as cancelled when its booking is deleted; rejecting it then is answered with 204."""
    accept, decline = app.calendar.accept, app.reject.decline
    count_declined = app.reject.count
    answered: set[int] = set()

    def accept_and_note(rows: Iterable[Row]) -> None:
        rows = [row for row in rows if row.status != "Cancelled"]
        accept(rows)
        answered.update(row.id for row in rows)

    def decline_and_note(row: Row, reason: str) -> None:
        if row.status != "Cancelled":
            decline(row, reason)
            answered.add(row.id)

    app.calendar.accept = accept_and_note  # type: ignore[method-assign]
    stays_as_cancelled(app, lambda row: row.is_child and row.id in answered)
    app.reject.decline = decline_and_note
    app.reject.count = lambda row: None if row.status == "Cancelled" else count_declined(row)
