"""Texts of reasons that look like something else, where something else comes to it."""

import html
import re
from dataclasses import replace
from datetime import datetime
from xml.sax.saxutils import escape, unescape

from reject_contract.mock.app import App
from reject_contract.mock.behaviours import fault
from reject_contract.mock.changes import rewrite
from reject_contract.mock.faults.combined.circumstances import on_series, private
from reject_contract.mock.faults.combined.conditions import forward, json, reason, reason_with, xml
from reject_contract.mock.faults.combined.effects import change_reason, crash

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?", re.ASCII)


@fault
def entities_unescaped_twice_in_xml(app: App) -> None:
    """What looks like an entity in a reason is unescaped a second time in XML: breaks RJ-EFFECT-3."""
    change_reason(app, xml & reason(lambda text: html.unescape(text) != text), html.unescape)


@fault
def time_as_reason_rewritten_in_json(app: App) -> None:
    """A reason that is a date and time in ISO's form is written in another form in JSON: breaks RJ-EFFECT-3."""

    def american(text: str) -> str:
        try:
            return datetime.fromisoformat(text.rstrip("Z")).strftime("%m/%d/%Y %H:%M:%S")
        except ValueError:
            return text

    change_reason(app, json & reason(_TIME.fullmatch), american)


@fault
def braces_crash_forward_on_series(app: App) -> None:
    """A curly bracket in a reason is answered with 500 with ThisAndForward on a series: breaks RJ-MODE-8."""
    crash(app, reason_with("{", "}") & forward & on_series)


@fault
def reason_spelt_as_an_earlier_one(app: App) -> None:
    """A reason that differs from an earlier one in letter case alone is stored as that one: breaks RJ-EFFECT-3."""
    spellings: dict[str, str] = {}
    rewrite(app, lambda command: replace(command, reason=spellings.setdefault(command.reason.lower(), command.reason)))


@fault
def markup_counts_as_its_escapes(app: App) -> None:
    """A reason of nearly 254 characters is cut as if its markup took the room of its escapes: breaks RJ-EFFECT-4."""
    change_reason(
        app,
        reason(lambda text: len(text) <= 254 < len(escape(text))),
        lambda text: unescape(escape(text)[:254]),
    )


@fault
def reason_hidden_in_private_appointment(app: App) -> None:
    """The reason for rejecting a private appointment is not stored: breaks RJ-EFFECT-2."""
    change_reason(app, private & reason(bool), lambda text: "")
