"""Sets the stage: makes invitations through the API, reads them back, cleans up what it made."""

from __future__ import annotations

import contextlib
import random
import uuid
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from reject_contract.http.budget import Budget
from reject_contract.http.client import Client
from reject_contract.http.guard import NOTE
from reject_contract.http.violation import StageFailed, TargetGone
from reject_contract.stage import answers, recurrence
from reject_contract.stage.answers import Entity, Record
from reject_contract.stage.invitations import GONE, Absent, Invitation, Place, Row, Series, State, as_after, invited
from reject_contract.stage.journal import Journal, Made
from reject_contract.stage.saves import Saves
from reject_contract.stage.supply import Supply

MARKER = "reject-contract"
"""Stands in every title that the suite makes."""


def marker(run: str) -> str:
    """What stands in the titles of a run."""
    return f"[{MARKER} {run}]"


@dataclass
class Stage:
    """The invitations of one run on one target; nothing that it did not make is ever touched."""

    makes: ClassVar[bool] = True
    """Whether it makes invitations, or is given them."""
    organizer: Client
    invitee: Client
    bystander: Client | None
    journal: Journal
    budget: Budget
    provisions: bool
    looks_up: bool = True
    run: str = field(default_factory=lambda: uuid.uuid4().hex[:8])
    outsider: Client | None = None
    _default: dict[str, Any] | None = None
    _made: int = 0
    listed: dict[int, Record] = field(default_factory=dict)
    """The rows of what was made last, as they were listed then."""
    proved: dict[int, Place] = field(default_factory=dict)
    """Rows that were seen to be of this run, each with its place in what was made."""
    _newest: int = 2**31
    """The highest id that was proved; what is not newer may be an older appointment under a wrong id."""
    _rows_of_booking: Counter[int] = field(default_factory=Counter)
    """How many rows each had when it was made, by the id of its master."""
    seen: int = 0
    """A row that the invitee was made to see."""
    kept_cancelled: bool = False
    """Whether such a row was still there after the clean-up."""
    _absent: int = 0
    _tried: dict[str, bool] = field(default_factory=dict)
    _deletes_series: bool | None = None
    """Whether a series can be deleted by its first occurrence; None until it was tried."""

    @property
    def people(self) -> list[Client]:
        """Who takes part in what is made, the organizer first."""
        return [self.organizer, self.invitee, *([self.bystander] if self.bystander else [])]

    @property
    def everybody(self) -> list[Client]:
        """They, and the outsider, who is invited to nothing that is rejected."""
        return [*self.people, *([self.outsider] if self.outsider else [])]

    @property
    def owner(self) -> int:
        """The associate who makes the appointments."""
        return self.organizer.account.associate_id

    @property
    def server(self) -> str:
        """Where appointments are made, and by whom, as the journal says it."""
        return f"{self.organizer.target.root} by associate {self.owner}"

    def __post_init__(self) -> None:
        self.supply = Supply(self.new_invitation, self.series)
        self.saves = Saves(self.organizer, self.journal, self.budget, self.diary)

    def invitation(self) -> Invitation:
        """A pending invitation of the invitee, as good as new."""
        return self.supply.take()

    def single(self) -> Invitation:
        """The same, and no occurrence of a series."""
        return self.supply.take_single()

    def new_invitation(self, changes: Mapping[str, Any] | None = None) -> Invitation:
        """A new pending invitation of the invitee, made by the organizer; `changes` are other members of the entity."""
        with self.organizer.recorder.step("An invitation is made"):
            entity = {**self.draft(), **(changes or {})}
            master_id = self._saved(entity).AppointmentId
            self.listed = self.records(mother_id=master_id)
            rows = self._proved(_rows(self.listed), entity["Title"], master_id)
        mine = [row for row in rows.values() if row.associate_id == self.invitee.account.associate_id]
        if len(mine) != 1:
            raise StageFailed(f"booking {master_id} has {len(mine)} rows of the invitee, not one")
        return self._pending(mine[0])

    def tried(self, what: str, trial: Callable[[Invitation], bool]) -> bool:
        """What trying something on an invitation of its own shows of the target; it is tried once."""
        if what not in self._tried:
            invitation = self.invitation()
            self._tried[what] = trial(invitation)
            invitation.answered = True
        return self._tried[what]

    def pending(self) -> Invitation:
        """An invitation for requests that must not touch it.

        Where the target has no invitations, it is an id that names no appointment.
        """
        if not self.provisions:
            return Absent(self, self.absent_id(), 0, "", State("no appointment", ""))
        return self.invitation()

    def give_back(self, invitation: Invitation) -> None:
        """Keep an invitation to be used again, if it is still as good as new."""
        if not isinstance(invitation, Absent):
            self.supply.give_back(invitation)

    def series(
        self, count: int, changes: Mapping[str, Any] | None = None, rule: Mapping[str, Any] | None = None
    ) -> Series:
        """A new series of `count` occurrences, all of them pending; daily, unless the `rule` says otherwise."""
        self.deletes_series()
        with self.organizer.recorder.step(f"A series of {count} occurrences is made"):
            entity = {**self.draft(), **(changes or {})}
            wanted = entity["Recurrence"] = recurrence.daily(entity, count) | dict(rule or {})
            days = answers.read(self.organizer.call("CalculateDays", {"AppointmentEntity": entity}), answers.OBJECT)
            entity["Recurrence"] = {**wanted, **(days or {}), "IsRecurrence": True}
            saved = self._saved(entity, count)
            if not saved.recurrence_id:
                saved = self.entity(self.organizer, saved.AppointmentId) or saved
            self.listed = {}
            if saved.recurrence_id:
                self.journal.made_series(saved.recurrence_id, entity["Title"])
                self.listed = self.records(recurrence_id=saved.recurrence_id)
            others = self._rows_beside(self.listed)
            self.listed |= others
            rows = self._proved(_rows(self.listed), entity["Title"], saved.AppointmentId, count, others)
        for row in rows.values():
            if row.associate_id == self.owner:
                self.journal.made(row.id, row.title)
        mine = [row for row in rows.values() if row.associate_id == self.invitee.account.associate_id]
        if len(mine) != count:
            raise StageFailed(f"a series of {count} was asked for, the invitee has {len(mine)} rows of it")
        occurrences = [self._pending(row) for row in sorted(mine, key=lambda row: row.start)]
        return Series(self, saved.recurrence_id, occurrences)

    def _rows_beside(self, listed: Mapping[int, Record]) -> dict[int, Record]:
        """The rows of others, booking by booking, where the rule of a series lists the organizer's alone."""
        rows = _rows(listed)
        if any(row.associate_id != self.owner for row in rows.values()):
            return {}
        found = [self.records(mother_id=master_id) for master_id in rows]
        return {row_id: each for some in found for row_id, each in some.items() if row_id not in rows}

    def delete_series(self, made: Made, recurrence_id: int, known: Container[int]) -> bool:
        """Ask for a series to be deleted by its first occurrence, if all that is listed of it is ours and known."""
        with contextlib.suppress(StageFailed):
            rows = self.series_rows(recurrence_id)
            ours = (row for row in rows.values() if row.id in known)
            masters = {row.id: row for row in ours if not self.foreign(row, made.title, made.run, row.id)}
            if masters and all(row.title == made.title and row.master_id in masters for row in rows.values()):
                first = min(masters.values(), key=lambda row: row.start).id
                wanted = {"AppointmentId": first, "UpdateMode": "ThisAndForward", "SendEmailToParticipants": False}
                return self.organizer.call("Delete", wanted).status in (200, 204)
        return False

    def deletes_series(self) -> bool:
        """Whether a series can be deleted at once, which is found out with the smallest: less is kept back then."""
        if self._deletes_series is None:
            self._try_to_delete_a_series()
        return bool(self._deletes_series)

    def _try_to_delete_a_series(self) -> None:
        self._deletes_series = False
        with self.organizer.recorder.summarised():
            rule = self.series(2).recurrence_id
            made = next(iter(self.journal.left.values()))
            self._deletes_series = self.delete_series(made, rule, self.proved) and not self.series_rows(rule)
            for master_id in list(self.journal.left)[:2] if self._deletes_series else ():
                self.strike(self.journal, master_id)

    def entity(self, reader: Client, appointment_id: int) -> Entity | None:
        """GetAppointmentEntity; None where there is no such appointment (for this reader)."""
        exchange = reader.call("GetAppointmentEntity", appointmentEntityId=appointment_id)
        if exchange.status in (403, 404):
            return None
        found = answers.read(exchange, answers.ENTITY)
        nameless = found and "AppointmentId" not in found.members and appointment_id in self.proved
        if found and (nameless or found.AppointmentId not in (0, appointment_id)):
            came = found.AppointmentId or "something without an id"
            raise StageFailed(f"appointment {appointment_id} was asked for, and {came} answered")
        return found if found and found.AppointmentId else None

    def row_by_its_id(self, master_id: int) -> Row | None:
        """A row of the organizer as its own id reads; None where it is gone, which a 403 does not say."""
        exchange = self.organizer.call("GetAppointmentEntity", appointmentEntityId=master_id)
        found = None if exchange.status == 404 else answers.read(exchange, answers.ENTITY)
        return found.row if found and found.AppointmentId else None

    def strike(self, journal: Journal, master_id: int) -> None:
        """Write down that a booking is gone, and keep nothing back for it any more."""
        journal.deleted(master_id)
        self.budget.paid()

    def read(self, appointment_id: int) -> State:
        """Status and reason of a row of the invitee."""
        with self.invitee.recorder.step("The row is read back"):
            found = self.entity(self.invitee, appointment_id)
        return found.state if found else State(GONE, "")

    def reject_counter(self, master_id: int) -> int:
        """How many invitees have rejected, as the master says."""
        found = self.entity(self.organizer, master_id)
        return (found and found.RejectCounter) or 0

    def participant_status(self, master_id: int) -> str:
        """The invitee's InvitationStatus in the participant list of a master."""
        found = self.entity(self.organizer, master_id)
        wanted = self.invitee.account.associate_id
        mine = [each for each in (found and found.Participants) or () if each.AssociateId == wanted]
        return mine[0].state.status if mine else "not listed"

    def rows(self, master_id: int) -> dict[int, Row]:
        """All rows of a booking, by id."""
        return _rows(self.records(mother_id=master_id))

    def series_rows(self, recurrence_id: int, occurrences: Iterable[Invitation] = ()) -> dict[int, Row]:
        """All rows of a series, by id; see `series_records`."""
        return _rows(self.series_records(recurrence_id, occurrences))

    def diary(self, start: datetime, end: datetime, most: int, reader: Client | None = None) -> dict[int, Row]:
        """The own appointments of a time, the organizer's or a reader's; `StageFailed` where they are too many."""
        request = {"StartTime": start.isoformat(), "EndTime": end.isoformat(), "Count": most}
        reader = reader or self.organizer
        found = _rows(self._listed("GetMyDiary", request, reader))
        if len(found) >= most:
            raise StageFailed(f"the {reader.role}'s diary holds {most} appointments or more from {start} to {end}")
        return found

    def absent_id(self) -> int:
        """An id that names no appointment; looked up first, where there is something to look it up with."""
        for _ in range(20):
            if self._absent:
                return self._absent
            # A generator of its own: a seed of the tests must not lead every run to the same ids.
            candidate = random.Random().randrange(2**31 - 10**6, 2**31)
            if not self.looks_up or self.entity(self.invitee, candidate) is None:
                self._absent = candidate
                self.invitee.transport.guard.declare_absent(candidate)
        raise StageFailed("no id without an appointment was found; 20 ids near 2^31 are all taken")

    def foreign(self, row: Row, title: str, run: str, row_id: int) -> str:
        """Why a row is not the master of this title that the run has made; empty where it is."""
        if row.id != row_id:
            return f"its id reads back as {row.id}"
        if row.title != title or not title.startswith(marker(run)):
            return f"its title does not read {title!r}"
        if row.associate_id != self.owner:
            return f"it belongs to associate {row.associate_id}"
        return "" if row.master_id == row.id else f"it belongs to appointment {row.master_id}"

    def _proved(
        self, rows: dict[int, Row], title: str, master_id: int, count: int = 1, unsure: Container[int] = ()
    ) -> dict[int, Row]:
        """The rows of what was saved, once each is seen to be just that; `StageFailed` leaves all of them alone.

        Those that are not `unsure`, and newer than all before, need not be read by their ids.
        """
        readers = {client.account.associate_id: client for client in self.everybody}
        masters = {row.id for row in rows.values() if not self.foreign(row, title, self.run, row.id)}
        if master_id not in masters or len(masters) != count:
            raise StageFailed(f"{title} was saved as {master_id}, and does not read back with it; it is left alone")
        for row in rows.values():
            if row.title != title or row.master_id not in masters or row.associate_id not in readers:
                raise StageFailed(f"row {row.id} is listed for {title} and is not of it; nothing of it is touched")
            if row.id in unsure or (row.id <= self._newest and (row.id != master_id or count > 1)):
                self._read_by_its_id(row, readers[row.associate_id])
        if again := [row for row in rows if row in self.proved and self.proved[row].saved in self.journal.left]:
            raise TargetGone(
                f"{self.server} gives out id {again[0]} once more, which an appointment of this run has: it forgot what"
                " it held, as after a restart, or has several memories; failures may come of that; no more is judged"
            )
        self._newest = max(rows) if self._newest == 2**31 else max(self._newest, *rows)
        self._rows_of_booking.update(row.master_id for row in rows.values())
        for owner in readers:
            owned = sorted((row.start, row.id) for row in rows.values() if row.associate_id == owner)
            self.proved |= {row_id: Place(master_id, owner, at, len(owned)) for at, (_, row_id) in enumerate(owned, 1)}
        return rows

    def _read_by_its_id(self, row: Row, reader: Client) -> None:
        found = self.entity(reader, row.id)
        if found is None or not found.could_be(row):
            raise StageFailed(f"row {row.id} of {row.title} does not read back by its own id; it is left alone")

    def accept(self, invitation: Invitation) -> None:
        """Let the invitee accept; from then on `accepted` is what the invitation was."""
        self._answer_and_read("Accept", invitation)

    def see(self, invitation: Invitation) -> None:
        """Let the invitee mark the invitation as seen."""
        self._answer_and_read("SetSeen", invitation)

    def _answer_and_read(self, operation: str, invitation: Invitation) -> None:
        self.answer(operation, invitation)
        invitation.initial = invitation.read()
        as_after(operation, invitation.initial)

    def answer(self, operation: str, invitation: Invitation) -> None:
        """Let the invitee answer, and do not read what came of it."""
        exchange = self.invitee.call(operation, {"AppointmentId": invitation.id, "UpdateMode": "OnlyThis"})
        if exchange.status not in (200, 204):
            raise StageFailed(f"{operation}, which is needed to set the stage: {exchange.summary()}")
        invitation.answered = True
        self.seen = invitation.id if operation == "SetSeen" else self.seen

    def delete(self, invitation: Invitation) -> None:
        """Delete a booking of this run before its end; where it is still there, the clean-up tries again."""
        invitation.answered = True
        made = self.journal.left.get(invitation.master_id)
        row = self.rows(invitation.master_id).get(invitation.master_id)
        if made is None or row is None or self.foreign(row, made.title, made.run, invitation.master_id):
            raise StageFailed(f"booking {invitation.master_id} is not of this run any more; it is not deleted")
        exchange = self.organizer.call("DeleteAppointmentEntity", appointmentEntityId=invitation.master_id)
        if exchange.status not in (200, 204, 404):
            raise StageFailed(f"DeleteAppointmentEntity, which is needed to set the stage: {exchange.summary()}")
        with contextlib.suppress(StageFailed):
            if self.row_by_its_id(invitation.master_id) is None:
                self.strike(self.journal, invitation.master_id)

    def draft(self) -> dict[str, Any]:
        """A default entity with title, time and participants of its own."""
        if self._default is None:
            self._default = answers.read(self.organizer.call("CreateDefaultAppointmentEntity"), answers.OBJECT)
            if self._default is None:
                raise StageFailed("CreateDefaultAppointmentEntity gave no entity")
        self._made += 1
        # An hour of its own for each, from 09:00 on some future day.
        days, hour = divmod(self._made, 8)
        start = datetime.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=30 + days)
        start = start.replace(hour=9 + hour)
        title = f"{marker(self.run)} invitation {self._made}"
        return {
            **self._default,
            "AppointmentId": 0,
            "Title": title,
            "Description": f"{title}{NOTE}\nA second line: æøå, “quoted”\n\nA fourth line",
            "Location": "Room 7",
            "StartDate": start.isoformat(),
            "EndDate": (start + timedelta(minutes=30)).isoformat(),
            **invited(self.people),
        }

    def _saved(self, entity: dict[str, Any], count: int = 1) -> Entity:
        """Save `count` appointments of the entity's title."""
        made = Made(entity["Title"], self.run, entity["StartDate"], count, self.server)
        return self.saves.save(entity, made, 1 if self._deletes_series else count)

    def _pending(self, row: Row) -> Invitation:
        if not row.state.pending:
            raise StageFailed(f"the new invitation {row.id} is {row.state}, not pending")
        return Invitation(self, row.id, row.master_id, row.start, row.state)

    def records(self, mother_id: int = 0, recurrence_id: int = 0) -> dict[int, Record]:
        """Rows of a booking or of a series with all their members, by id."""
        return self._listed("GetAppointmentRecords", {"MotherId": mother_id, "RecurrenceRuleId": recurrence_id})

    def series_records(self, recurrence_id: int, occurrences: Iterable[Invitation]) -> dict[int, Record]:
        """All rows of a series; bookings that it lists no more, or not whole, as after a split, are read one by one."""
        found = self.records(recurrence_id=recurrence_id) if recurrence_id else {}
        listed = Counter(each.row.master_id for each in found.values())
        for each in occurrences:
            if each.id not in found or listed[each.master_id] < self._rows_of_booking[each.master_id]:
                found |= self.records(mother_id=each.master_id)
        return found

    def _listed(self, operation: str, request: dict[str, Any], reader: Client | None = None) -> dict[int, Record]:
        found = answers.read((reader or self.organizer).call(operation, request), answers.RECORDS)
        if len(records := {each.AppointmentId: each for each in found}) < len(found):
            raise StageFailed(f"{operation} lists an id twice")
        return records


def _rows(records: Mapping[int, Record]) -> dict[int, Row]:
    return {row_id: each.row for row_id, each in records.items()}
