"""The one table of outcomes: how each is called, shown and reported."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

Outcome = Literal["violated", "warned", "unjudged", "deviates", "satisfied", "observed", "omitted"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
"""The worst first: where the tests of a requirement disagree, the first of these that occurs is its outcome."""
SUITE_FAULT = "suite fault"
"""What a test comes to that breaks of itself; its requirements are unjudged."""


class Row(NamedTuple):
    """One outcome."""

    noun: str
    """Begins what Allure and pytest say of a test."""
    letter: str
    """Stands for a test on the terminal."""
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


TABLE: dict[str, Row] = {
    "violated": Row("violation", "F", "red", "violated", "failed", "failure", "failed", "a must is not kept"),
    "warned": Row("warning", "w", "yellow", "warned", "passed", "", "broken", "a should is not kept"),
    "unjudged": Row(
        "unjudged", "?", "yellow", "unjudged", "skipped", "skipped", "skipped",
        "should have been judged and was not", judged=False,
    ),
    "deviates": Row(
        "deviation", "d", "yellow", "deviates", "passed", "", "broken", "not kept, and a deviation in force covers it"
    ),
    "satisfied": Row("satisfied", ".", "green", "passed", "passed", "", "passed", "kept"),
    "observed": Row(
        "observed", "o", "green", "passed", "passed", "", "passed", "recorded, since the documents are silent"
    ),
    "omitted": Row(
        "omitted", "-", "yellow", "skipped", "skipped", "skipped", "skipped",
        "not judged: it was not there to judge, or not asked for", judged=False,
    ),
    SUITE_FAULT: Row(
        SUITE_FAULT, "E", "red", "error", "failed", "error", "broken", "the suite itself broke", judged=False
    ),
}  # fmt: skip
