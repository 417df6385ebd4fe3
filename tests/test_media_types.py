"""Content-Type, and the other request headers."""

from collections.abc import Callable

import pytest

from reject_contract.http import bodies
from reject_contract.http.client import Client
from reject_contract.plugin.case_result import Observe
from reject_contract.reject import judge
from reject_contract.stage.invitations import Invitation
from reject_contract.stage.stage import Stage

Spelling = Callable[[str], str]

NUMBERS = {
    "application/json": 1, "text/json": 2, "application/xml": 3, "text/xml": 4,
    "application/x-www-form-urlencoded": 5, "application/json-patch+json": 6, "application/merge-patch+json": 7,
}  # fmt: skip
DECLARED = [pytest.param(name, marks=pytest.mark.requirement(f"RJ-TYPE-{n}"), id=name) for name, n in NUMBERS.items()]
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
    exchange = judge.best_of_xml(invitee, invitation, "Busy", media_type)
    judge.accepted(exchange, invitee, own=415)
    judge.took_effect(exchange, invitation, reason="Busy")


@pytest.mark.requirement("RJ-TYPE-8")
@pytest.mark.parametrize("media_type", bodies.MEDIA_TYPES)
def test_charset_utf_8_is_accepted(invitee: Client, invitation: Invitation, media_type: str) -> None:
    """The sample declares its charset, and so may every type."""
    exchange = judge.best_of_xml(invitee, invitation, "Busy", f"{media_type}; charset=utf-8")
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
    exchange = judge.best_of_xml(invitee, invitation, reason, f"{media_type}; charset=utf-8")
    judge.declined(exchange, invitation, reason=reason)


@pytest.mark.requirement("RJ-TYPE-12")
@pytest.mark.parametrize("media_type", UNDECLARED)
def test_undeclared_media_type_is_refused(invitee: Client, pending: Invitation, media_type: str) -> None:
    """The list of the page is closed: another type is refused, whatever the body holds."""
    body = bodies.encode(bodies.request(pending.id, "Busy"), "application/json")
    judge.refused(invitee.send_reject(body, media_type), pending)


@pytest.mark.requirement("RJ-TYPE-13", "RJ-TYPE-14")
def test_body_without_content_type_is_decided(invitee: Client, invitation: Invitation, observe: Observe) -> None:
    """A body that does not say what it is may be read or refused."""
    exchange = invitee.send_reject(bodies.encode(bodies.request(invitation.id), "application/json"), None)
    judge.accepted_or_refused(exchange, invitation)
    observe("RJ-TYPE-13", exchange.summary())


@pytest.mark.requirement("RJ-TYPE-15")
@pytest.mark.parametrize("namespace", ["", bodies.DATA_CONTRACT], ids=["without-namespace", "data-contract"])
def test_which_xml_is_understood(invitee: Client, invitation: Invitation, namespace: str, observe: Observe) -> None:
    """No document shows the XML of a request."""
    exchange = invitee.reject(invitation.id, "Busy", media_type="application/xml", namespace=namespace)
    observe("RJ-TYPE-15", f"namespace {namespace or 'none'}: {exchange.summary()}; reads {invitation.read()}")


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
    exchange = judge.best_of_xml(invitee, series.occurrences[0], "Busy", media_type, mode="ThisAndForward")
    judge.accepted(exchange, invitee)
    judge.states(series.states(), ["Declined", "Declined"], exchange)


@pytest.mark.requirement("RJ-TYPE-19")
@pytest.mark.parametrize("charset", ["utf-16", "iso-8859-1"])
def test_another_charset_is_decided(invitee: Client, invitation: Invitation, charset: str) -> None:
    """A body in another charset that says so is read, or refused and changes nothing."""
    body = bodies.encode(bodies.request(invitation.id, "Busy"), "application/json").decode().encode(charset)
    judge.accepted_or_refused(invitee.send_reject(body, f"application/json; charset={charset}"), invitation)


@pytest.mark.requirement("RJ-TYPE-16")
@pytest.mark.parametrize(("media_type", "text"), UNREADABLE.values(), ids=UNREADABLE)
def test_unreadable_body_never_crashes(invitee: Client, pending: Invitation, media_type: str, text: str) -> None:
    """XML and forms that cannot be read are decided, without a crash, and change nothing."""
    exchange = invitee.send_reject(text.format(id=pending.id).encode(), media_type)
    judge.not_crashed(exchange)
    judge.untouched(exchange, pending)


ACCEPTABLE = [
    "application/json",
    "application/xml",
    "text/xml",
    "*/*",
    "application/json;q=0.1, */*;q=0.01",
]


@pytest.mark.requirement("RJ-HEADER-1")
@pytest.mark.parametrize("accept", [*ACCEPTABLE, None], ids=[*ACCEPTABLE, "absent"])
def test_accept_does_not_matter(invitee: Client, invitation: Invitation, accept: str | None) -> None:
    """Nothing is returned, so the types that the client would like do not matter."""
    judge.declined(invitee.reject(invitation.id, headers={"Accept": accept}), invitation)


@pytest.mark.requirement("RJ-HEADER-2", "RJ-HEADER-7")
@pytest.mark.parametrize("accept", ["image/png", "text/html", "application/pdf;q=0.5"])
def test_foreign_accept_is_decided(invitee: Client, invitation: Invitation, accept: str, observe: Observe) -> None:
    """An Accept that nothing here can meet is disregarded, or refused with 406."""
    exchange = invitee.reject(invitation.id, headers={"Accept": accept})
    judge.answered(exchange, 204, 406)
    judge.accepted_or_refused(exchange, invitation)
    observe("RJ-HEADER-7", f"{accept}: {exchange.summary()}")


@pytest.mark.requirement("RJ-HEADER-3")
@pytest.mark.parametrize("language", ["*", "en", "fr,de,ru,zh", "nb-NO, nb;q=0.9, *;q=0.1"])
def test_accept_language_does_not_matter(invitee: Client, invitation: Invitation, language: str) -> None:
    """The languages of the page's samples change neither answer nor effect."""
    judge.declined(invitee.reject(invitation.id, headers={"Accept-Language": language}), invitation)


@pytest.mark.requirement("RJ-HEADER-4")
@pytest.mark.parametrize(
    ("name", "value"),
    [("SO-Language", "en"), ("SO-Language", "*"), ("SO-Culture", "en-US"), ("SO-TimeZone", "NO")],
    ids=["language", "any-language", "culture", "time-zone"],
)
def test_vendor_headers_do_not_matter(invitee: Client, invitation: Invitation, name: str, value: str) -> None:
    """The vendor's headers for languages and time zones change neither answer nor effect."""
    judge.declined(invitee.reject(invitation.id, headers={name: value}), invitation)


@pytest.mark.requirement("RJ-HEADER-5")
@pytest.mark.parametrize("spell", [str.lower, str.upper], ids=["lower", "upper"])
def test_letter_case_of_header_names_does_not_matter(invitee: Client, invitation: Invitation, spell: Spelling) -> None:
    """Header names are compared without regard to letter case."""
    credential = {spell(name): value for name, value in invitee.credential.items()}
    headers = {"Content-Type": None, spell("Content-Type"): "application/json"}
    judge.declined(invitee.reject(invitation.id, credential=credential, headers=headers), invitation)


@pytest.mark.requirement("RJ-HEADER-6")
def test_unknown_header_is_ignored(invitee: Client, invitation: Invitation) -> None:
    """A header that nobody knows changes neither answer nor effect."""
    judge.declined(invitee.reject(invitation.id, headers={"X-Unheard-Of": "7f3a91"}), invitation)
