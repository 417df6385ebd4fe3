"""Combined faults: a plain reject of a fresh single invitation does not see them, and they name real requirements."""

import json
from base64 import b64encode
from pathlib import Path

import pytest
import yaml

from reject_contract.mock import FAULTS, App, build_app
from reject_contract.mock.accounts import APP_TOKEN, BYSTANDER, INVITEE, ORGANIZER, Account
from reject_contract.mock.appointments import Draft, default_times
from reject_contract.mock.http import HeaderList, Request

ROOT = Path(__file__).parent.parent
COMBINED = sorted(name for name, each in FAULTS.items() if ".faults.combined." in each.apply.__module__)
LEVELS = {
    each["id"]: each["level"]
    for each in yaml.safe_load((ROOT / "openapi" / "requirements.yaml").read_text(encoding="utf-8"))["requirements"]
}


def _credential(app: App, account: Account) -> HeaderList:
    """Basic, or a ticket where Basic is not allowed."""
    if app.gate.online:
        return [("Authorization", f"SoTicket {account.ticket}"), ("SO-AppToken", APP_TOKEN)]
    return [("Authorization", "Basic " + b64encode(f"{account.name}:{account.password}".encode()).decode())]


@pytest.mark.parametrize("name", COMBINED)
def test_plain_reject_does_not_see_it(name: str) -> None:
    """Plain JSON, OnlyThis, one's own row, seen by nobody: 204, Declined, the reason, one more on the counter."""
    app = build_app(faults=[name])
    start, end = default_times()
    invited = [(INVITEE.associate_id, 0), (BYSTANDER.associate_id, 0)]
    master = app.calendar.create(Draft(ORGANIZER.associate_id, "Plain", start, end, invited, is_booking=True))
    _, own, other = app.calendar.booking(master)
    body = {"AppointmentId": own.id, "RejectReason": "No time", "UpdateMode": "OnlyThis"}
    headers = [
        ("Host", "mock"),
        *_credential(app, INVITEE),
        ("Accept", "application/json"),
        ("Content-Type", "application/json"),
    ]

    answer = app.respond(Request("POST", "/api/v1/Agents/Appointment/Reject", headers, json.dumps(body).encode()))

    assert (answer.status, answer.body) == (204, b"")
    assert (own.status, own.reason, master.reject_counter) == ("Declined", "No time", 1)
    assert (other.status, other.reason) == ("Invitation", "")


@pytest.mark.parametrize("name", COMBINED)
def test_requirements_exist_and_decide(name: str) -> None:
    """What a fault says that it breaks stands in the register, and can decide the verdict."""
    levels = {LEVELS[each] for each in FAULTS[name].breaks}
    assert levels & {"must", "should"}


def test_there_are_many() -> None:
    """The catalogue is imported whole."""
    assert len(COMBINED) >= 150
