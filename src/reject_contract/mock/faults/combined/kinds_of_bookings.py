"""Times and kinds of bookings that a calendar treats in a way of their own."""

from datetime import datetime

from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.behaviours import fault
from reject_contract.mock.faults.combined.circumstances import by_master, on_series, row
from reject_contract.mock.faults.combined.conditions import forward
from reject_contract.mock.faults.combined.effects import decline, skip


@fault
def forward_takes_what_is_not_over(app: App) -> None:
    """ThisAndForward also declines an earlier occurrence that lasts into the named one: breaks RJ-MODE-9."""

    def not_over(named: Row, own: list[Row]) -> list[Row]:
        return [each for each in own if each.start >= named.start or each.end > named.start]

    decline(app, forward & on_series, not_over)


@fault
def under_way_by_master_does_nothing(app: App) -> None:
    """A reject by the master's id of what is under way is answered with 204 and does nothing: breaks RJ-ANSWER-2."""
    skip(app, by_master & row(lambda named: named.start <= datetime.now() < named.end))


@fault
def free_time_in_a_series_needs_no_answer(app: App) -> None:
    """A reject in a series that is shown as free time is answered with 204 and does nothing.

    Breaks RJ-MODE-6, RJ-MODE-8.
    """
    skip(app, on_series & row(lambda named: named.details.get("IsFree")))
