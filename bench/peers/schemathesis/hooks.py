"""Hooks for the Schemathesis CLI: a pending invitation for every valid body, and what a reject must do to it."""

import os

import schemathesis
from schemathesis import GenerationMode

from bench.peers.invitations import Neighbours

neighbours = Neighbours(os.environ["BASE_URL"])
KINDS = ["SOTICKET", "BEARER"] + (["BASIC"] if os.environ["INSTALLATION"] == "onsite" else [])
MODES = ["Unknown", "OnlyThis", "ThisAndForward", "StopRecurrence"]
LOWER = [mode.lower() for mode in MODES]
COLUMN = 254  # characters of a reason that the vendor's database keeps

invitations = {}
calls = 0


@schemathesis.hook
def map_body(ctx, body):
    """A reason that fits its column: whether a longer one is refused or cut is not documented."""
    if isinstance(body, dict) and isinstance(body.get("RejectReason"), str):
        body["RejectReason"] = body["RejectReason"][:COLUMN]
    return body


@schemathesis.hook
def filter_case(ctx, case):
    """Leave out what the documents leave open.

    That is modes by number or in other letters, ids in quotes or with a point, and reasons that are no text but
    can be read as one.
    """
    body = case.body if isinstance(case.body, dict) else {}
    mode, number = body.get("UpdateMode"), body.get("AppointmentId")
    open_mode = isinstance(mode, int | float) or (isinstance(mode, str) and mode not in MODES and mode.lower() in LOWER)
    open_id = isinstance(number, float) or (isinstance(number, str) and number.strip().lstrip("-").isdigit())
    open_reason = isinstance(body.get("RejectReason", ""), bool | int | float | None)
    return not (open_mode or open_id or open_reason)


@schemathesis.hook
def before_call(ctx, case, kwargs):
    """Point every valid reject at an invitation of its own, and take turns with the kinds of credential."""
    global calls
    if case.method != "POST" or case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
        return
    if not isinstance(case.body, dict):
        return
    rows = invitations[case.id] = neighbours.invite()
    case.body = {**case.body, "AppointmentId": rows["INVITEE"]}
    calls += 1
    case.headers["Authorization"] = os.environ[f"INVITEE_{KINDS[calls % len(KINDS)]}"]


@schemathesis.check
def nothing_follows_204(ctx, response, case):
    """HTTP leaves a 204 no room for content, nor for headers that announce it."""
    if response.status_code == 204:
        names = {name.lower() for name in response.headers}
        assert not response.content, "a 204 has content"
        assert not names & {"content-length", "transfer-encoding"}, "a 204 announces content"


@schemathesis.check
def declined_after_204(ctx, response, case):
    """After a 204 the row reads Declined, with the reason that was sent; nobody else's has changed."""
    if response.status_code != 204 or case.id not in invitations:
        return
    rows = invitations[case.id]
    status, reason = neighbours.read("INVITEE", rows["INVITEE"])
    assert status == "Declined", "the row does not read Declined"
    if case.media_type and "json" in case.media_type:
        assert reason == case.body.get("RejectReason", ""), "the reason does not read back"
    status, _ = neighbours.read("BYSTANDER", rows["BYSTANDER"])
    assert status == "Invitation", "another invitee's row has changed"
