"""Clears away what stays in the diaries of those who were invited when a booking is deleted.

The vendor keeps an invitation that was seen as cancelled, until its owner dismisses it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence

from reject_contract.http.violation import StageFailed
from reject_contract.stage.stage import Stage

DISMISS = "CleanUpBookingDeleted"
MOST = 500
"""Appointments that one request names."""
LOOKED_AT = 20
"""Rows of which it is looked whether they are gone."""


def dismiss(stage: Stage) -> None:
    """Let those who were invited dismiss what is cancelled, and look whether one that was seen is gone."""
    clear(stage, {row: place.associate_id for row, place in stage.proved.items()})
    stage.kept_cancelled = bool(stage.seen) and stays(stage, [stage.seen])


def clear(stage: Stage, owners: Mapping[int, int]) -> None:
    """Let those who were invited dismiss their rows, given with the associate of each; the bookings are gone."""
    for client in stage.everybody[1:]:
        mine = [row for row, owner in owners.items() if owner == client.account.associate_id]
        for at in range(0, len(mine), MOST):
            with contextlib.suppress(StageFailed):  # what was not seen to be ours in this run is left alone
                if client.call(DISMISS, {"AppointmentIds": mine[at : at + MOST]}).status != 200:
                    break  # not every server has it


def stays(stage: Stage, rows: Sequence[int]) -> bool:
    """Whether one of these rows of the invitee can still be read."""
    with contextlib.suppress(StageFailed):
        return any(stage.entity(stage.invitee, row) for row in rows[:LOOKED_AT])
    return False
