"""One account's rejects."""

from __future__ import annotations

from typing import Any, Unpack

from reject_contract.http.client import Client, How
from reject_contract.http.exchange import Exchange
from reject_contract.reject import bodies
from reject_contract.verdict import register

OPERATION = register.load().operations["RJ"]


class RejectClient(Client):
    """A client that knows what a reject looks like."""

    def reject(
        self,
        appointment_id: int,
        reason: Any = "Busy",
        mode: Any = "OnlyThis",
        *,
        media_type: str = "application/json",
        shape: bodies.Shape = bodies.PLAIN,
        **how: Unpack[How],
    ) -> Exchange:
        """Send a reject as the page describes it; the arguments change one thing each."""
        body = bodies.encode(bodies.request(appointment_id, reason, mode), media_type, shape)
        return self.send_reject(body, media_type, **how)

    def send_reject(self, body: bytes, media_type: str | None = "application/json", **how: Unpack[How]) -> Exchange:
        """Send any body to the Reject operation."""
        return self.send(OPERATION.name, body, media_type, **how)
