"""The shell commands that show a violation again, by hand and on an invitation of their own."""

from __future__ import annotations

import itertools
import re
import shlex

from reject_contract.http import guard
from reject_contract.http.exchange import Exchange, Sent
from reject_contract.run.run import Run
from reject_contract.stage.invitations import Place

FEW = 8
"""Occurrences of which all are read; a longer series is a store of invitations, of which one is of interest."""
WRAP = 2**32
"""Is added to an id that a reader of 32 bits may take for it."""


def script(run: Run, exchange: Exchange) -> str:
    """The commands, one a line: an invitation is made, what the test sent to it is sent, and it is read.

    A request that names no appointment of the run is one command.
    """
    alone, rows = exchange.curl(), _rows(run, exchange.sent)
    if not (rows and run.naming):
        return alone
    row = min(rows)
    place = run.stage.proved[row]
    names = {each: _name(other) for each, other in run.stage.proved.items() if other.beside(place)}
    variables = names | {row + WRAP: f"((${names[row]} + {WRAP}))"}
    if exchange.curl(variables) == alone:  # the id is written in some other way
        return alone
    before = itertools.takewhile(lambda each: each is not exchange, run.recorder.exchanges)
    done = (each for each in before if each.sent.writes and each.status in (200, 204) and row in guard.named(each.sent))
    sent = [each.curl(variables) for each in (*done, exchange)]
    return "\n".join([_making(run, place), *sent, _reading(run, row, place)])


def _rows(run: Run, sent: Sent) -> set[int]:
    """The rows of the run that a request names, or whose id stands in it in some other way."""
    text = f"{sent.url.partition('?')[2]} {sent.body.decode(errors='replace')}"
    found = guard.named(sent) & run.stage.proved.keys()
    return found or {int(each) for each in re.findall(r"\d{1,10}", text)} & run.stage.proved.keys()


def _name(place: Place) -> str:
    """What the shell calls a row: of a series it is a positional parameter."""
    if place.count == 1:
        return "ID"
    return str(place.number) if place.number < 10 else f"{{{place.number}}}"


def _making(run: Run, place: Place) -> str:
    several = ["--occurrences", str(place.count)] if place.count > 1 else []
    role = _role(run, place)
    owner = ["--row-of", role] if role != "invitee" else []
    made = shlex.join(["reject-contract", "invite", *run.naming, *several, *owner])
    return f"set -- $({made})" if several else f"ID=$({made})"


def _reading(run: Run, row: int, place: Place) -> str:
    role = _role(run, place)
    request = run.clients[role].request("GetAppointmentEntity", appointmentEntityId=row)
    if role == "organizer":  # whose own row does not change: those of all who take part are listed
        request = run.clients[role].request("GetAppointmentRecords", {"MotherId": row, "RecurrenceRuleId": 0})
    read = Exchange(request, None, 0.0, 0.0, redaction=run.redaction)
    if 1 < place.count <= FEW:
        return f"for ID; do {read.curl({row: 'ID'})}; echo; done"
    return read.curl({row: _name(place)})


def _role(run: Run, place: Place) -> str:
    """Whose row it is."""
    return next(each.role for each in run.stage.people if each.account.associate_id == place.associate_id)
