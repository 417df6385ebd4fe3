"""A model of invitations beside the server: the same steps are taken on both, and both must agree."""

from __future__ import annotations

from hypothesis import strategies
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from reject_contract.http.exchange import Exchange
from reject_contract.http.violation import Violation
from reject_contract.reject import judge
from reject_contract.reject.client import RejectClient
from reject_contract.stage.invitations import Invitation, State
from reject_contract.stage.stage import Stage

MODES = strategies.sampled_from(["Unknown", "OnlyThis", "ThisAndForward", "StopRecurrence"])
REASONS = strategies.sampled_from(["", "Busy", "På ferie", "<no>", "'; --"])


def machine(client: RejectClient, stage: Stage) -> type[RuleBasedStateMachine]:
    """The state machine for one account of a target."""

    class Invitations(RuleBasedStateMachine):
        """Invitations are made, seen, accepted and rejected in any order."""

        invitations = Bundle("invitations")

        def __init__(self) -> None:
            super().__init__()
            self.known: dict[Invitation, State] = {}
            self.last: Exchange | None = None
            self.fresh: Invitation | None = None
            """Was read in this very step, and need not be read again."""

        @rule(target=invitations)
        def invite(self) -> Invitation:
            """The organizer makes an invitation."""
            invitation = stage.new_invitation()
            self.known[invitation] = invitation.initial
            return invitation

        @rule(invitation=invitations, operation=strategies.sampled_from(["Accept", "SetSeen"]))
        def answer(self, invitation: Invitation, operation: str) -> None:
            """A neighbouring operation is used; what it does is not judged, only learnt."""
            client.call(operation, {"AppointmentId": invitation.id, "UpdateMode": "OnlyThis"})
            self.known[invitation], self.fresh = invitation.read(), invitation

        @rule(invitation=invitations, mode=MODES, reason=REASONS)
        def reject(self, invitation: Invitation, mode: str, reason: str) -> None:
            """A pending invitation is declined; what else may be refused, the documents leave open."""
            before = self.known[invitation]
            self.last = client.reject(invitation.id, reason, mode)
            if before.pending and mode == "StopRecurrence":
                judge.accepted_or_refused(self.last, invitation, reason=reason)
            elif before.pending:
                judge.declined(self.last, invitation, reason=reason)
            else:
                judge.not_crashed(self.last)
            after = invitation.read()
            if after.status != "Declined" and not after.like(before):
                raise Violation("Declined, or as it was", f"{after}", aspect="model", exchange=self.last)
            self.known[invitation], self.fresh = after, invitation

        @invariant()
        def server_agrees(self) -> None:
            """No invitation is other than the model says."""
            for invitation, state in self.known.items():
                found = state if invitation is self.fresh else invitation.read()
                if not found.like(state):
                    what = f"invitation {invitation.id} reads {state}"
                    raise Violation(what, f"it reads {found}", aspect="model", exchange=self.last)
            self.fresh = None

    return Invitations
