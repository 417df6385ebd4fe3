"""Reasons that get mixed up between people and occurrences, or are changed where the booking is special."""

from reject_contract.mock.accounts import Account
from reject_contract.mock.app import App
from reject_contract.mock.appointments import LONGEST_REASON, Row
from reject_contract.mock.behaviours import fault
from reject_contract.mock.coercion import RejectCommand
from reject_contract.mock.faults.combined.case import Case, When
from reject_contract.mock.faults.combined.circumstances import by_master, on_series, was_moved
from reject_contract.mock.faults.combined.conditions import beyond_ascii, forward, only_this, reason
from reject_contract.mock.faults.combined.effects import change_reason, then
from reject_contract.mock.http import Request

_LIST = ("No time", "Not relevant", "Double booked")


def _before(case: Case) -> list[Row]:
    """The earlier occurrences, the nearest first."""
    return [each for each in case.occurrences if case.row is not None and each.start < case.row.start][::-1]


def _others_reasons(case: Case) -> str:
    return "".join(each.reason for each in case.others if each.status == "Declined")


@fault
def reasons_of_neighbouring_occurrences_exchanged(app: App) -> None:
    """OnlyThis right behind an occurrence that was declined exchanges the reasons of the two.

    Breaks RJ-EFFECT-2, RJ-MODE-7.
    """

    def exchange(case: Case, named: Row) -> None:
        neighbour = _before(case)[0]
        named.reason, neighbour.reason = neighbour.reason, named.reason

    behind = When(lambda case: any(each.status == "Declined" for each in _before(case)[:1]))
    then(app, only_this & on_series & behind, exchange)


@fault
def forward_gives_its_reason_to_earlier_declined_ones(app: App) -> None:
    """ThisAndForward stores its reason on earlier occurrences that were declined before: breaks RJ-MODE-9."""

    def overwrite(case: Case, named: Row) -> None:
        for each in _before(case):
            if each.status == "Declined":
                each.reason = named.reason

    then(app, forward & on_series, overwrite)


@fault
def same_reason_of_two_people_stays_with_the_last(app: App) -> None:
    """The reason of another who declined with the same words is emptied: breaks RJ-EFFECT-6."""

    def empty(case: Case, named: Row) -> None:
        for each in case.others:
            if each.status == "Declined" and each.reason == named.reason:
                each.reason = ""

    then(app, reason(bool), empty)


@fault
def reasons_of_a_booking_share_254_characters(app: App) -> None:
    """A long reason is cut by as much as the others' reasons of the same booking are long: breaks RJ-EFFECT-4."""
    effect = app.reject.effect

    def cut(request: Request, account: Account, command: RejectCommand) -> None:
        case = Case(app, request)
        with app.lock:
            taken = len(_others_reasons(case)) if case.target is not None else 0
            effect(request, account, command)
            if taken and case.target is not None:
                case.target.reason = case.target.reason[: max(0, LONGEST_REASON - taken)]

    app.reject.effect = cut


@fault
def letters_beyond_ascii_lost_on_later_occurrences(app: App) -> None:
    """ThisAndForward makes question marks of letters beyond ASCII on all occurrences but the named one.

    Breaks RJ-MODE-21, RJ-EFFECT-3.
    """

    def spoil(case: Case, named: Row) -> None:
        for each in case.occurrences:
            if each.start > named.start:
                each.reason = each.reason.encode("ascii", "replace").decode()

    then(app, forward & on_series & beyond_ascii, spoil)


@fault
def reason_of_a_moved_one_says_so(app: App) -> None:
    """The reason for rejecting what was answered, and moved since, is stored with a remark: breaks RJ-EFFECT-3."""
    change_reason(app, was_moved & reason(bool), lambda text: f"{text} (moved)")


@fault
def number_as_reason_read_from_the_list_by_master(app: App) -> None:
    """A reason of digits becomes an entry of the list of reasons when the master is named: breaks RJ-EFFECT-3."""
    digits = reason(lambda text: text.isascii() and text.isdigit())
    change_reason(app, by_master & digits, lambda text: _LIST[int(text) % len(_LIST)])
