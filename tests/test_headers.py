"""The request headers beside Content-Type and Authorization."""

from collections.abc import Callable

import pytest

from reject_contract.plugin.case_result import Observe
from reject_contract.reject import judge
from reject_contract.reject.client import RejectClient as Client
from reject_contract.stage.invitations import Invitation

Spelling = Callable[[str], str]

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
def test_foreign_accept_is_accepted_or_refused(
    invitee: Client, invitation: Invitation, accept: str, observe: Observe
) -> None:
    """An Accept that nothing here can meet is disregarded, or refused with 406."""
    exchange = invitee.reject(invitation.id, headers={"Accept": accept})
    judge.credential_works(exchange, invitee)
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
