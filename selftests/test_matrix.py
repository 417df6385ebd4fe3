"""The suite proves itself: it catches every fault of the mock, and leaves every variant alone."""

from __future__ import annotations

import pytest

from matrix import COMBINED, GROUP_OF, GROUPS, REGISTER, SINGLE, Matrix, each
from reject_contract.mock import FAULTS, VARIANTS

HANDFUL = 5
NOT_BROKEN = {
    "RJ-MODE-2": "OnlyThis is the mode of most tests: who refuses it breaks RJ-ANSWER-1, on which this one rests",
    **{each.id: "combined faults break it" for each in REGISTER.requirements.values() if each.part == "COMBINE"},
}
"""Musts that no fault of the mock breaks, with the reason."""


@each(SINGLE)
def test_fault_is_caught(matrix: Matrix, name: str) -> None:
    """Every fault makes the verdict `violates`."""
    judged = matrix.judged(name)
    assert judged.verdict == "violates"
    assert "suite fault" not in judged.tests


@pytest.mark.slow
@each(SINGLE)
def test_fault_is_named(matrix: Matrix, name: str) -> None:
    """The whole contract names what a fault breaks, and blames little else."""
    judged = matrix.judged(name)
    failed = judged.having("violated") | (judged.having("warned") if GROUP_OF[name].strict else set())
    named = set(FAULTS[name].breaks)
    assert named <= failed, f"caught as {sorted(failed)} only"
    besides = {each for each in failed - named if REGISTER[each].part != "COMBINE"}  # these say it again
    assert len(besides) <= HANDFUL, f"blames {sorted(besides)} besides"


@pytest.mark.slow
@each(COMBINED)
def test_combined_fault_is_caught(matrix: Matrix, name: str) -> None:
    """What goes wrong only where two or three things meet makes the verdict `violates` too."""
    judged = matrix.judged(name)
    assert judged.verdict == "violates"
    assert "suite fault" not in judged.tests


@each(VARIANTS)
def test_variant_conforms(matrix: Matrix, name: str) -> None:
    """A conforming variant is left alone: nothing is violated, nothing unjudged."""
    judged = matrix.judged(name)
    assert (judged.having("violated"), judged.having("unjudged")) == (set(), set())
    assert judged.verdict == "conforms"


def test_every_fault_breaks_requirements_of_the_register() -> None:
    """What a fault's docstring says it breaks is a must or a should of the register."""
    for name, fault in FAULTS.items():
        assert all(REGISTER[each].level != "observe" for each in fault.breaks), name


def test_every_must_is_broken_by_a_fault() -> None:
    """A must that no fault breaks might not be judged at all; where there is none, the reason stands here."""
    broken = {each for fault in FAULTS.values() for each in fault.breaks}
    musts = {each.id for each in REGISTER.requirements.values() if each.level == "must" and not each.not_tested}
    assert musts - broken == musts & set(NOT_BROKEN)


@pytest.mark.whole_matrix
def test_every_test_fails_for_a_fault(matrix: Matrix) -> None:
    """A test of the contract that no fault makes fail proves nothing; combinations have faults of their own."""
    seen: dict[str, set[str]] = {}
    for group in (some for some in GROUPS if some.kind != "combined"):
        for judged in matrix.of_group(group).values():
            for kind, names in judged.tests.items():
                seen.setdefault(kind, set()).update(names)
    judging = seen["satisfied"] | seen["violated"] | seen["warned"]
    assert sorted(judging - seen["violated"] - seen["warned"]) == []
