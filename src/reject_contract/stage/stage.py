"""Sets the stage: makes invitations through the API, reads them back, cleans up what it made."""

from __future__ import annotations

import json
import random
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from reject_contract.http.client import Client
from reject_contract.http.exchange import Exchange
from reject_contract.http.violation import StageFailed, TargetGone
from reject_contract.stage import deferred_signals
from reject_contract.stage.invitations import GONE, Absent, Invitation, Row, Series, State, row_of, state_of
from reject_contract.stage.journal import Journal

MARKER = "reject-contract"
"""Stands in every title that the suite makes."""


def marker(run: str) -> str:
    """What stands in the titles of a run."""
    return f"[{MARKER} {run}]"


@dataclass
class Stage:
    """The invitations of one run on one target; nothing that it did not make is ever touched."""

    organizer: Client
    invitee: Client
    bystander: Client | None
    journal: Journal
    provisions: bool
    looks_up: bool = True
    run: str = field(default_factory=lambda: uuid.uuid4().hex[:8])
    _default: dict[str, Any] | None = None
    _made: int = 0
    _idle: list[Invitation] = field(default_factory=list)
    _unlisted: list[int] = field(default_factory=list)
    """Masters of a series that was saved, whose other occurrences do not stand in the journal yet."""

    def invitation(self) -> Invitation:
        """A pending invitation of the invitee, as good as new: one that was left untouched, or a new one."""
        if self._idle:
            idle = self._idle.pop()
            idle.untouched = False
            return idle
        return self.new_invitation()

    def new_invitation(self) -> Invitation:
        """A new pending invitation of the invitee, made by the organizer."""
        with self.organizer.recorder.step("An invitation is made"):
            entity = self._entity()
            master_id = int(self._saved(entity)["AppointmentId"])
            rows = self.rows(master_id)
        mine = [row for row in rows.values() if row.associate_id == self.invitee.account.associate_id]
        if len(mine) != 1:
            raise StageFailed(f"booking {master_id} has {len(mine)} rows of the invitee, not one")
        return self._pending(mine[0])

    def pending(self) -> Invitation:
        """An invitation for requests that must not touch it.

        Where the target has no invitations, it is an id that names no appointment.
        """
        if not self.provisions:
            return Absent(self, self.absent_id(), 0, "", State("no appointment", ""))
        return self.invitation()

    def give_back(self, invitation: Invitation) -> None:
        """Keep an invitation to be used again, if it is still as good as new."""
        if isinstance(invitation, Absent) or invitation.answered:
            return
        if not invitation.untouched:
            invitation.untouched = invitation.read().like(invitation.initial)
        if invitation.untouched:
            self._idle.append(invitation)

    def series(self, count: int) -> Series:
        """A new daily series of `count` occurrences, all of them pending."""
        with self.organizer.recorder.step(f"A series of {count} occurrences is made"):
            entity = self._entity()
            wanted = {
                **(entity.get("Recurrence") or {}),
                "IsRecurrence": True,
                "Pattern": "Daily",
                "DayPattern": {"Pattern": "EveryCyclicDay", "Cycle": 1},
                "RecurrenceEndType": "Counter",
                "RecurrenceCounter": count,
                "StartDate": entity["StartDate"],
                "EndDate": _shifted(entity["StartDate"], days=count - 1),
            }
            entity["Recurrence"] = wanted
            days = self._json(self.organizer.call("CalculateDays", {"AppointmentEntity": entity}))
            entity["Recurrence"] = {**wanted, **(days or {}), "IsRecurrence": True}
            saved = self._saved(entity, count)
            if not saved.get("Recurrence"):
                saved = self.entity(self.organizer, saved["AppointmentId"]) or {}
            recurrence_id = int((saved.get("Recurrence") or {}).get("RecurrenceId") or 0)
            rows = self.series_rows(recurrence_id) if recurrence_id else {}
        for row in rows.values():
            if row.associate_id == self.organizer.account.associate_id:
                self.journal.made(row.id, self.run)
        self._unlisted.clear()
        mine = [row for row in rows.values() if row.associate_id == self.invitee.account.associate_id]
        if len(mine) != count:
            raise StageFailed(f"a series of {count} was asked for, the invitee has {len(mine)} rows of it")
        occurrences = [self._pending(row) for row in sorted(mine, key=lambda row: row.start)]
        return Series(self, recurrence_id, occurrences)

    def entity(self, reader: Client, appointment_id: int) -> dict[str, Any] | None:
        """GetAppointmentEntity; None where there is no such appointment (for this reader)."""
        exchange = reader.call("GetAppointmentEntity", appointmentEntityId=appointment_id)
        if exchange.status in (403, 404):
            return None
        found = self._json(exchange)
        return found if isinstance(found, dict) and found.get("AppointmentId") else None

    def read(self, appointment_id: int) -> State:
        """Status and reason of a row of the invitee."""
        with self.invitee.recorder.step("The row is read back"):
            found = self.entity(self.invitee, appointment_id)
        return state_of(found) if found else State(GONE, "")

    def reject_counter(self, master_id: int) -> int:
        """How many invitees have rejected, as the master says."""
        found = self.entity(self.organizer, master_id) or {}
        return int(found.get("RejectCounter") or 0)

    def participant_status(self, master_id: int) -> str:
        """The invitee's InvitationStatus in the participant list of a master."""
        found = self.entity(self.organizer, master_id) or {}
        wanted = self.invitee.account.associate_id
        mine = [each for each in found.get("Participants") or () if each.get("AssociateId") == wanted]
        return state_of(mine[0]).status if mine else "not listed"

    def rows(self, master_id: int) -> dict[int, Row]:
        """All rows of a booking, by id."""
        return self._records(MotherId=master_id, RecurrenceRuleId=0)

    def series_rows(self, recurrence_id: int) -> dict[int, Row]:
        """All rows of a series, by id."""
        return self._records(MotherId=0, RecurrenceRuleId=recurrence_id)

    def siblings(self, master_id: int, run: str) -> list[int]:
        """The masters of the series that a master belongs to, those that carry the marker of a run."""
        found = self.entity(self.organizer, master_id) or {}
        recurrence_id = int((found.get("Recurrence") or {}).get("RecurrenceId") or 0)
        rows = self.series_rows(recurrence_id).values() if recurrence_id else ()
        own = self.organizer.account.associate_id
        return [row.id for row in rows if row.associate_id == own and marker(run) in row.title]

    def absent_id(self) -> int:
        """An id that names no appointment; looked up first, where there is something to look it up with."""
        for _ in range(20):
            # A generator of its own: a seed of the tests must not lead every run to the same ids.
            candidate = random.Random().randrange(2**31 - 10**6, 2**31)
            if not self.looks_up or self.entity(self.invitee, candidate) is None:
                return candidate
        raise StageFailed("no id without an appointment was found; 20 ids near 2^31 are all taken")

    def accept(self, invitation: Invitation) -> None:
        """Let the invitee accept; from then on `accepted` is what the invitation was."""
        self._answer_for("Accept", invitation)
        if invitation.initial.status != "Accepted":
            raise StageFailed(f"after Accept the invitation reads {invitation.initial}, not Accepted")

    def see(self, invitation: Invitation) -> None:
        """Let the invitee mark the invitation as seen."""
        self._answer_for("SetSeen", invitation)
        if not invitation.initial.pending:
            raise StageFailed(f"after SetSeen the invitation reads {invitation.initial}, not pending")

    def _answer_for(self, operation: str, invitation: Invitation) -> None:
        exchange = self.invitee.call(operation, {"AppointmentId": invitation.id, "UpdateMode": "OnlyThis"})
        if exchange.status not in (200, 204):
            raise StageFailed(f"{operation}, which is needed to set the stage: {exchange.summary()}")
        invitation.initial, invitation.answered = invitation.read(), True

    def delete(self, invitation: Invitation) -> None:
        """Delete a booking of this run before its end."""
        invitation.answered = True
        self._delete(invitation.master_id)

    def clean_up(self) -> None:
        """Delete everything that the run made."""
        try:
            for master_id in self._unlisted:
                for each in self.siblings(master_id, self.run):
                    self.journal.made(each, self.run)
            for master_id in self.journal.left:
                self._delete(master_id)
        except (TargetGone, StageFailed):
            pass  # what is left stands in the journal
        finally:
            self.journal.close()

    def delete_booking(self, master_id: int) -> bool:
        """Delete a booking; whether it is gone."""
        answer = self.organizer.call("DeleteAppointmentEntity", appointmentEntityId=master_id)
        return answer.status in (200, 204, 404)

    def _delete(self, master_id: int) -> None:
        if self.delete_booking(master_id):
            self.journal.deleted(master_id)
            self.organizer.transport.budget.paid()

    def _entity(self) -> dict[str, Any]:
        """A default entity with title, time and participants of its own."""
        if self._default is None:
            self._default = self._json(self.organizer.call("CreateDefaultAppointmentEntity"))
            if not isinstance(self._default, dict):
                raise StageFailed("CreateDefaultAppointmentEntity gave no entity")
        self._made += 1
        # An hour of its own for each, from 09:00 on some future day.
        days, hour = divmod(self._made, 8)
        start = datetime.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=30 + days)
        start = start.replace(hour=9 + hour)
        people = [self.organizer, self.invitee, *([self.bystander] if self.bystander else [])]
        return {
            **self._default,
            "AppointmentId": 0,
            "Title": f"{marker(self.run)} invitation {self._made}",
            "Description": f"{marker(self.run)} may be deleted",
            "StartDate": start.isoformat(),
            "EndDate": (start + timedelta(minutes=30)).isoformat(),
            "Participants": [{"AssociateId": person.account.associate_id} for person in people],
        }

    def _saved(self, entity: dict[str, Any], count: int = 1) -> dict[str, Any]:
        """What was saved, `count` appointments; journalled by its title before and by its id after."""
        self.organizer.transport.budget.owe(count)
        with deferred_signals.deferred():
            self.journal.making(entity["Title"], self.run)
            exchange = self.organizer.call("SaveAppointmentEntity", entity)
            if exchange.status is not None and exchange.status >= 400:
                self.journal.not_made(entity["Title"])
                self.organizer.transport.budget.paid(count)
            saved: dict[str, Any] = self._json(exchange)
            master_id = int(saved.get("AppointmentId") or 0) if isinstance(saved, dict) else 0
            if master_id <= 0:
                raise StageFailed("SaveAppointmentEntity gave no appointment id")
            self.journal.made(master_id, self.run)
            if count > 1:
                self._unlisted.append(master_id)
        return saved

    def _pending(self, row: Row) -> Invitation:
        if not row.state.pending:
            raise StageFailed(f"the new invitation {row.id} is {row.state}, not pending")
        return Invitation(self, row.id, row.master_id, row.start, row.state)

    def _records(self, **request: int) -> dict[int, Row]:
        found = self._json(self.organizer.call("GetAppointmentRecords", request))
        if not isinstance(found, list):
            raise StageFailed("GetAppointmentRecords gave no list")
        return {row.id: row for row in map(row_of, found)}

    def _json(self, exchange: Exchange) -> Any:
        """The JSON of a neighbour's answer; anything else is a failure of the stage."""
        if exchange.answer is None or exchange.status != 200:
            raise StageFailed(f"{exchange.title}, which is needed to set the stage: {exchange.summary()}")
        try:
            return json.loads(exchange.answer.body.decode("utf-8-sig"))
        except ValueError:
            raise StageFailed(f"{exchange.title}, which is needed to set the stage: the answer is not JSON") from None


def _shifted(date: str, days: int) -> str:
    return (datetime.fromisoformat(date) + timedelta(days=days)).isoformat()
