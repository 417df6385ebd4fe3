"""A mock of Reject with a memory: appointments are made, read, answered and deleted, and forgotten when it stops.

python interop/mocks/calendar_stub.py 8905, and beside it:
reject-contract verify --target interop/mocks/calendar_stub.yaml
"""

import base64
import itertools
import json
import sys
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl
from xml.etree import ElementTree

AGENT = "/api/v1/agents/appointment"
PEOPLE = {"organizer": 10, "invitee": 11, "bystander": 12, "outsider": 13}
CREDENTIALS = {base64.b64encode(f"{name}:open sesame {own}".encode()).decode(): own for name, own in PEOPLE.items()}
JSON = ("application/json", "text/json", "application/json-patch+json", "application/merge-patch+json")
XML, FORM = ("application/xml", "text/xml"), "application/x-www-form-urlencoded"
ONWARD = {"Unknown": False, "OnlyThis": False, "ThisAndForward": True, "StopRecurrence": True}
DAYS = {"Daily": 1, "Weekly": 7}
HEADERS = {401: ("WWW-Authenticate", 'Basic realm="stub"'), 405: ("Allow", "POST"), 411: ("Connection", "close")}
# What is raised where a request is not as it should be.
MISFITS = (ArithmeticError, AttributeError, LookupError, RecursionError, SyntaxError, TypeError, ValueError)

Members = dict[str, Any]


class Refusal(Exception):
    """A request that is refused; its arguments are the status and the message of the answer."""


class Calendar:
    """All appointments, a row for each participant; a method takes the caller's associate id and the request."""

    def __init__(self) -> None:
        self.rows: dict[str, Members] = {}  # by AppointmentId, which comes as text in XML, forms and queries
        self.ids = itertools.count(1001)

    def dates(self, caller: int, request: Members) -> Members:
        """Work out the dates of a series."""
        entity = request["AppointmentEntity"]
        rule, start = entity["Recurrence"], datetime.fromisoformat(entity["StartDate"])
        step = timedelta(days=DAYS[rule["Pattern"]])
        return {**rule, "Dates": [{"Date": (start + n * step).isoformat()} for n in range(rule["RecurrenceCounter"])]}

    def save(self, caller: int, request: Members) -> Members:
        """Make an appointment for each date; one that does not recur is a series of one."""
        rule, series = request.get("Recurrence") or {}, next(self.ids)
        dates = rule["Dates"] if rule.get("IsRecurrence") else [{"Date": request["StartDate"]}]
        length = datetime.fromisoformat(request["EndDate"]) - datetime.fromisoformat(request["StartDate"])
        common = {**request, "Recurrence": {**rule, "RecurrenceId": series}, "RecurrenceRuleId": series}
        starts = [datetime.fromisoformat(each["Date"]) for each in dates]
        times = [{"StartDate": start.isoformat(), "EndDate": (start + length).isoformat()} for start in starts]
        saved = [self.invite(caller, {**common, **each}) for each in times]
        return saved[0]

    def invite(self, caller: int, entity: Members) -> Members:
        """Make the organizer's row, and an invitation for each participant but the first, who is the organizer."""
        people = [caller, *(each["AssociateId"] for each in entity["Participants"][1:])]
        ids = [next(self.ids) for _ in people]
        for row_id, person in zip(ids, people, strict=True):
            status = "Accepted" if row_id == ids[0] else "Invitation"
            own = {"AppointmentId": row_id, "MotherId": ids[0], "AssociateId": person}
            self.rows[str(row_id)] = {**entity, **own, "InvitationStatus": status, "RejectReason": ""}
        return self.rows[str(ids[0])]

    def entity(self, caller: int, request: Members) -> Members | None:
        """Read a row, with what has become of all invitations; None where there is no such row."""
        row = self.rows.get(str(request["AppointmentId"]))
        if row is None:
            return None
        booking = [each for each in self.rows.values() if each["MotherId"] == row["MotherId"]]
        people = [{name: each[name] for name in ("AssociateId", "InvitationStatus")} for each in booking]
        declined = [each for each in booking if each["InvitationStatus"] == "Declined"]
        return {**row, "Participants": people, "RejectCounter": len(declined)}

    def records(self, caller: int, request: Members) -> list[Members]:
        """List the rows of an appointment or of a series."""
        mother, series = request["MotherId"], request["RecurrenceRuleId"]
        return [row for row in self.rows.values() if row["MotherId"] == mother or row["RecurrenceRuleId"] == series]

    def diary(self, caller: int, request: Members) -> list[Members]:
        """List the caller's rows of a time; dates in this format sort as texts."""
        start, end = request["StartTime"], request["EndTime"]
        mine = [row for row in self.rows.values() if row["AssociateId"] == caller]
        return [row for row in mine if row["StartDate"] < end and row["EndDate"] > start][: request["Count"]]

    def answer(self, caller: int, request: Members, status: str) -> None:
        """Give an invitation another status, and a reason of which 254 characters are kept."""
        reason = request.get("RejectReason", "")
        if not isinstance(reason, str):
            raise Refusal(400, "A reason is a text.")
        for row in self.named(caller, request, organizes=False):
            if status != "Seen" or row["InvitationStatus"] == "Invitation":
                row.update(InvitationStatus=status, RejectReason=reason[:254])

    def delete(self, caller: int, request: Members) -> None:
        """Delete an appointment with all its invitations."""
        gone = [row["AppointmentId"] for row in self.named(caller, request, organizes=True)]
        self.rows = {key: row for key, row in self.rows.items() if row["MotherId"] not in gone}

    def named(self, caller: int, request: Members, organizes: bool) -> list[Members]:
        """The caller's row that is named by its own id or the organizer's, and the later ones if UpdateMode says so."""
        row_id, onward = str(request["AppointmentId"]), ONWARD[request.get("UpdateMode", "Unknown")]
        mine = [row for row in self.rows.values() if row["AssociateId"] == caller]
        mine = [row for row in mine if (row["AppointmentId"] == row["MotherId"]) == organizes]
        named = [row for row in mine if row_id in (str(row["AppointmentId"]), str(row["MotherId"]))]
        if not named:
            raise Refusal(404, "You have no such appointment.")
        series = [row for row in mine if row["RecurrenceRuleId"] == named[0]["RecurrenceRuleId"]]
        return [row for row in series if row["StartDate"] >= named[0]["StartDate"]] if onward else named


OPERATIONS: dict[str, Callable[[Calendar, int, Members], Any]] = {
    "createdefaultappointmententity": lambda calendar, caller, request: {"AppointmentId": 0},
    "calculatedays": Calendar.dates,
    "saveappointmententity": Calendar.save,
    "getappointmententity": Calendar.entity,
    "getappointmentrecords": Calendar.records,
    "getmydiary": Calendar.diary,
    "getcaninsertforassociates": lambda calendar, caller, request: [True for _ in request["AssociateIds"]],
    "willsendemail": lambda calendar, caller, request: False,
    "accept": lambda calendar, caller, request: calendar.answer(caller, request, "Accepted"),
    "setseen": lambda calendar, caller, request: calendar.answer(caller, request, "Seen"),
    "reject": lambda calendar, caller, request: calendar.answer(caller, request, "Declined"),
    "delete": Calendar.delete,
    "deleteappointmententity": Calendar.delete,
}
VOID = ("accept", "setseen", "reject", "delete", "deleteappointmententity")
BODILESS = ("createdefaultappointmententity", "getappointmententity", "deleteappointmententity")


def members(body: bytes, media_type: str, charset: str) -> Members:
    """The members of a body; their names may be in camelCase, as the vendor's client sends them."""
    text, found = body.decode(charset), None
    if media_type in JSON:
        found = json.loads(text)
    elif media_type == FORM:
        found = dict(parse_qsl(text, keep_blank_values=True, errors="strict"))
    elif media_type not in XML:
        raise Refusal(415, "The media type is not supported.")
    elif "<!DOCTYPE" not in text:
        found = {each.tag.rpartition("}")[2]: each.text or "" for each in ElementTree.fromstring(text)}
    if not isinstance(found, dict):
        raise Refusal(400, "The body is not an object.")
    return {name[:1].upper() + name[1:]: value for name, value in found.items()}


class Handler(BaseHTTPRequestHandler):
    """Reads a request, has it carried out, and answers it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    calendar, lock = Calendar(), threading.Lock()

    def handle_any(self) -> None:
        """Answer a request, whatever its method."""
        try:
            status, value = self.carry_out(self.body())
        except Refusal as refusal:
            status, value = refusal.args[0], {"Message": refusal.args[1]}
        except MISFITS:
            status, value = 400, {"Message": "The request makes no sense."}
        content = b"" if status == 204 else json.dumps(value).encode()
        self.send_response(status)
        if status in HEADERS:
            self.send_header(*HEADERS[status])
        if content:
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def body(self) -> bytes:
        """The whole body; after a refusal of it nobody knows where the next request begins, so the connection ends."""
        hosts, lengths = self.headers.get_all("Host", []), self.headers.get_all("Content-Length", ["0"])
        if "Transfer-Encoding" in self.headers:
            raise Refusal(411, "Send the body with its length, not in chunks.")
        if self.headers.defects or len(hosts) != 1 or len(lengths) != 1 or not lengths[0].isdecimal():
            self.close_connection = True
            raise Refusal(400, "The headers can be read in two ways.")
        return self.rfile.read(int(lengths[0]))

    def carry_out(self, body: bytes) -> tuple[int, Any]:
        """Do what is asked: the status and the value of the answer."""
        path, _, query = self.path.partition("?")
        folder, _, name = path.lower().rpartition("/")
        if path == "/api":
            return 200, {"Name": "calendar stub"}
        if folder != AGENT or name not in OPERATIONS:
            raise Refusal(404, "There is nothing at this address.")
        scheme, _, given = self.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "basic" or given not in CREDENTIALS:
            raise Refusal(401, "Log in with a name and a password.")
        if self.command != "POST":
            raise Refusal(405, "An operation is called with POST.")
        if name in BODILESS:
            request = {"AppointmentId": dict(parse_qsl(query)).get("appointmentEntityId")}
        else:
            request = members(body, self.headers.get_content_type(), self.headers.get_content_charset("utf-8"))
        with self.lock:
            value = OPERATIONS[name](self.calendar, CREDENTIALS[given], request)
        return (204 if name in VOID else 200), value

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = handle_any  # noqa: N815 (http.server's)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
