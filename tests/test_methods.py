"""Other methods on the operation's address: none of them rejects anything."""

import pytest

from reject_contract.plugin.case_result import Observe
from reject_contract.reject import bodies, judge
from reject_contract.reject.client import RejectClient as Client
from reject_contract.stage.invitations import Invitation

METHODS = [
    pytest.param("GET", marks=pytest.mark.requirement("RJ-METHOD-1")),
    pytest.param("HEAD", marks=pytest.mark.requirement("RJ-METHOD-2")),
    pytest.param("OPTIONS", marks=pytest.mark.requirement("RJ-METHOD-3")),
    pytest.param("PUT", marks=pytest.mark.requirement("RJ-METHOD-4")),
    pytest.param("PATCH", marks=pytest.mark.requirement("RJ-METHOD-5")),
    pytest.param("DELETE", marks=pytest.mark.requirement("RJ-METHOD-6")),
    pytest.param("FROBNICATE", marks=pytest.mark.requirement("RJ-METHOD-11")),
]
NAMES = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "FROBNICATE"]


@pytest.mark.parametrize("method", METHODS)
def test_method_with_a_body_rejects_nothing(invitee: Client, pending: Invitation, method: str) -> None:
    """Only POST rejects: another method with the body of a valid reject changes nothing."""
    body = bodies.encode(bodies.request(pending.id, "Busy"), "application/json")
    judge.untouched(invitee.send_reject(body, method=method), pending)


@pytest.mark.parametrize("method", METHODS)
def test_method_with_a_query_rejects_nothing(invitee: Client, pending: Invitation, method: str) -> None:
    """Nor does another method with the properties of a valid reject in its query."""
    query = f"AppointmentId={pending.id}&RejectReason=Busy&UpdateMode=OnlyThis"
    judge.untouched(invitee.send_reject(b"", None, method=method, query=query), pending)


@pytest.mark.requirement("RJ-METHOD-1")
def test_get_with_an_override_rejects_nothing(invitee: Client, pending: Invitation) -> None:
    """GET stays GET, also where a header asks to take it for POST."""
    body = bodies.encode(bodies.request(pending.id, "Busy"), "application/json")
    exchange = invitee.send_reject(body, method="GET", headers={"X-HTTP-Method-Override": "POST"})
    judge.untouched(exchange, pending)


@pytest.mark.requirement("RJ-METHOD-7")
@pytest.mark.parametrize("method", NAMES)
def test_method_never_crashes_the_operation(invitee: Client, pending: Invitation, method: str) -> None:
    """A method that is not implemented may be answered 501; any other server error is a fault."""
    body = bodies.encode(bodies.request(pending.id, "Busy"), "application/json")
    judge.not_crashed(invitee.send_reject(body, method=method), also=[501])


@pytest.mark.requirement("RJ-METHOD-8")
@pytest.mark.parametrize("credential", [None, {}], ids=["invitee", "nobody"])
@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_405_names_the_allowed_methods(
    invitee: Client, pending: Invitation, method: str, credential: dict[str, str] | None
) -> None:
    """Where a method is answered 405, the Allow header lists the methods of the address, POST among them."""
    body = bodies.encode(bodies.request(pending.id), "application/json")
    judge.allows(invitee.send_reject(body, method=method, credential=credential), "POST")


@pytest.mark.requirement("RJ-METHOD-9")
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_method_that_writes_is_refused(invitee: Client, pending: Invitation, method: str) -> None:
    """PUT, PATCH and DELETE are not described, so they are refused."""
    body = bodies.encode(bodies.request(pending.id), "application/json")
    judge.not_supported(invitee.send_reject(body, method=method))


@pytest.mark.requirement("RJ-METHOD-10")
def test_what_get_is_answered(invitee: Client, observe: Observe) -> None:
    """The agents' documentation says that GET describes the call, and gives no status."""
    observe("RJ-METHOD-10", invitee.send_reject(b"", None, method="GET").summary())
