"""$select: a parameter for results, on an operation that has none."""

import pytest

from reject_contract.reject import judge
from reject_contract.reject.client import RejectClient as Client
from reject_contract.stage.invitations import Invitation

HARMLESS = [
    pytest.param("$select=AppointmentId", marks=pytest.mark.requirement("RJ-SELECT-1"), id="one-property"),
    pytest.param("$select=Name,department,category", marks=pytest.mark.requirement("RJ-SELECT-2"), id="several"),
    pytest.param("$select=name,department,category/id", marks=pytest.mark.requirement("RJ-SELECT-3"), id="nested"),
    pytest.param("$select=NothingHasThis", marks=pytest.mark.requirement("RJ-SELECT-4"), id="unknown-name"),
    pytest.param("%24select=name%2Cdepartment", marks=pytest.mark.requirement("RJ-SELECT-7"), id="percent-encoded"),
]
OPEN = [
    pytest.param("$select=", marks=pytest.mark.requirement("RJ-SELECT-5"), id="empty"),
    pytest.param("$select=,", marks=pytest.mark.requirement("RJ-SELECT-5"), id="a-comma"),
    pytest.param("$select=%20name,%20department", marks=pytest.mark.requirement("RJ-SELECT-6"), id="spaces"),
    pytest.param("$select=%20", marks=pytest.mark.requirement("RJ-SELECT-6"), id="only-a-space"),
    pytest.param("$select=name&$select=department", marks=pytest.mark.requirement("RJ-SELECT-8"), id="repeated"),
    pytest.param("$select=" + "name," * 300, marks=pytest.mark.requirement("RJ-SELECT-9"), id="1500-long"),
    pytest.param("$select=" + "name," * 1600, marks=pytest.mark.requirement("RJ-SELECT-10"), id="8000-long"),
    pytest.param("$select=nothing_has_this", marks=pytest.mark.requirement("RJ-SELECT-11"), id="underscores"),
    pytest.param("$select=*", marks=pytest.mark.requirement("RJ-SELECT-11"), id="star"),
    pytest.param("$select=a//b/", marks=pytest.mark.requirement("RJ-SELECT-11"), id="slashes"),
    pytest.param("$select=%27%22;--()", marks=pytest.mark.requirement("RJ-SELECT-11"), id="quotes-and-brackets"),
    pytest.param("$select=%ff%00", marks=pytest.mark.requirement("RJ-SELECT-11"), id="not-utf-8"),
    pytest.param("$select=n%C3%A6vn,%E5%90%8D", marks=pytest.mark.requirement("RJ-SELECT-11"), id="beyond-ascii"),
]


@pytest.mark.parametrize("query", HARMLESS)
def test_select_changes_neither_answer_nor_effect(invitee: Client, invitation: Invitation, query: str) -> None:
    """There is no result to select from: the answer and the effect are those of a plain reject."""
    judge.declined(invitee.reject(invitation.id, "Busy", query=query), invitation, reason="Busy")


@pytest.mark.parametrize("query", OPEN)
def test_unusual_select_is_accepted_or_refused(invitee: Client, invitation: Invitation, query: str) -> None:
    """A reject with an unusual $select is carried out in full, or refused without side effects."""
    judge.accepted_or_refused(invitee.reject(invitation.id, "Busy", query=query), invitation, reason="Busy")
