"""From what a test raised to its judgements, and to the words that a person reads."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest

from caseresults import (
    MUST,
    OBSERVE,
    REASON,
    SHOULD,
    Begun,
    accepting,
    beside,
    case_result,
    counted,
    details,
    judgements,
    violated,
)
from judging import NOTHING, URL, came
from reject_contract.http.exchange import Answer, Exchange, Sent
from reject_contract.http.violation import Omitted, StageFailed, TargetGone, Unjudged
from reject_contract.run.doctor import preflight
from reject_contract.verdict.fingerprint import fingerprint


def test_test_that_passes_satisfies_its_requirements() -> None:
    """Each requirement of the test has a judgement; what was to be observed says what was seen, without secrets."""
    found = counted(None, MUST, SHOULD, OBSERVE, seen="says s3cret-7")
    assert judgements(found) == [
        (MUST, "satisfied", "", ""),
        (SHOULD, "satisfied", "", ""),
        (OBSERVE, "observed", "says [INVITEE_PASSWORD]", ""),
    ]
    assert (found.kind, found.message) == ("satisfied", "")


def test_observations_of_one_test_stand_side_by_side() -> None:
    """All that was seen is told; nothing seen is told as well."""
    found = case_result(OBSERVE, "RJ-A-5")
    found.observe(OBSERVE, "one")
    found.observe(OBSERVE, "two")
    found.count(None)
    assert judgements(found) == [(OBSERVE, "observed", "one; two", ""), ("RJ-A-5", "observed", "nothing of note", "")]


@pytest.mark.parametrize("requirement", [MUST, OBSERVE], ids=["judged", "of-another-test"])
def test_only_an_observe_requirement_of_the_test_is_observed(requirement: str) -> None:
    """A mistake of a test is told at once."""
    with pytest.raises(ValueError, match=f"^{requirement} is not an observe requirement of this test$"):
        case_result(MUST, "RJ-A-5").observe(requirement, "x")


@pytest.mark.parametrize(("requirement", "outcome"), [(MUST, "violated"), (SHOULD, "warned")], ids=["must", "should"])
def test_violation_counts_by_the_level(requirement: str, outcome: str) -> None:
    """A must that is not kept is violated, a should warns."""
    found = counted(violated(), requirement)
    assert judgements(found) == [(requirement, outcome, REASON, "status")]
    assert found.kind == outcome


def test_violation_breaks_all_that_the_test_judges() -> None:
    """What was seen before it is observed; what was not seen is unjudged."""
    found = counted(violated(), MUST, SHOULD, OBSERVE, "RJ-A-5", seen="before")
    assert judgements(found) == [
        (OBSERVE, "observed", "before", ""),
        (MUST, "violated", REASON, "status"),
        (SHOULD, "warned", REASON, "status"),
        ("RJ-A-5", "unjudged", "the test ended at RJ-A-1", ""),
    ]
    assert found.kind == "violated"


@pytest.mark.parametrize(
    ("raised", "outcomes", "kind"),
    [
        (None, ["satisfied", "satisfied"], "violated"),
        (violated(), ["violated", "warned"], "violated"),
        (Unjudged("gone"), ["unjudged", "unjudged"], "violated"),
        (KeyError("x"), ["unjudged", "unjudged"], "suite fault"),
    ],
    ids=["passed", "violated", "unjudged", "suite-fault"],
)
def test_side_finding_leaves_what_the_test_is_about_as_it_is(
    raised: BaseException | None, outcomes: list[str], kind: str
) -> None:
    """An error body that tells a secret violates that requirement, however the test ends."""
    found = case_result(MUST, SHOULD)
    beside(found)
    found.count(raised)
    assert [judgement.outcome for judgement in found.judgements] == [*outcomes, "violated"]
    assert judgements(found)[-1] == ("RJ-A-4", "violated", REASON, "status")
    assert found.kind == kind


def test_side_finding_on_what_the_test_is_about_is_no_satisfaction() -> None:
    """A test of error bodies that finds a secret in one has not seen that there is none."""
    found = case_result("RJ-A-4", MUST)
    beside(found)
    found.count(None)
    assert [judgement[:2] for judgement in judgements(found)] == [(MUST, "satisfied"), ("RJ-A-4", "violated")]


def test_each_way_of_failing_counts_once() -> None:
    """A hundred error bodies with the same secret are one failure, with the evidence of the first."""
    found, first = case_result(MUST), came(500, "first")
    beside(found, first)
    beside(found)
    beside(found, actual="404")
    found.count(None)
    assert [judgement.reason for judgement in found.judgements[1:]] == [REASON, "expected 204; actual: 404"]
    assert [each.requirements for each in found.evidence] == [("RJ-A-4",), ("RJ-A-4",)]
    assert found.evidence[0].exchange == first.text()
    assert found.message.count("RJ-A-4  Another must.") == 2


def test_side_findings_outlive_the_exchanges_between_two_examples() -> None:
    """Generated requests are forgotten one after the other; what was found beside one keeps its evidence."""
    found = case_result(MUST)
    recorder = found.run.recorder
    exchange = replace(came(500), side_findings=recorder.side_findings)
    recorder.record(exchange)
    recorder.record(came(204))
    recorder.entries[0] = "gw0-1"
    exchange.note("RJ-A-4", "status", "204", "500")
    recorder.clear()
    assert recorder.exchanges == [exchange]
    found.count(None)
    assert [each.entry for each in found.evidence] == ["gw0-1"]
    recorder.begin()
    assert (recorder.exchanges, recorder.entries, recorder.side_findings) == ([], [], [])


@pytest.mark.parametrize("raised", [Unjudged("why s3cret-7"), StageFailed("why s3cret-7")])
def test_what_could_not_be_judged_is_held_against_nobody(raised: Unjudged) -> None:
    """All requirements of the test are unjudged, with the reason."""
    found = counted(raised, MUST, OBSERVE)
    assert judgements(found) == [(each, "unjudged", "why [INVITEE_PASSWORD]", "") for each in (MUST, OBSERVE)]
    assert (found.kind, found.message) == ("unjudged", "why [INVITEE_PASSWORD]")
    assert cast("Begun", found.run).given_up is None


def test_target_that_is_gone_ends_the_run() -> None:
    """Nothing more is judged on it."""
    gone = TargetGone("no answer")
    found = counted(gone, MUST)
    assert found.kind == "unjudged"
    assert cast("Begun", found.run).given_up is gone


def test_what_a_target_has_not_got_is_omitted() -> None:
    """A test may find out for itself that the target lacks something."""
    found = counted(Omitted("no ticket"), MUST, OBSERVE)
    assert judgements(found) == [(each, "omitted", "no ticket", "") for each in (MUST, OBSERVE)]
    assert (found.kind, found.message) == ("omitted", "no ticket")


@pytest.mark.parametrize(
    ("raised", "requirement"),
    [(KeyError("x"), MUST), (AssertionError("x"), MUST), (violated(), OBSERVE)],
    ids=["error", "bare-assert", "violation-in-a-test-that-only-observes"],
)
def test_fault_of_the_suite_is_none_of_the_server(raised: BaseException, requirement: str) -> None:
    """Whatever else a test raises is a fault of the suite, and leaves the requirement unjudged."""
    found = counted(raised, requirement)
    reason = f"suite fault in tests/test_x.py::test_it: {type(raised).__name__}"
    assert judgements(found) == [(requirement, "unjudged", reason, "")]
    assert (found.kind, found.message) == ("suite fault", reason)


def test_first_failure_of_a_test_decides() -> None:
    """What breaks when a failed test is taken down changes nothing."""
    found = counted(violated(), MUST)
    found.count(KeyError("in the teardown"))
    assert found.kind == "violated"


def test_failure_after_a_test_that_passed_counts() -> None:
    """A test whose fixtures break at the end has not passed."""
    found = counted(None, MUST)
    found.count(Unjudged("gone"))
    assert judgements(found) == [(MUST, "unjudged", "gone", "")]


@pytest.mark.parametrize(
    ("group", "outcome"),
    [
        (ExceptionGroup("", [KeyError(), violated()]), "violated"),
        (ExceptionGroup("", [ExceptionGroup("", [Unjudged("x"), violated()])]), "violated"),
        (ExceptionGroup("", [KeyError(), ExceptionGroup("", [Unjudged("x")])]), "unjudged"),
        (ExceptionGroup("", [KeyError()]), "suite fault"),
    ],
    ids=["violation", "violation-within", "unjudged", "other"],
)
def test_violation_counts_first_of_several_errors(group: BaseException, outcome: str) -> None:
    """Hypothesis raises a group where a failure did not repeat: the worst of it is what matters."""
    assert counted(group, MUST).kind == outcome


def test_test_begins_where_the_target_has_what_it_needs() -> None:
    """The run is told, so that it can forget the test before."""
    found = case_result(MUST)
    found.open()
    assert cast("Begun", found.run).begun == [preflight]


def test_test_is_omitted_where_its_first_requirement_cannot_be_judged() -> None:
    """Each requirement has the reason of its own; the target is examined all the same."""
    found = case_result(MUST, SHOULD, lacking={MUST: "no ticket", SHOULD: "no token"})
    with pytest.raises(Omitted) as caught:
        found.open()
    found.count(caught.value)
    assert judgements(found) == [(MUST, "omitted", "no ticket", ""), (SHOULD, "omitted", "no token", "")]
    assert (found.message, cast("Begun", found.run).begun) == ("no ticket", [preflight])


@pytest.mark.parametrize("raised", [None, violated(), Unjudged("x")], ids=["passed", "violated", "unjudged"])
def test_requirement_that_the_target_has_not_got_is_omitted_alone(raised: BaseException | None) -> None:
    """A test may judge one requirement everywhere, and another only where the target has what it needs."""
    found = counted(raised, MUST, SHOULD, lacking={SHOULD: "no series"})
    outcomes = {judgement.requirement: (judgement.outcome, judgement.reason) for judgement in found.judgements}
    assert outcomes[SHOULD] == ("omitted", "no series")
    assert outcomes[MUST][0] in ("satisfied", "violated", "unjudged")


def test_message_is_all_that_a_ticket_needs() -> None:
    """Ids, titles and sources, expected and actual, the exchange, the seed and the commands; and no secret."""
    exchange = came(500, "s3cret-7 broke", Content_Type="text/plain")
    found = counted(violated(exchange=exchange), MUST, SHOULD, OBSERVE, naming=("--target", "my target.yaml"))
    assert found.message.splitlines() == [
        "RJ-A-1  A must.",
        "  where     page (must, stated)",
        "RJ-A-2  A should.",
        "  where     page (should, stated)",
        *details(found),
    ]
    assert details(found) == [
        "  expected  204",
        "  actual    500 [INVITEE_PASSWORD]",
        f"  sent      POST {URL}",
        "  came      HTTP/1.1 500",
        "            Content-Type: text/plain",
        "            [INVITEE_PASSWORD] broke",
        "  seed      7",
        "  again     reject-contract verify 'test_it[fake-1 2]' --target 'my target.yaml'",
        f"  curl      {exchange.curl()}",
    ]


def test_message_without_an_exchange_names_none() -> None:
    """Where no single request is to blame, the test alone is repeated; on the bundled mock without a target file."""
    assert counted(violated(), "RJ-A-4").message.splitlines() == [
        "RJ-A-4  Another must.",
        "  where     page (must, stated)",
        "  expected  204",
        "  actual    500 [INVITEE_PASSWORD]",
        "  seed      7",
        "  again     reject-contract verify 'test_it[fake-1 2]'",
    ]


def test_message_says_when_no_answer_came() -> None:
    """The reason stands where the answer would."""
    assert "  came      no answer: connection reset" in details(counted(violated(exchange=NOTHING), MUST))


def test_long_exchange_is_cut_and_its_curl_is_not() -> None:
    """Many headers and long lines inform no better; a command that is cut would be of no use."""
    headers = tuple((f"X-{number}", "v" * 200) for number in range(9))
    exchange = Exchange(Sent("POST", URL, headers, b'"' + b"r" * 900 + b'"'), Answer(500, "", headers), 0.0, 0.0)
    lines = details(counted(violated(exchange=exchange), MUST))
    assert max(len(line) for line in lines[:-2]) <= 160
    assert lines.count("            … and 5 headers more") == 2
    assert lines[-1] == f"  curl      {exchange.curl()}"


def test_curl_that_nobody_would_copy_is_not_shown() -> None:
    """The report has it."""
    exchange = Exchange(Sent("POST", URL, (), b"r" * 5000), Answer(500, "", ()), 0.0, 0.0)
    lines = details(counted(violated(exchange=exchange), MUST))
    assert lines[-1].startswith("  curl      too long for a terminal (5")


def test_nothing_in_an_answer_steers_the_terminal() -> None:
    """Control characters of a stranger are shown as question marks."""
    assert "\x1b" not in counted(violated(exchange=came(500, "\x1b[31mred")), MUST).message


def test_accepted_failure_deviates() -> None:
    """The judgement carries who accepted it; the test has not failed."""
    found = counted(violated(), MUST, OBSERVE, seen="before", accepted=accepting(MUST, REASON))
    assert judgements(found) == [
        (OBSERVE, "observed", "before", ""),
        (MUST, "deviates", f"accepted until 2099-01-01 by desk: known: {REASON}", "status"),
    ]
    assert found.kind == "deviates"
    assert found.judgements[-1].fingerprint == fingerprint(MUST, "status", REASON)


def test_test_goes_on_past_an_accepted_failure_of_another_requirement() -> None:
    """An error body that is known to tell too much keeps no test from judging what it is about."""
    found = case_result(MUST, accepted=accepting("RJ-A-4", REASON))
    found.open()
    beside(found)
    found.count(None)
    assert [(judgement.requirement, judgement.outcome) for judgement in found.judgements] == [
        (MUST, "satisfied"),
        ("RJ-A-4", "deviates"),
    ]
    assert found.kind == "satisfied"


def test_deviation_covers_no_other_failure() -> None:
    """The requirement is violated, and the reason says what the deviation is about."""
    accepted = accepting(MUST, "expected 204; actual: 404")
    found = counted(violated(), MUST, accepted=accepted)
    mark = accepted.accepted[0].fingerprint
    assert judgements(found) == [
        (MUST, "violated", f"{REASON} (the deviation {mark} covers another failure)", "status")
    ]


def test_failure_beside_an_accepted_one_is_violated() -> None:
    """Of two requirements that a test finds broken one may be accepted."""
    found = counted(violated(), MUST, "RJ-A-4", accepted=accepting(MUST, REASON))
    assert [judgement.outcome for judgement in found.judgements] == ["deviates", "violated"]
    assert found.kind == "violated"


def test_case_result_goes_from_process_to_process_as_json() -> None:
    """With several processes the judgements are counted in another one than they were cast in."""
    found = counted(violated(), MUST)
    assert found.as_json() == {
        "target": "fake",
        "kind": "violated",
        "reason": "",
        "before": "",
        "judgements": [
            {
                "requirement": MUST,
                "outcome": "violated",
                "test": "tests/test_x.py::test_it",
                "reason": REASON,
                "aspect": "status",
                "fingerprint": fingerprint(MUST, "status", REASON),
            }
        ],
        "evidence": [
            {
                "requirements": (MUST,),
                "test": "tests/test_x.py::test_it",
                "expected": "204",
                "actual": "500 [INVITEE_PASSWORD]",
                "again": "reject-contract verify 'test_it[fake-1 2]'",
                "exchange": "",
                "curl": "",
                "entry": "",
                "details": found.evidence[0].details,
            }
        ],
    }


def test_case_result_without_a_violation_has_no_evidence() -> None:
    """There is nothing to be shown."""
    assert counted(None, MUST).as_json()["evidence"] == []


def test_evidence_names_the_exchange_in_the_archive() -> None:
    """The violation leads to its request among the thousands of a run."""
    found, exchange = case_result(MUST), came(500)
    recorder = cast("Begun", found.run).recorder
    recorder.exchanges, recorder.entries = [came(500), exchange], ["gw0-1", "gw0-2"]
    found.count(violated(exchange=exchange))
    (evidence,) = found.evidence
    assert (evidence.entry, evidence.curl, evidence.exchange) == ("gw0-2", exchange.curl(), exchange.text())


def test_requests_are_labelled_with_their_test() -> None:
    """The archive says of each request what it was sent for."""
    assert cast("Begun", counted(None, MUST, SHOULD).run).said == ("tests/test_x.py::test_it", (MUST, SHOULD))
