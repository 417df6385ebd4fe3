"""Values as a failure shows them: words, and of two that differ only the difference."""

from __future__ import annotations

import pytest

from reject_contract.reject import wording
from reject_contract.stage.invitations import State

TITLE = "an appointment that may be deleted"
DAY = "2026-11-25T"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({7: {"StartDate": f"{DAY}12:00:00Z"}}, {7: {"StartDate": f"{DAY}13:00:00Z"}},
         "row 7, StartDate: 12:00 → 13:00"),
        ({7: {"Title": TITLE, "x": "y"}}, {7: {"Title": f"{TITLE}Busy", "x": "y"}},
         "row 7, Title: …t may be deleted → …t may be deletedBusy"),
        ({7: State("Invitation", "")}, {7: State("Declined", "Busy")}, "row 7: Invitation → Declined, reason “Busy”"),
        ({7: "a", 8: "b"}, {8: "b", 9: "c"}, "row 7 is gone; row 9 is new (c)"),
        (dict.fromkeys(range(5), "a"), {}, "row 0 is gone; row 1 is gone; row 2 is gone; and 2 more"),
    ],
    ids=["time", "long", "state", "rows", "many"],
)  # fmt: skip
def test_only_what_differs_is_shown(before: dict[object, object], after: dict[object, object], words: str) -> None:
    """Row, property, before and after; no more than a few."""
    assert wording.changes(before, after) == words


@pytest.mark.parametrize(
    ("expected", "actual", "words"),
    [
        ("Busy", "Away", "“Away”"),
        ("x" * 10, "x" * 9, f"“{'x' * 9}”, which stops after 9 of 10 characters"),
        ("on the road\nall day", "on the road all day",
         "“on the road all day”; from character 12 on “ all day” instead of “⏎all day”"),
        ("on the road", "on the road.", "“on the road.”; from character 12 on “.” instead of “”"),
    ],
    ids=["another", "cut", "changed", "longer"],
)  # fmt: skip
def test_repetition_is_marked_where_it_ends(expected: str, actual: str, words: str) -> None:
    """Of two long texts nobody has to find the difference."""
    assert wording.contrast(expected, actual) == words


def test_values_are_words() -> None:
    """No value shows how Python would write it."""
    assert [wording.value(each) for each in ("", [], ["a", ""], {3, 1}, {"x": [1]}, None)] == [
        "empty", "none", "a, empty", "1, 3", "x 1", "nothing",
    ]  # fmt: skip
