"""A valid reject: what it is answered, and what it does."""

import pytest

from reject_contract.plugin.case_result import Observe
from reject_contract.reject import judge, timing
from reject_contract.reject.client import RejectClient as Client
from reject_contract.reject.sentinels import Sentinels
from reject_contract.sanitize import quoted
from reject_contract.stage.invitations import Invitation
from reject_contract.stage.stage import Stage

REASONS = {
    "ascii": "Sorry, I am away that day.",
    "norwegian": "Jeg er på ferie – blåbærsyltetøy, ÆØÅ",
    "chinese-japanese": "会議に出席できません,对不起",
    "arabic-hebrew": "لا أستطيع الحضور / אני לא יכול",
    "emoji": "No 🙅‍♀️, sorry 😢",
    "quotes": "\"double\" 'single' `back` «angle» \\ backslash",
    "markup": "<b>no</b> &amp; <script>alert(1)</script> ]]>",
    "sql": "'; DROP TABLE appointment; -- %s {0} $1",
    "newlines": "first line\nsecond line\n\nfourth line",
    "percent-and-plus": "100 % + 50%20 &x=y; a+b=c?",
}


@pytest.mark.requirement("RJ-ANSWER-1")
def test_valid_reject_is_answered_204(invitee: Client, single: Invitation) -> None:
    """Rejecting one's pending invitation by the id of one's own row is answered 204."""
    judge.accepted(invitee.reject(single.id), invitee)


@pytest.mark.requirement("RJ-ANSWER-2")
def test_master_id_names_the_invitation_too(invitee: Client, single: Invitation) -> None:
    """The id of the master row serves as well, and declines the caller's own invitation."""
    judge.declined(invitee.reject(single.master_id), single)


@pytest.mark.requirement("RJ-ANSWER-3")
def test_request_of_the_sample_is_accepted(invitee: Client, single: Invitation) -> None:
    """The request that the page shows, with its headers and its empty reason, is answered 204."""
    headers = {"Accept": "application/json; charset=utf-8", "Accept-Language": "*"}
    exchange = invitee.reject(single.id, "", media_type="application/json; charset=utf-8", headers=headers)
    judge.declined(exchange, single)


@pytest.mark.requirement("RJ-ANSWER-4")
def test_content_type_of_the_204(invitee: Client, invitation: Invitation, observe: Observe) -> None:
    """The sample shows a Content-Type on an answer without content; both ways are right."""
    exchange = invitee.reject(invitation.id)
    declared = exchange.answer and exchange.answer.header("Content-Type")
    observe("RJ-ANSWER-4", f"Content-Type: {declared}" if declared else "no Content-Type")


@pytest.mark.requirement("RJ-EFFECT-1")
def test_invitation_reads_declined(invitee: Client, single: Invitation) -> None:
    """After a 204 the invitee's row reads Declined."""
    judge.declined(invitee.reject(single.id), single)


@pytest.mark.requirement("RJ-EFFECT-2")
def test_reason_reads_back(invitee: Client, single: Invitation) -> None:
    """The reason that was sent reads back."""
    reason = "On the road that day"
    judge.declined(invitee.reject(single.id, reason), single, reason=reason)


@pytest.mark.requirement("RJ-EFFECT-3")
@pytest.mark.parametrize("reason", REASONS.values(), ids=REASONS)
def test_reason_is_kept_character_for_character(invitee: Client, invitation: Invitation, reason: str) -> None:
    """Whatever its letters and signs, the reason is kept as it was sent."""
    judge.declined(invitee.reject(invitation.id, reason), invitation, reason=reason)


@pytest.mark.requirement("RJ-EFFECT-4")
@pytest.mark.parametrize("letters", ["abcdefghij", "åæøäöüßñçé"], ids=["ascii", "beyond-ascii"])
def test_reason_of_254_characters_is_kept(invitee: Client, invitation: Invitation, letters: str) -> None:
    """The vendor's column holds 254 characters, and none of them is lost."""
    reason = "".join(letters[place % 10] for place in range(254))
    judge.declined(invitee.reject(invitation.id, reason), invitation, reason=reason)


@pytest.mark.requirement("RJ-EFFECT-13")
def test_empty_reason_reads_back_empty(invitee: Client, single: Invitation) -> None:
    """A reject without a reason, as in the sample, leaves no reason."""
    judge.declined(invitee.reject(single.id, ""), single, reason="")


@pytest.mark.requirement("RJ-EFFECT-5")
def test_reject_counter_goes_up_by_one(invitee: Client, single: Invitation) -> None:
    """The master counts how many invitees have rejected."""
    before = single.reject_counter()
    exchange = invitee.reject(single.id)
    judge.declined(exchange, single)
    judge.same(before + 1, single.reject_counter(), "RejectCounter of the master", exchange, aspect="counter")


@pytest.mark.requirement("RJ-EFFECT-15")
def test_reject_counter_counts_every_invitee(invitee: Client, bystander: Client, single: Invitation) -> None:
    """Two invitees who reject are two."""
    before, other = single.reject_counter(), single.row_of(bystander.account.associate_id)
    judge.declined(invitee.reject(single.id), single)
    exchange = bystander.reject(other.id)
    judge.accepted(exchange, bystander)
    judge.same(before + 2, single.reject_counter(), "RejectCounter of the master", exchange, aspect="counter")


@pytest.mark.requirement("RJ-EFFECT-6")
def test_other_participants_keep_their_answer(invitee: Client, single: Invitation) -> None:
    """A reject is for the participant who sends it: the other rows keep status and reason."""
    before = {row.id: row.state for row in single.rows().values() if row.id != single.id}
    exchange = invitee.reject(single.id, "Busy")
    judge.accepted(exchange, invitee)
    after = {row.id: row.state for row in single.rows().values() if row.id in before}
    judge.same(before, after, "status and reason of the other rows", exchange)


@pytest.mark.requirement("RJ-EFFECT-7")
def test_content_of_the_rows_stays(invitee: Client, single: Invitation) -> None:
    """Rejecting moves and renames nothing."""
    before = {row.id: row.content for row in single.rows().values()}
    exchange = invitee.reject(single.id, "Busy")
    judge.accepted(exchange, invitee)
    after = {row.id: row.content for row in single.rows().values()}
    kept = {row_id: content for row_id, content in before.items() if row_id in after}
    judge.same(kept, {row_id: after[row_id] for row_id in kept}, "content of the rows", exchange, aspect="content")


@pytest.mark.requirement("RJ-EFFECT-14")
def test_type_of_the_row_stays(invitee: Client, single: Invitation) -> None:
    """Only accepting turns an invitation into an appointment; rejecting leaves the row's type."""
    before = single.row_of(invitee.account.associate_id).kind
    exchange = invitee.reject(single.id, "Busy")
    judge.accepted(exchange, invitee)
    after = single.rows().get(single.id)
    judge.same(before, after.kind if after else "gone", "Type of the invitee's row", exchange, aspect="content")


@pytest.mark.requirement("RJ-EFFECT-8")
def test_no_row_comes_or_goes(invitee: Client, single: Invitation) -> None:
    """The booking has the same rows of the same people as before."""
    before = {row.id: f"AssociateId {row.associate_id}, MotherId {row.master_id}" for row in single.rows().values()}
    exchange = invitee.reject(single.id, "Busy")
    judge.accepted(exchange, invitee)
    after = {row.id: f"AssociateId {row.associate_id}, MotherId {row.master_id}" for row in single.rows().values()}
    judge.same(before, after, "rows and their owners", exchange, aspect="rows")


@pytest.mark.requirement("RJ-EFFECT-9")
def test_other_invitations_stay_pending(invitee: Client, stage: Stage) -> None:
    """One id is named, and one invitation is declined: not the one before it, nor the one after."""
    earlier, invitation, later = (stage.new_invitation() for _ in range(3))
    exchange = invitee.reject(invitation.id, "Busy")
    judge.accepted(exchange, invitee)
    judge.untouched(exchange, earlier)
    judge.untouched(exchange, later)


@pytest.mark.requirement("RJ-EFFECT-9")
def test_sentinels_stay_as_they_were(sentinels: Sentinels) -> None:
    """Invitations that no request of the run named are as they were before its first reject."""
    sentinels.stay_as_they_were()


@pytest.mark.requirement("RJ-EFFECT-1", "RJ-EFFECT-2")
def test_declined_invitation_stays_declined(sentinels: Sentinels) -> None:
    """What was declined at the beginning of the run is Declined at its end, with its reason."""
    sentinels.stays_declined()


@pytest.mark.requirement("RJ-EFFECT-10")
def test_participant_list_shows_declined(invitee: Client, single: Invitation) -> None:
    """The organizer finds the answer in the participant list of the master."""
    exchange = invitee.reject(single.id)
    judge.declined(exchange, single)
    judge.same("Declined", single.participant_status(), "InvitationStatus of the participant", exchange)


@pytest.mark.requirement("RJ-EFFECT-16", "RJ-EFFECT-12")
@pytest.mark.parametrize(
    "reason",
    ["   ", " inside ", "On leave ", "\t\n"],
    ids=["spaces", "spaces-around", "blank-at-the-end", "tab-newline"],
)
def test_white_space_in_the_reason(invitee: Client, invitation: Invitation, reason: str, observe: Observe) -> None:
    """White space may be kept, trimmed or refused."""
    exchange = invitee.reject(invitation.id, reason)
    judge.accepted_or_refused(exchange, invitation)
    observe("RJ-EFFECT-12", f"{quoted(reason)}: {exchange.summary()}; reads back {quoted(invitation.read().reason)}")


@pytest.mark.requirement("RJ-EFFECT-17")
def test_reason_in_several_languages(invitee: Client, invitation: Invitation, observe: Observe) -> None:
    """The vendor's texts may hold several languages; whether a reason may is written nowhere."""
    reason = 'US:"Away";NO:"Bortreist"'
    exchange = invitee.reject(invitation.id, reason)
    observe("RJ-EFFECT-17", f"{exchange.summary()}; reads back {quoted(invitation.read().reason)}")


@pytest.mark.requirement("RJ-TIME-1")
def test_reject_is_answered_in_time(invitee: Client, stage: Stage) -> None:
    """The vendor calls a reject slow that takes longer than two seconds; the target file may say otherwise."""
    exchanges = [invitee.reject(stage.invitation().id) for _ in range(3)]
    timing.in_time(exchanges, invitee.target.limits.slow_ms)


@pytest.mark.requirement("RJ-TIME-2")
def test_few_rejects_are_slow(invitee: Client, times: list[float]) -> None:
    """Of all rejects of the run, no more than one in twenty takes longer than that."""
    timing.mostly_in_time(times, invitee.target.limits.slow_ms)
