"""Occurrences of a series that are found by something else than their time and their rule."""

from reject_contract.mock.accounts import Account
from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.behaviours import fault
from reject_contract.mock.coercion import RejectCommand
from reject_contract.mock.faults.combined.case import Case, When
from reject_contract.mock.faults.combined.circumstances import (
    by_master,
    occurrence_declined,
    occurrences,
    on_series,
    weekly,
)  # fmt: skip
from reject_contract.mock.faults.combined.conditions import forward, only_this, reason, stop
from reject_contract.mock.faults.combined.effects import decline, decline_row, refuse, reopen, skip, then
from reject_contract.mock.http import Request
from reject_contract.mock.recurrence import Rule
from reject_contract.mock.refusals import not_found


def _rule(app: App, row: Row) -> Rule:
    return app.calendar.rules.get(row.recurrence_id, Rule())


@fault
def forward_goes_by_ids_where_one_was_moved(app: App) -> None:
    """ThisAndForward goes by ids and not by time where an occurrence was moved past another.

    Breaks RJ-MODE-8, RJ-MODE-9.
    """
    out_of_order = When(lambda case: case.occurrences != sorted(case.occurrences, key=lambda row: row.id))
    decline(app, forward & on_series & out_of_order, lambda row, own: [each for each in own if each.id >= row.id])


@fault
def forward_declines_another_series_of_the_same_title(app: App) -> None:
    """ThisAndForward declines the later occurrences of another series with the same title: breaks RJ-MODE-22."""

    def go_on(case: Case, row: Row) -> None:
        for each in list(app.calendar.rows.values()):
            same_title = each.title == row.title and each.recurrence_id not in (0, row.recurrence_id)
            if same_title and each.is_child and each.associate_id == row.associate_id and each.start >= row.start:
                decline_row(app, each, case.reason)

    then(app, forward & on_series & When(lambda case: case.row is not None and case.row.title != ""), go_on)


@fault
def series_of_one_not_found_by_master(app: App) -> None:
    """The only occurrence of a series is answered with 404 when its master is named: breaks RJ-ANSWER-2, RJ-MODE-6."""
    refuse(
        app,
        by_master & on_series & occurrences(lambda number: number == 1),
        lambda: not_found("There is no such occurrence."),
    )


@fault
def only_this_after_forward_on_a_connection_goes_on(app: App) -> None:
    """OnlyThis on a connection on which a series was declined from there on does the same: breaks RJ-MODE-7."""
    earlier = When(lambda case: case.request.connection.get("forward", 0) > 0)
    decline(app, only_this & on_series & earlier, lambda row, own: own[own.index(row) :])
    effect = app.reject.effect

    def noting(request: Request, account: Account, command: RejectCommand) -> None:
        effect(request, account, command)
        if (forward & on_series)(Case(app, request)):
            request.connection["forward"] = 1

    app.reject.effect = noting


@fault
def forward_keeps_to_one_of_two_weekdays(app: App) -> None:
    """ThisAndForward in a series on several weekdays declines the named one's weekday only: breaks RJ-MODE-8."""
    several = When(lambda case: case.row is not None and len(_rule(app, case.row).weekdays) > 1)

    def of_the_same_weekday(row: Row, own: list[Row]) -> list[Row]:
        return [each for each in own[own.index(row) :] if each.start.weekday() == row.start.weekday()]

    decline(app, forward & weekly & several, of_the_same_weekday)


@fault
def same_reason_in_a_series_taken_for_a_repeat(app: App) -> None:
    """OnlyThis with the reason of an occurrence that was declined before does nothing: breaks RJ-MODE-6."""
    repeated = When(
        lambda case: any(
            each is not case.row and each.status == "Declined" and each.reason == case.reason
            for each in case.occurrences
        )
    )
    skip(app, only_this & on_series & reason(bool) & repeated)


@fault
def stop_opens_declined_earlier_ones(app: App) -> None:
    """StopRecurrence makes earlier occurrences that were declined pending again: breaks RJ-MODE-11."""

    def open_again(case: Case, row: Row) -> None:
        for each in case.occurrences:
            if each.start < row.start and each.status == "Declined":
                reopen(each)

    then(app, stop & on_series & occurrence_declined(before=True), open_again)


@fault
def forward_stops_at_a_deleted_occurrence(app: App) -> None:
    """ThisAndForward declines nothing that is behind an occurrence that was deleted: breaks RJ-MODE-8."""

    def before_the_gap(row: Row, own: list[Row]) -> list[Row]:
        """The occurrences from a row on as far as none of the rule's days is left out."""
        there = {each.start.date() for each in own}
        gaps = [day for day in _rule(app, row).days if day > row.start.date() and day not in there]
        return [each for each in own[own.index(row) :] if not gaps or each.start.date() < gaps[0]]

    fewer = When(lambda case: case.row is not None and len(case.occurrences) < len(_rule(app, case.row).days))
    decline(app, forward & on_series & fewer, before_the_gap)
