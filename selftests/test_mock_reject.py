"""Reject as the mock does it: answer, effect, update modes, methods."""

import json
import socket
from collections.abc import Iterator

import pytest
import requests

from reject_contract.mock import MockServer, build_app
from reject_contract.mock.accounts import BYSTANDER, INVITEE, ORGANIZER, OUTSIDER, Account

AGENT = "/api/v1/Agents/Appointment/"
REJECT = AGENT + "Reject"
Json = dict[str, object]


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    """A running mock."""
    with MockServer(build_app()) as running:
        yield running


def call(server: MockServer, who: Account, name: str, body: object = None) -> requests.Response:
    """Call an operation of the agent."""
    return requests.post(server.base_url + AGENT + name, json=body, auth=(who.name, who.password), timeout=5)


def invite(server: MockServer, occurrences: int = 0) -> list[Json]:
    """Make an invitation or a series, and answer all its rows by time, organizer first."""
    entity: Json = {"Title": "t", "Description": "d", "StartDate": "2031-05-01T10:00:00"}
    entity["EndDate"] = "2031-05-01T11:00:00"
    entity["Participants"] = [{"AssociateId": a.associate_id} for a in (ORGANIZER, INVITEE, BYSTANDER)]
    if occurrences:
        entity["Recurrence"] = {"IsRecurrence": True, "Pattern": "Daily", "RecurrenceCounter": occurrences}
    made = call(server, ORGANIZER, "SaveAppointmentEntity", entity).json()
    return rows_of(server, made)


def rows_of(server: MockServer, made: Json) -> list[Json]:
    """All rows of what was made."""
    recurrence_id = made["Recurrence"]["RecurrenceId"]  # type: ignore[index]
    body = {"MotherId": 0 if recurrence_id else made["AppointmentId"], "RecurrenceRuleId": recurrence_id}
    rows: list[Json] = call(server, ORGANIZER, "GetAppointmentRecords", body).json()
    return rows


def read(server: MockServer, row_id: object) -> Json:
    """A row, read back."""
    entity: Json = call(server, ORGANIZER, f"GetAppointmentEntity?appointmentEntityId={row_id}").json()
    return entity


def reject(server: MockServer, row_id: object, who: Account = INVITEE, **members: object) -> requests.Response:
    """Reject by one of the accounts."""
    return call(server, who, "Reject", {"AppointmentId": row_id, **members})


def test_valid_reject_is_a_bare_204(server: MockServer) -> None:
    """The answer is 204 without Content-Length, Transfer-Encoding, Content-Type or any byte after its head."""
    row_id = invite(server)[1]["AppointmentId"]
    body = json.dumps({"AppointmentId": row_id}).encode()
    head = f"POST {REJECT} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {INVITEE.token}\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall(head.encode() + body)
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 204 No Content\r\n") and answer.endswith(b"\r\n\r\n")
    assert answer.count(b"\r\n\r\n") == 1
    assert not any(name in answer.lower() for name in (b"content-", b"transfer-"))


def test_reject_declines_own_row_only(server: MockServer) -> None:
    """The invitee's row is declined for its reason; nothing else changes but the master's counter."""
    before = invite(server)
    assert reject(server, before[1]["AppointmentId"], RejectReason="no time").status_code == 204
    after = rows_of(server, read(server, before[0]["AppointmentId"]))
    declined = {**before[1], "InvitationStatus": "Declined", "RejectReason": "no time"}
    assert after == [before[0], declined, before[2]]
    assert read(server, before[0]["AppointmentId"])["RejectCounter"] == 1


def test_master_id_resolves_to_own_row(server: MockServer) -> None:
    """The master's id stands for the caller's own invitation."""
    master, _, _ = invite(server)
    assert reject(server, master["AppointmentId"]).status_code == 204
    entity = read(server, master["AppointmentId"])
    statuses = [each["InvitationStatus"] for each in entity["Participants"]]  # type: ignore[attr-defined]
    assert statuses == ["Accepted", "Declined", "Invitation"]


def test_second_reject_counts_once(server: MockServer) -> None:
    """A second reject is accepted and replaces the reason; another invitee's reject raises the counter."""
    master, mine, others = invite(server)
    for reason in ("one", "two"):
        assert reject(server, mine["AppointmentId"], RejectReason=reason).status_code == 204
    assert read(server, mine["AppointmentId"])["RejectReason"] == "two"
    assert read(server, master["AppointmentId"])["RejectCounter"] == 1
    assert reject(server, others["AppointmentId"], BYSTANDER).status_code == 204
    assert read(server, master["AppointmentId"])["RejectCounter"] == 2


def test_reason_is_cut_to_its_field(server: MockServer) -> None:
    """A reason loses what goes beyond 254 characters."""
    row_id = invite(server)[1]["AppointmentId"]
    reject(server, row_id, RejectReason="é" * 300)
    assert read(server, row_id)["RejectReason"] == "é" * 254


@pytest.mark.parametrize("mode", ["Unknown", "OnlyThis", "ThisAndForward", "StopRecurrence", 0, 1, 2, 9])
def test_every_mode_declines_a_single_invitation(server: MockServer, mode: object) -> None:
    """On an invitation that does not repeat, all modes do the same."""
    row_id = invite(server)[1]["AppointmentId"]
    assert reject(server, row_id, UpdateMode=mode).status_code == 204
    assert read(server, row_id)["InvitationStatus"] == "Declined"


@pytest.mark.parametrize(
    ("mode", "declined"),
    [("OnlyThis", [1]), ("Unknown", [1]), ("ThisAndForward", [1, 2, 3]), ("StopRecurrence", [1, 2, 3])],
)
def test_modes_choose_occurrences(server: MockServer, mode: str, declined: list[int]) -> None:
    """Of a series, the named occurrence is declined, or it and the later ones, for the caller alone."""
    rows = invite(server, 4)
    mine = [row for row in rows if row["AssociateId"] == INVITEE.associate_id]
    assert reject(server, mine[1]["AppointmentId"], UpdateMode=mode, RejectReason="r").status_code == 204
    after = rows_of(server, read(server, rows[0]["AppointmentId"]))
    changed = [row["AppointmentId"] for row, old in zip(after, rows, strict=True) if row != old]
    assert changed == [mine[number]["AppointmentId"] for number in declined]


def test_two_series_do_not_touch(server: MockServer) -> None:
    """ThisAndForward ends with its own series."""
    first, second = invite(server, 2), invite(server, 2)
    reject(server, first[1]["AppointmentId"], UpdateMode="ThisAndForward")
    assert rows_of(server, read(server, second[0]["AppointmentId"])) == second


@pytest.mark.parametrize(
    ("who", "row", "status", "error_type"),
    [
        (OUTSIDER, 0, 403, "SoSentryException"),
        (OUTSIDER, 1, 403, "SoSentryException"),
        (BYSTANDER, 1, 403, "SoSentryException"),
        (ORGANIZER, 1, 403, "SoSentryException"),
        (ORGANIZER, 0, 400, "SoInvalidArgumentException"),
    ],
)
def test_only_the_invited_may_reject(server: MockServer, who: Account, row: int, status: int, error_type: str) -> None:
    """Who has no invitation is refused in the vendor's error shape, and nothing changes."""
    rows = invite(server)
    answer = reject(server, rows[row]["AppointmentId"], who)
    assert answer.status_code == status and answer.json()["ErrorType"] == error_type
    assert set(answer.json()) == {"Error", "ErrorType", "Message", "ErrorSource"}
    assert rows_of(server, read(server, rows[0]["AppointmentId"])) == rows


@pytest.mark.parametrize("row_id", [0, -1, 2**31 - 1, -(2**31)])
def test_unknown_id_is_404(server: MockServer, row_id: int) -> None:
    """An id of no appointment is not found."""
    answer = reject(server, row_id)
    assert answer.status_code == 404 and answer.json()["ErrorType"] == "SoNotFoundException"


def test_plain_appointment_cannot_be_rejected(server: MockServer) -> None:
    """An appointment without participants is no invitation."""
    made = call(server, ORGANIZER, "SaveAppointmentEntity", {"Title": "alone"}).json()
    assert made["MotherId"] == 0 and made["BookingType"] == "None"
    assert reject(server, made["AppointmentId"], ORGANIZER).status_code == 400
    assert reject(server, made["AppointmentId"]).status_code == 403


@pytest.mark.parametrize(
    "query", ["?$select=name", "?$select=", "?$select=a/b,c", "?%24select=é", "?x=1&$select=a&$select=b"]
)
def test_select_changes_nothing(server: MockServer, query: str) -> None:
    """Reject takes no notice of $select, whatever it holds."""
    row_id = invite(server)[1]["AppointmentId"]
    answer = call(server, INVITEE, "Reject" + query, {"AppointmentId": row_id})
    assert (answer.status_code, answer.content) == (204, b"")
    assert read(server, row_id)["InvitationStatus"] == "Declined"


@pytest.mark.parametrize("path", [REJECT.lower(), REJECT.upper(), REJECT + "/", REJECT.replace("R", "%52")])
def test_spelling_of_the_path_does_not_matter(server: MockServer, path: str) -> None:
    """The path may be in any letter case, end in a slash, or be percent-encoded."""
    ask = requests.post(server.base_url + path, json={}, auth=(INVITEE.name, INVITEE.password), timeout=5)
    assert ask.status_code == 404 and ask.json()["Message"].startswith("Appointment id 0")


def test_get_describes_and_invokes_nothing(server: MockServer) -> None:
    """GET with a body that would reject answers a description, and rejects nothing."""
    row_id = invite(server)[1]["AppointmentId"]
    answer = requests.get(
        server.base_url + REJECT,
        json={"AppointmentId": row_id},
        auth=(INVITEE.name, INVITEE.password),
        timeout=5,
    )
    assert answer.status_code == 200 and answer.json()["Invoked"] is False
    assert read(server, row_id)["InvitationStatus"] == "Invitation"
    assert requests.get(server.base_url + REJECT, timeout=5).status_code == 401


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "SPAM", "post"])
def test_other_methods_are_405(server: MockServer, method: str) -> None:
    """Other methods are refused with the list of those allowed, also without a credential."""
    prepared = requests.Request("GET", server.base_url + REJECT).prepare()
    prepared.method = method  # set afterwards, since preparing it writes it in capitals
    with requests.Session() as session:
        answer = session.send(prepared, timeout=5)
    assert answer.status_code == 405 and answer.headers["Allow"] == "POST, GET, HEAD, OPTIONS"


def test_options_names_the_methods(server: MockServer) -> None:
    """OPTIONS is answered with 204 and Allow."""
    answer = requests.options(server.base_url + REJECT, timeout=5)
    assert answer.status_code == 204 and "POST" in answer.headers["Allow"]


def test_what_breaks_inside_is_a_plain_500(caplog: pytest.LogCaptureFixture) -> None:
    """A bug of the mock is logged, and answered without a word about it."""
    app = build_app()

    def broken(request: object, account: object, command: object) -> None:
        raise ZeroDivisionError("secret detail")

    app.reject.effect = broken
    with MockServer(app) as server:
        answer = reject(server, 1)
    assert answer.status_code == 500 and "secret" not in answer.text and "Traceback" not in answer.text
    assert "the mock broke" in caplog.text
