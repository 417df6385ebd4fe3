"""Faults and variants: each is described, can be built, and answers something."""

import inspect
import socket

import pytest

from reject_contract.mock import FAULTS, VARIANTS, App, MockServer, build_app, faults, variants
from reject_contract.mock.accounts import BYSTANDER, INVITEE, ORGANIZER
from reject_contract.mock.appointments import Draft, Row
from reject_contract.mock.behaviours import fault
from reject_contract.mock.entities import default_times
from reject_contract.mock.http import Request, Response
from reject_contract.mock.recurrence import Rule

PATH = "/api/v1/Agents/Appointment/Reject"
NAMED = {**FAULTS, **VARIANTS}


def build(name: str) -> App:
    """An app with one behaviour, of the installation where it shows."""
    return build_app(faults=[name]) if name in FAULTS else build_app(variants=[name])


def invitation(app: App, occurrences: int = 1) -> list[Row]:
    """The invitee's rows of a fresh booking, made without HTTP."""
    start, end = default_times()
    invited = [(INVITEE.associate_id, 0), (BYSTANDER.associate_id, 0)]
    days = [start.date().replace(year=2031, day=day + 1, month=1) for day in range(occurrences)]
    rule = Rule(days=days) if occurrences > 1 else None
    master = app.calendar.create(Draft(ORGANIZER.associate_id, "t", start, end, invited, True, rule))
    rows = app.calendar.series(master.recurrence_id) if rule else app.calendar.booking(master)
    return [row for row in rows if row.associate_id == INVITEE.associate_id]


def ask(app: App, body: bytes, *more: tuple[str, str], method: str = "POST", query: str = "") -> Response:
    """The app's answer to a reject by the invitee, made without HTTP."""
    headers = [("Authorization", f"Bearer {INVITEE.token}"), ("Content-Type", "application/json"), *more]
    return app.respond(Request(method, PATH + query, headers, body))


def body(row: Row, reason: str = "no", mode: str = "OnlyThis") -> bytes:
    """A reject's JSON."""
    return f'{{"AppointmentId": {row.id}, "RejectReason": "{reason}", "UpdateMode": "{mode}"}}'.encode()


def test_there_are_enough() -> None:
    """At least 90 faults and 40 variants are offered, each with a description."""
    assert len(FAULTS) >= 90 and len(VARIANTS) >= 40
    assert all(each.description.endswith(".") for each in NAMED.values())
    descriptions = [each.description for each in NAMED.values()]
    assert len(set(descriptions)) == len(descriptions)


@pytest.mark.parametrize("name", NAMED)
def test_every_behaviour_answers_something(name: str) -> None:
    """The server starts with the behaviour, answers a valid and an invalid reject, and does not break."""
    app = build(name)
    row = invitation(app)[0]
    with (
        MockServer(app) as server,
        socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection,
    ):
        for content in (body(row), b"{"):
            head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: SoTicket {INVITEE.ticket}\r\n"
            head += f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
            connection.sendall(head.encode() + content)
            if name in ("hangs", "slow"):
                break
            answer = connection.recv(65536)
            assert answer or "without_answer" in name
            if not answer or b"close" in answer.lower() or name.startswith("closes"):
                break


@pytest.mark.parametrize("name", VARIANTS)
def test_every_variant_declines(name: str) -> None:
    """A valid reject is answered with a bare 204 and takes effect in every variant, but for throttled ones."""
    app = build(name)
    row = invitation(app)[0]
    answer = ask(app, body(row))
    assert (answer.status, answer.body, answer.exact) == (204, b"", False)
    assert (row.status, row.reason) == ("Declined", "no")
    assert app.calendar.master(row).reject_counter == 1


@pytest.mark.parametrize("name", NAMED)
def test_every_behaviour_leaves_neighbours_alone(name: str) -> None:
    """An entity reads back right, whatever is wrong with Reject."""
    app = build(name)
    row = invitation(app)[0]
    ask(app, body(row))
    path = f"/api/v1/Agents/Appointment/GetAppointmentEntity?appointmentEntityId={row.mother_id}"
    headers = [("Authorization", f"Bearer {ORGANIZER.token}")]
    assert app.respond(Request("POST", path, headers)).status == 200


def test_unknown_names_are_errors() -> None:
    """A misspelt name is an error that offers the nearest one."""
    with pytest.raises(ValueError, match="did you mean 'reason_dropped'"):
        build_app(faults=["reason_droped"])
    with pytest.raises(ValueError, match="did you mean 'large_ids'"):
        build_app(variants=["large_id"])
    with pytest.raises(ValueError, match="no fault named 'zzz'; there are"):
        build_app(faults=["zzz"])


def test_behaviours_compose() -> None:
    """Several faults and variants hold at once."""
    app = build_app(faults=["reason_dropped", "counter_not_raised"], variants=["large_ids", "content_type_on_204"])
    row = invitation(app)[0]
    assert row.id > 2_000_000_000
    assert ask(app, body(row)).header("Content-Type")
    assert (row.reason, app.calendar.master(row).reject_counter) == ("", 0)


def test_registering_twice_is_an_error() -> None:
    """Two behaviours cannot have the same name, none can go without a docstring, no fault without a requirement."""

    def slow(app: App) -> None:
        """Something else: breaks RJ-TIME-1."""

    def undescribed(app: App) -> None:
        app.lock.acquire()

    def breaks_nothing(app: App) -> None:
        """Something else."""

    with pytest.raises(ValueError, match="twice"):
        fault(slow)
    with pytest.raises(ValueError, match="no docstring"):
        fault(undescribed)
    with pytest.raises(ValueError, match="a fault names the requirements"):
        fault(breaks_nothing)


def test_fault_brings_the_installation_on_which_it_shows() -> None:
    """What only an online installation can get wrong is served by one, unless told otherwise."""
    assert build_app(faults=["basic_let_in_online"]).installation == "online"
    assert build_app(faults=["basic_let_in_online"], installation="onsite").installation == "onsite"


@pytest.mark.parametrize("package", [faults, variants])
def test_every_module_is_registered(package: object) -> None:
    """Every function that takes an app alone, and is public, is a behaviour."""
    for module in vars(package).values():
        for name, change in inspect.getmembers(module, inspect.isfunction):
            parameters = list(inspect.signature(change).parameters)
            if change.__module__ == module.__name__ and parameters == ["app"] and not name.startswith("_"):
                assert NAMED[name].apply is change
