"""What becomes of the reason."""

import html
from collections.abc import Callable
from dataclasses import replace

from reject_contract.mock.accounts import Account
from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.behaviours import fault
from reject_contract.mock.changes import afterwards, raise_for, rewrite
from reject_contract.mock.coercion import RejectCommand
from reject_contract.mock.http import Request
from reject_contract.mock.refusals import malformed


def _mangle(app: App, change: Callable[[str], str]) -> None:
    rewrite(app, lambda command: replace(command, reason=change(command.reason)))


@fault
def reason_dropped(app: App) -> None:
    """The reason is not stored: breaks RJ-EFFECT-2."""
    _mangle(app, lambda reason: "")


@fault
def reason_cut_at_253(app: App) -> None:
    """A reason is cut after 253 characters, one less than its field holds: breaks RJ-EFFECT-4."""
    _mangle(app, lambda reason: reason[:253])


@fault
def reason_cut_at_254_bytes(app: App) -> None:
    """A reason is cut after 254 bytes of UTF-8 instead of after 254 characters: breaks RJ-EFFECT-4."""
    _mangle(app, lambda reason: reason.encode("utf-8", "ignore")[:254].decode("utf-8", "ignore"))


@fault
def reason_cut_at_newline(app: App) -> None:
    """A reason is cut at its first line break: breaks RJ-EFFECT-3."""
    _mangle(app, lambda reason: reason.partition("\n")[0])


@fault
def reason_escaped_for_html(app: App) -> None:
    """A reason is stored with its special characters escaped for HTML: breaks RJ-EFFECT-3."""
    _mangle(app, html.escape)


@fault
def reason_without_emoji(app: App) -> None:
    """Characters beyond the basic plane vanish from a reason: breaks RJ-EFFECT-3."""
    _mangle(app, lambda reason: "".join(each for each in reason if ord(each) < 0x10000))


@fault
def reason_twice_encoded(app: App) -> None:
    """A reason is stored as UTF-8 that has been read as Latin-1: breaks RJ-EFFECT-3."""
    _mangle(app, lambda reason: reason.encode("utf-8", "surrogatepass").decode("latin-1"))


@fault
def reason_percent_decoded(app: App) -> None:
    """A plus sign in a reason becomes a space: breaks RJ-EFFECT-3."""
    _mangle(app, lambda reason: reason.replace("+", " "))


@fault
def reason_with_default(app: App) -> None:
    """An empty reason is stored as "No reason given": breaks RJ-EFFECT-13."""
    _mangle(app, lambda reason: reason or "No reason given")


@fault
def reason_of_previous_call(app: App) -> None:
    """The reason that is stored is the one of the call before: breaks RJ-EFFECT-2."""
    reasons = [""]

    def swap(reason: str) -> str:
        reasons.append(reason)
        return reasons[-2]

    _mangle(app, swap)


@fault
def reason_on_everybody(app: App) -> None:
    """The reason is stored on the rows of all participants: breaks RJ-EFFECT-6."""

    def spread(row: Row) -> None:
        for each in app.calendar.booking(row):
            each.reason = row.reason

    afterwards(app, spread)


@fault
def reason_in_description(app: App) -> None:
    """The reason is appended to the description of the booking: breaks RJ-EFFECT-7."""

    def publish(row: Row) -> None:
        for each in app.calendar.booking(row):
            each.details["Description"] = f"{each.details.get('Description', '')}{row.reason}"

    afterwards(app, publish)


@fault
def long_reason_crashes(app: App) -> None:
    """A reason of more than 254 characters is answered with 500: breaks RJ-BODY-15."""
    raise_for(app, lambda command: len(command.reason) > 254)


@fault
def empty_reason_refused(app: App) -> None:
    """An empty reason is refused: breaks RJ-ANSWER-3."""
    raise_for(app, lambda command: command.reason == "", lambda: malformed("Give a reason."))


@fault
def apostrophe_crashes(app: App) -> None:
    """A reason with an apostrophe is answered with 500: breaks RJ-EFFECT-3."""
    raise_for(app, lambda command: "'" in command.reason)


@fault
def reason_of_spaces_has_no_effect(app: App) -> None:
    """A reason of spaces only is answered with 204, and nothing is done: breaks RJ-EFFECT-16."""
    effect = app.reject.effect

    def skip(request: Request, account: Account, command: RejectCommand) -> None:
        if not command.reason or command.reason.strip():
            effect(request, account, command)

    app.reject.effect = skip
