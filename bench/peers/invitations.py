"""Pending invitations for the set-ups in Python; needs only requests and the environment of the tools."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import requests

PATIENCE = 5
"""How often a call is sent that is answered 429."""
ROLES = ("ORGANIZER", "INVITEE", "BYSTANDER")


@dataclass
class Neighbours:
    """Calls the operations beside Reject, in the name of an account."""

    base_url: str
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    session: requests.Session = field(default_factory=requests.Session)
    _default: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.session.trust_env = False

    def call(self, role: str, operation: str, body: Any = None, **query: int) -> Any:
        """The JSON that an operation answers."""
        headers = {
            "Authorization": self.environment[f"{role}_AUTHORIZATION"],
            "SO-AppToken": self.environment["APP_TOKEN"],
        }
        url = f"{self.base_url}/api/v1/Agents/Appointment/{operation}"
        for _ in range(PATIENCE):
            answer = self.session.post(url, json=body, params=query, timeout=10, headers=headers)
            if answer.status_code != 429:
                break
            time.sleep(float(answer.headers.get("Retry-After", 1)))
        answer.raise_for_status()
        return answer.json()

    def invite(self) -> dict[str, int]:
        """A new booking: the row of each role, all of them pending."""
        start = datetime.now().replace(microsecond=0) + timedelta(days=30)
        ids = {int(self.environment[f"{role}_ID"]): role for role in ROLES}
        self._default = self._default or self.call("ORGANIZER", "CreateDefaultAppointmentEntity")
        entity = {
            **self._default,
            "Title": "bench",
            "StartDate": start.isoformat(),
            "EndDate": (start + timedelta(minutes=30)).isoformat(),
            "Participants": [{"AssociateId": associate_id} for associate_id in ids],
        }
        master = self.call("ORGANIZER", "SaveAppointmentEntity", entity)["AppointmentId"]
        rows = self.call("ORGANIZER", "GetAppointmentRecords", {"MotherId": master, "RecurrenceRuleId": 0})
        return {ids[row["AssociateId"]]: row["AppointmentId"] for row in rows}

    def read(self, role: str, row: int) -> tuple[str, str]:
        """Status and reason of a row, as an account sees it."""
        entity = self.call(role, "GetAppointmentEntity", appointmentEntityId=row)
        return entity["InvitationStatus"], entity["RejectReason"] or ""
