"""The requests that are sent through Prism: what clients of the operation send, right and wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bench.peers.invitations import Neighbours
from reject_contract.http import bodies

REASONS = {"": "no reason", "Jeg er på ferie": "norwegian", "No 🙅": "emoji", "<b>no</b> & it's": "signs"}
SELECTS = ("name,department,category/id", "nothing", "")
UNREADABLE = {"empty": b"", "null": b"null", "list": b"[]"}
"""Text that is not JSON at all is not among them: Prism 5.16 never answers it."""
WRONG: dict[str, dict[str, object]] = {
    "text as id": {"AppointmentId": "x"},
    "negative id": {"AppointmentId": -1},
    "unknown id": {"AppointmentId": 2147483001},
    "big id": {"AppointmentId": 99999999999},
    "unknown mode": {"UpdateMode": "Sometimes"},
}
METHODS = ("PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Sent:
    """One request, by a name that is the same in every run."""

    name: str
    body: bytes
    method: str = "POST"
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def traffic(neighbours: Neighbours) -> Iterator[Sent]:
    """All requests, each valid one with an invitation of its own."""
    yield from _valid(neighbours)
    yield from _strangers(neighbours)
    yield from _wrong(neighbours)


def _valid(neighbours: Neighbours) -> Iterator[Sent]:
    env = neighbours.environment
    good = {"Authorization": env["INVITEE_AUTHORIZATION"], "SO-AppToken": env["APP_TOKEN"]}
    as_json = {"Content-Type": "application/json", **good}
    for media_type in bodies.MEDIA_TYPES:
        body = bodies.encode(_members(neighbours), media_type)
        yield Sent(media_type, body, headers={"Content-Type": media_type, **good})
    for mode in ("Unknown", "ThisAndForward", "StopRecurrence"):
        yield Sent(mode, _body(neighbours, UpdateMode=mode), headers=as_json)
    for reason, name in REASONS.items():
        yield Sent(name, _body(neighbours, RejectReason=reason), headers=as_json)
    for select in SELECTS:
        yield Sent(f"$select={select}", _body(neighbours), query=f"?$select={select}", headers=as_json)
    for kind in ("SOTICKET", "BEARER"):
        yield Sent(kind.lower(), _body(neighbours), headers={**as_json, "Authorization": env[f"INVITEE_{kind}"]})


def _strangers(neighbours: Neighbours) -> Iterator[Sent]:
    env = neighbours.environment
    logins = {
        "no login": {},
        "wrong password": {"Authorization": "Basic aW52aXRlZTp3cm9uZw=="},
        "forged ticket": {"Authorization": "SoTicket 7T:forged", "SO-AppToken": env["APP_TOKEN"]},
        "forged token": {"Authorization": "Bearer 8A:Cust12345.forged"},
        "cookie without token": {"Cookie": f"{env['SESSION_COOKIE']}={env['INVITEE_SESSION']}"},
        "outsider": {"Authorization": env["OUTSIDER_AUTHORIZATION"], "SO-AppToken": env["APP_TOKEN"]},
    }
    for name, login in logins.items():
        yield Sent(name, _body(neighbours), headers={"Content-Type": "application/json", **login})


def _wrong(neighbours: Neighbours) -> Iterator[Sent]:
    env = neighbours.environment
    good = {"Authorization": env["INVITEE_AUTHORIZATION"], "SO-AppToken": env["APP_TOKEN"]}
    as_json = {"Content-Type": "application/json", **good}
    for name, change in WRONG.items():
        yield Sent(name, _body(neighbours, **change), headers=as_json)
    for name, raw in UNREADABLE.items():
        yield Sent(name, raw, headers=as_json)
    yield Sent("text/plain", _body(neighbours), headers={**good, "Content-Type": "text/plain"})
    for method in METHODS:
        yield Sent(method, _body(neighbours), method=method, headers=as_json)


def _members(neighbours: Neighbours, **change: object) -> dict[str, object]:
    return {**bodies.request(neighbours.invite()["INVITEE"], "Busy"), **change}


def _body(neighbours: Neighbours, **change: object) -> bytes:
    return json.dumps(_members(neighbours, **change)).encode()
