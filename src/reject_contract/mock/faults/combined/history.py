"""What happened before to an invitation, or to those of other participants, with something else."""

from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.behaviours import fault
from reject_contract.mock.faults.combined.case import Case
from reject_contract.mock.faults.combined.circumstances import (
    by_master,
    declined_earlier,
    occurrence_declined,
    on_series,
    on_single,
    other_accepted,
    other_declined,
    other_seen,
    other_without_reason,
    was_accepted,
    was_declined,
    was_moved,
    was_seen,
)  # fmt: skip
from reject_contract.mock.faults.combined.conditions import (
    bearer,
    form,
    forward,
    no_reason,
    only_this,
    text_json,
    unknown,
    xml,
)  # fmt: skip
from reject_contract.mock.faults.combined.effects import count_as, crash, decline, reopen, skip, then


@fault
def seen_by_master_does_nothing(app: App) -> None:
    """A reject by the master's id of what was seen is answered with 204 and does nothing: breaks RJ-REPEAT-8."""
    skip(app, was_seen & by_master)


@fault
def seen_with_xml_crashes(app: App) -> None:
    """A reject in XML of what was seen is answered with 500: breaks RJ-REPEAT-8."""
    crash(app, was_seen & xml)


@fault
def seen_is_missed_by_forward(app: App) -> None:
    """ThisAndForward leaves the named occurrence alone when it was seen: breaks RJ-MODE-8."""
    decline(app, was_seen & forward & on_series, lambda row, own: own[own.index(row) + 1 :])


@fault
def forward_before_a_declined_one_does_nothing(app: App) -> None:
    """ThisAndForward with a later occurrence that was declined is answered with 204 and does nothing.

    Breaks RJ-MODE-8.
    """
    skip(app, forward & occurrence_declined(before=False))


@fault
def forward_behind_a_declined_one_crashes(app: App) -> None:
    """ThisAndForward with an earlier occurrence that was declined is answered with 500: breaks RJ-MODE-8."""
    crash(app, forward & occurrence_declined(before=True))


@fault
def seen_without_reason_stays_seen(app: App) -> None:
    """A reject without a reason of what was seen is answered with 204 and does nothing: breaks RJ-REPEAT-8."""
    skip(app, was_seen & no_reason)


@fault
def accepted_by_master_crashes(app: App) -> None:
    """A reject by the master's id of what was accepted is answered with 500: breaks RJ-REPEAT-6."""
    crash(app, was_accepted & by_master)


@fault
def accepted_without_reason_stays_accepted(app: App) -> None:
    """A reject without a reason of what was accepted is answered with 204 and does nothing: breaks RJ-REPEAT-6."""
    skip(app, was_accepted & no_reason)


@fault
def accepted_occurrence_stays_accepted(app: App) -> None:
    """OnlyThis on an occurrence that was accepted is answered with 204 and does nothing: breaks RJ-REPEAT-6."""
    skip(app, was_accepted & on_series & only_this)


@fault
def accepted_forward_declines_earlier_ones(app: App) -> None:
    """ThisAndForward from an occurrence that was accepted declines the earlier ones as well: breaks RJ-MODE-9."""
    decline(app, was_accepted & on_series & forward, lambda row, own: own)


@fault
def accepted_after_others_declined_crashes(app: App) -> None:
    """A reject of what was accepted is answered with 500 when another participant declined: breaks RJ-REPEAT-6."""
    crash(app, was_accepted & other_declined)


@fault
def declined_again_by_master_opens(app: App) -> None:
    """A second reject, by the master's id, makes the invitation pending again: breaks RJ-REPEAT-1."""
    then(app, was_declined & by_master, lambda case, row: reopen(row))


@fault
def declined_again_forward_crashes(app: App) -> None:
    """A second reject of a single invitation, with ThisAndForward, is answered with 500: breaks RJ-REPEAT-1."""
    crash(app, was_declined & forward & on_single)


@fault
def declined_again_without_reason_opens(app: App) -> None:
    """A second reject without a reason makes the invitation pending again: breaks RJ-REPEAT-1."""
    then(app, was_declined & no_reason, lambda case, row: reopen(row))


@fault
def declined_again_with_form_crashes(app: App) -> None:
    """A second reject, with a form, is answered with 500: breaks RJ-REPEAT-1."""
    crash(app, was_declined & form)


@fault
def declined_then_accepted_stays_accepted(app: App) -> None:
    """A reject of what was declined once and then accepted is answered with 204 and does nothing.

    Breaks RJ-STATE-1, RJ-REPEAT-6.
    """
    skip(app, declined_earlier & was_accepted)


@fault
def declined_then_accepted_crashes_with_text_json(app: App) -> None:
    """A reject in text/json of what was declined and then accepted is answered with 500: breaks RJ-REPEAT-6."""
    crash(app, declined_earlier & was_accepted & text_json)


@fault
def second_decliner_by_master_not_counted(app: App) -> None:
    """The second invitee who declines is not counted when he names the master: breaks RJ-EFFECT-15."""
    then(app, other_declined & by_master, count_as(lambda number: 1))


@fault
def second_decliner_on_series_counted_twice(app: App) -> None:
    """The second invitee who declines a series from here on is counted twice: breaks RJ-EFFECT-15."""
    then(app, other_declined & forward & on_series, count_as(lambda number: number + 1))


@fault
def second_decliner_gets_reason_of_first(app: App) -> None:
    """The second invitee who declines, without a reason, gets the first one's reason: breaks RJ-EFFECT-13."""

    def copy(case: Case, row: Row) -> None:
        row.reason = next(each.reason for each in case.others if each.status == "Declined")

    then(app, other_declined & no_reason, copy)


@fault
def second_decliner_opens_first_without_reason(app: App) -> None:
    """The second invitee who declines makes the first one, who gave no reason, pending again: breaks RJ-EFFECT-6."""

    def reopen_first(case: Case, row: Row) -> None:
        for each in case.others:
            if each.status == "Declined" and not each.reason:
                reopen(each)

    then(app, other_without_reason, reopen_first)


@fault
def decline_by_master_asks_who_accepted_again(app: App) -> None:
    """A reject by the master's id makes another participant who accepted pending again: breaks RJ-EFFECT-6."""

    def ask_again(case: Case, row: Row) -> None:
        for each in case.others:
            if each.status == "Accepted" and each.associate_id:
                reopen(each)

    then(app, other_accepted & by_master, ask_again)


@fault
def decline_with_form_forgets_who_has_seen(app: App) -> None:
    """A reject with a form makes the invitation that another participant has seen unseen: breaks RJ-EFFECT-6."""

    def forget(case: Case, row: Row) -> None:
        for each in case.others:
            if each.status == "Seen":
                each.status = "Invitation"

    then(app, other_seen & form, forget)


@fault
def unknown_mode_after_others_accepted_crashes(app: App) -> None:
    """A reject with Unknown is answered with 500 when another participant has accepted: breaks RJ-MODE-1."""
    crash(app, other_accepted & unknown)


@fault
def moved_by_master_does_nothing(app: App) -> None:
    """A reject by the master's id of what was moved is answered with 204 and does nothing: breaks RJ-ANSWER-2."""
    skip(app, was_moved & by_master)


@fault
def moved_with_bearer_crashes(app: App) -> None:
    """A reject with a bearer token of what was moved is answered with 500: breaks RJ-ANSWER-1."""
    crash(app, was_moved & bearer)


@fault
def moved_keeps_its_old_reason(app: App) -> None:
    """A reject without a reason of what was declined and then moved keeps the old reason: breaks RJ-EFFECT-13."""
    decline_row = app.reject.decline

    def keep(row: Row, reason: str) -> None:
        old = row.reason if row.status in ("Moved", "MovedSeen") else ""
        decline_row(row, reason or old)

    app.reject.decline = keep
