"""UpdateMode: how far into a series a reject reaches."""

import json

import pytest

from reject_contract.plugin.case_result import Observe
from reject_contract.reject import bodies, judge, recommended
from reject_contract.reject.client import RejectClient as Client
from reject_contract.stage.invitations import Invitation, Series
from reject_contract.stage.stage import Stage

MODES = ["OnlyThis", "Unknown", "StopRecurrence", "ThisAndForward"]
NO_MODES = ["Onlythis2", "ThisAndFoward", "All", "None", "OnlyThis;", "", "Only This"]
NO_MODE_IDS = ["suffixed", "misspelt", "all", "none", "punctuated", "empty", "in-two-words"]
WRONG_TYPES = [True, ["OnlyThis"], {"UpdateMode": "OnlyThis"}]


@pytest.fixture
def series(stage: Stage) -> Series:
    """Four pending occurrences; the tests reject the second."""
    return stage.series(4)


@pytest.mark.parametrize(
    "mode",
    [
        pytest.param("Unknown", marks=pytest.mark.requirement("RJ-MODE-1")),
        pytest.param("OnlyThis", marks=pytest.mark.requirement("RJ-MODE-2")),
        pytest.param("ThisAndForward", marks=pytest.mark.requirement("RJ-MODE-3")),
    ],
)
def test_mode_does_not_matter_to_a_single_invitation(invitee: Client, single: Invitation, mode: str) -> None:
    """The modes are for recurring appointments; a single invitation is declined in each of them."""
    judge.declined(invitee.reject(single.id, "Busy", mode), single, reason="Busy")


@pytest.mark.requirement("RJ-MODE-4", "RJ-MODE-5")
def test_stop_recurrence_on_a_single_invitation_is_accepted_or_refused(
    invitee: Client, single: Invitation, observe: Observe
) -> None:
    """StopRecurrence declines a single invitation, or is refused and changes nothing."""
    exchange = invitee.reject(single.id, "Busy", "StopRecurrence")
    judge.accepted_or_refused(exchange, single)
    observe("RJ-MODE-5", exchange.summary())


@pytest.mark.requirement("RJ-MODE-6")
def test_only_this_declines_the_occurrence(invitee: Client, series: Series) -> None:
    """OnlyThis declines the occurrence that is named."""
    judge.declined(invitee.reject(series.occurrences[1].id, "Busy", "OnlyThis"), series.occurrences[1], reason="Busy")


@pytest.mark.requirement("RJ-MODE-7")
def test_only_this_leaves_the_others_alone(invitee: Client, series: Series) -> None:
    """OnlyThis leaves the earlier and the later occurrences alone."""
    exchange = invitee.reject(series.occurrences[1].id, "Busy", "OnlyThis")
    judge.accepted(exchange, invitee)
    judge.states(series.states(), ["pending", "any", "pending", "pending"], exchange)


@pytest.mark.requirement("RJ-MODE-8")
def test_this_and_forward_declines_the_later_ones(invitee: Client, series: Series) -> None:
    """ThisAndForward declines the occurrence and all later pending ones."""
    exchange = invitee.reject(series.occurrences[1].id, "Busy", "ThisAndForward")
    judge.accepted(exchange, invitee)
    judge.states(series.states(), ["any", "Declined", "Declined", "Declined"], exchange)


@pytest.mark.requirement("RJ-MODE-9")
def test_this_and_forward_leaves_the_earlier_ones_alone(invitee: Client, series: Series) -> None:
    """ThisAndForward never reaches back."""
    exchange = invitee.reject(series.occurrences[2].id, "Busy", "ThisAndForward")
    judge.accepted(exchange, invitee)
    judge.states(series.states(), ["pending", "pending", "any", "any"], exchange)


@pytest.mark.requirement("RJ-MODE-22")
def test_this_and_forward_stays_in_its_series(invitee: Client, series: Series, stage: Stage) -> None:
    """A later series of the same people is another matter."""
    later = stage.series(2)
    exchange = invitee.reject(series.occurrences[0].id, "Busy", "ThisAndForward")
    judge.accepted(exchange, invitee)
    judge.states(later.states(), ["pending", "pending"], exchange)


@pytest.mark.requirement("RJ-MODE-21")
def test_this_and_forward_gives_each_its_reason(invitee: Client, series: Series) -> None:
    """Every occurrence that is declined carries the reason."""
    exchange = invitee.reject(series.occurrences[1].id, "Busy", "ThisAndForward")
    judge.accepted(exchange, invitee)
    declined = [state.reason for state in series.states() if state.status == "Declined"]
    judge.same(["Busy"] * len(declined), declined, "the reasons of the declined occurrences", exchange, "reason")


@pytest.mark.requirement("RJ-MODE-10")
def test_stop_recurrence_on_a_series_is_accepted_or_refused(invitee: Client, series: Series) -> None:
    """StopRecurrence declines the occurrence, or is refused and changes nothing."""
    judge.accepted_or_refused(invitee.reject(series.occurrences[1].id, "Busy", "StopRecurrence"), series.occurrences[1])


@pytest.mark.requirement("RJ-MODE-11", "RJ-MODE-12")
def test_stop_recurrence_leaves_the_earlier_ones_alone(invitee: Client, series: Series, observe: Observe) -> None:
    """StopRecurrence works from the instance and forward in time, never backward."""
    exchange = invitee.reject(series.occurrences[1].id, "Busy", "StopRecurrence")
    after = series.states()
    observe("RJ-MODE-12", f"{exchange.summary()}; occurrences: {', '.join(state.status for state in after)}")
    judge.states(after, ["pending", "any", "any", "any"], exchange)


@pytest.mark.requirement("RJ-MODE-13", "RJ-MODE-14")
def test_unknown_on_a_series_is_accepted_or_refused(invitee: Client, series: Series, observe: Observe) -> None:
    """Unknown declines the named occurrence, or is refused and changes nothing."""
    exchange = invitee.reject(series.occurrences[1].id, "Busy", "Unknown")
    judge.accepted_or_refused(exchange, series.occurrences[1])
    observe("RJ-MODE-14", f"{exchange.summary()}; occurrences: {', '.join(each.status for each in series.states())}")


@pytest.mark.requirement("RJ-MODE-15")
def test_other_participants_of_the_series_keep_their_answer(invitee: Client, series: Series) -> None:
    """In no mode do the rows of other participants change."""
    before = series.others()
    for occurrence, mode in zip(reversed(series.occurrences), MODES, strict=True):
        exchange = invitee.reject(occurrence.id, "Busy", mode)
        judge.not_crashed(exchange)
        after = {row: state for row, state in series.others().items() if row in before}
        judge.same(before, after, f"status and reason of the other rows after {mode}", exchange)


@pytest.mark.requirement("RJ-MODE-23", "RJ-MODE-16")
@pytest.mark.parametrize("mode", NO_MODES, ids=NO_MODE_IDS)
def test_text_that_is_no_mode_is_refused(invitee: Client, pending: Invitation, mode: str) -> None:
    """A text that is no mode is carried out as one that is, or refused without side effects; it should be refused."""
    recommended.refusal(invitee.reject(pending.id, "Busy", mode), pending, "RJ-MODE-16")


@pytest.mark.requirement("RJ-MODE-24", "RJ-MODE-17")
@pytest.mark.parametrize("mode", WRONG_TYPES, ids=["boolean", "list", "object"])
def test_mode_of_another_type_is_refused(invitee: Client, pending: Invitation, mode: object) -> None:
    """A mode of another type is carried out as one, or refused without side effects; it should be refused."""
    recommended.refusal(invitee.reject(pending.id, "Busy", mode), pending, "RJ-MODE-17")


@pytest.mark.requirement("RJ-MODE-18", "RJ-MODE-20")
@pytest.mark.parametrize("mode", ["onlythis", "ONLYTHIS", "onlyThis"])
def test_letter_case_of_the_mode(invitee: Client, single: Invitation, mode: str, observe: Observe) -> None:
    """A mode in another letter case is carried out, or refused and changes nothing."""
    exchange = invitee.reject(single.id, "Busy", mode)
    judge.accepted_or_refused(exchange, single)
    observe("RJ-MODE-18", f"{mode}: {exchange.summary()}")


@pytest.mark.requirement("RJ-MODE-19", "RJ-MODE-20")
@pytest.mark.parametrize("mode", [0, 1, 2, 9, "1"], ids=["0", "1", "2", "9", "text-1"])
def test_number_of_the_mode(invitee: Client, single: Invitation, mode: object, observe: Observe) -> None:
    """A mode by its number is carried out, or refused and changes nothing."""
    exchange = invitee.send_reject(bodies.encode(bodies.request(single.id, "Busy", mode), "application/json"))
    judge.accepted_or_refused(exchange, single)
    observe("RJ-MODE-19", f"{json.dumps(mode)}: {exchange.summary()}")
