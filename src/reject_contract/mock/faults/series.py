"""Occurrences declined that should not be, and the reverse."""

from collections.abc import Callable

from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.behaviours import fault
from reject_contract.mock.coercion import UpdateMode

FORWARD = (UpdateMode.ThisAndForward,)

Choice = Callable[[Row, list[Row]], list[Row]]


def _choose(app: App, modes: tuple[UpdateMode, ...], choice: Choice) -> None:
    """In these modes, choose from all occurrences of a row's participant, which come by time."""
    choose = app.reject.choose

    def choose_wrongly(row: Row, mode: UpdateMode) -> list[Row]:
        if mode not in modes or not row.recurrence_id:
            return choose(row, mode)
        return choice(row, _own(app, row))

    app.reject.choose = choose_wrongly


def _own(app: App, row: Row) -> list[Row]:
    rows = app.calendar.series(row.recurrence_id)
    return [each for each in rows if each.is_child and each.associate_id == row.associate_id]


@fault
def only_this_declines_all(app: App) -> None:
    """OnlyThis declines the whole series: breaks RJ-MODE-7."""
    _choose(app, (UpdateMode.OnlyThis,), lambda row, own: own)


@fault
def only_this_declines_forward(app: App) -> None:
    """OnlyThis declines this and all later occurrences: breaks RJ-MODE-7."""
    _choose(app, (UpdateMode.OnlyThis,), lambda row, own: own[own.index(row) :])


@fault
def only_this_declines_next_too(app: App) -> None:
    """OnlyThis declines the next occurrence as well: breaks RJ-MODE-7."""
    _choose(app, (UpdateMode.OnlyThis,), lambda row, own: own[own.index(row) : own.index(row) + 2])


@fault
def only_this_declines_previous_too(app: App) -> None:
    """OnlyThis declines the previous occurrence as well: breaks RJ-MODE-7."""
    _choose(app, (UpdateMode.OnlyThis,), lambda row, own: own[max(0, own.index(row) - 1) : own.index(row) + 1])


@fault
def only_this_declines_the_first(app: App) -> None:
    """OnlyThis declines the first occurrence of the series, whichever is named: breaks RJ-MODE-7, RJ-REPEAT-5."""
    _choose(app, (UpdateMode.OnlyThis,), lambda row, own: own[:1])


@fault
def this_and_forward_declines_only_this(app: App) -> None:
    """ThisAndForward declines the named occurrence only: breaks RJ-MODE-8."""
    _choose(app, FORWARD, lambda row, own: [row])


@fault
def this_and_forward_declines_all(app: App) -> None:
    """ThisAndForward declines the earlier occurrences as well: breaks RJ-MODE-9."""
    _choose(app, FORWARD, lambda row, own: own)


@fault
def this_and_forward_declines_backward(app: App) -> None:
    """ThisAndForward declines this and the earlier occurrences: breaks RJ-MODE-9."""
    _choose(app, FORWARD, lambda row, own: own[: own.index(row) + 1])


@fault
def this_and_forward_skips_this(app: App) -> None:
    """ThisAndForward declines only what is later than the named occurrence: breaks RJ-MODE-8."""
    _choose(app, FORWARD, lambda row, own: own[own.index(row) + 1 :])


@fault
def this_and_forward_misses_the_last(app: App) -> None:
    """ThisAndForward misses the last occurrence: breaks RJ-MODE-8."""
    _choose(app, FORWARD, lambda row, own: own[own.index(row) : -1] or [row])


@fault
def this_and_forward_declines_for_everybody(app: App) -> None:
    """ThisAndForward declines the later occurrences of all participants: breaks RJ-MODE-15."""
    series = app.calendar.series
    _choose(
        app,
        FORWARD,
        lambda row, own: [e for e in series(row.recurrence_id) if e.is_child and e.start >= row.start],
    )


@fault
def this_and_forward_crosses_series(app: App) -> None:
    """ThisAndForward declines later invitations of other series as well: breaks RJ-MODE-22."""
    _choose(
        app,
        FORWARD,
        lambda row, own: [
            each
            for each in app.calendar.rows.values()
            if each.is_child and each.associate_id == row.associate_id and each.start >= row.start
        ],
    )


@fault
def stop_recurrence_declines_earlier(app: App) -> None:
    """StopRecurrence declines the earlier occurrences as well: breaks RJ-MODE-11."""
    _choose(app, (UpdateMode.StopRecurrence,), lambda row, own: own)


@fault
def reason_only_on_the_first(app: App) -> None:
    """ThisAndForward stores the reason on the named occurrence only: breaks RJ-MODE-21."""
    choose, decline = app.reject.choose, app.reject.decline
    named: list[Row] = []

    def note(row: Row, mode: UpdateMode) -> list[Row]:
        named[:] = [row]
        return choose(row, mode)

    app.reject.choose = note
    app.reject.decline = lambda row, reason: decline(row, reason if row in named else "")
