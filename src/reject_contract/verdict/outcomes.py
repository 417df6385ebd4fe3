"""The one table of outcomes: how each is called, shown and reported."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

Outcome = Literal["violated", "warned", "unjudged", "deviates", "satisfied", "observed", "omitted"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
"""The worst first: where the tests of a requirement disagree, the first of these that occurs is its outcome."""
SUITE_FAULT = "suite fault"
"""The outcome of a test that fails through the suite's own fault; its requirements are unjudged."""


class Presentation(NamedTuple):
    """How one outcome is called, shown and reported."""

    noun: str
    """Begins what Allure and pytest say of a test."""
    letter: str
    """Shows a test on the terminal."""
    colour: str
    """On the terminal."""
    category: str
    """Under which pytest counts a test in its last line; tools look for "passed" there."""
    pytest: Literal["passed", "failed", "skipped"]
    junit: Literal["failure", "error", "skipped", ""]
    """The element of junit.xml; a failure that does not decide the verdict, such as a warning, has none."""
    allure: Literal["passed", "failed", "broken", "skipped"]
    meaning: str
    judged: bool = True
    """Whether it says something of the server."""


TABLE: dict[str, Presentation] = {
    "violated": Presentation(
        "violation", "F", "red", "violated", "failed", "failure", "failed", "a required clause failed"
    ),
    "warned": Presentation("warning", "w", "yellow", "warned", "passed", "", "broken", "a recommended clause failed"),
    "unjudged": Presentation(
        "unjudged", "?", "yellow", "unjudged", "skipped", "skipped", "skipped",
        "should have been judged, but could not be", judged=False,
    ),
    "deviates": Presentation(
        "deviation", "d", "yellow", "deviates", "passed", "", "broken", "failed, and an accepted deviation covers it"
    ),
    "satisfied": Presentation("satisfied", ".", "green", "passed", "passed", "", "passed", "holds"),
    "observed": Presentation(
        "observed", "o", "green", "passed", "passed", "", "passed", "recorded; the documents are silent"
    ),
    "omitted": Presentation(
        "omitted", "-", "yellow", "skipped", "skipped", "skipped", "skipped",
        "not judged: not selected, or the target lacks what it needs", judged=False,
    ),
    SUITE_FAULT: Presentation(
        SUITE_FAULT, "E", "red", "error", "failed", "error", "broken", "internal error in the suite", judged=False
    ),
}  # fmt: skip
