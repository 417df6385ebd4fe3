"""Repeats, and many at once."""

import pytest

from reject_contract.plugin.case_result import Observe
from reject_contract.reject import judge
from reject_contract.reject.client import RejectClient as Client
from reject_contract.reject.raw_requests import RawRequests
from reject_contract.reject.reaccept import reaccept
from reject_contract.sanitize import quoted
from reject_contract.stage.invitations import Invitation
from reject_contract.stage.stage import Stage

AT_ONCE = 6
ROUNDS = 3


@pytest.mark.requirement("RJ-REPEAT-1", "RJ-REPEAT-2")
def test_second_reject_leaves_it_declined(invitee: Client, invitation: Invitation, observe: Observe) -> None:
    """Rejecting again never crashes, and the invitation stays Declined."""
    judge.declined(invitee.reject(invitation.id, "First"), invitation)
    again = invitee.reject(invitation.id, "Second")
    judge.not_crashed(again)
    judge.took_effect(again, invitation)
    after = f"reason {quoted(invitation.read().reason)}, RejectCounter {invitation.reject_counter()}"
    observe("RJ-REPEAT-2", f"{again.summary()}; {after}")


@pytest.mark.requirement("RJ-REPEAT-3")
@pytest.mark.parametrize("turn", range(ROUNDS))
def test_many_at_once_on_one_invitation(raw: RawRequests, invitation: Invitation, turn: int) -> None:
    """One at least succeeds, none crashes, and in the end the invitation is Declined."""
    exchanges = raw.at_once([invitation.id] * AT_ONCE, [f"Busy {number}" for number in range(AT_ONCE)])
    judge.some_accepted(exchanges)
    judge.took_effect(exchanges[0], invitation)


@pytest.mark.requirement("RJ-REPEAT-4")
def test_many_at_once_on_many_invitations(invitee: Client, stage: Stage, raw: RawRequests) -> None:
    """Each succeeds, and each keeps its own reason."""
    invitations = [stage.invitation() for _ in range(AT_ONCE)]
    reasons = [f"Busy {number}" for number in range(AT_ONCE)]
    exchanges = raw.at_once([each.id for each in invitations], reasons)
    for exchange, invitation, reason in zip(exchanges, invitations, reasons, strict=True):
        judge.declined(exchange, invitation, reason=reason)


@pytest.mark.requirement("RJ-REPEAT-12", "RJ-REPEAT-13")
@pytest.mark.parametrize("turn", range(2))
def test_two_invitees_at_once_are_counted(
    invitee: Client, bystander: Client, raw: RawRequests, single: Invitation, turn: int
) -> None:
    """Two invitees who reject in the same moment are both Declined, and should both be counted."""
    other = single.row_of(bystander.account.associate_id)
    own, others = raw.beside(bystander, single.id, other.id)
    judge.accepted(own, invitee)
    judge.accepted(others, bystander)
    declined = [row.id for row in single.rows().values() if row.state.status == "Declined"]
    judge.same({single.id, other.id}, set(declined), "the declined rows", own, aspect="effect")
    if (counted := single.reject_counter()) != 2:
        own.note("RJ-REPEAT-13", "counter", "RejectCounter of the master: 2", str(counted))


@pytest.mark.requirement("RJ-REPEAT-5")
def test_many_in_a_row_succeed(invitee: Client, stage: Stage) -> None:
    """Every valid reject succeeds, not only the first few."""
    series = stage.series(24)
    exchanges = [invitee.reject(occurrence.id, "Busy") for occurrence in series.occurrences]
    judge.all_declined(exchanges, series.states(), invitee)


@pytest.mark.requirement("RJ-REPEAT-6", "RJ-REPEAT-7")
def test_accepted_invitation_is_accepted_or_refused(
    invitee: Client, stage: Stage, invitation: Invitation, observe: Observe
) -> None:
    """Rejecting what was accepted is carried out, or refused and changes nothing."""
    stage.accept(invitation)
    exchange = invitee.reject(invitation.id, "Busy")
    judge.accepted_or_refused(exchange, invitation, reason="Busy")
    observe("RJ-REPEAT-7", exchange.summary())


@pytest.mark.requirement("RJ-REPEAT-14", "RJ-REPEAT-15")
def test_accepting_after_a_reject_empties_the_reason(
    invitee: Client, stage: Stage, single: Invitation, observe: Observe
) -> None:
    """Who changes a no into a yes leaves no reason behind; what the counter counts then is written nowhere."""
    exchange = invitee.reject(single.id, "Busy")
    judge.declined(exchange, single)
    reaccept(stage, single)
    observe("RJ-REPEAT-15", f"RejectCounter {single.reject_counter()}")
    judge.same("", single.read().reason, "RejectReason after Accept", exchange, aspect="reason")


@pytest.mark.requirement("RJ-REPEAT-8")
def test_seen_invitation_can_be_rejected(invitee: Client, stage: Stage, invitation: Invitation) -> None:
    """An invitation that was looked at still waits for an answer."""
    stage.see(invitation)
    judge.declined(invitee.reject(invitation.id, "Busy"), invitation, reason="Busy")


@pytest.mark.requirement("RJ-REPEAT-9")
def test_deleted_invitation_never_crashes(invitee: Client, stage: Stage, invitation: Invitation) -> None:
    """An id that is no longer an appointment never crashes the operation."""
    stage.delete(invitation)
    judge.not_crashed(invitee.reject(invitation.id))


@pytest.mark.requirement("RJ-REPEAT-10", "RJ-REPEAT-11")
def test_organizer_rejecting_the_own_booking_never_crashes(
    organizer: Client, invitation: Invitation, observe: Observe
) -> None:
    """Nobody invited the organizer; what the operation makes of it is written nowhere."""
    exchange = organizer.reject(invitation.master_id)
    invitation.answered = True  # the master may have changed
    judge.not_crashed(exchange)
    observe("RJ-REPEAT-11", f"{exchange.summary()}; the invitee's row reads {invitation.read()}")
