"""Occurrences that a calendar finds by rule, week or number, where the rule or the rest of the series is special."""

from collections.abc import Callable
from datetime import timedelta

from reject_contract.mock.accounts import Account
from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.behaviours import fault
from reject_contract.mock.coercion import RejectCommand
from reject_contract.mock.faults.combined.case import Case, When
from reject_contract.mock.faults.combined.circumstances import on_series, row, was_declined, weekly
from reject_contract.mock.faults.combined.conditions import forward, only_this, stop, unknown
from reject_contract.mock.faults.combined.effects import crash, decline, decline_row, skip, then
from reject_contract.mock.http import Request
from reject_contract.mock.recurrence import Rule


def _rule(app: App, named: Row) -> Rule:
    return app.calendar.rules.get(named.recurrence_id, Rule())


def _rule_is(app: App, holds: Callable[[Rule], bool]) -> When:
    return row(lambda named: named.recurrence_id and holds(_rule(app, named)))


def _later(case: Case) -> list[Row]:
    return [each for each in case.occurrences if case.row is not None and each.start > case.row.start]


def _same_week(named: Row, other: Row) -> bool:
    return named.start.isocalendar()[:2] == other.start.isocalendar()[:2]


@fault
def forward_passes_over_another_time_of_day(app: App) -> None:
    """ThisAndForward passes over a later occurrence that was moved to another time of its day: breaks RJ-MODE-8."""

    def at_that_time(named: Row, own: list[Row]) -> list[Row]:
        return [each for each in own[own.index(named) :] if each.start.time() == named.start.time()]

    decline(app, forward & on_series, at_that_time)


@fault
def forward_counts_deleted_earlier_ones(app: App) -> None:
    """ThisAndForward begins one too late for every earlier occurrence that was deleted: breaks RJ-MODE-8."""

    def by_number(named: Row, own: list[Row]) -> list[Row]:
        number = sum(day < named.start.date() for day in _rule(app, named).days)
        return own[max(number, own.index(named)) :]

    decline(app, forward & on_series, by_number)


@fault
def only_this_reaches_as_far_as_the_cycle(app: App) -> None:
    """OnlyThis in a series of every second day or week declines the next occurrence as well: breaks RJ-MODE-7."""

    def within_the_cycle(named: Row, own: list[Row]) -> list[Row]:
        rule = _rule(app, named)
        end = named.start + timedelta(days=rule.cycle * (7 if rule.pattern == "Weekly" else 1))
        return [each for each in own if named.start <= each.start <= end]

    decline(app, only_this & _rule_is(app, lambda rule: rule.cycle > 1), within_the_cycle)


@fault
def forward_leaves_out_the_day_a_series_ends_on(app: App) -> None:
    """ThisAndForward misses the last day of a series that ends by date, not by number: breaks RJ-MODE-8."""

    def before_the_end(named: Row, own: list[Row]) -> list[Row]:
        end = _rule(app, named).end.date()
        return [each for each in own[own.index(named) :] if each is named or each.start.date() < end]

    decline(app, forward & _rule_is(app, lambda rule: rule.end_type == "EndDate"), before_the_end)


@fault
def forward_ends_with_the_week_on_workdays(app: App) -> None:
    """ThisAndForward in a series on every workday declines nothing behind the next weekend: breaks RJ-MODE-8."""
    decline(
        app,
        forward & _rule_is(app, lambda rule: rule.day_pattern in ("EveryWorkday", "EveryWeekday")),
        lambda named, own: [each for each in own[own.index(named) :] if _same_week(named, each)],
    )


@fault
def last_pending_occurrence_takes_the_declined_with_it(app: App) -> None:
    """OnlyThis on the only occurrence that was not declined yet removes the declined ones: breaks RJ-EFFECT-8."""
    rest_declined = When(
        lambda case: (
            len(case.occurrences) > 1
            and all((each is case.row) != (each.status == "Declined") for each in case.occurrences)
        )
    )

    def clear(case: Case, named: Row) -> None:
        for each in case.occurrences:
            if each is not named:
                app.calendar.remove(each)

    then(app, only_this & on_series & rest_declined, clear)


@fault
def second_stop_in_a_series_crashes(app: App) -> None:
    """StopRecurrence in a series that was stopped further on before is answered with 500: breaks RJ-MODE-10."""
    stopped: set[tuple[int, int]] = set()
    effect = app.reject.effect

    def note(request: Request, account: Account, command: RejectCommand) -> None:
        effect(request, account, command)
        case = Case(app, request)
        if stop(case) and case.target is not None and case.target.recurrence_id:
            stopped.add((case.target.recurrence_id, case.target.associate_id))

    app.reject.effect = note
    crash(app, stop & row(lambda named: (named.recurrence_id, named.associate_id) in stopped) & ~was_declined)


@fault
def forward_from_a_declined_occurrence_does_nothing(app: App) -> None:
    """ThisAndForward from an occurrence that was declined alone is answered with 204, and the later ones stay pending.

    Breaks RJ-MODE-8.
    """
    later_open = When(lambda case: any(each.status in ("Invitation", "Seen") for each in _later(case)))
    skip(app, forward & on_series & was_declined & later_open)


@fault
def unknown_in_a_weekly_series_declines_for_everybody(app: App) -> None:
    """Unknown in a weekly series declines the occurrence for the other invitees as well: breaks RJ-MODE-15."""

    def for_everybody(case: Case, named: Row) -> None:
        for each in case.others:
            if each.associate_id:
                decline_row(app, each, case.reason)

    then(app, unknown & weekly, for_everybody)


@fault
def only_this_takes_the_week_of_two_weekdays(app: App) -> None:
    """OnlyThis in a series on several weekdays declines all days of that week: breaks RJ-MODE-7."""
    decline(
        app,
        only_this & weekly & _rule_is(app, lambda rule: len(rule.weekdays) > 1),
        lambda named, own: [each for each in own if _same_week(named, each)],
    )
