"""From an AppointmentEntity that a caller sends to an appointment that can be stored."""

from datetime import datetime, timedelta

from reject_contract.mock.accounts import Account, account_of
from reject_contract.mock.appointments import Draft, Row, default_times
from reject_contract.mock.coercion import find, to_bool, to_int32, to_list, to_members, to_text, to_time
from reject_contract.mock.entities import DETAILS
from reject_contract.mock.media_types import Members
from reject_contract.mock.recurrence import read_rule
from reject_contract.mock.refusals import forbidden, invalid

Change = tuple[str, datetime, datetime, Members]


def start_of(given: Members) -> datetime:
    """The start of an entity; the next full hour when it has none."""
    value = find(given, "StartDate")
    return to_time(value) if value else default_times()[0]


def draft_of(given: Members, account: Account) -> Draft:
    """The appointment that an account wants to make."""
    start = start_of(given)
    end = _end_of(given, start, timedelta(hours=1))
    participants = _participants(given)
    owner_id = participants[0][0] if participants else _owner(given, account)
    if owner_id != account.associate_id:
        raise forbidden("Appointments can be made in your own diary only, with yourself as the first participant.")
    return Draft(
        owner_id,
        to_text(find(given, "Title")),
        start,
        end,
        invited=participants[1:],
        is_booking=len(participants) > 1,
        rule=read_rule(find(given, "Recurrence"), start),
        details=_details(given, DETAILS),
    )


def change_of(given: Members, row: Row) -> Change:
    """Title, start, end and details of a row after a save; what the entity leaves out stays."""
    start = to_time(find(given, "StartDate") or row.start.isoformat())
    title = find(given, "Title")
    end = _end_of(given, start, row.end - row.start)
    return row.title if title is None else to_text(title), start, end, _details(given, row.details)


def _end_of(given: Members, start: datetime, length: timedelta) -> datetime:
    value = find(given, "EndDate")
    end = to_time(value) if value else start + length
    if end < start:
        raise invalid("An appointment cannot end before it starts.")
    return end


def _owner(given: Members, account: Account) -> int:
    associate = to_members(find(given, "Associate"))
    return to_int32(find(associate, "AssociateId", 0)) or account.associate_id


def _participants(given: Members) -> list[tuple[int, int]]:
    """Associate id and person id of each participant, the organizer first, nobody twice."""
    found: dict[tuple[int, int], None] = {}
    for value in to_list(find(given, "Participants")):
        participant = to_members(value)
        associate_id = to_int32(find(participant, "AssociateId", 0))
        person_id = to_int32(find(participant, "PersonId", 0))
        if associate_id and account_of(associate_id) is None:
            raise invalid(f"Associate id {associate_id} does not exist.")
        if associate_id or person_id:
            found[associate_id, 0 if associate_id else person_id] = None
    return list(found)


def _details(given: Members, defaults: Members) -> Members:
    """The members that are kept as they are, each in the type of its default."""
    kept: Members = {}
    for name, default in defaults.items():
        value = find(given, name)
        if value is None:
            kept[name] = default
        elif isinstance(default, bool):
            kept[name] = to_bool(value)
        else:
            kept[name] = to_int32(value) if isinstance(default, int) else to_text(value)
    return kept
