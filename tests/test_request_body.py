"""The request body: what is accepted, what is refused, and what must at least be decided."""

import json
from collections.abc import Callable

import pytest

from reject_contract.http import bodies
from reject_contract.http.client import Client
from reject_contract.plugin.case_result import Observe
from reject_contract.reject import judge
from reject_contract.stage.invitations import Invitation
from reject_contract.stage.stage import Stage

Spelling = Callable[[str], str]

NOT_JSON = {
    "truncated": '{{"AppointmentId": {id}, "RejectReason": "Busy"',
    "no-colon": '{{"AppointmentId" {id}, "UpdateMode" "OnlyThis"}}',
    "only-a-brace": "{{",
    "a-sentence": "please reject {id}",
    "two-objects-glued": '{{"AppointmentId": {id}}} and {{"UpdateMode": "OnlyThis"}}',
}
OTHER_JSON = {"list": "[]", "list-of-objects": "[{}]", "text": '"Busy"', "number": "42", "true": "true"}
NO_IDS = {"word": "glops", "list": [], "object": {}, "uuid": "cafebabe-face-dead-beef-aaaaaaaaaaaa"}
BOUNDS = {"zero": 0, "minus-one": -1, "least-int32": -(2**31)}
BEYOND = {"2^31": 2**31, "below-int32": -(2**31) - 1, "2^63": 2**63, "30-digits": 10**30}


@pytest.mark.requirement("RJ-BODY-1")
@pytest.mark.parametrize("text", NOT_JSON.values(), ids=NOT_JSON)
def test_broken_json_is_refused(invitee: Client, pending: Invitation, text: str) -> None:
    """A body that is not JSON, though it says so, is refused and changes nothing."""
    judge.refused(invitee.send_reject(text.format(id=pending.id).encode()), pending)


@pytest.mark.requirement("RJ-BODY-2")
@pytest.mark.parametrize("media_type", ["application/json", None], ids=["with-type", "without-type"])
def test_missing_body_is_refused(invitee: Client, pending: Invitation, media_type: str | None) -> None:
    """There must be a body."""
    judge.refused(invitee.send_reject(b"", media_type), pending)


@pytest.mark.requirement("RJ-BODY-2")
def test_query_is_no_body(invitee: Client, pending: Invitation) -> None:
    """The properties belong into the body; in the query they name nothing."""
    query = f"AppointmentId={pending.id}&RejectReason=Busy&UpdateMode=OnlyThis"
    judge.refused(invitee.send_reject(b"", query=query), pending)


@pytest.mark.requirement("RJ-BODY-25")
def test_body_alone_is_heeded(invitee: Client, invitation: Invitation, pending: Invitation) -> None:
    """Properties in the query do not replace those of the body."""
    query = f"AppointmentId={pending.id}&RejectReason=Away&UpdateMode=OnlyThis"
    exchange = invitee.reject(invitation.id, "Busy", query=query)
    judge.untouched(exchange, pending)
    judge.accepted_or_refused(exchange, invitation, reason="Busy")


@pytest.mark.requirement("RJ-BODY-3")
@pytest.mark.parametrize("text", OTHER_JSON.values(), ids=OTHER_JSON)
def test_json_that_is_no_object_is_refused(invitee: Client, pending: Invitation, text: str) -> None:
    """The body is an object of three properties; other JSON is refused."""
    judge.refused(invitee.send_reject(text.encode()), pending)


@pytest.mark.requirement("RJ-BODY-22")
@pytest.mark.parametrize("text", ["{}", "null"], ids=["empty-object", "null"])
def test_empty_object_never_crashes(invitee: Client, pending: Invitation, text: str) -> None:
    """An empty object and null name no appointment; they are decided without a crash."""
    exchange = invitee.send_reject(text.encode())
    judge.not_crashed(exchange)
    judge.untouched(exchange, pending)


@pytest.mark.requirement("RJ-BODY-4")
@pytest.mark.parametrize("appointment_id", NO_IDS.values(), ids=NO_IDS)
def test_id_of_another_type_is_refused(invitee: Client, pending: Invitation, appointment_id: object) -> None:
    """An id is an integer; words, lists and objects are refused."""
    body = bodies.encode(bodies.request(appointment_id), "application/json")
    judge.refused(invitee.send_reject(body), pending)


@pytest.mark.requirement("RJ-BODY-4")
@pytest.mark.parametrize(
    "spoil",
    [lambda id: f"{id}abc", lambda id: f"no. {id}", lambda id: [id], lambda id: {"Id": id}],
    ids=["digits-then-letters", "letters-then-digits", "list", "object"],
)
def test_id_wrapped_in_something_else_is_refused(
    invitee: Client, pending: Invitation, spoil: Callable[[int], object]
) -> None:
    """A text, a list or an object around the invitation's id is not the id."""
    body = bodies.encode(bodies.request(spoil(pending.id)), "application/json")
    judge.refused(invitee.send_reject(body), pending)


@pytest.mark.requirement("RJ-BODY-7")
@pytest.mark.parametrize("other", [lambda id: -id, lambda id: id + 0.5], ids=["negative", "with-a-fraction"])
def test_id_is_taken_as_it_is(invitee: Client, pending: Invitation, other: Callable[[int], float]) -> None:
    """An id with its sign or a fraction changed is another id."""
    body = bodies.encode(bodies.request(other(pending.id)), "application/json")
    exchange = invitee.send_reject(body)
    judge.not_crashed(exchange)
    judge.untouched(exchange, pending)


@pytest.mark.requirement("RJ-BODY-5")
@pytest.mark.parametrize("reason", [["Busy"], {"text": "Busy"}], ids=["list", "object"])
def test_reason_of_another_type_is_refused(invitee: Client, pending: Invitation, reason: object) -> None:
    """A reason is a text; lists and objects are refused and change nothing."""
    judge.refused(invitee.reject(pending.id, reason), pending)


@pytest.mark.requirement("RJ-BODY-6")
@pytest.mark.parametrize("appointment_id", [*BOUNDS.values(), *BEYOND.values()], ids=[*BOUNDS, *BEYOND])
def test_id_at_or_beyond_the_bounds_never_crashes(invitee: Client, pending: Invitation, appointment_id: int) -> None:
    """Zero, negative ids and those that no int32 holds name nothing; they are decided without a crash."""
    exchange = invitee.reject(appointment_id)
    judge.not_crashed(exchange)
    judge.untouched(exchange, pending)


@pytest.mark.requirement("RJ-BODY-7")
@pytest.mark.parametrize("bits", [32, 64])
def test_id_does_not_wrap_around(invitee: Client, pending: Invitation, bits: int) -> None:
    """An id that equals the invitation's in its lowest bits only is another id."""
    exchange = invitee.reject(pending.id + 2**bits)
    judge.not_crashed(exchange)
    judge.untouched(exchange, pending)


@pytest.mark.requirement("RJ-BODY-8", "RJ-BODY-9")
def test_unknown_id_never_crashes(invitee: Client, stage: Stage, observe: Observe) -> None:
    """An id that names no appointment is decided without a crash."""
    exchange = invitee.reject(stage.absent_id())
    judge.not_crashed(exchange)
    observe("RJ-BODY-9", exchange.summary())


@pytest.mark.requirement("RJ-BODY-24")
def test_unknown_id_changes_nothing(invitee: Client, stage: Stage) -> None:
    """An id that names no appointment is not taken for the one next to it, for the newest, or for all."""
    first, newest = stage.new_invitation(), stage.new_invitation()
    stage.delete(first)
    for unknown in (first.id, stage.absent_id(), 0):
        judge.untouched(invitee.reject(unknown, "Busy"), newest)


@pytest.mark.requirement("RJ-BODY-10", "RJ-BODY-12")
@pytest.mark.parametrize("name", ["RejectReason", "UpdateMode"])
def test_null_property_is_decided(invitee: Client, invitation: Invitation, name: str, observe: Observe) -> None:
    """The reject is carried out, or refused and changes nothing."""
    body = {**bodies.request(invitation.id), name: None}
    exchange = invitee.send_reject(json.dumps(body).encode())
    judge.accepted_or_refused(exchange, invitation)
    kept = "Busy" if name == "UpdateMode" and exchange.status == 204 else ""
    judge.same(kept, invitation.read().reason, "the reason that reads back", exchange, aspect="reason")
    observe("RJ-BODY-12", f"{name} null: {exchange.summary()}")


@pytest.mark.requirement("RJ-BODY-11", "RJ-BODY-12")
@pytest.mark.parametrize("name", ["RejectReason", "UpdateMode"])
def test_omitted_property_is_decided(invitee: Client, invitation: Invitation, name: str, observe: Observe) -> None:
    """The reject is carried out, or refused and changes nothing."""
    body = {key: value for key, value in bodies.request(invitation.id).items() if key != name}
    exchange = invitee.send_reject(json.dumps(body).encode())
    judge.accepted_or_refused(exchange, invitation)
    observe("RJ-BODY-12", f"{name} omitted: {exchange.summary()}")


@pytest.mark.requirement("RJ-BODY-11")
@pytest.mark.parametrize("given", [{}, {"AppointmentId": None}], ids=["omitted", "null"])
def test_missing_id_never_crashes(invitee: Client, pending: Invitation, given: dict[str, None]) -> None:
    """Without an id nothing is named: it is decided without a crash, and nothing changes."""
    body = {**given, "RejectReason": "Busy", "UpdateMode": "OnlyThis"}
    exchange = invitee.send_reject(json.dumps(body).encode())
    judge.not_crashed(exchange)
    judge.untouched(exchange, pending)


@pytest.mark.requirement("RJ-BODY-13")
def test_additional_property_is_decided(invitee: Client, invitation: Invitation) -> None:
    """The reject is carried out, or refused and changes nothing."""
    body = {**bodies.request(invitation.id), "Description": "x", "Person": {"PersonId": 1}}
    judge.accepted_or_refused(invitee.send_reject(json.dumps(body).encode()), invitation)


@pytest.mark.requirement("RJ-BODY-14")
def test_additional_property_is_ignored(invitee: Client, invitation: Invitation) -> None:
    """The vendor's own samples send properties that an operation does not have."""
    body = {**bodies.request(invitation.id, "Busy"), "Description": "x", "Person": {"PersonId": 1}}
    judge.declined(invitee.send_reject(json.dumps(body).encode()), invitation, reason="Busy")


@pytest.mark.requirement("RJ-BODY-15")
@pytest.mark.parametrize("length", [1000, 500_000], ids=["1000-long", "half-a-million-long"])
def test_very_long_reason_is_decided(invitee: Client, invitation: Invitation, length: int) -> None:
    """A reason far over the vendor's 254 characters is kept, cut or refused, but decided."""
    judge.accepted_or_refused(invitee.reject(invitation.id, "x" * length), invitation, may_hang_up=length > 100_000)


@pytest.mark.requirement("RJ-BODY-16")
def test_camel_case_names_are_understood(invitee: Client, invitation: Invitation) -> None:
    """The vendor's own client sends appointmentId, rejectReason and updateMode."""
    body = {"appointmentId": invitation.id, "rejectReason": "Busy", "updateMode": "OnlyThis"}
    judge.declined(invitee.send_reject(json.dumps(body).encode()), invitation, reason="Busy")


@pytest.mark.requirement("RJ-BODY-17")
@pytest.mark.parametrize("spell", [str.lower, str.upper], ids=["lower", "upper"])
def test_other_letter_cases_of_names(
    invitee: Client, invitation: Invitation, spell: Spelling, observe: Observe
) -> None:
    """Only PascalCase and camelCase are in use; others are recorded."""
    body = {spell(name): value for name, value in bodies.request(invitation.id).items()}
    exchange = invitee.send_reject(json.dumps(body).encode())
    observe("RJ-BODY-17", f"{spell('AppointmentId')}: {exchange.summary()}; reads {invitation.read()}")


@pytest.mark.requirement("RJ-BODY-18")
@pytest.mark.parametrize("name", ["RejectReason", "UpdateMode", "rejectReason", "updateMode"])
def test_duplicated_property_is_decided(invitee: Client, invitation: Invitation, name: str) -> None:
    """Of a property that stands twice, also in another letter case, either may count, or the body is refused."""
    other = {"rejectreason": '"Away"', "updatemode": '"Unknown"'}[name.lower()]
    text = json.dumps(bodies.request(invitation.id, "Busy"))
    judge.accepted_or_refused(invitee.send_reject(f'{text[:-1]}, "{name}": {other}}}'.encode()), invitation)


@pytest.mark.requirement("RJ-BODY-19")
@pytest.mark.parametrize("depth", [50, 500], ids=["50-deep", "500-deep"])
def test_deep_nesting_never_crashes(invitee: Client, invitation: Invitation, depth: int) -> None:
    """A depth may be limited; going beyond it is refused, not a crash."""
    text = json.dumps(bodies.request(invitation.id))
    nested = "[" * depth + "]" * depth
    judge.accepted_or_refused(invitee.send_reject(f'{text[:-1]}, "Extra": {nested}}}'.encode()), invitation)


@pytest.mark.requirement("RJ-BODY-20")
@pytest.mark.parametrize(
    "form",
    [
        '{{"UpdateMode":"OnlyThis","RejectReason":"Busy","AppointmentId":{id}}}',
        '\n\t {{ "AppointmentId" :\r\n {id} , "RejectReason" : "Busy" ,\n "UpdateMode" : "OnlyThis" }}\n\n',
    ],
    ids=["other-order", "white-space"],
)
def test_form_of_the_json_does_not_matter(invitee: Client, invitation: Invitation, form: str) -> None:
    """The order of properties and the white space between them mean nothing."""
    judge.declined(invitee.send_reject(form.format(id=invitation.id).encode()), invitation, reason="Busy")


@pytest.mark.requirement("RJ-BODY-21")
def test_json_escapes_are_the_characters(invitee: Client, invitation: Invitation) -> None:
    """Characters may be written as escapes, those beyond the basic plane as two of them."""
    reason = 'blåbær "\\/" 😢 ok'
    body = json.dumps(bodies.request(invitation.id, reason), ensure_ascii=True).replace("ok", "\\u006fk")
    judge.declined(invitee.send_reject(body.encode("ascii")), invitation, reason=reason)


@pytest.mark.requirement("RJ-BODY-23")
@pytest.mark.parametrize("reason", [42, 1.5, True], ids=["number", "fraction", "boolean"])
def test_scalar_reason_is_decided(invitee: Client, invitation: Invitation, reason: object) -> None:
    """A number or a boolean may be taken for its text, or refused."""
    judge.accepted_or_refused(invitee.reject(invitation.id, reason), invitation)


@pytest.mark.requirement("RJ-BODY-23")
def test_id_as_text_is_decided(invitee: Client, invitation: Invitation) -> None:
    """The vendor's samples send numbers as texts elsewhere; here it is accepted or refused."""
    body = bodies.encode(bodies.request(str(invitation.id)), "application/json")
    judge.accepted_or_refused(invitee.send_reject(body), invitation)
