"""The operations beside Reject: making, reading, answering and deleting appointments."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from reject_contract.mock import MockServer, build_app
from reject_contract.mock.accounts import BYSTANDER, INVITEE, ORGANIZER, OUTSIDER, Account

PARTICIPANTS = [{"AssociateId": each.associate_id} for each in (ORGANIZER, INVITEE, BYSTANDER)]


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    """A running mock."""
    with MockServer(build_app()) as running:
        yield running


def call(
    server: MockServer, name: str, body: Any = None, who: Account = ORGANIZER, **headers: str
) -> requests.Response:
    """Call an operation of the agent."""
    url = f"{server.base_url}/api/v1/Agents/Appointment/{name}"
    return requests.post(url, json=body, auth=(who.name, who.password), headers=headers, timeout=5)


def save(server: MockServer, **members: Any) -> dict[str, Any]:
    """Save an entity and answer what came of it."""
    defaults = {"Title": "t", "StartDate": "2031-05-01T10:00:00", "Participants": PARTICIPANTS}
    answer = call(server, "SaveAppointmentEntity", {**defaults, **members})
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


def entity(server: MockServer, row_id: int, who: Account = ORGANIZER) -> Any:
    """An entity, read back."""
    return call(server, f"GetAppointmentEntity?AppointmentEntityID={row_id}", who=who).json()


def records(server: MockServer, mother_id: int, recurrence_id: int = 0, who: Account = ORGANIZER) -> Any:
    """The rows of a booking or of a series."""
    body = {"MotherId": mother_id, "RecurrenceRuleId": recurrence_id}
    return call(server, "GetAppointmentRecords", body, who).json()


def series(count: int = 3, **members: Any) -> dict[str, Any]:
    """A Recurrence that ends after some days."""
    rule = {
        "IsRecurrence": True,
        "Pattern": "Daily",
        "RecurrenceEndType": "Counter",
        "RecurrenceCounter": count,
    }
    return {**rule, **members}


def test_default_entity_can_be_saved(server: MockServer) -> None:
    """The default entity has the documented members, is not stored, and can be sent back as it is."""
    default = call(server, "CreateDefaultAppointmentEntity").json()
    assert default["AppointmentId"] == 0 and default["Associate"]["AssociateId"] == ORGANIZER.associate_id
    assert len(default) == 62 and default["Recurrence"]["IsRecurrence"] is False
    made = save(server, **default)
    assert made["AppointmentId"] > 400 and set(made) == set(default)


def test_client_that_posts_null_is_understood(server: MockServer) -> None:
    """A body of null, as the vendor's client sends it where there is none to send, does no harm."""
    headers = {"Content-Type": "application/json"}
    url = f"{server.base_url}/api/v1/Agents/Appointment/CreateDefaultAppointmentEntity"
    auth = (ORGANIZER.name, ORGANIZER.password)
    assert requests.post(url, data=b"null", headers=headers, auth=auth, timeout=5).status_code == 200


def test_invitation_has_a_row_for_each_participant(server: MockServer) -> None:
    """The organizer's row is the master; the others are invitations, with ids that go up."""
    made = save(server)
    rows = records(server, made["AppointmentId"])
    assert [row["AssociateId"] for row in rows] == [10, 11, 12]
    assert [row["AppointmentId"] - made["AppointmentId"] for row in rows] == [0, 1, 2]
    assert {row["MotherId"] for row in rows} == {made["AppointmentId"]}
    assert [row["InvitationStatus"] for row in rows] == ["Accepted", "Invitation", "Invitation"]
    assert [row["Type"] for row in rows] == ["inDiary", "BookingForDiary", "BookingForDiary"]
    assert [row["BookingType"] for row in rows] == ["Owner", "Participant", "Participant"]


def test_client_spelling_of_entities_is_understood(server: MockServer) -> None:
    """CamelCase names and times with a zone and milliseconds are understood."""
    body = {
        "title": "camel", "startDate": "2031-05-01T12:00:00.000+02:00", "endDate": "2031-05-01T11:30:00.000Z",
        "alarmLeadTime": "PT0S", "participants": [{"associateId": 10}, {"associateId": 11}],
    }  # fmt: skip
    made = call(server, "SaveAppointmentEntity", body).json()
    assert (made["StartDate"], made["EndDate"]) == ("2031-05-01T10:00:00", "2031-05-01T11:30:00")
    assert len(made["Participants"]) == 2


def test_entity_in_xml(server: MockServer) -> None:
    """Entities can be sent and fetched in XML as well."""
    people = "".join(f"<P><AssociateId>{number}</AssociateId></P>" for number in (10, 11))
    body = f"<AppointmentEntity><Title>x</Title><Participants>{people}</Participants></AppointmentEntity>"
    answer = requests.post(
        f"{server.base_url}/api/v1/Agents/Appointment/SaveAppointmentEntity", data=body, timeout=5,
        headers={"Content-Type": "text/xml", "Accept": "text/xml"}, auth=(ORGANIZER.name, ORGANIZER.password),
    )  # fmt: skip
    assert answer.status_code == 200 and "<BookingType>Owner</BookingType>" in answer.text


def test_series_has_rows_for_each_day(server: MockServer) -> None:
    """Each occurrence has its own master and children; all share the recurrence."""
    made = save(server, Recurrence=series(3))
    rows = records(server, 0, made["Recurrence"]["RecurrenceId"])
    assert [row["StartDate"][8:10] for row in rows] == ["01"] * 3 + ["02"] * 3 + ["03"] * 3
    masters = [row for row in rows if row["MotherId"] == row["AppointmentId"]]
    assert len(masters) == 3 and all(row["IsRecurrence"] for row in rows)
    assert records(server, masters[1]["AppointmentId"]) == rows[3:6]
    assert len(made["Recurrence"]["Dates"]) == 3


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        (series(3), ["01", "02", "03"]),
        (series(3, DayPattern={"Pattern": "EveryCyclicDay", "Cycle": 3}), ["01", "04", "07"]),
        (series(3, DayPattern={"Pattern": "EveryWorkday"}), ["01", "02", "05"]),
        (series(3, Pattern="Weekly", WeekPattern={"Weekdays": "Monday, Thursday", "Cycle": 1}), ["01", "05", "08"]),
        (series(2, Pattern="weekly", WeekPattern={"Weekdays": "Thursday", "Cycle": 2}), ["01", "15"]),
        (series(0, RecurrenceEndType="EndDate", EndDate="2031-05-03T00:00:00"), ["01", "02", "03"]),
        (series(5, Dates=[{"Date": "2031-05-09T00:00:00"}]), ["01", "02", "03", "04", "05"]),
    ],
)  # fmt: skip
def test_days_of_a_rule(server: MockServer, rule: dict[str, Any], days: list[str]) -> None:
    """CalculateDays tells the days that a rule stands for; 1 May 2031 is a Thursday."""
    given = {"AppointmentEntity": {"StartDate": "2031-05-01T10:00:00", "Recurrence": rule}}
    info = call(server, "CalculateDays", given).json()
    assert [each["Date"][8:10] for each in info["Dates"]] == days
    assert info["IsRecurrence"] is True and info["RecurrenceId"] == 0


def test_calculated_days_are_saved(server: MockServer) -> None:
    """What CalculateDays answered can be sent back to be saved, also with a day taken out."""
    given = {"AppointmentEntity": {"StartDate": "2031-05-01T10:00:00", "Recurrence": series(3)}}
    info = call(server, "CalculateDays", given).json()
    del info["Dates"][1]
    made = save(server, Recurrence=info)
    assert [each["Date"][8:10] for each in made["Recurrence"]["Dates"]] == ["01", "03"]


@pytest.mark.parametrize(
    "members",
    [
        {"StartDate": "tomorrow"},
        {"EndDate": "2030-01-01T00:00:00"},
        {"Participants": "all"},
        {"Participants": [{"AssociateId": 10}, {"AssociateId": 99}]},
        {"Recurrence": series(0)},
        {"Recurrence": series(100_000)},
        {"Recurrence": series(2, Pattern="Yearly")},
        {"Title": ["x"]},
        {"AppointmentId": "x"},
    ],
)
def test_impossible_entities_are_400(server: MockServer, members: dict[str, Any]) -> None:
    """An entity that makes no sense is refused."""
    body = {"StartDate": "2031-05-01T10:00:00", "Participants": PARTICIPANTS, **members}
    assert call(server, "SaveAppointmentEntity", body).status_code == 400


def test_organizer_must_come_first(server: MockServer) -> None:
    """Nobody makes appointments in another person's name."""
    body = {"Participants": [{"AssociateId": 11}, {"AssociateId": 10}]}
    assert call(server, "SaveAppointmentEntity", body).status_code == 403


def test_participants_are_counted_once(server: MockServer) -> None:
    """Naming somebody twice makes one row; a person from outside needs no answer."""
    made = save(server, Participants=[*PARTICIPANTS, {"AssociateId": 11}, {"PersonId": 77}, {}])
    people = [(each["AssociateId"], each["PersonId"], each["InvitationStatus"]) for each in made["Participants"]]
    assert people[1:] == [(11, 111, "Invitation"), (12, 112, "Invitation"), (0, 77, "Accepted")]


def test_move_asks_everybody_again(server: MockServer) -> None:
    """A new time turns answers into Moved, and leaves open invitations open; a new title does not."""
    made = save(server)
    child = made["AppointmentId"] + 1
    call(server, "Reject", {"AppointmentId": child}, INVITEE)
    made["Title"] = "new"
    assert call(server, "SaveAppointmentEntity", made).json()["Title"] == "new"
    assert entity(server, child)["InvitationStatus"] == "Declined"
    made["StartDate"], made["EndDate"] = "2031-06-01T10:00:00", "2031-06-01T10:30:00"
    call(server, "SaveAppointmentEntity", made)
    assert [e["InvitationStatus"] for e in entity(server, child)["Participants"]] == [
        "Accepted",
        "Moved",
        "Invitation",
    ]
    assert entity(server, child)["StartDate"] == "2031-06-01T10:00:00"
    call(server, "SetSeen", {"AppointmentId": child}, INVITEE)
    assert entity(server, child)["InvitationStatus"] == "MovedSeen"


def test_partial_save_keeps_the_rest(server: MockServer) -> None:
    """What an entity leaves out stays as it was."""
    made = save(server, Description="d", Location="l")
    changed = call(server, "SaveAppointmentEntity", {"AppointmentId": made["AppointmentId"], "Location": "m"}).json()
    assert changed == {**made, "Location": "m"}


def test_accept_and_seen(server: MockServer) -> None:
    """Seen marks an open invitation; accepting puts it into the diary, also after a reject."""
    child = save(server)["AppointmentId"] + 1
    for name, status in (
        ("SetSeen", "Seen"),
        ("Reject", "Declined"),
        ("SetSeen", "Declined"),
        ("Accept", "Accepted"),
    ):
        assert call(server, name, {"AppointmentId": child}, INVITEE).status_code == 204
        assert entity(server, child)["InvitationStatus"] == status
    assert entity(server, child)["Type"] == "inDiary" and entity(server, child)["RejectReason"] == ""
    assert call(server, "Accept", {"AppointmentId": child}, OUTSIDER).status_code == 403
    assert call(server, "Accept", {"AppointmentId": 0}, INVITEE).status_code == 404


def test_accept_forward(server: MockServer) -> None:
    """Accept knows the update modes as well."""
    made = save(server, Recurrence=series(3))
    rows = [r for r in records(server, 0, made["Recurrence"]["RecurrenceId"]) if r["AssociateId"] == 11]
    body = {"AppointmentId": rows[1]["AppointmentId"], "UpdateMode": "ThisAndForward"}
    call(server, "Accept", body, INVITEE)
    rows = [r for r in records(server, 0, made["Recurrence"]["RecurrenceId"]) if r["AssociateId"] == 11]
    assert [row["InvitationStatus"] for row in rows] == ["Invitation", "Accepted", "Accepted"]


def test_deleting_removes_one_occurrence(server: MockServer) -> None:
    """The organizer deletes an occurrence with all its rows; the others of the series stay."""
    made = save(server, Recurrence=series(2))
    master = made["AppointmentId"]
    assert call(server, f"DeleteAppointmentEntity?AppointmentEntityId={master}").status_code == 204
    assert call(server, f"DeleteAppointmentEntity?AppointmentEntityId={master}").status_code == 404
    assert entity(server, master) is None and entity(server, master + 1) is None
    assert call(server, "Reject", {"AppointmentId": master + 1}, INVITEE).status_code == 404
    assert len(records(server, 0, made["Recurrence"]["RecurrenceId"])) == 3


@pytest.mark.parametrize(("who", "offset", "status"), [(INVITEE, 0, 403), (INVITEE, 1, 403), (ORGANIZER, 1, 400)])
def test_only_masters_are_deleted_by_their_owner(server: MockServer, who: Account, offset: int, status: int) -> None:
    """Neither an invitee nor a child's id deletes anything."""
    made = save(server)
    row_id = made["AppointmentId"] + offset
    assert call(server, f"DeleteAppointmentEntity?appointmentEntityId={row_id}", who=who).status_code == status
    assert entity(server, made["AppointmentId"]) == made


def test_outsiders_read_nothing(server: MockServer) -> None:
    """Who takes no part may not read, change or list."""
    made = save(server)
    master = made["AppointmentId"]
    assert entity(server, master, OUTSIDER)["ErrorType"] == "SoSentryException"
    assert records(server, master, who=OUTSIDER)["ErrorType"] == "SoSentryException"
    assert call(server, "SaveAppointmentEntity", made, INVITEE).status_code == 403
    assert entity(server, master, BYSTANDER) == made


def test_unknown_bookings_are_empty(server: MockServer) -> None:
    """There are no rows for an unknown id, for a child's id, or for none."""
    made = save(server)
    for mother_id in (0, 999_999, made["AppointmentId"] + 1):
        assert records(server, mother_id) == []
    assert records(server, 0, 999_999) == []


@pytest.mark.parametrize("query", ["", "?appointmentEntityId=x", "?appointmentEntityId=99999999999", "?id=1"])
def test_id_in_query_is_needed(server: MockServer, query: str) -> None:
    """Without a 32-bit integer in the query there is nothing to read."""
    assert call(server, "GetAppointmentEntity" + query).status_code == 400


def test_select_nulls_the_rest(server: MockServer) -> None:
    """$select leaves the members that it names, and nulls the others."""
    made = save(server)
    query = f"GetAppointmentEntity?$select=title, associate/name&appointmentEntityId={made['AppointmentId']}"
    answer = call(server, query).json()
    assert set(answer) == set(made) and {key for key, value in answer.items() if value} == {
        "Title",
        "Associate",
    }
