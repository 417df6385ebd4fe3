"""A mock that keeps a log of everything that reaches it, and holds other people's appointments."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import yaml

from reject_contract.mock import App, MockServer, build_app
from reject_contract.mock.accounts import BYSTANDER, INVITEE, ORGANIZER
from reject_contract.mock.appointments import Draft, default_times
from reject_contract.mock.http import Request, Response

AGENT = "/api/v1/Agents/Appointment/"
NEIGHBOURS = {
    "CreateDefaultAppointmentEntity", "CalculateDays", "SaveAppointmentEntity", "GetAppointmentRecords",
    "GetAppointmentEntity", "GetMyDiary", "WillSendEmail", "GetCanInsertForAssociates", "CleanUpBookingDeleted",
    "Accept", "SetSeen", "DeleteAppointmentEntity", "Delete",
}  # fmt: skip
CHANGING = {"SaveAppointmentEntity", "Accept", "SetSeen", "DeleteAppointmentEntity", "Delete", "CleanUpBookingDeleted"}


@dataclass(frozen=True)
class Seen:
    """One request as it came, and how it was answered."""

    at: float
    request: Request
    status: int

    @property
    def operation(self) -> str:
        """The last part of its path."""
        return self.request.path.rstrip("/").rsplit("/", 1)[-1]

    @property
    def ids(self) -> set[int]:
        """All whole numbers that it names."""
        text = self.request.target + " " + self.request.body.decode("latin-1")
        return {int(number) for number in re.findall(r"(?<![\w.-])\d{1,10}(?![\w.])", text)}


@dataclass
class Recording:
    """The log of a server, and what it holds that is none of the run's business."""

    app: App
    port: int = 0
    seen: list[Seen] = field(default_factory=list)
    foreign: dict[int, str] = field(default_factory=dict)
    journal: Path | None = None
    malformed: int = 0
    """Rejects that were no requests of HTTP, and were refused before anybody looked at them."""
    unjournalled: list[int] = field(default_factory=list)
    made: list[int] = field(default_factory=list)

    def of(self, *operations: str) -> list[Seen]:
        """The requests of some operations."""
        return [each for each in self.seen if each.operation in operations]

    def state_of_foreign(self) -> dict[int, str]:
        """The appointments of others, as they are now."""
        return {row.id: repr(row) for row in self.app.calendar.rows.values() if row.id in self.foreign}

    def left(self) -> list[int]:
        """Rows that the run has left behind."""
        return [row_id for row_id in self.app.calendar.rows if row_id not in self.foreign]

    def note(self, request: Request) -> Response:
        """Write down a request that is not carried out."""
        self.seen.append(Seen(time.monotonic(), request, 0))
        return Response(500)

    def answer(self, make: Callable[[Request], Response | None]) -> None:
        """Let it answer otherwise from now on; None leaves an answer as it is."""
        handle = self.app.handle
        self.app.handle = lambda request: make(request) or handle(request)

    def target(self, path: Path, name: str = "mock", host: str = "127.0.0.1", **limits: float) -> Path:
        """A target file for it; by the host 0.0.0.0 it is reached as if it stood on another machine."""
        with_port = f"http://{host}:{self.port}{self.app.base_path}"
        from reject_contract.mock import target_file

        content: dict[str, Any] = target_file.target(with_port, self.app.installation, name, limits)
        path.write_text(yaml.safe_dump(content), encoding="utf-8")
        return path


@contextmanager
def recorded(**app: Any) -> Iterator[Recording]:
    """Serve a mock with a log and with a few appointments of other people."""
    recording = Recording(build_app(**app))
    calendar = recording.app.calendar
    calendar.ids = count(730_401)  # no number that a generated text names by chance
    start, end = default_times()
    for title in ("Board", "Dentist", "Lunch"):
        invited = [(INVITEE.associate_id, 0), (BYSTANDER.associate_id, 0)]
        calendar.create(Draft(ORGANIZER.associate_id, title, start, end, invited, is_booking=True))
    recording.foreign = {row.id: repr(row) for row in calendar.rows.values()}
    handle, save = recording.app.handle, calendar.create

    def keep(request: Request) -> Response:
        _check_journal(recording, request)
        at = time.monotonic()
        answer = handle(request)
        recording.seen.append(Seen(at, request, answer.status))
        return answer

    def note(draft: Draft) -> Any:
        before = set(calendar.rows)
        master = save(draft)
        recording.made += [row.id for row in calendar.rows.values() if row.id not in before and row.is_master]
        return master

    refuse = recording.app.refuse_message

    def count_malformed(status: int, message: str) -> Response:
        recording.malformed += 1
        return refuse(status, message)

    recording.app.handle = keep
    recording.app.refuse_message = count_malformed  # type: ignore[method-assign]
    calendar.create = note  # type: ignore[method-assign]
    with MockServer(recording.app) as server:
        recording.port = server.port
        yield recording


def _check_journal(recording: Recording, request: Request) -> None:
    """Note what is rejected, accepted or deleted without standing in the journal."""
    operation = request.path.rstrip("/").rsplit("/", 1)[-1]
    if recording.journal is None or operation not in {"Reject", *CHANGING} - {"SaveAppointmentEntity"}:
        return
    named = Seen(0, request, 0).ids & set(recording.app.calendar.rows)
    masters = {recording.app.calendar.rows[each].mother_id for each in named} - set(recording.foreign)
    lines = [line for path in recording.journal.glob("journal*.jsonl") for line in path.read_text().splitlines()]
    known = {json.loads(line).get("made") for line in lines}
    recording.unjournalled += sorted(masters - known)
