"""From judgements to outcomes, verdict and exit code."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reject_contract.verdict.outcomes import Outcome
from reject_contract.verdict.register import Register, Requirement, load
from reject_contract.verdict.result import Counts
from reject_contract.verdict.verdict import (
    NOT_SELECTED,
    Exit,
    Finding,
    Judgement,
    Scope,
    exit_code,
    findings,
    verdict,
)


def requirement(name: str, level: str = "must", **more: object) -> Requirement:
    """A requirement for a register of the test's own."""
    return Requirement(name, f"{name} holds.", level, "stated", "page", "ANSWER", **more)  # type: ignore[arg-type]


def register(*requirements: Requirement) -> Register:
    """A register of a few requirements."""
    return Register({each.id: each for each in requirements}, {"ANSWER": "Answer"})


BASE = requirement("RJ-ANSWER-1")
SPECIAL = requirement("RJ-ANSWER-2", depends_on=("RJ-ANSWER-1",))
SHOULD = requirement("RJ-ANSWER-3", "should")
OBSERVE = requirement("RJ-ANSWER-4", "observe")
CORE = requirement("RJ-ANSWER-5", core=True)


def judgement(each: Requirement, outcome: Outcome, aspect: str = "", test: str = "t", reason: str = "") -> Judgement:
    """A judgement of one test."""
    return Judgement(each.id, outcome, test, reason, aspect)


def finding(each: Requirement, outcome: Outcome) -> Finding:
    """A finding without its history."""
    return Finding(each, outcome, "")


@pytest.mark.parametrize(
    ("outcomes", "strict", "expected"),
    [
        ([(BASE, "satisfied")], False, "conforms"),
        ([(BASE, "violated")], False, "violates"),
        ([(BASE, "deviates")], False, "conforms"),
        ([(BASE, "unjudged")], False, "inconclusive"),
        ([(BASE, "violated"), (SPECIAL, "unjudged")], False, "violates"),
        ([(BASE, "satisfied"), (SPECIAL, "unjudged")], False, "inconclusive"),
        ([(BASE, "satisfied"), (SHOULD, "warned")], False, "conforms"),
        ([(BASE, "satisfied"), (SHOULD, "warned")], True, "violates"),
        ([(BASE, "satisfied"), (SHOULD, "unjudged")], False, "conforms"),
        ([(BASE, "satisfied"), (OBSERVE, "unjudged")], True, "conforms"),
        ([(SHOULD, "violated"), (BASE, "satisfied")], False, "violates"),
        ([(SHOULD, "warned")], False, "conforms"),
        ([(OBSERVE, "observed")], False, "conforms"),
        ([(BASE, "satisfied"), (SPECIAL, "omitted")], False, "conforms"),
        ([(BASE, "omitted"), (SPECIAL, "omitted")], False, "inconclusive"),
        ([], False, "inconclusive"),
    ],
)
def test_verdict_follows_from_the_outcomes(
    outcomes: list[tuple[Requirement, Outcome]], strict: bool, expected: str
) -> None:
    """Violated wins, then unjudged musts; nothing judged is never green."""
    assert verdict([finding(*each) for each in outcomes], strict=strict) == expected


@pytest.mark.parametrize(
    ("reason", "in_part", "expected"),
    [("no writes", False, "inconclusive"), ("no writes", True, "conforms"), (NOT_SELECTED, False, "conforms")],
    ids=["kept from it", "wanted so", "not selected"],
)
def test_core_left_out_is_green_only_where_that_was_wanted(reason: str, in_part: bool, expected: str) -> None:
    """Who judges only refusals has to ask for it; nobody learns by a green that nothing was written."""
    found = [finding(BASE, "satisfied"), Finding(CORE, "omitted", reason)]
    assert verdict(found, in_part=in_part) == expected


@pytest.mark.parametrize(
    ("outcome", "expected"), [("satisfied", "inconclusive"), ("deviates", "inconclusive"), ("violated", "violates")]
)
def test_stale_deviation_is_never_green(outcome: Outcome, expected: str) -> None:
    """A deviation that is no longer needed makes inconclusive what would conform."""
    assert verdict([finding(BASE, outcome)], stale=True) == expected


def test_reasons_stand_in_the_order_of_the_tests() -> None:
    """Tests run in random order; what is said of a requirement does not hang on it."""
    judgements = [
        judgement(BASE, "violated", test="b", reason="second"),
        judgement(BASE, "violated", test="a", reason="first"),
    ]
    assert findings(register(BASE), judgements, Scope())[0].reason == "first; second"


def test_should_is_no_must_unless_asked_for() -> None:
    """Without more being said, a warning fails nobody, and the suite is thought to work."""
    assert verdict([finding(SHOULD, "warned")]) == "conforms"
    assert exit_code(["conforms"]) == Exit.CONFORMS


@pytest.mark.parametrize(
    ("verdicts", "suite_fault", "expected"),
    [
        (["conforms"], False, Exit.CONFORMS),
        (["conforms", "violates"], False, Exit.VIOLATES),
        (["inconclusive", "violates"], False, Exit.VIOLATES),
        (["conforms", "inconclusive"], False, Exit.INCONCLUSIVE),
        ([], False, Exit.INCONCLUSIVE),
        (["violates"], True, Exit.SUITE_FAULT),
    ],
)
def test_exit_code_is_that_of_the_worst_target(verdicts: list[str], suite_fault: bool, expected: Exit) -> None:
    """The worst of the targets wins; a fault of the suite wins over all, since then nothing is sure."""
    assert exit_code(verdicts, suite_fault=suite_fault) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize("worst", ["violated", "unjudged"])
def test_worst_vote_is_the_outcome(worst: Outcome) -> None:
    """One test that fails outweighs any number that pass."""
    judgements = [
        judgement(BASE, "satisfied", test="a"),
        judgement(BASE, worst, "status", test="b"),
        judgement(BASE, "satisfied", test="c"),
    ]
    assert findings(register(BASE), judgements, Scope())[0].outcome == worst


def test_omitted_case_does_not_hide_a_judged_one() -> None:
    """A requirement of which some cases are omitted is judged on the others."""
    judgements = [judgement(BASE, "omitted", test="a"), judgement(BASE, "satisfied", test="b")]
    assert findings(register(BASE), judgements, Scope())[0].outcome == "satisfied"


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        (["satisfied", "observed", "omitted"], "satisfied"),
        (["observed", "omitted"], "observed"),
        (["unjudged", "satisfied"], "unjudged"),
        (["unjudged", "warned"], "warned"),
        (["warned", "violated", "unjudged"], "violated"),
    ],
    ids="-".join,
)
def test_votes_are_ranked(outcomes: list[Outcome], expected: Outcome) -> None:
    """Broken outweighs unjudged, unjudged outweighs kept, and kept outweighs omitted."""
    assert findings(register(BASE), [judgement(BASE, each) for each in outcomes], Scope())[0].outcome == expected


def test_finding_gives_each_reason_of_its_outcome_once() -> None:
    """The reasons of other outcomes are not its own; empty ones are none."""
    reasons = ("status 500", "status 500", "", "no effect")
    judgements = [judgement(BASE, "violated", reason=reason) for reason in reasons]
    judgements.append(judgement(BASE, "satisfied", reason="fine"))
    assert findings(register(BASE), judgements, Scope())[0].reason == "status 500; no effect"


@pytest.mark.parametrize("outcome", ["satisfied", "omitted", "unjudged"])
def test_planned_test_without_a_vote_leaves_it_unjudged(outcome: Outcome) -> None:
    """A test that was to run and never came to an end is missed, and named."""
    cast = judgement(BASE, outcome, test="b")
    found = findings(register(BASE), [cast], Scope({BASE.id: {"d", "b", "c"}}))[0]
    assert found.outcome == "unjudged"
    assert found.reason == "2 of its 3 tests did not come to an end, such as c"
    assert (found.requirement, found.tests, found.judgements) == (BASE, ("b", "c", "d"), (cast,))


@pytest.mark.parametrize("outcome", ["violated", "warned"])
def test_planned_test_without_a_vote_does_not_hide_a_failure(outcome: Outcome) -> None:
    """What is broken is broken, though other tests of it did not come to an end."""
    cast = judgement(BASE, outcome, test="a")
    found = findings(register(BASE), [cast], Scope({BASE.id: {"a", "b"}}))[0]
    assert (found.outcome, found.tests, found.judgements) == (outcome, ("a", "b"), (cast,))


def test_vote_counts_for_its_own_requirement() -> None:
    """Each requirement of the register has one finding, in the order of the register, from its own judgements."""
    judgements = [
        judgement(SHOULD, "warned", test="b"),
        judgement(BASE, "satisfied", test="a"),
        judgement(SHOULD, "satisfied", test="a"),
    ]
    found = findings(register(BASE, SPECIAL, SHOULD), judgements, Scope({BASE.id: {"a"}}))
    assert [(each.requirement, each.outcome, each.tests) for each in found] == [
        (BASE, "satisfied", ("a",)),
        (SPECIAL, "omitted", ()),
        (SHOULD, "warned", ("a", "b")),
    ]


def test_requirement_without_tests_is_omitted_with_its_reason() -> None:
    """What no test judges says why."""
    untested = requirement("RJ-ANSWER-5", "observe", not_tested="decided elsewhere")
    found = findings(register(BASE, untested), [], Scope())
    assert [(each.outcome, each.reason) for each in found] == [
        ("omitted", "not selected for this run"),
        ("omitted", "decided elsewhere"),
    ]


def test_failure_of_the_base_is_counted_once() -> None:
    """What fails in the way in which its base fails is left unjudged."""
    judgements = [judgement(BASE, "violated", "status"), judgement(BASE, "violated", "effect")]
    judgements += [
        judgement(SPECIAL, "violated", "status"),
        judgement(SPECIAL, "warned", "effect"),
        judgement(SPECIAL, "satisfied"),
    ]
    base, special = findings(register(BASE, SPECIAL), judgements, Scope())
    assert (base.outcome, special.outcome) == ("violated", "unjudged")
    assert special.reason == "depends on RJ-ANSWER-1, which is violated in the same way (effect, status)"


def test_warning_that_follows_from_a_failure_is_not_counted() -> None:
    """A should that rests on a broken must is left unjudged as well."""
    should = requirement("RJ-ANSWER-5", "should", depends_on=("RJ-ANSWER-1",))
    judgements = [judgement(BASE, "violated", "status"), judgement(should, "warned", "status")]
    assert [each.outcome for each in findings(register(BASE, should), judgements, Scope())] == ["violated", "unjudged"]


def test_base_of_a_base_explains_a_failure() -> None:
    """What rests on a requirement rests on what that one rests on."""
    far = requirement("RJ-ANSWER-5", depends_on=("RJ-ANSWER-2",))
    judgements = [
        judgement(BASE, "violated", "status"),
        judgement(SPECIAL, "satisfied"),
        judgement(far, "violated", "status"),
    ]
    outcomes = [each.outcome for each in findings(register(BASE, SPECIAL, far), judgements, Scope())]
    assert outcomes == ["violated", "satisfied", "unjudged"]


def test_warning_of_the_base_explains_nothing() -> None:
    """A should that is not kept does not excuse a must that is not kept."""
    must = requirement("RJ-ANSWER-5", depends_on=("RJ-ANSWER-3",))
    judgements = [judgement(SHOULD, "warned", "status"), judgement(must, "violated", "status")]
    assert [each.outcome for each in findings(register(SHOULD, must), judgements, Scope())] == ["warned", "violated"]


def test_second_base_may_explain_a_failure() -> None:
    """Of several bases one that is broken in the same way is enough."""
    other = requirement("RJ-ANSWER-0")
    both = requirement("RJ-ANSWER-5", depends_on=("RJ-ANSWER-0", "RJ-ANSWER-1"))
    judgements = [
        judgement(other, "satisfied"),
        judgement(BASE, "violated", "status"),
        judgement(both, "violated", "status"),
    ]
    found = findings(register(other, BASE, both), judgements, Scope())
    assert (found[2].outcome, BASE.id in found[2].reason) == ("unjudged", True)


def test_failure_of_a_deviating_base_is_not_counted_and_not_green() -> None:
    """What fails as an accepted failure does is neither held against the server nor accepted with it."""
    judgements = [judgement(BASE, "deviates", "status"), judgement(SPECIAL, "violated", "status")]
    base, special = findings(register(BASE, SPECIAL), judgements, Scope())
    assert (base.outcome, special.outcome) == ("deviates", "unjudged")
    assert special.reason == "depends on RJ-ANSWER-1, which deviates in the same way (status)"


def test_failure_of_another_kind_is_counted_for_itself() -> None:
    """What fails in another way than its base is violated too."""
    judgements = [judgement(BASE, "violated", "status"), judgement(SPECIAL, "violated", "effect")]
    assert [each.outcome for each in findings(register(BASE, SPECIAL), judgements, Scope())] == ["violated", "violated"]


def test_failure_without_a_failing_base_is_its_own() -> None:
    """A base that holds excuses nothing."""
    judgements = [judgement(BASE, "satisfied"), judgement(SPECIAL, "violated", "status")]
    assert [each.outcome for each in findings(register(BASE, SPECIAL), judgements, Scope())] == [
        "satisfied",
        "violated",
    ]


@pytest.mark.parametrize(("aspect", "outcome"), [("sometimes crash", "unjudged"), ("crash", "violated")])
def test_what_fails_now_and_then_explains_the_same_failure_elsewhere(aspect: str, outcome: str) -> None:
    """Where any request may crash, no crash tells more; where all requests of the kind crash, each is its own."""
    shaky = requirement("RJ-REPEAT-9", pervasive=True)
    judgements = [judgement(shaky, "violated", aspect), judgement(BASE, "violated", "crash")]
    assert [each.outcome for each in findings(register(shaky, BASE), judgements, Scope())] == ["violated", outcome]


@pytest.mark.parametrize(
    ("scope", "outcome"),
    [
        (Scope(in_part={BASE.id}), "unjudged"),
        (Scope(in_part={SHOULD.id}), "satisfied"),
        (Scope(in_part={BASE.id}, requirements={BASE.id}), "unjudged"),
        (Scope(in_part={BASE.id}, requirements={SHOULD.id}), "omitted"),
        (Scope(stopped="the run was interrupted"), "unjudged"),
        (Scope({BASE.id: {"tests/test_x.py::test_it"}}, stopped="the run was interrupted"), "satisfied"),
    ],
    ids=["in-part", "another", "asked-for", "not-asked-for", "stopped-without-a-plan", "stopped-after-it"],
)
def test_part_of_the_tests_satisfies_nothing(scope: Scope, outcome: Outcome) -> None:
    """A requirement is judged only where all its tests ran."""
    cast = [judgement(BASE, "satisfied", test="tests/test_x.py::test_it")]
    assert findings(register(BASE), cast, scope)[0].outcome == outcome


@pytest.mark.parametrize("scope", [Scope(in_part={BASE.id}), Scope(stopped="the run was interrupted")])
def test_part_of_the_tests_violates_all_the_same(scope: Scope) -> None:
    """One failing test is enough."""
    assert findings(register(BASE), [judgement(BASE, "violated")], scope)[0].outcome == "violated"


def test_reason_names_what_fails_now_and_then() -> None:
    """A reader is led to the requirement that tells of it."""
    shaky = requirement("RJ-REPEAT-9", pervasive=True)
    _, base = findings(
        register(shaky, BASE),
        [judgement(shaky, "violated", "sometimes crash"), judgement(BASE, "violated", "crash")],
        Scope(),
    )
    assert base.reason == "RJ-REPEAT-9 is violated: now and then any request fails in this way (crash)"


def test_what_fails_now_and_then_explains_no_other_failure() -> None:
    """A wrong effect is not a crash."""
    shaky = requirement("RJ-REPEAT-9", pervasive=True)
    judgements = [judgement(shaky, "violated", "sometimes crash"), judgement(BASE, "violated", "effect")]
    assert [each.outcome for each in findings(register(shaky, BASE), judgements, Scope())] == ["violated", "violated"]


REGISTER = load()
JUDGED = [each for each in REGISTER.requirements.values() if each.level != "observe"]
ASPECTS = ["crash", "status 200", "effect", "reason", "changed", "sometimes crash", "sometimes effect", "no answer"]


@given(
    st.lists(st.tuples(st.sampled_from(JUDGED), st.sampled_from(ASPECTS), st.booleans()), min_size=1, max_size=60),
)
@settings(max_examples=300, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
def test_attribution_never_hides_that_something_is_violated(cast: list[tuple[Requirement, str, bool]]) -> None:
    """However failures explain one another, a must that fails leaves a must that is violated."""
    judgements = [judgement(each, _fails(each) if fails else "satisfied", aspect) for each, aspect, fails in cast]
    found = findings(REGISTER, judgements, Scope())
    assert ("violated" in {each.outcome for each in judgements}) == ("violated" in {each.outcome for each in found})


def _fails(each: Requirement) -> Outcome:
    return "violated" if each.level == "must" else "warned"


def test_counts_of_several_processes_are_added_up() -> None:
    """Requests and writes are summed; the span is from the first request of all to the last."""
    counts = Counts()
    for each in (Counts(5, 1, 100.0, 110.0), Counts(0, 0), Counts(7, 2, 98.0, 105.0)):
        counts.add(each)
    assert counts == Counts(12, 3, 98.0, 110.0)
