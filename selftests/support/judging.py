"""A target without a network, for tests of what is judged."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from reject_contract.http.budget import Budget
from reject_contract.http.exchange import Answer, Exchange, Sent
from reject_contract.http.recorder import Recorder
from reject_contract.http.redaction import Redaction
from reject_contract.http.transport import Transport
from reject_contract.reject.client import RejectClient
from reject_contract.stage.invitations import Invitation, State
from reject_contract.stage.journal import Journal
from reject_contract.stage.stage import Stage
from reject_contract.target.target_file import Target

URL = "http://127.0.0.1:1/api/v1/Agents/Appointment/Reject"
TARGET = Target.model_validate(
    {
        "name": "fake",
        "base_url": "http://127.0.0.1:1",
        "accounts": {
            "organizer": {"associate_id": 1, "soticket": "ticket"},
            "invitee": {"associate_id": 2, "soticket": "ticket"},
        },
    }
)
PENDING = State("Invitation", "")
DECLINED = State("Declined", "")
LEAK = "Traceback (most recent call last)"

Check = Callable[[Exchange, Invitation], object]


@dataclass
class Server:
    """A target without a network: how the row reads, and whether the credential is good for other operations."""

    row: State = PENDING
    other_operations: int = 200
    page: bool = False
    """Whether other operations answer with a page of HTML."""
    asked: list[Sent] = field(default_factory=list)
    seconds: float = 0.0

    def send(self, sent: Sent) -> Answer:
        """The answer of a neighbouring operation."""
        self.asked.append(sent)
        if sent.url.endswith("/CreateDefaultAppointmentEntity"):
            return Answer(self.other_operations, "", (("Content-Type", "text/html"),) * self.page)
        row = {"AppointmentId": 7, "InvitationStatus": self.row.status, "RejectReason": self.row.reason}
        return Answer(200, "OK", (), json.dumps(row).encode())


@contextmanager
def invited(server: Server, folder: Path) -> Iterator[Invitation]:
    """The invitation on a server; the journal goes to the folder."""
    account = TARGET.accounts.invitee
    transport = cast(Transport, server)  # of which it is all that is used
    client = RejectClient(TARGET, "invitee", account, transport, Recorder(quiet=True), Redaction({}), {}, "soticket")
    journal = Journal(folder / "journal.jsonl")
    try:
        stage = Stage(client, client, None, journal, Budget(TARGET.limits, 0), provisions=True)
        yield Invitation(stage, 7, 6, "", PENDING)
    finally:
        journal.close()


def came(status: int = 204, text: str = "", *, version: int = 11, seconds: float = 0.0, **headers: str) -> Exchange:
    """A reject with this answer; `Content_Type` is the header Content-Type."""
    fields = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Exchange(Sent("POST", URL, ()), Answer(status, "", fields, text.encode(), version), seconds, 0.0)


NOTHING = Exchange(Sent("POST", URL, ()), None, 0.0, 0.0, problem="connection reset")
