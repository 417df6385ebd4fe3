"""$select: a parameter for results, on an operation that has none."""

import pytest

from reject_contract.http.client import Client
from reject_contract.reject import judge
from reject_contract.stage.invitations import Invitation

HARMLESS = [
    pytest.param("$select=AppointmentId", marks=pytest.mark.requirement("RJ-SELECT-1"), id="one-property"),
    pytest.param("$select=Name,department,category", marks=pytest.mark.requirement("RJ-SELECT-2"), id="several"),
    pytest.param("$select=name,department,category/id", marks=pytest.mark.requirement("RJ-SELECT-3"), id="nested"),
    pytest.param("$select=nothing_has_this", marks=pytest.mark.requirement("RJ-SELECT-4"), id="unknown-name"),
    pytest.param("$select=n%C3%A6vn,%E5%90%8D", marks=pytest.mark.requirement("RJ-SELECT-4"), id="beyond-ascii"),
    pytest.param("$select=", marks=pytest.mark.requirement("RJ-SELECT-5"), id="empty"),
    pytest.param("$select=,", marks=pytest.mark.requirement("RJ-SELECT-5"), id="a-comma"),
    pytest.param("$select=%20name,%20department", marks=pytest.mark.requirement("RJ-SELECT-6"), id="spaces"),
    pytest.param("$select=%20", marks=pytest.mark.requirement("RJ-SELECT-6"), id="only-a-space"),
    pytest.param("%24select=name%2Cdepartment", marks=pytest.mark.requirement("RJ-SELECT-7"), id="percent-encoded"),
    pytest.param("$select=name&$select=department", marks=pytest.mark.requirement("RJ-SELECT-8"), id="repeated"),
    pytest.param("$select=" + "name," * 300, marks=pytest.mark.requirement("RJ-SELECT-9"), id="1500-long"),
]


@pytest.mark.parametrize("query", HARMLESS)
def test_select_changes_neither_answer_nor_effect(invitee: Client, invitation: Invitation, query: str) -> None:
    """There is no result to select from: the answer and the effect are those of a plain reject."""
    judge.declined(invitee.reject(invitation.id, "Busy", query=query), invitation, reason="Busy")


@pytest.mark.requirement("RJ-SELECT-11")
@pytest.mark.parametrize(
    "value", ["*", "a//b/", "%27%22;--()", "%ff%00"], ids=["star", "slashes", "quotes-and-brackets", "not-utf-8"]
)
def test_odd_select_is_decided(invitee: Client, invitation: Invitation, value: str) -> None:
    """Signs that no property name has may be refused; they never crash the operation."""
    judge.accepted_or_refused(invitee.reject(invitation.id, "Busy", query=f"$select={value}"), invitation)


@pytest.mark.requirement("RJ-SELECT-10")
def test_very_long_select_is_decided(invitee: Client, invitation: Invitation) -> None:
    """A query of 8000 characters may be too long for the server, which then refuses it and changes nothing."""
    judge.accepted_or_refused(invitee.reject(invitation.id, "Busy", query="$select=" + "name," * 1600), invitation)
