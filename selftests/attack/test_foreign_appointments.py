"""Hostile neighbours: whatever a server answers, no appointment that the run did not make is ever touched."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness import run_contract
from matrix import sampled
from recording import Recording, recorded
from reject_contract.mock.http import Request, Response

TESTS = "tests/test_concurrency.py tests/test_update_mode.py"
TOUCHING = ("Reject", "Accept", "SetSeen", "DeleteAppointmentEntity", "Delete", "CleanUpBookingDeleted")
Value = Any
Twist = Callable[[Recording, str, Any, Value], Value]
"""From operation, request and answer to another answer."""
TWISTS: dict[str, Twist] = {}


def twist(change: Twist) -> Twist:
    """Register a kind of hostile server by its name."""
    TWISTS[change.__name__] = change
    return change


def foreign_rows(server: Recording) -> list[dict[str, Any]]:
    """The appointments of others as GetAppointmentRecords lists them."""
    from reject_contract.mock.records import record

    return [record(server.app.calendar, server.app.calendar.rows[each]) for each in server.foreign]


def foreign_entity(server: Recording) -> dict[str, Any]:
    """An appointment of others as GetAppointmentEntity shows it."""
    from reject_contract.mock.entities import entity

    return entity(server.app.calendar, server.app.calendar.rows[min(server.foreign)])


def all_rows(server: Recording) -> list[dict[str, Any]]:
    """Every row of the calendar."""
    from reject_contract.mock.records import record

    return [record(server.app.calendar, row) for row in server.app.calendar.rows.values()]


def saved(server: Recording) -> int:
    """How many saves there were."""
    return len(server.of("SaveAppointmentEntity"))


@twist
def save_answers_with_a_foreign_id(server: Recording, operation: str, asked: Any, value: Value) -> Value:
    """The id is somebody else's, the rest is right."""
    return {**value, "AppointmentId": min(server.foreign)} if operation == "SaveAppointmentEntity" else value


@twist
def save_answers_with_a_foreign_id_later(server: Recording, operation: str, asked: Any, value: Value) -> Value:
    """The same, once the run is in full swing."""
    late = operation == "SaveAppointmentEntity" and saved(server) > 4
    return {**value, "AppointmentId": min(server.foreign)} if late else value


@twist
def save_answers_with_a_foreign_entity(server: Recording, operation: str, asked: Any, value: Value) -> Value:
    """Somebody else's appointment comes back whole."""
    return foreign_entity(server) if operation == "SaveAppointmentEntity" else value


@twist
def save_of_a_series_answers_with_a_foreign_id(server: Recording, operation: str, asked: Any, value: Value) -> Value:
    """Only a series comes back with somebody else's id."""
    series = operation == "SaveAppointmentEntity" and value["Recurrence"]["IsRecurrence"]
    return {**value, "AppointmentId": min(server.foreign)} if series else value


@twist
def records_ignore_the_rule(server: Recording, operation: str, asked: Any, value: Value) -> Value:
    """The plain bug: RecurrenceRuleId is not looked at."""
    return all_rows(server) if operation == "GetAppointmentRecords" and asked["RecurrenceRuleId"] else value


@twist
def records_ignore_everything(server: Recording, operation: str, asked: Any, value: Value) -> Value:
    """Every list holds the whole calendar."""
    return all_rows(server) if operation == "GetAppointmentRecords" else value


@twist
def records_of_somebody_else(server: Recording, operation: str, asked: Any, value: Value) -> Value:
    """The list of another booking comes."""
    return foreign_rows(server)[:3] if operation == "GetAppointmentRecords" else value


@twist
def foreign_rows_mixed_in(server: Recording, operation: str, asked: Any, value: Value) -> Value:
    """After some lists foreign rows follow."""
    return [*value, *foreign_rows(server)] if operation == "GetAppointmentRecords" and saved(server) > 2 else value


@twist
def foreign_rows_come_first(server: Recording, operation: str, asked: Any, value: Value) -> Value:
    """Foreign rows stand before our own, with our master."""
    if operation != "GetAppointmentRecords" or not value:
        return value
    return [*({**row, "MotherId": value[0]["MotherId"]} for row in foreign_rows(server)), *value]


@twist
def foreign_rows_with_our_marker(server: Recording, operation: str, asked: Any, value: Value) -> Value:
    """Titles of foreign rows contain that of ours: a forwarded invitation."""
    if operation != "GetAppointmentRecords" or not value:
        return value
    return [{**row, "Title": f"Fwd: {value[0]['Title']}", "MotherId": value[0]["MotherId"]}
            for row in foreign_rows(server)[:3]]  # fmt: skip


def _with_foreign_ids(server: Recording, value: Value) -> Value:
    ids = {row["AssociateId"]: row["AppointmentId"] for row in foreign_rows(server)}
    return [{**row, "AppointmentId": ids[row["AssociateId"]]} if row["BookingType"] != "Owner" else row
            for row in value]  # fmt: skip


@twist
def ids_of_rows_swapped(server: Recording, operation: str, asked: Any, value: Value) -> Value:
    """Our invitees' rows carry the ids of foreign ones."""
    return _with_foreign_ids(server, value) if operation == "GetAppointmentRecords" else value


@twist
def ids_of_rows_swapped_later(server: Recording, operation: str, asked: Any, value: Value) -> Value:
    """The same, once the run is in full swing."""
    later = operation == "GetAppointmentRecords" and saved(server) > 4
    return _with_foreign_ids(server, value) if later else value


@twist
def ids_of_a_series_swapped(server: Recording, operation: str, asked: Any, value: Value) -> Value:
    """The same, in series alone."""
    series = operation == "GetAppointmentRecords" and asked["RecurrenceRuleId"]
    return _with_foreign_ids(server, value) if series else value


@twist
def masters_swapped(server: Recording, operation: str, asked: Any, value: Value) -> Value:
    """Our rows say that they belong to a foreign master."""
    if operation != "GetAppointmentRecords":
        return value
    return [{**row, "MotherId": min(server.foreign)} for row in value]


@twist
def master_ids_of_a_series_swapped(server: Recording, operation: str, asked: Any, value: Value) -> Value:
    """The organizer's rows of a series have foreign ids and masters."""
    if operation != "GetAppointmentRecords" or not asked["RecurrenceRuleId"]:
        return value
    foreign = min(server.foreign)
    return [{**row, "AppointmentId": foreign, "MotherId": foreign} if row["AssociateId"] == 10 else row
            for row in value]  # fmt: skip


@twist
def series_has_a_foreign_rule(server: Recording, operation: str, asked: Any, value: Value) -> Value:
    """A series is saved, and its rule is that of somebody else's series."""
    if operation != "SaveAppointmentEntity" or not value["Recurrence"]["IsRecurrence"]:
        return value
    calendar = server.app.calendar
    calendar._series[9] = [calendar.rows[each] for each in server.foreign]
    for row in calendar._series[9]:
        row.recurrence_id = 9
        server.foreign[row.id] = repr(row)
    return {**value, "Recurrence": {**value["Recurrence"], "RecurrenceId": 9}}


@twist
def series_is_foreign_at_the_end(server: Recording, operation: str, asked: Any, value: Value) -> Value:
    """Once the clean-up has begun, the rows of our series come with somebody else's ids."""
    if operation != "GetAppointmentRecords" or not server.of("GetMyDiary") or not value:
        return value
    foreign = min(server.foreign)
    return [{**value[0], "AppointmentId": foreign, "MotherId": foreign}]


@twist
def entity_is_always_foreign(server: Recording, operation: str, asked: Any, value: Value) -> Value:
    """Whatever is read by its id is somebody else's."""
    return foreign_entity(server) if operation == "GetAppointmentEntity" else value


@twist
def titles_are_lost(server: Recording, operation: str, asked: Any, value: Value) -> Value:
    """Nothing carries a title, nor a description that could stand for it."""
    return [{**row, "Title": "", "Description": ""} for row in value] if operation == "GetAppointmentRecords" else value


@twist
def owner_is_another(server: Recording, operation: str, asked: Any, value: Value) -> Value:
    """The organizer's rows belong to somebody else."""
    if operation != "GetAppointmentRecords":
        return value
    return [{**row, "AssociateId": 99 if row["AssociateId"] == 10 else row["AssociateId"]} for row in value]


@twist
def taken_over_by_a_person(server: Recording, operation: str, asked: Any, value: Value) -> Value:
    """A person gives one of our appointments a title of their own, and keeps it."""
    if saved(server) == 5:
        server.app.calendar.rows[server.made[1]].title = "Board meeting"
    return value


@twist
def diary_lists_foreign_ids_as_ours(server: Recording, operation: str, asked: Any, value: Value) -> Value:
    """The diary gives our titles to somebody else's ids; saves lose their answers."""
    if operation == "SaveAppointmentEntity" and saved(server) > 3:
        return "an answer without an id"
    if operation == "GetMyDiary":
        return [{**row, "AppointmentId": min(server.foreign), "MotherId": min(server.foreign)} for row in value]
    return value


def attacked(server: Recording, change: Twist) -> None:
    """Let a server answer its neighbours' requests otherwise."""
    handle = server.app.handle

    def answer(request: Request) -> Response:
        response = handle(request)
        operation = request.path.rsplit("/", 1)[-1]
        if response.status == 200 and "Agents/Appointment" in request.path and operation not in TOUCHING:
            asked = json.loads(request.body) if request.body else None
            value = change(server, operation, asked, json.loads(response.body))
            response.body = json.dumps(value).encode()
        return response

    server.app.handle = answer


def touched(server: Recording) -> list[str]:
    """Requests that would change an appointment of others, as the server has seen them."""
    named = [(each, each.ids & set(server.foreign)) for each in server.of(*TOUCHING)]
    return [f"{each.operation} {ids}" for each, ids in named if ids and each.request.method == "POST"]


@pytest.mark.parametrize("name", sampled(TWISTS, 6))
def test_no_foreign_appointment_is_touched(tmp_path: Path, name: str) -> None:
    """The run ends in words, never green, and the server's log names no foreign appointment."""
    with recorded() as server:
        attacked(server, TWISTS[name])
        outcome = run_contract(
            tmp_path / "reports", "--no-allure", "--target", server.target(tmp_path / "t.yaml"), tests=TESTS
        )
        assert (touched(server), server.state_of_foreign()) == ([], server.foreign), outcome.output[-3000:]
    # What lies at the end alone is not believed: each occurrence is deleted by itself.
    assert outcome.exit_code in ((0,) if name == "series_is_foreign_at_the_end" else (5, 6)), outcome.output[-3000:]
    assert "Traceback" not in outcome.output


def test_there_are_enough_kinds() -> None:
    """At least fourteen kinds of server are tried."""
    assert len(TWISTS) >= 14
