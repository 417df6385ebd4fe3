"""The address of the operation in other forms."""

import pytest

from reject_contract.plugin.case_result import Observe
from reject_contract.reject import judge
from reject_contract.reject.client import RejectClient as Client
from reject_contract.stage.invitations import Invitation

PATHS = {
    "lower-case": "/api/v1/agents/appointment/reject",
    "encoded-letter": "/api/v1/Agents/Appointment/%52eject",
    "slash-at-the-end": "/api/v1/Agents/Appointment/Reject/",
}


@pytest.mark.requirement("RJ-PATH-1", "RJ-PATH-2")
@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_address_in_another_form_is_accepted_or_refused(
    invitee: Client, invitation: Invitation, path: str, observe: Observe
) -> None:
    """Another letter case, an encoded letter or a slash at the end: carried out, or refused and changes nothing."""
    exchange = invitee.reject(invitation.id, "Busy", path=path)
    judge.accepted_refused_or_redirected(exchange, invitation)
    observe("RJ-PATH-2", f"{path}: {exchange.summary()}")
