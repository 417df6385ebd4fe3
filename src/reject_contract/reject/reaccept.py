"""Lets an invitee change a no into a yes."""

from __future__ import annotations

from reject_contract.http.violation import Omitted, StageFailed
from reject_contract.stage.invitations import Invitation
from reject_contract.stage.stage import Stage


def reaccept(stage: Stage, invitation: Invitation) -> None:
    """Let the invitee accept what was declined; `Omitted` where the target does not let it happen."""
    try:
        stage.accept(invitation)
    except StageFailed as reason:
        raise Omitted(f"what was declined cannot be accepted: {reason}") from None
