"""The request body: what is accepted, what is refused, and what must at least not crash."""

import json
from collections.abc import Callable
from functools import partial

import pytest

from reject_contract.plugin.case_result import Observe
from reject_contract.reject import bodies, judge, recommended, strays
from reject_contract.reject.client import RejectClient as Client
from reject_contract.stage.invitations import Invitation
from reject_contract.stage.stage import Stage

Spelling = Callable[[str], str]

NOT_JSON = {
    "truncated": '{{"AppointmentId": {id}, "RejectReason": "Busy"',
    "no-colon": '{{"AppointmentId" {id}, "UpdateMode" "OnlyThis"}}',
    "only-a-brace": "{{",
    "a-sentence": "please reject {id}",
}
MORE_AFTER = {"another-object": '{"UpdateMode": "Unknown"}', "a-word": " please", "a-brace": "}"}
OTHER_JSON = {"list": "[]", "list-of-objects": "[{}]", "text": '"Busy"', "number": "42", "true": "true"}
NO_IDS = {"word": "glops", "list": [], "object": {}, "uuid": "cafebabe-face-dead-beef-aaaaaaaaaaaa"}
BOUNDS = {"zero": 0, "minus-one": -1, "least-int32": -(2**31)}
BEYOND = {"2^31": 2**31, "below-int32": -(2**31) - 1, "2^63": 2**63, "30-digits": 10**30}


@pytest.mark.requirement("RJ-BODY-1")
@pytest.mark.parametrize("text", NOT_JSON.values(), ids=NOT_JSON)
def test_broken_json_is_refused(invitee: Client, pending: Invitation, text: str) -> None:
    """A body that is not JSON, though it says so, is refused and changes nothing."""
    judge.refused(invitee.send_reject(text.format(id=pending.id).encode()), pending)


@pytest.mark.requirement("RJ-BODY-28", "RJ-BODY-29")
@pytest.mark.parametrize("more", MORE_AFTER.values(), ids=MORE_AFTER)
def test_json_with_more_after_it_is_accepted_or_refused(
    invitee: Client, invitation: Invitation, more: str, observe: Observe
) -> None:
    """A reject whose body goes on after its JSON object is carried out, or refused without side effects."""
    exchange = invitee.send_reject(bodies.encode(bodies.request(invitation.id), "application/json") + more.encode())
    judge.accepted_or_refused(exchange, invitation)
    observe("RJ-BODY-29", f"{more.strip()} after the object: {exchange.summary()}")


@pytest.mark.requirement("RJ-BODY-2")
@pytest.mark.parametrize("media_type", ["application/json", None], ids=["with-type", "without-type"])
def test_missing_body_is_refused(invitee: Client, newest: Invitation, media_type: str | None) -> None:
    """There must be a body."""
    judge.refused(invitee.send_reject(b"", media_type), newest)


@pytest.mark.requirement("RJ-BODY-2")
def test_query_is_no_body(invitee: Client, pending: Invitation) -> None:
    """The properties belong into the body; in the query they name nothing."""
    query = f"AppointmentId={pending.id}&RejectReason=Busy&UpdateMode=OnlyThis"
    judge.refused(invitee.send_reject(b"", query=query), pending)


@pytest.mark.requirement("RJ-BODY-25")
@pytest.mark.parametrize("media_type", ["application/json", "application/x-www-form-urlencoded"], ids=["json", "form"])
def test_body_alone_is_heeded(invitee: Client, invitation: Invitation, pending: Invitation, media_type: str) -> None:
    """Properties in the query do not replace those of the body."""
    query = f"AppointmentId={pending.id}&RejectReason=Away&UpdateMode=OnlyThis"
    exchange = invitee.reject(invitation.id, "Busy", query=query, media_type=media_type)
    judge.untouched(exchange, pending)
    judge.accepted_or_refused(exchange, invitation, reason="Busy")


@pytest.mark.requirement("RJ-BODY-3")
@pytest.mark.parametrize("text", OTHER_JSON.values(), ids=OTHER_JSON)
def test_json_that_is_no_object_is_refused(invitee: Client, pending: Invitation, text: str) -> None:
    """The body is an object of three properties; other JSON is refused."""
    judge.refused(invitee.send_reject(text.encode()), pending)


@pytest.mark.requirement("RJ-BODY-22")
@pytest.mark.parametrize("text", ["{}", "null"], ids=["empty-object", "null"])
def test_empty_object_never_crashes(invitee: Client, newest: Invitation, text: str) -> None:
    """An empty object and null name no appointment; they never crash the operation."""
    exchange = invitee.send_reject(text.encode())
    judge.not_crashed(exchange)
    judge.untouched(exchange, newest)


@pytest.mark.requirement("RJ-BODY-26", "RJ-BODY-4")
@pytest.mark.parametrize("appointment_id", NO_IDS.values(), ids=NO_IDS)
def test_id_of_another_type_is_refused(invitee: Client, pending: Invitation, appointment_id: object) -> None:
    """Words, lists and objects name no appointment: they never crash the operation, and should be refused."""
    body = bodies.encode(bodies.request(appointment_id), "application/json")
    recommended.refusal_of_nothing(invitee.send_reject(body), pending, "RJ-BODY-4")


@pytest.mark.requirement("RJ-BODY-26", "RJ-BODY-4")
@pytest.mark.parametrize(
    "spoil",
    [lambda id: f"no. {id}", lambda id: {"Id": id}],
    ids=["letters-then-digits", "object"],
)
def test_id_wrapped_in_something_else_is_refused(
    invitee: Client, pending: Invitation, spoil: Callable[[int], object]
) -> None:
    """A text or an object with the invitation's id in it is not the id, and should be refused."""
    body = bodies.encode(bodies.request(spoil(pending.id)), "application/json")
    recommended.refusal_of_nothing(invitee.send_reject(body), pending, "RJ-BODY-4")


@pytest.mark.requirement("RJ-BODY-26", "RJ-BODY-4")
@pytest.mark.parametrize("write", [lambda id: f"{id}abc", lambda id: [id]], ids=["digits-then-letters", "list"])
def test_id_that_many_languages_read_is_refused(
    invitee: Client, pending: Invitation, write: Callable[[int], object]
) -> None:
    """A list of one id, and digits before letters, should be refused; they may be read as that id, or as none."""
    body = bodies.encode(bodies.request(write(pending.id)), "application/json")
    pending.answered = True
    recommended.refusal_or_not(invitee.send_reject(body), "RJ-BODY-4")


@pytest.mark.requirement("RJ-BODY-7")
def test_id_keeps_its_sign(invitee: Client, pending: Invitation) -> None:
    """An id of another sign is another id."""
    exchange = invitee.reject(-pending.id)
    judge.not_crashed(exchange)
    judge.untouched(exchange, pending)


@pytest.mark.requirement("RJ-BODY-30", "RJ-BODY-31")
def test_id_with_a_fraction_is_refused(invitee: Client, pending: Invitation) -> None:
    """An id with a fraction never crashes the operation, and should be refused."""
    body = bodies.encode(bodies.request(pending.id + 0.5), "application/json")
    recommended.refusal_or_not(invitee.send_reject(body), "RJ-BODY-31")


@pytest.mark.requirement("RJ-BODY-27", "RJ-BODY-5")
@pytest.mark.parametrize("reason", [["Busy"], {"text": "Busy"}], ids=["list", "object"])
def test_reason_of_another_type_is_refused(invitee: Client, pending: Invitation, reason: object) -> None:
    """A list or an object for a reason never crashes the operation, and should be refused."""
    recommended.refusal(invitee.reject(pending.id, reason), pending, "RJ-BODY-5")


@pytest.mark.requirement("RJ-BODY-6")
@pytest.mark.parametrize("appointment_id", [*BOUNDS.values(), *BEYOND.values()], ids=[*BOUNDS, *BEYOND])
def test_id_at_or_beyond_the_bounds_never_crashes(invitee: Client, pending: Invitation, appointment_id: int) -> None:
    """Zero, negative ids and those that no int32 holds name nothing; they never crash the operation."""
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
    """An id that names no appointment never crashes the operation."""
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


@pytest.mark.requirement("RJ-BODY-32")
def test_id_that_names_nothing_makes_no_appointment(invitee: Client, stage: Stage) -> None:
    """Where nothing is named nothing is made: neither in the diary of who rejects, nor in that of who invites."""
    for unknown in (0, stage.absent_id()):
        strays.none_made(partial(invitee.reject, unknown, "Busy"), stage)


@pytest.mark.requirement("RJ-BODY-10", "RJ-BODY-12")
@pytest.mark.parametrize("name", ["RejectReason", "UpdateMode"])
def test_null_property_is_accepted_or_refused(invitee: Client, single: Invitation, name: str, observe: Observe) -> None:
    """A reject with null for a property is carried out with what else was sent, or refused without side effects."""
    body = {**bodies.request(single.id, "Busy"), name: None}
    exchange = invitee.send_reject(json.dumps(body).encode())
    judge.accepted_or_refused(exchange, single, reason="" if name == "RejectReason" else "Busy")
    observe("RJ-BODY-12", f"{name} null: {exchange.summary()}")


@pytest.mark.requirement("RJ-BODY-11", "RJ-BODY-12")
@pytest.mark.parametrize("name", ["RejectReason", "UpdateMode"])
def test_omitted_property_is_accepted_or_refused(
    invitee: Client, single: Invitation, name: str, observe: Observe
) -> None:
    """The reject is carried out, or refused without side effects."""
    body = {key: value for key, value in bodies.request(single.id).items() if key != name}
    exchange = invitee.send_reject(json.dumps(body).encode())
    judge.accepted_or_refused(exchange, single)
    observe("RJ-BODY-12", f"{name} omitted: {exchange.summary()}")


@pytest.mark.requirement("RJ-BODY-11")
@pytest.mark.parametrize("given", [{}, {"AppointmentId": None}], ids=["omitted", "null"])
def test_missing_id_never_crashes(invitee: Client, newest: Invitation, given: dict[str, None]) -> None:
    """Without an id nothing is named: nothing changes, and nothing crashes."""
    body = {**given, "RejectReason": "Busy", "UpdateMode": "OnlyThis"}
    exchange = invitee.send_reject(json.dumps(body).encode())
    judge.not_crashed(exchange)
    judge.untouched(exchange, newest)


@pytest.mark.requirement("RJ-BODY-13")
def test_additional_property_is_accepted_or_refused(invitee: Client, invitation: Invitation) -> None:
    """The reject is carried out, or refused without side effects."""
    body = {**bodies.request(invitation.id), "Description": "x", "Person": {"PersonId": 1}}
    judge.accepted_or_refused(invitee.send_reject(json.dumps(body).encode()), invitation)


@pytest.mark.requirement("RJ-BODY-14")
def test_additional_property_is_ignored(invitee: Client, invitation: Invitation) -> None:
    """The vendor's own samples send properties that an operation does not have."""
    body = {**bodies.request(invitation.id, "Busy"), "Description": "x", "Person": {"PersonId": 1}}
    judge.declined(invitee.send_reject(json.dumps(body).encode()), invitation, reason="Busy")


@pytest.mark.requirement("RJ-BODY-15")
@pytest.mark.parametrize("length", [1000, 500_000], ids=["1000-long", "half-a-million-long"])
def test_very_long_reason_is_accepted_or_refused(invitee: Client, invitation: Invitation, length: int) -> None:
    """A reason far over the vendor's 254 characters is kept, cut or refused."""
    judge.accepted_or_refused(invitee.reject(invitation.id, "x" * length), invitation, may_hang_up=length > 100_000)


@pytest.mark.requirement("RJ-EFFECT-11", "RJ-BODY-15")
def test_reason_of_255_characters_is_accepted_or_refused(
    invitee: Client, invitation: Invitation, observe: Observe
) -> None:
    """One character more than the column holds is kept, cut or refused."""
    exchange = invitee.reject(invitation.id, "x" * 255)
    judge.accepted_or_refused(exchange, invitation)
    length = len(invitation.read().reason)
    observe("RJ-EFFECT-11", f"255 characters: {exchange.summary()}; {length} characters read back")


@pytest.mark.requirement("RJ-BODY-16")
def test_camel_case_names_are_understood(invitee: Client, invitation: Invitation) -> None:
    """The vendor's own client sends appointmentId, rejectReason and updateMode."""
    body = {"appointmentId": invitation.id, "rejectReason": "Busy", "updateMode": "OnlyThis"}
    judge.declined(invitee.send_reject(json.dumps(body).encode()), invitation, reason="Busy")


@pytest.mark.requirement("RJ-BODY-17")
@pytest.mark.parametrize("spell", [str.lower, str.upper], ids=["lower", "upper"])
def test_other_letter_cases_of_names(invitee: Client, single: Invitation, spell: Spelling, observe: Observe) -> None:
    """Only PascalCase and camelCase are in use; others are recorded."""
    body = {spell(name): value for name, value in bodies.request(single.id).items()}
    exchange = invitee.send_reject(json.dumps(body).encode())
    observe("RJ-BODY-17", f"{spell('AppointmentId')}: {exchange.summary()}; reads {single.read()}")


@pytest.mark.requirement("RJ-BODY-18")
@pytest.mark.parametrize("name", ["RejectReason", "UpdateMode", "rejectReason", "updateMode"])
def test_duplicated_property_is_accepted_or_refused(invitee: Client, single: Invitation, name: str) -> None:
    """Of a property that stands twice, also in another letter case, either may count, or the body is refused."""
    other = {"rejectreason": '"Away"', "updatemode": '"Unknown"'}[name.lower()]
    text = json.dumps(bodies.request(single.id, "Busy"))
    judge.accepted_or_refused(invitee.send_reject(f'{text[:-1]}, "{name}": {other}}}'.encode()), single)


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
def test_scalar_reason_is_accepted_or_refused(invitee: Client, invitation: Invitation, reason: object) -> None:
    """A number or a boolean may be taken for its text, or refused."""
    judge.accepted_or_refused(invitee.reject(invitation.id, reason), invitation)


@pytest.mark.requirement("RJ-BODY-23")
def test_id_as_text_is_accepted_or_refused(invitee: Client, invitation: Invitation) -> None:
    """The vendor's samples send numbers as texts elsewhere; here it is accepted or refused."""
    body = bodies.encode(bodies.request(str(invitation.id)), "application/json")
    judge.accepted_or_refused(invitee.send_reject(body), invitation)
