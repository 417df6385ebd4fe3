"""The shapes in which the API shows a calendar: entity, record and recurrence."""

from datetime import datetime

from reject_contract.mock.accounts import Account, account_of
from reject_contract.mock.appointments import Calendar, Row, default_times
from reject_contract.mock.media_types import Members
from reject_contract.mock.recurrence import WEEKDAYS, Rule

NO_TIME = "0001-01-01T00:00:00"
NO_SPAN = "00:00:00"

DETAILS: Members = {
    "Description": "",
    "Agenda": "",
    "InternalNotes": "",
    "Location": "",
    "Private": "Public",
    "Completed": "NotStarted",
    "ColorIndex": 0,
    "IsFree": False,
    "IsAlldayEvent": False,
    "HasAlarm": False,
}
"""Members that a save keeps as they are, and their defaults."""

_UNUSED: Members = {
    "Contact": None,
    "UpdatedBy": None,
    "InvitedPerson": None,
    "Person": None,
    "Priority": None,
    "Project": None,
    "UpdatedDate": NO_TIME,
    "ActiveLinks": 0,
    "Links": [],
    "AlarmLeadTime": NO_SPAN,
    "LagTime": NO_SPAN,
    "LeadTime": NO_SPAN,
    "AssignmentStatus": "None",
    "HasConflict": False,
    "AssignedBy": None,
    "Task": None,
    "PreferredTZLocation": 0,
    "PreferredTZLocationData": None,
    "Sale": None,
    "SuggestedAppointmentId": 0,
    "IsMileStone": False,
    "CautionWarning": "OK",
    "OwnedExternally": "None",
    "JoinVideomeetUrl": "",
    "CentralserviceVideomeetId": "",
    "UserDefinedFields": {},
    "ExtraFields": {},
    "CustomFields": {},
    "PublishEventDate": NO_TIME,
    "PublishTo": NO_TIME,
    "PublishFrom": NO_TIME,
    "IsPublished": False,
    "VisibleFor": [],
    "TableRight": None,
    "FieldProperties": {},
}


def stamp(time: datetime) -> str:
    """A time as the API writes it: to the second, without zone."""
    return time.replace(microsecond=0).isoformat()


def associate(associate_id: int) -> Members | None:
    """The associate behind an account."""
    account = account_of(associate_id)
    if account is None:
        return None
    return {
        "AssociateId": associate_id,
        "Name": account.name,
        "PersonId": account.person_id,
        "Rank": 0,
        "Tooltip": "",
        "Type": "InternalAssociate",
        "GroupIdx": 1,
        "FullName": account.name,
        "FormalName": account.name,
        "Deleted": False,
        "EjUserId": 0,
        "UserName": account.name,
        "ExtraFields": {},
        "CustomFields": {},
        "TableRight": None,
        "FieldProperties": {},
    }


def entity(calendar: Calendar, row: Row) -> Members:
    """A row as an AppointmentEntity."""
    master = calendar.master(row)
    return {
        **_UNUSED,
        **DETAILS,
        **row.details,
        "Associate": associate(row.associate_id),
        "CreatedBy": associate(master.associate_id),
        "CreatedDate": stamp(row.created),
        "AppointmentId": row.id,
        "Title": row.title,
        "StartDate": stamp(row.start),
        "EndDate": stamp(row.end),
        "MotherId": row.mother_id,
        "Type": row.type,
        "RejectCounter": row.reject_counter,
        "RejectReason": row.reason,
        "Recurrence": recurrence(calendar.rules.get(row.recurrence_id), row.start),
        "Participants": _participants(calendar, row) if row.mother_id else [],
        "InvitationStatus": row.status,
        "BookingType": booking_type(row),
        "ActiveDate": stamp(row.start),
        "MotherAssociate": associate(master.associate_id),
    }


def _participants(calendar: Calendar, row: Row) -> list[Members]:
    return [participant(each, calendar.listed_status(each)) for each in calendar.booking(row)]


def default_entity(account: Account) -> Members:
    """An AppointmentEntity that has not been saved, with the account as its owner."""
    start, end = default_times()
    row = Row(0, 0, account.associate_id, "", start, end)
    return entity(Calendar(), row)


def participant(row: Row, status: str) -> Members:
    """A row as an entry of an entity's Participants."""
    account = account_of(row.associate_id)
    return {
        "AssociateId": row.associate_id,
        "PersonId": account.person_id if account else row.person_id,
        "ContactId": 0,
        "EmailId": 0,
        "SendEmail": False,
        "InvitationStatus": status,
        "EmailAddress": "",
        "Description": account.name if account else "",
        "ExternallyOwnedType": "Unknown",
        "ExternallyOwnedStatus": "Unknown",
    }


def booking_type(row: Row) -> str:
    """What a row is in its booking."""
    if not row.mother_id:
        return "None"
    return "Owner" if row.is_master else "Participant"


def recurrence(rule: Rule | None, start: datetime) -> Members:
    """A rule as a RecurrenceInfo; without a rule one that does not repeat."""
    shown = rule or Rule(start=start, end=start)
    weekdays = ", ".join(shown.weekdays) or WEEKDAYS[start.weekday()]
    by_month = {"Pattern": "DayOfMonth", "Cycle": 1, "Day": start.day}
    by_month |= {"Weekday": WEEKDAYS[start.weekday()], "WeekOfMonth": "First"}
    return {
        "RecurrenceId": shown.id,
        "StartDate": stamp(shown.start),
        "EndDate": stamp(shown.end),
        "RecurrenceCounter": shown.counter,
        "RecurrenceEndType": shown.end_type,
        "Pattern": shown.pattern,
        "DayPattern": {"Pattern": shown.day_pattern, "Cycle": shown.cycle},
        "WeekPattern": {"Weekdays": weekdays, "Cycle": shown.cycle},
        "MonthPattern": by_month,
        "YearPattern": by_month,
        "Dates": [
            {"Date": f"{day}T00:00:00", "IsConflict": False, "Description": None}
            | {"DescriptionStyleHint": "", "Tooltip": None}
            for day in shown.days
        ],
        "IsRecurrence": rule is not None,
    }
