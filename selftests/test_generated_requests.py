"""The requests that Schemathesis makes: sorted rightly, stable, and never naming a foreign appointment."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings

from reject_contract.reject import bodies, generated_cases, systematic
from reject_contract.reject.generated_cases import Generated


def numbers_in(value: Any) -> set[int]:
    """Every number that a lenient reader could find in an id."""
    if isinstance(value, bool):
        return {int(value)}
    if isinstance(value, int | float):
        return {int(value)} if abs(value) < 10**20 else set()
    if isinstance(value, str):
        digits = "".join(letter for letter in value if letter.isdecimal())
        return {int(digits)} if digits else set()
    if isinstance(value, list):
        return {number for each in value for number in numbers_in(each)}
    if isinstance(value, dict):
        return {number for pair in value.items() for each in pair for number in numbers_in(each)}
    return set()


def names_somebody(generated: Generated) -> bool:
    """Whether the body, once filled in, names an appointment other than the run's own."""
    if not isinstance(generated.body, dict) or generated.names_the_invitation:
        return False
    return any(0 < number < 2**31 for number in numbers_in(generated.body.get("AppointmentId")))


def test_no_systematic_request_names_a_foreign_appointment() -> None:
    """Only the run's own ids are ever sent, whatever the fragment would allow."""
    assert [name for name, generated in generated_cases.systematic().items() if names_somebody(generated)] == []


@settings(max_examples=300, deadline=None, database=None)
@given(generated_cases.invalid())
def test_no_generated_request_names_a_foreign_appointment(generated: Generated) -> None:
    """Nor do generated ones, valid or not."""
    assert not names_somebody(generated)


@settings(max_examples=100, deadline=None, database=None)
@given(generated_cases.valid())
def test_generated_valid_request_is_valid(generated: Generated) -> None:
    """A valid request has the three properties, a known mode, and a reason that any encoding can carry."""
    assert set(generated.body) == {"AppointmentId", "RejectReason", "UpdateMode"}
    assert generated.body["UpdateMode"] in generated_cases.MODES
    assert generated.body["RejectReason"].isprintable()
    assert len(generated.body["RejectReason"].encode("utf-16-le")) <= 400
    assert generated.media_type in bodies.MEDIA_TYPES


@pytest.mark.parametrize("media_type", bodies.MEDIA_TYPES)
def test_every_media_type_has_valid_requests(media_type: str) -> None:
    """The systematic requests go through all seven media types."""
    assert any(
        each.media_type == media_type for each in generated_cases.systematic().values() if each.verdict == "valid"
    )


@pytest.mark.parametrize(
    ("change", "media_type", "expected"),
    [
        ({}, "application/json", "valid"),
        ({}, "text/xml", "valid"),
        ({}, "text/plain", "invalid"),
        ({"UpdateMode": "Sideways"}, "application/json", "invalid"),
        ({"UpdateMode": "Sideways"}, "application/xml", "unclear"),
        ({"UpdateMode": "onlythis"}, "application/json", "unclear"),
        ({"UpdateMode": "StopRecurrence"}, "application/json", "unclear"),
        ({"UpdateMode": 1}, "application/json", "unclear"),
        ({"UpdateMode": True}, "application/json", "invalid"),
        ({"RejectReason": None}, "application/json", "unclear"),
        ({"RejectReason": 5}, "application/json", "unclear"),
        ({"RejectReason": []}, "application/json", "invalid"),
        ({"RejectReason": " x"}, "application/json", "unclear"),
        ({"AppointmentId": "glops"}, "application/json", "invalid"),
        ({"AppointmentId": None}, "application/json", "unclear"),
        ({"AppointmentId": -1}, "application/json", "unclear"),
        ({"Extra": 1}, "application/json", "unclear"),
    ],
)
def test_request_is_sorted_by_what_the_contract_says(change: dict[str, Any], media_type: str, expected: str) -> None:
    """Firmly right, firmly wrong, or left open: only the first two are judged by their status."""
    body = {**bodies.request(generated_cases.THE_INVITATION, "Busy"), **change}
    assert generated_cases._verdict(body, media_type, absent=False) == expected


def test_names_are_those_that_schemathesis_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    """openapi/systematic.json has the names of the installed version; of another one they are asked of itself.

    A process of its own makes them, so that workers and reports agree.
    """
    code = (
        "import json; from importlib.metadata import version; from reject_contract.reject import generated_cases as g;"
        "print(json.dumps({'schemathesis': version('schemathesis'),"
        " **{sort: g.names(sort) for sort in ('valid', 'invalid', 'unclear')}}, indent=1))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert systematic.WRITTEN.read_text(encoding="utf-8") == done.stdout, "that is what is to be written there"
    monkeypatch.setattr(systematic, "written", lambda: {"schemathesis": "0", "valid": []})
    assert systematic.names("valid") == json.loads(done.stdout)["valid"]
