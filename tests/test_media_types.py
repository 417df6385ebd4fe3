"""Content-Type: the media types of the page, and others."""

from collections.abc import Callable

import pytest

from reject_contract.plugin.case_result import Observe
from reject_contract.reject import bodies, judge, recommended, xml_shapes
from reject_contract.reject.bodies import Shape
from reject_contract.reject.client import RejectClient as Client
from reject_contract.stage.invitations import Invitation
from reject_contract.stage.stage import Stage

Spelling = Callable[[str], str]

NUMBERS = {
    "application/json": 1, "text/json": 2, "application/xml": 3, "text/xml": 4,
    "application/x-www-form-urlencoded": 5, "application/json-patch+json": 6, "application/merge-patch+json": 7,
}  # fmt: skip
DECLARED = [pytest.param(name, marks=pytest.mark.requirement(f"RJ-TYPE-{n}"), id=name) for name, n in NUMBERS.items()]
WITH_CHARSET = [
    pytest.param(name, marks=pytest.mark.requirement(f"RJ-TYPE-{8 if name == 'application/json' else 25}"), id=name)
    for name in NUMBERS
]
UNDECLARED = ["text/plain", "text/html", "application/octet-stream", "text/csv", "image/png", "application/cbor"]
BROKEN_XML = {
    "not-closed": "<RejectRequest><AppointmentId>{id}</AppointmentId>",
    "wrongly-nested": "<RejectRequest><AppointmentId>{id}</RejectRequest></AppointmentId>",
    "json": '{{"AppointmentId": {id}}}',
}
UNREADABLE = {
    "xml-empty": ("application/xml", ""),
    "form-of-nothing": ("application/x-www-form-urlencoded", "&&=&="),
    "form-bad-escape": ("application/x-www-form-urlencoded", "AppointmentId=%zz&UpdateMode=%"),
}


@pytest.mark.parametrize("media_type", DECLARED)
def test_declared_media_type_is_accepted(invitee: Client, invitation: Invitation, media_type: str) -> None:
    """Each of the seven media types carries a reject."""
    exchange = xml_shapes.reject(invitee, invitation, "Busy", media_type)
    judge.accepted(exchange, invitee, own=415)
    judge.took_effect(exchange, invitation, reason="Busy")


@pytest.mark.parametrize("media_type", WITH_CHARSET)
def test_charset_utf_8_is_accepted(invitee: Client, invitation: Invitation, media_type: str) -> None:
    """The sample declares the charset of its JSON, and so may every type."""
    exchange = xml_shapes.reject(invitee, invitation, "Busy", f"{media_type}; charset=utf-8")
    judge.declined(exchange, invitation, reason="Busy")


@pytest.mark.requirement("RJ-TYPE-9")
@pytest.mark.parametrize(
    "parameter",
    ["; charset=UTF-8", '; charset="utf-8"', ";charset=utf-8"],
    ids=["upper-case", "quoted", "no-space"],
)
def test_charset_may_be_written_in_other_ways(invitee: Client, invitation: Invitation, parameter: str) -> None:
    """Letter case, quotes and spaces of the parameter mean nothing."""
    exchange = invitee.reject(invitation.id, "på ferie", media_type=f"application/json{parameter}")
    judge.declined(exchange, invitation, reason="på ferie")


@pytest.mark.requirement("RJ-TYPE-10")
@pytest.mark.parametrize("media_type", ["Application/JSON", "APPLICATION/JSON"])
def test_letter_case_of_the_media_type_does_not_matter(
    invitee: Client, invitation: Invitation, media_type: str
) -> None:
    """Media types are compared without regard to letter case."""
    judge.declined(invitee.reject(invitation.id, media_type=media_type), invitation)


@pytest.mark.requirement("RJ-TYPE-11")
@pytest.mark.parametrize("media_type", bodies.MEDIA_TYPES)
def test_letters_beyond_ascii_arrive(invitee: Client, invitation: Invitation, media_type: str) -> None:
    """In each of the seven types, as UTF-8, a reason beyond ASCII arrives unharmed."""
    reason = "På ferie & <borte> – 会議 😢"
    declared = f"{media_type}; charset=utf-8" if media_type == bodies.FORM_TYPE else media_type
    exchange = xml_shapes.reject(invitee, invitation, reason, declared)
    judge.declined(exchange, invitation, reason=reason)


@pytest.mark.requirement("RJ-TYPE-24", "RJ-TYPE-12")
@pytest.mark.parametrize("media_type", UNDECLARED)
def test_undeclared_media_type_is_refused(invitee: Client, pending: Invitation, media_type: str) -> None:
    """An undeclared type is carried out, or refused without side effects; it should be refused."""
    body = bodies.encode(bodies.request(pending.id, "Busy"), "application/json")
    recommended.refusal(invitee.send_reject(body, media_type), pending, "RJ-TYPE-12")


@pytest.mark.requirement("RJ-TYPE-13", "RJ-TYPE-14")
def test_body_without_content_type_is_accepted_or_refused(
    invitee: Client, invitation: Invitation, observe: Observe
) -> None:
    """A body that does not say what it is may be read or refused."""
    exchange = invitee.send_reject(bodies.encode(bodies.request(invitation.id), "application/json"), None)
    judge.accepted_or_refused(exchange, invitation)
    observe("RJ-TYPE-13", exchange.summary())


@pytest.mark.requirement("RJ-TYPE-15")
@pytest.mark.parametrize("shape", bodies.SHAPES, ids=["without-namespace", "data-contract", "nested-class"])
def test_which_xml_is_understood(invitee: Client, invitation: Invitation, shape: Shape, observe: Observe) -> None:
    """No document shows the XML of a request."""
    exchange = invitee.reject(invitation.id, "Busy", media_type="application/xml", shape=shape)
    seen = f"{exchange.summary()}; reads {invitation.read()}"
    observe("RJ-TYPE-15", f"{shape.root}, namespace {shape.namespace or 'none'}: {seen}")


@pytest.mark.requirement("RJ-TYPE-20", "RJ-TYPE-21")
def test_xml_in_another_order_never_crashes(invitee: Client, invitation: Invitation, observe: Observe) -> None:
    """A reject whose XML has its members in another order never crashes the operation."""
    members = dict(reversed(bodies.request(invitation.id, "Busy").items()))
    body = bodies.encode(members, "application/xml", xml_shapes.known(invitee) or bodies.PLAIN)
    exchange = invitee.send_reject(body, "application/xml")
    judge.not_crashed(exchange)
    observe("RJ-TYPE-21", f"{exchange.summary()}; reads {invitation.read()}")


@pytest.mark.requirement("RJ-TYPE-22", "RJ-TYPE-23")
@pytest.mark.parametrize("media_type", ["*/*", "application/*"])
def test_media_range_as_content_type_is_accepted_or_refused(
    invitee: Client, invitation: Invitation, media_type: str, observe: Observe
) -> None:
    """A reject whose Content-Type is a range of media types is carried out, or refused without side effects."""
    exchange = invitee.send_reject(bodies.encode(bodies.request(invitation.id), "application/json"), media_type)
    judge.accepted_or_refused(exchange, invitation, reason="Busy")
    observe("RJ-TYPE-23", f"{media_type}: {exchange.summary()}")


@pytest.mark.requirement("RJ-TYPE-17")
@pytest.mark.parametrize("media_type", bodies.XML_TYPES)
@pytest.mark.parametrize("text", BROKEN_XML.values(), ids=BROKEN_XML)
def test_broken_xml_is_refused(invitee: Client, pending: Invitation, media_type: str, text: str) -> None:
    """A body that is not XML, though it says so, is refused and changes nothing."""
    judge.refused(invitee.send_reject(text.format(id=pending.id).encode(), media_type), pending)


@pytest.mark.requirement("RJ-TYPE-18")
@pytest.mark.parametrize("media_type", ["application/xml", bodies.FORM_TYPE])
def test_mode_is_heeded_in_other_formats(invitee: Client, stage: Stage, media_type: str) -> None:
    """UpdateMode means in XML and in a form what it means in JSON."""
    series = stage.series(2)
    exchange = xml_shapes.reject(invitee, series.occurrences[0], "Busy", media_type, mode="ThisAndForward")
    judge.accepted(exchange, invitee)
    judge.states(series.states(), ["Declined", "Declined"], exchange)


@pytest.mark.requirement("RJ-TYPE-19")
@pytest.mark.parametrize("charset", ["utf-16", "iso-8859-1"])
def test_another_charset_is_accepted_or_refused(invitee: Client, invitation: Invitation, charset: str) -> None:
    """A body in another charset that says so is read, or refused and changes nothing."""
    body = bodies.encode(bodies.request(invitation.id, "Busy"), "application/json").decode().encode(charset)
    judge.accepted_or_refused(invitee.send_reject(body, f"application/json; charset={charset}"), invitation)


@pytest.mark.requirement("RJ-TYPE-16")
@pytest.mark.parametrize(("media_type", "text"), UNREADABLE.values(), ids=UNREADABLE)
def test_unreadable_body_never_crashes(invitee: Client, pending: Invitation, media_type: str, text: str) -> None:
    """XML and forms that cannot be read never crash the operation, and change nothing."""
    exchange = invitee.send_reject(text.format(id=pending.id).encode(), media_type)
    judge.not_crashed(exchange)
    judge.untouched(exchange, pending)
