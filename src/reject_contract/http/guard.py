"""The last barrier before a request is sent: what changes an appointment goes to those of this run alone.

It knows nothing of the stage. It watches what passes: the titles that were sent to be saved, and the rows that
came back. An id is ours once it was read with such a title, and never again once it was read with another.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote_plus

from reject_contract.http.exchange import WRITING, Answer, Sent
from reject_contract.http.violation import Omitted, StageFailed

SAVE = "saveappointmententity"
GUARDED = frozenset(WRITING)
"""What makes or changes an appointment."""
NOTE = ", may be deleted"
"""What follows the title in the description of an appointment that is ours."""
_NAMED = re.compile(r'appointment(?:entity)?id(?:\s+[\w:]+="[^"]*")*["\'\s>=:/\[{]*([^<,&}]{0,60})', re.IGNORECASE)
_NUMBER = re.compile(r"-?\d+")
_NAME = ("appointmentid", "appointmententityid", "appointmentids")


class Guard:
    """What is known to be ours, what is somebody else's, and which ids were declared to name nothing."""

    def __init__(self) -> None:
        self._titles: set[str] = set()
        self._read: dict[int, set[str]] = {}
        self._proved: set[int] = set()
        self._absent: set[int] = set()
        self._granted: dict[int, str] = {}
        self._makes_none = ""
        self._listed: dict[str, set[int]] = {}
        """The ids in the first list that holds a title: others that come with it later are no proof."""

    def claim(self, title: str) -> None:
        """Take a title for one of ours: a journal names it."""
        self._titles.add(title)

    def declare_absent(self, appointment_id: int) -> None:
        """Let requests go to an id that names no appointment, which was looked up before."""
        self._absent.add(appointment_id)

    def grant(self, ids: Iterable[int], operation: str) -> None:
        """Let one operation go to appointments that the target file names, and nothing else."""
        self._granted.update(dict.fromkeys(ids, operation))

    def forbid_making(self, reason: str) -> None:
        """Let nothing be made: the target's owner did not consent, or has no use for it."""
        self._makes_none = reason

    def check(self, sent: Sent) -> None:
        """`StageFailed` for a request that could change what is not ours; it must not be sent."""
        operation = sent.operation.lower()
        if operation == SAVE and self._makes_none:
            raise Omitted(self._makes_none)
        if operation not in GUARDED or (operation == SAVE and self._is_new(sent)):
            return
        for each in named(sent):
            if granted := self._granted.get(each):
                if operation == granted.lower():
                    continue
                raise Omitted(f"the target's invitations are given for {granted}, and for nothing else")
            ours = each in self._proved and self._read[each] <= self._titles
            if not ours and (each in self._read or each not in self._absent or operation == SAVE):
                raise StageFailed(
                    f"{sent.operation} would go to appointment {each}, which does not read back as one of this run;"
                    " it was not sent"
                )

    def _is_new(self, sent: Sent) -> bool:
        """Whether a save makes something, whose title is ours from now on; what it changes must keep such a title."""
        entity = _json(sent.body)
        if isinstance(entity, dict) and entity.get("AppointmentId") == 0:
            self._titles.add(title_of(entity))
            return True
        if not isinstance(entity, dict) or title_of(entity) not in self._titles or not named(sent):
            raise StageFailed("SaveAppointmentEntity would change an appointment; it was not sent")
        return False

    def learn(self, sent: Sent, answer: Answer) -> None:
        """Look at the rows of an answer; those of a diary, which is asked for no id, prove nothing."""
        if answer.status != 200 or not sent.operation.startswith("Get"):
            return
        found = _json(answer.body)
        rows = [row for row in (found if isinstance(found, list) else [found]) if isinstance(row, dict)]
        titles = {row["AppointmentId"]: title_of(row) for row in rows if type(row.get("AppointmentId")) in (int, float)}
        first = {title: {each for each in titles if titles[each] == title} for title in titles.values()}
        for row_id, title in titles.items():
            self._read.setdefault(row_id, set()).add(title)
            if sent.operation == "GetAppointmentEntity" or (
                sent.operation == "GetAppointmentRecords" and row_id in self._listed.setdefault(title, first[title])
            ):
                self._proved.add(row_id)


def title_of(row: Mapping[str, Any]) -> str:
    """The title of an appointment; before release 10.2.6, which knows none, what its description begins with."""
    return str(row.get("Title") or str(row.get("Description") or "").partition(NOTE)[0])


def named(sent: Sent) -> set[int]:
    """The ids that a request names, or could name to a lenient reader: of some letter case, form, or too large."""
    body = sent.body.replace(b"\0", b"").decode("utf-8", errors="replace")
    query = sent.url.partition("?")[2]
    try:
        found, text = list(_below(json.loads(body, object_pairs_hook=_Pairs), inside=False)), query
    except (ValueError, RecursionError):
        found, text = [], f"{body} {query}"
    text = unquote_plus(html.unescape(text))
    found += [int(each) for match in _NAMED.finditer(text) for each in _NUMBER.findall(match[1])[:1]]
    return {each for number in found for each in _readings(number)}


def names_nothing(value: Any) -> bool:
    """Whether no reader, however lenient, could take a JSON value for the id of an appointment."""
    try:
        return not any(map(_readings, _below(json.loads(json.dumps(value), object_pairs_hook=_Pairs), inside=True)))
    except ValueError:
        return False


class _Pairs(list[tuple[str, Any]]):
    """The members of an object, those of one name too."""


def _below(value: Any, *, inside: bool) -> Iterator[int]:
    """The numbers in and below members that are called like an id."""
    if isinstance(value, _Pairs):
        for name, each in value:
            yield from _below(name, inside=inside)
            yield from _below(each, inside=inside or name.lower() in _NAME)
    elif isinstance(value, list):
        for each in value:
            yield from _below(each, inside=inside)
    elif inside and isinstance(value, int | float) and abs(value) < float("inf"):
        yield int(value)
    elif inside and isinstance(value, str):
        for number in map(int, _NUMBER.findall(value)):
            yield from (number, abs(number))  # a minus may be a hyphen to a reader


def _readings(number: int) -> set[int]:
    """The number as an id, and what is left of it where a reader cuts off its upper bits."""
    cut = number & 0xFFFFFFFF
    return ({number} if 0 < number < 2**31 else set()) | ({cut} if 0 < cut < 2**30 else set())


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
