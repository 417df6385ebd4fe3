"""The other operations of the Appointment agent that set the stage and read it back."""

from collections.abc import Callable, Iterable

from reject_contract.mock.accounts import Account
from reject_contract.mock.appointments import Row
from reject_contract.mock.coercion import find, to_int32, to_members, to_mode, to_time
from reject_contract.mock.drafts import change_of, draft_of, start_of
from reject_contract.mock.entities import default_entity, entity, recurrence
from reject_contract.mock.http import Request, Response
from reject_contract.mock.media_types import BodyReader, Members
from reject_contract.mock.operation import Operation, Shared, no_content
from reject_contract.mock.records import record
from reject_contract.mock.recurrence import read_rule
from reject_contract.mock.refusals import Refusal, forbidden, invalid, malformed
from reject_contract.mock.rendering import render


class Neighbours:
    """Makes, reads, answers and deletes appointments; none of its methods can be made faulty."""

    def __init__(self, app: Shared) -> None:
        self.app = app
        self.calendar = app.calendar
        self.body = BodyReader()

    def operations(self) -> list[Operation]:
        """All of them."""
        calls = {
            "CreateDefaultAppointmentEntity": self.create_default,
            "CalculateDays": self.calculate_days,
            "SaveAppointmentEntity": self.save,
            "GetAppointmentRecords": self.get_records,
            "GetAppointmentEntity": self.get_entity,
            "GetMyDiary": self.get_diary,
            "WillSendEmail": self.will_send_email,
            "GetCanInsertForAssociates": self.can_insert,
            "DeleteAppointmentEntity": self.delete,
            "Delete": self.delete_series,
            "CleanUpBookingDeleted": self.dismiss,
            "Accept": self.accept,
            "SetSeen": self.set_seen,
        }
        return [Operation(self.app, name, call) for name, call in calls.items()]

    def create_default(self, request: Request, account: Account) -> Response:
        """An entity to start from; nothing is stored."""
        return self._show(request, default_entity(account), "AppointmentEntity")

    def calculate_days(self, request: Request, account: Account) -> Response:
        """The days of the series that an entity describes; nothing is stored."""
        members = self.body.members(request, "CalculateDaysRequest")
        given = to_members(find(members, "AppointmentEntity"))
        start = start_of(given)
        rule = read_rule({**to_members(find(given, "Recurrence")), "Dates": []}, start)
        return self._show(request, recurrence(rule, start), "RecurrenceInfo")

    def save(self, request: Request, account: Account) -> Response:
        """Make an appointment, or give an existing one another title or time."""
        given = self.body.members(request, "AppointmentEntity")
        row_id = to_int32(find(given, "AppointmentId", 0))
        with self.app.lock:
            if row_id == 0:
                row = self.calendar.create(draft_of(given, account))
            else:
                row = self.calendar.get(row_id)
                self._demand_owner(account, row)
                self.calendar.change(row, *change_of(given, row))
            return self._show(request, entity(self.calendar, row), "AppointmentEntity")

    def get_records(self, request: Request, account: Account) -> Response:
        """All rows of a booking, or of a series."""
        members = self.body.members(request, "GetAppointmentRecordsRequest")
        mother_id = to_int32(find(members, "MotherId", 0))
        recurrence_id = to_int32(find(members, "RecurrenceRuleId", 0))
        with self.app.lock:
            rows = self._records(mother_id, recurrence_id)
            if rows and not any(row.associate_id == account.associate_id for row in rows):
                raise forbidden("You do not take part in this appointment.")
            shown: list[object] = [record(self.calendar, row) for row in rows]
        return self._show(request, shown, "ArrayOfAppointment")

    def _records(self, mother_id: int, recurrence_id: int) -> list[Row]:
        if mother_id:
            mother = self.calendar.rows.get(mother_id)
            return self.calendar.booking(mother) if mother and not mother.is_child else []
        return self.calendar.series(recurrence_id)

    def get_diary(self, request: Request, account: Account) -> Response:
        """The account's own rows of a time, the earliest first, so many at most."""
        members = self.body.members(request, "GetMyDiaryRequest")
        start, end = (to_time(find(members, name)) for name in ("StartTime", "EndTime"))
        most = to_int32(find(members, "Count", 0))
        with self.app.lock:
            own = [row for row in self.calendar.rows.values() if row.associate_id == account.associate_id]
            rows = sorted((row for row in own if row.start < end and row.end > start), key=lambda row: row.start)
            shown: list[object] = [record(self.calendar, row) for row in rows[:most]]
        return self._show(request, shown, "ArrayOfAppointment")

    def will_send_email(self, request: Request, account: Account) -> Response:
        """Saving never sends any."""
        self.body.members(request, "WillSendEmailRequest")
        return self._show(request, False, "Boolean")

    def can_insert(self, request: Request, account: Account) -> Response:
        """Everybody may put appointments into everybody's diary."""
        members = self.body.members(request, "GetCanInsertForAssociatesRequest")
        given = find(members, "AssociateIds", [])
        return self._show(request, [True for _ in given] if isinstance(given, list) else [], "ArrayOfBoolean")

    def get_entity(self, request: Request, account: Account) -> Response:
        """An appointment as its row shows it, or null for an unknown id."""
        with self.app.lock:
            row = self.calendar.rows.get(_id_in_query(request))
            if row is None:
                return render(request, 200, None, "AppointmentEntity")
            if not self.calendar.is_open_to(account, row):
                raise forbidden("You do not take part in this appointment.")
            return self._show(request, entity(self.calendar, row), "AppointmentEntity")

    def delete(self, request: Request, account: Account) -> Response:
        """Remove an occurrence, with all its rows."""
        with self.app.lock:
            row = self.calendar.get(_id_in_query(request))
            self._demand_owner(account, row)
            self.calendar.delete(row)
        return no_content(request)

    def delete_series(self, request: Request, account: Account) -> Response:
        """Remove an occurrence, or with it all later ones of its series."""
        members = self.body.members(request, "DeleteRequest")
        mode = to_mode(find(members, "UpdateMode", "Unknown"))
        with self.app.lock:
            row = self.calendar.get(to_int32(find(members, "AppointmentId", 0)))
            self._demand_owner(account, row)
            for each in self.calendar.masters_for(row, mode):
                self.calendar.delete(each)
        return no_content(request)

    def dismiss(self, request: Request, account: Account) -> Response:
        """Remove the account's own rows whose booking was deleted, of those that are named; how many there were."""
        members = self.body.members(request, "CleanUpBookingDeletedRequest")
        given = find(members, "AppointmentIds", [])
        ids = [to_int32(each) for each in given] if isinstance(given, list) else []
        with self.app.lock:
            rows = [row for each in ids if (row := self.calendar.rows.get(each)) and row.status == "Cancelled"]
            own = [row for row in rows if row.associate_id == account.associate_id]
            for row in own:
                self.calendar.remove(row)
        return self._show(request, len(own), "Int32")

    def accept(self, request: Request, account: Account) -> Response:
        """Accept an invitation."""
        return self._answer(request, account, "AcceptRequest", self.calendar.accept)

    def set_seen(self, request: Request, account: Account) -> Response:
        """Mark an invitation as seen."""
        return self._answer(request, account, "SetSeenRequest", self.calendar.see)

    def _answer(
        self, request: Request, account: Account, root: str, change: Callable[[Iterable[Row]], None]
    ) -> Response:
        members = self.body.members(request, root)
        row_id = to_int32(find(members, "AppointmentId", 0))
        mode = to_mode(find(members, "UpdateMode", "Unknown"))
        with self.app.lock:
            row = self.calendar.invitation(account, row_id)
            change(self.calendar.rows_for(row, mode))
        return no_content(request)

    def _demand_owner(self, account: Account, row: Row) -> None:
        if self.calendar.master(row).associate_id != account.associate_id:
            raise forbidden("Only the organizer may do this.")
        if row.is_child:
            raise invalid("Name the organizer's own appointment.")

    def _show(self, request: Request, value: object, root: str) -> Response:
        names = request.parameter("$select")
        return render(request, 200, _select(value, names) if names else value, root)


def _select(value: object, names: str) -> object:
    """A value whose members are nulled, but for those named."""
    wanted = {name.strip().partition("/")[0].lower() for name in names.split(",")}
    if isinstance(value, list):
        return [_select(each, names) for each in value]
    members: Members = to_members(value)
    return {name: each if name.lower() in wanted else None for name, each in members.items()}


def _id_in_query(request: Request) -> int:
    value = request.parameter("appointmentEntityId")
    if value is None:
        raise malformed("The query parameter appointmentEntityId is missing.")
    try:
        return to_int32(value)
    except Refusal:
        raise malformed("The query parameter appointmentEntityId must be a 32-bit integer.") from None
