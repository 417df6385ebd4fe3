"""Invitations that the target file names: none is made, each is used once; what is judged may be all there is."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, NoReturn

from filelock import FileLock

from reject_contract.http.client import Client
from reject_contract.http.violation import Omitted, StageFailed, Unjudged
from reject_contract.stage.answers import Entity, Record
from reject_contract.stage.invitations import Absent, Invitation, Series, State
from reject_contract.stage.stage import Stage
from reject_contract.verdict import register

MADE = "the target's invitations are given; this needs one that the run makes"
NOT_READ = "the target's invitations are given and not read back"


@dataclass
class Given:
    """The ids, each handed out once: also to several processes, which share a file."""

    ids: Sequence[int] = ()
    shared: Path | None = None
    used: int = 0

    def take(self) -> int | None:
        """The next of them; None when they are used up."""
        with FileLock(f"{self.shared}.lock") if self.shared else contextlib.nullcontext():
            if self.shared and self.shared.exists():
                self.used = int(self.shared.read_text(encoding="utf-8"))
            place, self.used = self.used, self.used + 1
            if self.shared:
                self.shared.write_text(str(self.used), encoding="utf-8")
        return self.ids[place] if place < len(self.ids) else None


@dataclass(eq=False)
class Unread(Invitation):
    """An invitation of which only the answer to its reject is judged."""

    readable: ClassVar[bool] = False

    def read(self) -> State:
        """`Omitted`, always."""
        raise Omitted(NOT_READ)


@dataclass
class GivenStage(Stage):
    """Hands out the invitations of the target file; it makes nothing, and has nothing to clean up."""

    makes: ClassVar[bool] = False
    given: Given = field(default_factory=Given)
    reads: bool = True

    def __post_init__(self) -> None:
        super().__post_init__()
        self.organizer.transport.guard.grant(self.given.ids, next(iter(register.load().operations.values())).name)

    def new_invitation(self, changes: Mapping[str, Any] | None = None) -> Invitation:
        """The next of them; `Unjudged` when they are used up."""
        if changes:
            raise Omitted(MADE)
        appointment_id = self.given.take()
        if appointment_id is None:
            raise Unjudged("the given invitations are used up; name more of them in the target file")
        if not self.reads:
            return Unread(self, appointment_id, appointment_id, "", State("Invitation", ""))
        found = self.entity(self.invitee, appointment_id)
        if found is None or not found.state.pending:
            state = found.state if found else "not there"
            raise StageFailed(f"the given appointment {appointment_id} is {state}; name pending invitations")
        return Invitation(self, appointment_id, appointment_id, found.row.start, found.state)

    def pending(self) -> Invitation:
        """An invitation for requests that must not touch it; an absent one where that could not be seen."""
        if self.reads and self.provisions:
            return self.invitation()
        return Absent(self, self.absent_id(), 0, "", State("no appointment", ""))

    def give_back(self, invitation: Invitation) -> None:
        """Keep an invitation to be used again, if it was seen to be as good as new."""
        if self.reads or invitation.untouched:
            super().give_back(invitation)

    def entity(self, reader: Client, appointment_id: int) -> Entity | None:
        """GetAppointmentEntity, of the invitee alone."""
        if not self.reads:
            raise Omitted(NOT_READ)
        return super().entity(reader, appointment_id) if reader is self.invitee else _not_made()

    def series(self, *_: Any, **__: Any) -> Series:
        """None is given."""
        return _not_made()

    def tried(self, what: str, trial: Callable[[Invitation], bool]) -> bool:
        """Nothing but a judged reject is sent to a given invitation."""
        return _not_made()

    def delete(self, invitation: Invitation) -> None:
        """Never: it is not ours."""
        _not_made()

    def _listed(self, operation: str, request: dict[str, Any], reader: Client | None = None) -> dict[int, Record]:
        return _not_made()

    def _answer_for(self, operation: str, invitation: Invitation) -> None:
        _not_made()


def _not_made() -> NoReturn:
    raise Omitted(MADE)
