"""Appointments that a reject made, although none was asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from reject_contract.http.exchange import Exchange
from reject_contract.http.violation import Omitted, StageFailed, Violation
from reject_contract.sanitize import quoted
from reject_contract.stage.invitations import Row
from reject_contract.stage.stage import MARKER, Stage

DAYS = 2
"""Before and after now: where an appointment lies for which nobody gave a time."""
MOST = 500
"""Rows of a diary; where there are more it is not looked at."""


def none_made(send: Callable[[], Exchange], stage: Stage) -> None:
    """What is sent makes no appointment in the organizer's diary, nor in the invitee's.

    Others may use the diaries meanwhile: it counts what is new each time, and has no title of this suite.
    """
    found = _diaries(stage)
    for _ in range(2):
        before, exchange = found, send()
        found = _diaries(stage)
        new = [row for row_id, row in found.items() if row_id not in before and MARKER not in row.title]
        if not new:
            return
    actual = f"appointment {new[0].id} is new in the diary of associate {new[0].associate_id}: {quoted(new[0].title)}"
    raise Violation("no appointment is made", f"{actual}, {new[0].start}", aspect="rows", exchange=exchange)


def _diaries(stage: Stage) -> dict[int, Row]:
    now = datetime.now()
    times = now - timedelta(days=DAYS), now + timedelta(days=DAYS)
    try:
        return stage.diary(*times, MOST) | stage.diary(*times, MOST, stage.invitee)
    except StageFailed as reason:
        raise Omitted(f"the diaries cannot be looked through: {reason}") from None
