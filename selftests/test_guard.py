"""The last barrier: what changes an appointment goes only to ids that read back with a title that was saved."""

from __future__ import annotations

import json
from typing import Any

import pytest

from reject_contract.http.exchange import Answer, Sent
from reject_contract.http.guard import Guard, names_nothing
from reject_contract.http.violation import Omitted, StageFailed

OURS = "[reject-contract 7f3a91] invitation 1"


def sent(operation: str, body: Any = None) -> Sent:
    """A request to an operation."""
    return Sent("POST", f"http://x/Agents/Appointment/{operation}", (), json.dumps(body).encode())


def knowing(*lists: dict[int, str], operation: str = "GetAppointmentRecords") -> Guard:
    """A guard that saw a save of our title, and then answers with titles by id."""
    guard = Guard()
    guard.check(sent("SaveAppointmentEntity", {"AppointmentId": 0, "Title": OURS}))
    for rows in lists:
        body = json.dumps([{"AppointmentId": row_id, "Title": title} for row_id, title in rows.items()])
        guard.learn(sent(operation), Answer(200, "OK", (), body.encode()))
    return guard


@pytest.mark.parametrize("operation", ["Reject", "reject", "Accept", "SetSeen", "DeleteAppointmentEntity", "Delete"])
def test_only_what_reads_back_with_our_title_is_changed(operation: str) -> None:
    """Other ids, and those that nobody has read, are refused before anything is sent."""
    guard = knowing({5: OURS, 6: "Board"})
    guard.check(sent(operation, {"AppointmentId": 5}))
    for foreign in (6, 7):
        with pytest.raises(StageFailed, match="was not sent"):
            guard.check(sent(operation, {"AppointmentId": foreign}))


@pytest.mark.parametrize(
    ("lists", "operation"),
    [
        (({5: OURS}, {5: "Board"}), "GetAppointmentRecords"),
        (({4: OURS}, {4: OURS, 5: OURS}), "GetAppointmentRecords"),
        (({5: OURS},), "GetMyDiary"),
    ],
    ids=["another title later", "our title later", "the diary alone"],
)
def test_id_is_not_proved_by(lists: tuple[dict[int, str], ...], operation: str) -> None:
    """Neither what changes its title, nor what joins ours later, nor what no own id was asked for."""
    with pytest.raises(StageFailed):
        knowing(*lists, operation=operation).check(sent("Delete", {"AppointmentId": 5}))


@pytest.mark.parametrize(
    ("appointment_id", "title"),
    [(7, OURS), (6, OURS), (6, "Board"), (5, "Board"), (5, f"{OURS}0"), ("5", "Board"), (None, OURS), (8, OURS)],
    ids=["unread", "of others", "of others as theirs", "under their title", "under a new title", "as a text", "nothing",
         "an id without an appointment"],
)  # fmt: skip
def test_save_changes_nothing_but_ours(appointment_id: object, title: str) -> None:
    """What is saved is new, or reads back as ours and keeps its title."""
    guard = knowing({5: OURS, 6: "Board"})
    guard.declare_absent(8)
    guard.check(sent("SaveAppointmentEntity", {"AppointmentId": 5, "Title": OURS, "StartDate": "2030-01-01T09:30:00"}))
    with pytest.raises(StageFailed, match="was not sent"):
        guard.check(sent("SaveAppointmentEntity", {"AppointmentId": appointment_id, "Title": title}))


def test_nothing_is_made_where_that_is_forbidden() -> None:
    """Whatever test asks for it: the reason is told, and no title becomes ours."""
    guard = Guard()
    guard.forbid_making("the target file says invitations: none")
    for appointment_id in (0, 5):
        with pytest.raises(Omitted, match="invitations: none"):
            guard.check(sent("SaveAppointmentEntity", {"AppointmentId": appointment_id, "Title": OURS}))


@pytest.mark.parametrize("value", ["-2", "room a-4b", [False, "-\x0cY-2g"], "x" * 200 + "7"])
def test_number_in_a_text_counts_whatever_stands_before_it(value: object) -> None:
    """A minus may be a hyphen to a lenient reader, and a text may be long."""
    assert not names_nothing(value)
