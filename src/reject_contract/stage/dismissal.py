"""Clears away what stays in the diaries of those who were invited when a booking is deleted.

The vendor keeps an invitation that was seen as cancelled, until its owner dismisses it.
"""

from __future__ import annotations

from reject_contract.http.violation import StageFailed
from reject_contract.stage.stage import Stage

DISMISS = "CleanUpBookingDeleted"
MOST = 500
"""Appointments that one request names."""


def dismiss(stage: Stage) -> None:
    """Let invitee and bystander dismiss what is cancelled, and look whether one that was seen is gone."""
    for client in stage.people[1:]:
        mine = [row for row, place in stage.proved.items() if place.associate_id == client.account.associate_id]
        for at in range(0, len(mine), MOST):
            if client.call(DISMISS, {"AppointmentIds": mine[at : at + MOST]}).status != 200:
                break  # not every server has it
    try:
        stage.kept_cancelled = bool(stage.seen and stage.entity(stage.invitee, stage.seen))
    except StageFailed:
        stage.kept_cancelled = False
