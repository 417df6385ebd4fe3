"""One account's calls to one target, every exchange recorded."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self, TypedDict, Unpack
from urllib.parse import quote

from reject_contract.http.exchange import Exchange, Sent
from reject_contract.http.recorder import Recorder
from reject_contract.http.redaction import Redaction
from reject_contract.http.transport import Transport
from reject_contract.target import credentials
from reject_contract.target.credentials import Credential
from reject_contract.target.target_file import Account, CredentialKind, Target

AGENT = "/api/v1/Agents/Appointment/"
"""What the addresses of all operations begin with."""


class How(TypedDict, total=False):
    """What may be unusual about a request."""

    method: str
    query: str
    path: str
    headers: Mapping[str, str | None]
    credential: Credential | None


@dataclass
class Client:
    """Sends requests to the target in the name of an account (`role`), with one of its credentials."""

    target: Target
    role: str
    account: Account
    transport: Transport
    recorder: Recorder
    redaction: Redaction
    credential: Credential
    kind: CredentialKind

    @classmethod
    def of(cls, client: Client) -> Self:
        """A client of an operation, for the account and on the connections of another."""
        return cls(**vars(client))

    def using(self, kind: CredentialKind) -> Self:
        """The same account with another kind of its credentials."""
        return replace(self, kind=kind, credential=credentials.good(self.target, self.account, kind))

    def good(self, kind: CredentialKind) -> Credential:
        """The account's own credential of a kind, to be sent as it is or spoilt."""
        return credentials.good(self.target, self.account, kind)

    def with_app_token(self, credential: Credential) -> Credential:
        """A made-up credential beside the target's good application token, so that only it is wrong."""
        token = self.target.app_token
        return {**credential, "SO-AppToken": token.get_secret_value()} if token else credential

    def send(
        self,
        operation: str,
        body: bytes,
        media_type: str | None = "application/json",
        **how: Unpack[How],
    ) -> Exchange:
        """Send any body to an operation under test; a header of value None is left out."""
        headers: dict[str, str | None] = {"Accept": "application/json", "Content-Type": media_type}
        headers |= how.get("headers", {})
        method, path = how.get("method", "POST"), how.get("path", AGENT + operation)
        asked = f"?{how['query']}" if how.get("query") else ""
        title = f"The {self.role} sends {method} {operation}{asked}"
        return self._exchange(self._sent(method, path + asked, headers, body, how.get("credential")), title)

    def call(self, operation: str, body: Any = None, **query: int) -> Exchange:
        """Call a neighbouring operation of the agent with JSON."""
        return self._exchange(self.request(operation, body, **query), f"The {self.role} calls {operation}")

    def request(self, operation: str, body: Any = None, **query: int) -> Sent:
        """What such a call sends."""
        words = "&".join(f"{name}={quote(str(value))}" for name, value in query.items())
        content = b"" if body is None else json.dumps(body).encode()
        headers = {"Accept": "application/json"} | ({"Content-Type": "application/json"} if content else {})
        return self._sent("POST", AGENT + operation + (f"?{words}" if words else ""), headers, content, None)

    def metadata(self) -> Exchange:
        """What the server says of itself, which needs no login."""
        sent = self._sent("GET", "/api", {"Accept": "application/json"}, b"", credentials.NONE)
        return self._exchange(sent, "GET /api")

    def _sent(
        self, method: str, path: str, headers: Mapping[str, str | None], body: bytes, credential: Credential | None
    ) -> Sent:
        given = self.credential if credential is None else credential
        for secret in credentials.secrets_of(credential or {}):
            self.redaction.learn(secret)
        merged = {**given, **{name: value for name, value in headers.items() if value is not None}}
        return Sent(method, self.target.root + path, tuple(merged.items()), body)

    def _exchange(self, sent: Sent, title: str) -> Exchange:
        answer = self.transport.send(sent)
        started = time.time() - self.transport.seconds
        problem = answer if isinstance(answer, str) else ""
        exchange = Exchange(
            sent, None if isinstance(answer, str) else answer, self.transport.seconds, started, title, problem,
            self.redaction, None, self.recorder.side_findings,
        )  # fmt: skip
        self.recorder.record(exchange)
        self.recorder.seconds.setdefault(sent.operation, []).append(exchange.seconds)
        return exchange
