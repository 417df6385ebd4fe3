"""Update modes that are refused, that crash, or that are taken for another."""

from collections.abc import Callable

from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.behaviours import fault
from reject_contract.mock.changes import raise_for
from reject_contract.mock.coercion import UpdateMode
from reject_contract.mock.refusals import Refusal, crashed, invalid

ONLY_THIS, FORWARD = UpdateMode.OnlyThis, UpdateMode.ThisAndForward
STOP, UNKNOWN = UpdateMode.StopRecurrence, UpdateMode.Unknown


def _stumble(app: App, mode: UpdateMode, series: bool, problem: Callable[[], Refusal]) -> None:
    """Refuse one mode, on occurrences of a series or on single appointments."""
    choose = app.reject.choose

    def stumble(row: Row, given: UpdateMode) -> list[Row]:
        if given == mode and bool(row.recurrence_id) == series:
            raise problem()
        return choose(row, given)

    app.reject.choose = stumble


def _not_offered() -> Refusal:
    return invalid("The update mode is not offered.")


@fault
def only_this_refused(app: App) -> None:
    """OnlyThis is refused: breaks RJ-ANSWER-1."""
    raise_for(app, lambda command: command.mode == ONLY_THIS, _not_offered)


@fault
def only_this_crashes_on_series(app: App) -> None:
    """OnlyThis on an occurrence of a series is answered with 500: breaks RJ-MODE-6."""
    _stumble(app, ONLY_THIS, True, crashed)


@fault
def this_and_forward_crashes_on_single(app: App) -> None:
    """ThisAndForward on a single appointment is answered with 500: breaks RJ-MODE-3."""
    _stumble(app, FORWARD, False, crashed)


@fault
def this_and_forward_crashes_on_series(app: App) -> None:
    """ThisAndForward on an occurrence of a series is answered with 500: breaks RJ-MODE-8."""
    _stumble(app, FORWARD, True, crashed)


@fault
def stop_recurrence_crashes_on_series(app: App) -> None:
    """StopRecurrence on an occurrence of a series is answered with 500: breaks RJ-MODE-10."""
    _stumble(app, STOP, True, crashed)


@fault
def unknown_mode_crashes_on_single(app: App) -> None:
    """Unknown on a single appointment is answered with 500: breaks RJ-MODE-1."""
    _stumble(app, UNKNOWN, False, crashed)


@fault
def unknown_mode_crashes_on_series(app: App) -> None:
    """Unknown on an occurrence of a series is answered with 500: breaks RJ-MODE-13."""
    _stumble(app, UNKNOWN, True, crashed)


def _misread(app: App, taken_for: UpdateMode) -> None:
    """Take every text that is no mode for a mode."""
    to_mode = app.reject.to_mode

    def lenient(value: object) -> UpdateMode:
        try:
            return to_mode(value)
        except Refusal:
            if isinstance(value, str):
                return taken_for
            raise

    app.reject.to_mode = lenient


@fault
def misspelt_mode_is_this_and_forward(app: App) -> None:
    """A misspelt mode is taken for ThisAndForward: breaks RJ-MODE-16."""
    _misread(app, FORWARD)


@fault
def misspelt_mode_is_unknown(app: App) -> None:
    """A misspelt mode is taken for Unknown, as a lenient framework does: breaks RJ-MODE-16."""
    _misread(app, UNKNOWN)


@fault
def misspelt_mode_crashes(app: App) -> None:
    """A misspelt mode is answered with 500: breaks RJ-MODE-23."""
    to_mode = app.reject.to_mode

    def fragile(value: object) -> UpdateMode:
        try:
            return to_mode(value)
        except Refusal:
            raise crashed() from None

    app.reject.to_mode = fragile


@fault
def stop_recurrence_deletes_rows(app: App) -> None:
    """StopRecurrence removes the occurrences for everybody instead of declining them: breaks RJ-MODE-10."""
    choose = app.reject.choose

    def destroy(row: Row, mode: UpdateMode) -> list[Row]:
        rows = choose(row, mode)
        if mode != STOP or not row.recurrence_id:
            return rows
        for each in rows:
            app.calendar.delete(each)
        return []

    app.reject.choose = destroy


@fault
def stop_recurrence_crashes_on_single(app: App) -> None:
    """StopRecurrence on a single appointment is answered with 500: breaks RJ-MODE-4."""
    _stumble(app, STOP, False, crashed)


def _crash_on_mode(app: App, condition: Callable[[object], bool]) -> None:
    to_mode = app.reject.to_mode

    def fragile(value: object) -> UpdateMode:
        if condition(value):
            raise crashed()
        return to_mode(value)

    app.reject.to_mode = fragile


@fault
def list_as_mode_crashes(app: App) -> None:
    """An UpdateMode that is a list is answered with 500: breaks RJ-MODE-24."""
    _crash_on_mode(app, lambda value: isinstance(value, list))


@fault
def mode_number_crashes(app: App) -> None:
    """An UpdateMode that is a number is answered with 500: breaks RJ-MODE-20."""
    _crash_on_mode(app, lambda value: isinstance(value, int) and not isinstance(value, bool))
