"""What the invitee, the organizer or another invitee did before, in an order that a server must not trip over."""

from collections.abc import Iterable
from datetime import datetime

from reject_contract.mock.accounts import Account
from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.behaviours import fault
from reject_contract.mock.changes import afterwards
from reject_contract.mock.coercion import RejectCommand
from reject_contract.mock.faults.combined.case import Case, When
from reject_contract.mock.faults.combined.circumstances import (
    by_master,
    on_series,
    other_accepted,
    row,
    status,
    was_accepted,
    was_declined,
    was_moved,
    was_seen,
)
from reject_contract.mock.faults.combined.conditions import forward, only_this
from reject_contract.mock.faults.combined.effects import crash, reopen, skip, then
from reject_contract.mock.http import Request, Response
from reject_contract.mock.media_types import Members


def _among(ids: Iterable[int]) -> When:
    return row(lambda named: named.id in ids)


@fault
def moved_and_seen_falls_back_to_accepted(app: App) -> None:
    """A reject of what was accepted, moved and seen then leaves it accepted: breaks RJ-EFFECT-1."""
    accept = app.calendar.accept
    accepted: set[int] = set()

    def note(rows: Iterable[Row]) -> None:
        rows = list(rows)
        accept(rows)
        accepted.update(each.id for each in rows)

    def fall_back(case: Case, named: Row) -> None:
        named.status, named.reason = "Accepted", ""

    app.calendar.accept = note  # type: ignore[method-assign]
    then(app, status("MovedSeen") & _among(accepted), fall_back)
    afterwards(app, lambda declined: accepted.discard(declined.id))


@fault
def repeat_after_a_change_crashes(app: App) -> None:
    """A second reject of what its organizer has changed meanwhile, without moving it, is answered with 500.

    Breaks RJ-REPEAT-1.
    """
    change = app.calendar.change
    changed: set[int] = set()

    def note(master: Row, title: str, start: datetime, end: datetime, details: Members) -> None:
        changed.update(each.id for each in app.calendar.booking(master) if each.status == "Declined")
        change(master, title, start, end, details)

    app.calendar.change = note  # type: ignore[method-assign]
    crash(app, was_declined & _among(changed))


@fault
def seen_and_accepted_by_another_stays_open(app: App) -> None:
    """A reject of what was seen, and another has accepted, is answered with 204 and does nothing: breaks RJ-REPEAT-8.

    Status of the booking is taken from its first row that is not new.
    """
    skip(app, was_seen & other_accepted)


@fault
def moved_twice_stays_open(app: App) -> None:
    """A reject of what was answered, then moved twice, is answered with 204 and does nothing: breaks RJ-EFFECT-1."""
    change = app.calendar.change
    moves: dict[int, int] = {}

    def note(master: Row, title: str, start: datetime, end: datetime, details: Members) -> None:
        before = {each.id: each.status for each in app.calendar.booking(master)}
        moved = (start, end) != (master.start, master.end)
        change(master, title, start, end, details)
        for each in app.calendar.booking(master):
            if moved and each.status == "Moved":
                again = before[each.id] in ("Moved", "MovedSeen")
                moves[each.id] = moves.get(each.id, 0) + 1 if again else 1

    app.calendar.change = note  # type: ignore[method-assign]
    skip(app, was_moved & row(lambda named: moves.get(named.id, 0) > 1))


@fault
def accepted_out_of_a_declined_rest_opens_that(app: App) -> None:
    """OnlyThis on what was declined with all later ones, and accepted since, makes those pending: breaks RJ-MODE-7."""
    together: set[int] = set()
    effect = app.reject.effect

    def note(request: Request, account: Account, command: RejectCommand) -> None:
        effect(request, account, command)
        case = Case(app, request)
        if forward(case) and case.target is not None:
            together.update(each.id for each in case.occurrences if each.start >= case.target.start)

    def open_again(case: Case, named: Row) -> None:
        for each in case.occurrences:
            if each.start > named.start and each.id in together and each.status == "Declined":
                reopen(each)

    app.reject.effect = note
    then(app, only_this & on_series & was_accepted & _among(together), open_again)


@fault
def taken_back_decline_of_another_returns(app: App) -> None:
    """Another invitee who declined first, and has accepted since, is declined again by a reject: breaks RJ-EFFECT-6."""
    declined: dict[int, str] = {}

    def again(case: Case, named: Row) -> None:
        for each in case.others:
            if each.id in declined and each.status == "Accepted":
                each.status, each.reason = "Declined", declined[each.id]

    took_back = When(lambda case: any(each.id in declined and each.status == "Accepted" for each in case.others))
    then(app, took_back, again)
    afterwards(app, lambda each: declined.update({each.id: each.reason}))


@fault
def seen_after_declining_opens_it_again(app: App) -> None:
    """A second reject of what was looked at after it was declined makes it a seen invitation: breaks RJ-REPEAT-1."""
    see = app.calendar.see
    looked_at: set[int] = set()

    def note(rows: Iterable[Row]) -> None:
        rows = list(rows)
        looked_at.update(each.id for each in rows if each.status == "Declined")
        see(rows)

    def open_again(case: Case, named: Row) -> None:
        named.status, named.reason = "Seen", ""

    app.calendar.see = note  # type: ignore[method-assign]
    then(app, was_declined & _among(looked_at), open_again)


@fault
def accepted_by_master_rejected_by_own_id_is_lost(app: App) -> None:
    """A reject by its own id of what was accepted by its master's is answered with 204 and does nothing.

    Breaks RJ-REPEAT-6.
    """
    accept = app.operations["accept"]
    call = accept.call
    by_masters_id: set[int] = set()

    def note(request: Request, account: Account) -> Response:
        answer = call(request, account)
        case = Case(app, request)
        if case.target is not None:
            (by_masters_id.add if by_master(case) else by_masters_id.discard)(case.target.id)
        return answer

    accept.call = note
    skip(app, was_accepted & ~by_master & _among(by_masters_id))
