"""The place of an occurrence in its series, with a mode, and with the id by which it is named."""

from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.behaviours import fault
from reject_contract.mock.faults.combined.case import Case
from reject_contract.mock.faults.combined.circumstances import (
    by_master,
    first,
    last,
    occurrences,
    on_series,
    on_single,
    second,
    weekly,
)  # fmt: skip
from reject_contract.mock.faults.combined.conditions import forward, no_reason, only_this, stop, unknown
from reject_contract.mock.faults.combined.effects import count_as, crash, decline, decline_row, for_others, skip, then


@fault
def only_this_on_last_without_reason_declines_previous(app: App) -> None:
    """OnlyThis without a reason on the last occurrence declines the one before it as well: breaks RJ-MODE-7."""
    decline(app, only_this & last & no_reason, lambda row, own: own[-2:])


@fault
def only_this_by_master_of_first_declines_all(app: App) -> None:
    """OnlyThis by the master of the first occurrence declines the whole series: breaks RJ-MODE-7."""
    decline(app, only_this & first & by_master, lambda row, own: own)


@fault
def only_this_by_master_declines_the_first(app: App) -> None:
    """OnlyThis by the master of a later occurrence declines the first one instead: breaks RJ-MODE-6."""
    decline(app, only_this & by_master & on_series & ~first, lambda row, own: own[:1])


@fault
def only_this_by_master_declines_later_ones(app: App) -> None:
    """OnlyThis by the master of an occurrence declines all later ones as well: breaks RJ-MODE-7."""
    decline(app, only_this & by_master & on_series, lambda row, own: own[own.index(row) :])


@fault
def only_this_by_master_in_series_of_two_declines_both(app: App) -> None:
    """OnlyThis by a master in a series of two occurrences declines both: breaks RJ-MODE-7."""
    decline(app, only_this & by_master & occurrences(lambda number: number == 2), lambda row, own: own)


@fault
def only_this_on_second_by_master_does_nothing(app: App) -> None:
    """OnlyThis by the master of the second occurrence is answered with 204 and does nothing: breaks RJ-MODE-6."""
    skip(app, only_this & second & by_master)


@fault
def forward_from_last_does_nothing(app: App) -> None:
    """ThisAndForward from the last occurrence is answered with 204 and does nothing: breaks RJ-MODE-8."""
    skip(app, forward & last)


@fault
def forward_from_first_misses_the_first(app: App) -> None:
    """ThisAndForward from the first occurrence leaves that one alone: breaks RJ-MODE-8."""
    decline(app, forward & first, lambda row, own: own[1:])


@fault
def forward_from_second_declines_the_first(app: App) -> None:
    """ThisAndForward from the second occurrence declines the first one as well: breaks RJ-MODE-9."""
    decline(app, forward & second, lambda row, own: own)


@fault
def forward_by_master_declines_only_this(app: App) -> None:
    """ThisAndForward by the master of an occurrence declines that one only: breaks RJ-MODE-8."""
    decline(app, forward & by_master & on_series, lambda row, own: [row])


@fault
def forward_by_master_declines_earlier_ones(app: App) -> None:
    """ThisAndForward by the master of an occurrence declines the earlier ones as well: breaks RJ-MODE-9."""
    decline(app, forward & by_master & on_series, lambda row, own: own)


@fault
def forward_by_master_from_last_crashes(app: App) -> None:
    """ThisAndForward by the master of the last occurrence is answered with 500: breaks RJ-MODE-8."""
    crash(app, forward & by_master & last)


@fault
def forward_by_master_not_counted(app: App) -> None:
    """ThisAndForward by the master of an occurrence does not raise its RejectCounter: breaks RJ-EFFECT-5."""
    then(app, forward & by_master & on_series, count_as(lambda number: number - 1))


@fault
def forward_from_last_declines_next_series(app: App) -> None:
    """ThisAndForward from the last occurrence goes on with the invitee's next series: breaks RJ-MODE-22."""

    def go_on(case: Case, row: Row) -> None:
        for each in list(app.calendar.rows.values()):
            same = each.is_child and each.associate_id == row.associate_id
            if same and each.recurrence_id == row.recurrence_id + 1:
                decline_row(app, each, case.reason)

    then(app, forward & last, go_on)


@fault
def forward_in_long_series_stops_after_five(app: App) -> None:
    """ThisAndForward in a series of more than five occurrences declines five at most: breaks RJ-MODE-8."""
    long = occurrences(lambda number: number > 5)
    decline(app, forward & long, lambda row, own: own[own.index(row) :][:5])


@fault
def forward_in_weekly_series_misses_the_last(app: App) -> None:
    """ThisAndForward in a weekly series misses the last occurrence: breaks RJ-MODE-8."""
    decline(app, forward & weekly & ~last, lambda row, own: own[own.index(row) : -1])


@fault
def forward_by_master_on_single_does_nothing(app: App) -> None:
    """ThisAndForward by the master of a single appointment is answered with 204 and does nothing: breaks RJ-MODE-3."""
    skip(app, forward & by_master & on_single)


@fault
def unknown_by_master_on_single_crashes(app: App) -> None:
    """Unknown by the master of a single appointment is answered with 500: breaks RJ-MODE-1."""
    crash(app, unknown & by_master & on_single)


@fault
def unknown_by_master_on_series_crashes(app: App) -> None:
    """Unknown by the master of an occurrence is answered with 500: breaks RJ-MODE-13."""
    crash(app, unknown & by_master & on_series)


@fault
def unknown_on_last_does_nothing(app: App) -> None:
    """Unknown on the last occurrence is answered with 204 and does nothing: breaks RJ-MODE-13."""
    skip(app, unknown & last)


@fault
def stop_from_first_crashes(app: App) -> None:
    """StopRecurrence on the first occurrence is answered with 500: breaks RJ-MODE-10."""
    crash(app, stop & first)


@fault
def stop_by_master_declines_earlier_ones(app: App) -> None:
    """StopRecurrence by the master of an occurrence declines the earlier ones as well: breaks RJ-MODE-11."""
    decline(app, stop & by_master & on_series, lambda row, own: own)


@fault
def stop_on_last_declines_for_everybody(app: App) -> None:
    """StopRecurrence on the last occurrence declines it for the other participants as well: breaks RJ-MODE-15."""
    then(app, stop & last, for_others("Declined"))


@fault
def stop_by_master_on_single_does_nothing(app: App) -> None:
    """StopRecurrence by the master of a single appointment is answered with 204 and does nothing: breaks RJ-MODE-4."""
    skip(app, stop & by_master & on_single)
