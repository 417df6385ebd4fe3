"""What is wrong with a reject that must be refused: its credential, its sender, or its body."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping

from reject_contract.http.bodies import FORM_TYPE
from reject_contract.reject.client import RejectClient
from reject_contract.target import credentials
from reject_contract.target.credentials import Credential
from reject_contract.target.target_file import CredentialKind

CREDENTIAL = (401, 403)
MALFORMED = (401, 403, 400)
Spoil = Callable[[RejectClient, RejectClient], Credential]
"""Makes a bad credential of the invitee's own; the second client is somebody else's."""


def _another_case(secret: str) -> str:
    swapped = secret.swapcase()
    return swapped if swapped != secret else f"{secret}x"


def _password(spoil: Callable[[str, str], str]) -> Spoil:
    def spoilt(invitee: RejectClient, other: RejectClient) -> Credential:
        own, others = invitee.target.mistaken_for, other.account.basic
        assert own is not None
        foreign = others.password.get_secret_value() if others else ""
        password = own.password.get_secret_value()
        changed = spoil(password, foreign)
        return credentials.basic(own.username, changed if changed != password else f"{password}x")

    return spoilt


def _encoded(encode: Callable[[str], str]) -> Spoil:
    def spoilt(invitee: RejectClient, other: RejectClient) -> Credential:
        del other
        return {"Authorization": f"Basic {encode(_secret(invitee, 'basic'))}"}

    return spoilt


def _secret_of(kind: CredentialKind, scheme: str, spoil: Callable[[str], str]) -> Spoil:
    def spoilt(invitee: RejectClient, other: RejectClient) -> Credential:
        del other
        good = invitee.good(kind)
        return {**good, "Authorization": f"{scheme} {spoil(_secret(invitee, kind))}"}

    return spoilt


def _secret(invitee: RejectClient, kind: CredentialKind) -> str:
    return credentials.without_scheme(invitee.good(kind)["Authorization"])


def _xsrf_of_another(invitee: RejectClient, other: RejectClient) -> Credential:
    foreign = other.good("xsrf")["X-XSRF-TOKEN"] if other.account.xsrf else "Zm9yZ2VkLXhzcmYtdG9rZW4"
    return {**invitee.good("xsrf"), "X-XSRF-TOKEN": foreign}


def _xsrf_made_up(invitee: RejectClient, other: RejectClient) -> Credential:
    """The same made-up token as header and as cookie, which proves nothing of a session."""
    del other
    made_up, session = "Zm9yZ2VkLXhzcmYtdG9rZW4", invitee.good("xsrf")["Cookie"]
    kept = [each for each in session.split("; ") if not each.lower().startswith("xsrf-token=")]
    return {"Cookie": "; ".join([*kept, f"XSRF-TOKEN={made_up}"]), "X-XSRF-TOKEN": made_up}


def _xsrf_cut_short(invitee: RejectClient, other: RejectClient) -> Credential:
    del other
    good = invitee.good("xsrf")
    return {**good, "X-XSRF-TOKEN": good["X-XSRF-TOKEN"][:-4]}


def _xsrf_in_another_case(invitee: RejectClient, other: RejectClient) -> Credential:
    del other
    good = invitee.good("xsrf")
    return {**good, "X-XSRF-TOKEN": _another_case(good["X-XSRF-TOKEN"])}


def _with_another_app_token(invitee: RejectClient, other: RejectClient) -> Credential:
    del other
    return {**invitee.good("soticket"), "SO-AppToken": "no-such-application-7f3a91"}


def _in_plain_letters(encoded: str) -> str:
    """User and password as they are; a header can carry no others than these."""
    return base64.b64decode(encoded).decode(errors="ignore").encode("ascii", "ignore").decode()


BAD: Mapping[str, tuple[Spoil, tuple[int, ...]]] = {
    "no-credential": (lambda _, __: credentials.NONE, (401,)),
    "empty-authorization": (lambda _, __: {"Authorization": ""}, MALFORMED),
    "password-in-another-case": (_password(lambda own, _: _another_case(own)), CREDENTIAL),
    "password-cut-short": (_password(lambda own, _: own[: max(1, len(own) - 2)]), CREDENTIAL),
    "password-made-longer": (_password(lambda own, _: credentials.lengthened(own)), CREDENTIAL),
    "password-of-another": (_password(lambda _, foreign: foreign), CREDENTIAL),
    "password-empty": (_password(lambda _, __: ""), CREDENTIAL),
    "user-and-password-empty": (lambda _, __: credentials.basic("", ""), MALFORMED),
    "unknown-user": (lambda _, __: credentials.basic("no-such-user-7f3a91", "no-such-password"), CREDENTIAL),
    "basic-not-encoded": (_encoded(_in_plain_letters), MALFORMED),
    "basic-encoded-twice": (_encoded(lambda text: base64.b64encode(text.encode()).decode()), MALFORMED),
    "ticket-in-another-case": (_secret_of("soticket", "SoTicket", _another_case), MALFORMED),
    "ticket-cut-short": (_secret_of("soticket", "SoTicket", lambda own: own[:8]), MALFORMED),
    "ticket-made-longer": (_secret_of("soticket", "SoTicket", credentials.lengthened), MALFORMED),
    "ticket-as-token": (_secret_of("soticket", "Bearer", str), MALFORMED),
    "token-in-another-case": (_secret_of("bearer", "Bearer", _another_case), MALFORMED),
    "token-cut-short": (_secret_of("bearer", "Bearer", lambda own: own[:8]), MALFORMED),
    "token-made-longer": (_secret_of("bearer", "Bearer", credentials.lengthened), MALFORMED),
    "ticket-without-app-token": (lambda own, _: credentials.without(own.good("soticket"), "SO-AppToken"), MALFORMED),
    "ticket-with-wrong-app-token": (_with_another_app_token, MALFORMED),
    "token-as-ticket": (_secret_of("bearer", "SoTicket", str), MALFORMED),
    "ticket-less-a-letter": (_secret_of("soticket", "SoTicket", lambda own: own[:-1]), MALFORMED),
    "token-less-a-letter": (_secret_of("bearer", "Bearer", lambda own: own[:-1]), MALFORMED),
    "unknown-scheme": (lambda _, __: {"Authorization": "Digest glops"}, MALFORMED),
    "cookies-alone": (lambda own, _: credentials.without(own.good("xsrf"), "X-XSRF-TOKEN"), MALFORMED),
    "xsrf-token-alone": (lambda own, _: credentials.without(own.good("xsrf"), "Cookie"), MALFORMED),
    "xsrf-token-of-another": (_xsrf_of_another, MALFORMED),
    "xsrf-token-made-up": (_xsrf_made_up, MALFORMED),
    "xsrf-token-in-another-case": (_xsrf_in_another_case, MALFORMED),
    "xsrf-token-cut-short": (_xsrf_cut_short, MALFORMED),
}
"""Bad credentials by the name that factors.yaml gives them, and the statuses that refuse each."""


IDS: Mapping[str, Callable[[int, int], object]] = {
    "word-for-id": lambda named, absent: "glops",
    "unknown-id": lambda named, absent: absent,
    "id-beyond-int32": lambda named, absent: 2**32 + named,
    "negative-id": lambda named, absent: -named,
}
"""Ids that name nothing, made of one that names an invitation and one that names none."""


MEMBERS: Mapping[str, Mapping[str, object]] = {
    "misspelt-mode": {"UpdateMode": "OnlyThese"},
    "list-as-mode": {"UpdateMode": ["OnlyThis"]},
    "list-as-reason": {"RejectReason": ["Busy"]},
    "null-as-reason": {"RejectReason": None},
}
"""Members of the wrong value or type."""


def body(name: str, good: bytes, media_type: str) -> bytes:
    """The body that is wrong in a way."""
    if name in ("body-cut-short", "xml-cut-short"):
        return good[:-4]
    if name == "empty-body":
        return b"&&=&=" if media_type == FORM_TYPE else b""
    return good
