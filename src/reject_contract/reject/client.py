"""One account's rejects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reject_contract.http.client import Client
from reject_contract.http.exchange import Exchange
from reject_contract.reject import bodies
from reject_contract.target.credentials import Credential
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
        namespace: str = "",
        query: str = "",
        path: str = OPERATION.path,
        headers: Mapping[str, str | None] | None = None,
        credential: Credential | None = None,
    ) -> Exchange:
        """Send a reject as the page describes it; the arguments change one thing each."""
        body = bodies.encode(bodies.request(appointment_id, reason, mode), media_type, namespace)
        return self.send_reject(body, media_type, query=query, path=path, headers=headers, credential=credential)

    def send_reject(
        self,
        body: bytes,
        media_type: str | None = "application/json",
        *,
        method: str = "POST",
        query: str = "",
        path: str = OPERATION.path,
        headers: Mapping[str, str | None] | None = None,
        credential: Credential | None = None,
    ) -> Exchange:
        """Send any body to the Reject operation; a header of value None is left out."""
        return self.send(
            OPERATION.name, body, media_type, method=method, query=query, path=path, headers=headers,
            credential=credential,
        )  # fmt: skip
