"""Saves appointments: journalled before the request, and sent again only where the diary has nothing of the first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from reject_contract.http.budget import Budget
from reject_contract.http.client import Client
from reject_contract.http.exchange import Exchange
from reject_contract.http.transport import Patience, asked_to_wait
from reject_contract.http.violation import StageFailed
from reject_contract.stage import answers, deferred_signals
from reject_contract.stage.answers import Entity
from reject_contract.stage.invitations import Row
from reject_contract.stage.journal import Journal, Made

MOST_LOST = 3
"""Times that a save may come to nothing on its way before it is given up."""


@dataclass
class Saves:
    """What the organizer of a run saves."""

    organizer: Client
    journal: Journal
    budget: Budget
    diary: Callable[[datetime, datetime, int], dict[int, Row]]
    refused: set[str] = field(default_factory=set)
    """Titles whose save was answered with a refusal: not made, unless the diary has them."""

    def save(self, entity: dict[str, Any], made: Made, owed: int) -> Entity:
        """Save what is to be made; `owed` writes are kept back to delete it again."""
        self.budget.owe(owed)
        with deferred_signals.deferred():
            self.journal.making(made)
            exchange = self._sent(entity, made)
            if 400 <= (exchange.status or 0) < 500:
                self.refused.add(made.title)
                self.budget.paid(owed)
            saved = answers.read(exchange, answers.ENTITY)
            if not saved or not saved.AppointmentId:
                raise StageFailed("SaveAppointmentEntity gave no appointment id")
            self.journal.made(saved.AppointmentId, made.title)
        return saved

    def _sent(self, entity: dict[str, Any], made: Made) -> Exchange:
        """The answer to a save, whose effect is looked for before it is sent again."""
        patience, lost = Patience(), 0
        while True:
            exchange = self.organizer.call("SaveAppointmentEntity", entity)
            pause = asked_to_wait(exchange.answer) if exchange.answer else None
            if exchange.answer is None:
                lost += 1
                if lost > MOST_LOST or self._is_there(made) is not False:
                    return exchange
                self.organizer.transport.adapter.close()  # a new connection cannot have been closed while it was idle
            elif pause is None or self._is_there(made):
                return exchange
            else:
                patience.wait(pause)

    def _is_there(self, made: Made) -> bool | None:
        """Whether the organizer's diary has something of a title; None where the diary cannot be read."""
        begin = datetime.fromisoformat(made.start)
        try:
            rows = self.diary(begin, begin + timedelta(days=made.count), 1000)
        except StageFailed:
            return None
        return any(row.title == made.title for row in rows.values())
