"""Error answers: what a refusal must not tell, and what it is made of."""

from collections.abc import Callable

import pytest

from reject_contract.http import bodies
from reject_contract.http.client import Client
from reject_contract.http.exchange import Exchange
from reject_contract.plugin.case_result import Observe
from reject_contract.reject import judge
from reject_contract.stage.invitations import Invitation
from reject_contract.target import credentials

Refusal = Callable[[Client, Invitation], Exchange]


def _mode(client: Client, pending: Invitation) -> Exchange:
    return client.reject(pending.id, "Busy", "Sideways")


def _unknown_id(client: Client, pending: Invitation) -> Exchange:
    return client.reject(pending.stage.absent_id())


def _broken_json(client: Client, pending: Invitation) -> Exchange:
    return client.send_reject(b'{"AppointmentId": ')


def _broken_xml(client: Client, pending: Invitation) -> Exchange:
    return client.send_reject(b"<RejectRequest><AppointmentId>", "application/xml")


def _word_for_id(client: Client, pending: Invitation) -> Exchange:
    return client.send_reject(bodies.encode(bodies.request("glops"), "application/json"))


def _no_credential(client: Client, pending: Invitation) -> Exchange:
    return client.reject(pending.id, credential=credentials.NONE)


def _forged_token(client: Client, pending: Invitation) -> Exchange:
    return client.reject(pending.id, credential={"Authorization": "Bearer 8A:Nobody00000.Zm9yZ2VkVG9rZW4tN2YzYTkx"})


def _undeclared_type(client: Client, pending: Invitation) -> Exchange:
    return client.send_reject(b"AppointmentId: 1", "text/plain")


def _put(client: Client, pending: Invitation) -> Exchange:
    return client.send_reject(bodies.encode(bodies.request(pending.id), "application/json"), method="PUT")


def _empty(client: Client, pending: Invitation) -> Exchange:
    return client.send_reject(b"")


REFUSALS: list[Refusal] = [
    _mode, _unknown_id, _broken_json, _broken_xml, _word_for_id, _no_credential, _forged_token, _undeclared_type,
    _put, _empty,
]  # fmt: skip
refusals = pytest.mark.parametrize("refusal", REFUSALS, ids=lambda each: each.__name__.strip("_").replace("_", "-"))


@pytest.mark.requirement("RJ-REFUSAL-1", "RJ-REFUSAL-2", "RJ-REFUSAL-3", "RJ-REFUSAL-4", "RJ-REFUSAL-5")
@refusals
def test_refusal_tells_no_innards(invitee: Client, pending: Invitation, refusal: Refusal, observe: Observe) -> None:
    """No stack trace, no path, no secret; and a body that declares a media type is of that type."""
    exchange = refusal(invitee, pending)
    judge.clean(exchange)
    observe("RJ-REFUSAL-5", f"{refusal.__name__.strip('_').replace('_', ' ')}: {exchange.summary()}")


@pytest.mark.requirement("RJ-REFUSAL-1", "RJ-REFUSAL-2", "RJ-REFUSAL-3", "RJ-REFUSAL-4")
@pytest.mark.parametrize("accept", ["application/xml", "text/html"])
def test_refusal_in_another_media_type_tells_no_innards(invitee: Client, pending: Invitation, accept: str) -> None:
    """Nor does a refusal whose client asked for another media type."""
    judge.clean(invitee.reject(pending.id, "Busy", "Sideways", headers={"Accept": accept}))
