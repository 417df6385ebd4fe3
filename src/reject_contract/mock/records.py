"""The Appointment carrier: a row as GetAppointmentRecords lists it."""

from reject_contract.mock.accounts import account_of
from reject_contract.mock.appointments import Calendar, Row
from reject_contract.mock.entities import DETAILS, NO_SPAN, NO_TIME, booking_type, stamp
from reject_contract.mock.media_types import Members

_UNUSED: Members = {
    "Task": "",
    "ContactName": "",
    "PersonFullName": "",
    "ContactId": 0,
    "ProjectId": 0,
    "ProjectName": "",
    "IsPublished": False,
    "PriorityId": 0,
    "PriorityName": "",
    "TaskType": "Appointment",
    "AssignmentStatus": "None",
    "AssignedBy": 0,
    "AssignedByFullName": "",
    "AlarmLeadTime": NO_SPAN,
    "SaleId": 0,
    "SaleName": "",
    "CautionWarning": "OK",
    "OwnedExternally": "None",
    "JoinVideomeetUrl": "",
    "PreferredTZLocation": 0,
    "TaskId": 0,
    "TableRight": None,
    "FieldProperties": {},
}


def record(calendar: Calendar, row: Row) -> Members:
    """A row as an Appointment carrier."""
    rule = calendar.rules.get(row.recurrence_id)
    return {
        **_UNUSED,
        **DETAILS,
        **row.details,
        **_people(calendar, row),
        "AppointmentId": row.id,
        "MotherId": row.mother_id,
        "Title": row.title,
        "StartDate": stamp(row.start),
        "EndDate": stamp(row.end),
        "ActiveDate": stamp(row.start),
        "CreatedDate": stamp(row.created),
        "Type": row.type,
        "InvitationStatus": row.status,
        "RejectReason": row.reason,
        "BookingType": booking_type(row),
        "IsBooking": bool(row.mother_id),
        "IsBookingMain": row.is_master,
        "IsRecurrence": rule is not None,
        "RecurringPattern": rule.pattern if rule else "Unknown",
        "RecurringStartDate": stamp(rule.start) if rule else NO_TIME,
        "RecurringEndDate": stamp(rule.end) if rule else NO_TIME,
    }


def _people(calendar: Calendar, row: Row) -> Members:
    own = account_of(row.associate_id)
    organizer = account_of(calendar.master(row).associate_id)
    return {
        "AssociateId": row.associate_id,
        "AssociateName": own.name if own else "",
        "AssociateFullName": own.name if own else "",
        "PersonId": own.person_id if own else row.person_id,
        "MotherAssociateId": organizer.associate_id if organizer else 0,
        "CreatedBy": organizer.name if organizer else "",
        "CreatedByFullName": organizer.name if organizer else "",
        "CreatedByAssociateId": organizer.associate_id if organizer else 0,
    }
