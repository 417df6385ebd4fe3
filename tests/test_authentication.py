"""Authentication: who may call, and what everybody else is answered."""

from collections.abc import Callable

import pytest

from reject_contract.plugin.case_result import Observe
from reject_contract.reject import judge, recommended, rights
from reject_contract.reject.client import RejectClient as Client
from reject_contract.stage.invitations import Invitation
from reject_contract.target import credentials
from reject_contract.target.target_file import CredentialKind

FORGED_TICKET = "7T:Zm9yZ2VkLXRpY2tldC1vZi1ub2JvZHktYXQtYWxs"
FORGED_TOKEN = "8A:Nobody00000.Zm9yZ2VkVG9rZW5PZk5vYm9keUF0QWxs"
FORGED_XSRF = "Zm9yZ2VkLXhzcmYtdG9rZW4tb2Ytbm9ib2R5"

KINDS = [
    pytest.param("basic", marks=pytest.mark.requirement("RJ-AUTH-3")),
    pytest.param("soticket", marks=pytest.mark.requirement("RJ-AUTH-4")),
    pytest.param("bearer", marks=pytest.mark.requirement("RJ-AUTH-5")),
    pytest.param("xsrf", marks=pytest.mark.requirement("RJ-AUTH-6")),
]
SCHEMES = [
    ("basic", "basic"), ("basic", "BASIC"),
    ("soticket", "soticket"), ("soticket", "SOTICKET"), ("soticket", "SOTicket"),
    ("bearer", "bearer"), ("bearer", "BEARER"),
]  # fmt: skip
SPOILT: dict[str, Callable[[str], str]] = {
    "longer": lambda password: f"{password}x",
    "colon-after-it": lambda password: f"{password}:",
    "shorter": lambda password: password[:-1],
    "other": lambda password: f"x{password}",
    "letter-case": lambda password: password.swapcase() + ("" if password.swapcase() != password else "x"),
    "empty": lambda password: "",
}
TAMPERED: dict[str, Callable[[str], str]] = {
    "in-its-middle": lambda secret: credentials.tampered(secret, 0.5),
    "at-its-end": lambda secret: credentials.tampered(secret, 1.0),
    "longer": credentials.lengthened,
}
MALFORMED = {
    "not-base64": "Basic !!!not*base64!!!",
    "no-colon": "Basic bm9jb2xvbmluaGVyZQ==",
    "not-encoded": "Basic nobody:no-password-at-all",
}
EMPTY = {
    "empty-header": "",
    "basic-without-value": "Basic",
    "soticket-without-value": "SoTicket",
    "bearer-without-value": "Bearer",
    "bearer-with-a-space": "Bearer ",
}
UNKNOWN = {
    "digest": 'Digest username="nobody", realm="x", nonce="x", uri="/", response="00000000000000000000000000000000"',
    "made-up": "Frobnicate Zm9yZ2VkLWNyZWRlbnRpYWwtb2Ytbm9ib2R5",
    "ticket-without-scheme": FORGED_TICKET,
}


@pytest.mark.requirement("RJ-AUTH-1", "RJ-AUTH-22")
def test_no_credential_is_answered_401(invitee: Client, pending: Invitation) -> None:
    """A request without Authorization and without X-XSRF-TOKEN is answered 401 and changes nothing."""
    judge.unauthenticated(invitee.reject(pending.id, credential=credentials.NONE), pending)


@pytest.mark.requirement("RJ-AUTH-1")
def test_no_credential_is_answered_401_where_the_same_was_carried_out(invitee: Client, invitation: Invitation) -> None:
    """So is one that repeats a reject which was carried out: no answer is kept for others."""
    invitee.reject(invitation.id)
    judge.answered(invitee.reject(invitation.id, credential=credentials.NONE), judge.UNAUTHENTICATED)


@pytest.mark.requirement("RJ-AUTH-2")
def test_401_carries_a_challenge(invitee: Client, pending: Invitation) -> None:
    """A 401 says in WWW-Authenticate how to authenticate."""
    judge.challenged(invitee.reject(pending.id, credential=credentials.NONE))


@pytest.mark.requirement("RJ-AUTH-2")
@pytest.mark.parametrize("value", [f"SoTicket {FORGED_TICKET}", f"Bearer {FORGED_TOKEN}"], ids=["ticket", "token"])
def test_401_to_a_refused_credential_carries_a_challenge(invitee: Client, pending: Invitation, value: str) -> None:
    """So does a 401 to a credential that was refused."""
    judge.challenged(invitee.reject(pending.id, credential={"Authorization": value}))


@pytest.mark.parametrize("kind", KINDS)
def test_credential_is_accepted(invitee: Client, invitation: Invitation, kind: CredentialKind) -> None:
    """Each kind of credential that the installation takes opens the operation."""
    client = invitee.using(kind)
    exchange = client.reject(invitation.id, "Busy")
    judge.accepted(exchange, client, own=401)
    judge.took_effect(exchange, invitation, reason="Busy")


@pytest.mark.requirement("RJ-AUTH-7")
@pytest.mark.parametrize(("kind", "scheme"), SCHEMES, ids=[scheme for _, scheme in SCHEMES])
def test_scheme_is_known_in_any_letter_case(
    invitee: Client, invitation: Invitation, kind: CredentialKind, scheme: str
) -> None:
    """The name of an authentication scheme is understood in any letter case."""
    judge.needs_kind(invitee, kind)
    respelt = credentials.respelt(invitee.good(kind), scheme)
    exchange = invitee.reject(invitation.id, credential=respelt)
    judge.accepted(exchange, invitee.using(kind), own=401)


@pytest.mark.requirement("RJ-AUTH-8", "RJ-AUTH-22", "RJ-AUTH-30")
@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_wrong_password_is_refused(invitee: Client, pending: Invitation, spoil: Callable[[str], str]) -> None:
    """The right user with a wrong password is refused, preferably with 401, and changes nothing."""
    basic = invitee.target.mistaken_for
    assert basic is not None
    wrong = credentials.basic(basic.username, spoil(basic.password.get_secret_value()))
    recommended.status_401(invitee.reject(pending.id, credential=wrong), pending, recommended.INVALID, "RJ-AUTH-30")


@pytest.mark.requirement("RJ-AUTH-9", "RJ-AUTH-22", "RJ-AUTH-30")
def test_unknown_user_is_refused(invitee: Client, pending: Invitation) -> None:
    """A user that does not exist is refused, preferably with 401, and changes nothing."""
    nobody = credentials.basic("nobody-7f3a91", "no-password-7f3a91")
    recommended.status_401(invitee.reject(pending.id, credential=nobody), pending, recommended.INVALID, "RJ-AUTH-30")


@pytest.mark.requirement("RJ-AUTH-10", "RJ-AUTH-22", "RJ-AUTH-30")
def test_forged_ticket_is_refused(invitee: Client, pending: Invitation) -> None:
    """A ticket that was never issued is refused, preferably with 401, and changes nothing."""
    forged = invitee.with_app_token({"Authorization": f"SoTicket {FORGED_TICKET}"})
    recommended.status_401(invitee.reject(pending.id, credential=forged), pending, recommended.INVALID, "RJ-AUTH-30")


@pytest.mark.requirement("RJ-AUTH-11", "RJ-AUTH-22", "RJ-AUTH-30")
def test_forged_token_is_refused(invitee: Client, pending: Invitation) -> None:
    """A bearer token that was never issued is refused, preferably with 401, and changes nothing."""
    token, statuses = recommended.forged_token(invitee, FORGED_TOKEN)
    exchange = invitee.reject(pending.id, credential={"Authorization": f"Bearer {token}"})
    recommended.status_401(exchange, pending, statuses, "RJ-AUTH-30")


@pytest.mark.parametrize(
    ("kind", "scheme"),
    [
        pytest.param(
            "soticket", "SoTicket", marks=pytest.mark.requirement("RJ-AUTH-10", "RJ-AUTH-22", "RJ-AUTH-30"), id="ticket"
        ),
        pytest.param(
            "bearer", "Bearer", marks=pytest.mark.requirement("RJ-AUTH-11", "RJ-AUTH-22", "RJ-AUTH-30"), id="token"
        ),
    ],
)
@pytest.mark.parametrize("tamper", TAMPERED.values(), ids=TAMPERED)
def test_tampered_credential_is_refused(
    invitee: Client, pending: Invitation, kind: CredentialKind, scheme: str, tamper: Callable[[str], str]
) -> None:
    """A good ticket or token with some of its characters exchanged or added is refused and changes nothing."""
    judge.needs_kind(invitee, kind)
    value = invitee.good(kind)["Authorization"].split(" ", 1)[1]
    tampered = {**invitee.good(kind), "Authorization": f"{scheme} {tamper(value)}"}
    recommended.status_401(invitee.reject(pending.id, credential=tampered), pending, [401, 403, 400], "RJ-AUTH-30")


@pytest.mark.requirement("RJ-AUTH-12", "RJ-AUTH-22", "RJ-AUTH-30")
@pytest.mark.parametrize("value", UNKNOWN.values(), ids=UNKNOWN)
def test_unknown_scheme_is_refused(invitee: Client, pending: Invitation, value: str) -> None:
    """A scheme that the page does not name is refused with 401, 403 or 400, and changes nothing."""
    exchange = invitee.reject(pending.id, credential={"Authorization": value})
    recommended.status_401(exchange, pending, [401, 403, 400], "RJ-AUTH-30")


@pytest.mark.requirement("RJ-AUTH-13", "RJ-AUTH-22", "RJ-AUTH-30")
@pytest.mark.parametrize("value", EMPTY.values(), ids=EMPTY)
def test_scheme_without_value_is_refused(invitee: Client, pending: Invitation, value: str) -> None:
    """A scheme without a value, and an empty header, are refused with 401, 403 or 400, and change nothing."""
    exchange = invitee.reject(pending.id, credential={"Authorization": value})
    recommended.status_401(exchange, pending, [401, 403, 400], "RJ-AUTH-30")


@pytest.mark.requirement("RJ-AUTH-14", "RJ-AUTH-22", "RJ-AUTH-30")
@pytest.mark.parametrize("value", MALFORMED.values(), ids=MALFORMED)
def test_malformed_basic_is_refused(invitee: Client, pending: Invitation, value: str) -> None:
    """Basic that is not base64 of user:password is refused with 401, 403 or 400, and changes nothing."""
    exchange = invitee.reject(pending.id, credential={"Authorization": value})
    recommended.status_401(exchange, pending, [401, 403, 400], "RJ-AUTH-30")


@pytest.mark.requirement("RJ-AUTH-15", "RJ-AUTH-22")
def test_cookies_without_xsrf_token_are_refused(invitee: Client, pending: Invitation) -> None:
    """A browser sends cookies by itself: without the token of the session they open nothing."""
    cookies = credentials.without(invitee.good("xsrf"), "X-XSRF-TOKEN")
    judge.unauthenticated(invitee.reject(pending.id, credential=cookies), pending, [401, 403, 400])


@pytest.mark.requirement("RJ-AUTH-16", "RJ-AUTH-22")
def test_xsrf_token_without_session_is_refused(invitee: Client, pending: Invitation) -> None:
    """The token alone, without the cookies of its session, opens nothing."""
    token = credentials.without(invitee.good("xsrf"), "Cookie")
    judge.unauthenticated(invitee.reject(pending.id, credential=token), pending, [401, 403, 400])


@pytest.mark.requirement("RJ-AUTH-17", "RJ-AUTH-22")
@pytest.mark.parametrize("token", [FORGED_XSRF, ""], ids=["forged", "empty"])
def test_session_with_a_wrong_xsrf_token_is_refused(invitee: Client, pending: Invitation, token: str) -> None:
    """A live session with a token that nobody issued opens nothing."""
    wrong = {**invitee.good("xsrf"), "X-XSRF-TOKEN": token}
    judge.unauthenticated(invitee.reject(pending.id, credential=wrong), pending, [401, 403, 400])


@pytest.mark.requirement("RJ-AUTH-18", "RJ-AUTH-22")
def test_xsrf_token_of_another_session_is_refused(invitee: Client, organizer: Client, pending: Invitation) -> None:
    """The token must be that of the session: the organizer's does not open the invitee's."""
    judge.needs_kind(organizer, "xsrf")
    mixed = {**invitee.good("xsrf"), "X-XSRF-TOKEN": organizer.good("xsrf")["X-XSRF-TOKEN"]}
    judge.unauthenticated(invitee.reject(pending.id, credential=mixed), pending, [401, 403, 400])


@pytest.mark.requirement("RJ-AUTH-19", "RJ-AUTH-22")
def test_basic_is_refused_online(invitee: Client, pending: Invitation) -> None:
    """An online installation takes no Basic, not even with the right password, alone or with an application token."""
    account = invitee.account.basic
    known = (account.username, account.password.get_secret_value()) if account else ("nobody", "no-password")
    for credential in (credentials.basic(*known), invitee.with_app_token(credentials.basic(*known))):
        judge.unauthenticated(invitee.reject(pending.id, credential=credential), pending, [401, 403, 400])


@pytest.mark.requirement("RJ-AUTH-20", "RJ-AUTH-22")
def test_ticket_without_app_token_is_refused_online(invitee: Client, pending: Invitation) -> None:
    """Online, a ticket counts only together with the application token."""
    alone = credentials.without(invitee.good("soticket"), "SO-AppToken")
    judge.unauthenticated(invitee.reject(pending.id, credential=alone), pending, [401, 403, 400])


@pytest.mark.requirement("RJ-AUTH-21", "RJ-AUTH-22")
@pytest.mark.parametrize("token", ["no-such-application-7f3a91", ""], ids=["wrong", "empty"])
def test_ticket_with_a_wrong_app_token_is_refused_online(invitee: Client, pending: Invitation, token: str) -> None:
    """Online, a ticket with the application token of nobody is refused."""
    wrong = {**invitee.good("soticket"), "SO-AppToken": token}
    judge.unauthenticated(invitee.reject(pending.id, credential=wrong), pending, [401, 403, 400])


@pytest.mark.requirement("RJ-AUTH-23")
@pytest.mark.parametrize(
    "value",
    [f"SoTicket {FORGED_TICKET}", f"Bearer {FORGED_TOKEN}", "Basic bm9ib2R5LTdmM2E5MTpuby1wYXNzd29yZC03ZjNhOTE="],
    ids=["ticket", "token", "basic"],
)
def test_refused_credential_is_not_echoed(invitee: Client, pending: Invitation, value: str) -> None:
    """Neither headers nor body of the refusal repeat what was refused."""
    judge.silent_about(invitee.reject(pending.id, credential={"Authorization": value}), value, "no-password-7f3a91")


@pytest.mark.requirement("RJ-AUTH-24", "RJ-AUTH-25")
def test_uninvited_person_rejects_nothing(outsider: Client, pending: Invitation, observe: Observe) -> None:
    """Somebody who was not invited cannot reject the invitation of another."""
    exchange = outsider.reject(pending.id, "Busy")
    rights.not_by_others(exchange, pending, outsider)
    observe("RJ-AUTH-25", exchange.summary())


@pytest.mark.requirement("RJ-AUTH-24")
def test_uninvited_person_rejects_nothing_by_master_id(outsider: Client, pending: Invitation) -> None:
    """Nor can he with the id of the master."""
    rights.not_by_others(outsider.reject(pending.master_id, "Busy"), pending, outsider)


@pytest.mark.requirement("RJ-AUTH-28")
def test_uninvited_person_never_crashes_the_operation(outsider: Client, pending: Invitation) -> None:
    """A reject by somebody who was not invited never crashes the operation."""
    exchange = outsider.reject(pending.id, "Busy")
    pending.answered = True  # whether it may change is another matter
    judge.not_crashed(exchange)


@pytest.mark.requirement("RJ-AUTH-29")
def test_organizer_rejecting_by_the_invitees_row(organizer: Client, invitation: Invitation, observe: Observe) -> None:
    """The owner of a meeting may set an attendee's answer, or may not."""
    exchange = organizer.reject(invitation.id, "Busy")
    observe("RJ-AUTH-29", f"{exchange.summary()}; the invitee's row reads {invitation.read()}")


@pytest.mark.requirement("RJ-AUTH-27")
def test_other_participant_does_not_answer_for_the_invitee(bystander: Client, pending: Invitation) -> None:
    """A participant answers for himself: naming the invitee's row leaves it untouched."""
    exchange = bystander.reject(pending.id, "Busy")
    judge.not_crashed(exchange)
    judge.untouched(exchange, pending)
    pending.answered = True  # the bystander's own row may have changed


@pytest.mark.requirement("RJ-AUTH-26")
@pytest.mark.parametrize("kind", ["basic", "soticket", "bearer", "xsrf"])
def test_app_token_does_not_matter_onsite(invitee: Client, invitation: Invitation, kind: CredentialKind) -> None:
    """Application tokens are for online installations; an onsite one does not check them."""
    judge.needs_kind(invitee, kind)
    exchange = invitee.using(kind).reject(invitation.id, headers={"SO-AppToken": "no-such-application-7f3a91"})
    judge.declined(exchange, invitation)
