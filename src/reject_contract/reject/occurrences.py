"""Whether the occurrences of a series serve as so many invitations."""

from __future__ import annotations

from reject_contract.reject import judge
from reject_contract.reject.client import RejectClient
from reject_contract.stage.invitations import Series


def serve(invitee: RejectClient, series: Series) -> bool:
    """Reject one occurrence, and see that it alone is declined."""
    named = series.occurrences[1]
    named.answered = True
    if invitee.reject(named.id).status != judge.NO_CONTENT:
        return False
    states = dict(zip(series.occurrences, series.states(), strict=True))
    named_state = states.pop(named)
    return named_state.status == "Declined" and all(state.like(each.initial) for each, state in states.items())
