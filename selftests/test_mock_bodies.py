"""How the mock reads bodies: media types, charsets, properties, and what it refuses."""

import codecs
import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from reject_contract.mock import MockServer, build_app
from reject_contract.mock.accounts import INVITEE, ORGANIZER, Account

XML = "<RejectRequest{}><AppointmentId>{}</AppointmentId><RejectReason>{}</RejectReason></RejectRequest>"
NAMESPACE = "http://schemas.datacontract.org/2004/07/SuperOffice.WebApi.v1.Carriers.AppointmentCarriers"
JSON_TYPES = ["application/json", "text/json", "application/json-patch+json", "application/merge-patch+json"]
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    """A running mock."""
    with MockServer(build_app()) as running:
        yield running


def post(server: MockServer, name: str, who: Account = INVITEE, **arguments: Any) -> requests.Response:
    """Call an operation of the agent."""
    url = f"{server.base_url}/api/v1/Agents/Appointment/{name}"
    return requests.post(url, auth=(who.name, who.password), timeout=5, **arguments)


@pytest.fixture
def row_id(server: MockServer) -> int:
    """The id of a fresh invitation's row."""
    entity = {"Participants": [{"AssociateId": ORGANIZER.associate_id}, {"AssociateId": INVITEE.associate_id}]}
    made = post(server, "SaveAppointmentEntity", ORGANIZER, json=entity).json()
    return int(made["AppointmentId"]) + 1


def reject(server: MockServer, body: str | bytes, media_type: str | None = "application/json") -> requests.Response:
    """Reject with a body as it is given."""
    headers = {} if media_type is None else {"Content-Type": media_type}
    return post(server, "Reject", data=body.encode() if isinstance(body, str) else body, headers=headers)


def reason(server: MockServer, row_id: int) -> tuple[str, str]:
    """Status and reason of a row, read back."""
    entity = post(server, f"GetAppointmentEntity?appointmentEntityId={row_id}").json()
    return entity["InvitationStatus"], entity["RejectReason"]


@pytest.mark.parametrize("media_type", JSON_TYPES)
@pytest.mark.parametrize("suffix", ["", "; charset=utf-8", ';CHARSET="UTF-8"; x=y'])
def test_json_types_are_read(server: MockServer, row_id: int, media_type: str, suffix: str) -> None:
    """All JSON types hold the same object, in any spelling of type and parameter."""
    body = json.dumps({"AppointmentId": row_id, "RejectReason": "å😀"}, ensure_ascii=False)
    assert reject(server, body, media_type.upper() + suffix).status_code == 204
    assert reason(server, row_id) == ("Declined", "å😀")


@pytest.mark.parametrize("media_type", ["application/xml", "text/xml"])
@pytest.mark.parametrize("attributes", ["", f' xmlns="{NAMESPACE}"', ' xmlns="urn:any"'])
def test_xml_is_read(server: MockServer, row_id: int, media_type: str, attributes: str) -> None:
    """XML is read in any namespace or none, with references resolved."""
    body = XML.format(attributes, f" {row_id} ", " a &amp; &#229; ")
    assert reject(server, body, media_type).status_code == 204
    assert reason(server, row_id) == ("Declined", " a & å ")


def test_form_is_read(server: MockServer, row_id: int) -> None:
    """A form holds the same properties, percent-encoded."""
    body = f"appointmentid={row_id}&RejectReason=a%2Bb+%C3%A5&UpdateMode=onlythis"
    assert reject(server, body, FORM).status_code == 204
    assert reason(server, row_id) == ("Declined", "a+b å")


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-32", "iso-8859-1", "cp1252", "utf-8-sig"])
@pytest.mark.parametrize("kind", ["json", "xml"])
def test_charset_is_obeyed(server: MockServer, row_id: int, charset: str, kind: str) -> None:
    """A body is read in the charset that its media type names."""
    text = json.dumps({"AppointmentId": row_id, "RejectReason": "né"}, ensure_ascii=False)
    text = text if kind == "json" else XML.format("", row_id, "né")
    assert reject(server, text.encode(charset), f"text/{kind}; charset={charset}").status_code == 204
    assert reason(server, row_id) == ("Declined", "né")


def test_byte_order_mark_is_passed_over(server: MockServer, row_id: int) -> None:
    """A mark before JSON, which has no charset, does no harm."""
    assert reject(server, codecs.BOM_UTF8 + b'{"AppointmentId": %d}' % row_id).status_code == 204


@pytest.mark.parametrize("spelling", ["appointmentId", "APPOINTMENTID", "AppointmentId"])
def test_names_in_any_letter_case(server: MockServer, row_id: int, spelling: str) -> None:
    """Property names are matched in any letter case."""
    assert reject(server, json.dumps({spelling: row_id})).status_code == 204


@pytest.mark.parametrize(
    "members",
    [
        '"AppointmentId": {id}.0',
        '"AppointmentId": "{id}"',
        '"AppointmentId": 1, "AppointmentId": {id}',
        '"appointmentId": 1, "AppointmentId": {id}',
        '"AppointmentId": {id}, "RejectReason": null',
        '"AppointmentId": {id}, "UpdateMode": "THISANDFORWARD"',
        '"AppointmentId": {id}, "UpdateMode": 9',
        '"AppointmentId": {id}, "UpdateMode": "1"',
        '"AppointmentId": {id}, "Extra": {{"deep": [1, 2]}}',
    ],
)
def test_lenient_values_are_accepted(server: MockServer, row_id: int, members: str) -> None:
    """What the framework reads is read: integral floats, numbers in text, null, other cases, extras."""
    assert reject(server, "{" + members.format(id=row_id) + "}").status_code == 204
    assert reason(server, row_id) == ("Declined", "")


@pytest.mark.parametrize(
    ("value", "text"),
    [("12", "12"), ("1.5", "1.5"), ("true", "true")],
)
def test_reason_becomes_text(server: MockServer, row_id: int, value: str, text: str) -> None:
    """A number as reason is stored as its text."""
    assert reject(server, f'{{"AppointmentId": {row_id}, "RejectReason": {value}}}').status_code == 204
    assert reason(server, row_id) == ("Declined", text)


def test_lone_surrogate_survives(server: MockServer, row_id: int) -> None:
    """Half a character, which JSON can hold and UTF-8 cannot, reads back as it was sent."""
    assert reject(server, f'{{"AppointmentId": {row_id}, "RejectReason": "\\ud800"}}').status_code == 204
    assert reason(server, row_id) == ("Declined", "\ud800")


@pytest.mark.parametrize(
    "body",
    [
        "", "null", "[]", "1", '"x"', "{", '{"AppointmentId": 1,}', "{} x", "{'AppointmentId': 1}", "\x00", "\ufeff",
        '{"AppointmentId": NaN}', '{"AppointmentId": ' + "1" * 5000 + "}", "[" * 100_000, '{"a": ' * 100_000,
        '{"RejectReason": "a\nb"}',
    ],
)  # fmt: skip
def test_malformed_json_is_400(server: MockServer, body: str) -> None:
    """What is not a JSON object is refused."""
    answer = reject(server, body)
    assert answer.status_code == 400 and answer.json()["ErrorType"] == "ArgumentException"


@pytest.mark.parametrize(
    "members",
    [
        '"AppointmentId": null', '"AppointmentId": "x"', '"AppointmentId": ""', '"AppointmentId": true',
        '"AppointmentId": [1]', '"AppointmentId": {"a": 1}', '"AppointmentId": 1.5', '"AppointmentId": 2147483648',
        '"AppointmentId": -2147483649', '"AppointmentId": "1_0"', '"AppointmentId": "99999999999"',
        '"AppointmentId": 1e400', '"RejectReason": []', '"RejectReason": {}', '"UpdateMode": "Onlythiss"',
        '"UpdateMode": ""', '"UpdateMode": null', '"UpdateMode": 3', '"UpdateMode": true', '"UpdateMode": 1.0',
        '"UpdateMode": []',
    ],
)  # fmt: skip
def test_wrong_values_are_400(server: MockServer, members: str) -> None:
    """A value of the wrong type or out of its range is refused."""
    assert reject(server, "{" + members + "}").status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        "<RejectRequest>", "<Other/>", "x",
        '<!DOCTYPE RejectRequest [<!ENTITY e "1">]><RejectRequest>&e;</RejectRequest>',
        '<!DOCTYPE RejectRequest SYSTEM "http://127.0.0.1:1/"><RejectRequest/>',
        '<?xml version="1.0" encoding="no-such"?><RejectRequest/>',
        '<?xml version="1.0" encoding="shift_jis"?><RejectRequest/>',
        "<RejectRequest><AppointmentId/></RejectRequest>",
        "<RejectRequest><AppointmentId><a/></AppointmentId></RejectRequest>",
    ],
)  # fmt: skip
def test_malformed_xml_is_400(server: MockServer, body: str) -> None:
    """What is not XML, has a DTD, or has another root is refused."""
    assert reject(server, body, "application/xml").status_code == 400


def test_nil_in_xml_is_null(server: MockServer, row_id: int) -> None:
    """An element that is nil counts as null."""
    nil = '<RejectReason xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>'
    body = f"<RejectRequest><AppointmentId>{row_id}</AppointmentId>{nil}</RejectRequest>"
    assert reject(server, body, "text/xml").status_code == 204


@pytest.mark.parametrize(
    "media_type",
    [None, "", "text/plain", "application/octet-stream", "multipart/form-data", "application/xml+json", "json",
     "application/json; charset=no-such", "application/json; charset=hex", "application/json; charset=base64"],
)  # fmt: skip
def test_undeclared_media_types_are_415(server: MockServer, media_type: str | None) -> None:
    """A body of another type, of none, or in an unknown charset is refused."""
    answer = reject(server, '{"AppointmentId": 1}', media_type)
    assert answer.status_code == 415 and answer.json()["Error"] is True


@pytest.mark.parametrize("media_type", ["application/json; charset=utf-8", FORM, "text/xml; charset=utf-8"])
def test_bytes_beyond_their_charset_are_400(server: MockServer, media_type: str) -> None:
    """Bytes that are no text in their charset are refused."""
    assert reject(server, b'{"RejectReason": "\xff"}', media_type).status_code == 400


def test_form_with_bad_escapes_is_400(server: MockServer) -> None:
    """Percent-encoded bytes that are no UTF-8 are refused."""
    assert reject(server, "RejectReason=%FF", FORM).status_code == 400


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "application/json"), ("*/*", "application/json"), ("text/xml", "text/xml"),
        ("application/json;q=0.5, application/xml", "application/xml"), ("application/*", "application/json"),
        ("image/png", "application/json"), ("application/xml;q=0", "application/json"), ("text/*", "text/json"),
        ("application/xml;q=x", "application/json"), ("", "application/json"),
    ],
)  # fmt: skip
def test_errors_follow_accept(server: MockServer, accept: str | None, media_type: str) -> None:
    """Errors are XML for who prefers it, and JSON for all others."""
    answer = post(server, "Reject", json={}, headers={"Accept": accept})
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == f"{media_type}; charset=utf-8"
    assert ("<ErrorType>SoNotFoundException</ErrorType>" in answer.text) == media_type.endswith("xml")
