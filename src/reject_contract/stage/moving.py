"""Moves what a run has made to another time, so that those who know of it are asked again."""

from __future__ import annotations

from datetime import datetime, timedelta

from reject_contract.http.guard import title_of
from reject_contract.http.violation import StageFailed
from reject_contract.stage import answers
from reject_contract.stage.invitations import Invitation
from reject_contract.stage.stage import Stage

LATER = timedelta(minutes=30)


def move(stage: Stage, invitation: Invitation) -> None:
    """Let the organizer move a single booking by half an hour; all else of it is saved as it was read."""
    read = stage.organizer.call("GetAppointmentEntity", appointmentEntityId=invitation.master_id)
    entity = answers.read(read, answers.OBJECT)
    if not entity or entity.get("AppointmentId") != invitation.master_id:
        raise StageFailed(f"booking {invitation.master_id}, which is to be moved, does not read back by its own id")
    try:
        times = {name: datetime.fromisoformat(entity[name]) + LATER for name in ("StartDate", "EndDate")}
    except (KeyError, TypeError, ValueError):
        raise StageFailed(f"booking {invitation.master_id}, which is to be moved, has no times") from None
    moved = entity | {name: time.isoformat() for name, time in times.items()}
    exchange = stage.organizer.call("SaveAppointmentEntity", moved)
    saved = answers.read(exchange, answers.ENTITY)
    if saved and saved.AppointmentId == invitation.master_id:
        return
    if saved and saved.AppointmentId:
        stage.journal.made(saved.AppointmentId, title_of(entity))
    raise StageFailed(f"SaveAppointmentEntity, which is to move a booking: {exchange.summary()}")
