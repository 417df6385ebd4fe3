"""Rejects by people who were not invited, and whether their rights allow them."""

from __future__ import annotations

import json
from typing import Any

from reject_contract.http.client import Client
from reject_contract.http.exchange import Exchange
from reject_contract.http.violation import Omitted, Violation
from reject_contract.reject import judge
from reject_contract.stage.invitations import Invitation, Reader

WRITING = ("update", "full", "write")


def not_by_others(exchange: Exchange, invitation: Invitation, other: Client) -> None:
    """Nothing changes, whatever the answer; `Omitted` where the server says that the other may write there."""
    try:
        judge.untouched(exchange, invitation)
    except Violation:
        not_entitled(other, invitation.id, invitation.stage)
        raise


def not_entitled(other: Client, row_id: int, stage: Reader) -> None:
    """`Omitted` where this account may change the row, as the server says, or as accepting for the invitee shows."""
    if right := right_to_write(other, row_id):
        raise Omitted(f"the {other.role} has the right to change the invitee's row (TableRight {right})") from None
    if _accepts_for_invitee(other, stage):
        raise Omitted(f"the {other.role} has rights in the invitee's diary (Accept is carried out too)") from None


def _accepts_for_invitee(other: Client, stage: Reader) -> bool:
    def trial(invitation: Invitation) -> bool:
        other.call("Accept", {"AppointmentId": invitation.id, "UpdateMode": "OnlyThis"})
        return invitation.read().status == "Accepted"

    return stage.tried(f"Accept by the {other.role}", trial)


def right_to_write(client: Client, row_id: int) -> str:
    """What the row's TableRight grants the client, where changing it is among that; else nothing."""
    answer = client.call("GetAppointmentEntity", appointmentEntityId=row_id).answer
    try:
        found: Any = json.loads(answer.text) if answer and answer.status == 200 else None
    except ValueError:
        return ""
    right = found.get("TableRight") if isinstance(found, dict) else None
    mask = str(right.get("Mask") or "") if isinstance(right, dict) else ""
    return mask if any(word in mask.lower() for word in WRITING) else ""
