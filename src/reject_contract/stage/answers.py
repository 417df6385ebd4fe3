"""What the neighbours answer, read in one place: what does not fit is a failed stage, in words."""

from __future__ import annotations

import json
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from reject_contract.http.exchange import Answer, Exchange
from reject_contract.http.guard import title_of
from reject_contract.http.violation import StageFailed
from reject_contract.stage.invitations import STATUS_BY_NUMBER, Row, State

MOST_BYTES = 5_000_000
MOST_DEPTH = 50

Id = Annotated[
    int,
    BeforeValidator(lambda value: int(value) if isinstance(value, float) and value.is_integer() else value),
    Field(strict=True, ge=0, lt=2**31),
]
"""A whole number; JSON has one kind of numbers, so 7.0 is one."""
T = TypeVar("T")


class _Received(BaseModel):
    model_config = ConfigDict(frozen=True)


class Person(_Received):
    """An associate, of whom the id matters, and whether it is a person."""

    AssociateId: Id | None = None
    Type: str | int | None = None


class _Status(_Received):
    InvitationStatus: str | int | None = None
    RejectReason: str | None = None

    @property
    def state(self) -> State:
        """What a reject may change; the status may come as name or number."""
        given = self.InvitationStatus
        name = STATUS_BY_NUMBER.get(given, str(given)) if isinstance(given, int) else str(given)
        return State(name, self.RejectReason or "")


class Participant(_Status, Person):
    """One who takes part."""


class Rule(_Received):
    """The rule of a series."""

    RecurrenceId: Id | None = None


class _Appointment(_Status):
    model_config = ConfigDict(extra="allow", frozen=True)

    AppointmentId: Id
    MotherId: Id | None = None
    Title: str | None = None
    Description: str | None = None
    StartDate: str | None = None
    EndDate: str | None = None
    Type: str | int | None = None

    @property
    def state(self) -> State:
        """The same; whether the organizer's row shows the reason of an invitee, no document says."""
        found = super().state
        return State(found.status, "") if self.AppointmentId == self.MotherId else found

    @property
    def members(self) -> dict[str, Any]:
        """All that came, by name."""
        return self.model_dump(exclude_unset=True)

    def seen_as(self, associate_id: int) -> Row:
        """The row in the suite's terms."""
        return Row(
            self.AppointmentId, self.MotherId or self.AppointmentId, associate_id, self.StartDate or "",
            self.EndDate or "", title_of(self.members), self.Description or "", str(self.Type or ""), self.state,
        )  # fmt: skip


class Record(_Appointment, Person):
    """A row of GetAppointmentRecords and GetMyDiary."""

    @property
    def row(self) -> Row:
        """The row in the suite's terms."""
        return self.seen_as(self.AssociateId or 0)


class Entity(_Appointment):
    """What GetAppointmentEntity and SaveAppointmentEntity answer; without an id it is nothing."""

    AppointmentId: Id = 0
    Associate: Person | None = None
    Participants: list[Participant] | None = None
    Recurrence: Rule | None = None
    RejectCounter: Id | None = None

    @property
    def row(self) -> Row:
        """The row in the suite's terms."""
        return self.seen_as((self.Associate and self.Associate.AssociateId) or 0)

    def could_be(self, row: Row) -> bool:
        """Whether nothing that the entity tells contradicts a row, the title least of all."""
        own = self.row
        same_master = self.MotherId is None or own.master_id == row.master_id
        return own.title == row.title and same_master and own.associate_id in (0, row.associate_id)

    @property
    def recurrence_id(self) -> int:
        """The series that it belongs to; 0 where there is none."""
        return (self.Recurrence and self.Recurrence.RecurrenceId) or 0


ENTITY: TypeAdapter[Entity | None] = TypeAdapter(Entity | None)
RECORDS: TypeAdapter[list[Record]] = TypeAdapter(list[Record])
MISSING = (404, 405, 501)
"""What servers answer for an operation that they have not got."""
OBJECT: TypeAdapter[dict[str, Any] | None] = TypeAdapter(dict[str, Any] | None)


def read(exchange: Exchange, shape: TypeAdapter[T]) -> T:
    """The answer in its shape; `StageFailed` says what does not fit."""
    needed = f"{exchange.title}, which is needed to set the stage"
    if exchange.answer is None or exchange.status != 200:
        ways = "; implement it, or name invitations (invitations: given) or none" if exchange.status in MISSING else ""
        raise StageFailed(f"{needed}: {exchange.summary()}{ways}")
    try:
        return shape.validate_python(decoded(exchange.answer))
    except ValidationError as fault:
        where, what = ".".join(map(str, fault.errors()[0]["loc"])), fault.errors()[0]["msg"]
        raise StageFailed(f"{needed}: the answer does not fit: {where or 'it'}: {what}") from None
    except ValueError as fault:
        raise StageFailed(f"{needed}: {fault}") from None


def decoded(answer: Answer) -> Any:
    """The JSON of an answer; `ValueError` where it is none, or too long or too deep."""
    if len(answer.body) > MOST_BYTES:
        raise ValueError(f"the answer is longer than {MOST_BYTES} bytes")
    try:
        value = json.loads(answer.body.decode("utf-8-sig"), parse_constant=_no_number)
    except ValueError:
        raise ValueError("the answer is not JSON") from None
    except RecursionError:
        raise ValueError(f"the answer is nested more than {MOST_DEPTH} deep") from None
    if _deeper(value, MOST_DEPTH):
        raise ValueError(f"the answer is nested more than {MOST_DEPTH} deep")
    return value


def _no_number(name: str) -> None:
    raise ValueError(name)


def _deeper(value: Any, left: int) -> bool:
    """Whether a value is nested deeper than that."""
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        return False
    return not left or any(_deeper(each, left - 1) for each in value)
